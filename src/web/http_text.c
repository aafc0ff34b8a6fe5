/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The texts of HTTP: targets, escapes, dates, lists, conditions.  Pure. */
#include "base/date.h"
#include "base/text.h"
#include "web/http.h"

#define SEGMENT_MAX 64 /* segments of a path */

struct str
http_header(const struct http_request *r, const char *name)
{
	for (size_t i = 0; i < r->n_headers; i++)
		if (str_is(r->headers[i].name, name))
			return r->headers[i].value;
	return STR_NONE;
}

static bool
same_word(struct str s, const char *word)
{
	return s.n == strlen(word) && strncasecmp(s.p, word, s.n) == 0;
}

/* ";q=0", ";q=0.000": not wanted. */
static bool
quality_zero(struct str parameters)
{
	struct str rest = parameters, one;

	while (str_cut(&rest, ';', &one)) {
		one = str_trim(one);
		if (one.n < 3 || (one.p[0] != 'q' && one.p[0] != 'Q') || one.p[1] != '=')
			continue;
		for (size_t i = 2; i < one.n; i++)
			if (one.p[i] != '0' && one.p[i] != '.')
				return false;
		return true;
	}
	return false;
}

bool
http_accepts(struct str list, const char *token)
{
	struct str rest = list, item, word;

	while (str_cut(&rest, ',', &item)) {
		struct str parameters = item;

		if (!str_cut(&parameters, ';', &word) || !same_word(str_trim(word), token))
			continue;
		return parameters.p == NULL || !quality_zero(parameters);
	}
	return false;
}

/* -- targets --------------------------------------------------------------------------------- */

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool
http_decode(struct str s, bool plus, struct arena *a, struct str *out)
{
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '%') {
			int high = i + 2 < s.n ? hex(s.p[i + 1]) : -1, low = high >= 0 ? hex(s.p[i + 2]) : -1;

			if (low < 0)
				return false;
			p[n++] = (char)(high * 16 + low);
			i += 2;
		} else {
			p[n++] = plus && s.p[i] == '+' ? ' ' : s.p[i];
		}
	}
	if (!utf8_valid((struct str){ p, n }))
		return false;
	*out = (struct str){ p, n };
	return true;
}

/* "http://host/path" to "/path" when the host is the one of the Host field. */
static bool
absolute(struct str target, struct str host, struct str *path)
{
	size_t skip = strncasecmp(target.p, "http://", 7) == 0 ? 7 : 8;
	struct str rest = str_sub(target, skip, target.n), name;
	size_t end = 0;

	while (end < rest.n && rest.p[end] != '/' && rest.p[end] != '?')
		end++;
	name = str_sub(rest, 0, end);
	*path = str_sub(rest, end, rest.n);
	return name.n > 0 && name.n == host.n && strncasecmp(name.p, host.p, host.n) == 0;
}

/* Whether no segment is empty (but the last), "." or "..": such a path has another name, which is the
 * only one. */
static bool
segments_plain(struct str path)
{
	struct str rest = str_sub(path, 1, path.n), one;
	size_t n = 0;

	while (str_cut(&rest, '/', &one)) {
		if ((one.n == 0 && rest.p != NULL) || str_is(one, ".") || str_is(one, "..") ||
		    ++n > SEGMENT_MAX)
			return false;
	}
	return true;
}

bool
http_target(struct str target, struct str host, struct arena *a, struct str *path, struct str *query,
    const char **why)
{
	struct str rest = target, raw;
	bool whole = target.n > 8 && (strncasecmp(target.p, "http://", 7) == 0 ||
	    strncasecmp(target.p, "https://", 8) == 0);

	*why = "target";
	if (whole && !absolute(target, host, &rest)) {
		*why = "absolute_form";
		return false;
	}
	if (memchr(rest.p, '#', rest.n) != NULL)
		return false;
	raw = str_sub(rest, 0, str_find(rest, '?'));
	*query = raw.n < rest.n ? str_sub(rest, raw.n + 1, rest.n) : STR_NONE;
	if (whole && raw.n == 0)
		raw = STR("/");
	if (raw.n == 0 || raw.p[0] != '/' || !http_decode(raw, false, a, path)) {
		*why = "path";
		return false;
	}
	if (!segments_plain(*path)) {
		*why = "dots";
		return false;
	}
	/* An escaped slash would read as a boundary it is not. */
	for (size_t i = 0; i + 2 < raw.n; i++)
		if (raw.p[i] == '%' && raw.p[i + 1] == '2' && (raw.p[i + 2] | 32) == 'f') {
			*why = "path";
			return false;
		}
	for (size_t i = 0; i < path->n; i++)
		if ((unsigned char)path->p[i] < ' ' || path->p[i] == 0x7f || path->p[i] == '\\') {
			*why = "path";
			return false;
		}
	return true;
}

/* -- dates ----------------------------------------------------------------------------------- */

static const char days[7][4] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
static const char months[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct",
	"Nov", "Dec" };

