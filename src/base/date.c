/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/date.h"

/* Howard Hinnant's "chrono-compatible low-level date algorithms": eras of 400 years from March. */
int32_t
day_of_ymd(struct ymd d)
{
	int y = d.month <= 2 ? d.year - 1 : d.year;
	int era = y / 400;
	int yoe = y - era * 400;
	int doy = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
	int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return era * 146097 + doe - 719468;
}

struct ymd
ymd_of_day(int32_t day)
{
	int z = day + 719468;
	int era = z / 146097;
	int doe = z - era * 146097;
	int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int mp = (5 * doy + 2) / 153;
	int month = mp < 10 ? mp + 3 : mp - 9;

	return (struct ymd){
		.year = yoe + era * 400 + (month <= 2),
		.month = month,
		.day = doy - (153 * mp + 2) / 5 + 1,
	};
}

static int
month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

bool
ymd_valid(struct ymd d)
{
	return d.year >= 1900 && d.year <= 2099 && d.month >= 1 && d.month <= 12 && d.day >= 1 &&
	    d.day <= month_days(d.year, d.month);
}

bool
digits_read(struct str s, size_t at, size_t n, int *out)
{
	int v = 0;

	if (at + n > s.n)
		return false;
	for (size_t i = at; i < at + n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		v = v * 10 + (s.p[i] - '0');
	}
	*out = v;
	return true;
}

bool
day_parse(struct str s, int32_t *out)
{
	struct ymd d;

	if (s.n != 10)
		return false;
	if (s.p[4] == '-' && s.p[7] == '-') {
		if (!digits_read(s, 0, 4, &d.year) || !digits_read(s, 5, 2, &d.month) ||
		    !digits_read(s, 8, 2, &d.day))
			return false;
	} else if (s.p[2] == '/' && s.p[5] == '/') {
		if (!digits_read(s, 6, 4, &d.year) || !digits_read(s, 3, 2, &d.month) ||
		    !digits_read(s, 0, 2, &d.day))
			return false;
	} else {
		return false;
	}
	if (!ymd_valid(d))
		return false;
	*out = day_of_ymd(d);
	return true;
}

static char *
put_digits(char *p, int v, int n)
{
	for (int i = n - 1; i >= 0; i--, v /= 10)
		p[i] = (char)('0' + v % 10);
	return p + n;
}

void
day_format(int32_t day, char out[11])
{
	struct ymd d = ymd_of_day(day);
	char *p = put_digits(out, d.year, 4);

	*p++ = '-';
	p = put_digits(p, d.month, 2);
	*p++ = '-';
	p = put_digits(p, d.day, 2);
	*p = '\0';
}

int
day_weekday(int32_t day)
{
	/* 1970-01-01 was a Thursday. */
	int32_t w = (day + 3) % 7;

	return (w < 0 ? w + 7 : w) + 1;
}

void
day_iso_week(int32_t day, int *year, int *week)
{
	/* The week belongs to the year of its Thursday. */
	int32_t thursday = day - day_weekday(day) + 4;
	struct ymd d = ymd_of_day(thursday);

	*year = d.year;
	*week = (thursday - day_of_ymd((struct ymd){ d.year, 1, 1 })) / 7 + 1;
}

bool
clock_parse(struct str s, int *minutes)
{
	size_t n = 0;
	int h, m = 0, seconds;

	while (n < s.n && n < 2 && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	if (n == 0 || n == s.n || !digits_read(s, 0, n, &h))
		return false;
	if (s.p[n] == 'h' || s.p[n] == 'H') {
		if (s.n != n + 1 && (s.n != n + 3 || !digits_read(s, n + 1, 2, &m)))
			return false;
	} else if (s.p[n] == ':') {
		if (!digits_read(s, n + 1, 2, &m))
			return false;
		if (s.n == n + 6) {
			if (s.p[n + 3] != ':' || !digits_read(s, n + 4, 2, &seconds) || seconds > 59)
				return false;
		} else if (s.n != n + 3) {
			return false;
		}
	} else {
		return false;
	}
	if (h > 23 || m > 59)
		return false;
	*minutes = h * 60 + m;
	return true;
}

void
clock_format(int minutes, char out[6])
{
	char *p = put_digits(out, minutes / 60, 2);

	*p++ = ':';
	p = put_digits(p, minutes % 60, 2);
	*p = '\0';
}

void
instant_format(int64_t ms, char out[25])
{
	int64_t day = ms / 86400000, rest = ms % 86400000;
	char *p;

	if (rest < 0) {
		rest += 86400000;
		day--;
	}
	day_format((int32_t)day, out);
	p = out + 10;
	*p++ = 'T';
	p = put_digits(p, (int)(rest / 3600000), 2);
	*p++ = ':';
	p = put_digits(p, (int)(rest / 60000 % 60), 2);
	*p++ = ':';
	p = put_digits(p, (int)(rest / 1000 % 60), 2);
	*p++ = '.';
	p = put_digits(p, (int)(rest % 1000), 3);
	*p++ = 'Z';
	*p = '\0';
}

int32_t
day_years_after(int32_t day, int n)
{
	struct ymd d = ymd_of_day(day);

	d.year += n;
	if (d.day > month_days(d.year, d.month))
		d.day = 28;
	return day_of_ymd(d);
}
