/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Migrations: sql/migrations/NNN_name.sql, embedded, forward only, never edited after they landed.
 * meta('version') holds the number of the last one. Tables of registers are not in them: they are
 * derived from the field tables and brought up to date by record/schema.h after the migrations.
 */
#ifndef MAILLAGE_STORE_MIGRATE_H
#define MAILLAGE_STORE_MIGRATE_H

#include "store/store.h"

/* Number of the newest migration this program knows. */
int migrate_newest(void);
/* The store's number; 0 for an empty one. */
bool migrate_version(struct store *s, int *version, struct err *e) MUST_USE;
/* Runs what is missing inside the caller's transaction. Refuses (ERR_CONFLICT "store.newer") a store
 * that is newer than the program, naming both numbers. */
bool migrate_run(struct store *s, int *from, int *to, struct err *e) MUST_USE;
/* ERR_CONFLICT when the store is newer, or older and must be migrated first; ERR_INVALID when it is
 * no Maillage store. */
bool migrate_check(struct store *s, struct err *e) MUST_USE;

#endif
