/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Dashboards, reports to read, and where a figure comes from. A dashboard is a report without words:
 * reports/dashboard.md. */
#include "web/page_dashboard.h"

#include <math.h>
#include <stdio.h>

#include "access/setting.h"
#include "base/lang.h"
#include "dashboard.html.h"
#include "record/journal.h"
#include "report/words.h"
#include "web/asked.h"
#include "web/page_door.h"
#include "web/pages.h"
#include "web/periods.h"
#include "web/schemes.h"
#include "web/show.h"

#define RECORDS_SHOWN 100

/* The other way of comparing, by its address. */
static void
comparisons(struct web_request *r, struct str path, struct figures_view *v)
{
	struct choice_link *c = arena_array(r->arena, struct choice_link, 2);
	struct url u = url_with(r->arena, url_here(r->arena, path), "period", v->chooser.period);
	bool before = periods_against_before(r);

	c[0] = (struct choice_link){ str_of(_("The year before")), u, !before };
	c[1] = (struct choice_link){ str_of(_("The period before")),
		url_with(r->arena, u, "against", STR("before")), before };
	v->against = c;
	v->n_against = 2;
}

/* -- periods --------------------------------------------------------------------------------- */

/* The lengths that a dashboard may open on, as the house has set it. */
static enum period_kind
length_parse(struct str s)
{
	static const char *const names[] = { [PERIOD_WEEK] = "week", [PERIOD_MONTH] = "month",
		[PERIOD_QUARTER] = "quarter", [PERIOD_YEAR] = "year", [PERIOD_TWELVE] = "twelve" };

	for (enum period_kind i = PERIOD_WEEK; i < COUNT(names); i++)
		if (str_is(s, names[i]))
			return i;
	return PERIOD_MONTH;
}

/* Without a period in the address: the last of that length of which there are records. */
static bool
last_period(struct web_request *r, enum period_kind kind, struct asked *q, bool *none, struct err *e)
{
	static const char *const dims[] = { [PERIOD_WEEK] = "week", [PERIOD_MONTH] = "month",
		[PERIOD_QUARTER] = "quarter", [PERIOD_YEAR] = "year", [PERIOD_TWELVE] = "month" };
	struct figure_ask ask = { .figure = figure_find(STR("interventions")),
		.by = { dim_find(str_of(dims[kind])) }, .n_by = 1, .now_ms = r->now_ms,
		.n_filters = q->n_filters };
	struct figure_answer v;
	const struct facts *facts;
	struct period p = period_at(kind, r->today);

	memcpy(ask.filters, q->filters, sizeof(q->filters));
	if (!web_facts(r, &facts, e) || !figure_eval(facts, &ask, r->arena, &v, e))
		return false;
	*none = v.n_groups == 0;
	if (!asked_period(r, *none ? str_of(p.name) : v.groups[v.n_groups - 1].key[0], q, e) ||
	    kind != PERIOD_TWELVE)
		return q->has_period;
	p = period_at(kind, q->period.last);
	return asked_period(r, str_of(p.name), q, e);
}

static bool
last_month(struct web_request *r, struct asked *q, bool *none, struct err *e)
{
	return last_period(r, PERIOD_MONTH, q, none, e);
}

/* The last period of the kind that a report is of. */
static bool
last_of(struct web_request *r, const struct template *t, struct asked *q, bool *none, struct err *e)
{
	enum period_kind kind = t->period == PERIOD_ANY || t->period == PERIOD_DAY ? PERIOD_MONTH : t->period;

	return last_period(r, kind, q, none, e);
}

/* As the house has set it; who sees whole months only is not shown a week. */
static bool
usual_period(struct web_request *r, struct asked *q, bool *none, struct err *e)
{
	struct setting_values v;
	enum period_kind kind;

	if (!settings_read(r->store, r->arena, &v, e))
		return false;
	kind = length_parse(v.text[SETTING_DASHBOARD]);
	return last_period(r, asked_outside(r) && kind == PERIOD_WEEK ? PERIOD_MONTH : kind, q, none, e);
}

/* -- the strip of key figures ---------------------------------------------------------------- */

static _Thread_local struct {
	struct web_request *r;
	const struct asked *q;
	struct str when;
} drawing; /* what the template's C function needs beside its argument */

static struct spark
spark_of(struct arena *a, const struct series *t)
{
	double *now = arena_array(a, double, MONTHS), *then = arena_array(a, double, MONTHS);

	if (t->n != 2 * MONTHS)
		return (struct spark){ .n = 0 };
	for (size_t i = 0; i < MONTHS; i++) {
		then[i] = t->known[i] ? t->v[i] : NAN;
		now[i] = t->known[MONTHS + i] ? t->v[MONTHS + i] : NAN;
	}
	return (struct spark){ now, then, MONTHS, t->summary };
}

