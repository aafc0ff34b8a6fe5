/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* figures: works out figures over a scope and a period, split by dimensions, with their evidence. */
#include "base/lang.h"
#include "base/text.h"
#include "cli/figures_out.h"
#include "figures/contract.h"
#include "rules/grid.h"

#include <stdio.h>

#define IDS_MAX 64
#define CODES_MAX 256 /* of one dimension */

/* Dimensions that a period's name is the key of, and the length of such a name. */
static const struct {
	const char *dim;
	size_t length;
} calendar[] = { { "day", 10 }, { "week", 8 }, { "month", 7 }, { "quarter", 7 }, { "year", 4 } };

/* Options that name a dimension of the scope by themselves. */
static const char *const scope_options[] = { "scheme", "agency", "area", "client", "town" };

struct scope {
	struct figure_filter filters[FIGURE_FILTERS_MAX]; /* codes as the evaluation wants them */
	struct shown_filter shown[FIGURE_FILTERS_MAX];
	struct str *codes[FIGURE_FILTERS_MAX];
	struct str *names[FIGURE_FILTERS_MAX];
	size_t n;
};

struct job {
	struct cli *c;
	struct store *store;
	struct codes *codes;
	struct lookup *lookup;
	struct facts *facts;
	struct str ids[IDS_MAX];
	size_t n_ids;
	struct str scoped[COUNT(scope_options)][16];
	size_t n_scoped[COUNT(scope_options)];
	struct str where[FIGURE_FILTERS_MAX];
	size_t n_where;
	struct str by, from, to, period_text;
	bool evidence, zeros, sql, definitions;
	struct period period;
	struct scope scope;
	struct figure_ask ask;
};

static int
read_options(struct job *j, int argc, char **argv)
{
	const struct option options[] = {
		{ "--scheme", OPTION_LIST, NULL, j->scoped[0], &j->n_scoped[0], 16 },
		{ "--agency", OPTION_LIST, NULL, j->scoped[1], &j->n_scoped[1], 16 },
		{ "--area", OPTION_LIST, NULL, j->scoped[2], &j->n_scoped[2], 16 },
		{ "--client", OPTION_LIST, NULL, j->scoped[3], &j->n_scoped[3], 16 },
		{ "--town", OPTION_LIST, NULL, j->scoped[4], &j->n_scoped[4], 16 },
		{ "--where", OPTION_LIST, NULL, j->where, &j->n_where, COUNT(j->where) },
		{ "--by", OPTION_VALUE, NULL, &j->by, NULL, 0 },
		{ "--from", OPTION_VALUE, NULL, &j->from, NULL, 0 },
		{ "--to", OPTION_VALUE, NULL, &j->to, NULL, 0 },
		{ "--period", OPTION_VALUE, NULL, &j->period_text, NULL, 0 },
		{ "--evidence", OPTION_FLAG, &j->evidence, NULL, NULL, 0 },
		{ "--zeros", OPTION_FLAG, &j->zeros, NULL, NULL, 0 },
		{ "--definitions", OPTION_FLAG, &j->definitions, NULL, NULL, 0 },
		{ "--sql", OPTION_FLAG, &j->sql, NULL, NULL, 0 },
	};

	return cli_options(j->c, "figures", argc, argv, options, COUNT(options), j->ids, &j->n_ids,
	    IDS_MAX);
}

/* The three names nearest to a text, "a, b, c"; name(i) gives the i-th of n. */
static struct str
nearest(struct str text, const char *(*name)(size_t i), size_t n, struct arena *a)
{
	unsigned best[3] = { UINT32_MAX, UINT32_MAX, UINT32_MAX };
	const char *found[3] = { NULL, NULL, NULL };
	struct buf b;

	for (size_t i = 0; i < n; i++) {
		const char *candidate = name(i);
		unsigned d = text_distance(text, str_of(candidate));

		for (size_t k = 0; k < 3; k++)
			if (d < best[k]) {
				for (size_t m = 2; m > k; m--) {
					best[m] = best[m - 1];
					found[m] = found[m - 1];
				}
				best[k] = d;
				found[k] = candidate;
				break;
			}
	}
	buf_init_in(&b, a);
	for (size_t k = 0; k < 3 && found[k] != NULL; k++) {
		buf_cstr(&b, k > 0 ? ", " : "");
		buf_cstr(&b, found[k]);
	}
	return buf_text(&b);
}

static const char *
figure_name(size_t i)
{
	return figure_at(i)->id;
}

static const char *
dim_name(size_t i)
{
	return dim_id(dim_at(i));
}

