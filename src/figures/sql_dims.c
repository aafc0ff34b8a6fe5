/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "figures/sql.h"

#include "base/lang.h"
#include "record/field.h"

#include <assert.h>

static const struct sql_dim dims[] = {
	{ "scheme", LIST_NONE, true, "r.scheme", NULL, NULL, "scheme" },
	{ "agency", LIST_NONE, true, "sc.agency", NULL, NULL, "agency" },
	{ "client", LIST_NONE, true, "sc.client", NULL, NULL, "client" },
	{ "town", LIST_NONE, true, "sc.town", NULL, NULL, "town" },
	{ "sector", LIST_NONE, true, "r.sector", NULL, NULL, "sector" },
	{ "area", LIST_NONE, true, "se.area", NULL, NULL, "area" },
	{ "kind", LIST_NONE, false, "r.kind", NULL, NULL, NULL },
	{ "norm_register", LIST_NONE, false, "r.kind", "kind", "register", NULL },
	{ "theme", LIST_NONE, false, "r.theme", NULL, NULL, NULL },
	{ "theme_any", LIST_THEMES, false, "%s.code", NULL, NULL, NULL },
	{ "place_kind", LIST_NONE, false, "r.place_kind", NULL, NULL, NULL },
	{ "place_group", LIST_NONE, false, "r.place_kind", "place_kind", "group", NULL },
	{ "origin", LIST_NONE, false, "r.origin", NULL, NULL, NULL },
	{ "origin_group", LIST_NONE, false, "r.origin", "origin", "group", NULL },
	{ "outcome", LIST_NONE, false, "r.outcome", NULL, NULL, NULL },
	{ "partner_kind", LIST_RELAYS, false, "%s.code", NULL, NULL, NULL },
	{ "incivility", LIST_FACTS, false, "%s.code", NULL, NULL, NULL },
	{ "incivility_family", LIST_FACTS, false, "%s.code", "incivility", "family", NULL },
	{ "severity", LIST_FACTS, false, "CAST(%s.severity AS text)", NULL, NULL, NULL },
	{ "age", LIST_PUBLICS, false, "%s.age", NULL, NULL, NULL },
	{ "sex", LIST_PUBLICS, false, "%s.sex", NULL, NULL, NULL },
	{ "action", LIST_ACTIONS, false, "%s.code", NULL, NULL, NULL },
	{ "weekday", LIST_NONE, true, "CAST(r.wd AS text)", NULL, NULL, NULL },
	{ "hour", LIST_NONE, false, "CAST(CAST(substr(r.clock, 1, 2) AS integer) AS text)", NULL, NULL,
	    NULL },
	{ "slot", LIST_NONE, false, "CASE WHEN r.clock < '02:00' OR r.clock >= '22:30' THEN 'S5' "
	    "WHEN r.clock < '06:00' THEN 'S6' WHEN r.clock < '07:00' THEN NULL "
	    "WHEN r.clock < '12:00' THEN 'S1' WHEN r.clock < '15:00' THEN 'S2' "
	    "WHEN r.clock < '18:30' THEN 'S3' WHEN r.clock < '22:30' THEN 'S4' END", NULL, NULL, NULL },
	{ "day", LIST_NONE, true, "r.day", NULL, NULL, NULL },
	{ "week", LIST_NONE, true, "CAST(r.iy AS text) || CASE WHEN r.iw < 10 THEN '-W0' ELSE '-W' END "
	    "|| CAST(r.iw AS text)", NULL, NULL, NULL },
	{ "month", LIST_NONE, true, "substr(r.day, 1, 7)", NULL, NULL, NULL },
	{ "quarter", LIST_NONE, true, "substr(r.day, 1, 4) || '-Q' || "
	    "CAST((CAST(substr(r.day, 6, 2) AS integer) + 2) / 3 AS text)", NULL, NULL, NULL },
	{ "year", LIST_NONE, true, "substr(r.day, 1, 4)", NULL, NULL, NULL },
	{ "state", LIST_NONE, false, "r.state", NULL, NULL, NULL },
	{ "team", LIST_TEAM, true, "%s.code", NULL, NULL, "staff" },
	{ "cell", LIST_NONE, false, "r.cell", NULL, NULL, NULL },
};

#define COUNTED "yes|passive"

