/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registers/rules.h"

#include <stdarg.h>

#include "base/lang.h"
#include "rules/grid.h"
#include "rules/outline.h"

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

struct str
rule_roll(const struct rule_context *c, const struct record *r, const char *field, const char *key)
{
	int at = reg_field(r->reg, str_of(field));
	const struct cell *cell = &r->cells[at];

	return cell->set ? code_roll(codes_list(lookup_codes(c->lookup), r->reg->fields[at].codes),
	    (uint16_t)cell->i, key) : STR_NONE;
}

void
rule_taken(const struct rule_context *c, struct record *r, const char *into, const char *ref,
    const char *field)
{
	const struct cell *from = cell_of(r, ref);
	const struct reg *to = reg_find(str_of(r->reg->fields[reg_field(r->reg, str_of(ref))].ref));
	struct cell taken = { .set = true };

	if (!from->set || !lookup_ref(c->lookup, to, &from->u, field, &taken.u))
		taken = (struct cell){ 0 };
	*record_cell(r, into) = taken;
}

void
rule_not_ahead(const struct rule_context *c, struct faults *f, const struct record *r, const char *field)
{
	if (cell_of(r, field)->set && cell_of(r, field)->i > c->today)
		rule_fault(f, r, field, "ahead", _("This day has not come yet."));
}

void
rule_at_most(struct faults *f, const struct record *r, const char *part, const char *whole)
{
	const struct cell *a = cell_of(r, part), *b = cell_of(r, whole);

	if (a->set && b->set && a->i > b->i)
		rule_fault(f, r, part, "part", _("A part is greater than the whole: %lld of %lld."),
		    (long long)a->i, (long long)b->i);
}

void
rule_cohort(struct faults *f, const struct record *r, const char *field)
{
	const struct cell *c = cell_of(r, field);
	int64_t first, second;

	if (c->set && (c->s.n != 7 || c->s.p[4] != '/' || !str_int((struct str){ c->s.p, 4 }, &first) ||
	    !str_int((struct str){ c->s.p + 5, 2 }, &second) || (first + 1) % 100 != second))
		rule_fault(f, r, field, "bad_cohort",
		    _("A cohort is written with its two years, such as 2024/25."));
}

void
rule_days(struct faults *f, const struct record *r, const char *start, const char *end)
{
	const struct cell *a = cell_of(r, start), *b = cell_of(r, end);

	if (a->set && b->set && b->i < a->i)
		rule_fault(f, r, end, "order", _("The end comes before the start."));
}

static const char *
label_of(const struct record *r, const char *field)
{
	return lang_text(r->reg->fields[reg_field(r->reg, str_of(field))].label);
}

void
rule_order(struct faults *f, const struct record *r, const char *first, const char *then)
{
	const struct cell *a = cell_of(r, first), *b = cell_of(r, then);

	if (a->set && b->set && b->i < a->i)
		rule_fault(f, r, then, "order", _("“%s” comes before “%s”."), label_of(r, then),
		    label_of(r, first));
}

void
rule_part_of(struct faults *f, const struct record *r, const char *part, const char *whole)
{
	const struct cell *a = cell_of(r, part), *b = cell_of(r, whole);

	if (a->set && b->set && a->i > b->i)
		rule_fault(f, r, part, "more_than_whole", _("“%s” is more than “%s”, of which it is a part."),
		    label_of(r, part), label_of(r, whole));
}

void
rule_needs(struct faults *f, const struct record *r, const char *field, const char *needs)
{
	if (cell_of(r, field)->set && !cell_of(r, needs)->set)
		rule_fault(f, r, needs, "required", _("“%s” is told, so “%s” is needed too."), label_of(r, field),
		    label_of(r, needs));
}

void
rule_sum(struct record *r, const char *parts, const char *out)
{
	struct cell sum = { .set = false };
	struct str rest = str_of(parts), one;

	while (str_cut(&rest, ' ', &one)) {
		const struct cell *c = &r->cells[reg_field(r->reg, one)];

		sum.set = sum.set || c->set;
		sum.i += c->set ? c->i : 0;
	}
	*record_cell(r, out) = sum;
}

#define SCHOOL_YEAR_LENGTH 9 /* 2024-2025 */

void
rule_school_year(struct faults *f, const struct record *r, const char *field)
{
	const struct cell *c = cell_of(r, field);
	struct str second = c->set ? c->s : STR_NONE, first;
	int64_t from, to;

	if (!c->set)
		return;
	if (!str_cut(&second, '-', &first) || c->s.n != SCHOOL_YEAR_LENGTH || first.n != 4 ||
	    !str_int(first, &from) || !str_int(second, &to) || to != from + 1)
		rule_fault(f, r, field, "bad_school_year",
		    _("A school year is written with its two years: 2024-2025."));
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

/* Metropolitan France and Corsica lie within this distance of the middle of the country. */
#define CENTRE_LON 2.5
#define CENTRE_LAT 46.5
#define REACH 900000 /* metres */

void
rule_outline(struct faults *f, const struct record *r)
{
	const struct cell *outline = cell_of(r, "outline");
	int32_t metres;

	if (!outline->set)
		return;
	metres = outline_metres(outline->s, CENTRE_LON, CENTRE_LAT);
	if (metres == OUTLINE_NONE)
		rule_fault(f, r, "outline", "bad_outline",
		    _("The outline is no POLYGON or MULTIPOLYGON of longitudes and latitudes."));
	else if (metres > REACH)
		rule_fault(f, r, "outline", "outside",
		    _("The outline is not inside metropolitan France. Longitude and latitude may be exchanged."));
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

void
rule_days_between(struct record *r, const char *start, const char *end, const char *days)
{
	const struct cell *a = cell_of(r, start), *b = cell_of(r, end);
	bool known = a->set && b->set && b->i >= a->i;

	*record_cell(r, days) = (struct cell){ .set = known, .i = known ? b->i - a->i : 0 };
}

void
rule_filled(const struct rule_context *c, struct record *r, const char *into, const char *ref,
    const char *field)
{
	if (!record_cell(r, into)->set)
		rule_taken(c, r, into, ref, field);
}

void
rule_amounts(struct record *r, struct faults *f, const char *effect, bool credit)
{
	const struct cell *net = cell_of(r, "net"), *tax = cell_of(r, "tax");
	int64_t sum = net->i + tax->i;

	*record_cell(r, "total") = (struct cell){ .set = net->set, .i = sum };
	*record_cell(r, effect) = (struct cell){ .set = net->set, .i = credit ? -net->i : net->i };
	if (tax->set && tax->i > net->i)
		rule_fault(f, r, "tax", "order", _("The tax is more than the amount without tax."));
	rule_days(f, r, "date", "due");
	rule_days(f, r, "date", "paid");
	rule_days_between(r, "date", "paid", "days_to_pay");
}
