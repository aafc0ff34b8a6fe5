/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whether an intervention is complete (interchange.md): what must be there, and what must agree.  The
 * server asks before it saves, the phone before it lets somebody go.  Pure.
 */
#ifndef MAILLAGE_RULES_COMPLETE_H
#define MAILLAGE_RULES_COMPLETE_H

#include "base/str.h"

enum act_field {
	ACT_SCHEME, ACT_DATE, ACT_START, ACT_END, ACT_LENGTH, ACT_PLACE_KIND, ACT_KIND,
	ACT_THEME, ACT_THEME2, ACT_THEME3, ACT_OUTCOME, ACT_COMMENT, N_ACT_FIELDS
};
/* As the register names them: "scheme" … */
extern const char *const act_field_names[N_ACT_FIELDS];

/* An intervention lasts at most so many minutes. */
#define ACT_LENGTH_MAX 720

struct act {
	struct str value[N_ACT_FIELDS]; /* codes as what they count as; empty or absent: not given. Of the
	                                 * times below only whether they are given is read here */
	int start, end, length;         /* minutes of the day; minutes */
};

/* Codes: "required", "too_long", "times_disagree", "same_theme", "reason_required". */
struct act_fault {
	enum act_field field;
	const char *code;
	int minutes; /* from start to end, of the codes on times */
};
#define ACT_FAULTS_MAX (N_ACT_FIELDS * 2)

/* Everything that is wrong, in the order of the form; how many. */
size_t act_faults(const struct act *a, struct act_fault out[ACT_FAULTS_MAX]);
/* Minutes from start to end, over midnight when the end is earlier; equal means 0. */
int act_minutes(int start, int end);

#endif
