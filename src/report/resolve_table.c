/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report/scene.h"

#include "base/lang.h"

#include <math.h>
#include <stdlib.h>

#define TABLE_COLUMNS_MAX 16
#define TABLE_ROWS_MAX 200

/* Keys of one dimension in the order in which they come (sorted, absent first); absent goes last. */
struct keys {
	struct str *v;
	size_t n;
};

static size_t
key_at(const struct keys *k, struct str key)
{
	for (size_t i = 0; i < k->n; i++)
		if (str_eq(k->v[i], key) && (k->v[i].p == NULL) == (key.p == NULL))
			return i;
	return k->n;
}

/* Records count ages in five bands or in finer ones that cut through them: both add up only in the
 * five, and fewer cells are small. */
static struct str
age_band(struct str key)
{
	static const struct { const char *fine, *band; } bands[] = { { "A2", "A23" }, { "A3", "A23" },
		{ "A5", "A56" }, { "A6", "A56" }, { "A7", "A78" }, { "A8", "A78" } };

	for (size_t i = 0; i < COUNT(bands); i++)
		if (str_is(key, bands[i].fine))
			return str_of(bands[i].band);
	return key;
}

/* "11–17 ans (mineurs)" tells bands from finer ages: among bands the name does. */
static struct str
band_label(struct scene *sc, const struct dim *by, struct str key)
{
	struct str s = scene_label(sc, by, key);

	return strcmp(dim_id(by), "age") == 0 ? str_trim(str_sub(s, 0, str_find(s, '('))) : s;
}

/* What says "not noted" is a code of its own for ages, and belongs at the end like the absent ones. */
static bool
not_noted(const struct dim *by, struct str key)
{
	return strcmp(dim_id(by), "age") == 0 && str_is(key, "A0");
}

static void
keys_of(struct scene *sc, const struct figure_answer *an, const struct dim *by, size_t at,
    struct keys *k)
{
	bool absent = false;
	struct str last = STR_NONE;

	k->v = arena_array(sc->a, struct str, an->n_groups + 2);
	for (size_t i = 0; i < an->n_groups; i++) {
		struct str key = an->groups[i].key[at];

		if (key.p == NULL)
			absent = true;
		else if (not_noted(by, key))
			last = key;
		else if (key_at(k, key) == k->n)
			k->v[k->n++] = key;
	}
	if (last.p != NULL)
		k->v[k->n++] = last;
	if (absent)
		k->v[k->n++] = STR_NONE;
}

static struct block *
table_new(struct scene *sc, const struct directive *d, size_t n_columns, size_t n_rows)
{
	struct block *b = scene_block(sc, BLOCK_TABLE, d);

	b->n_columns = n_columns;
	b->n_rows = n_rows;
	b->columns = arena_array(sc->a, struct column, n_columns);
	b->rows = arena_array(sc->a, struct str *, n_rows);
	for (size_t r = 0; r < n_rows; r++)
		b->rows[r] = arena_array(sc->a, struct str, n_columns);
	for (size_t c = 1; c < n_columns; c++)
		b->columns[c].number = true;
	return b;
}

/* What an hour of presence brings, now and a year before, as the table's finding. */
static bool
effort(struct scene *sc, const struct directive *d, struct str *title, struct err *e)
{
	const struct figure *fig = figure_find(STR("interventions_per_hour"));
	struct scene_ask q = { .figure = fig, .period = &sc->ask->period };
	struct figure_answer now, then, made;
	struct str a, b;
	bool told = false;
	double band;

	for (size_t i = 0; i < d->n_words; i++)
		told = told || str_is(d->words[i], fig->id);
	if (!told || !scene_covers(sc, &sc->year_before))
		return true;
	if (!scene_eval(sc, &q, &now, e))
		return false;
	q.period = &sc->year_before;
	if (!scene_eval(sc, &q, &then, e))
		return false;
	q = (struct scene_ask){ .figure = figure_find(STR("interventions")),
		.period = &sc->year_before };
	if (!scene_eval(sc, &q, &made, e))
		return false;
	if (!now.has_value || !then.has_value || scene_small(sc, fig, now.value, now.n) ||
	    scene_small(sc, fig, then.value, then.n) || made.value <= 0)
		return true;
	/* What a count varies by of itself is no change; nor is less than a twentieth. */
	band = fmax(0.05, 1 / sqrt(made.value));
	a = figure_print(fig, true, now.value, sc->a);
	b = figure_print(fig, true, then.value, sc->a);
	*title = now.value > (1 + band) * then.value ?
	    scene_say(sc, _("An hour of presence brings more: %.*s interventions, against %.*s a year before"),
	    STR_A(a), STR_A(b)) : now.value < (1 - band) * then.value ?
	    scene_say(sc, _("An hour of presence brings less: %.*s interventions, against %.*s a year before"),
	    STR_A(a), STR_A(b)) :
	    scene_say(sc, _("An hour of presence brings much the same: %.*s interventions, against %.*s a year "
	    "before"), STR_A(a), STR_A(b));
	return true;
}

