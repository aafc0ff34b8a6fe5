/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One line `::name word … option=value …` read against the table of directives.  Pure; any thread.
 */
#ifndef MAILLAGE_REPORT_DIRECTIVE_H
#define MAILLAGE_REPORT_DIRECTIVE_H

#include "report/template.h"

/* `text` is the line, from its `::`; `line` is its number, for messages. A value with blanks stands
 * between double quotes. */
bool directive_parse(struct str text, int line, struct arena *a, struct directive **out,
    struct err *e) MUST_USE;

#endif
