/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What an address says of a list. */
#include "base/lang.h"
#include "base/period.h"
#include "record/cell.h"
#include "record/find.h"
#include "record/list.h"

struct reading {
	struct store *s;
	struct codes *codes;
	struct arena *a;
	struct list_ask *ask;
	struct faults *f;
	struct list_filter *filters;
	struct lookup *bare;
};

static const struct {
	const char *name;
	int column;
	enum field_type type; /* how its values are read */
} own[] = {
	{ "id", LIST_ID, FIELD_REF }, { "source_id", LIST_SOURCE_ID, FIELD_TEXT },
	{ "made_by", LIST_MADE_BY, FIELD_TEXT }, { "made_at", LIST_MADE_AT, FIELD_DATE },
	{ "changed_at", LIST_CHANGED_AT, FIELD_DATE },
};

/* Stand-ins for what has no field: read like one. */
static const struct field own_date = { .name = "date", .type = FIELD_DATE, .label = N_("Date") };

int
list_column(const struct reg *g, struct str name)
{
	int at = reg_field(g, name);

	for (size_t i = 0; at < 0 && i < COUNT(own); i++)
		if (str_is(name, own[i].name))
			return own[i].column;
	return at < 0 ? LIST_NO_COLUMN : at;
}

static enum field_type
column_type(const struct reg *g, int column)
{
	for (size_t i = 0; column < 0 && i < COUNT(own); i++)
		if (own[i].column == column)
			return own[i].type;
	return g->fields[column].type;
}

bool
list_sortable(const struct reg *g, int column)
{
	enum field_type t = column_type(g, column);

	if (column >= 0 && (g->fields[column].flags & FIELD_SEALED) != 0)
		return false;
	return column == LIST_ID || (t != FIELD_REF && t != FIELD_REFS && t != FIELD_FACTS &&
	    t != FIELD_CODES && t != FIELD_SLOTS);
}

static struct fault
fault_at(const struct reading *r, struct str name, int column, const char *code)
{
	return (struct fault){
		.reg = r->ask->reg, .column = name, .code = code,
		.field = column >= 0 ? &r->ask->reg->fields[column] : NULL,
	};
}

/* The filter of a column that takes one value more, or a new one. */
static struct list_filter *
filter_for(struct reading *r, struct str name, int column, enum list_match match)
{
	struct list_ask *ask = r->ask;
	struct list_filter *f;
	struct fault at = fault_at(r, name, column, "too_many");

	for (size_t i = 0; i < ask->n_filters; i++) {
		f = &r->filters[i];
		if (f->column == column && f->match == match && match != LIST_RANGE && f->n < LIST_VALUES_MAX)
			return f;
	}
	if (ask->n_filters == LIST_FILTERS_MAX) {
		fault_add(r->f, &at, _("A list takes at most %d filters."), LIST_FILTERS_MAX);
		return NULL;
	}
	f = &r->filters[ask->n_filters++];
	*f = (struct list_filter){
		.column = column, .match = match, .cells = arena_array(r->a, struct cell, LIST_VALUES_MAX),
	};
	return f;
}

static void
add_cell(struct reading *r, struct str name, int column, enum list_match match, struct cell c)
{
	struct list_filter *f = filter_for(r, name, column, match);
	struct cell *cells;

	if (f == NULL)
		return;
	cells = arena_array(r->a, struct cell, LIST_VALUES_MAX);
	memcpy(cells, f->cells, f->n * sizeof(*cells));
	cells[f->n++] = c;
	f->cells = cells;
}

static bool
read_cell(struct reading *r, struct str name, int column, struct str text, struct cell *out)
{
	const struct cell_place at = {
		.at = fault_at(r, name, column, NULL), .faults = r->f, .lookup = r->bare,
	};

	return cell_of_text(&at, column >= 0 ? &r->ask->reg->fields[column] : &own_date, text, r->a, out);
}

static void
add_range(struct reading *r, struct str name, int column, struct str from, struct str to)
{
	struct list_filter *f;
	struct cell *c = arena_array(r->a, struct cell, 2);

	from = str_trim(from);
	to = str_trim(to);
	if ((from.n > 0 && !read_cell(r, name, column, from, &c[0])) ||
	    (to.n > 0 && !read_cell(r, name, column, to, &c[1])))
		return;
	c[0].set = from.n > 0;
	c[1].set = to.n > 0;
	f = filter_for(r, name, column, LIST_RANGE);
	if (f == NULL)
		return;
	f->cells = c;
	f->n = 2;
}

/* A date: the day, or the days of a period. */
static void
add_moment(struct reading *r, struct str name, int column, struct str value)
{
	struct period p;
	struct err ignored = { 0 };
	struct cell c;
	int32_t day;

	if (column_type(r->ask->reg, column) == FIELD_DATE && !day_parse(value, &day) &&
	    period_parse(value, &p, &ignored)) {
		struct list_filter *f = filter_for(r, name, column, LIST_RANGE);
		struct cell *two = arena_array(r->a, struct cell, 2);

		two[0] = (struct cell){ .set = true, .i = p.first };
		two[1] = (struct cell){ .set = true, .i = p.last };
		if (f == NULL)
			return;
		f->cells = two;
		f->n = 2;
		return;
	}
	if (read_cell(r, name, column, value, &c))
		add_cell(r, name, column, LIST_EQUAL, c);
}

/* Where ".." stands between two values; value.n when nowhere. */
static size_t
dots(struct str value)
{
	for (size_t i = 0; i + 1 < value.n; i++)
		if (value.p[i] == '.' && value.p[i + 1] == '.')
			return i;
	return value.n;
}

