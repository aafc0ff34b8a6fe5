/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * demo --compare FILE: what a report printed beside what the records give.  FILE has an id, a printed
 * text and a value a line; data/demo/compare.csv says which figure, over which scope and period, an id
 * is.  What differs is shown with both values and the reason where there is one, never forced.
 */
#include "base/json.h"
#include "base/lang.h"
#include "cli/cli.h"
#include "cli/demo.h"
#include "figures/figures.h"

#include <math.h>
#include <stdio.h>

#define FILTER_CODES 16

/* Why an id is no measure, or why both values are not the same. */
static const struct {
	const char *key, *text;
} reasons[] = {
	{ "layout", N_("a page number: the layout tells it, no record") },
	{ "editorial", N_("a choice of the editor, not a measure of records") },
	{ "aim", N_("an aim for later, not a measure") },
	{ "cohort", N_("the name of a cohort: a period, not a measure") },
	{ "published", N_("an index worked out elsewhere and published, not counted from records") },
	{ "lost", N_("the printed value is lost: there is nothing to compare with") },
	{ "bullets", N_("a number of lines on a page, not of records") },
	{ "born_abroad", N_("both numbers behind it are printed too, and give the computed share") },
	{ "trainees",
	    N_("the programmes printed add up to less: actions without a printed line are counted here") },
	{ "schools", N_("the map and the page print two numbers of schools; the records are one") },
	{ "pairs", N_("fourteen pairs are 28 people; the page prints 29 posts, one of them vacant") },
	{ "team_leaders", N_("the map and the page print two numbers of team leaders; the records are one") },
	{ "contract_bagneux", N_("the map prints another length than the dates of the contract give") },
	{ "contract_clayes", N_("the pages print two lengths of this contract; the records are one") },
	{ "school_end", N_("the map and the page print two closing hours; the records are one") },
	{ "day_team", N_("people in full-time equivalents and posts are two units") },
	{ "schemes", N_("more schemes are described than are counted: ended ones and extensions are left out") },
	{ "prisons", N_("a unit of a prison is printed as a place of its own") },
	{ "department", N_("the printed number is another department's than the town's") },
	{ "experiments", N_("a third scheme is called experimental elsewhere") },
	{ "base_course", N_("no whole number of people gives both printed numbers") },
	{ "speeches", N_("the page names two; the records hold what another page names too") },
};

/* One id: what was printed, and what we make of it. */
struct compared {
	struct str id, printed;
	bool has_value, known, measured, computed, same;
	double value, found;
	struct str comparator, shown, why;
};

struct comparing {
	struct cli *c;
	const struct facts *facts;
	struct demo_lines ours;          /* id, figure, scope, period, why, gives */
	struct compared *v;
	size_t n, cap;
};

/* GIVES: what records give where a report cannot be met; only this is a known difference. */
enum { OUR_ID, OUR_FIGURE, OUR_SCOPE, OUR_PERIOD, OUR_WHY, OUR_GIVES, OUR_COLUMNS };

static struct str
reason_text(struct str key)
{
	for (size_t i = 0; i < COUNT(reasons); i++)
		if (str_is(key, reasons[i].key))
			return str_of(_(reasons[i].text));
	return key;
}

static const struct str *
ours_of(const struct comparing *k, struct str id)
{
	for (size_t i = 0; i < k->ours.n; i++)
		if (str_eq(k->ours.rows[i][OUR_ID], id))
			return k->ours.rows[i];
	return NULL;
}

/* "scheme=REN|RBI;post_function=mediator" */
static bool
scope_of(struct comparing *k, struct str text, struct figure_ask *ask, struct err *e)
{
	struct str one, dim, code;

	while (text.n > 0 && str_cut(&text, ';', &one)) {
		struct str *codes = arena_array(&k->c->arena, struct str, FILTER_CODES);
		size_t n = 0;

		if (!str_cut(&one, '=', &dim) || dim_find(dim) == NULL || ask->n_filters == FIGURE_FILTERS_MAX)
			return err_set(e, ERR_INTERNAL, "demo.file", "data/demo/compare.csv: " STR_F, STR_A(dim));
		while (one.p != NULL && n < FILTER_CODES && str_cut(&one, '|', &code))
			codes[n++] = code;
		ask->filters[ask->n_filters++] = (struct figure_filter){ dim_find(dim), codes, n };
	}
	return true;
}

/* How many decimals a value was written with. */
static int
decimals_of(struct str s)
{
	size_t at = str_find(s, '.');

	return at < s.n ? (int)(s.n - at - 1) : 0;
}

