/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/columns.h"

#include "base/lang.h"
#include "base/text.h"
#include "record/rejects.h"

#include <stdio.h>

static bool
folds_to(const char *label, struct str folded)
{
	struct buf b;
	bool same;

	buf_init(&b);
	text_fold(&b, str_of(label));
	same = str_eq(buf_text(&b), folded);
	buf_release(&b);
	return same;
}

/* A label counts in both languages, whoever reads. */
static bool
label_fits(const char *label, struct str folded)
{
	enum lang now = lang_now();
	bool fits = folds_to(label, folded);

	for (int l = LANG_FR; !fits && l <= LANG_EN; l++) {
		lang_use((enum lang)l);
		fits = folds_to(lang_text(label), folded);
	}
	lang_use(now);
	return fits;
}

static bool
field_fits(const struct field *f, struct str folded)
{
	struct str rest = str_of(f->aliases), one;

	if (folds_to(f->name, folded) || (f->label != NULL && label_fits(f->label, folded)))
		return true;
	while (rest.p != NULL && str_cut(&rest, '|', &one)) {
		struct buf b;
		bool same;

		buf_init(&b);
		text_fold(&b, one);
		same = str_eq(buf_text(&b), folded);
		buf_release(&b);
		if (same)
			return true;
	}
	return false;
}

static int
column_find(const struct reg *g, struct str folded, bool *known)
{
	*known = true;
	if (str_is(folded, "id") || str_is(folded, "identifiant"))
		return COLUMN_ID;
	if (str_is(folded, "source_id"))
		return COLUMN_SOURCE_ID;
	for (size_t i = 0; i < g->n_fields; i++)
		if ((g->fields[i].flags & FIELD_DERIVED) == 0 && field_fits(&g->fields[i], folded))
			return (int)i;
	/* An export carries what the rules work out; an import works it out again. */
	for (size_t i = 0; i < g->n_fields; i++)
		if (field_fits(&g->fields[i], folded))
			return COLUMN_IGNORED;
	*known = false;
	return COLUMN_IGNORED;
}

/* Headers are the same whatever their case, accents, blanks and star. */
static bool
same_header(struct str a, struct str b)
{
	struct buf x, y;
	bool same;

	buf_init(&x);
	buf_init(&y);
	text_fold(&x, a);
	text_fold(&y, b);
	same = str_eq(buf_text(&x), buf_text(&y));
	buf_release(&x);
	buf_release(&y);
	return same;
}

static struct str
renamed(const struct import_options *o, struct str column)
{
	for (size_t i = 0; i < o->n_renames; i++)
		if (same_header(o->renames[i].column, column))
			return o->renames[i].field;
	return column;
}

static bool
ignored(const struct import_options *o, struct str column)
{
	for (size_t i = 0; i < o->n_ignore; i++)
		if (same_header(o->ignore[i], column))
			return true;
	return rejects_column(column);
}

/* A field spelt almost like it, or NULL. */
static const struct field *
nearest(const struct reg *g, struct str folded)
{
	const struct field *best = NULL;
	unsigned distance = 4;

	for (size_t i = 0; i < g->n_fields; i++) {
		unsigned d = text_distance(folded, str_of(g->fields[i].name));
		struct buf b;

		buf_init(&b);
		text_fold(&b, str_of(lang_text(g->fields[i].label)));
		if (text_distance(folded, buf_text(&b)) < d)
			d = text_distance(folded, buf_text(&b));
		buf_release(&b);
		if (d < distance) {
			distance = d;
			best = &g->fields[i];
		}
	}
	return best;
}

int
columns_guess(const struct reg *g, struct str header, bool *known, const struct field **near)
{
	struct buf folded;
	int field = COLUMN_NAMELESS;

	*known = true;
	*near = NULL;
	if (rejects_column(header))
		return COLUMN_IGNORED;
	buf_init(&folded);
	text_fold(&folded, header);
	if (folded.n > 0)
		field = column_find(g, buf_text(&folded), known);
	if (!*known)
		*near = nearest(g, buf_text(&folded));
	buf_release(&folded);
	return field;
}

static void
refuse_unknown(const struct import_options *o, struct str written, const struct field *near,
    struct faults *faults)
{
	struct fault at = { .reg = o->reg, .line = 1, .column = written, .code = "unknown_column" };

	if (near != NULL)
		fault_add(faults, &at, _("The column “%.*s” is unknown. Did you mean “%s”?"),
		    STR_A(written), lang_text(near->label));
	else
		fault_add(faults, &at,
		    _("The column “%.*s” is unknown. Rename it, or pass it over with --ignore."),
		    STR_A(written));
}

/* What a column holds; false with a fault when nobody knows. */
static bool
column_read(const struct import_options *o, size_t i, struct str written, int *out, struct faults *faults)
{
	const struct field *near;
	bool known;

	*out = COLUMN_IGNORED;
	if (o->mapped != NULL) {
		*out = i < o->n_mapped ? o->mapped[i] : COLUMN_IGNORED;
		return true;
	}
	if (ignored(o, written))
		return true;
	*out = columns_guess(o->reg, renamed(o, written), &known, &near);
	if (!known)
		refuse_unknown(o, written, near, faults);
	return known;
}

static bool
required_there(const struct import_options *o, const struct columns *c, struct faults *faults)
{
	struct fault at = { .reg = o->reg, .line = 1, .code = "missing_column" };
	bool ok = true;

	if (!c->has_id && !o->reg->facts) {
		fault_add(faults, &at, _("The column “%s” is missing."), "id");
		ok = false;
	}
	for (size_t i = 0; i < o->reg->n_fields; i++) {
		const struct field *f = &o->reg->fields[i];
		bool there = false;

		if ((f->flags & FIELD_REQUIRED) == 0 || (f->flags & FIELD_DERIVED) != 0 ||
		    f->fallback != NULL)
			continue;
		for (size_t k = 0; k < c->n; k++)
			there = there || c->field[k] == (int)i;
		if (there)
			continue;
		at.field = f;
		fault_add(faults, &at, _("The column “%s” (%s) is missing."), lang_text(f->label), f->name);
		ok = false;
	}
	return ok;
}

bool
columns_read(const struct import_options *o, const struct str *header, size_t n, struct arena *a,
    struct columns *out, struct faults *faults)
{
	bool ok = true;

	out->n = n;
	out->field = arena_array(a, int, n);
	out->written = arena_array(a, struct str, n);
	out->has_id = false;
	for (size_t i = 0; i < n; i++) {
		struct fault at = { .reg = o->reg, .line = 1, .code = "double_column" };

		out->written[i] = str_dup(a, header[i]);
		ok = column_read(o, i, out->written[i], &out->field[i], faults) && ok;
		if (out->field[i] == COLUMN_ID)
			out->has_id = true;
		for (size_t k = 0; k < i; k++)
			if (out->field[i] != COLUMN_IGNORED && out->field[i] != COLUMN_NAMELESS &&
			    out->field[k] == out->field[i]) {
				at.column = out->written[i];
				fault_add(faults, &at, _("The columns “%.*s” and “%.*s” hold the same field."),
				    STR_A(out->written[k]), STR_A(out->written[i]));
				ok = false;
			}
	}
	return required_there(o, out, faults) && ok;
}
