/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "figures/checks.h"

#include "base/lang.h"
#include "figures/ledger.h"

#include <math.h>

/* Amounts are whole cents, hours and tonnes whole thousandths. */
#define NEAR 0.0005

const struct crosscheck crosschecks[] = {
	{ "contacts.sex", N_("Women and men met are no more than all people met."), CROSS_MOST,
	    "contacts.women", { "contacts" } },
	{ "contacts.minors", N_("Minors met are no more than all people met."), CROSS_MOST,
	    "contacts.minors", { "contacts" } },
	{ "incivilities.serious", N_("Serious facts are no more than all facts."), CROSS_MOST,
	    "incivilities.serious", { "incivilities" } },
	{ "products.centres", N_("Products of mediation, training and bulky waste add up to all products."),
	    CROSS_SUM, "products", { "products.mediation", "products.training", "products.waste" } },
	{ "products.invoices", N_("Product lines of invoices say the same as the invoices themselves."),
	    CROSS_SAME, "products.invoiced", { "invoices.revenue" } },
	{ "grants.granted", N_("Grants decided are no more than what was asked for."), CROSS_MOST,
	    "grants.granted", { "grants.requested" } },
	{ "employees.categories", N_("Employees by category add up to all employees."), CROSS_SUM, "employees",
	    { "employees.mediators", "employees.team_leaders", "employees.managers", "employees.support" } },
	{ "employees.posts", N_("Mediators employed are no more than posts of mediators."), CROSS_MOST,
	    "employees.mediators", { "posts.mediators" } },
	{ "mediators.qualified", N_("Mediators qualified by our centre are no more than all qualified ones."),
	    CROSS_MOST, "mediators.qualified_here", { "mediators.qualified" } },
	{ "mediators.based", N_("New mediators with the base course are no more than those hired."), CROSS_MOST,
	    "mediators.hired_based", { "mediators.hired" } },
	{ "exam.admitted", N_("Titles obtained are no more than candidates."), CROSS_MOST, "exam.admitted",
	    { "exam.candidates" } },
	{ "exam.graduates", N_("Awards of titles say the same as juries."), CROSS_SAME, "exam.admitted",
	    { "awards.titles" } },
	{ "evaluations.favourable", N_("Favourable evaluations are no more than those returned."), CROSS_MOST,
	    "evaluations.favourable", { "evaluations.returned" } },
	{ "prison.favourable", N_("Favourable evaluations in prison are no more than those returned."),
	    CROSS_MOST, "prison.favourable", { "prison.returned" } },
	{ "prison.returned", N_("Evaluations returned in prison are no more than participants."), CROSS_MOST,
	    "prison.returned", { "prison.participants" } },
	{ "inhabitants", N_("Inhabitants of priority districts are no more than those of their towns."),
	    CROSS_MOST, "inhabitants.qpv", { "inhabitants.towns" } },
	{ "schemes.running", N_("Schemes running at the end are no more than those of the period."), CROSS_MOST,
	    "schemes.running", { "schemes" } },
	{ "waste.tonnes", N_("The waste register says the same tonnes as the weighing tickets."), CROSS_SAME,
	    "waste.tonnes", { "waste.registered" } },
};
const size_t n_crosschecks = COUNT(crosschecks);

struct cross {
	const struct facts *f;
	const struct figure_ask *like;
	struct arena *a;
	struct cross_result *out;
	size_t cap;
};

/* The value of a figure; *makes_sense false where the scope is none of its own. */
static bool
value_of(struct cross *c, const struct figure *fig, const struct period *p, double *value,
    bool *makes_sense, struct err *e)
{
	struct figure_ask ask = *c->like;
	struct figure_answer answer;

	ask.figure = fig;
	ask.period = p;
	ask.n_by = 0;
	ask.evidence = false;
	*makes_sense = figure_eval(c->f, &ask, c->a, &answer, e);
	if (!*makes_sense) {
		bool refused = e->key != NULL && strcmp(e->key, "figure.dimension") == 0;

		if (refused)
			*e = (struct err){ 0 };
		return refused;
	}
	*value = answer.has_value ? answer.value : NAN;
	return true;
}