/* Half up, as the report rounds. */
static double
rounded(double v, int decimals)
{
	double scale = pow(10, decimals);

	return floor(v * scale + 0.5) / scale;
}

static bool
holds(const struct compared *c, int decimals)
{
	if (str_is(c->comparator, ">"))
		return c->found > c->value;
	if (str_is(c->comparator, ">="))
		return c->found >= c->value;
	return fabs(rounded(c->found, decimals) - c->value) < 1e-9;
}

static bool
compute(struct comparing *k, const struct str *our, struct compared *c, int decimals, struct err *e)
{
	struct figure_ask ask = { .figure = figure_find(our[OUR_FIGURE]), .now_ms = k->c->now_ms };
	struct figure_answer answer;
	struct period p;

	if (ask.figure == NULL)
		return err_set(e, ERR_INTERNAL, "demo.file", "data/demo/compare.csv: " STR_F,
		    STR_A(our[OUR_FIGURE]));
	if (!scope_of(k, our[OUR_SCOPE], &ask, e) ||
	    (our[OUR_PERIOD].n > 0 && !period_parse(our[OUR_PERIOD], &p, e)))
		return false;
	ask.period = our[OUR_PERIOD].n > 0 ? &p : NULL;
	if (!figure_eval(k->facts, &ask, &k->c->arena, &answer, e))
		return err_wrap(e, STR_F, STR_A(c->id));
	c->computed = answer.has_value;
	c->found = ask.figure->unit == UNIT_CLOCK ? answer.value / 60 : answer.value;
	c->shown = figure_print(ask.figure, answer.has_value, answer.value, &k->c->arena);
	c->same = c->computed && c->has_value && holds(c, decimals);
	return true;
}

static bool
compare_one(struct comparing *k, struct compared *c, int decimals, struct err *e)
{
	const struct str *our = ours_of(k, c->id);
	double gives;

	if (our == NULL) {
		c->why = str_of(_("this id is not known to the demonstration"));
		return true;
	}
	c->measured = our[OUR_FIGURE].n > 0;
	if (c->measured && !compute(k, our, c, decimals, e)) {
		/* A scope that the records do not have yet is shown, not hidden. */
		if (e->kind != ERR_NOT_FOUND && e->kind != ERR_INVALID)
			return false;
		c->why = str_dup(&k->c->arena, str_of(e->text));
		*e = (struct err){ 0 };
		return true;
	}
	if (!c->same && our[OUR_WHY].n > 0 && (!c->measured || (c->computed &&
	    str_decimal(our[OUR_GIVES], &gives) &&
	    fabs(rounded(c->found, decimals_of(our[OUR_GIVES])) - gives) < 1e-9))) {
		c->known = true;
		c->why = reason_text(our[OUR_WHY]);
	} else if (c->measured && !c->computed) {
		c->why = str_of(_("no record gives a value"));
	} else if (!c->same) {
		c->why = str_of(_("the records give another value"));
	}
	return true;
}

/* Which columns of the file are those we read. */
struct columns {
	size_t id, printed, value, comparator;
};

static bool
columns_of(const struct str *cells, size_t n, struct columns *out, struct err *e)
{
	static const char *const names[] = { "id", "value_printed", "value", "comparator" };
	size_t *to[] = { &out->id, &out->printed, &out->value, &out->comparator };

	for (size_t i = 0; i < COUNT(names); i++) {
		*to[i] = n;
		for (size_t k = 0; k < n; k++)
			if (str_is(cells[k], names[i]))
				*to[i] = k;
		if (*to[i] == n)
			return err_set(e, ERR_INVALID, "demo.compare",
			    _("The file to compare with has no column “%s”. It has at least: id, value_printed, "
			      "value, comparator."), names[i]);
	}
	return true;
}

static struct compared *
next_line(struct comparing *k)
{
	if (k->n == k->cap) {
		size_t cap = k->cap == 0 ? 256 : k->cap * 2;
		struct compared *v = arena_array(&k->c->arena, struct compared, cap);

		if (k->n > 0)
			memcpy(v, k->v, k->n * sizeof(*v));
		k->v = v;
		k->cap = cap;
	}
	return &k->v[k->n++];
}