void
http_date_format(int64_t seconds, char out[30])
{
	int32_t day = (int32_t)(seconds / 86400);
	int rest = (int)(seconds % 86400);
	struct ymd d = ymd_of_day(day);

	snprintf(out, 30, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[day_weekday(day) - 1], d.day % 100,
	    months[(d.month - 1) % 12], d.year % 10000, rest / 3600 % 24, rest / 60 % 60, rest % 60);
}

/* Two digits at `at`, or -1. */
static int
two(struct str s, size_t at)
{
	if (s.p[at] < '0' || s.p[at] > '9' || s.p[at + 1] < '0' || s.p[at + 1] > '9')
		return -1;
	return (s.p[at] - '0') * 10 + (s.p[at + 1] - '0');
}

bool
http_date_parse(struct str s, int64_t *seconds)
{
	struct ymd d = { .month = 0 };
	char again[30];
	int hour, minute, second;

	if (s.n != 29 || !str_eq(str_sub(s, 25, 29), STR(" GMT")))
		return false;
	for (int i = 0; i < 12; i++)
		if (memcmp(s.p + 8, months[i], 3) == 0)
			d.month = i + 1;
	d.day = two(s, 5);
	d.year = two(s, 12) * 100 + two(s, 14);
	hour = two(s, 17);
	minute = two(s, 20);
	second = two(s, 23);
	if (d.month == 0 || two(s, 12) < 0 || two(s, 14) < 0 || !ymd_valid(d) || hour < 0 || hour > 23 ||
	    minute < 0 || minute > 59 || second < 0 || second > 59)
		return false;
	*seconds = (int64_t)day_of_ymd(d) * 86400 + hour * 3600 + minute * 60 + second;
	/* Commas, blanks, colons and the day's name: as we would write it. */
	http_date_format(*seconds, again);
	return str_is(s, again);
}

/* -- answers --------------------------------------------------------------------------------- */

void
http_add(struct http_response *out, const char *name, struct str value)
{
	char *copy = str_cstr(out->arena, value);

	for (size_t i = 0; i < value.n; i++)
		if ((unsigned char)copy[i] < ' ' || copy[i] == 0x7f)
			copy[i] = ' ';
	if (out->n_headers == out->cap_headers) {
		size_t cap = out->cap_headers == 0 ? 16 : out->cap_headers * 2;
		struct http_header *v = arena_array(out->arena, struct http_header, cap);

		if (out->n_headers > 0)
			memcpy(v, out->headers, out->n_headers * sizeof(*v));
		out->headers = v;
		out->cap_headers = cap;
	}
	out->headers[out->n_headers++] = (struct http_header){ str_of(name), { copy, value.n } };
}

/* The next of a list of tags: weak or not, with quotes; absent when the list is malformed. */
static struct str
next_tag(struct str *rest)
{
	struct str s = str_trim(*rest), tag;
	size_t at = str_starts(s, STR("W/")) ? 2 : 0, end;

	if (at >= s.n || s.p[at] != '"')
		return STR_NONE;
	end = at + 1 + str_find(str_sub(s, at + 1, s.n), '"');
	if (end >= s.n)
		return STR_NONE;
	tag = str_sub(s, 0, end + 1);
	s = str_trim(str_sub(s, end + 1, s.n));
	*rest = s.n > 0 && s.p[0] == ',' ? str_sub(s, 1, s.n) : STR_NONE;
	return tag;
}

static bool
tag_in(struct str list, struct str etag, bool weak)
{
	struct str rest = str_trim(list), tag;

	if (str_is(rest, "*"))
		return true;
	while (rest.p != NULL && (tag = next_tag(&rest)).p != NULL) {
		if (weak && str_starts(tag, STR("W/")))
			tag = str_sub(tag, 2, tag.n);
		if (str_eq(tag, weak && str_starts(etag, STR("W/")) ? str_sub(etag, 2, etag.n) : etag) &&
		    !str_starts(tag, STR("W/")))
			return true;
	}
	return false;
}

bool
http_etag_in(struct str list, struct str etag)
{
	return tag_in(list, etag, false);
}

bool
http_conditional(const struct http_request *r, struct http_response *out, struct str etag,
    int64_t modified)
{
	struct str match = http_header(r, "if-match"), none = http_header(r, "if-none-match");
	struct str since = http_header(r, "if-modified-since");
	bool reads = r->method == METHOD_GET || r->method == METHOD_HEAD;
	char date[30];
	int64_t at;

	if (etag.p != NULL)
		http_add(out, "ETag", etag);
	if (modified > 0) {
		http_date_format(modified, date);
		http_add(out, "Last-Modified", str_of(date));
	}
	if (match.p != NULL && !tag_in(match, etag, false)) {
		out->status = 412;
		return true;
	}
	if (none.p != NULL) {
		if (etag.p == NULL || !tag_in(none, etag, true))
			return false;
		out->status = reads ? 304 : 412;
		return true;
	}
	if (reads && since.p != NULL && modified > 0 && http_date_parse(since, &at) && modified <= at) {
		out->status = 304;
		return true;
	}
	return false;
}
