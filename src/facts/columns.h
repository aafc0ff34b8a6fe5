/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The columns of the facts, for who scans them (figures/).  Codes are places in their lists; absent
 * ones are the type's largest value.  Everything is read only outside src/facts/.
 */
#ifndef MAILLAGE_FACTS_COLUMNS_H
#define MAILLAGE_FACTS_COLUMNS_H

#include "base/buf.h"
#include "base/date.h"
#include "base/uuid.h"
#include "facts/facts.h"
#include "record/codes.h"
#include "record/field.h"

#define SEGMENT_ROWS 65536u
#define NONE_8 UINT8_MAX
#define NONE_16 UINT16_MAX
#define NONE_32 UINT32_MAX
#define TEAM_MAX 4

/* One-byte columns of acts. */
enum act_byte {
	ACT_KIND, ACT_PLACE_KIND, ACT_THEME, ACT_THEME2, ACT_THEME3, ACT_ORIGIN, ACT_OUTCOME, ACT_STATE,
	ACT_TENSION_BEFORE, ACT_TENSION_AFTER, ACT_FLAGS, N_ACT_BYTES
};
enum act_flag { ACT_ALIVE = 1, ACT_REPORT = 2, ACT_WEAK = 4 };

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
	struct arena a;      /* what it holds that is not mapped */
	void *map;           /* its file, or NULL */
	size_t map_bytes;
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
	uint32_t *slots; /* by identifier, open addressing: place + 1 */
	size_t mask;
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

struct act_source;

struct facts {
	struct arena a;          /* of all that lives as long as the facts */
	struct codes *codes;
	struct entities entity[N_ENTITIES];
	struct acts **acts;
	size_t n_acts, cap_acts;
	struct arena shift_arena; /* of what follows: another one whenever it grows */
	struct shift_row *shifts;
	size_t n_shifts, cap_shifts;
	uint32_t *shift_slots;   /* by identifier */
	size_t shift_mask;
	int64_t position;
	uint8_t stamp[32];       /* the journal's hash there: this store and no other */
	int64_t rows;            /* acts alive */
	struct str cache;        /* folder, absent: none */
	uint32_t *row_slots;     /* acts by identifier, made when first asked */
	size_t row_mask;
	struct act_source *source[2]; /* statements on interventions and reports */
};

/* Place of an entity by identifier; NONE_32 when unknown. */
uint32_t entity_find(const struct entities *t, const struct uuid *id);
/* The same, added without a name when unknown: columns must stand for something. */
uint32_t entity_place(struct facts *f, enum entity_table table, const struct uuid *id);

#endif