static void
fail(struct cross *c, const char *id, const struct figure *left, struct str sentence)
{
	if (c->out->n < c->cap)
		c->out->v[c->out->n++] = (struct cross_failure){ id, left, sentence };
}

/* "Products 5 468 440,00 €" */
static struct str
said(struct cross *c, const struct figure *fig, double value)
{
	return str_fmt(c->a, "%s " STR_F, lang_text(fig->label),
	    STR_A(figure_print(fig, !isnan(value), value, c->a)));
}

static bool
run_row(struct cross *c, const struct crosscheck *row, struct err *e)
{
	const struct figure *left = figure_find(str_of(row->left));
	double sum = 0, value = 0, v = 0;
	struct buf parts;
	bool sense = true, holds;

	buf_init_in(&parts, c->a);
	if (!value_of(c, left, c->like->period, &value, &sense, e))
		return false;
	for (size_t i = 0; sense && i < CROSSCHECK_PARTS && row->right[i] != NULL; i++) {
		const struct figure *fig = figure_find(str_of(row->right[i]));

		if (!value_of(c, fig, c->like->period, &v, &sense, e))
			return false;
		sum += isnan(v) ? 0 : v;
		buf_cstr(&parts, i > 0 ? ", " : "");
		buf_str(&parts, said(c, fig, v));
	}
	if (!sense || isnan(value))
		return true;
	c->out->n_tried++;
	holds = row->kind == CROSS_MOST ? value <= sum + NEAR : fabs(value - sum) <= NEAR;
	if (!holds)
		fail(c, row->id, left, str_fmt(c->a, _("%s It does not hold: %.*s; %.*s."), lang_text(row->title),
		    STR_A(said(c, left, value)), STR_A(buf_text(&parts))));
	return true;
}

/* A rate of two figures lies from 0 to 100; a growth has something to compare with. */
static bool
run_made(struct cross *c, const struct figure *fig, struct err *e)
{
	const struct figure *of, *per;
	double value = 0, base = 0;
	struct period before;
	bool sense;

	if (!figure_made_of(fig, &of, &per) || fig->unit != UNIT_PERCENT)
		return true;
	if (per != NULL) {
		if (!value_of(c, fig, c->like->period, &value, &sense, e))
			return false;
		c->out->n_tried += sense;
		if (sense && !isnan(value) && (value < 0 || value > 100))
			fail(c, fig->id, of, str_fmt(c->a, _("%.*s: a share lies from 0 to 100."),
			    STR_A(said(c, fig, value))));
		return true;
	}
	if (c->like->period == NULL)
		return true;
	before = period_before(c->like->period);
	if (!value_of(c, of, c->like->period, &value, &sense, e) ||
	    (sense && !value_of(c, of, &before, &base, &sense, e)))
		return false;
	c->out->n_tried += sense;
	if (sense && value > 0 && !(base > 0))
		fail(c, fig->id, of, str_fmt(c->a, _("%s has no base: %.*s in the period, %.*s in the one before."),
		    lang_text(fig->label), STR_A(said(c, of, value)),
		    STR_A(figure_print(of, !isnan(base), base, c->a))));
	return true;
}

bool
crosschecks_run(const struct facts *f, const struct figure_ask *like, struct arena *a,
    struct cross_result *out, struct err *e)
{
	struct cross c = { .f = f, .like = like, .a = a, .out = out };

	c.cap = n_crosschecks + figures_count();
	*out = (struct cross_result){ .v = arena_array(a, struct cross_failure, c.cap) };
	for (size_t i = 0; i < n_crosschecks; i++)
		if (!run_row(&c, &crosschecks[i], e))
			return false;
	for (size_t i = 0; figure_at(i) != NULL; i++)
		if (!run_made(&c, figure_at(i), e))
			return false;
	return true;
}