/* "+ 13 %, 2 627 en décembre 2024" to somebody who hears it. */
static struct str
change_said(struct arena *a, const struct doc_figure *f)
{
	if (f->change.n == 0 || f->old.n == 0)
		return STR_NONE;
	return f->moves > 0 ? str_fmt(a, _("Rising: %.*s, against %.*s"), STR_A(f->change), STR_A(f->old)) :
	    f->moves < 0 ? str_fmt(a, _("Falling: %.*s, against %.*s"), STR_A(f->change), STR_A(f->old)) :
	    str_fmt(a, _("Unchanged, against %.*s"), STR_A(f->old));
}

bool
page_is_broad(const struct block *b)
{
	for (size_t i = 0; b->kind == BLOCK_BARS && i < b->n_bars; i++)
		if (b->bars[i].change.n > 0)
			return true;
	return b->kind == BLOCK_HEAT;
}

struct key_figures
page_keys(const struct block *b)
{
	struct arena *a = drawing.r->arena;
	struct key_figure *v = arena_array(a, struct key_figure, b->n_figures + 1);

	for (size_t i = 0; i < b->n_figures; i++) {
		const struct doc_figure *f = &b->figures[i];

		v[i] = (struct key_figure){ .name = f->label, .value = f->printed, .none = !f->has_value,
			.change = f->change, .before = f->old, .said = change_said(a, f), .spark = spark_of(a, &f->trend),
			.why = { .title = f->label, .definition = f->definition,
			    .calculation = f->worked.n > 0 ? f->worked : f->calculation, .source = f->source,
			    .when = drawing.when,
			    .more = figures_address(drawing.r, str_fmt(a, "/figure/%s", f->id), drawing.q,
			        drawing.q->period.name) } };
	}
	return (struct key_figures){ v, b->n_figures };
}

/* -- what people wrote in a report ----------------------------------------------------------- */

struct url
page_slot(const struct document *d, const struct block *b)
{
	struct arena *a = drawing.r->arena;

	return figures_address(drawing.r, str_fmt(a, "/report/" STR_F "/narrative/" STR_F,
	    STR_A(d->template_name), STR_A(b->slot)), drawing.q, drawing.q->period.name);
}

/* -- dashboards ------------------------------------------------------------------------------ */

static bool
draw_figures(struct web_request *r, struct str path, const struct asked *q, struct figures_view *v,
    struct err *e)
{
	struct shell s;

	const struct periods_ask ask = { .path = path, .scope_in_path = !v->report, .fits = v->fits,
		.cohorts = v->report };

	if (!periods_of(r, &ask, q, &v->chooser, e))
		return false;
	if (!v->report)
		comparisons(r, path, v);
	drawing.r = r;
	drawing.q = q;
	drawing.when = v->d->made_on;
	shell_of(r, v->head.title, &s);
	draw_figures_page(answer_page(r, 200), &s, v);
	return true;
}

/* What a team leader does next: take the records along, have the report ready. Both are of one scheme. */
static void
board_tools(struct web_request *r, const struct asked *q, struct figures_view *v)
{
	struct page_tool *t = arena_array(r->arena, struct page_tool, 2);
	const struct reg *acts = reg_find(STR("intervention"));
	struct ymd d = ymd_of_day(q->period.last);
	struct url u;

	if (q->n_shown == 0 || !str_is(q->shown[0].dim, "scheme"))
		return;
	v->head.tools = t;
	if (access_may(acts, web_reach(r), OP_EXPORT) != REACH_NONE && web_may(r, PERMIT_EXPORT)) {
		u = url_with(r->arena, URL("/api/v1/export/intervention.csv"), "scheme", q->shown[0].codes[0]);
		t[v->head.n_tools++] = (struct page_tool){ "export", str_of(_("Export")),
			url_with(r->arena, u, "service_date", asked_days(r->arena, &q->period)), false };
	}
	if (web_may(r, PERMIT_REPORTS)) {
		u = url_with(r->arena, URL("/report/monthly"), "scheme", q->shown[0].codes[0]);
		t[v->head.n_tools++] = (struct page_tool){ "file-text", str_of(_("Prepare the report")),
			url_with(r->arena, u, "period", str_fmt(r->arena, "%04d-%02d", d.year, d.month)), true };
	}
}

