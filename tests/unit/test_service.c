/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/service.h"

#include "../tap.h"

#define DAY 20000
#define AT(h, m) ((h) * 60 + (m))

static const struct {
	const char *what;
	int minute;
	bool has_shift;
	int32_t shift_day;
	int shift_start;
	int32_t want;
} dates[] = {
	{ "midnight without a shift belongs to the day before", AT(0, 0), false, 0, 0, DAY - 1 },
	{ "04:59 without a shift belongs to the day before", AT(4, 59), false, 0, 0, DAY - 1 },
	{ "05:00 without a shift belongs to its own day", AT(5, 0), false, 0, 0, DAY },
	{ "23:59 without a shift belongs to its own day", AT(23, 59), false, 0, 0, DAY },
	{ "a stale shift day counts for nothing without a shift", AT(6, 0), false, DAY - 1, AT(21, 30),
	    DAY },
	{ "01:00 in the evening's shift belongs to the shift's day", AT(1, 0), true, DAY - 1, AT(21, 30),
	    DAY - 1 },
	{ "05:00 in the evening's shift belongs to the shift's day", AT(5, 0), true, DAY - 1, AT(21, 30),
	    DAY - 1 },
	{ "07:59 in the evening's shift belongs to the shift's day", AT(7, 59), true, DAY - 1, AT(22, 0),
	    DAY - 1 },
	{ "08:00 in the evening's shift belongs to its own day", AT(8, 0), true, DAY - 1, AT(22, 0), DAY },
	{ "22:00 in the evening's own shift belongs to its day", AT(22, 0), true, DAY, AT(21, 30), DAY },
	{ "01:00 in a shift begun after midnight belongs to the shift's day", AT(1, 0), true, DAY,
	    AT(0, 30), DAY },
	{ "04:59 in a shift begun at midnight belongs to the shift's day", AT(4, 59), true, DAY, AT(0, 0),
	    DAY },
	{ "10:00 in the morning's shift belongs to its day", AT(10, 0), true, DAY, AT(7, 0), DAY },
};

/* The slot that begins at each of these minutes and lasts until the next. */
static const struct {
	int from, slot;
} slots[] = {
	{ AT(0, 0), 5 }, { AT(2, 0), 6 }, { AT(6, 0), 0 }, { AT(7, 0), 1 }, { AT(12, 0), 2 },
	{ AT(15, 0), 3 }, { AT(18, 30), 4 }, { AT(22, 30), 5 }, { AT(24, 0), 0 },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(dates); i++)
		OK(service_date(DAY, dates[i].minute, dates[i].has_shift, dates[i].shift_day,
		       dates[i].shift_start) == dates[i].want, "%s", dates[i].what);
	for (size_t i = 0; i + 1 < COUNT(slots); i++) {
		bool all = true;

		for (int m = slots[i].from; m < slots[i + 1].from; m++)
			all = all && service_slot(m) == slots[i].slot;
		if (slots[i].slot > 0)
			OK(all, "every minute from %02d:%02d to the next bound is in S%d", slots[i].from / 60,
			    slots[i].from % 60, slots[i].slot);
		else
			OK(all, "every minute from 06:00 to 07:00 is in no slot");
	}
	return tap_done();
}
