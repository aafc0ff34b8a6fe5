/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The demonstration years.  data/demo/ holds the skeleton (schemes, sectors, hours, posts) and the
 * profiles (how often what is recorded under which form of mediation); from it come shifts and
 * records, always the same ones: every draw is seeded by what it is for, all arithmetic is in whole
 * numbers, and nothing depends on the day on which it runs.
 */
#ifndef MAILLAGE_CLI_DEMO_H
#define MAILLAGE_CLI_DEMO_H

#include "base/date.h"
#include "record/table.h"
#include "store/store.h"

#define DEMO_YEAR_FIRST 2024
#define DEMO_YEAR_LAST 2025
#define DEMO_FIRST 19723 /* 2024-01-01 */
#define DEMO_TEAM_MAX 4
#define DEMO_CENTRES_MAX 8
#define DEMO_KINDS_MAX 48
#define DEMO_SHIFT_RECORDS_MAX 512

/* Rennes, day scheme and pairs, October 2024 to September 2025. */
#define DEMO_WINDOW_FIRST 19997 /* 2024-10-01 */
#define DEMO_WINDOW_LAST 20361  /* 2025-09-30 */
#define DEMO_INTERVENTIONS 18240 /* on public space */
#define DEMO_CONTACTS 13755
#define DEMO_MEETINGS 312
#define DEMO_ELSEWHERE 1560      /* in halls and buildings; free */

/* Accounts to try it with, those that are not there yet (demo_accounts.c). */
bool demo_people(struct store *s, struct arena *a, int64_t now_ms, struct err *e) MUST_USE;

/* -- draws ----------------------------------------------------------------------------------- */

struct draw {
	uint64_t state;
};

/* Three numbers that say what the draw is for. */
struct draw draw_for(uint64_t purpose, uint64_t a, uint64_t b);
uint64_t draw_next(struct draw *d);
uint32_t draw_below(struct draw *d, uint32_t n); /* 0 to n - 1; n > 0 */
bool draw_chance(struct draw *d, uint32_t percent);

/* -- profiles -------------------------------------------------------------------------------- */

enum demo_list {
	DEMO_KIND, DEMO_CONTACT, DEMO_GROUP, DEMO_THEME, DEMO_PLACE, DEMO_ORIGIN, DEMO_DURATION,
	DEMO_OUTCOME, DEMO_ACTIONS, DEMO_RELAY_PCT, DEMO_RELAYS, DEMO_FACTS_PCT, DEMO_FACTS, DEMO_AGE,
	DEMO_SEX, DEMO_HOURS, DEMO_WEEKDAY, DEMO_MONTH, DEMO_PUBLIC, DEMO_OTHER, DEMO_LISTS,
};

struct weight {
	struct str code;
	int number;     /* the code, when it is one */
	uint32_t value;
	uint32_t upto;  /* sum of the values so far */
};

struct weights {
	const struct weight *v;
	size_t n;
	uint32_t total;
};

const struct weight *weights_draw(const struct weights *w, struct draw *d);
/* The value that stands with a code or number; `none` when it has none. */
uint32_t weights_value(const struct weights *w, struct str code, uint32_t none);
uint32_t weights_at(const struct weights *w, int number, uint32_t none);

/* -- skeleton -------------------------------------------------------------------------------- */

/* Eight sides, and one more for each neighbour that cuts. */
#define DEMO_CORNERS_MAX 24

struct demo_point {
	int32_t lon, lat; /* millionths of a degree */
};

/* Convex, anticlockwise. */
struct demo_outline {
	struct demo_point v[DEMO_CORNERS_MAX];
	size_t n;
};

/* A sector of sector.csv. */
struct demo_ground {
	struct str *row;
	struct demo_point centre;
	uint32_t seed;
	struct demo_outline outline;
};

struct demo_map {
	struct demo_ground *v;
	size_t n;
};

/* A sector in which a scheme works. */
struct demo_centre {
	struct str name;
	int32_t lon, lat; /* millionths of a degree */
	uint32_t seed;
	const struct demo_outline *outline;
};

struct demo_scheme {
	struct str id, form, town;
	int32_t first, last; /* days on which it runs */
	struct demo_centre centres[DEMO_CENTRES_MAX];
	size_t n_centres;
	uint16_t pool[64];   /* numbers of its staff on the ground */
	size_t n_pool;
	bool quota;          /* the Rennes figures hold for it */
	/* By list and kind; [k][0]: whatever the kind. */
	struct weights lists[DEMO_LISTS][DEMO_KINDS_MAX];
	const struct weights *kinds; /* == &lists[DEMO_KIND][0] */
};

struct demo_pattern {
	uint16_t scheme;
	uint8_t days;        /* bit 0: Monday */
	int start, end;      /* minutes; end may pass 1440 */
	struct str season;
	int teams, size, rate; /* rate: records in 100 hours of presence */
};

