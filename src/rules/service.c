/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/service.h"

#define NIGHT_END_IN_SHIFT (8 * 60)
#define NIGHT_END (5 * 60)

int32_t
service_date(int32_t day, int minute, bool has_shift, int32_t shift_day, int shift_start)
{
	(void)shift_start;
	if (has_shift)
		return minute < NIGHT_END_IN_SHIFT && shift_day == day - 1 ? shift_day : day;
	return minute < NIGHT_END ? day - 1 : day;
}

int
service_slot(int minute)
{
	static const struct {
		int start, slot;
	} slots[] = {
		{ 22 * 60 + 30, 5 }, { 18 * 60 + 30, 4 }, { 15 * 60, 3 }, { 12 * 60, 2 }, { 7 * 60, 1 },
		{ 6 * 60, 0 }, { 2 * 60, 6 }, { 0, 5 },
	};
	size_t i = 0;

	while (minute < slots[i].start)
		i++;
	return slots[i].slot;
}
