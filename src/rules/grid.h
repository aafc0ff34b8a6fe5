/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The INSEE 200 m grid: the cell of a point in ETRS89-LAEA (EPSG:3035).  Formulas: IOGP guidance
 * note 7-2, "Lambert Azimuthal Equal Area"; the cell's code is INSPIRE's.  Pure.
 */
#ifndef MAILLAGE_RULES_GRID_H
#define MAILLAGE_RULES_GRID_H

#include "base/str.h"

#define GRID_ID_MAX 40
#define GRID_CELL 200 /* metres */

/* Whether a WGS 84 point lies in the box around metropolitan France and Corsica. */
bool grid_in_france(double lon, double lat);
/* Metres east and north in EPSG:3035. */
void grid_project(double lon, double lat, double *east, double *north);
/* "CRS3035RES200mN2846200E3455000": the lower-left corner. False outside metropolitan France. */
bool grid_cell(double lon, double lat, char out[GRID_ID_MAX]);
/* A cell's id and its lower-left corner in metres; grid_read is false for what is no such id. */
bool grid_read(struct str id, int32_t *north, int32_t *east);
void grid_write(int32_t north, int32_t east, char out[GRID_ID_MAX]);

#endif
