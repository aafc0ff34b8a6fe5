/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* grid: the 200 m cell of a point. */
#include "base/lang.h"
#include "cli/cli.h"
#include "rules/grid.h"

int
run_grid(struct cli *c, int argc, char **argv)
{
	double lon, lat;
	char cell[GRID_ID_MAX];
	struct str words[2];
	size_t n;
	int status = cli_options(c, "grid", argc, argv, NULL, 0, words, &n, COUNT(words));

	if (status != EXIT_DONE)
		return status;
	if (n != 2)
		return cli_usage(c, "grid", _("A longitude and a latitude are needed."));
	if (!str_decimal(words[0], &lon) || !str_decimal(words[1], &lat))
		return cli_usage(c, "grid", _("A longitude and a latitude are decimal numbers: -1.6778 48.1173"));
	if (!grid_cell(lon, lat, cell)) {
		struct err e;

		err_set(&e, ERR_INVALID, "grid.outside",
		    _("This point is not inside metropolitan France (longitude first, then latitude)."));
		return cli_fail(c, &e);
	}
	if (c->json)
		printf("{\"cell\":\"%s\"}\n", cell);
	else
		printf("%s\n", cell);
	return EXIT_DONE;
}
