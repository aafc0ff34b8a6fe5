/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The statement of a figure, put together from the tables of sql_dims.c. */
#include "figures/sql.h"

#include "base/lang.h"
#include "record/field.h"

/* Columns of a base row of acts: the name under r, and where an intervention and a partner's report
 * keep it. NULL: they do not. Codes are read as what they count as. */
static const struct {
	const char *name, *act, *report, *codes;
} columns[] = {
	{ "id", "i.id", "i.id", NULL },
	{ "scheme", "i.scheme", "i.scheme", NULL },
	{ "sector", "i.sector", "i.sector", NULL },
	{ "day", "i.service_date", "i.service_date", NULL },
	{ "clock", "i.\"start\"", "i.\"start\"", NULL },
	{ "kind", "i.kind", NULL, "kind" },
	{ "theme", "i.theme", NULL, "theme" },
	{ "place_kind", "i.place_kind", "i.place_kind", "place_kind" },
	{ "origin", "i.origin", NULL, "origin" },
	{ "outcome", "i.outcome", NULL, "outcome" },
	{ "actions", "i.actions", NULL, NULL },
	{ "state", "i.state", "i.state", NULL },
	{ "cell", "i.cell", "i.cell", NULL },
	{ "duration_min", "i.duration_min", NULL, NULL },
	{ "tension_before", "i.tension_before", NULL, NULL },
	{ "tension_after", "i.tension_after", NULL, NULL },
	{ "weak_signal", "i.weak_signal", NULL, NULL },
};

/* Register of the partners' reports of incivilities. */
#define REPORTS "incivility_report"

#define MINUTES(c) "(CAST(substr(" c ", 1, 2) AS integer) * 60 + CAST(substr(" c ", 4, 2) AS integer))"

static const char shift_rows[] =
    "SELECT i.id AS id, i.scheme AS scheme, i.sector AS sector, i.\"date\" AS day, "
    "i.state AS state, i.planned_start AS planned_start, i.planned_end AS planned_end, "
    "(" MINUTES("i.actual_end") " - " MINUTES("i.actual_start") " + 1440) % 1440 AS minutes "
    "FROM shift i WHERE i.structure = 1 AND i.deleted = 0";

/* Day number, weekday and ISO week by arithmetic alone: no dialect's date functions, and a reckoning
 * of its own beside base/date.c. Each level names what the next one uses. JAN1: number of 1 January
 * of year y; day numbers count from 1 March of year 0. */
#define JAN1(y) "(365 * (" y " - 1) + (" y " - 1) / 4 - (" y " - 1) / 100 + (" y " - 1) / 400 + 307)"

static const char calendar_head[] =
    "SELECT c3.*, (th - " JAN1("iy") ") / 7 + 1 AS iw FROM (SELECT c2.*, "
    "CASE WHEN th < " JAN1("y") " THEN y - 1 WHEN th >= " JAN1("(y + 1)") " THEN y + 1 ELSE y END AS iy "
    "FROM (SELECT c1.*, (dn + 1) % 7 + 1 AS wd, dn + 3 - (dn + 1) % 7 AS th "
    "FROM (SELECT c0.*, 365 * yy + yy / 4 - yy / 100 + yy / 400 + "
    "(153 * (m + CASE WHEN m > 2 THEN -3 ELSE 9 END) + 2) / 5 + d AS dn "
    "FROM (SELECT cc.*, y - CASE WHEN m <= 2 THEN 1 ELSE 0 END AS yy "
    "FROM (SELECT b.*, CAST(substr(b.day, 1, 4) AS integer) AS y, "
    "CAST(substr(b.day, 6, 2) AS integer) AS m, CAST(substr(b.day, 9, 2) AS integer) AS d FROM (";
static const char calendar_tail[] = ") b) cc) c0) c1) c2) c3";

static void
period(struct sql_build *b, struct buf *q, const char *day)
{
	char first[11], last[11];

	if (b->ask->period == NULL)
		return;
	day_format(b->ask->period->first, first);
	day_format(b->ask->period->last, last);
	buf_fmt(q, " AND %s >= ", day);
	sql_param(b, q, V_TEXT(str_dup(b->a, str_of(first))));
	buf_fmt(q, " AND %s <= ", day);
	sql_param(b, q, V_TEXT(str_dup(b->a, str_of(last))));
}

