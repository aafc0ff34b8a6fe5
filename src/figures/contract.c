/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "figures/contract.h"

#include "base/lang.h"
#include "record/find.h"
#include "record/journal.h"

#include <string.h>

static int32_t
day_in(const struct record *rec, const char *field)
{
	const struct cell *c = &rec->cells[reg_field(rec->reg, str_of(field))];

	return c->set ? (int32_t)c->i : DAY_NONE;
}

/* The first and last day of a record that the scope names; a scheme's are its contract's where it has one. */
static bool
days_of(const struct period_ask *ask, const struct reg *reg, const struct uuid *id, struct arena *a,
    struct contract_years *out, struct err *e)
{
	struct record rec;
	const struct cell *ref;
	bool found;

	if (!record_read(ask->store, ask->codes, reg, id, a, &rec, &found, e))
		return false;
	if (!found || rec.deleted)
		return true;
	out->start = day_in(&rec, "start");
	out->end = day_in(&rec, "end");
	if (strcmp(reg->name, "scheme") != 0)
		return true;
	ref = &rec.cells[reg_field(reg, STR("contract"))];
	return !ref->set || days_of(ask, reg_find(STR("contract")), &ref->u, a, out, e);
}

bool
contract_years_of(const struct period_ask *ask, struct arena *a, struct contract_years *out,
    struct err *e)
{
	static const char *const dims[] = { "contract", "scheme" };

	*out = (struct contract_years){ .start = DAY_NONE, .end = DAY_NONE };
	for (size_t d = 0; d < COUNT(dims) && out->start == DAY_NONE; d++)
		for (size_t i = 0; i < ask->n_filters; i++) {
			const struct figure_filter *f = &ask->filters[i];
			struct uuid id;

			if (strcmp(dim_id(f->dim), dims[d]) == 0 && f->n_codes == 1 && uuid_parse(f->codes[0], &id) &&
			    !days_of(ask, reg_find(str_of(dims[d])), &id, a, out, e))
				return false;
		}
	/* Far from the calendar's ends, so that its years are days of ours. */
	out->known = out->start != DAY_NONE && out->start > DAY_MIN + 400 && out->start < DAY_MAX - 800;
	return true;
}

bool
period_read(const struct period_ask *ask, struct str text, struct arena *a, struct period *out,
    struct err *e)
{
	struct contract_years c;
	int year;

	if (!period_of_contract(text, &year))
		return period_parse(text, out, e);
	if (!contract_years_of(ask, a, &c, e))
		return false;
	/* That says what is missing. */
	if (!c.known)
		return period_parse(text, out, e);
	if (year < 1 || year > contract_year(&c, c.end != DAY_NONE ? c.end : DAY_MAX - 400))
		return err_set(e, ERR_INVALID, "period.contract", _("This contract has no such year."));
	*out = contract_period(&c, year);
	return true;
}
