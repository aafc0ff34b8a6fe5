/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/schedule.h"

#include "../tap.h"

static const struct {
	const char *text, *written; /* NULL: refused */
} lines[] = {
	{ "mo-fr 14:00-21:00", "Mo-Fr 14:00-21:00" },
	{ "lundi au vendredi 14h-21h", "Mo-Fr 14:00-21:00" },
	{ "du lundi au vendredi 14h00 - 21h30", "Mo-Fr 14:00-21:30" },
	{ "lu, ma, je et ve 8:15-16:45", "Mo,Tu,Th,Fr 08:15-16:45" },
	{ "mar.-sam. 15h-22h", "Tu-Sa 15:00-22:00" },
	{ "th-sa 21:30-06:00", "Th-Sa 21:30-06:00" },
	{ "fr-mo 20:00-02:00", "Mo,Fr-Su 20:00-02:00" },
	{ "mo-fr 08:45-12:30,13:30-16:45", "Mo-Fr 08:45-12:30,13:30-16:45" },
	{ "su 10:00-12:00", "Su 10:00-12:00" },
	{ "", NULL }, { "mo-fr", NULL }, { "14:00-21:00", NULL }, { "mo- 14:00-21:00", NULL },
	{ "m 14:00-21:00", NULL }, { "mo tu 14:00-21:00", NULL }, { "mo-fr 14:00", NULL },
	{ "mo-fr 14:00-25:00", NULL }, { "mo-fr 14:00-14:00", NULL }, { "lundo 14:00-21:00", NULL },
	{ ", 14:00-21:00", NULL }, { "mo-fr 14:00-21:00,", NULL }, { "-fr 14:00-21:00", NULL },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct schedule_line line;
		struct buf b;
		bool good = schedule_read(str_of(lines[i].text), &line);

		buf_init(&b);
		if (good)
			schedule_write(&b, &line);
		if (lines[i].written == NULL)
			OK(!good, "“%s” is no line of a schedule", lines[i].text);
		else
			OK(good && str_is(buf_text(&b), lines[i].written), "“%s” is %s", lines[i].text,
			    lines[i].written);
		buf_release(&b);
	}
	return tap_done();
}
