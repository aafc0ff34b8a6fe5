/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/grid.h"

#include <math.h>

#define DEGREE 0.017453292519943295
#define AXIS 6378137.0                    /* GRS80, metres */
#define FLATTENING (1 / 298.257222101)
#define LON_0 10.0
#define LAT_0 52.0
#define FALSE_EAST 4321000.0
#define FALSE_NORTH 3210000.0
#define PREFIX "CRS3035RES200mN"

bool
grid_in_france(double lon, double lat)
{
	return lon >= -5.5 && lon <= 9.8 && lat >= 41.2 && lat <= 51.3;
}

/* q of a latitude's sine; authalic latitude is asin(q / q(1)). */
static double
q_of(double sine, double e2)
{
	double e = sqrt(e2);

	return (1 - e2) * (sine / (1 - e2 * sine * sine) -
	    log((1 - e * sine) / (1 + e * sine)) / (2 * e));
}

void
grid_project(double lon, double lat, double *east, double *north)
{
	double e2 = FLATTENING * (2 - FLATTENING);
	double sin_0 = sin(LAT_0 * DEGREE), cos_0 = cos(LAT_0 * DEGREE);
	double qp = q_of(1, e2), radius = AXIS * sqrt(qp / 2);
	double beta = asin(q_of(sin(lat * DEGREE), e2) / qp), beta_0 = asin(q_of(sin_0, e2) / qp);
	double d = AXIS * cos_0 / sqrt(1 - e2 * sin_0 * sin_0) / (radius * cos(beta_0));
	double away = (lon - LON_0) * DEGREE;
	double b = radius * sqrt(2 / (1 + sin(beta_0) * sin(beta) + cos(beta_0) * cos(beta) * cos(away)));

	*east = FALSE_EAST + b * d * cos(beta) * sin(away);
	*north = FALSE_NORTH + b / d * (cos(beta_0) * sin(beta) - sin(beta_0) * cos(beta) * cos(away));
}

static char *
put_number(char *p, long v)
{
	char digits[20];
	int n = 0;

	do
		digits[n++] = (char)('0' + v % 10);
	while ((v /= 10) > 0);
	while (n > 0)
		*p++ = digits[--n];
	return p;
}

static char *
put_text(char *p, const char *s)
{
	while (*s != '\0')
		*p++ = *s++;
	return p;
}

void
grid_write(int32_t north, int32_t east, char out[GRID_ID_MAX])
{
	char *p = put_text(out, PREFIX);

	p = put_number(p, north);
	p = put_text(p, "E");
	p = put_number(p, east);
	*p = '\0';
}

bool
grid_cell(double lon, double lat, char out[GRID_ID_MAX])
{
	double east, north;

	if (!grid_in_france(lon, lat))
		return false;
	grid_project(lon, lat, &east, &north);
	grid_write((int32_t)floor(north / GRID_CELL) * GRID_CELL,
	    (int32_t)floor(east / GRID_CELL) * GRID_CELL, out);
	return true;
}

/* Seven digits, a multiple of the cell's side. */
static bool
read_corner(struct str *rest, int32_t *out)
{
	*out = 0;
	if (rest->n < 7 || rest->p[0] == '0')
		return false;
	for (int i = 0; i < 7; i++, rest->p++, rest->n--) {
		if (rest->p[0] < '0' || rest->p[0] > '9')
			return false;
		*out = *out * 10 + (rest->p[0] - '0');
	}
	return *out % GRID_CELL == 0;
}

bool
grid_read(struct str id, int32_t *north, int32_t *east)
{
	struct str prefix = STR(PREFIX), rest = str_sub(id, prefix.n, id.n);

	if (!str_starts(id, prefix) || !read_corner(&rest, north) || rest.n == 0 || rest.p[0] != 'E')
		return false;
	rest = str_sub(rest, 1, rest.n);
	return read_corner(&rest, east) && rest.n == 0;
}