/* Whether a record stands behind any of the table's figures. */
static bool
find_any(struct scene *sc, const struct directive *d, bool *any, struct err *e)
{
	*any = false;
	for (size_t i = 0; i < d->n_words && !*any; i++) {
		struct scene_ask q = { .period = &sc->ask->period };
		struct figure_answer an;

		if (!scene_figure(d, d->words[i], &q.figure, e) || !scene_eval(sc, &q, &an, e))
			return false;
		*any = an.n > 0;
	}
	return true;
}

/* Figures as rows; this period, the one before, the year before as columns. */
static bool
compare(struct scene *sc, const struct directive *d, struct block **out, struct err *e)
{
	const struct period *periods[3] = { &sc->ask->period, &sc->before, &sc->year_before };
	const enum scene_against against[3] = { AGAINST_NONE, AGAINST_BEFORE, AGAINST_YEAR };
	size_t shown[3] = { 0 }, n = 1;
	bool any;
	struct block *b;

	for (size_t i = 1; i < COUNT(periods); i++)
		if (scene_covers(sc, periods[i]) && !(i == 2 && periods[1]->first == periods[2]->first &&
		    periods[1]->last == periods[2]->last))
			shown[n++] = i;
	if (!find_any(sc, d, &any, e))
		return false;
	/* A month of nothing, with nothing before it, needs no table to say so. */
	if (!any && n == 1)
		return true;
	b = table_new(sc, d, 1 + n + (n - 1), d->n_words);
	b->columns[0].name = scene_say(sc, "%s", _("Figure"));
	for (size_t i = 0; i < n; i++) {
		size_t c = i == 0 ? 1 : 2 * i;

		b->columns[c].name = scene_text(sc, capital(sc->a, period_words(sc->a, periods[shown[i]])));
		if (i > 0)
			b->columns[c + 1].name = scene_say(sc, "%s", _("Change"));
	}
	for (size_t r = 0; r < d->n_words; r++) {
		struct figure_answer now = { .n = 0 }, then;
		const struct doc_figure *df;
		const struct figure *fig;

		if (!scene_figure(d, d->words[r], &fig, e) ||
		    !scene_doc_figure(sc, fig, against[0], &df, e))
			return false;
		b->rows[r][0] = df->label;
		b->rows[r][1] = df->printed;
		now = (struct figure_answer){ .figure = fig, .has_value = df->has_value, .value = df->value,
			.n = df->n };
		for (size_t i = 1; i < n; i++) {
			struct scene_ask q = { .figure = fig, .period = periods[shown[i]] };
			struct str change;

			if (!scene_eval(sc, &q, &then, e))
				return false;
			change = scene_change(sc, fig, &now, &then);
			b->rows[r][2 * i] = then.has_value && scene_small(sc, fig, then.value, then.n) ?
			    scene_hidden(sc, fig->unit == UNIT_COUNT ? then.value : DISCLOSURE_K) :
			    scene_text(sc, figure_print(fig, then.has_value, then.value, sc->a));
			b->rows[r][2 * i + 1] = change.p != NULL ? change : STR("–");
		}
	}
	if (b->title.p == NULL && !effort(sc, d, &b->title, e))
		return false;
	if (b->title.p == NULL)
		b->title = scene_say(sc, "%s", n > 1 ? _("The figures and those before") : _("The figures"));
	b->note = scene_say(sc, "%s", _("Percent only from 30 on; rates change by points."));
	*out = b;
	return true;
}

struct crossing {
	const struct dim *by[2];
	struct keys rows, cols;
	int64_t *counts; /* row by row */
	uint8_t *hidden;
	bool row_totals, col_totals;
};

static int64_t
sum_of(const struct crossing *x, size_t row, size_t col)
{
	int64_t sum = 0;

	for (size_t r = 0; r < x->rows.n; r++)
		for (size_t c = 0; c < x->cols.n; c++)
			sum += (row == SIZE_MAX || row == r) && (col == SIZE_MAX || col == c) ?
			    x->counts[r * x->cols.n + c] : 0;
	return sum;
}

static bool
is_small(const struct scene *sc, int64_t sum)
{
	return sum > 0 && sum < scene_least(sc);
}