static bool
read_lines(struct comparing *k, const char *path, struct err *e)
{
	struct arena *a = &k->c->arena;
	const struct str *cells;
	struct columns at;
	struct table t;
	int64_t line;
	size_t n, width;

	if (!table_open(a, path, &t, e) || !t.next(&t, &cells, &width, &line, e) ||
	    !columns_of(cells, width, &at, e))
		return false;
	while (t.next(&t, &cells, &n, &line, e)) {
		struct compared *c;

		if (n == 0)
			return true;
		if (n < width)
			return err_set(e, ERR_INVALID, "demo.compare", _("%s:%lld has too few cells."), path,
			    (long long)line);
		c = next_line(k);
		*c = (struct compared){ .id = str_dup(a, cells[at.id]), .printed = str_dup(a, cells[at.printed]),
			.comparator = str_dup(a, cells[at.comparator]), .shown = STR("–") };
		c->has_value = str_decimal(cells[at.value], &c->value);
		if (!compare_one(k, c, decimals_of(cells[at.value]), e))
			return false;
	}
	return false;
}

/* -- what is shown --------------------------------------------------------------------------- */

static const char *
verdict(const struct compared *c)
{
	if (c->same)
		return _("same");
	if (!c->measured && c->known)
		return _("no measure");
	return c->known ? _("differs, and why is known") : _("differs");
}

static void
as_json(const struct comparing *k)
{
	struct json_writer w;
	struct buf b;

	buf_init(&b);
	js_init(&w, &b);
	js_array(&w);
	for (size_t i = 0; i < k->n; i++) {
		const struct compared *c = &k->v[i];

		js_object(&w);
		js_key(&w, "id");
		js_str(&w, c->id);
		js_key(&w, "printed");
		js_str(&w, c->printed);
		js_key(&w, "printed_value");
		c->has_value ? js_real(&w, c->value) : js_null(&w);
		js_key(&w, "computed");
		js_str(&w, c->computed ? c->shown : STR_NONE);
		js_key(&w, "computed_value");
		c->computed ? js_real(&w, c->found) : js_null(&w);
		js_key(&w, "measure");
		js_bool(&w, c->measured);
		js_key(&w, "same");
		js_bool(&w, c->same);
		js_key(&w, "known");
		js_bool(&w, c->same || c->known);
		js_key(&w, "why");
		js_str(&w, c->why);
		js_end_object(&w);
	}
	js_end_array(&w);
	buf_char(&b, '\n');
	fwrite(b.p, 1, b.n, stdout);
	buf_release(&b);
}

static void
as_csv(const struct comparing *k)
{
	struct buf b;

	buf_init(&b);
	buf_cstr(&b, "id,printed,computed,same,why\n");
	for (size_t i = 0; i < k->n; i++) {
		const struct compared *c = &k->v[i];
		const struct str cells[] = { c->id, c->printed, c->shown, str_of(verdict(c)), c->why };

		for (size_t j = 0; j < COUNT(cells); j++) {
			if (j > 0)
				buf_char(&b, ',');
			csv_cell(&b, cells[j], ',');
		}
		buf_char(&b, '\n');
	}
	fwrite(b.p, 1, b.n, stdout);
	buf_release(&b);
}

static void
count(const struct comparing *k)
{
	size_t same = 0, known = 0, none = 0;

	for (size_t i = 0; i < k->n; i++) {
		same += k->v[i].same;
		known += !k->v[i].same && k->v[i].known && k->v[i].measured;
		none += !k->v[i].same && k->v[i].known && !k->v[i].measured;
	}
	fprintf(stderr, _("%zu lines: %zu same, %zu differ and why is known, %zu no measure, %zu differ.\n"),
	    k->n, same, known, none, k->n - same - known - none);
}

int
demo_compare(struct cli *c, struct str path)
{
	struct comparing *k = arena_new(&c->arena, struct comparing);
	struct facts_options fo = { .no_cache = false };
	struct store *s;
	struct codes *codes;
	struct facts *facts;
	struct err e = { 0 };
	bool well = true;

	k->c = c;
	if (!cli_open(c, STORE_READ, &s, &codes, &e) || !facts_open(s, &fo, &c->arena, &facts, &e))
		return cli_fail(c, &e);
	k->facts = facts;
	if (!demo_lines(&c->arena, "compare", OUR_COLUMNS, &k->ours, &e) ||
	    !read_lines(k, str_cstr(&c->arena, path), &e))
		return cli_fail(c, &e);
	if (c->json)
		as_json(k);
	else
		as_csv(k);
	for (size_t i = 0; i < k->n; i++)
		well = well && (k->v[i].same || k->v[i].known);
	if (!c->quiet)
		count(k);
	return well ? EXIT_DONE : EXIT_REFUSED;
}