static const struct sql_figure plans[] = {
	{ "interventions", SOURCE_ACTS, false, LIST_NONE, COUNTED, NULL, "1", false, FINISH_SUM, 0 },
	{ "interventions.active", SOURCE_ACTS, false, LIST_NONE, "yes", NULL, "1", false, FINISH_SUM, 0 },
	{ "interventions.public_space", SOURCE_ACTS, false, LIST_NONE, COUNTED, "@public_space", "1",
	    false, FINISH_SUM, 0 },
	{ "contacts", SOURCE_ACTS, false, LIST_PUBLICS, COUNTED, NULL, "o.n", false, FINISH_SUM, 0 },
	{ "contacts.minors", SOURCE_ACTS, false, LIST_PUBLICS, COUNTED,
	    "o.age IN ('A1', 'A2', 'A3', 'A23')", "o.n", false, FINISH_SUM, 0 },
	{ "contacts.women", SOURCE_ACTS, false, LIST_PUBLICS, COUNTED, "o.sex = 'F'", "o.n", false,
	    FINISH_SUM, 0 },
	{ "contacts.men", SOURCE_ACTS, false, LIST_PUBLICS, COUNTED, "o.sex = 'M'", "o.n", false,
	    FINISH_SUM, 0 },
	{ "incivilities", SOURCE_ACTS, true, LIST_FACTS, NULL, NULL, "o.n", false, FINISH_SUM, 0 },
	{ "incivilities.serious", SOURCE_ACTS, true, LIST_FACTS, NULL, "o.severity = 3", "o.n", false,
	    FINISH_SUM, 0 },
	{ "relays", SOURCE_ACTS, false, LIST_RELAYS, NULL, NULL, "1", false, FINISH_SUM, 0 },
	{ "technical_reports", SOURCE_ACTS, false, LIST_NONE, NULL,
	    "(r.kind = 'VT1' OR '|' || r.actions || '|' LIKE '%|AC14|%')", "1", false, FINISH_SUM, 0 },
	{ "weak_signals", SOURCE_ACTS, false, LIST_NONE, NULL,
	    "(r.kind = 'VT3' OR r.weak_signal = 1)", "1", false, FINISH_SUM, 0 },
	{ "settled_rate", SOURCE_ACTS, false, LIST_NONE, COUNTED,
	    "r.outcome IS NOT NULL AND r.outcome NOT IN ('OU0', 'OU9')",
	    "CASE WHEN r.outcome IN ('OU1', 'OU2', 'OU3') THEN 1 ELSE 0 END", true, FINISH_PERCENT, 11 },
	{ "tension_drop", SOURCE_ACTS, false, LIST_NONE, NULL,
	    "r.tension_before IS NOT NULL AND r.tension_after IS NOT NULL",
	    "r.tension_before - r.tension_after", true, FINISH_MEAN, 11 },
	{ "presence_hours", SOURCE_SHIFTS, false, LIST_NONE, NULL, "r.state = 'held'", "r.minutes", false,
	    FINISH_HOURS, 0 },
	{ "mediator_hours", SOURCE_SHIFTS, false, LIST_TEAM, NULL, "r.state = 'held'", "r.minutes", false,
	    FINISH_HOURS, 0 },
	{ "shifts.held_rate", SOURCE_SHIFTS, false, LIST_NONE, NULL,
	    "(r.state IN ('held', 'cancelled') OR (r.state = 'planned' AND @past))",
	    "CASE WHEN r.state = 'held' THEN 1 ELSE 0 END", true, FINISH_PERCENT, 1 },
	{ "interventions_per_hour", SOURCE_SHIFTS, false, LIST_NONE, NULL, "r.state = 'held'",
	    "r.minutes", false, FINISH_PER_HOUR, 0 },
	{ "duration_minutes", SOURCE_ACTS, false, LIST_NONE, "yes", NULL, "r.duration_min", true,
	    FINISH_MEAN, 1 },
};

const struct sql_dim *
sql_dim_find(const char *id)
{
	for (size_t i = 0; i < COUNT(dims); i++)
		if (strcmp(dims[i].id, id) == 0)
			return &dims[i];
	return NULL;
}

const struct sql_figure *
sql_figure_find(const char *id)
{
	for (size_t i = 0; i < COUNT(plans); i++)
		if (strcmp(plans[i].id, id) == 0)
			return &plans[i];
	return NULL;
}

void
sql_param(struct sql_build *b, struct buf *q, struct value v)
{
	if (b->n_params == b->cap) {
		struct value *more;

		b->cap = b->cap == 0 ? 64 : b->cap * 2;
		more = arena_array(b->a, struct value, b->cap);
		if (b->n_params > 0)
			memcpy(more, b->params, b->n_params * sizeof(*more));
		b->params = more;
	}
	b->params[b->n_params++] = v;
	/* PostgreSQL must know a placeholder's type where nothing beside it tells. */
	buf_fmt(q, v.kind == VALUE_TEXT ? "CAST($%zu AS text)" : "$%zu", b->n_params);
}

