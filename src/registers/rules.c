/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registers/rules.h"

#include <stdarg.h>

#include "base/lang.h"
#include "rules/grid.h"

static const struct cell *
cell_of(const struct record *r, const char *field)
{
	return &r->cells[reg_field(r->reg, str_of(field))];
}

void
rule_fault(struct faults *f, const struct record *r, const char *field, const char *code,
    const char *fmt, ...)
{
	struct fault at = { .reg = r->reg, .record = r->source_id, .code = code };
	char text[ERR_TEXT_MAX];
	va_list ap;

	if (field != NULL)
		at.field = &r->reg->fields[reg_field(r->reg, str_of(field))];
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	fault_add(f, &at, "%s", text);
}

struct str
rule_code(const struct rule_context *c, const struct record *r, const char *field)
{
	int at = reg_field(r->reg, str_of(field));
	const struct cell *cell = &r->cells[at];
	const struct code_list *list = codes_list(lookup_codes(c->lookup), r->reg->fields[at].codes);

	return cell->set ? list->v[code_counted(list, (uint16_t)cell->i)].code : STR_NONE;
}

void
rule_days(struct faults *f, const struct record *r, const char *start, const char *end)
{
	const struct cell *a = cell_of(r, start), *b = cell_of(r, end);

	if (a->set && b->set && b->i < a->i)
		rule_fault(f, r, end, "order", _("The end comes before the start."));
}

bool
rule_point(struct faults *f, const struct record *r)
{
	const struct cell *lon = cell_of(r, "lon"), *lat = cell_of(r, "lat");

	if (lon->set != lat->set) {
		rule_fault(f, r, lon->set ? "lat" : "lon", "half_point",
		    _("A point needs its longitude and its latitude, or neither."));
		return false;
	}
	if (!lon->set)
		return false;
	if (!grid_in_france(lon->r, lat->r)) {
		rule_fault(f, r, "lon", "outside",
		    _("The point is not inside metropolitan France. Longitude and latitude may be exchanged."));
		return false;
	}
	return true;
}

void
rule_siret(struct faults *f, const struct rule_context *c, struct record *r)
{
	struct cell *cell = record_cell(r, "siret");
	char digits[14];
	size_t n = 0;
	int luhn = 0, plain = 0;
	bool good = true;

	for (size_t i = 0; cell->set && i < cell->s.n; i++) {
		char ch = cell->s.p[i];

		if (ch == ' ')
			continue;
		good = good && ch >= '0' && ch <= '9' && n < sizeof(digits);
		if (good)
			digits[n++] = ch;
	}
	for (size_t i = 0; i < n; i++) {
		int v = (digits[i] - '0') * (i % 2 == 0 ? 2 : 1);

		luhn += v > 9 ? v - 9 : v;
		plain += digits[i] - '0';
	}
	if (!cell->set)
		return;
	if (good && n == sizeof(digits) &&
	    (luhn % 10 == 0 || (memcmp(digits, "356000000", 9) == 0 && plain % 5 == 0)))
		cell->s = str_dup(c->a, (struct str){ digits, n });
	else
		rule_fault(f, r, "siret", "bad_siret",
		    _("A SIRET number has fourteen digits, the last of which is a check digit. Look it up again."));
}
