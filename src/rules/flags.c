/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/flags.h"

static bool
same_place(const struct flag_act *a, const struct flag_act *b)
{
	if (a->place.n > 0 && b->place.n > 0)
		return str_eq(a->place, b->place);
	if (a->cell.n > 0 && b->cell.n > 0)
		return str_eq(a->cell, b->cell);
	return !uuid_is_nil(&a->sector) && uuid_eq(&a->sector, &b->sector) && a->place_kind == b->place_kind;
}

static bool
share_kind(const struct flag_act *a, const struct flag_act *b)
{
	for (size_t i = 0; i < a->n_kinds; i++)
		for (size_t k = 0; k < b->n_kinds; k++)
			if (a->kinds[i] == b->kinds[k])
				return true;
	return false;
}

bool
flag_duplicate(const struct flag_act *a, const struct flag_act *b)
{
	int64_t apart;

	if (a->minute < 0 || b->minute < 0)
		return false;
	apart = ((int64_t)a->day - b->day) * 1440 + (a->minute - b->minute);
	return apart > -FLAG_QUARTER && apart < FLAG_QUARTER && share_kind(a, b) && same_place(a, b);
}

int64_t
flag_people_from(bool invited, double usual)
{
	int64_t from = invited ? FLAG_INVITED : FLAG_PEOPLE, times = (int64_t)(usual * FLAG_TIMES);

	if ((double)times < usual * FLAG_TIMES)
		times++;
	return times > from ? times : from;
}

bool
flag_outside(int at, int start, int end)
{
	return at < start - FLAG_QUARTER || at >= end + FLAG_QUARTER;
}

bool
flag_clock(int64_t ahead_ms)
{
	int64_t quarter = (int64_t)FLAG_QUARTER * 60000;

	return ahead_ms >= quarter || ahead_ms <= -quarter;
}
