/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/allowed.h"

#include "base/lang.h"
#include "record/cell.h"

/* What the codes of a record are held against. */
struct ground {
	const struct record *r;
	struct faults *faults;
	int32_t day; /* DAY_NONE: none */
	bool contracted;
	struct uuid contract;
};

static struct ground
ground_of(const struct record *r, struct lookup *l, struct faults *faults)
{
	const struct reg *g = r->reg;
	int date = reg_field(g, STR("date")), scheme = reg_field(g, STR("scheme"));
	struct ground x = { .r = r, .faults = faults, .day = DAY_NONE };

	if (date >= 0 && r->cells[date].set)
		x.day = (int32_t)r->cells[date].i;
	if (scheme >= 0 && r->cells[scheme].set)
		x.contracted = lookup_ref(l, reg_find(STR("scheme")), &r->cells[scheme].u, "contract", &x.contract);
	return x;
}

static bool
within(int32_t day, int32_t from, int32_t to)
{
	return day == DAY_NONE || ((from == DAY_NONE || day >= from) && (to == DAY_NONE || day <= to));
}

/* Whether the record's contract has the code as its own (or hides it) on that day. */
static bool
used(const struct ground *x, const struct code *c, bool hidden)
{
	for (size_t i = 0; x->contracted && i < c->n_uses; i++)
		if (c->uses[i].hidden == hidden && uuid_eq(&c->uses[i].contract, &x->contract) &&
		    within(x->day, c->uses[i].from, c->uses[i].to))
			return true;
	return false;
}

bool
allowed_code(const struct code *c, const struct uuid *contract, int32_t day)
{
	struct ground x = { .day = day, .contracted = contract != NULL };

	if (contract != NULL)
		x.contract = *contract;
	return (!c->of_contract || used(&x, c, false)) && !used(&x, c, true) && within(day, c->from, c->to);
}

/* As it is told on one day. */
static void
look_at(const struct ground *x, const struct field *f, const struct code *c)
{
	struct fault at = { .reg = x->r->reg, .record = x->r->source_id, .field = f };
	char day[11];

	if (c->of_contract && !used(x, c, false)) {
		at.code = "other_contract";
		fault_add(x->faults, &at, _("“%.*s” is a code of other contracts, or of another time."),
		    STR_A(c->code));
	} else if (used(x, c, true)) {
		at.code = "hidden_code";
		fault_add(x->faults, &at, _("The contract of this scheme does not use “%.*s”."),
		    STR_A(c->code));
	} else if (!within(x->day, c->from, DAY_NONE)) {
		day_format(c->from, day);
		at.code = "code_not_valid";
		fault_add(x->faults, &at, _("“%.*s” is in use from %s on."), STR_A(c->code), day);
	} else if (!within(x->day, DAY_NONE, c->to)) {
		day_format(c->to, day);
		at.code = "code_not_valid";
		fault_add(x->faults, &at, _("“%.*s” was in use until %s."), STR_A(c->code), day);
	}
}

static void
look(const struct ground *x, const struct allowance *more, const struct field *f, const struct code *c)
{
	if (more->catalogue == 0 || !allowed_code(c, x->contracted ? &x->contract : NULL, more->catalogue))
		look_at(x, f, c);
}

/* Whether its day, its scheme and this field are as they were: then its codes are no news. */
static bool
stands(const struct record *r, const struct record *before, size_t i)
{
	int date = reg_field(r->reg, STR("date")), scheme = reg_field(r->reg, STR("scheme"));

	return before != NULL && before->version > 0 &&
	    (date < 0 || cell_equal(&r->reg->fields[date], &r->cells[date], &before->cells[date])) &&
	    (scheme < 0 || cell_equal(&r->reg->fields[scheme], &r->cells[scheme], &before->cells[scheme])) &&
	    cell_equal(&r->reg->fields[i], &r->cells[i], &before->cells[i]);
}

void
allowed_codes(const struct record *r, const struct allowance *more, struct lookup *l, struct faults *faults)
{
	struct ground x = ground_of(r, l, faults);

	for (size_t i = 0; i < r->reg->n_fields; i++) {
		const struct field *f = &r->reg->fields[i];
		const struct code_list *list = f->codes != NULL ? codes_list(lookup_codes(l), f->codes) : NULL;
		const struct cell *c = &r->cells[i];

		if (list == NULL || !c->set || stands(r, more->before, i))
			continue;
		if (f->type == FIELD_CODE)
			look(&x, more, f, &list->v[c->i]);
		for (size_t k = 0; f->type == FIELD_CODES && k < c->n; k++)
			look(&x, more, f, &list->v[c->codes[k]]);
		for (size_t k = 0; f->type == FIELD_FACTS && k < c->n; k++)
			look(&x, more, f, &list->v[c->facts[k].code]);
	}
}
