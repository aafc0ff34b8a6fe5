/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report/words.h"

#include "base/buf.h"
#include "base/lang.h"
#include "base/text.h"

#include <math.h>

static const char *const months[12][2] = {
	{ N_("January"), N_("Jan") },
	{ N_("February"), N_("Feb") },
	{ N_("March"), N_("Mar") },
	{ N_("April"), N_("Apr") },
	{ N_("May"), N_("May (short)") },
	{ N_("June"), N_("Jun") },
	{ N_("July"), N_("Jul") },
	{ N_("August"), N_("Aug") },
	{ N_("September"), N_("Sep") },
	{ N_("October"), N_("Oct") },
	{ N_("November"), N_("Nov") },
	{ N_("December"), N_("Dec") },
};

static const char *const weekdays[7][2] = {
	{ N_("Monday"), N_("Mon") },
	{ N_("Tuesday"), N_("Tue") },
	{ N_("Wednesday"), N_("Wed") },
	{ N_("Thursday"), N_("Thu") },
	{ N_("Friday"), N_("Fri") },
	{ N_("Saturday"), N_("Sat") },
	{ N_("Sunday"), N_("Sun") },
};

const char *
month_name(int month)
{
	return _(months[month - 1][0]);
}

const char *
month_short(int month)
{
	/* English writes May in full: the source sentence only keeps the two apart. */
	if (month == 5 && lang_now() == LANG_EN)
		return "May";
	return _(months[month - 1][1]);
}

const char *
weekday_name(int weekday)
{
	return _(weekdays[weekday - 1][0]);
}

const char *
weekday_short(int weekday)
{
	return _(weekdays[weekday - 1][1]);
}

struct str
day_words(struct arena *a, int32_t day)
{
	struct ymd d = ymd_of_day(day);

	if (d.day == 1)
		return str_fmt(a, _("1 %s %d"), month_name(d.month), d.year);
	return str_fmt(a, _("%d %s %d"), d.day, month_name(d.month), d.year);
}

struct str
clock_words(struct arena *a, int hour)
{
	return hour == 0 ? str_of(_("midnight")) : str_fmt(a, _("%d:00"), hour);
}

int
month_index(int32_t day)
{
	struct ymd d = ymd_of_day(day);

	return d.year * 12 + d.month - 1;
}

struct ymd
month_of_index(int index)
{
	return (struct ymd){ .year = index / 12, .month = index % 12 + 1, .day = 1 };
}

int
month_key_index(struct str key)
{
	int64_t year, month;

	if (key.n != 7 || !str_int(str_sub(key, 0, 4), &year) || !str_int(str_sub(key, 5, 7), &month))
		return -1;
	return (int)(year * 12 + month - 1);
}

struct str
month_label(struct arena *a, int year, int month)
{
	return str_fmt(a, "%s %d", month_short(month), year);
}

struct str
period_words(struct arena *a, const struct period *p)
{
	struct ymd d = ymd_of_day(p->first);
	int n = period_number(p), year, week;

	switch (p->kind) {
	case PERIOD_DAY:
		return day_words(a, p->first);
	case PERIOD_WEEK:
		day_iso_week(p->first, &year, &week);
		return str_fmt(a, _("week %d of %d"), week, year);
	case PERIOD_MONTH:
		return str_fmt(a, "%s %d", month_name(d.month), d.year);
	case PERIOD_QUARTER:
		return str_fmt(a, _("quarter %d of %d"), (d.month + 2) / 3, d.year);
	case PERIOD_YEAR:
		return str_fmt(a, "%d", d.year);
	case PERIOD_SCHOOL:
		return str_fmt(a, _("school year %d-%d"), n, n + 1);
	case PERIOD_COHORT:
		return str_fmt(a, _("cohort %d-%d"), n, n + 1);
	case PERIOD_OCTOBER:
		return str_fmt(a, _("October %d to September %d"), n, n + 1);
	case PERIOD_SUMMER:
		return str_fmt(a, _("summer %d"), n);
	case PERIOD_CONTRACT:
		return str_fmt(a, _("contract year %d"), n);
	case PERIOD_ANY:
	case PERIOD_TWELVE:
	case N_PERIOD_KINDS:
		break;
	}
	return str_fmt(a, _("%.*s to %.*s"), STR_A(day_words(a, p->first)),
	    STR_A(day_words(a, p->last)));
}

