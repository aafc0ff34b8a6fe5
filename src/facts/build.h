/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Private to src/facts/: rows in, files in and out. */
#ifndef MAILLAGE_FACTS_BUILD_H
#define MAILLAGE_FACTS_BUILD_H

#include "facts/columns.h"

/* -- memory that is shared with views (share.c) ----------------------------------------------- */

struct acts_memory {
	struct shared shared;
	struct arena a;      /* what is not mapped */
	void *map;           /* a file, or NULL */
	size_t map_bytes;
	void **list;         /* items of lists: those in use and those that views still show; n of them */
	size_t n, cap;
};
struct flags_memory {
	struct shared shared;
	uint8_t v[SEGMENT_ROWS];
};
struct entities_memory {
	struct shared shared;
	struct arena a;
};
struct codes_memory {
	struct shared shared;
	struct arena a;
};

struct acts_memory *acts_memory_new(void);
struct flags_memory *flags_memory_new(void);
struct entities_memory *entities_memory_new(void);
struct codes_memory *codes_memory_new(void);
struct shift_page *shift_page_new(void);
/* For so many places, half of the slots free. */
struct slots *slots_new(size_t room);
size_t slots_room(const struct slots *s);
void *shared_new(size_t n, void (*release)(struct shared *s));
/* NULL is accepted and given back. */
void *shared_hold(void *p);
void shared_drop(void *p);
/* Whether a view holds it too. */
bool shared_shown(const void *p);
/* Places in slots by identifier: views read while the facts add. */
size_t slot_hash(const struct uuid *id);
uint32_t slot_get(const struct slots *t, size_t at);
void slot_put(struct slots *t, const struct uuid *id, uint32_t place);
/* Lets go of all that the facts or a view hold, but not of their arena. */
void facts_drop(struct facts *f);

/* -- segments, entities, shifts (segment.c) --------------------------------------------------- */

struct acts *acts_new(struct facts *f);
/* The segment that takes the next row. */
struct acts *acts_open(struct facts *f);
/* Ends a row: counts it and widens the segment's days. */
void acts_close_row(struct facts *f, struct acts *s);
/* Adds an item to the row being made. */
void acts_item(struct acts *s, enum act_list list, uint8_t code, uint8_t more, uint16_t n);
/* A row counts no more. */
void acts_bury(struct facts *f, struct acts *s, size_t row);

/* Place of an entity by identifier, added without a name when unknown: columns must stand for
 * something. */
uint32_t entity_place(struct facts *f, enum entity_table table, const struct uuid *id);
/* Before known entities are named anew. */
void entities_renew(struct facts *f, enum entity_table table);
/* Names of the small registers, read anew from the store: those whose bit (1 << table) is set. */
#define ENTITIES_ALL (~0u)
bool entities_load(struct facts *f, struct store *s, unsigned tables, struct err *e) MUST_USE;
/* The bit of a register's table; 0 when facts do not refer to it. */
unsigned entities_bit(const struct reg *g);

/* The place of a shift, added when unknown. */
uint32_t shift_place(struct facts *f, const struct uuid *id);
/* Writes one anew; what a view shows stays as it is. */
void shift_write(struct facts *f, uint32_t place, const struct shift_row *r);
/* All of them at once, as they stand in a file. */
void shifts_take(struct facts *f, const void *rows, size_t n);

/* -- ledgers (ledger.c) ----------------------------------------------------------------------- */

/* All of them from the store; rows that are there already are written anew. */
bool ledgers_load(struct facts *f, struct store *s, struct err *e) MUST_USE;
/* One record that changed. */
bool ledger_take(struct facts *f, struct store *s, const struct reg *g, const struct uuid *id,
    struct err *e) MUST_USE;
void ledgers_view(struct facts *f, struct facts *v);
void ledgers_drop(struct facts *f);
size_t ledgers_bytes(const struct facts *f);

/* Everything from the store, in scans. */
bool facts_load(struct facts *f, struct store *s, struct err *e) MUST_USE;
/* One record, read through record_read, as a new row or a replaced shift. */
bool facts_take(struct facts *f, struct store *s, const struct reg *g, const struct uuid *id,
    bool known, struct err *e) MUST_USE;

/* Files: false when there is none that is whole and belongs to this store; nothing is said. */
bool files_read(struct facts *f, struct store *s);
bool files_write(struct facts *f, struct err *e) MUST_USE;

#endif
