/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/line.h"

#include "base/lang.h"
#include "base/text.h"
#include "record/cell.h"
#include "record/check.h"
#include "record/find.h"
#include "record/formula.h"
#include "record/state.h"

#define MS_A_DAY 86400000LL

static void
put_columns(struct line_reader *l, bool local)
{
	const struct columns *c = l->columns;

	for (size_t i = 0; i < c->n; i++)
		if (c->field[i] >= 0 &&
		    ((l->o->reg->fields[c->field[i]].flags & FIELD_LOCAL) != 0) == local)
			l->order[l->n_order++] = i;
}

void
line_reader_init(struct line_reader *l, const struct import_options *o,
    const struct columns *columns, struct lookup *lookup, struct arena *a)
{
	const struct reg *g = o->reg;
	struct faults none = { .a = a }; /* fallbacks are constants of ours */
	struct cell_place p = { .faults = &none, .lookup = lookup };

	*l = (struct line_reader){ .o = o, .columns = columns, .lookup = lookup };
	l->scheme = reg_field(g, STR("scheme"));
	l->blank = arena_array(a, struct cell, g->n_fields);
	for (size_t i = 0; i < g->n_fields; i++)
		(void)cell_of_text(&p, &g->fields[i], STR_NONE, a, &l->blank[i]);
	l->order = arena_array(a, size_t, columns->n);
	put_columns(l, false);
	l->n_early = l->n_order;
	put_columns(l, true);
	buf_init(&l->identity);
}

void
line_reader_release(struct line_reader *l)
{
	buf_release(&l->identity);
}

/* What the operator calls it is its own id, where nothing else is called so. */
static struct str
own_of_name(struct line_reader *l, const struct reg *g, struct str name, const struct uuid *town,
    struct arena *a)
{
	struct str own = str_dup(a, name);
	struct uuid id;

	if (lookup_own(l->lookup, g, own, &id))
		own = str_fmt(a, STR_F " (" STR_F ")", STR_A(name),
		    STR_A(lookup_name(l->lookup, reg_find(STR("town")), town)));
	return utf8_count(own) > SOURCE_ID_MAX || lookup_own(l->lookup, g, own, &id) ? STR_NONE : own;
}

/* A name met for the first time makes its record: a sector in the scheme's town. */
static bool
grow(struct line_reader *l, const struct field *f, struct str name, const struct uuid *scheme,
    struct arena *a, struct cell *out, struct record **grown)
{
	const struct reg *g = reg_find(str_of(f->ref));
	struct record *r = arena_new(a, struct record);
	struct uuid town, id;
	struct buf key;

	if (scheme == NULL || name.n == 0 || utf8_count(name) > 200 || uuid_parse(name, &id) ||
	    !lookup_ref(l->lookup, reg_find(STR("scheme")), scheme, "town", &town))
		return false;
	r->reg = g;
	r->cells = arena_array(a, struct cell, g->n_fields);
	*record_cell(r, g->title) = (struct cell){ .set = true, .s = str_dup(a, name) };
	*record_cell(r, "town") = (struct cell){ .set = true, .u = town };
	buf_init(&key);
	buf_fmt(&key, "%s|", g->name);
	buf_put(&key, town.b, sizeof(town.b));
	text_fold(&key, name);
	r->id = uuid_v8(0, buf_text(&key));
	buf_release(&key);
	r->source_id = own_of_name(l, g, name, &town, a);
	*out = (struct cell){ .set = true, .u = r->id };
	*grown = r;
	return true;
}

static const struct uuid *
scheme_of(const struct line_reader *l, const struct record *r)
{
	return l->scheme >= 0 && r->cells[l->scheme].set ? &r->cells[l->scheme].u : NULL;
}

static void
identify_own(struct line_reader *l, struct record *r)
{
	const struct cell *scope = r->reg->scope != NULL ? record_cell(r, r->reg->scope) : NULL;

	r->id = record_own_id(&l->identity, r->reg, r->source_id,
	    scope != NULL && scope->set ? &scope->u : NULL);
}

/* Identity of a line without one: its normalised values, so that the same line in another dialect is
 * the same record. What the rules looked up elsewhere (the covering shift) is no part of it. */