static void
cross_counts(struct scene *sc, const struct figure_answer *an, struct crossing *x)
{
	size_t n = x->rows.n * x->cols.n;

	x->counts = arena_array(sc->a, int64_t, n);
	x->hidden = arena_array(sc->a, uint8_t, n);
	for (size_t i = 0; i < an->n_groups; i++)
		x->counts[key_at(&x->rows, an->groups[i].key[0]) * x->cols.n +
		    key_at(&x->cols, an->groups[i].key[1])] += (int64_t)llround(an->groups[i].value);
	if (!sc->ask->own_team)
		disclosure_table(x->counts, x->rows.n, x->cols.n, x->cols.n > 1, x->rows.n > 1, x->hidden);
	/* A small total cannot be hidden alone: the others would tell it. */
	x->row_totals = x->col_totals = true;
	for (size_t r = 0; r < x->rows.n; r++)
		x->row_totals = x->row_totals && !is_small(sc, sum_of(x, r, SIZE_MAX));
	for (size_t c = 0; c < x->cols.n; c++)
		x->col_totals = x->col_totals && !is_small(sc, sum_of(x, SIZE_MAX, c));
}

/* Fills the cells; returns the place of the largest number shown that has both names, or n. */
static size_t
cross_cells(struct scene *sc, struct block *b, const struct crossing *x)
{
	size_t n = x->rows.n * x->cols.n, best = n;

	for (size_t i = 0; i < n; i++) {
		size_t r = i / x->cols.n, c = i % x->cols.n;
		double v = (double)x->counts[i];

		b->rows[r][c + 1] = x->hidden[i] ? scene_hidden(sc, v) : scene_count(sc, v);
		if (!x->hidden[i] && x->counts[i] > 0 && x->rows.v[r].p != NULL && x->cols.v[c].p != NULL &&
		    !not_noted(x->by[0], x->rows.v[r]) && !not_noted(x->by[1], x->cols.v[c]) &&
		    (best == n || x->counts[i] > x->counts[best]))
			best = i;
	}
	for (size_t r = 0; r < x->rows.n && x->row_totals; r++)
		b->rows[r][x->cols.n + 1] = scene_count(sc, (double)sum_of(x, r, SIZE_MAX));
	for (size_t c = 0; c < x->cols.n && x->col_totals; c++)
		b->rows[x->rows.n][c + 1] = scene_count(sc, (double)sum_of(x, SIZE_MAX, c));
	if (x->row_totals && x->col_totals)
		b->rows[x->rows.n][x->cols.n + 1] = scene_count(sc, (double)sum_of(x, SIZE_MAX, SIZE_MAX));
	return best;
}

/* Women and men have a bar each, on one scale. */
static void
cross_bars(struct scene *sc, struct block *b, const struct crossing *x)
{
	if (strcmp(dim_id(x->by[1]), "sex") != 0)
		return;
	b->values = arena_array(sc->a, double *, b->n_rows);
	for (size_t c = 0; c < x->cols.n; c++)
		b->columns[c + 1].tone = str_is(x->cols.v[c], "F") ? TONE_PLUM :
		    str_is(x->cols.v[c], "M") ? TONE_SLATE : TONE_NONE;
	for (size_t r = 0; r < b->n_rows; r++) {
		b->values[r] = arena_array(sc->a, double, b->n_columns);
		for (size_t c = 0; c < b->n_columns; c++)
			b->values[r][c] = NAN;
		/* The row of totals would dwarf what it adds up. */
		for (size_t c = 0; r < x->rows.n && c < x->cols.n; c++) {
			size_t i = r * x->cols.n + c;

			if (b->columns[c + 1].tone == TONE_NONE || x->hidden[i])
				continue;
			b->values[r][c + 1] = (double)x->counts[i];
			b->scale_max = fmax(b->scale_max, b->values[r][c + 1]);
		}
	}
}

/* "Les hommes de 18 à 25 ans sont les plus nombreux." */
static struct str
cross_finding(struct scene *sc, const struct crossing *x, struct str row, struct str col)
{
	static const struct { const char *age, *words; bool young; } ages[] = {
		{ "A1", N_("of up to 10 years"), true }, { "A23", N_("of 11 to 17 years"), true },
		{ "A4", N_("of 18 to 25 years"), false }, { "A56", N_("of 26 to 59 years"), false },
		{ "A78", N_("of 60 years and over"), false },
	};

	for (size_t i = 0; i < COUNT(ages); i++) {
		bool women = str_is(col, "F");

		if (strcmp(dim_id(x->by[0]), "age") != 0 || strcmp(dim_id(x->by[1]), "sex") != 0 ||
		    !str_is(row, ages[i].age) || (!women && !str_is(col, "M")))
			continue;
		return scene_say(sc, ages[i].young ?
		    women ? _("Girls %s are met most often") : _("Boys %s are met most often") :
		    women ? _("Women %s are met most often") : _("Men %s are met most often"),
		    _(ages[i].words));
	}
	return scene_say(sc, _("Most often: %.*s, %.*s"), STR_A(scene_inner(sc, x->by[0], row)),
	    STR_A(scene_inner(sc, x->by[1], col)));
}

