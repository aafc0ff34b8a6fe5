/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The ground of the demonstration: schematic outlines around the middle of each sector, areas within them,
 * places with a point.  Nothing is copied from a map: a sector is eight sides about a kilometre from its
 * middle, cut half-way to its neighbours.  Whole numbers throughout, so that every machine draws the same.
 */
#ifndef MAILLAGE_CLI_DEMO_MAP_H
#define MAILLAGE_CLI_DEMO_MAP_H

#include "cli/demo_sheet.h"
#include "cli/demo.h"

void demo_map_make(struct arena *a, const struct demo_lines *sectors, struct demo_map *out);
bool demo_inside(const struct demo_outline *o, struct demo_point p);
/* The point, drawn towards the middle as far as it takes to lie inside. */
struct demo_point demo_pulled(const struct demo_outline *o, struct demo_point middle, struct demo_point p);
/* The j-th spot of a kind of place in a sector; its name, where there are names of that kind. */
struct demo_point demo_spot(const struct demo *d, const struct demo_centre *c, struct str place_kind,
    uint32_t j);
struct str demo_spot_name(const struct demo *d, const struct demo_centre *c, struct str place_kind,
    uint32_t j);

/* The registers of areas, sectors and sites: data/demo/ with outlines and points, and the sites that spots
 * of the street are. */
struct demo_ground_sheets {
	struct demo_sheet *areas, *sectors, *sites;
};
bool demo_map_sheets(struct arena *a, const struct demo *d, struct demo_ground_sheets *out, struct err *e)
    MUST_USE;

#endif
