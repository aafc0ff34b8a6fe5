/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The tables of the registers, derived from their field tables.  For register R:
 *
 *   R(structure integer, id UUID, source_id text, version bigint, made_at bigint, made_by text,
 *     changed_at bigint, deleted integer, then one column a field; primary key (structure, id))
 *
 * UUIDs are 16-byte blobs (bytea); TEXT, CODE, CODES ('A|B'), DATE ('YYYY-MM-DD'), CLOCK ('HH:MM')
 * and SLOTS are text; INT, BOOL, MONEY bigint; REAL double precision.  REFS and FACTS fields F have
 * a child table instead of a column:
 *
 *   R_F(structure integer, record UUID, i integer, ref UUID)
 *   R_F(structure integer, record UUID, i integer, code text, n integer, severity integer)
 *
 * Field names that are upper case or SQL words ("end", "F_A1") are quoted: every column is.
 * A deleted record keeps its row with deleted = 1.  structure is 1 in a store of one operator.
 */
#ifndef MAILLAGE_RECORD_SCHEMA_H
#define MAILLAGE_RECORD_SCHEMA_H

#include "base/buf.h"
#include "record/field.h"
#include "store/store.h"

/* Appends the CREATE TABLE statements of a register, ';' after each. */
void schema_of(struct buf *sql, const struct reg *g, enum store_engine engine);
/* Adds what the field tables have and the store lacks; records it in meta. Refuses (ERR_CONFLICT
 * "store.newer") a store that has registers or fields this program does not know. */
bool schema_update(struct store *s, struct err *e) MUST_USE;

/* Refuses a store that is newer, or that lacks tables or columns (ERR_CONFLICT "store.older": run
 * `maillage migrate`). Changes nothing. */
bool schema_check(struct store *s, struct err *e) MUST_USE;

#endif