static struct block *
cross_frame(struct scene *sc, const struct directive *d, const struct crossing *x)
{
	struct block *b = table_new(sc, d, x->cols.n + 1 + x->row_totals, x->rows.n + x->col_totals);

	b->columns[0].name = scene_say(sc, "%s", dim_label(x->by[0]));
	for (size_t c = 0; c < x->cols.n; c++)
		b->columns[c + 1].name = band_label(sc, x->by[1], x->cols.v[c]);
	for (size_t r = 0; r < x->rows.n; r++)
		b->rows[r][0] = band_label(sc, x->by[0], x->rows.v[r]);
	if (x->row_totals)
		b->columns[x->cols.n + 1].name = scene_say(sc, "%s", _("Total"));
	if (x->col_totals)
		b->rows[x->rows.n][0] = scene_say(sc, "%s", _("Total"));
	b->totals = x->col_totals;
	return b;
}

/* A cell hidden to protect another may be larger than all that are shown. */
static bool
is_largest(const struct crossing *x, size_t best)
{
	for (size_t i = 0; i < x->rows.n * x->cols.n; i++)
		if (x->hidden[i] && x->counts[i] >= x->counts[best])
			return false;
	return true;
}

/* One figure by two dimensions, with totals: a second cell is hidden where they would tell. */
static bool
cross(struct scene *sc, const struct directive *d, const struct figure *fig, const struct dim *by[2],
    struct block **out, struct err *e)
{
	struct scene_ask q = { .figure = fig, .period = &sc->ask->period, .by = { by[0], by[1] } };
	struct crossing x = { .by = { by[0], by[1] } };
	struct figure_answer an;
	struct block *b;
	size_t best;

	if (!scene_eval(sc, &q, &an, e) || !scene_use(sc, fig, e))
		return false;
	for (size_t i = 0; i < an.n_groups; i++)
		for (size_t k = 0; k < COUNT(x.by); k++)
			if (strcmp(dim_id(by[k]), "age") == 0)
				an.groups[i].key[k] = age_band(an.groups[i].key[k]);
	keys_of(sc, &an, by[0], 0, &x.rows);
	keys_of(sc, &an, by[1], 1, &x.cols);
	if (x.rows.n == 0)
		return true;
	if (x.rows.n > TABLE_ROWS_MAX || x.cols.n + 2 > TABLE_COLUMNS_MAX)
		return directive_refuse(d, e, "%s", _("the table has too many rows or columns."));
	cross_counts(sc, &an, &x);
	b = cross_frame(sc, d, &x);
	best = cross_cells(sc, b, &x);
	/* Totals of what is all hidden are no finding. */
	if (best == x.rows.n * x.cols.n)
		return true;
	cross_bars(sc, b, &x);
	b->summary = scene_say(sc, _("%s by %.*s and %.*s"), _(fig->label), STR_A(scene_by(sc, by[0])),
	    STR_A(scene_by(sc, by[1])));
	if (b->title.p == NULL)
		b->title = is_largest(&x, best) ?
		    cross_finding(sc, &x, x.rows.v[best / x.cols.n], x.cols.v[best % x.cols.n]) : b->summary;
	b->summary = scene_say(sc, STR_F ".", STR_A(b->summary));
	b->note = scene_say(sc, _("%s. A second number is hidden where a total would give a small one away."),
	    _(fig->label));
	*out = b;
	return true;
}

struct sorted {
	struct str key;
	double v;
};

static int
by_first(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;

	if ((x->key.p == NULL) != (y->key.p == NULL))
		return x->key.p == NULL ? 1 : -1;
	return x->v != y->v ? (x->v < y->v ? 1 : -1) : str_cmp(x->key, y->key);
}

