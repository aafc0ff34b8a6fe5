/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How long the file of each register is: counted while building (tools/register_lines.py). Constant. */
#ifndef MAILLAGE_CLI_REGISTER_LINES_H
#define MAILLAGE_CLI_REGISTER_LINES_H

#include <stddef.h>

struct register_lines {
	const char *name; /* of the file, without its ending: the register's */
	int lines;        /* of code: neither empty nor all comment */
};
extern const struct register_lines register_lines[];
extern const size_t n_register_lines;

#endif
