/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/figures_out.h"

#include "base/lang.h"
#include "base/text.h"
#include "record/field.h"
#include "report/words.h"

/* A table of texts whose columns are as wide as their widest cell. */
struct grid {
	struct str *cells;
	size_t n_rows, n_cols;
	size_t n_left; /* so many columns are flush left, the others right */
};

static void
pad(struct buf *b, size_t n)
{
	while (n-- > 0)
		buf_char(b, ' ');
}

static void
grid_print(struct buf *b, const struct grid *g, const char *indent)
{
	size_t width[FIGURE_BY_MAX + 2] = { 0 };

	for (size_t i = 0; i < g->n_rows * g->n_cols; i++) {
		size_t n = utf8_count(g->cells[i]);

		if (n > width[i % g->n_cols])
			width[i % g->n_cols] = n;
	}
	for (size_t i = 0; i < g->n_rows; i++) {
		buf_cstr(b, indent);
		for (size_t j = 0; j < g->n_cols; j++) {
			struct str s = g->cells[i * g->n_cols + j];
			size_t blank = width[j] - utf8_count(s);

			if (j > 0)
				buf_cstr(b, "  ");
			if (j >= g->n_left)
				pad(b, blank);
			buf_str(b, s);
			if (j < g->n_left)
				pad(b, blank);
		}
		while (b->n > 0 && b->p[b->n - 1] == ' ')
			b->n--;
		buf_char(b, '\n');
	}
}

/* "1 264": thousands apart by a no-break space, as French typography wants. */
static struct str
count_text(int64_t n, struct arena *a)
{
	struct str digits = str_fmt(a, "%lld", (long long)n);
	struct buf b;

	buf_init_in(&b, a);
	for (size_t i = 0; i < digits.n; i++) {
		if (i > 0 && (digits.n - i) % 3 == 0 && digits.p[i - 1] != '-')
			buf_cstr(&b, lang_now() == LANG_FR ? "\u202f" : ",");
		buf_char(&b, digits.p[i]);
	}
	return buf_text(&b);
}

static struct str
n_text(int64_t n, struct arena *a)
{
	return str_fmt(a, "n = " STR_F, STR_A(count_text(n, a)));
}

static void
head_print(struct buf *b, const struct shown *sh, struct arena *a)
{
	for (size_t i = 0; i < sh->n_scope; i++) {
		const struct shown_filter *f = &sh->scope[i];
		const struct dim *d = dim_find(f->dim);

		buf_fmt(b, _("%s: "), dim_label(d));
		for (size_t j = 0; j < f->n_codes; j++) {
			struct str label = dim_key_label(sh->facts, d, f->codes[j], a);

			buf_cstr(b, j > 0 ? ", " : "");
			buf_str(b, label);
			if (f->codes[j].p != NULL && !str_eq(label, f->codes[j]))
				buf_fmt(b, " (" STR_F ")", STR_A(f->codes[j]));
		}
		buf_char(b, '\n');
	}
	if (sh->ask->period != NULL)
		buf_fmt(b, _("Period: %.*s\n"), STR_A(period_words(a, sh->ask->period)));
	if (sh->n_scope > 0 || sh->ask->period != NULL)
		buf_char(b, '\n');
}

static void
ids_print(struct buf *b, const struct uuid *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char id[37];

		uuid_format(&v[i], id);
		buf_fmt(b, "    %s\n", id);
	}
}

static void
evidence_print(struct buf *b, const struct figure_answer *answer)
{
	/* By SQL, what is behind acts is told together. */
	if (answer->n_sources < 2)
		ids_print(b, answer->evidence, answer->n_evidence);
	for (size_t i = 0; answer->n_sources > 1 && answer->n_evidence > 0 && i < answer->n_sources; i++) {
		const struct figure_source *s = &answer->sources[i];

		buf_fmt(b, "  %s  %lld\n", lang_text(s->reg->label), (long long)s->n);
		ids_print(b, s->evidence, s->n_evidence);
	}
}

static void
definition_print(struct buf *b, const struct shown *sh, const struct figure *fig)
{
	if (!sh->definitions)
		return;
	buf_fmt(b, "    %s\n", lang_text(fig->definition));
	if (fig->calculation != NULL)
		buf_fmt(b, "    %s\n", lang_text(fig->calculation));
}

/* The value as printed, with the unit that the label does not say. */
static struct str
with_unit(const struct figure *fig, bool has_value, double value, struct arena *a)
{
	struct str printed = figure_print(fig, has_value, value, a);
	const char *unit = fig->unit == UNIT_HOURS ? "h" : fig->unit == UNIT_MINUTES ? "min" : NULL;

	if (!has_value || unit == NULL)
		return printed;
	return str_fmt(a, STR_F "\xc2\xa0%s", STR_A(printed), unit);
}

