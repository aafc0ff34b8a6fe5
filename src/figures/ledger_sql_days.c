/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Days in SQL, as both engines keep them: "2025-03-01"; the calendar is worked out from the digits. */
#include "figures/ledger_sql.h"

#define YEAR "CAST(substr(%s, 1, 4) AS integer)"

struct str
ledger_year_sql(struct arena *a, const char *x)
{
	return str_fmt(a, YEAR, x);
}

/* Days before the first of January of a year, from the year 1. */
static struct str
before_year(struct arena *a, struct str y)
{
	return str_fmt(a, "(365 * (" STR_F " - 1) + (" STR_F " - 1) / 4 - (" STR_F " - 1) / 100 + (" STR_F
	    " - 1) / 400)", STR_A(y), STR_A(y), STR_A(y), STR_A(y));
}

struct str
ledger_day_sql(struct arena *a, const char *x)
{
	struct str y = ledger_year_sql(a, x), m = str_fmt(a, "CAST(substr(%s, 6, 2) AS integer)", x);

	return str_fmt(a, "(" STR_F " + 275 * " STR_F " / 9 - CASE WHEN " STR_F " %% 4 = 0 AND (" STR_F
	    " %% 100 <> 0 OR " STR_F " %% 400 = 0) THEN 1 ELSE 2 END * ((" STR_F " + 9) / 12) + "
	    "CAST(substr(%s, 9, 2) AS integer) - 30)", STR_A(before_year(a, y)), STR_A(m), STR_A(y), STR_A(y),
	    STR_A(y), STR_A(m), x);
}

/* "2025-W14": the week has the year of its Thursday. */
static struct str
week_of(struct arena *a, const char *x)
{
	struct str n = ledger_day_sql(a, x), y = ledger_year_sql(a, x);
	struct str thursday = str_fmt(a, "(" STR_F " - (" STR_F " - 1) %% 7 + 3)", STR_A(n), STR_A(n));
	struct str next = str_fmt(a, "(" STR_F " + 1)", STR_A(y));
	struct str iso = str_fmt(a, "(CASE WHEN " STR_F " <= " STR_F " THEN " STR_F " - 1 WHEN " STR_F " > " STR_F
	    " THEN " STR_F " ELSE " STR_F " END)", STR_A(thursday), STR_A(before_year(a, y)), STR_A(y),
	    STR_A(thursday), STR_A(before_year(a, next)), STR_A(next), STR_A(y));
	struct str week = str_fmt(a, "((" STR_F " - " STR_F " - 1) / 7 + 1)", STR_A(thursday),
	    STR_A(before_year(a, iso)));

	return str_fmt(a, "CAST(" STR_F " AS text) || CASE WHEN " STR_F " < 10 THEN '-W0' ELSE '-W' END || CAST("
	    STR_F " AS text)", STR_A(iso), STR_A(week), STR_A(week));
}

struct str
ledger_calendar_sql(struct arena *a, const char *dim, const char *x)
{
	if (strcmp(dim, "year") == 0)
		return str_fmt(a, "substr(%s, 1, 4)", x);
	if (strcmp(dim, "month") == 0)
		return str_fmt(a, "substr(%s, 1, 7)", x);
	if (strcmp(dim, "quarter") == 0)
		return str_fmt(a, "substr(%s, 1, 4) || '-Q' || CAST((CAST(substr(%s, 6, 2) AS integer) + 2) / 3 "
		    "AS text)", x, x);
	if (strcmp(dim, "weekday") == 0)
		return str_fmt(a, "CAST((" STR_F " - 1) %% 7 + 1 AS text)", STR_A(ledger_day_sql(a, x)));
	return strcmp(dim, "week") == 0 ? week_of(a, x) : str_of(x);
}
