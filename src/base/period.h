/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A reporting period: days first to last, both included, of a kind, with the name that stands in
 * addresses, on the command line and in reports.  One object wherever a period is asked for or told:
 * what lies before and after it, and what it is compared with, follow from its kind.  The years of a
 * contract count from its first day; whoever knows the store gives that (figures/contract.h).  Pure;
 * any thread.
 */
#ifndef MAILLAGE_BASE_PERIOD_H
#define MAILLAGE_BASE_PERIOD_H

#include "base/date.h"

enum period_kind {
	PERIOD_ANY,      /* days of one's own choice */
	PERIOD_DAY,
	PERIOD_WEEK,     /* ISO 8601 */
	PERIOD_MONTH,
	PERIOD_QUARTER,
	PERIOD_YEAR,
	PERIOD_TWELVE,   /* any twelve months: "2024-10/2025-09" */
	PERIOD_SCHOOL,   /* September to August */
	PERIOD_COHORT,   /* the same days, of apprentices */
	PERIOD_OCTOBER,  /* October to September */
	PERIOD_SUMMER,   /* June to September */
	PERIOD_CONTRACT, /* "contract-2": from one anniversary of a contract to the next */
	N_PERIOD_KINDS
};

struct period {
	int32_t first;
	int32_t last;
	enum period_kind kind;
	int32_t start;   /* PERIOD_CONTRACT: the contract's first day */
	char name[40];
};

/* "2025", "2025-Q1", "2025-03", "2025-W14", "2024-10/2025-09", "2025-03-14",
 * "2025-03-14/2025-04-02"; "school-2024" and "cohort-2024" (also with the year after:
 * "cohort 2024-25"), "october-2024", "summer-2025", in French too: scolaire, promotion, octobre, été.
 * Refuses an end before its start, and the years of a contract, which are not known here. */
bool period_parse(struct str s, struct period *out, struct err *e) MUST_USE;
/* Whether a text names the year of a contract ("contract-2", "contrat 2"), and which: 0 when that is no
 * number. */
bool period_of_contract(struct str s, int *year);
/* The year in which it begins; of PERIOD_CONTRACT its number. */
int period_number(const struct period *p);
/* How many whole months it is; 0 when it does not consist of them. */
int period_months(const struct period *p);
/* Whether its days are such as a text of that kind is about: a year is any twelve months, or a year of a
 * contract. PERIOD_ANY takes all. */
bool period_fits(const struct period *p, enum period_kind kind);
/* The days named in the shortest form that reads back. */
struct period period_of_days(int32_t first, int32_t last);
/* The period of a kind that a day lies in, or the last that began before it (a summer); twelve months end
 * with the day's month. Not of PERIOD_ANY and PERIOD_CONTRACT. */
struct period period_at(enum period_kind kind, int32_t day);
/* The one just after, of the same kind. False where there is no telling: days of one's own choice, the
 * years of a contract. */
bool period_after(const struct period *p, struct period *out);
/* The one just before: the month before a month, the school year before a school year, the summer before
 * a summer; of other days as many. */
struct period period_before(const struct period *p);
/* The same period one year earlier: same month, quarter, ISO week number or days. */
struct period period_year_before(const struct period *p);

/* The years of a contract, by anniversaries of its first day; the last ends with the contract. */
struct contract_years {
	bool known;
	int32_t start, end; /* DAY_NONE: it runs */
};
/* The year, from 1, that a day lies in (0: before the first). */
int contract_year(const struct contract_years *c, int32_t day);
struct period contract_period(const struct contract_years *c, int year);

#endif
