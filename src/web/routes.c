/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The one table of routes. A handler's file declares nothing: its handlers are named here. */
#include "web/page_components.h"
#include "web/web.h"

/* The first row that matches is taken: fixed segments stand before those in braces. */
const struct route routes[] = {
	/* -- the server itself -- */
	{ METHOD_GET, "/api/v1/health", health, PERMIT_ANYONE, FOR_PROGRAMS, .quick = true,
	    .help = N_("Whether the server is there.") },
	{ METHOD_GET, "/metrics", metrics, PERMIT_ANYONE, FOR_PROGRAMS,
	    .help = N_("Counters for a monitor (Prometheus text).") },
	{ METHOD_GET, "/robots.txt", robots, PERMIT_ANYONE, FOR_PROGRAMS, .quick = true,
	    .help = N_("Asks search engines to stay away.") },
	{ METHOD_GET, "/static/{name}", static_file, PERMIT_ANYONE, FOR_PEOPLE, .quick = true,
	    .public_cache = true, .help = N_("Styles, scripts, fonts and pictures, by immutable names.") },
	/* -- pages -- */
	{ METHOD_GET, "/help/components", page_components, PERMIT_SIGNED_IN, FOR_PEOPLE,
	    .help = N_("Every part of the pages in all its states, for who writes them.") },
};
const size_t n_routes = COUNT(routes);