struct str
period_title(struct arena *a, const struct period *p)
{
	struct str words = capital(a, period_words(a, p));

	return p->kind != PERIOD_CONTRACT ? words : str_fmt(a, _("%.*s, from %.*s to %.*s"), STR_A(words),
	    STR_A(day_words(a, p->first)), STR_A(day_words(a, p->last)));
}

struct str
period_in_words(struct arena *a, const struct period *p)
{
	struct str words = period_words(a, p);

	switch (p->kind) {
	case PERIOD_SCHOOL:
	case PERIOD_COHORT:
	case PERIOD_OCTOBER:
	case PERIOD_SUMMER:
	case PERIOD_CONTRACT:
		return str_fmt(a, _("over the period “%.*s”"), STR_A(words));
	case PERIOD_ANY:
	case PERIOD_TWELVE:
		return str_fmt(a, _("from %.*s"), STR_A(words));
	case PERIOD_DAY:
		return str_fmt(a, _("on %.*s"), STR_A(words));
	case PERIOD_QUARTER:
		return str_fmt(a, _("in the %.*s"), STR_A(words));
	case PERIOD_WEEK:
	case PERIOD_MONTH:
	case PERIOD_YEAR:
	case N_PERIOD_KINDS:
		break;
	}
	return str_fmt(a, _("in %.*s"), STR_A(words));
}

struct str
number_words(struct arena *a, double v, int decimals)
{
	struct buf b;
	double scale = pow(10, decimals);
	int64_t scaled = (int64_t)floor(fabs(v) * scale + 0.5), whole = scaled / (int64_t)scale;
	char digits[24];
	int n = 0;

	buf_init_in(&b, a);
	if (v < 0 && scaled > 0)
		buf_cstr(&b, "−");
	do {
		digits[n++] = (char)('0' + whole % 10);
		whole /= 10;
	} while (whole > 0);
	while (n-- > 0) {
		buf_char(&b, digits[n]);
		if (n > 0 && n % 3 == 0)
			buf_cstr(&b, lang_now() == LANG_FR ? "\u202F" : ",");
	}
	if (decimals > 0)
		buf_fmt(&b, "%c%0*d", lang_now() == LANG_FR ? ',' : '.', decimals,
		    (int)(scaled % (int64_t)scale));
	return buf_text(&b);
}

struct str
capital(struct arena *a, struct str s)
{
	size_t at = 0;
	struct buf b;
	uint32_t c;

	if (s.n == 0)
		return s;
	c = utf8_next(s, &at);
	/* Latin-1 letters and ASCII stand 32 apart; œ and Œ are neighbours. */
	if ((c >= 'a' && c <= 'z') || (c >= 0xE0 && c <= 0xFE && c != 0xF7))
		c -= 32;
	else if (c == 0x153)
		c = 0x152;
	buf_init_in(&b, a);
	utf8_put(&b, c);
	buf_str(&b, str_sub(s, at, s.n));
	return buf_text(&b);
}

struct str
series_words(struct arena *a, const struct str *items, size_t n)
{
	struct str all = STR("");

	for (size_t i = 0; i < n; i++)
		if (i == 0)
			all = items[0];
		else if (i + 1 < n)
			all = str_fmt(a, STR_F ", " STR_F, STR_A(all), STR_A(items[i]));
		else
			all = str_fmt(a, _("%.*s and %.*s"), STR_A(all), STR_A(items[i]));
	return all;
}