/* A column's code, a contract's own one as the common one below which it stands. */
static void
counted(const struct sql_build *b, struct buf *q, const char *expr, const char *list)
{
	const struct code_list *l = codes_list(b->codes, list);
	bool any = false;

	for (size_t i = 0; i < l->n; i++) {
		if (!l->v[i].of_contract)
			continue;
		if (!any)
			buf_fmt(q, "CASE %s", expr);
		any = true;
		buf_cstr(q, " WHEN ");
		sql_literal(q, l->v[i].code);
		buf_cstr(q, " THEN ");
		sql_literal(q, l->v[l->v[i].parent_i].code);
	}
	if (any)
		buf_cstr(q, " ELSE ");
	buf_cstr(q, expr);
	if (any)
		buf_cstr(q, " END");
}

/* The same for a column that lists several: "|AC01|AC14|". */
static void
counted_list(const struct sql_build *b, struct buf *q, const char *expr, const char *list)
{
	const struct code_list *l = codes_list(b->codes, list);

	for (size_t i = 0; i < l->n; i++)
		if (l->v[i].of_contract)
			buf_cstr(q, "replace(");
	buf_fmt(q, "'|' || %s || '|'", expr);
	for (size_t i = 0; i < l->n; i++)
		if (l->v[i].of_contract)
			buf_fmt(q, ", '|" STR_F "|', '|" STR_F "|')", STR_A(l->v[i].code),
			    STR_A(l->v[l->v[i].parent_i].code));
}

static void
act_rows(struct sql_build *b, struct buf *q, const char *table, bool report)
{
	buf_cstr(q, "SELECT ");
	for (size_t i = 0; i < COUNT(columns); i++) {
		const char *from = report ? columns[i].report : columns[i].act;

		buf_cstr(q, i > 0 ? ", " : "");
		if (from == NULL)
			buf_cstr(q, "NULL");
		else if (columns[i].codes != NULL)
			counted(b, q, from, columns[i].codes);
		else if (strcmp(columns[i].name, "actions") == 0)
			counted_list(b, q, from, "action");
		else
			buf_cstr(q, from);
		buf_fmt(q, " AS %s", columns[i].name);
	}
	buf_fmt(q, " FROM %s i WHERE i.structure = 1 AND i.deleted = 0%s", table,
	    report ? "" : " AND i.twin_of IS NULL");
	period(b, q, "i.service_date");
}

static bool
is_asked(const struct figure_ask *ask, const char *dim)
{
	for (size_t i = 0; i < ask->n_by; i++)
		if (strcmp(dim_id(ask->by[i]), dim) == 0)
			return true;
	for (size_t i = 0; i < ask->n_filters; i++)
		if (strcmp(dim_id(ask->filters[i].dim), dim) == 0)
			return true;
	return false;
}

static void
base_rows(struct sql_build *b, struct buf *q, const struct sql_figure *f)
{
	bool calendar = is_asked(b->ask, "weekday") || is_asked(b->ask, "week");

	buf_cstr(q, calendar ? calendar_head : "");
	if (f->source == SOURCE_SHIFTS) {
		buf_cstr(q, shift_rows);
		period(b, q, "i.\"date\"");
	} else {
		act_rows(b, q, "intervention", false);
		if (f->reports && reg_find(STR(REPORTS)) != NULL) {
			buf_cstr(q, " UNION ALL ");
			act_rows(b, q, REPORTS, true);
		}
	}
	buf_cstr(q, calendar ? calendar_tail : "");
}

/* "F_A23": sex and age of a field that counts a public; false for other fields. */
static bool
public_field(const struct field *f, const char **sex, const char **age)
{
	static const char *const sexes[] = { "F", "M", "N" };

	if (f->type != FIELD_INT || f->name[1] != '_' || f->name[2] != 'A')
		return false;
	for (size_t i = 0; i < COUNT(sexes); i++)
		if (f->name[0] == sexes[i][0]) {
			*sex = sexes[i];
			*age = f->name + 2;
			return true;
		}
	return false;
}

/* Lists come out of the period's records alone: the planner does not see that by itself. Of records that
 * count nobody, which are most, no item is made. */