static int
unknown_figure(const struct job *j, struct str id)
{
	return cli_usage(j->c, "figures", _("“%.*s” is no figure. Nearest: %.*s."), STR_A(id),
	    STR_A(nearest(id, figure_name, figures_count(), &j->c->arena)));
}

static size_t
n_dims(void)
{
	size_t n = 0;

	while (dim_at(n) != NULL)
		n++;
	return n;
}

static int
unknown_dim(const struct job *j, struct str id)
{
	return cli_usage(j->c, "figures", _("“%.*s” is no dimension. Nearest: %.*s."), STR_A(id),
	    STR_A(nearest(id, dim_name, n_dims(), &j->c->arena)));
}

static int
read_period(struct job *j)
{
	struct err e = { 0 };
	struct period_ask ask = { j->store, j->codes, j->scope.filters, j->scope.n };
	struct str text = j->period_text;

	if (text.p != NULL && (j->from.p != NULL || j->to.p != NULL))
		return cli_usage(j->c, "figures", _("Give --period, or --from and --to, not both."));
	if ((j->from.p == NULL) != (j->to.p == NULL))
		return cli_usage(j->c, "figures", _("--from and --to go together."));
	if (j->from.p != NULL) {
		int32_t first, last;
		char a[11], b[11];

		if (!day_parse(j->from, &first))
			return cli_usage(j->c, "figures", _("“%.*s” is no date."), STR_A(j->from));
		if (!day_parse(j->to, &last))
			return cli_usage(j->c, "figures", _("“%.*s” is no date."), STR_A(j->to));
		day_format(first, a);
		day_format(last, b);
		text = str_fmt(&j->c->arena, "%s/%s", a, b);
	}
	if (text.p == NULL)
		return EXIT_DONE;
	if (!period_read(&ask, text, &j->c->arena, &j->period, &e))
		return e.kind == ERR_INVALID ? cli_usage(j->c, "figures", "%s", e.text) : cli_fail(j->c, &e);
	j->ask.period = &j->period;
	return EXIT_DONE;
}

static int
read_by(struct job *j)
{
	struct str rest = j->by, one;

	while (str_cut(&rest, ',', &one)) {
		one = str_trim(one);
		if (dim_find(one) == NULL)
			return unknown_dim(j, one);
		if (j->ask.n_by == FIGURE_BY_MAX)
			return cli_usage(j->c, "figures", _("A split goes by %d dimensions at most."),
			    FIGURE_BY_MAX);
		for (size_t i = 0; i < j->ask.n_by; i++)
			if (j->ask.by[i] == dim_find(one))
				return cli_usage(j->c, "figures", _("%.*s stands twice in --by."), STR_A(one));
		j->ask.by[j->ask.n_by++] = dim_find(one);
	}
	return EXIT_DONE;
}

/* What a code is to the evaluation, and what it is called. */
struct resolved {
	struct str code, name;
};

static bool
record_resolve(struct job *j, const struct reg *reg, struct str text, struct resolved *out,
    struct err *e)
{
	struct uuid id;
	struct uuid none = { { 0 } };
	struct str near[3], list;
	struct arena *a = &j->c->arena;
	bool ambiguous = false;
	char u[37];
	size_t n;

	if (lookup_find(j->lookup, reg, text, &none, &id, &ambiguous, e)) {
		uuid_format(&id, u);
		out->code = str_dup(a, str_of(u));
		out->name = str_dup(a, lookup_name(j->lookup, reg, &id));
		return true;
	}
	if (e->kind != ERR_NONE)
		return false;
	if (ambiguous)
		return err_set(e, ERR_INVALID, "figure.ambiguous",
		    _("“%.*s” names several records; give the identifier."), STR_A(text));
	n = lookup_nearest(j->lookup, reg, text, near);
	list = STR("");
	for (size_t i = 0; i < n; i++)
		list = str_fmt(a, STR_F "%s" STR_F, STR_A(list), i > 0 ? ", " : "", STR_A(near[i]));
	return err_set(e, ERR_NOT_FOUND, "figure.unknown_record",
	    n > 0 ? _("“%.*s” is unknown. Nearest: %.*s.") : _("“%.*s” is unknown%.*s."), STR_A(text),
	    STR_A(list));
}

static bool
code_resolve(struct job *j, const struct code_list *l, struct str text, struct resolved *out,
    struct err *e)
{
	uint16_t i = code_find(l, text), near[3];
	struct str list = STR("");
	size_t n;

	if (i != CODE_NONE) {
		out->code = out->name = l->v[i].code;
		return true;
	}
	n = code_nearest(l, text, near);
	for (size_t k = 0; k < n; k++)
		list = str_fmt(&j->c->arena, STR_F "%s" STR_F " (" STR_F ")", STR_A(list),
		    k > 0 ? ", " : "", STR_A(l->v[near[k]].code), STR_A(code_label(l, near[k])));
	return err_set(e, ERR_NOT_FOUND, "figure.unknown_code",
	    _("“%.*s” is unknown. Nearest: %.*s."), STR_A(text), STR_A(list));
}

