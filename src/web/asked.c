/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/asked.h"

#include <assert.h>

#include "base/embed.h"
#include "record/find.h"
#include "registers/registers.h"
#include "report/narrative.h"

/* Words of the address that narrow, each a dimension. */
static const char *const scopes[] = { "scheme", "agency", "client", "area" };

static bool
unknown(struct err *e)
{
	return err_set(e, ERR_NOT_FOUND, "access.hidden", _("There is nothing of that name within your reach."));
}

bool
asked_outside(const struct web_request *r)
{
	return web_reach(r)->role == ROLE_CLIENT;
}

bool
asked_own_team(const struct web_request *r)
{
	enum reach_kind may = access_may(reg_find(STR("intervention")), web_reach(r), OP_READ);

	return web_may(r, PERMIT_EVIDENCE) && (may == REACH_WITHIN || may == REACH_ALL);
}

/* Registers of these groups are told outside the house too, as figures of the own scope. */
static const bool told_outside[N_GROUPS] = {
	[GROUP_GROUND] = true, [GROUP_PARTNERS] = true, [GROUP_PARTICIPATION] = true, [GROUP_WASTE] = true,
	[GROUP_TERRITORY] = true,
};

bool
asked_figure(const struct web_request *r, const struct figure *fig, struct err *e)
{
	const struct reg *v[FIGURE_SOURCES_MAX];
	size_t n = figure_registers(fig, v);

	for (size_t i = 0; i < n; i++) {
		enum reach_kind may = access_may(v[i], web_reach(r), OP_READ);

		if (may != REACH_ALL && may != REACH_WITHIN && !(asked_outside(r) && told_outside[v[i]->group]))
			return err_set(e, ERR_DENIED, "figure.register",
			    _("This figure counts records of “%s”, which your account may not read."),
			    lang_text(v[i]->label));
	}
	return true;
}

static bool
within(const struct reach *who, const char *dim, const struct uuid *id)
{
	if (who->all || strcmp(dim, "scheme") == 0)
		return who->all || uuid_set_has(&who->schemes, id);
	return uuid_set_has(strcmp(dim, "agency") == 0 ? &who->agencies : &who->clients, id);
}

static void
add(struct asked *q, struct arena *a, const struct dim *d, struct str code)
{
	struct str *copy = arena_new(a, struct str);

	*copy = code;
	q->filters[q->n_filters++] = (struct figure_filter){ d, copy, 1 };
}

bool
asked_narrow(struct web_request *r, const char *dim, struct str text, struct asked *q, struct err *e)
{
	const struct dim *d = dim_find(str_of(dim));
	bool found, ambiguous, record = strcmp(dim, "area") != 0;
	struct str *shown, code = text;
	struct uuid id;
	char u[37];

	assert(d != NULL && q->n_filters + 1 < ASKED_FILTERS_MAX);
	if (record) {
		if (!record_find(r->store, reg_find(str_of(dim)), NULL, text, &id, &found, &ambiguous, e))
			return false;
		if (!found || ambiguous || !within(web_reach(r), dim, &id))
			return unknown(e);
		uuid_format(&id, u);
		code = str_dup(r->arena, str_of(u));
	}
	shown = arena_new(r->arena, struct str);
	*shown = text;
	add(q, r->arena, d, code);
	q->shown[q->n_shown++] = (struct shown_filter){ str_of(dim), shown, 1 };
	return true;
}

bool
asked_contract(struct web_request *r, const struct asked *q, struct contract_years *out, struct err *e)
{
	return contract_years_of(&(struct period_ask){ r->store, r->codes, q->filters, q->n_filters }, r->arena,
	    out, e);
}

bool
asked_tells(const struct web_request *r, const struct period *p)
{
	return !asked_outside(r) || period_months(p) > 0;
}

bool
asked_period(struct web_request *r, struct str text, struct asked *q, struct err *e)
{
	struct period_ask ask = { r->store, r->codes, q->filters, q->n_filters };

	if (!period_read(&ask, text, r->arena, &q->period, e))
		return false;
	q->has_period = true;
	if (!asked_tells(r, &q->period))
		return err_set(e, ERR_DENIED, "figure.period",
		    _("Your account sees figures of whole months, quarters and years."));
	return true;
}

struct str
asked_days(struct arena *a, const struct period *p)
{
	char first[11], last[11];

	day_format(p->first, first);
	day_format(p->last, last);
	return str_fmt(a, "%s..%s", first, last);
}

bool
asked_list(struct web_request *r, const struct reg *g, struct list_word *w, size_t n, struct err *e)
{
	struct asked q = { .n_filters = 0 };
	struct list_word *year = NULL;
	int number;

	for (size_t i = 0; i < n; i++) {
		int column = list_column(g, w[i].name);

		if (column >= 0 && g->fields[column].type == FIELD_DATE && period_of_contract(w[i].value, &number))
			year = &w[i];
	}
	if (year == NULL)
		return true;
	for (size_t i = 0; i < n && q.n_filters == 0; i++)
		if (str_is(w[i].name, "scheme") && !asked_narrow(r, "scheme", w[i].value, &q, e))
			return false;
	if (!asked_period(r, year->value, &q, e))
		return false;
	year->value = asked_days(r->arena, &q.period);
	return true;
}