static void
publics(struct sql_build *b, struct buf *q)
{
	const struct reg *g = reg_find(STR("intervention"));
	const char *sex, *age, *last = NULL;
	bool any = false;

	buf_cstr(q, "SELECT b.id AS id, p.sex AS sex, p.age AS age, CASE p.sex");
	for (size_t i = 0; i < g->n_fields; i++)
		if (public_field(&g->fields[i], &sex, &age)) {
			if (last == NULL || strcmp(last, sex) != 0)
				buf_fmt(q, "%s WHEN '%s' THEN CASE p.i", last != NULL ? " END" : "", sex);
			last = sex;
			buf_fmt(q, " WHEN %zu THEN b.\"%s\"", i, g->fields[i].name);
		}
	buf_cstr(q, " END END AS n FROM intervention b CROSS JOIN (");
	for (size_t i = 0; i < g->n_fields; i++)
		if (public_field(&g->fields[i], &sex, &age)) {
			buf_fmt(q, any ? " UNION ALL SELECT %zu, '%s', '%s'" :
			    "SELECT %zu AS i, '%s' AS sex, '%s' AS age", i, sex, age);
			any = true;
		}
	buf_cstr(q, ") p WHERE b.structure = 1 AND b.deleted = 0 AND 0");
	for (size_t i = 0; i < g->n_fields; i++)
		if (public_field(&g->fields[i], &sex, &age))
			buf_fmt(q, " + COALESCE(b.\"%s\", 0)", g->fields[i].name);
	buf_cstr(q, " > 0");
	period(b, q, "b.service_date");
}

static void
coded(struct sql_build *b, struct buf *q, const char *field, const char *list)
{
	const struct code_list *l = codes_list(b->codes, list);
	char column[32];

	snprintf(column, sizeof(column), "b.%s", field);
	buf_fmt(q, "SELECT b.id AS id, 1 AS n, p.code AS code FROM intervention b JOIN (");
	for (size_t i = 0; i < l->n; i++)
		if (!l->v[i].of_contract)
			buf_fmt(q, i > 0 ? " UNION ALL SELECT '" STR_F "'" : "SELECT '" STR_F "' AS code",
			    STR_A(l->v[i].code));
	buf_cstr(q, ") p ON ");
	counted_list(b, q, column, list);
	buf_fmt(q, " LIKE '%%|' || p.code || '|%%' WHERE b.structure = 1 AND b.deleted = 0 AND "
	    "b.%s IS NOT NULL", field);
	period(b, q, "b.service_date");
}

static void
fact_items(struct sql_build *b, struct buf *q, const char *table)
{
	buf_cstr(q, "SELECT f.record AS id, f.n AS n, f.severity AS severity, ");
	counted(b, q, "f.code", "incivility");
	buf_cstr(q, " AS code FROM ");
	if (b->ask->period == NULL) {
		buf_fmt(q, "%s_facts f WHERE f.structure = 1", table);
		return;
	}
	buf_fmt(q, "%s b CROSS JOIN %s_facts f WHERE b.structure = 1 AND f.structure = 1 AND "
	    "f.record = b.id", table, table);
	period(b, q, "b.service_date");
}

/* The items of a list: id of the record, n, and the columns its dimensions read. */
static void
items(struct sql_build *b, struct buf *q, enum sql_list l)
{
	switch (l) {
	case LIST_PUBLICS:
		buf_cstr(q, "SELECT * FROM (");
		publics(b, q);
		buf_cstr(q, ") counted WHERE n > 0");
		return;
	case LIST_FACTS:
		fact_items(b, q, "intervention");
		if (reg_find(STR(REPORTS)) == NULL)
			return;
		buf_cstr(q, " UNION ALL ");
		fact_items(b, q, REPORTS);
		return;
	case LIST_RELAYS:
		coded(b, q, "relays", "partner_kind");
		return;
	case LIST_ACTIONS:
		coded(b, q, "actions", "action");
		return;
	case LIST_THEMES:
		buf_cstr(q, "SELECT b.id AS id, 1 AS n, CASE p.i WHEN 1 THEN ");
		counted(b, q, "b.theme", "theme");
		buf_cstr(q, " WHEN 2 THEN ");
		counted(b, q, "b.theme2", "theme");
		buf_cstr(q, " ELSE ");
		counted(b, q, "b.theme3", "theme");
		buf_cstr(q, " END AS code FROM intervention b CROSS JOIN (SELECT 1 AS i UNION ALL "
		    "SELECT 2 UNION ALL SELECT 3) p WHERE b.structure = 1 AND b.deleted = 0 AND "
		    "CASE p.i WHEN 1 THEN b.theme WHEN 2 THEN b.theme2 ELSE b.theme3 END IS NOT NULL");
		period(b, q, "b.service_date");
		return;
	case LIST_TEAM:
		/* Of a shift, and of the interventions made in it. */
		buf_cstr(q, "SELECT record AS id, 1 AS n, ref AS code FROM shift_team WHERE structure = 1 "
		    "UNION ALL SELECT b.id, 1, t.ref FROM intervention b JOIN shift_team t ON "
		    "t.structure = 1 AND t.record = b.shift WHERE b.structure = 1 AND b.deleted = 0");
		period(b, q, "b.service_date");
		return;
	case LIST_NONE:
	case N_LISTS:
		return;
	}
}

