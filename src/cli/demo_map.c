/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/demo_map.h"

#include <assert.h>

enum purpose { PURPOSE_SPOT = 17, PURPOSE_OUTLINE = 40, PURPOSE_SITE };

#define SPOTS 4             /* of a kind in a sector */
#define NEIGHBOURS 60000    /* millionths of a degree: no outline reaches half as far */
#define TENTHS_OF_A_SECTOR 8 /* that a priority district takes */

/* -- geometry -------------------------------------------------------------------------------- */

/* From one point to another in a plane where both axes are as long: at our latitudes a degree northwards
 * is about 3/2 of one eastwards. */
struct way {
	int64_t x, y;
};

static struct way
way(struct demo_point from, struct demo_point to)
{
	return (struct way){ (int64_t)(to.lon - from.lon) * 2, (int64_t)(to.lat - from.lat) * 3 };
}

static struct demo_point
part_of_way(struct demo_point from, struct demo_point to, int64_t part, int64_t whole)
{
	return (struct demo_point){ from.lon + (int32_t)((to.lon - from.lon) * part / whole),
		from.lat + (int32_t)((to.lat - from.lat) * part / whole) };
}

/* Above nought: nearer to the other centre than to the own one, by how much. */
static int64_t
over(struct demo_point own, struct way other, struct demo_point p)
{
	struct way w = way(own, p);

	return 2 * (w.x * other.x + w.y * other.y) - other.x * other.x - other.y * other.y;
}

/* What lies on the own side of the line half-way to another centre (Sutherland and Hodgman, "Reentrant
 * polygon clipping", 1974). */
static void
cut(struct demo_outline *o, struct demo_point own, struct demo_point neighbour)
{
	struct way other = way(own, neighbour);
	struct demo_outline in = *o;

	o->n = 0;
	for (size_t i = 0; i < in.n; i++) {
		struct demo_point p = in.v[i], q = in.v[(i + 1) % in.n];
		int64_t at_p = over(own, other, p), at_q = over(own, other, q);

		assert(o->n + 2 <= DEMO_CORNERS_MAX);
		if (at_p <= 0)
			o->v[o->n++] = p;
		if ((at_p < 0 && at_q > 0) || (at_p > 0 && at_q < 0))
			o->v[o->n++] = part_of_way(p, q, at_p, at_p - at_q);
	}
}

static void
outline(struct demo_ground *g)
{
	/* Thousandths, anticlockwise: 22.5 degrees from the axes. */
	static const int dirs[8][2] = { { 924, 383 }, { 383, 924 }, { -383, 924 }, { -924, 383 },
		{ -924, -383 }, { -383, -924 }, { 383, -924 }, { 924, -383 } };
	struct draw d = draw_for(PURPOSE_OUTLINE, g->seed, 0);

	for (size_t i = 0; i < COUNT(dirs); i++) {
		int32_t r = 10000 + (int32_t)draw_below(&d, 2000);

		g->outline.v[g->outline.n++] = (struct demo_point){ g->centre.lon + r * dirs[i][0] / 1000 * 3 / 2,
			g->centre.lat + r * dirs[i][1] / 1000 };
	}
}

bool
demo_inside(const struct demo_outline *o, struct demo_point p)
{
	for (size_t i = 0; i < o->n; i++) {
		struct way side = way(o->v[i], o->v[(i + 1) % o->n]), to = way(o->v[i], p);

		if (side.x * to.y - side.y * to.x < 0)
			return false;
	}
	return true;
}

struct demo_point
demo_pulled(const struct demo_outline *o, struct demo_point middle, struct demo_point p)
{
	while (!demo_inside(o, p))
		p = part_of_way(middle, p, 31, 32);
	return p;
}

static int32_t
micro(struct str s)
{
	double v = 0;

	(void)str_decimal(s, &v);
	return (int32_t)(v * 1e6 + (v < 0 ? -0.5 : 0.5));
}

void
demo_map_make(struct arena *a, const struct demo_lines *sectors, struct demo_map *out)
{
	*out = (struct demo_map){ arena_array(a, struct demo_ground, sectors->n), sectors->n };
	for (size_t i = 0; i < out->n; i++) {
		struct str *row = sectors->rows[i];

		out->v[i] = (struct demo_ground){ .row = row, .centre = { micro(row[3]), micro(row[4]) },
			.seed = (uint32_t)i + 1 };
		outline(&out->v[i]);
	}
	for (size_t i = 0; i < out->n; i++)
		for (size_t k = 0; k < out->n; k++) {
			struct way w = way(out->v[i].centre, out->v[k].centre);

			if (i != k && w.x * w.x + w.y * w.y < (int64_t)NEIGHBOURS * NEIGHBOURS * 9)
				cut(&out->v[i].outline, out->v[i].centre, out->v[k].centre);
		}
}