static bool
add_ref(struct reading *r, struct str name, int column, struct str value, struct err *e)
{
	const struct reg *g = r->ask->reg;
	const struct reg *to = column >= 0 ? reg_find(str_of(g->fields[column].ref)) : g;
	struct fault at = fault_at(r, name, column, "unknown_record");
	struct uuid *u = arena_new(r->a, struct uuid);
	bool found, ambiguous = false;

	/* An identifier needs no looking up: what is not there gives an empty list. */
	found = uuid_parse(value, u);
	if (!found && !record_find(r->s, to, r->ask->who, value, u, &found, &ambiguous, e))
		return false;
	if (!found) {
		fault_add(r->f, &at, ambiguous ? _("“%.*s” names several records of “%s”.")
		                               : _("“%.*s” is no record of “%s”."),
		    STR_A(str_sub(value, 0, 80)), lang_text(to->label));
		return true;
	}
	add_cell(r, name, column, LIST_EQUAL, column >= 0 && g->fields[column].type == FIELD_REFS
	    ? (struct cell){ .set = true, .n = 1, .us = u } : (struct cell){ .set = true, .u = *u });
	return true;
}

static bool
read_filter(struct reading *r, struct str name, int column, struct str value, struct err *e)
{
	struct cell c = { .set = true };
	size_t at = dots(value);

	if (str_is(value, "-") || str_is(value, "*")) {
		filter_for(r, name, column, value.p[0] == '-' ? LIST_EMPTY : LIST_FILLED);
		return true;
	}
	switch (column_type(r->ask->reg, column)) {
	case FIELD_TEXT:
	case FIELD_SLOTS:
		c.s = value.p[0] == '=' ? str_sub(value, 1, value.n) : value;
		add_cell(r, name, column, value.p[0] == '=' ? LIST_EQUAL : LIST_CONTAINS, c);
		return true;
	case FIELD_INT:
	case FIELD_REAL:
	case FIELD_MONEY:
	case FIELD_CLOCK:
	case FIELD_DATE:
		if (at < value.n)
			add_range(r, name, column, str_sub(value, 0, at), str_sub(value, at + 2, value.n));
		else
			add_moment(r, name, column, value);
		return true;
	case FIELD_REF:
	case FIELD_REFS:
		return add_ref(r, name, column, value, e);
	case FIELD_BOOL:
	case FIELD_CODE:
	case FIELD_CODES:
	case FIELD_FACTS:
		break;
	}
	if (read_cell(r, name, column, value, &c))
		add_cell(r, name, column, LIST_EQUAL, c);
	return true;
}

static void
read_sort(struct reading *r, struct str name, struct str value)
{
	bool descending = value.n > 0 && value.p[0] == '-';
	struct str by = descending ? str_sub(value, 1, value.n) : value;
	int column = list_column(r->ask->reg, by);
	struct fault at = fault_at(r, name, column, "unsortable");

	if (column == LIST_NO_COLUMN || !list_sortable(r->ask->reg, column)) {
		fault_add(r->f, &at, _("A list cannot be sorted by “%.*s”."), STR_A(str_sub(by, 0, 80)));
		return;
	}
	r->ask->sort = column;
	r->ask->descending = descending;
}

static void
read_limit(struct reading *r, struct str name, struct str value)
{
	struct fault at = fault_at(r, name, LIST_NO_COLUMN, "bad_limit");
	int64_t n;

	if (!str_int(value, &n) || n < 1 || n > LIST_PAGE_MAX)
		fault_add(r->f, &at, _("A page has 1 to %d records."), LIST_PAGE_MAX);
	else
		r->ask->limit = (size_t)n;
}

static bool
skipped(const char *const *skip, struct str name)
{
	for (; skip != NULL && *skip != NULL; skip++)
		if (str_is(name, *skip))
			return true;
	return false;
}

bool
list_words(struct store *s, struct codes *codes, const struct list_word *w, size_t n,
    const char *const *skip, struct arena *a, struct list_ask *ask, struct faults *f, struct err *e)
{
	struct reading r = { .s = s, .codes = codes, .a = a, .ask = ask, .f = f };

	r.filters = arena_array(a, struct list_filter, LIST_FILTERS_MAX);
	r.bare = lookup_bare(codes, a);
	if (ask->n_filters > 0)
		memcpy(r.filters, ask->filters, ask->n_filters * sizeof(*r.filters));
	ask->filters = r.filters;
	for (size_t i = 0; i < n; i++) {
		struct str name = w[i].name, value = str_trim(w[i].value);
		int column;

		if (skipped(skip, name) || value.n == 0)
			continue;
		column = list_column(ask->reg, name);
		if (column >= 0 && (ask->reg->fields[column].flags & FIELD_SEALED) != 0) {
			struct fault at = fault_at(&r, name, column, "sealed");

			fault_add(f, &at, _("“%s” is sealed: a list cannot look into it."),
			    lang_text(ask->reg->fields[column].label));
		} else if (column != LIST_NO_COLUMN) {
			if (!read_filter(&r, name, column, value, e))
				return false;
		} else if (str_is(name, "sort")) {
			read_sort(&r, name, value);
		} else if (str_is(name, "cursor")) {
			ask->cursor = value;
		} else if (str_is(name, "limit")) {
			read_limit(&r, name, value);
		} else {
			struct fault at = fault_at(&r, name, column, "unknown_field");

			fault_add(f, &at, _("“%.*s” is no field of “%s”."), STR_A(str_sub(name, 0, 80)),
			    lang_text(ask->reg->label));
		}
	}
	return true;
}