/* The conditions of the filters on one list, for its items under an alias; false when it has none. */
static bool
list_filters(struct sql_build *b, struct buf *q, enum sql_list l, const char *item,
    const char *before, bool *any, struct err *e)
{
	const char *head = before;

	*any = false;
	for (size_t i = 0; i < b->ask->n_filters; i++) {
		const struct figure_filter *f = &b->ask->filters[i];
		const struct sql_dim *d = sql_dim_find(dim_id(f->dim));

		if (d->list != l)
			continue;
		buf_cstr(q, head);
		head = " AND ";
		*any = true;
		if (!sql_dim_filter(b, q, d, f, item, e))
			return false;
	}
	return true;
}

static bool
list_is_asked(const struct sql_build *b, enum sql_list l, bool by)
{
	for (size_t i = 0; by && i < b->ask->n_by; i++)
		if (sql_dim_find(dim_id(b->ask->by[i]))->list == l)
			return true;
	for (size_t i = 0; !by && i < b->ask->n_filters; i++)
		if (sql_dim_find(dim_id(b->ask->filters[i].dim))->list == l)
			return true;
	return false;
}

static const char *const aliases[N_LISTS] = { "r", "s1", "s2", "s3", "s4", "s5", "s6" };
static const char *const tables[N_LISTS] = { "base", "publics", "facts", "relays", "actions", "themes",
	"teams" };

/* Each stands once in the statement and is plain enough to be flattened into it, so that the joins
 * go by the registers' keys. */
void
sql_with(struct sql_build *b, struct buf *q, const struct sql_figure *f, bool split)
{
	buf_cstr(q, "WITH base AS (");
	base_rows(b, q, f);
	buf_cstr(q, ")");
	for (int i = LIST_PUBLICS; i < N_LISTS; i++) {
		enum sql_list l = (enum sql_list)i;

		if (f->list != l && !list_is_asked(b, l, false) && !(split && list_is_asked(b, l, true)))
			continue;
		buf_fmt(q, ", %s AS (", tables[l]);
		items(b, q, l);
		buf_cstr(q, ")");
	}
	buf_cstr(q, " ");
}

/* Whether the filters on a list admit a record that has nothing in it: each of them names null. */
static bool
admits_empty(const struct sql_build *b, enum sql_list l)
{
	for (size_t i = 0; i < b->ask->n_filters; i++) {
		const struct figure_filter *f = &b->ask->filters[i];
		bool null = false;

		if (sql_dim_find(dim_id(f->dim))->list != l)
			continue;
		for (size_t k = 0; k < f->n_codes; k++)
			null = null || str_is(f->codes[k], "null");
		if (!null)
			return false;
	}
	return true;
}

/* A list that splits a figure which it cannot divide: each record once for each key it carries. */
static bool
split_join(struct sql_build *b, struct buf *q, enum sql_list l, struct err *e)
{
	bool any = list_is_asked(b, l, false);

	buf_cstr(q, any && !admits_empty(b, l) ? " JOIN" : " LEFT JOIN");
	buf_cstr(q, " (SELECT DISTINCT x.id AS id");
	for (size_t i = 0; i < b->ask->n_by; i++) {
		const struct sql_dim *d = sql_dim_find(dim_id(b->ask->by[i]));

		if (d->list != l)
			continue;
		buf_cstr(q, ", ");
		sql_dim_key(b, q, d, "x");
		buf_fmt(q, " AS k%zu", i);
	}
	buf_fmt(q, " FROM %s x", tables[l]);
	if (!list_filters(b, q, l, "x", " WHERE ", &any, e))
		return false;
	buf_fmt(q, ") %s ON %s.id = r.id", aliases[l], aliases[l]);
	return true;
}