static void
identify_content(struct line_reader *l, struct record *r)
{
	const struct reg *g = r->reg;
	int date = reg_field(g, STR("date")), start = reg_field(g, STR("start"));
	struct json_writer w;
	int64_t ms = 0;

	buf_clear(&l->identity);
	buf_fmt(&l->identity, "%s|", g->name);
	js_init(&w, &l->identity);
	js_array(&w);
	for (size_t i = 0; i < g->n_fields; i++) {
		const struct field *f = &g->fields[i];

		/* What is sealed is not to be guessed from an identifier. */
		if (!r->cells[i].set || (f->flags & (FIELD_DERIVED | FIELD_SEALED)) != 0 ||
		    (r->cells[i].resolved && (f->flags & FIELD_COMPUTED) == 0))
			continue;
		js_cstr(&w, f->name);
		cell_json(&w, f, &r->cells[i], lookup_codes(l->lookup));
	}
	js_end_array(&w);
	if (date >= 0 && r->cells[date].set)
		ms = r->cells[date].i * MS_A_DAY;
	if (start >= 0 && r->cells[start].set)
		ms += r->cells[start].i * 60000;
	r->id = uuid_v8(ms, buf_text(&l->identity));
}

static bool
read_identifier(struct line_reader *l, const struct fault *at, struct str text, int column,
    struct arena *a, struct record *r)
{
	struct fault fault = *at;

	text = str_trim(formula_plain(text));
	if (text.n == 0 || (column == COLUMN_ID && uuid_parse(text, &r->id)))
		return true;
	if (utf8_count(text) > SOURCE_ID_MAX) {
		fault.code = "id_too_long";
		fault_add(l->faults, &fault, _("This identifier is longer than %d characters."),
		    SOURCE_ID_MAX);
		return false;
	}
	if (r->source_id.p == NULL || column == COLUMN_SOURCE_ID)
		r->source_id = str_dup(a, text);
	return true;
}

/* Whether the name of a record that does not exist yet made one: *out refers to it. */
static bool
read_new_name(struct line_reader *l, const struct cell_place *p, const struct field *f,
    struct str name, struct arena *a, struct cell *out, struct record **grown)
{
	struct err e = { 0 };
	bool ambiguous;
	struct uuid u;

	return !lookup_find(l->lookup, reg_find(str_of(f->ref)), name, p->within, &u, &ambiguous, &e) &&
	    e.kind == ERR_NONE && !ambiguous && grow(l, f, name, p->within, a, out, grown);
}

/* The cells of some columns; an empty one is as in a blank line. */
static void
read_cells(struct line_reader *l, struct cell_place *p, const struct str *cells, size_t n,
    size_t from, size_t to, struct arena *a, struct record *r, struct record **grown)
{
	for (size_t k = from; k < to; k++) {
		size_t i = l->order[k];
		const struct field *f = &r->reg->fields[l->columns->field[i]];
		struct cell *out = &r->cells[l->columns->field[i]];
		struct str text;

		if (i >= n || (text = str_trim(formula_plain(cells[i]))).n == 0)
			continue;
		p->at.column = l->columns->written[i];
		if ((f->flags & FIELD_GROW) != 0 && (p->within == NULL || /* the scheme was refused already */
		    read_new_name(l, p, f, text, a, out, grown)))
			continue;
		(void)cell_of_text(p, f, text, a, out);
	}
}

static bool
nameless(struct line_reader *l, const struct str *cells, size_t n, const struct fault *at)
{
	for (size_t i = 0; i < l->columns->n && i < n; i++)
		if (l->columns->field[i] == COLUMN_NAMELESS && str_trim(cells[i]).n > 0) {
			struct fault fault = *at;

			fault.code = "nameless_column";
			fault_add(l->faults, &fault,
			    _("A cell stands in column %zu, which has no name. Name that column, or empty it."),
			    i + 1);
			return true;
		}
	return false;
}

static bool
too_wide(struct line_reader *l, const struct str *cells, size_t n, const struct fault *at)
{
	for (size_t i = l->columns->n; i < n; i++)
		if (str_trim(cells[i]).n > 0) {
			struct fault fault = *at;

			fault.code = "extra_cells";
			fault_add(l->faults, &fault, _("This line has %zu cells, the header has %zu."), n,
			    l->columns->n);
			return true;
		}
	return false;
}