void
sql_literal(struct buf *q, struct str code)
{
	for (size_t i = 0; i < code.n; i++)
		assert(code.p[i] != '\'' && code.p[i] != '\\' && code.p[i] != '%');
	buf_char(q, '\'');
	buf_str(q, code);
	buf_char(q, '\'');
}

void
sql_kinds(struct sql_build *b, struct buf *q, const char *counts)
{
	const struct code_list *l = codes_list(b->codes, "kind");
	bool any = false;

	buf_cstr(q, "r.kind IN (");
	for (size_t i = 0; i < l->n; i++) {
		struct str rest = str_of(counts), one, is = code_roll(l, (uint16_t)i, "counts");

		while (str_cut(&rest, '|', &one))
			if (str_eq(one, is)) {
				buf_cstr(q, any ? ", " : "");
				sql_literal(q, l->v[i].code);
				any = true;
			}
	}
	buf_cstr(q, any ? ")" : "NULL)");
}

/* expr mapped by the roll-up of a code list; codes without one give NULL. */
static void
mapped(struct sql_build *b, struct buf *q, const char *expr, const struct sql_dim *d)
{
	const struct code_list *l = codes_list(b->codes, d->codes);

	buf_fmt(q, "CASE %s", expr);
	for (size_t i = 0; i < l->n; i++) {
		struct str to = code_roll(l, (uint16_t)i, d->roll);

		if (to.p == NULL || to.n == 0 || str_is(to, "-"))
			continue;
		buf_cstr(q, " WHEN ");
		sql_literal(q, l->v[i].code);
		buf_cstr(q, " THEN ");
		sql_literal(q, to);
	}
	buf_cstr(q, " ELSE NULL END");
}

void
sql_dim_key(struct sql_build *b, struct buf *q, const struct sql_dim *d, const char *item)
{
	struct str text = str_of(d->expr);
	size_t at = str_find(text, '%');
	const char *expr = d->expr;

	if (d->list != LIST_NONE)
		expr = str_cstr(b->a, str_fmt(b->a, STR_F "%s" STR_F, STR_A(str_sub(text, 0, at)), item,
		    STR_A(str_sub(text, at + 2, text.n))));
	if (d->roll != NULL)
		mapped(b, q, expr, d);
	else
		buf_cstr(q, expr);
}

/* A code that names a record: its UUID, or the operator's own id. */
bool
sql_record_of(struct sql_build *b, const char *reg, struct str code, struct uuid *out, struct err *e)
{
	struct str sql = str_fmt(b->a, "SELECT id FROM \"%s\" WHERE structure = 1 AND source_id = $1",
	    reg);
	const struct value v = V_TEXT(code), *row;
	struct rows *rows;

	if (uuid_parse(code, out))
		return true;
	if (!store_built(b->s, sql, &v, 1, &rows, e) || !rows_next(rows, &row, e))
		return false;
	if (row == NULL)
		return err_set(e, ERR_NOT_FOUND, "figure.unknown_record",
		    _("“%.*s” is the identifier of no %s."), STR_A(code), reg);
	memcpy(out->b, row[0].s.p, sizeof(out->b));
	rows_close(rows);
	return true;
}

bool
sql_dim_filter(struct sql_build *b, struct buf *q, const struct sql_dim *d,
    const struct figure_filter *f, const char *item, struct err *e)
{
	bool null = false, any = false;

	buf_cstr(q, "(");
	for (size_t i = 0; i < f->n_codes; i++) {
		struct value v = V_TEXT(f->codes[i]);

		if (str_is(f->codes[i], "null")) {
			null = true;
			continue;
		}
		if (d->reg != NULL) {
			struct uuid *u = arena_new(b->a, struct uuid);

			if (!sql_record_of(b, d->reg, f->codes[i], u, e))
				return false;
			v = V_UUID(u);
		}
		if (!any)
			sql_dim_key(b, q, d, item);
		buf_cstr(q, any ? ", " : " IN (");
		sql_param(b, q, v);
		any = true;
	}
	buf_cstr(q, any ? ")" : "");
	if (null) {
		buf_cstr(q, any ? " OR " : "");
		sql_dim_key(b, q, d, item);
		buf_cstr(q, " IS NULL");
	} else if (!any) {
		buf_cstr(q, "1 = 0");
	}
	buf_cstr(q, ")");
	return true;
}
