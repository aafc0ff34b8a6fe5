/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/outline.h"

#include <math.h>

#define EARTH 6371008.8 /* metres: mean radius of GRS 80 */
#define RADIAN 0.017453292519943295
#define FAR 2000000000.0

struct metres {
	double x, y;
};

/* Around the point that is asked about, which is 0, 0. */
struct walk {
	struct str rest;
	double lon, lat, narrow;
	bool inside;
	double nearest; /* squared */
};

static void
skip(struct str *s)
{
	while (s->n > 0 && (s->p[0] == ' ' || s->p[0] == '\t' || s->p[0] == '\r' || s->p[0] == '\n'))
		s->p++, s->n--;
}

static bool
take(struct str *s, char c)
{
	skip(s);
	if (s->n == 0 || s->p[0] != c)
		return false;
	s->p++, s->n--;
	return true;
}

static bool
take_word(struct str *s, const char *word)
{
	size_t n = strlen(word);

	skip(s);
	if (s->n < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if ((s->p[i] & ~0x20) != word[i])
			return false;
	s->p += n, s->n -= n;
	return true;
}

/* A decimal number; digits beyond the fifteenth change nothing. */
static bool
take_number(struct str *s, double *out)
{
	bool minus, point = false;
	int64_t v = 0, unit = 1;
	int digits = 0, kept = 0;

	skip(s);
	minus = s->n > 0 && s->p[0] == '-';
	if (minus)
		s->p++, s->n--;
	for (; s->n > 0; s->p++, s->n--) {
		if (s->p[0] == '.' && !point) {
			point = true;
			continue;
		}
		if (s->p[0] < '0' || s->p[0] > '9')
			break;
		digits++;
		if (kept == 15) {
			if (!point)
				return false;
			continue;
		}
		v = v * 10 + (s->p[0] - '0');
		unit *= point ? 10 : 1;
		kept += v > 0 || point;
	}
	*out = (double)(minus ? -v : v) / (double)unit;
	return digits > 0;
}

static struct metres
plane(const struct walk *w, double lon, double lat)
{
	return (struct metres){ (lon - w->lon) * RADIAN * EARTH * w->narrow, (lat - w->lat) * RADIAN * EARTH };
}

static bool
take_point(struct walk *w, struct metres *out)
{
	double lon, lat;

	if (!take_number(&w->rest, &lon) || !take_number(&w->rest, &lat))
		return false;
	*out = plane(w, lon, lat);
	return true;
}

/* One edge: whether it crosses the ray to the east, and how near it comes. */
static void
edge(struct walk *w, struct metres a, struct metres b)
{
	double dx = b.x - a.x, dy = b.y - a.y, length = dx * dx + dy * dy, t, x, y;

	if ((a.y > 0) != (b.y > 0) && a.x - a.y * dx / dy > 0)
		w->inside = !w->inside;
	t = length > 0 ? -(a.x * dx + a.y * dy) / length : 0;
	t = t < 0 ? 0 : t > 1 ? 1 : t;
	x = a.x + t * dx;
	y = a.y + t * dy;
	if (x * x + y * y < w->nearest)
		w->nearest = x * x + y * y;
}

/* "(1 2, 3 4, …)": closed whether or not its last point is its first again. */
static bool
ring(struct walk *w)
{
	struct metres first, before, now;
	int n = 1;

	if (!take(&w->rest, '(') || !take_point(w, &first))
		return false;
	for (before = first; take(&w->rest, ','); before = now, n++) {
		if (!take_point(w, &now))
			return false;
		edge(w, before, now);
	}
	edge(w, before, first);
	return n >= 3 && take(&w->rest, ')');
}

static bool
rings(struct walk *w)
{
	if (!take(&w->rest, '('))
		return false;
	do {
		if (!ring(w))
			return false;
	} while (take(&w->rest, ','));
	return take(&w->rest, ')');
}

static bool
polygons(struct walk *w)
{
	if (take_word(&w->rest, "POLYGON"))
		return rings(w);
	if (!take_word(&w->rest, "MULTIPOLYGON") || !take(&w->rest, '('))
		return false;
	do {
		if (!rings(w))
			return false;
	} while (take(&w->rest, ','));
	return take(&w->rest, ')');
}

static struct walk
walk_at(struct str text, double lon, double lat)
{
	return (struct walk){
		.rest = text, .lon = lon, .lat = lat, .narrow = cos(lat * RADIAN), .nearest = FAR * FAR
	};
}

static int32_t
whole(double metres)
{
	return metres >= FAR ? (int32_t)FAR : (int32_t)ceil(metres);
}

int32_t
outline_metres(struct str wkt, double lon, double lat)
{
	struct walk w = walk_at(wkt, lon, lat);

	if (!polygons(&w))
		return OUTLINE_NONE;
	skip(&w.rest);
	if (w.rest.n > 0)
		return OUTLINE_NONE;
	return w.inside ? 0 : whole(sqrt(w.nearest));
}

int32_t
point_metres(double lon, double lat, double other_lon, double other_lat)
{
	struct walk w = walk_at(STR_NONE, lon, lat);
	struct metres m = plane(&w, other_lon, other_lat);

	return whole(sqrt(m.x * m.x + m.y * m.y));
}