/* What a person's import may bring: records of its own schemes, not validated beyond its right. */
static void
check_reach(struct line_reader *l, const struct fault *at, const struct record *r)
{
	const struct reach *who = l->o->who;
	struct fault fault = *at;
	enum operation needs;

	if (who == NULL)
		return;
	fault.code = "denied";
	if (access_may(r->reg, who, OP_IMPORT) == REACH_WITHIN && !access_within(who, r)) {
		if (strcmp(r->reg->within, "id") != 0)
			fault.field = &r->reg->fields[reg_field(r->reg, str_of(r->reg->within))];
		fault_add(l->faults, &fault, _("This line is not within your reach."));
	}
	if (state_asks(STATE_NONE, state_of(r, lookup_codes(l->lookup)), &needs) &&
	    access_may(r->reg, who, needs) == REACH_NONE) {
		fault.field = &r->reg->fields[state_field(r->reg)];
		fault_add(l->faults, &fault, _("You may not bring in records with this state."));
	}
}

/* The record's identity: the UUID given, that of the record which has the own id, or a derived one. */
static bool
identify(struct line_reader *l, const struct fault *at, struct record *r)
{
	struct fault fault = *at;
	struct uuid known;

	if (r->source_id.p == NULL) {
		if (uuid_is_nil(&r->id))
			identify_content(l, r);
		return true;
	}
	if (lookup_own(l->lookup, r->reg, r->source_id, &known)) {
		if (uuid_is_nil(&r->id))
			r->id = known;
		if (uuid_eq(&r->id, &known))
			return true;
	} else if (!uuid_is_nil(&r->id)) {
		return true;
	} else {
		identify_own(l, r);
		/* Its first bearer may have another own id by now. */
		if (lookup_name(l->lookup, r->reg, &r->id).p == NULL)
			return true;
	}
	fault.code = "id_taken";
	fault_add(l->faults, &fault, _("The identifier “%.*s” is that of another record."),
	    STR_A(r->source_id));
	return false;
}

static bool
read_record(struct line_reader *l, const struct str *cells, size_t n, const struct fault *at,
    struct arena *a, struct record *r, struct record **grown)
{
	struct cell_place p = { .at = *at, .faults = l->faults, .lookup = l->lookup };

	if (too_wide(l, cells, n, &p.at) || nameless(l, cells, n, &p.at))
		return false;
	for (size_t i = 0; i < l->columns->n && i < n; i++) {
		int field = l->columns->field[i];

		p.at.column = l->columns->written[i];
		if ((field == COLUMN_ID || field == COLUMN_SOURCE_ID) &&
		    !read_identifier(l, &p.at, cells[i], field, a, r))
			return false;
	}
	p.at.record = r->source_id;
	read_cells(l, &p, cells, n, 0, l->n_early, a, r, grown);
	p.within = scheme_of(l, r);
	read_cells(l, &p, cells, n, l->n_early, l->n_order, a, r, grown);
	p.at.column = STR_NONE;
	check_required(r, &p.at, l->faults);
	if (uuid_is_nil(&r->id) && r->source_id.p == NULL && !r->reg->facts) {
		p.at.code = "required";
		fault_add(l->faults, &p.at, _("“%s” is empty. It is required."), "id");
	}
	if (l->faults->total == 0)
		check_rules(r, NULL, l->lookup, l->o->today, a, l->faults);
	if (l->faults->total == 0)
		check_reach(l, &p.at, r);
	return l->faults->total == 0 && identify(l, &p.at, r);
}

bool
line_read(struct line_reader *l, const struct str *cells, size_t n, int64_t line, struct arena *a,
    struct record *out, struct record **grown, struct faults *faults)
{
	const struct reg *g = l->o->reg;
	struct record r = { .reg = g };
	struct fault at = { .reg = g, .line = line };

	*grown = NULL;
	l->faults = faults;
	r.cells = arena_array(a, struct cell, g->n_fields);
	memcpy(r.cells, l->blank, g->n_fields * sizeof(*r.cells));
	if (!read_record(l, cells, n, &at, a, &r, grown)) {
		/* Faults of the rules know the record, not the line. */
		for (size_t i = 0; i < faults->n; i++) {
			faults->v[i].line = line;
			faults->v[i].reg = g;
			if (faults->v[i].record.p == NULL)
				faults->v[i].record = str_dup(faults->a, r.source_id);
		}
		return false;
	}
	/* Only now: a name that a refused line brought is not there for the others. */
	if (*grown != NULL)
		lookup_add(l->lookup, *grown);
	lookup_add(l->lookup, &r);
	*out = r;
	return true;
}