/* One column of figures by one dimension; counts pass the gate as a list with a known total. */
static void
split_column(struct scene *sc, struct block *b, size_t c, const struct figure *fig,
    const struct figure_answer *an, const struct keys *rows)
{
	int64_t *counts = arena_array(sc->a, int64_t, rows->n);
	uint8_t *hidden = arena_array(sc->a, uint8_t, rows->n);
	const struct figure_group **group = arena_array(sc->a, const struct figure_group *, rows->n);

	for (size_t i = 0; i < an->n_groups; i++) {
		size_t r = key_at(rows, an->groups[i].key[0]);

		if (r < rows->n)
			group[r] = &an->groups[i];
	}
	for (size_t r = 0; r < rows->n; r++)
		counts[r] = group[r] == NULL ? 0 : fig->unit == UNIT_COUNT ? llround(group[r]->value) :
		    group[r]->n;
	if (!scene_open(fig))
		scene_gate(sc, counts, rows->n, hidden);
	for (size_t r = 0; r < rows->n; r++)
		b->rows[r][c] = group[r] == NULL ? scene_text(sc, figure_print(fig, fig->unit == UNIT_COUNT, 0,
		    sc->a)) : hidden[r] ? scene_hidden(sc, (double)counts[r]) :
		    scene_text(sc, figure_print(fig, group[r]->has_value, group[r]->value, sc->a));
}

static bool
split(struct scene *sc, const struct directive *d, const struct dim *by, size_t top,
    struct block **out, struct err *e)
{
	struct figure_answer answers[DIRECTIVE_WORDS_MAX];
	const struct figure *figs[DIRECTIVE_WORDS_MAX];
	struct keys rows = { .n = 0 };
	struct sorted *order;
	struct block *b;

	for (size_t c = 0; c < d->n_words; c++) {
		struct scene_ask q = { .period = &sc->ask->period, .by = { by } };

		if (!scene_figure(d, d->words[c], &figs[c], e))
			return false;
		q.figure = figs[c];
		if (!scene_eval(sc, &q, &answers[c], e) || !scene_use(sc, figs[c], e))
			return false;
	}
	/* Rows are those of the first figure, the largest first. */
	keys_of(sc, &answers[0], by, 0, &rows);
	order = arena_array(sc->a, struct sorted, rows.n);
	for (size_t i = 0; i < answers[0].n_groups; i++)
		order[key_at(&rows, answers[0].groups[i].key[0])] = (struct sorted){
			.key = answers[0].groups[i].key[0], .v = answers[0].groups[i].value };
	qsort(order, rows.n, sizeof(*order), by_first);
	rows.n = rows.n < top ? rows.n : top;
	for (size_t r = 0; r < rows.n; r++)
		rows.v[r] = order[r].key;
	if (rows.n == 0)
		return true;
	b = table_new(sc, d, 1 + d->n_words, rows.n);
	b->columns[0].name = scene_say(sc, "%s", dim_label(by));
	for (size_t r = 0; r < rows.n; r++)
		b->rows[r][0] = scene_label(sc, by, rows.v[r]);
	for (size_t c = 0; c < d->n_words; c++) {
		b->columns[c + 1].name = scene_say(sc, "%s", _(figs[c]->label));
		split_column(sc, b, c + 1, figs[c], &answers[c], &rows);
	}
	if (b->title.p == NULL)
		b->title = rows.v[0].p != NULL ? scene_say(sc, _("Most often: %.*s"),
		    STR_A(scene_inner(sc, by, rows.v[0]))) : scene_say(sc, "%s", _(figs[0]->label));
	b->summary = scene_say(sc, _("%s by %.*s. %.*s."), _(figs[0]->label),
	    STR_A(scene_by(sc, by)), STR_A(b->title));
	*out = b;
	return true;
}

bool
resolve_table(struct scene *sc, const struct directive *d, struct block **out, struct err *e)
{
	struct str rest = directive_option(d, "by"), id;
	const struct dim *by[2] = { NULL, NULL };
	const struct figure *fig;
	size_t n = 0;
	int top;

	if (!directive_number(d, "top", 1, TABLE_ROWS_MAX, 40, &top, e))
		return false;
	if (rest.p == NULL)
		return compare(sc, d, out, e);
	while (str_cut(&rest, ',', &id)) {
		if (n == COUNT(by))
			return directive_refuse(d, e, "%s", _("a table has two dimensions at most."));
		if (!scene_dim(d, str_trim(id), &by[n++], e))
			return false;
	}
	if (n < 2)
		return split(sc, d, by[0], (size_t)top, out, e);
	if (d->n_words != 1)
		return directive_refuse(d, e, "%s", _("by two dimensions a table shows one figure."));
	if (!scene_figure(d, d->words[0], &fig, e))
		return false;
	if (fig->unit != UNIT_COUNT)
		return directive_refuse(d, e, "%s", _("by two dimensions a table shows counts."));
	return cross(sc, d, fig, by, out, e);
}