struct demo_season {
	struct str name;
	int32_t first, last;
};

struct demo_staff {
	struct str role, agency, scheme;
};

struct demo_partner {
	struct str id, kind, town;
	bool reports; /* incivilities that it saw */
	bool meets;   /* comes to meetings: not what takes waste, no label */
};

struct demo_spots {
	struct str kind;
	struct str names[12];
	size_t n;
};

struct demo_crew;

struct demo {
	struct arena *a;
	struct demo_map map; /* demo_map.h */
	const struct demo_crew *crew; /* who works here, and when: demo_crew.h */
	struct demo_scheme *schemes;
	size_t n_schemes;
	struct demo_pattern *patterns;
	size_t n_patterns;
	struct demo_season *seasons;
	size_t n_seasons;
	struct demo_staff *staff;
	size_t n_staff;
	struct demo_partner *partners;
	size_t n_partners;
	struct demo_spots *spots;
	size_t n_spots;
	struct str *comments;
	size_t n_comments;
	struct str kinds[DEMO_KINDS_MAX]; /* [0] stands for any */
	size_t n_kinds;
};

/* Reads data/demo/. */
bool demo_load(struct arena *a, struct demo **out, struct err *e) MUST_USE;
/* A data file as a table. */
bool demo_file(struct arena *a, const char *name, struct table *out, struct err *e) MUST_USE;
/* All its rows but the header, `columns` cells each, in the arena. */
#define DEMO_ROWS_MAX 400
struct demo_lines {
	struct str *rows[DEMO_ROWS_MAX];
	size_t n;
};
bool demo_lines(struct arena *a, const char *name, size_t columns, struct demo_lines *out, struct err *e)
    MUST_USE;

/* A text of ours (CSV) as a table; both live in the arena. */
bool demo_text(struct arena *a, struct str text, struct table *out, struct err *e) MUST_USE;

/* -- shifts ---------------------------------------------------------------------------------- */

enum demo_state { DEMO_HELD, DEMO_CANCELLED, DEMO_UNKEPT /* planned, and nothing more is known */ };

struct demo_shift {
	int32_t day;
	uint16_t scheme, pattern;
	uint8_t team, n_team, centre;
	uint8_t state;
	int start, end;         /* planned, minutes from the start of `day` */
	int came, left;         /* actual */
	uint16_t members[DEMO_TEAM_MAX];
	uint32_t number;        /* in order of time, over all schemes */
	int32_t weight;         /* ten-thousandths of a record */
	int n;                  /* records */
	int n_elsewhere, n_meetings; /* of them, for the Rennes figures */
};

struct demo_plan {
	const struct demo *demo;
	struct demo_shift *shifts;
	size_t n_shifts;
	int64_t n_records;
	/* Persons met in the Rennes window as drawn, to be brought to DEMO_CONTACTS. */
	int64_t contact_records, contact_extras;
	int64_t contacts_wanted; /* 0: as drawn */
};

struct demo_options {
	bool years[DEMO_YEAR_LAST - DEMO_YEAR_FIRST + 1];
	int scale; /* percent of the volumes */
};

void demo_plan_make(struct arena *a, const struct demo *d, const struct demo_options *o,
    struct demo_plan *out);

/* -- records --------------------------------------------------------------------------------- */

struct demo_record {
	const struct demo_shift *shift;
	uint32_t kind;        /* index in demo.kinds */
	int start, minutes;   /* from the start of the shift's day; length */
	struct str place_kind, place;
	bool located;
	int32_t lon, lat;
	struct str theme, theme2, origin, outcome, comment;
	int contacts;         /* drawn; see contacts_in */
	struct str actions[3], relays[2];
	size_t n_actions, n_relays;
	struct { struct str code; int n, severity; } facts[2];
	size_t n_facts;
	int before, after;    /* tension, -1: not noted */
	bool weak_signal;
	uint64_t seed;        /* for age and sex */
};

/* The records of a shift in order of time; `into` has room for DEMO_SHIFT_RECORDS_MAX. */
void demo_shift_records(const struct demo_plan *p, const struct demo_shift *s,
    struct demo_record *into);
/* What a partner of the town reports about the ground of a shift; NULL when none does. */
const struct demo_partner *demo_report(const struct demo *d, const struct demo_shift *s,
    struct demo_record *out);
/* -- tables, as import_table takes them; identifiers "REN-2025-000123", "V-REN-2025-00123" and
 * "M-0123" are in order of time. ------------------------------------------------------------ */

void demo_shift_table(struct arena *a, const struct demo_plan *p, struct table *out);
void demo_intervention_table(struct arena *a, const struct demo_plan *p, struct table *out);
void demo_report_table(struct arena *a, const struct demo_plan *p, struct table *out);

/* Shows what the file printed beside what the store's records give; returns the exit status. */
struct cli;
int demo_compare(struct cli *c, struct str path);

#endif
