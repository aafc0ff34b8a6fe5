/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The day to which a record of the night belongs, and the slot of a clock time. Pure. */
#ifndef MAILLAGE_RULES_SERVICE_H
#define MAILLAGE_RULES_SERVICE_H

#include "base/str.h"

/* The service date of what starts on `day` at `minute` (0 to 1439).  In a shift that began the day
 * before, a start before 08:00 belongs to the shift's day; without a shift, a start before 05:00
 * belongs to the day before; all else to its own day (interchange.md, "Service date"). */
int32_t service_date(int32_t day, int minute, bool has_shift, int32_t shift_day, int shift_start);
/* 1 to 6 for S1 to S6 (domain.md §3.12); 0 between 06:00 and 07:00. */
int service_slot(int minute);

#endif
