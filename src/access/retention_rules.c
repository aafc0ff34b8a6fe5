/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The rules, from the registers' fields and from a few rows of their own. */
#include "access/retention.h"

#define POINT_DAYS 61        /* CNIL on staff and geolocation: two months at full precision */
#define RAW_DAYS 1096        /* three years, then a place is a square kilometre */
#define LOG_DAYS 365
#define YEAR_DAYS 365.25

static const char *const labels[] = {
	[RETAIN_BLANK] = N_("emptied"), [RETAIN_ERASE] = N_("erased with its key"),
	[RETAIN_CELL] = N_("moved to the middle of its square of 200 m"),
	[RETAIN_KILOMETRE] = N_("moved to the middle of its square kilometre"),
	[RETAIN_DELETE] = N_("deleted"), [RETAIN_LOGS] = N_("deleted from the log"),
};

/* A case that is still worked on is not over. */
static const struct {
	const char *reg;
	const char *unless[3];
} still[] = {
	{ "case_file", { "case_step", "case_file", "date" } },
};

const char *
retention_label(enum retention_action a)
{
	return labels[a];
}

static struct retention_rule *
rule_new(struct arena *a, struct retention_rule *v, size_t *n, const struct reg *g, const char *field)
{
	struct retention_rule *r = &v[(*n)++];

	*r = (struct retention_rule){ .reg = g, .fields = arena_array(a, bool, g->n_fields) };
	r->from = g->keep.from != NULL ? g->keep.from : g->order;
	r->spared = g->keep.unless;
	r->name = field == NULL ? g->name : str_cstr(a, str_fmt(a, "%s.%s", g->name, field));
	for (size_t i = 0; i < COUNT(still); i++)
		if (strcmp(still[i].reg, g->name) == 0)
			memcpy(r->unless, still[i].unless, sizeof(r->unless));
	return r;
}

static void
mark(struct retention_rule *r, const char *field)
{
	int at = reg_field(r->reg, str_of(field));

	if (at >= 0)
		r->fields[at] = true;
}

static void
field_rules(struct arena *a, struct retention_rule *v, size_t *n, const struct reg *g)
{
	struct retention_rule *erase = NULL, *r;

	for (size_t i = 0; i < g->n_fields; i++) {
		const struct field *f = &g->fields[i];

		if (f->keep_days == 0)
			continue;
		/* A record has one key: what is sealed in it goes together. */
		if ((f->flags & FIELD_SEALED) != 0 && erase != NULL) {
			mark(erase, f->name);
			continue;
		}
		r = rule_new(a, v, n, g, f->name);
		r->days = f->keep_days;
		mark(r, f->name);
		if ((f->flags & FIELD_SEALED) != 0) {
			r->action = RETAIN_ERASE;
			erase = r;
		}
	}
}

/* Points of what happens in the streets, not of places that have an address of their own. */
static void
point_rules(struct arena *a, struct retention_rule *v, size_t *n, const struct reg *g)
{
	static const struct {
		const char *name;
		int days;
		enum retention_action action;
	} steps[] = {
		{ "point", POINT_DAYS, RETAIN_CELL }, { "point.km", RAW_DAYS, RETAIN_KILOMETRE },
	};
	int lon = reg_field(g, STR("lon"));

	for (size_t i = 0; lon >= 0 && g->fields[lon].personal == PERSONAL_PLACE && i < COUNT(steps); i++) {
		struct retention_rule *r = rule_new(a, v, n, g, steps[i].name);

		r->days = steps[i].days;
		r->action = steps[i].action;
		mark(r, "lon");
		mark(r, "lat");
		mark(r, "cell");
	}
}

/* What figures count stays, without what is personal. */
static void
record_rule(struct arena *a, struct retention_rule *v, size_t *n, const struct reg *g)
{
	struct retention_rule *r;

	if ((g->keep.years == 0 && g->keep.days == 0) || g->facts)
		return;
	r = rule_new(a, v, n, g, NULL);
	r->days = (int)(g->keep.years * YEAR_DAYS) + g->keep.days;
	r->action = RETAIN_DELETE;
	for (size_t i = 0; i < g->n_fields; i++)
		if (g->fields[i].personal > PERSONAL_NONE && (g->fields[i].flags & FIELD_REQUIRED) == 0)
			mark(r, g->fields[i].name);
}

void
retention_rules(struct arena *a, struct retention_rule **out, size_t *n)
{
	size_t most = 1;
	struct retention_rule *v;

	for (size_t i = 0; i < n_registers; i++)
		most += registers[i]->n_fields + 3;
	v = arena_array(a, struct retention_rule, most);
	*n = 0;
	for (size_t i = 0; i < n_registers; i++) {
		field_rules(a, v, n, registers[i]);
		point_rules(a, v, n, registers[i]);
		record_rule(a, v, n, registers[i]);
	}
	v[(*n)++] = (struct retention_rule){ .name = "audit", .days = LOG_DAYS, .action = RETAIN_LOGS };
	*out = v;
}
