/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a mediator touches first when noting a situation: eight tiles for each form of mediation, each a
 * situation in plain words with the kind and theme it stands for, what is usually done and how it may
 * end; and the plain words of outcomes.  Constant data; any thread.
 */
#ifndef MAILLAGE_REGISTERS_TILES_H
#define MAILLAGE_REGISTERS_TILES_H

#include "base/str.h"

#define TILES_A_FORM 8

struct tile {
	const char *label;    /* N_() */
	const char *icon;
	const char *forms;    /* codes of the list form: "FJ FN" */
	const char *kind, *theme;
	const char *actions;  /* done as a rule: "AC01 AC03" */
	const char *outcomes; /* the likely ones, the likeliest first */
};
extern const struct tile tiles[];
extern const size_t n_tiles;

/* Those of a form, in the table's order; of an unknown form, those of day mediation. */
size_t tiles_of(struct str form, const struct tile *out[TILES_A_FORM]);
/* Whether a code is among a row's. */
bool tile_has(const char *codes, struct str code);

struct outcome_words {
	const char *code;
	const char *label, *help; /* N_() */
	const char *icon;
	const char *tone;         /* "good", "info", "warn", "none" */
};
extern const struct outcome_words outcome_words[];
extern const size_t n_outcome_words;
/* NULL: a contract's own code has no other words than its label. */
const struct outcome_words *outcome_words_of(struct str code);

#endif