static bool
joins(struct sql_build *b, struct buf *q, const struct sql_figure *f, bool split, struct err *e)
{
	buf_cstr(q, " LEFT JOIN scheme sc ON sc.structure = 1 AND sc.id = r.scheme");
	if (is_asked(b->ask, "area"))
		buf_cstr(q, " LEFT JOIN sector se ON se.structure = 1 AND se.id = r.sector");
	for (int l = LIST_PUBLICS; l < N_LISTS; l++) {
		if (f->list == (enum sql_list)l) {
			buf_fmt(q, " JOIN %s o ON o.id = r.id", tables[l]);
		} else if (split && list_is_asked(b, (enum sql_list)l, true)) {
			if (!split_join(b, q, (enum sql_list)l, e))
				return false;
		}
	}
	return true;
}

/* A list of which only some records' carrying is asked. */
static bool
carries(struct sql_build *b, struct buf *q, enum sql_list l, struct err *e)
{
	bool any;

	buf_fmt(q, " AND (r.id IN (SELECT x.id FROM %s x", tables[l]);
	if (!list_filters(b, q, l, "x", " WHERE ", &any, e))
		return false;
	buf_cstr(q, ")");
	if (admits_empty(b, l))
		buf_fmt(q, " OR r.id NOT IN (SELECT x.id FROM %s x)", tables[l]);
	buf_cstr(q, ")");
	return true;
}

/* "2025-12-31 21:40": the last minute that lies before now. */
static struct value
minute_before(struct sql_build *b, int64_t now_ms)
{
	int64_t minute = (now_ms - 1) / 60000;
	char day[11], clock[6];

	day_format((int32_t)(minute / 1440), day);
	clock_format((int)(minute % 1440), clock);
	return V_TEXT(str_fmt(b->a, "%s %s", day, clock));
}

/* A figure's own condition; what stands behind an @ is told by the nomenclature or by the clock. */
static void
which(struct sql_build *b, struct buf *q, const char *condition)
{
	struct str rest = str_of(condition), past = STR("@past");
	size_t at = str_find(rest, '@');

	if (str_is(rest, "@public_space")) {
		sql_dim_key(b, q, sql_dim_find("place_group"), NULL);
		buf_cstr(q, " = 'public_space'");
		return;
	}
	buf_str(q, str_sub(rest, 0, at));
	if (at == rest.n)
		return;
	buf_cstr(q, "CASE WHEN r.planned_end >= r.planned_start THEN r.day || ' ' || r.planned_end <= ");
	sql_param(b, q, minute_before(b, b->ask->now_ms));
	buf_cstr(q, " ELSE r.day || ' ' || r.planned_end <= ");
	sql_param(b, q, minute_before(b, b->ask->now_ms - 86400000));
	buf_cstr(q, " END");
	buf_str(q, str_sub(rest, at + past.n, rest.n));
}

static bool
conditions(struct sql_build *b, struct buf *q, const struct sql_figure *f, bool split, struct err *e)
{
	bool any;

	buf_cstr(q, " WHERE 1 = 1");
	if (f->counts != NULL) {
		buf_cstr(q, " AND ");
		sql_kinds(b, q, f->counts);
	}
	if (f->which != NULL) {
		buf_cstr(q, " AND ");
		which(b, q, f->which);
	}
	if (!list_filters(b, q, LIST_NONE, "r", " AND ", &any, e))
		return false;
	for (int i = LIST_PUBLICS; i < N_LISTS; i++) {
		enum sql_list l = (enum sql_list)i;

		if (f->list == l) {
			if (!list_filters(b, q, l, "o", " AND ", &any, e))
				return false;
		} else if (!list_is_asked(b, l, false)) {
			continue;
		} else if (!split || !list_is_asked(b, l, true)) {
			if (!carries(b, q, l, e))
				return false;
		} else if (admits_empty(b, l)) {
			buf_fmt(q, " AND (%s.id IS NOT NULL OR r.id NOT IN (SELECT x.id FROM %s x))",
			    aliases[l], tables[l]);
		}
	}
	return true;
}

bool
sql_rows(struct sql_build *b, struct buf *q, const struct sql_figure *f, bool split, struct err *e)
{
	buf_fmt(q, "SELECT r.id AS id, %s AS v", f->value);
	for (size_t i = 0; split && i < b->ask->n_by; i++) {
		const struct sql_dim *d = sql_dim_find(dim_id(b->ask->by[i]));

		buf_cstr(q, ", ");
		if (d->list != LIST_NONE && d->list != f->list)
			buf_fmt(q, "%s.k%zu", aliases[d->list], i);
		else
			sql_dim_key(b, q, d, "o");
		buf_fmt(q, " AS k%zu", i);
	}
	buf_cstr(q, " FROM base r");
	return joins(b, q, f, split, e) && conditions(b, q, f, split, e);
}
