/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Ways from a register's records over references: what paths and dimensions lead to. */
#include "base/lang.h"
#include "figures/ledger.h"

#include <assert.h>

bool
ledger_path(const struct reg *root, const struct reg *each, const char *text, struct ledger_path *out)
{
	struct str rest = str_of(text), one;

	*out = (struct ledger_path){ .root = root, .end = root, .field = -1 };
	if (each != NULL && (str_is(rest, "each") || str_starts(rest, STR("each.")))) {
		out->each = true;
		out->root = out->end = each;
		rest = str_sub(rest, rest.n > 4 ? 5 : 4, rest.n);
	}
	while (rest.n > 0 && str_cut(&rest, '.', &one)) {
		int field = reg_field(out->end, one);

		if (field < 0)
			return false;
		if (rest.p == NULL) {
			out->field = field;
			return true;
		}
		if (out->end->fields[field].type != FIELD_REF || out->n == LEDGER_HOPS)
			return false;
		out->hop[out->n++] = field;
		out->end = reg_find(str_of(out->end->fields[field].ref));
	}
	return true;
}

struct ledger_path
ledger_path_of(const struct reg *root, const struct reg *each, const char *text)
{
	struct ledger_path p;
	bool ok = ledger_path(root, each, text, &p);

	assert(ok);
	(void)ok;
	return p;
}

const struct field *
ledger_field(const struct ledger_path *p)
{
	return p->field >= 0 ? &p->end->fields[p->field] : NULL;
}

static bool
is_list(const struct field *f)
{
	return f->type == FIELD_CODES || f->type == FIELD_REFS;
}

bool
ledger_is_list(const struct ledger_path *p)
{
	return p->field >= 0 && is_list(ledger_field(p));
}

bool
ledger_same_way(const struct ledger_path *x, const struct ledger_path *y)
{
	return x->root == y->root && x->each == y->each && x->field == y->field && x->n == y->n &&
	    memcmp(x->hop, y->hop, x->n * sizeof(*x->hop)) == 0;
}

const struct reg *
ledger_each(const struct ledger_plan *p)
{
	const struct reg *g = reg_find(str_of(p->over.reg));
	int field = p->each != NULL ? reg_field(g, str_of(p->each)) : -1;

	return field >= 0 ? reg_find(str_of(g->fields[field].ref)) : NULL;
}

int32_t
ledger_last_day(const struct figure_ask *ask)
{
	return ask->period != NULL ? ask->period->last : (int32_t)(ask->now_ms / 86400000);
}

/* -- dimensions ------------------------------------------------------------------------------ */

/* Whether a field, or each item of its list, is what the dimension stands for. */
static bool
is_end(const struct field *f, const struct dim *d)
{
	if (d->reg != NULL)
		return (f->type == FIELD_REF || f->type == FIELD_REFS) && strcmp(f->ref, d->reg) == 0;
	if (d->flag != NULL)
		return f->type == FIELD_BOOL && strcmp(f->name, d->flag) == 0;
	return (f->type == FIELD_CODE || f->type == FIELD_CODES) && d->codes != NULL &&
	    strcmp(f->codes, d->codes) == 0;
}

/* The field of a register that a dimension means: of several the one named like it, else the first; a
 * list only where nothing says it once. */
static int
end_field(const struct reg *g, const struct dim *d)
{
	int found = -1;

	for (size_t i = 0; i < g->n_fields; i++) {
		const struct field *f = &g->fields[i];

		if (!is_end(f, d))
			continue;
		if (found < 0 || (is_list(&g->fields[found]) && !is_list(f)) ||
		    (is_list(&g->fields[found]) == is_list(f) && strcmp(f->name, d->id) == 0))
			found = (int)i;
	}
	return found;
}

#define WAYS_MAX 256

/* Nearest first: registers that references lead to, each once. */
static bool
look_for(const struct dim *d, const struct ledger_path *from, struct ledger_path *out)
{
	struct ledger_path way[WAYS_MAX];
	size_t n = 1;

	way[0] = *from;
	for (size_t i = 0; i < n; i++) {
		const struct reg *g = way[i].end;
		int field = end_field(g, d);

		if (d->reg != NULL && i == 0 && strcmp(g->name, d->reg) == 0) {
			*out = way[i];
			return true;
		}
		if (field >= 0) {
			*out = way[i];
			out->field = field;
			return true;
		}
		for (size_t k = 0; k < g->n_fields && way[i].n < LEDGER_HOPS; k++) {
			const struct reg *to = g->fields[k].type == FIELD_REF ? reg_find(str_of(g->fields[k].ref)) : NULL;
			bool seen = to == NULL || to->facts;

			for (size_t j = 0; j < n && !seen; j++)
				seen = way[j].end == to;
			if (seen || n == WAYS_MAX)
				continue;
			way[n] = way[i];
			way[n].hop[way[n].n++] = (int)k;
			way[n++].end = to;
		}
	}
	return false;
}

bool
ledger_way(const struct figure *fig, const struct dim *d, struct ledger_path *out, struct err *e)
{
	const struct ledger_plan *p = fig->ledger;
	const struct reg *g = reg_find(str_of(p->over.reg)), *each = ledger_each(p);
	struct ledger_path from = { .root = g, .end = g, .field = -1 };
	struct ledger_path item = { .root = each, .end = each, .field = -1, .each = true };

	if (d->column == COLUMN_DAY && p->over.from != NULL)
		return ledger_path(g, each, p->over.from, out) || err_set(e, ERR_INTERNAL, "figure.path",
		    "%s: %s", fig->id, p->over.from);
	if ((d->reg != NULL || d->flag != NULL || d->codes != NULL) && d->column != COLUMN_CELL &&
	    ((each != NULL && look_for(d, &item, out)) || look_for(d, &from, out)))
		return true;
	return err_set(e, ERR_INVALID, "figure.dimension",
	    _("%s cannot be split or filtered by %s: it counts records of “%s”, and they lead to no such "
	      "thing."), fig->id, d->id, lang_text(g->label));
}

/* -- numbers --------------------------------------------------------------------------------- */

static double
unit_of(const struct ledger_plan *p, const char *text)
{
	struct ledger_path path;
	const struct field *f;

	if (text == NULL || !ledger_path(reg_find(str_of(p->over.reg)), ledger_each(p), text, &path))
		return 1;
	f = ledger_field(&path);
	return f == NULL ? 1 : f->type == FIELD_MONEY ? 100 : f->type == FIELD_REAL ? LEDGER_REAL : 1;
}

double
ledger_scale(const struct ledger_plan *p)
{
	double scale = p->divide > 0 ? p->divide : 1;

	if (p->take == LEDGER_COUNT || p->take == LEDGER_DISTINCT)
		return scale;
	return scale * unit_of(p, p->path) * unit_of(p, p->times);
}

bool
ledger_named(const struct code_list *l, uint16_t code, const char *codes)
{
	struct str rest = str_of(codes), one, key;
	char name[32];

	if (str_find(rest, '=') < rest.n && str_cut(&rest, '=', &key) && key.n < sizeof(name)) {
		memcpy(name, key.p, key.n);
		name[key.n] = '\0';
		return str_eq(code_roll(l, code, name), rest);
	}
	while (str_cut(&rest, '|', &one))
		if (str_eq(l->v[code_counted(l, code)].code, one))
			return true;
	return false;
}
