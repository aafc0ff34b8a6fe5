/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/check.h"

#include "base/lang.h"
#include "record/row.h"

void
check_required(const struct record *r, const struct fault *at, struct faults *f)
{
	for (size_t i = 0; i < r->reg->n_fields; i++) {
		const struct field *field = &r->reg->fields[i];
		struct fault fault = *at;

		if (r->cells[i].set || (field->flags & FIELD_REQUIRED) == 0 ||
		    (field->flags & FIELD_DERIVED) != 0)
			continue;
		fault.field = field;
		fault.column = STR_NONE;
		fault.code = "required";
		fault_add(f, &fault, _("“%s” is empty. It is required."), lang_text(field->label));
	}
}

void
check_rules(struct record *r, const struct allowance *more, struct lookup *l, int32_t today, struct arena *a,
    struct faults *f)
{
	static const struct allowance none = { .catalogue = 0 };
	struct rule_context rc = { .lookup = l, .a = a, .today = today };
	bool set[ROW_COLUMNS_MAX];

	allowed_codes(r, more != NULL ? more : &none, l, f);
	if (r->reg->rules == NULL)
		return;
	for (size_t i = 0; i < r->reg->n_fields; i++)
		set[i] = r->cells[i].set;
	r->reg->rules(r, &rc, f);
	for (size_t i = 0; i < r->reg->n_fields; i++)
		if (r->cells[i].set && !set[i])
			r->cells[i].resolved = true;
}
