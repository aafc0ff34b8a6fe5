/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The way of a record with a state: draft, sent, validated, locked in a report.  What was validated
 * changes only with a reason and by whom may validate; what was locked, by whom may lock.  Pure.
 */
#ifndef MAILLAGE_RECORD_STATE_H
#define MAILLAGE_RECORD_STATE_H

#include "record/access.h"
#include "record/codes.h"

/* STATE_NONE: the register has no state of this kind (list record_state), or the cell is empty. */
enum record_state { STATE_NONE, STATE_DRAFT, STATE_SENT, STATE_VALIDATED, STATE_LOCKED };

enum record_state state_of(const struct record *r, const struct codes *codes);
/* Index of the field that holds it, or -1. */
int state_field(const struct reg *g);
/* What a change from one state to another (or within one) asks for besides OP_CHANGE or OP_DELETE:
 * OP_VALIDATE or OP_LOCK; false when nothing. */
bool state_asks(enum record_state from, enum record_state to, enum operation *needs);
/* Whether it must be told why. */
bool state_asks_reason(enum record_state from, enum record_state to);

#endif
