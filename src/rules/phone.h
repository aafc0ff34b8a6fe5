/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The rules as the phone asks them: a question is a line of text, parts apart by tabs, and so is its
 * answer.  This file and those it calls are compiled twice, into the server and into rules.wasm
 * (src/meson.build); tests/vectors/rules.txt is asked of both, and building fails where they differ.
 *
 *	guard TEXT                                → clean | email | phone | plate
 *	doubt TEXT                                → none | refused | name | dwelling | number | birth
 *	service_date DAY MINUTE [SHIFT_DAY START] → day
 *	slot MINUTE                               → 0 to 6
 *	cell LON LAT                              → the grid's cell, or nothing
 *	metres LON LAT LON LAT                    → metres
 *	outline LON LAT WKT                       → metres, 0 inside, -1 no outline
 *	missing FIELD=VALUE …                     → FIELD:CODE …
 *	twins DAY MINUTE PLACE CELL SECTOR PLACE_KIND KIND, twice → yes | no
 *	unusual INVITED PEOPLE                    → yes | no
 *	outside AT START END                      → yes | no
 *
 * Days count from 1970-01-01; LON and LAT are whole millionths of a degree.  What cannot be read is
 * answered "?".  One caller at a time: question and answer lie in fixed places.
 */
#ifndef MAILLAGE_RULES_PHONE_H
#define MAILLAGE_RULES_PHONE_H

#include <stddef.h>

#define PHONE_ROOM (256 << 10)

/* Where a question is written, PHONE_ROOM bytes. */
char *phone_question(void);
/* Where the answer stands. */
const char *phone_answer(void);
/* Answers the question of n bytes; the length of the answer. */
size_t phone_ask(size_t n);

#endif
