/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which codes a record may carry: those in use on its day; of a contract's own codes, those of its
 * contract; and none that its contract has hidden.  Every way in asks before the register's rules.
 */
#ifndef MAILLAGE_RECORD_ALLOWED_H
#define MAILLAGE_RECORD_ALLOWED_H

#include "record/lookup.h"

/* What makes a code acceptable besides the record's own day. Zero: nothing does. */
struct allowance {
	const struct record *before; /* as it stood: a code that stands there on that day may stay. NULL: new */
	int32_t catalogue;           /* the day of the lists that the author had before him; 0: none */
};
/* Adds a fault for each code that it may not. A record without a day or a contract is not asked for
 * one. */
void allowed_codes(const struct record *r, const struct allowance *more, struct lookup *l,
    struct faults *faults);
/* The same of one code, for a menu: on that day, under that contract (NULL: none). */
bool allowed_code(const struct code *c, const struct uuid *contract, int32_t day);

#endif
