/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Static files inside the program, made by tools/assets.py: each under a name that holds its content's
 * hash, so that browsers may keep it for ever, and compressed beforehand; and the field app's few files
 * that keep their names under /terrain/.  Constant data.
 */
#ifndef MAILLAGE_WEB_ASSET_H
#define MAILLAGE_WEB_ASSET_H

#include "base/str.h"

struct asset {
	const char *name;  /* "app.css": sorted by it */
	const char *url;   /* "/static/app.4f3a2b1c9d.css", "/terrain/sw.js" */
	const char *hash;  /* of its content */
	const char *type;
	struct str raw, gzip, brotli; /* the last two absent when they would not be shorter */
};

extern const struct asset assets[];
extern const size_t n_assets;

#endif
