/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What follows from the demonstration's records: a meeting for each time that a team noted as spent
 * in one, a report for a defect, a follow-up for a weak signal …  Nothing is counted twice: an
 * intervention tells what a team did with its time, these records what came of it.
 */
#ifndef MAILLAGE_CLI_DEMO_FOLLOW_H
#define MAILLAGE_CLI_DEMO_FOLLOW_H

#include "cli/demo.h"
#include "cli/demo_sheet.h"

struct demo_follow_sheets {
	struct demo_sheet *meetings, *relays, *defects, *signals, *questions, *receptions, *orders;
};
void demo_follow_sheets(struct arena *a, const struct demo_plan *p, struct demo_follow_sheets *out);

/* Bulky waste: what was weighed adds up to these kilograms a year. */
#define DEMO_WASTE_2024 78000
#define DEMO_WASTE_2025 84000
struct demo_waste_sheets {
	struct demo_sheet *rounds, *pickups, *tickets, *entries;
};
void demo_waste_sheets(struct arena *a, const struct demo_plan *p, const struct demo_options *o,
    struct demo_waste_sheets *out);

/* Case files with their steps; `names`: there is a key to seal the parties' names with. */
struct demo_case_sheets {
	struct demo_sheet *files, *steps;
};
bool demo_case_sheets(struct arena *a, const struct demo_plan *p, const struct demo_options *o, bool names,
    struct demo_case_sheets *out, struct err *e) MUST_USE;

/* Follow-ups of pupils. */
bool demo_pupil_sheet(struct arena *a, const struct demo_plan *p, const struct demo_options *o,
    struct demo_sheet **out, struct err *e) MUST_USE;

/* Calls `each` for `total` of the shifts that a scheme held in each year asked for, evenly spread. */
void demo_spread(const struct demo_plan *p, const struct demo_options *o, const char *scheme, int total,
    void (*each)(void *ctx, const struct demo_shift *s), void *ctx);
/* One of a table of words by their weights, "a:3|b:1". */
const char *demo_pick(struct arena *a, struct draw *d, const char *weights);
/* The team of a shift, "M-0012|M-0031". */
const char *demo_team(struct arena *a, const struct demo *d, const struct demo_shift *s);

#endif
