/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/grid.h"

#include "../tap.h"

#include <math.h>

/* East and north: `cs2cs EPSG:4326 EPSG:3035` of PROJ, to the millimetre. */
static const struct {
	const char *place;
	double lon, lat, east, north;
	const char *cell; /* NULL: not in the box */
} points[] = {
	{ "the example of IOGP", 5, 50, 3962799.451, 2999718.853, "CRS3035RES200mN2999600E3962600" },
	{ "Rennes", -1.6794, 48.1113, 3455017.400, 2846213.454, "CRS3035RES200mN2846200E3455000" },
	{ "Nantes", -1.5640, 47.2058, 3448257.322, 2745232.369, "CRS3035RES200mN2745200E3448200" },
	{ "Angers", -0.5500, 47.4700, 3528203.964, 2762903.733, "CRS3035RES200mN2762800E3528200" },
	{ "Paris", 2.3522, 48.8566, 3760771.865, 2889484.802, "CRS3035RES200mN2889400E3760600" },
	{ "Bagneux", 2.3080, 48.7980, 3756882.204, 2883336.304, "CRS3035RES200mN2883200E3756800" },
	{ "Saint-Brieuc", -2.7600, 48.5140, 3383301.357, 2903710.290,
	    "CRS3035RES200mN2903600E3383200" },
	{ "Brest", -4.4861, 48.3904, 3255601.046, 2913655.940, "CRS3035RES200mN2913600E3255600" },
	{ "Marseille", 5.3698, 43.2965, 3944516.570, 2254771.845, "CRS3035RES200mN2254600E3944400" },
	{ "Ajaccio", 8.7386, 41.9192, 4215979.543, 2091532.783, "CRS3035RES200mN2091400E4215800" },
	{ "Dunkerque", 2.3768, 51.0344, 3787372.750, 3130420.814, "CRS3035RES200mN3130400E3787200" },
	{ "Strasbourg", 7.7521, 48.5734, 4155083.079, 2831416.674, "CRS3035RES200mN2831400E4155000" },
	{ "Nice", 7.2620, 43.7102, 4099841.491, 2293046.226, "CRS3035RES200mN2293000E4099800" },
	{ "the south-east corner of the box", 9.8, 41.2, 4304152.658, 2011115.557,
	    "CRS3035RES200mN2011000E4304000" },
	{ "the north-west corner of the box", -5.5, 51.3, 3249321.109, 3246479.574,
	    "CRS3035RES200mN3246400E3249200" },
};

static const struct {
	const char *place;
	double lon, lat;
} outside[] = {
	{ "longitude and latitude exchanged", 48.1113, -1.6794 },
	{ "the Gulf of Guinea", 0, 0 },
	{ "Saint-Denis de La Réunion", 55.45, -20.88 },
	{ "west of the box", -5.5001, 48 },
	{ "east of the box", 9.8001, 45 },
	{ "south of the box", 5, 41.1999 },
	{ "north of the box", 2, 51.3001 },
};

static const char *const no_cells[] = {
	"", "CRS3035RES200m", "CRS3035RES200mN2999600", "CRS3035RES200mN2999601E3962600",
	"CRS3035RES200mN2999600E3962600 ", "CRS3035RES200mN2999600E396260", "CRS3035RES1kmN2999600E3962600",
	"CRS3035RES200mN0999600E3962600", "CRS3035RES200mN29996000E3962600",
};

int
main(void)
{
	char cell[GRID_ID_MAX];
	double east, north;

	for (size_t i = 0; i < COUNT(points); i++) {
		grid_project(points[i].lon, points[i].lat, &east, &north);
		OK(fabs(east - points[i].east) < 0.001 && fabs(north - points[i].north) < 0.001,
		    "%s is projected as PROJ does it, to the millimetre", points[i].place);
		OK(grid_cell(points[i].lon, points[i].lat, cell) && strcmp(cell, points[i].cell) == 0,
		    "%s lies in its cell, %s", points[i].place, points[i].cell);
	}
	for (size_t i = 0; i < COUNT(points); i++) {
		int32_t n, m;

		OK(grid_read(str_of(points[i].cell), &n, &m) && (grid_write(n, m, cell), true) &&
		    strcmp(cell, points[i].cell) == 0, "the id of %s reads back", points[i].place);
	}
	for (size_t i = 0; i < COUNT(no_cells); i++) {
		int32_t n, m;

		OK(!grid_read(str_of(no_cells[i]), &n, &m), "what is no cell is refused (%zu)", i);
	}
	for (size_t i = 0; i < COUNT(outside); i++)
		OK(!grid_in_france(outside[i].lon, outside[i].lat) &&
		    !grid_cell(outside[i].lon, outside[i].lat, cell), "no cell for %s", outside[i].place);
	OK(!grid_cell((double)NAN, 48, cell) && !grid_cell(2, (double)NAN, cell) &&
	    !grid_cell((double)INFINITY, 48, cell) && !grid_cell(2, -(double)INFINITY, cell),
	    "no cell for what is no number");
	return tap_done();
}
