/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/record.h"

#include "base/lang.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

static const char *const group_labels[N_GROUPS] = {
	[GROUP_GROUND] = N_("In the field"), [GROUP_PARTNERS] = N_("Partners"),
	[GROUP_PARTICIPATION] = N_("Citizens’ participation"), [GROUP_WASTE] = N_("Bulky waste"),
	[GROUP_STAFF] = N_("Teams"), [GROUP_TRAINING] = N_("Training"), [GROUP_MONEY] = N_("Money"),
	[GROUP_TERRITORY] = N_("Territory"), [GROUP_QUALITY] = N_("Quality and association"),
	[GROUP_HOUSE] = N_("The house"),
};

const char *
reg_group_label(enum reg_group g)
{
	return group_labels[g];
}

const struct reg *
reg_find(struct str name)
{
	for (size_t i = 0; i < n_registers; i++)
		if (str_is(name, registers[i]->name))
			return registers[i];
	return NULL;
}

bool
field_from_zero(const struct field *f)
{
	return f->fallback != NULL && ((f->type == FIELD_INT && strcmp(f->fallback, "0") == 0) ||
	    (f->type == FIELD_BOOL && strcmp(f->fallback, "non") == 0));
}

int
reg_field(const struct reg *g, struct str name)
{
	/* Asked for each record by rules: the first letter tells most names apart. */
	for (size_t i = 0; i < g->n_fields; i++) {
		const char *own = g->fields[i].name;

		if (name.n > 0 && own[0] == name.p[0] && str_is(name, own))
			return (int)i;
	}
	return -1;
}

struct cell *
record_cell(struct record *r, const char *field)
{
	int i = reg_field(r->reg, str_of(field));

	assert(i >= 0);
	return &r->cells[i];
}

void
fault_add(struct faults *f, const struct fault *at, const char *fmt, ...)
{
	char text[ERR_TEXT_MAX];
	va_list ap;

	f->total++;
	if (f->n >= FAULTS_MAX)
		return;
	if (f->n == f->cap) {
		size_t cap = f->cap == 0 ? 16 : f->cap * 2;
		struct fault *v = arena_array(f->a, struct fault, cap);

		if (f->n > 0)
			memcpy(v, f->v, f->n * sizeof(*v));
		f->v = v;
		f->cap = cap;
	}
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	f->v[f->n] = *at;
	f->v[f->n].record = str_dup(f->a, at->record);
	f->v[f->n].column = str_dup(f->a, at->column);
	f->v[f->n].text = str_dup(f->a, str_of(text));
	f->n++;
}

void
faults_join(struct faults *into, const struct faults *from)
{
	for (size_t i = 0; i < from->n; i++)
		fault_add(into, &from->v[i], STR_F, STR_A(from->v[i].text));
	into->total += from->total - (int64_t)from->n;
}