static bool
calendar_resolve(const char *dim, struct str text, struct resolved *out, struct err *e)
{
	for (size_t i = 0; i < COUNT(calendar); i++) {
		struct period p;

		if (strcmp(calendar[i].dim, dim) != 0)
			continue;
		/* A month and a quarter are as long as each other; the letter tells. */
		if (text.n != calendar[i].length || !period_parse(text, &p, e) ||
		    (strcmp(dim, "quarter") == 0) != (text.n == 7 && text.p[5] == 'Q'))
			return err_set(e, ERR_NOT_FOUND, "figure.unknown_code",
			    _("“%.*s” is no key of the dimension %s."), STR_A(text), dim);
	}
	out->code = out->name = text;
	return true;
}

static bool
resolve(struct job *j, const struct dim *d, struct str text, struct resolved *out, struct err *e)
{
	const char *id = dim_id(d);
	const struct code_list *l;
	int32_t north, east;
	int64_t number;
	int first, last;

	if (str_is(text, "null")) {
		*out = (struct resolved){ .code = text, .name = STR_NONE };
		return true;
	}
	if (dim_register(d) != NULL)
		return record_resolve(j, dim_register(d), text, out, e);
	if (dim_codes(d) != NULL && !dim_range(d, &first, &last) &&
	    (l = codes_list(j->codes, dim_codes(d))) != NULL)
		return code_resolve(j, l, text, out, e);
	if (dim_range(d, &first, &last)) {
		if (!str_int(text, &number) || number < first || number > last)
			return err_set(e, ERR_NOT_FOUND, "figure.unknown_code",
			    _("“%.*s” is unknown: %s goes from %d to %d."), STR_A(text), id, first, last);
		out->code = out->name = str_fmt(&j->c->arena, "%d", (int)number);
		return true;
	}
	if (strcmp(id, "cell") == 0 && !grid_read(text, &north, &east))
		return err_set(e, ERR_NOT_FOUND, "figure.unknown_code",
		    _("“%.*s” is no cell of the grid: CRS3035RES200mN2846200E3455000."), STR_A(text));
	return calendar_resolve(id, text, out, e);
}

/* The filter of a dimension, made when it is its first mention: twice on one dimension = either. */
static size_t
filter_of(struct job *j, const struct dim *d)
{
	struct scope *sc = &j->scope;

	for (size_t i = 0; i < sc->n; i++)
		if (sc->filters[i].dim == d)
			return i;
	if (sc->n == FIGURE_FILTERS_MAX)
		return sc->n;
	sc->codes[sc->n] = arena_array(&j->c->arena, struct str, CODES_MAX);
	sc->names[sc->n] = arena_array(&j->c->arena, struct str, CODES_MAX);
	sc->filters[sc->n] = (struct figure_filter){ d, sc->codes[sc->n], 0 };
	sc->shown[sc->n] = (struct shown_filter){ str_of(dim_id(d)), sc->names[sc->n], 0 };
	return sc->n++;
}

static bool
filter_add(struct job *j, const struct dim *d, struct str text, struct err *e)
{
	struct resolved r = { STR_NONE, STR_NONE };
	size_t i;

	if (!resolve(j, d, text, &r, e))
		return false;
	i = filter_of(j, d);
	if (i == FIGURE_FILTERS_MAX || j->scope.filters[i].n_codes == CODES_MAX)
		return err_set(e, ERR_INVALID, "figure.too_many", _("Too many conditions."));
	j->scope.codes[i][j->scope.filters[i].n_codes++] = r.code;
	j->scope.names[i][j->scope.shown[i].n_codes++] = r.name;
	return true;
}

/* A name may hold a comma: the whole text is tried first, then its parts. */
static bool
filter_text(struct job *j, const struct dim *d, struct str text, struct err *e)
{
	struct str rest = text, one;

	if (str_find(text, ',') == text.n)
		return filter_add(j, d, str_trim(text), e);
	if (filter_add(j, d, text, e))
		return true;
	*e = (struct err){ 0 };
	while (str_cut(&rest, ',', &one))
		if (!filter_add(j, d, str_trim(one), e))
			return false;
	return true;
}

