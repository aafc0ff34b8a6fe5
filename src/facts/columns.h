/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The columns of the facts, for who scans them (figures/).  Codes are places in their lists; absent
 * ones are the type's largest value.  Everything is read only outside src/facts/.
 *
 * The facts that follow the journal and the views that readers hold share their memory, counted by
 * struct shared.  What a view shows never changes: rows are added behind what it shows, and what must
 * change within is copied first.
 */
#ifndef MAILLAGE_FACTS_COLUMNS_H
#define MAILLAGE_FACTS_COLUMNS_H

#include <stdatomic.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/uuid.h"
#include "facts/facts.h"
#include "record/codes.h"
#include "record/field.h"

#define SEGMENT_ROWS 65536u
#define PAGE_SHIFTS 1024u
#define NONE_8 UINT8_MAX
#define NONE_16 UINT16_MAX
#define NONE_32 UINT32_MAX
#define TEAM_MAX 4

/* At the beginning of memory that is shared; freed by who lets go last. */
struct shared {
	atomic_int refs;
	void (*release)(struct shared *s);
};

/* By identifier, open addressing: place + 1. Views pass over places they do not show. */
struct slots {
	struct shared shared;
	size_t mask;
	_Atomic uint32_t v[];
};

/* One-byte columns of acts. */
enum act_byte {
	ACT_KIND, ACT_PLACE_KIND, ACT_THEME, ACT_THEME2, ACT_THEME3, ACT_ORIGIN, ACT_OUTCOME, ACT_STATE,
	ACT_TENSION_BEFORE, ACT_TENSION_AFTER, ACT_FLAGS, N_ACT_BYTES
};
enum act_flag {
	ACT_ALIVE = 1,  /* counts */
	ACT_REPORT = 2, ACT_WEAK = 4,
	ACT_TWIN = 8,   /* a second record of an event: lists know it, figures do not; never with ACT_ALIVE */
};

/* Lists below a record. Publics: n people of a cell (sex * PUBLIC_AGES + age); facts: a code, a
 * severity, n; relays and actions: a code. */
enum act_list { ACT_PUBLICS, ACT_FACTS, ACT_RELAYS, ACT_ACTIONS, N_ACT_LISTS };
#define PUBLIC_AGES 16

/* What a list's items are kept in: one array a part, side by side. */
struct act_items {
	uint8_t *count;  /* of each row */
	struct buf code; /* uint8_t each */
	struct buf more; /* uint8_t each: severity of facts; unused elsewhere */
	struct buf n;    /* uint16_t each: publics, facts; unused elsewhere */
};

/* At most SEGMENT_ROWS interventions and partners' reports. */
struct acts {
	size_t n;
	int32_t first_day, last_day; /* of its rows */
	struct uuid *id;
	int32_t *day;        /* service date */
	uint16_t *minute;    /* start; NONE_16 for a report without time */
	uint16_t *scheme;    /* place in facts.schemes */
	uint16_t *sector;    /* place in facts.sectors */
	uint32_t *shift;     /* place in facts.shifts */
	uint32_t *cell;      /* place in the table of grid cells; NONE_32: no point */
	uint16_t *length;    /* minutes; NONE_16 for reports */
	uint16_t *contacts;  /* sum of its publics */
	uint8_t *byte[N_ACT_BYTES];
	struct act_items list[N_ACT_LISTS];
	struct acts_memory *memory;  /* where the columns are */
	struct flags_memory *flags;  /* where ACT_FLAGS is, once rows were buried under a view */
	bool dirty;          /* not as in its file */
};

/* A record of a small register that facts refer to; or a grid cell, whose identifier is its corner and
 * whose own id is the INSEE's. */
struct entity {
	struct uuid id;
	struct str own, title;  /* absent when it has none */
	uint32_t agency, client, town, area; /* places in their tables, of schemes and sectors */
};

struct entities {
	const struct reg *reg;
	struct entity *v;
	size_t n, cap;
	struct entities_memory *memory; /* where v and its texts are */
	struct slots *slots;
};

enum entity_table { ENTITY_SCHEME, ENTITY_SECTOR, ENTITY_STAFF, ENTITY_AGENCY, ENTITY_CLIENT,
	ENTITY_TOWN, ENTITY_AREA, ENTITY_CELL, N_ENTITIES };

enum shift_state { SHIFT_PLANNED, SHIFT_HELD, SHIFT_CANCELLED };

struct shift_row {
	struct uuid id;
	int32_t day;
	int32_t planned_end;    /* minutes from the beginning of its day */
	uint16_t scheme, sector;
	uint16_t minutes;       /* actual; 0 when not held */
	uint8_t state;          /* enum shift_state */
	uint8_t n_team;
	uint16_t team[TEAM_MAX]; /* places in facts.staff */
	bool alive;
};

/* Rows are written and kept in files one by one, and read by columns. */
struct shift_page {
	struct shared shared;
	struct uuid id[PAGE_SHIFTS];
	int32_t day[PAGE_SHIFTS], planned_end[PAGE_SHIFTS];
	uint16_t scheme[PAGE_SHIFTS], sector[PAGE_SHIFTS], minutes[PAGE_SHIFTS];
	uint16_t team[PAGE_SHIFTS][TEAM_MAX];
	uint8_t state[PAGE_SHIFTS], n_team[PAGE_SHIFTS], alive[PAGE_SHIFTS];
};

struct act_source;
struct codes_memory;
struct ledger;

struct facts {
	struct arena a;          /* of all that lives as long as the facts, or the view */
	atomic_int refs;         /* of a view; 0: these are the facts themselves */
	struct codes *codes;
	struct codes_memory *codes_memory;
	struct entities entity[N_ENTITIES];
	struct acts **acts;
	size_t n_acts, cap_acts;
	struct shift_page **pages;
	size_t n_pages, cap_pages;
	size_t n_shifts;
	struct slots *shift_slots;
	struct ledger *ledgers;  /* by register, as registers[] has them: see ledger.h */
	size_t n_ledgers;
	int64_t position;
	int64_t rows;            /* acts alive */

	/* From here on not of views. */
	size_t shown_shifts;     /* how many the newest view shows */
	uint8_t stamp[32];       /* the journal's hash there: this store and no other */
	bool broken;             /* half of a change was taken in: read all anew */
	struct str cache;        /* folder, absent: none */
	uint32_t *row_slots;     /* acts by identifier, made when first asked */
	size_t row_mask;
	struct act_source *source[2]; /* statements on interventions and reports */
};

/* Place by identifier; NONE_32 when unknown. */
uint32_t entity_find(const struct entities *t, const struct uuid *id);
uint32_t shift_find(const struct facts *f, const struct uuid *id);

static inline const struct shift_page *
shift_page(const struct facts *f, size_t place)
{
	return f->pages[place / PAGE_SHIFTS];
}

struct shift_row shift_row(const struct facts *f, size_t place);

#endif
