/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where a point lies to an outline: inside, or how far from it.  An outline is a POLYGON or MULTIPOLYGON
 * in well-known text (OGC 06-103r4), longitude before latitude, WGS 84.  Pure.
 */
#ifndef MAILLAGE_RULES_OUTLINE_H
#define MAILLAGE_RULES_OUTLINE_H

#include "base/str.h"

#define OUTLINE_NONE (-1)

/* Metres from a point to an outline: 0 inside (even-odd, so that inner rings are holes), else to its
 * nearest edge, rounded up. OUTLINE_NONE when the text is no outline. Distances are those of a plane that
 * touches the earth at the point: right to 1 % within 50 km. */
int32_t outline_metres(struct str wkt, double lon, double lat);
/* Metres between two points, in the same plane. */
int32_t point_metres(double lon, double lat, double other_lon, double other_lat);

#endif