/* `q` is narrowed already; `title` absent: the document's own names. */
static bool
dashboard(struct web_request *r, struct str title, struct asked *q, struct err *e)
{
	struct figures_view v = { .none = false };
	struct report_ask ask = { .n_words = 0 };
	const struct form *f;
	struct template *t;
	struct document *d;
	struct str period;

	if (!web_query(r, &f, e) || !asked_cut(r, q, e))
		return false;
	period = form_word(f, "period");
	if (!(period.p != NULL ? asked_period(r, period, q, e) : usual_period(r, q, &v.none, e)) ||
	    !asked_template(r, STR("dashboard"), &t, e))
		return false;
	ask.template = t;
	ask.own_team = asked_own_team(r);
	ask.against_before = periods_against_before(r);
	if (!asked_report(r, q, &ask, &d, e))
		return false;
	v.d = d;
	v.board = true;
	v.signals_all = figures_address(r, STR("/figure/weak_signals"), q, q->period.name);
	if (!v.none && !signals_read(r, q, &v.signals, e))
		return false;
	board_tools(r, q, &v);
	v.head.title = title.p != NULL ? title : d->scheme.n == 0 ? d->structure : d->client.n == 0 ? d->scheme :
	    str_fmt(r->arena, STR_F " – " STR_F, STR_A(d->client), STR_A(d->scheme));
	v.head.under = d->title;
	return draw_figures(r, r->http->path, q, &v, e);
}

bool
page_dashboard(struct web_request *r, struct err *e)
{
	struct asked q = { 0 };

	if (!web_may(r, PERMIT_FIGURES) || (!web_reach(r)->all && web_reach(r)->schemes.n == 0))
		return page_home(r, e);
	return dashboard(r, str_of(_("Dashboard")), &q, e);
}

bool
page_scheme(struct web_request *r, struct err *e)
{
	struct asked q = { 0 };

	return asked_narrow(r, "scheme", web_param(r, "id"), &q, e) && dashboard(r, STR_NONE, &q, e);
}

bool
page_agency(struct web_request *r, struct err *e)
{
	struct asked q = { 0 };

	return asked_narrow(r, "agency", web_param(r, "id"), &q, e) && dashboard(r, STR_NONE, &q, e);
}

bool
page_organisation(struct web_request *r, struct err *e)
{
	struct asked q = { 0 };

	if (!web_reach(r)->all)
		return err_set(e, ERR_DENIED, "access.reach",
		    _("The figures of the whole house are for who works for all of it."));
	return dashboard(r, str_of(_("The organisation")), &q, e);
}

/* -- where a figure comes from --------------------------------------------------------------- */

static bool
records_of(struct web_request *r, struct show *show, const struct figure_source *s, size_t most,
    struct figure_records *out, struct err *e)
{
	struct report_line *lines = arena_array(r->arena, struct report_line, most);

	*out = (struct figure_records){ .reg = s->reg, .v = lines, .n_all = s->n };
	for (size_t i = 0; i < s->n_evidence && i < most; i++) {
		struct record rec;
		bool found;

		if (!record_read(r->store, r->codes, s->reg, &s->evidence[i], r->arena, &rec, &found, e))
			return false;
		if (found)
			lines[out->n++] = (struct report_line){ show_title(show, &rec),
				show_record(r, rec.reg, &rec.id) };
	}
	return true;
}

/* What is behind a figure, register by register. */
static bool
records_behind(struct web_request *r, const struct figure *fig, const struct asked *q,
    struct figure_view *v, struct err *e)
{
	struct figure_ask ask = { .figure = fig, .period = &q->period, .evidence = true, .now_ms = r->now_ms,
		.n_filters = q->n_filters };
	struct show *show = show_new(r);
	struct figure_answer answer;
	const struct facts *facts;

	memcpy(ask.filters, q->filters, sizeof(q->filters));
	if (!web_facts(r, &facts, e) || !figure_eval(facts, &ask, r->arena, &answer, e))
		return false;
	for (size_t i = 0; i < answer.n_sources; i++)
		if (answer.sources[i].n_evidence > 0 &&
		    !records_of(r, show, &answer.sources[i], RECORDS_SHOWN / answer.n_sources,
		        &v->behind[v->n_behind++], e))
			return false;
	return true;
}

/* Whether it counts what people in training are told by: cohorts. */
static bool
of_training(const struct figure *fig)
{
	const struct reg *g = figure_register(fig);

	return g != NULL && (g->group == GROUP_TRAINING || g->group == GROUP_STAFF);
}