static void
groups_print(struct buf *b, const struct shown *sh, const struct figure_answer *answer,
    struct arena *a)
{
	size_t n_by = sh->ask->n_by;
	struct grid g = { .n_rows = answer->n_groups + 1, .n_cols = n_by + 2, .n_left = n_by };

	g.cells = arena_array(a, struct str, g.n_rows * g.n_cols);
	for (size_t i = 0; i < answer->n_groups; i++) {
		const struct figure_group *group = &answer->groups[i];
		struct str *row = &g.cells[i * g.n_cols];

		for (size_t j = 0; j < n_by; j++)
			row[j] = dim_key_label(sh->facts, sh->ask->by[j], group->key[j], a);
		row[n_by] = with_unit(answer->figure, group->has_value, group->value, a);
		row[n_by + 1] = n_text(group->n, a);
	}
	g.cells[answer->n_groups * g.n_cols] = str_of(_("Total"));
	for (size_t j = 1; j < n_by; j++)
		g.cells[answer->n_groups * g.n_cols + j] = STR("");
	g.cells[answer->n_groups * g.n_cols + n_by] =
	    with_unit(answer->figure, answer->has_value, answer->value, a);
	g.cells[answer->n_groups * g.n_cols + n_by + 1] = n_text(answer->n, a);
	buf_fmt(b, "%s\n", lang_text(answer->figure->label));
	definition_print(b, sh, answer->figure);
	grid_print(b, &g, "  ");
	if (answer->overlapping)
		buf_fmt(b, "  %s\n", _("A record may stand in several groups: they can add up to more "
		    "than the total."));
	evidence_print(b, answer);
	buf_char(b, '\n');
}

/* A line of the list: label, in a list of all the id, value, n. */
static void
line_cells(const struct shown *sh, const struct figure_answer *answer, const char *indent, struct str *cells,
    struct arena *a)
{
	size_t at = 0;

	cells[at++] = str_fmt(a, "%s%s", indent, lang_text(answer->figure->label));
	if (sh->catalogue)
		cells[at++] = str_of(answer->figure->id);
	cells[at++] = with_unit(answer->figure, answer->has_value, answer->value, a);
	cells[at] = n_text(answer->n, a);
}

/* All figures there are, in the groups of the navigation. */
static void
catalogue_print(struct buf *b, const struct shown *sh, struct grid *g, const struct figure_answer *answers,
    size_t n, struct arena *a)
{
	g->n_rows = 0;
	g->cells = arena_array(a, struct str, (n + 2 * N_GROUPS) * g->n_cols);
	for (int group = 0; group < N_GROUPS; group++) {
		size_t head = g->n_rows;

		for (size_t i = 0; i < n; i++) {
			if (figure_reg_group(answers[i].figure) != group)
				continue;
			if (g->n_rows == head) {
				g->n_rows += head > 0;
				g->cells[g->n_rows++ * g->n_cols] = str_of(lang_text(reg_group_label((enum reg_group)group)));
			}
			line_cells(sh, &answers[i], "  ", &g->cells[g->n_rows++ * g->n_cols], a);
		}
	}
	grid_print(b, g, "");
}

void
figures_print(struct buf *b, const struct shown *sh, const struct figure_answer *answers, size_t n,
    struct arena *a)
{
	bool below = sh->definitions || sh->ask->evidence;
	struct grid g = { .n_rows = n, .n_cols = sh->catalogue ? 4 : 3, .n_left = sh->catalogue ? 2 : 1 };

	head_print(b, sh, a);
	if (sh->ask->n_by > 0) {
		for (size_t i = 0; i < n; i++)
			groups_print(b, sh, &answers[i], a);
		return;
	}
	if (sh->catalogue && !below) {
		catalogue_print(b, sh, &g, answers, n, a);
		return;
	}
	g.cells = arena_array(a, struct str, n * g.n_cols + 1);
	for (size_t i = 0; i < n; i++)
		line_cells(sh, &answers[i], "", &g.cells[g.n_cols * i], a);
	if (!below) {
		grid_print(b, &g, "");
		return;
	}
	/* Something stands below each line: one grid a figure. */
	for (size_t i = 0; i < n; i++) {
		struct grid one = { &g.cells[g.n_cols * i], 1, g.n_cols, g.n_left };

		grid_print(b, &one, "");
		definition_print(b, sh, answers[i].figure);
		evidence_print(b, &answers[i]);
	}
}
