/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who works for the demonstration's operator, and when.  The roster's people keep their numbers and
 * stand for those of 31 December 2025; before some of them somebody else held the post, who got a
 * number behind them.  data/demo/tenure.csv says how many of each team came in 2025 and how.
 */
#ifndef MAILLAGE_CLI_DEMO_CREW_H
#define MAILLAGE_CLI_DEMO_CREW_H

#include "cli/demo.h"
#include "cli/demo_sheet.h"

enum demo_way {
	DEMO_OLD,		 /* was there before 2024, and still is */
	DEMO_HIRED,		 /* mediator hired in 2025 */
	DEMO_GRADUATE,		 /* apprentice of 2024/25, holds the post since September 2025 */
	DEMO_APPRENTICE,	 /* of 2025/26, mediation */
	DEMO_FORMER,		 /* held a post until somebody came in 2025 */
	DEMO_FAILED,		 /* apprentice of 2024/25 who left */
	DEMO_EARLIER,		 /* apprentice of 2023/24 */
	DEMO_SEASON,		 /* for a season or an experiment */
	DEMO_SUPPORT_APPRENTICE, /* of 2025/26 */
	DEMO_SUPPORT_EARLIER,	 /* of 2024/25 */
	N_DEMO_WAYS,
};

struct demo_person {
	uint16_t number; /* M-0123 */
	enum demo_way way;
	struct str role, agency, scheme;
	struct str learnt_in; /* GRADUATE: the scheme of the apprenticeship */
	int32_t start, end;   /* first and last day; DAY_NONE: stays */
	bool woman;
	int birth;
	const char *country;
};

struct demo_crew {
	struct demo_person *v;
	size_t n;
	/* By the roster's number: who held the post before [1] began, and before [0] did. */
	struct {
		int32_t from[2]; /* 0: nobody before */
		uint16_t before[2];
	} * posts;
};

bool demo_crew_make(
    struct arena *a, const struct demo *d, struct demo_crew *out, struct err *e) MUST_USE;
/* Who stands on the post of a roster's number on a day. */
uint16_t demo_crew_holder(const struct demo_crew *c, uint16_t number, int32_t day);
/* Whether employed on that day. */
bool demo_there(const struct demo_person *p, int32_t day);
bool demo_is(const struct demo_person *p, const char *role);

/* -- tables ---------------------------------------------------------------------------------- */

struct demo_staff_sheets {
	struct demo_sheet *staff, *contracts, *tutors, *titles, *incidents, *absences;
};
/* `absences` needs the plan: nobody is away on a day of his shift. */
void demo_staff_sheets(struct arena *a, const struct demo_plan *p, struct demo_staff_sheets *out);

struct demo_training_sheets {
	struct demo_sheet *sessions, *trainees, *enrolments, *attendance, *evaluations, *candidates,
	    *awards, *apprentices, *workshops, *base, *skills;
};
void demo_training_sheets(struct arena *a, const struct demo *d, struct demo_training_sheets *out);

#endif