/* -- spots ----------------------------------------------------------------------------------- */

static const struct demo_spots *
spots_of(const struct demo *d, struct str place_kind)
{
	for (size_t i = 0; i < d->n_spots; i++)
		if (str_eq(d->spots[i].kind, place_kind))
			return &d->spots[i];
	return NULL;
}

struct demo_point
demo_spot(const struct demo *d, const struct demo_centre *c, struct str place_kind, uint32_t j)
{
	const struct demo_spots *names = spots_of(d, place_kind);
	uint32_t i = names != NULL ? j % (uint32_t)names->n : j; /* what has one name is one place */
	struct draw spot = draw_for(PURPOSE_SPOT, (uint64_t)c->seed << 8 | i, str_hash(place_kind));
	struct demo_point p;

	/* 8 500 millionths of a degree are 0.95 km northwards. */
	p.lat = c->lat + (int32_t)draw_below(&spot, 17000) - 8500;
	p.lon = c->lon + ((int32_t)draw_below(&spot, 17000) - 8500) * 3 / 2;
	return demo_pulled(c->outline, (struct demo_point){ c->lon, c->lat }, p);
}

struct str
demo_spot_name(const struct demo *d, const struct demo_centre *c, struct str place_kind, uint32_t j)
{
	const struct demo_spots *names = spots_of(d, place_kind);

	return names != NULL ? names->names[(c->seed * SPOTS + j) % names->n] : STR_NONE;
}

/* -- registers ------------------------------------------------------------------------------- */

static const char *
degrees(struct arena *a, int32_t v)
{
	uint32_t m = (uint32_t)(v < 0 ? -v : v);

	return str_cstr(a, str_fmt(a, "%s%u.%06u", v < 0 ? "-" : "", m / 1000000, m % 1000000));
}

static struct str
wkt(struct arena *a, const struct demo_outline *o)
{
	struct buf b;

	buf_init_in(&b, a);
	buf_cstr(&b, "POLYGON ((");
	for (size_t i = 0; i <= o->n; i++)
		buf_fmt(&b, "%s%s %s", i > 0 ? ", " : "", degrees(a, o->v[i % o->n].lon),
		    degrees(a, o->v[i % o->n].lat));
	buf_cstr(&b, "))");
	return buf_text(&b);
}

/* A smaller outline within one, moved towards its first corner; tenths. */
static struct demo_outline
within(const struct demo_ground *g, int size, int moved)
{
	struct demo_outline o = g->outline;
	struct demo_point corner = part_of_way(g->centre, o.v[0], moved, 10);

	for (size_t i = 0; i < o.n; i++) {
		struct demo_point p = part_of_way(g->centre, o.v[i], size, 10);

		o.v[i] = (struct demo_point){ p.lon + corner.lon - g->centre.lon,
			p.lat + corner.lat - g->centre.lat };
	}
	return o;
}

/* The cells of a row and more behind them. */
static void
add_row(struct demo_sheet *s, struct arena *a, const struct str *row, size_t n, struct str more)
{
	struct buf b;

	buf_init_in(&b, a);
	for (size_t i = 0; i < n; i++)
		buf_fmt(&b, STR_F "\t", STR_A(row[i]));
	buf_str(&b, more);
	demo_sheet_add(s, STR_F, STR_A(buf_text(&b)));
}

/* What stands behind the dash of a landlord's estate: where it is. */
static struct str
behind_dash(struct str name)
{
	struct str word;

	while (str_cut(&name, ' ', &word))
		if (str_is(word, "–"))
			return name;
	return STR_NONE;
}

/* A priority district lies in the sector that names it, an estate in the one that its own name tells. */
static struct str
area_outline(struct arena *a, const struct demo_map *m, const struct str *row)
{
	for (size_t i = 0; i < m->n; i++) {
		struct str *sector = m->v[i].row;
		struct demo_outline o = within(&m->v[i], TENTHS_OF_A_SECTOR, 0);

		if (str_eq(sector[6], row[0]))
			return wkt(a, &o);
		o = within(&m->v[i], 4, 4);
		if (str_is(row[5], "estate") && str_eq(sector[2], row[2]) &&
		    str_starts(sector[1], behind_dash(row[1])))
			return wkt(a, &o);
	}
	return STR("");
}

