/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/periods.h"

#include "base/lang.h"
#include "web/page_door.h"

/* In the order of the chooser: first lengths, then what begins on a day of its own. */
static const struct {
	enum period_kind kind;
	const char *label;
} kinds[] = {
	{ PERIOD_WEEK, N_("Week") },
	{ PERIOD_MONTH, N_("Month") },
	{ PERIOD_QUARTER, N_("Quarter") },
	{ PERIOD_YEAR, N_("Year") },
	{ PERIOD_TWELVE, N_("12 months") },
	{ PERIOD_SCHOOL, N_("School year") },
	{ PERIOD_COHORT, N_("Cohort") },
	{ PERIOD_OCTOBER, N_("October to September") },
	{ PERIOD_SUMMER, N_("Summer") },
	{ PERIOD_CONTRACT, N_("Contract year") },
};

bool
periods_against_before(struct web_request *r)
{
	const struct form *f;
	struct err e;

	return web_query(r, &f, &e) && str_is(form_word(f, "against"), "before");
}

struct url
figures_address(struct web_request *r, struct str path, const struct asked *q, const char *period)
{
	struct buf b;

	buf_init_in(&b, r->arena);
	buf_str(&b, path);
	for (size_t i = 0; q != NULL && i < q->n_shown; i++)
		query_put(&b, q->shown[i].dim, q->shown[i].codes[0]);
	query_put(&b, STR("period"), str_of(period));
	if (periods_against_before(r))
		query_put(&b, STR("against"), STR("before"));
	return (struct url){ buf_text(&b) };
}

struct chooser {
	struct web_request *r;
	const struct periods_ask *ask;
	const struct asked *q;
	struct contract_years years;
	int this_year, last_year; /* of the contract: the one shown, and the one that runs or ran last */
};

/* Of a short length the one in which the period ends; of a year the one in which most of it lies. */
static bool
period_there(const struct chooser *c, enum period_kind kind, struct period *out)
{
	const struct period *now = &c->q->period;
	int32_t middle = now->first + (now->last - now->first) / 2;

	if (now->kind == kind)
		*out = *now;
	else if (kind == PERIOD_CONTRACT)
		*out = contract_period(&c->years, c->this_year);
	else
		*out = period_at(kind, kind <= PERIOD_TWELVE ? now->last : middle);
	return period_fits(out, c->ask->fits) && asked_tells(c->r, out);
}

static struct url
to(const struct chooser *c, const struct period *p)
{
	return figures_address(c->r, c->ask->path, c->ask->scope_in_path ? NULL : c->q,
	    str_cstr(c->r->arena, str_of(p->name)));
}

static void
contract_now(struct chooser *c)
{
	const struct period *now = &c->q->period;
	int32_t middle = now->first + (now->last - now->first) / 2;
	int year;

	if (!c->years.known)
		return;
	c->last_year = contract_year(&c->years, c->years.end != DAY_NONE && c->years.end < c->r->today ?
	    c->years.end : c->r->today);
	year = now->kind == PERIOD_CONTRACT ? period_number(now) : contract_year(&c->years, middle);
	c->this_year = year > c->last_year ? c->last_year : year < 1 ? 1 : year;
	c->years.known = c->last_year > 0;
}

static void
beside(const struct chooser *c, struct period_chooser *out)
{
	const struct period *now = &c->q->period;
	struct period before = period_before(now), after;
	int year = period_number(now);

	if (now->kind == PERIOD_CONTRACT) {
		before = contract_period(&c->years, year - 1);
		after = contract_period(&c->years, year + 1);
		if (year > 1)
			out->previous = to(c, &before);
		if (year < c->last_year)
			out->next = to(c, &after);
		return;
	}
	if (!period_after(now, &after))
		return;
	if (now->kind == PERIOD_TWELVE) {
		before = period_at(PERIOD_TWELVE, before.last);
		after = period_at(PERIOD_TWELVE, after.last);
	}
	if (now->first > DAY_MIN + 800)
		out->previous = to(c, &before);
	if (now->last < c->r->today && now->last < DAY_MAX - 800)
		out->next = to(c, &after);
}

bool
periods_of(struct web_request *r, const struct periods_ask *ask, const struct asked *q,
    struct period_chooser *out, struct err *e)
{
	struct chooser c = { .r = r, .ask = ask, .q = q };
	struct choice_link *v = arena_array(r->arena, struct choice_link, COUNT(kinds));
	size_t n = 0;

	if (!asked_contract(r, q, &c.years, e))
		return false;
	contract_now(&c);
	*out = (struct period_chooser){ .lengths = v, .period = str_dup(r->arena, str_of(q->period.name)),
		.before = periods_against_before(r) };
	if (!ask->scope_in_path) {
		out->scope = q->shown;
		out->n_scope = q->n_shown;
	}
	for (size_t i = 0; i < COUNT(kinds); i++) {
		struct period p;

		if ((kinds[i].kind == PERIOD_COHORT && !ask->cohorts) ||
		    (kinds[i].kind == PERIOD_CONTRACT && !c.years.known) || !period_there(&c, kinds[i].kind, &p))
			continue;
		v[n++] = (struct choice_link){ str_of(lang_text(kinds[i].label)), to(&c, &p),
			q->period.kind == kinds[i].kind };
		if (kinds[i].kind <= PERIOD_TWELVE)
			out->n_lengths = n;
	}
	out->other = q->period.kind < PERIOD_WEEK || q->period.kind > PERIOD_TWELVE;
	out->others = v + out->n_lengths;
	out->n_others = n - out->n_lengths;
	beside(&c, out);
	return true;
}