static int
read_scope(struct job *j)
{
	struct err e = { 0 };

	for (size_t i = 0; i < COUNT(scope_options); i++)
		for (size_t k = 0; k < j->n_scoped[i]; k++)
			if (!filter_text(j, dim_find(str_of(scope_options[i])), j->scoped[i][k], &e))
				return cli_fail(j->c, &e);
	for (size_t i = 0; i < j->n_where; i++) {
		struct str rest = j->where[i], dim;
		const struct dim *d;

		if (str_find(rest, '=') == rest.n)
			return cli_usage(j->c, "figures", _("--where takes DIM=CODE, not “%.*s”."),
			    STR_A(rest));
		(void)str_cut(&rest, '=', &dim);
		d = dim_find(str_trim(dim));
		if (d == NULL)
			return unknown_dim(j, str_trim(dim));
		if (!filter_text(j, d, rest, &e))
			return cli_fail(j->c, &e);
	}
	memcpy(j->ask.filters, j->scope.filters, sizeof(j->ask.filters));
	j->ask.n_filters = j->scope.n;
	return EXIT_DONE;
}

static bool
eval(struct job *j, const struct figure *fig, struct figure_answer *out, struct err *e)
{
	j->ask.figure = fig;
	return j->sql ? figure_eval_sql(j->store, j->facts, &j->ask, &j->c->arena, out, e) :
	    figure_eval(j->facts, &j->ask, &j->c->arena, out, e);
}

/* Evaluates what was asked; without ids, every figure that can be split so. */
static int
evaluate(struct job *j, struct figure_answer *answers, size_t *n)
{
	struct err e = { 0 };
	int64_t left = 0;

	*n = 0;
	for (size_t i = 0; i < j->n_ids; i++) {
		if (eval(j, figure_find(j->ids[i]), &answers[*n], &e)) {
			(*n)++;
			continue;
		}
		if (e.key != NULL && strcmp(e.key, "figure.dimension") == 0)
			return cli_usage(j->c, "figures", "%s", e.text);
		return cli_fail(j->c, &e);
	}
	for (size_t i = 0; j->n_ids == 0 && figure_at(i) != NULL; i++) {
		if (eval(j, figure_at(i), &answers[*n], &e)) {
			(*n)++;
			continue;
		}
		if (e.key == NULL || strcmp(e.key, "figure.dimension") != 0)
			return cli_fail(j->c, &e);
		left++;
		e = (struct err){ 0 };
	}
	if (left > 0 && !j->c->quiet)
		fprintf(stderr, lang_plural(
		    "One figure is left out: it cannot be asked so. Asked alone, it says why.\n",
		    "%lld figures are left out: they cannot be asked so. Asked alone, each says why.\n", left),
		    (long long)left);
	return EXIT_DONE;
}

static int
show(struct job *j, const struct figure_answer *answers, size_t n)
{
	struct shown sh = { j->facts, &j->ask, j->scope.shown, j->scope.n, j->definitions, j->n_ids == 0 };
	struct json_writer w;
	struct buf b;

	buf_init(&b);
	if (j->c->json) {
		js_init(&w, &b);
		js_object(&w);
		js_key(&w, "figures");
		js_array(&w);
		for (size_t i = 0; i < n; i++)
			figure_json(&w, &sh, &answers[i]);
		js_end_array(&w);
		js_end_object(&w);
		buf_char(&b, '\n');
	} else {
		figures_print(&b, &sh, answers, n, &j->c->arena);
	}
	fwrite(b.p, 1, b.n, stdout);
	buf_release(&b);
	return EXIT_DONE;
}

int
run_figures(struct cli *c, int argc, char **argv)
{
	struct job *j = arena_new(&c->arena, struct job);
	struct facts_options fo = { .no_cache = false };
	struct figure_answer *answers;
	struct err e = { 0 };
	int status;
	size_t n;

	j->c = c;
	status = read_options(j, argc, argv);
	if (status == EXIT_DONE)
		status = read_by(j);
	for (size_t i = 0; status == EXIT_DONE && i < j->n_ids; i++)
		if (figure_find(j->ids[i]) == NULL)
			status = unknown_figure(j, j->ids[i]);
	if (status != EXIT_DONE)
		return status;
	j->ask.zeros = j->zeros;
	j->ask.evidence = j->evidence;
	j->ask.now_ms = c->now_ms;
	if (!cli_open(c, STORE_READ, &j->store, &j->codes, &e) ||
	    !lookup_open(j->store, j->codes, &c->arena, &j->lookup, &e) ||
	    !facts_open(j->store, &fo, &c->arena, &j->facts, &e))
		return cli_fail(c, &e);
	status = read_scope(j);
	if (status == EXIT_DONE)
		status = read_period(j);
	if (status != EXIT_DONE)
		return status;
	answers = arena_array(&c->arena, struct figure_answer, figures_count() + j->n_ids);
	status = evaluate(j, answers, &n);
	return status != EXIT_DONE ? status : show(j, answers, n);
}