static bool
area_sheet(struct arena *a, const struct demo_map *m, struct demo_sheet *s, struct err *e)
{
	struct demo_lines *f = arena_new(a, struct demo_lines);

	if (!demo_lines(a, "area", 9, f, e))
		return false;
	for (size_t i = 0; i < f->n; i++)
		add_row(s, a, f->rows[i], 9, area_outline(a, m, f->rows[i]));
	return true;
}

/* The sector of that identifier; NULL when there is none. */
static const struct demo_ground *
ground(const struct demo_map *m, struct str id)
{
	for (size_t i = 0; i < m->n; i++)
		if (str_eq(m->v[i].row[0], id))
			return &m->v[i];
	return NULL;
}

static struct demo_centre
centre_of(const struct demo_ground *g)
{
	return (struct demo_centre){ g->row[1], g->centre.lon, g->centre.lat, g->seed, &g->outline };
}

/* A site stands where records say that its name is, else somewhere in its sector, else about the middle of
 * its town. */
static struct demo_point
site_point(const struct demo *d, const struct demo_lines *towns, const struct str *row)
{
	const struct demo_ground *g = ground(&d->map, row[3]);
	struct draw draw = draw_for(PURPOSE_SITE, str_hash(row[0]), 0);
	struct demo_point p = { 0, 0 };

	for (uint32_t j = 0; g != NULL && j < SPOTS; j++) {
		struct demo_centre c = centre_of(g);

		if (str_eq(demo_spot_name(d, &c, row[4], j), row[1]))
			return demo_spot(d, &c, row[4], j);
	}
	for (size_t i = 0; g == NULL && i < towns->n; i++)
		if (str_eq(towns->rows[i][0], row[2]))
			p = (struct demo_point){ micro(towns->rows[i][4]), micro(towns->rows[i][5]) };
	p = g != NULL ? g->centre : p;
	p.lat += (int32_t)draw_below(&draw, 14000) - 7000;
	p.lon += ((int32_t)draw_below(&draw, 14000) - 7000) * 3 / 2;
	return g != NULL ? demo_pulled(&g->outline, g->centre, p) : p;
}

/* What teams go past: squares, parks, feet of buildings, halls. The same spots as in their records. */
static void
street_sites(struct arena *a, const struct demo *d, const struct demo_ground *g, struct demo_sheet *s)
{
	static const char *const kinds[] = { "LP1", "LP2", "LP3", "LR1" };
	const struct demo_centre c = centre_of(g);

	for (size_t k = 0; k < COUNT(kinds); k++)
		for (uint32_t j = 0; j < SPOTS; j++) {
			struct demo_point p = demo_spot(d, &c, str_of(kinds[k]), j);

			demo_sheet_add(s, STR_F "-%s-%u\t" STR_F "\t" STR_F "\t" STR_F "\t%s\t" STR_F "\t\t\t\t%s\t%s",
			    STR_A(g->row[0]), kinds[k], j + 1, STR_A(demo_spot_name(d, &c, str_of(kinds[k]), j)),
			    STR_A(g->row[2]), STR_A(g->row[0]), kinds[k], STR_A(g->row[5]), degrees(a, p.lon),
			    degrees(a, p.lat));
		}
}

static bool
site_sheet(struct arena *a, const struct demo *d, struct demo_sheet *s, struct err *e)
{
	struct demo_lines *sites = arena_new(a, struct demo_lines), *towns = arena_new(a, struct demo_lines);

	if (!demo_lines(a, "site", 9, sites, e) || !demo_lines(a, "town", 8, towns, e))
		return false;
	for (size_t i = 0; i < sites->n; i++) {
		struct demo_point p = site_point(d, towns, sites->rows[i]);

		add_row(s, a, sites->rows[i], 9, str_fmt(a, "%s\t%s", degrees(a, p.lon), degrees(a, p.lat)));
	}
	for (size_t i = 0; i < d->map.n; i++)
		street_sites(a, d, &d->map.v[i], s);
	return true;
}

bool
demo_map_sheets(struct arena *a, const struct demo *d, struct demo_ground_sheets *out, struct err *e)
{
	out->areas = demo_sheet_new(a,
	    "id\tname\ttown\tkind\tpopulation\tcategory\tstart\tclient\tcode\toutline");
	out->sectors = demo_sheet_new(a, "id\tname\ttown\tlon\tlat\tschemes\tarea\toutline");
	out->sites = demo_sheet_new(a,
	    "id\tname\ttown\tsector\tplace_kind\tschemes\twork_site\tstart\tend\tlon\tlat");
	for (size_t i = 0; i < d->map.n; i++)
		add_row(out->sectors, a, d->map.v[i].row, 7, wkt(a, &d->map.v[i].outline));
	return area_sheet(a, &d->map, out->areas, e) && site_sheet(a, d, out->sites, e);
}
