/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What people write for a report: one text a place (slot) of a template, a scheme and a period.  What
 * it belongs to makes its identifier, so that two who write the same one meet, and it is found without
 * looking.  Pure.
 */
#ifndef MAILLAGE_REGISTERS_NARRATIVE_H
#define MAILLAGE_REGISTERS_NARRATIVE_H

#include "record/record.h"

#define SLOT_NAME_MAX 20
#define NARRATIVE_MAX 12000 /* code points */

struct narrative_key {
	struct str template;  /* name of a report that the program carries: "monthly" */
	struct str slot;      /* "text", "proposals": a place that it has for words */
	struct uuid scheme;   /* nil: the report of the whole house */
	int32_t first, last;  /* days of the period */
};

struct uuid narrative_id(const struct narrative_key *k);
/* Lower-case letters, digits and hyphens, 1 to SLOT_NAME_MAX. */
bool slot_name_ok(struct str s);

#endif