bool
page_figure(struct web_request *r, struct err *e)
{
	const struct figure *fig = figure_find(web_param(r, "figure"));
	struct figure_view v = { .n_behind = 0 };
	struct report_ask ask = { .n_words = 0 };
	const struct doc_figure *f;
	struct template *t;
	struct document *d;
	struct asked q;
	struct shell s;
	bool none;

	if (fig == NULL)
		return err_set(e, ERR_NOT_FOUND, "figure.unknown", _("There is no figure of that name."));
	if (!asked_figure(r, fig, e) || !asked_read(r, &q, e) ||
	    (!q.has_period && !last_month(r, &q, &none, e)) || !template_parse(STR("figure"), str_fmt(r->arena,
	        "---\ntitle: %s\nlang: %s\nperiod: any\n---\n\n::figures %s\n", fig->id,
	        r->lang == LANG_FR ? "fr" : "en", fig->id), r->arena, &t, e))
		return false;
	ask.template = t;
	ask.own_team = asked_own_team(r);
	ask.against_before = periods_against_before(r);
	if (!asked_report(r, &q, &ask, &d, e))
		return false;
	if (d->blocks == NULL || d->blocks->n_figures == 0)
		return err_set(e, ERR_NOT_FOUND, "figure.unknown", _("There is no figure of that name."));
	f = &d->blocks->figures[0];
	v.head.title = f->label;
	v.head.under = d->title;
	v.value = f->printed;
	v.why = (struct provenance){ .definition = f->definition,
		.calculation = f->worked.n > 0 ? f->worked : f->calculation, .source = f->source };
	if ((asked_own_team(r) && !records_behind(r, fig, &q, &v, e)) ||
	    !periods_of(r, &(struct periods_ask){ .path = r->http->path, .cohorts = of_training(fig) }, &q,
	        &v.chooser, e))
		return false;
	shell_of(r, v.head.title, &s);
	draw_figure_page(answer_page(r, 200), &s, &v);
	return true;
}

/* -- reports --------------------------------------------------------------------------------- */

bool
page_report(struct web_request *r, struct err *e)
{
	static const char *const kinds[][2] = { { "pdf", "PDF" }, { "json", "JSON" }, { "html", "HTML" } };
	struct figures_view v = { .report = true };
	struct page_tool tools[COUNT(kinds)];
	struct report_ask ask = { .n_words = 0 };
	struct template *t;
	struct document *d;
	struct asked q;

	if (!asked_read(r, &q, e) || !asked_template(r, web_param(r, "template"), &t, e) ||
	    (!q.has_period && !last_of(r, t, &q, &v.none, e)))
		return false;
	ask.template = t;
	v.fits = t->period;
	if (!asked_words(r, &q, ASKED_DRAFTS, &ask, e) || !asked_report(r, &q, &ask, &d, e))
		return false;
	v.places = ask.places;
	for (size_t i = 0; i < ask.n_words; i++)
		v.drafts = v.drafts || ask.words[i].draft;
	for (size_t i = 0; i < COUNT(kinds); i++) {
		struct buf b;

		buf_init_in(&b, r->arena);
		buf_str(&b, figures_address(r, str_fmt(r->arena, "/api/v1/reports/" STR_F,
		    STR_A(web_param(r, "template"))), &q, q.period.name).s);
		query_put(&b, STR("format"), str_of(kinds[i][0]));
		tools[i] = (struct page_tool){ "download-simple", str_of(kinds[i][1]),
			{ buf_text(&b) }, i == 0 };
	}
	v.with_drafts = url_with(r->arena, tools[0].to, "drafts", STR("1"));
	v.head = (struct page_head){ d->running, d->scheme.n > 0 ? d->scheme : d->structure, tools,
		COUNT(tools) };
	v.d = d;
	return draw_figures(r, r->http->path, &q, &v, e);
}

bool
page_reports(struct web_request *r, struct err *e)
{
	struct page_head head = { .title = str_of(_("Reports")) };
	const struct scheme_line *all;
	struct report_line *lines;
	struct shell s;
	size_t n;

	if (!web_schemes(r, &all, &n, e))
		return false;
	lines = arena_array(r->arena, struct report_line, n);
	for (size_t i = 0; i < n; i++)
		lines[i] = (struct report_line){ all[i].name,
			url_with(r->arena, URL("/report/monthly"), "scheme", all[i].key) };
	shell_of(r, head.title, &s);
	/* The annual one is of the whole house. */
	draw_reports_page(answer_page(r, 200), &s, &head, lines, n, web_reach(r)->all);
	return true;
}