bool
asked_cut(struct web_request *r, struct asked *q, struct err *e)
{
	const struct reach *who = web_reach(r);
	struct str *codes;

	if (who->all || (q->n_shown > 0 && str_is(q->shown[0].dim, "scheme")))
		return true;
	if (who->schemes.n == 0)
		return err_set(e, ERR_DENIED, "access.reach", _("No scheme is within your reach yet."));
	codes = arena_array(r->arena, struct str, who->schemes.n);
	for (size_t i = 0; i < who->schemes.n; i++) {
		char u[37];

		uuid_format(&who->schemes.v[i], u);
		codes[i] = str_dup(r->arena, str_of(u));
	}
	q->filters[q->n_filters++] = (struct figure_filter){ dim_find(STR("scheme")), codes, who->schemes.n };
	return true;
}

bool
asked_read(struct web_request *r, struct asked *q, struct err *e)
{
	const struct form *f;
	struct str period;

	*q = (struct asked){ 0 };
	if (!web_query(r, &f, e))
		return false;
	for (size_t i = 0; i < COUNT(scopes); i++) {
		struct str text = form_word(f, scopes[i]);

		if (text.p != NULL && !asked_narrow(r, scopes[i], text, q, e))
			return false;
	}
	period = form_word(f, "period");
	return (period.p == NULL || asked_period(r, period, q, e)) && asked_cut(r, q, e);
}

bool
asked_template(struct web_request *r, struct str name, struct template **out, struct err *e)
{
	const struct embedded *f = NULL;

	if (r->lang == LANG_EN)
		f = embed_find(str_cstr(r->arena, str_fmt(r->arena, "reports/" STR_F ".en.md", STR_A(name))));
	if (f == NULL)
		f = embed_find(str_cstr(r->arena, str_fmt(r->arena, "reports/" STR_F ".md", STR_A(name))));
	if (f == NULL)
		return err_set(e, ERR_NOT_FOUND, "report.template", _("There is no such report."));
	return template_parse(name, (struct str){ (const char *)f->p, f->n }, r->arena, out, e);
}

static bool
may_be_told(const void *r, const struct figure *fig, struct err *e)
{
	return asked_figure(r, fig, e);
}

bool
asked_report(struct web_request *r, const struct asked *q, struct report_ask *ask,
    struct document **out, struct err *e)
{
	const struct facts *facts;

	ask->may = may_be_told;
	ask->may_ctx = r;
	ask->period = q->period;
	ask->today = r->today;
	ask->now_ms = r->now_ms;
	for (size_t i = 0; i < q->n_filters; i++) {
		if (ask->n_filters == REPORT_FILTERS_MAX)
			return err_set(e, ERR_INVALID, "figure.too_many", _("Too many conditions."));
		ask->filters[ask->n_filters++] = q->filters[i];
	}
	return web_facts(r, &facts, e) && report_resolve(facts, r->store, ask, r->arena, out, e);
}

/* -- what people wrote ----------------------------------------------------------------------- */

bool
asked_words_scheme(const struct web_request *r, const struct asked *q, struct uuid *out)
{
	const struct reach *who = web_reach(r);

	*out = (struct uuid){ { 0 } };
	if (q->n_shown == 1 && str_is(q->shown[0].dim, "scheme"))
		return uuid_parse(q->filters[0].codes[0], out);
	if (q->n_shown > 0)
		return false;
	/* Who reaches one scheme only asks for that one. */
	if (!who->all && who->schemes.n == 1)
		*out = who->schemes.v[0];
	return who->all || who->schemes.n == 1;
}

bool
asked_may_write(const struct web_request *r, const struct uuid *scheme)
{
	const struct reach *who = web_reach(r);
	enum reach_kind may = access_may(&reg_narrative, who, OP_CHANGE);

	return web_may(r, PERMIT_NARRATIVE) &&
	    (may == REACH_ALL || (may == REACH_WITHIN && uuid_set_has(&who->schemes, scheme)));
}

bool
asked_words(struct web_request *r, const struct asked *q, enum asked_words which,
    struct report_ask *ask, struct err *e)
{
	struct words_ask w = { .template = ask->template, .period = q->period };
	struct report_words *words;

	if (!asked_words_scheme(r, q, &w.scheme))
		return true;
	ask->places = which == ASKED_DRAFTS && asked_may_write(r, &w.scheme);
	w.wanted = ask->places ? WORDS_WITH_DRAFTS : WORDS_FINISHED;
	if (!words_read(r->store, r->codes, &w, r->arena, &words, &ask->n_words, e))
		return false;
	ask->words = words;
	return true;
}
