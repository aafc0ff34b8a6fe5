/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A small operator for tests of lists and searches: places, shifts and interventions by number, always the
 * same; everything known by its kind and number ("scheme-1").
 */
#ifndef MAILLAGE_TESTS_WORLD_H
#define MAILLAGE_TESTS_WORLD_H

#include "base/text.h"
#include "record/access.h"
#include "record/find.h"
#include "record/journal.h"

#include "engines.h"

#define SCHEMES 4
#define STAFF 6
#define SHIFTS 40
#define ACTS 500

struct world {
	struct arena a;
	struct store *s;
	struct codes *codes;
	struct journal *j;
	const char *name;
	struct record *acts, *shifts, *schemes, *sectors;
	struct err e;
	uint64_t random;
};

static inline uint64_t
dice(struct world *w, uint64_t n)
{
	w->random = w->random * 6364136223846793005u + 1442695040888963407u;
	return (w->random >> 33) % n;
}

static inline struct uuid
id_of(const char *what, int64_t n)
{
	char text[40];

	snprintf(text, sizeof(text), "%s %lld", what, (long long)n);
	return uuid_v8(n % 7, str_of(text));
}

static inline struct record
blank(struct world *w, const char *reg, int64_t n)
{
	struct record r = { .reg = reg_find(str_of(reg)), .id = id_of(reg, n) };

	r.cells = arena_array(&w->a, struct cell, r.reg->n_fields);
	r.source_id = str_fmt(&w->a, "%s-%lld", reg, (long long)n);
	return r;
}

/* As a record with an own id has it (interventions: with the scheme). */
static inline void
own_identity(struct record *r)
{
	int scheme = r->reg->scope != NULL ? reg_field(r->reg, str_of(r->reg->scope)) : -1;
	struct buf b;

	buf_init(&b);
	r->id = record_own_id(&b, r->reg, r->source_id, scheme >= 0 ? &r->cells[scheme].u : NULL);
	buf_release(&b);
}

static inline void
set_int(struct record *r, const char *field, int64_t v)
{
	*record_cell(r, field) = (struct cell){ .set = true, .i = v };
}

static inline void
set_text(struct record *r, const char *field, const char *v)
{
	*record_cell(r, field) = (struct cell){ .set = true, .s = str_of(v) };
}

static inline void
set_ref(struct record *r, const char *field, const char *reg, int64_t n)
{
	*record_cell(r, field) = (struct cell){ .set = true, .u = id_of(reg, n) };
}

static inline void
set_code(struct world *w, struct record *r, const char *field, const char *code)
{
	const struct field *f = &r->reg->fields[reg_field(r->reg, str_of(field))];

	set_int(r, field, code_find(codes_list(w->codes, f->codes), str_of(code)));
}

static inline void
put(struct world *w, struct record *r, const char *actor)
{
	struct change c = { .record = r, .at = 1700000000000 + (int64_t)dice(w, 40) * 86400000,
	    .any_base = true };
	enum change_result result;
	int64_t clash;

	c.actor = str_of(actor);
	if (!journal_put(w->j, &c, &result, &clash, &w->e)) {
		printf("Bail out! %s\n", w->e.text);
		exit(1);
	}
	r->made_by = c.actor;
	r->made_at = r->changed_at = c.at;
}

static inline void
make_places(struct world *w)
{
	static const char *const sectors[] = { "Cleunay", "Écoles nord", "école du Gué", "Zone été",
	    "Bréquigny", "Été" };
	struct record r;

	for (int64_t i = 0; i < 2; i++) {
		r = blank(w, "agency", i);
		set_text(&r, "name", i == 0 ? "Ouest" : "Est");
		put(w, &r, "cli");
		r = blank(w, "town", i);
		set_text(&r, "name", i == 0 ? "Rennes" : "Nancy");
		set_text(&r, "insee_code", "35238");
		set_ref(&r, "agency", "agency", i);
		put(w, &r, "cli");
	}
	r = blank(w, "client", 0);
	set_text(&r, "name", "Ville");
	set_code(w, &r, "kind", "town");
	put(w, &r, "cli");
	w->schemes = arena_array(&w->a, struct record, SCHEMES);
	for (int64_t i = 0; i < SCHEMES; i++) {
		r = blank(w, "scheme", i);
		set_text(&r, "name",
		    i == 0 ? "Rennes – été" : i == 1 ? "rennes nuit" : i == 2 ? "L’Écluse" : "100 %_fou");
		set_code(w, &r, "form", "FJ");
		set_ref(&r, "agency", "agency", i / 2);
		set_ref(&r, "town", "town", i / 2);
		set_ref(&r, "client", "client", 0);
		set_int(&r, "start", 20000);
		put(w, &r, "cli");
		w->schemes[i] = r;
	}
	w->sectors = arena_array(&w->a, struct record, COUNT(sectors));
	for (int64_t i = 0; i < (int64_t)COUNT(sectors); i++) {
		r = blank(w, "sector", i);
		set_text(&r, "name", sectors[i]);
		set_ref(&r, "town", "town", i % 2);
		if (i % 3 == 0)
			*record_cell(&r, "lon") = (struct cell){ .set = true, .r = 1.5 - (double)i / 2 };
		put(w, &r, "cli");
		w->sectors[i] = r;
	}
	for (int64_t i = 0; i < STAFF; i++) {
		r = blank(w, "staff", i);
		set_code(w, &r, "role", "mediator");
		set_ref(&r, "agency", "agency", i / 3);
		put(w, &r, "cli");
	}
}

static inline void
make_shifts(struct world *w)
{
	w->shifts = arena_array(&w->a, struct record, SHIFTS);
	for (int64_t i = 0; i < SHIFTS; i++) {
		struct record r = blank(w, "shift", i);
		struct uuid *us = arena_array(&w->a, struct uuid, 2);

		us[0] = id_of("staff", (int64_t)dice(w, STAFF));
		us[1] = id_of("staff", (int64_t)dice(w, STAFF));
		set_ref(&r, "scheme", "scheme", (int64_t)dice(w, SCHEMES));
		set_int(&r, "date", 20000 + (int64_t)dice(w, 20));
		set_int(&r, "planned_start", 840);
		set_int(&r, "planned_end", 1260);
		*record_cell(&r, "team") = (struct cell){ .set = true, .n = 1 + (uint8_t)dice(w, 2), .us = us };
		set_code(w, &r, "state", dice(w, 3) == 0 ? "cancelled" : "planned");
		own_identity(&r);
		put(w, &r, dice(w, 5) == 0 ? "leo" : "cli");
		w->shifts[i] = r;
	}
}

static inline void
make_acts(struct world *w)
{
	static const char *const kinds[] = { "PA1", "PA2", "GC1", "VT1" }, *const themes[] = { "T10",
	    "T11", "T20" };
	static const char *const words[] = { "Bruit le soir", "bruits à l’école", "RAS",
	    "Élève perdu, 50 % d’avance",
	    "rue_basse" };
	static const char *const actors[] = { "cli", "leo", "zoe" };

	w->acts = arena_array(&w->a, struct record, ACTS);
	for (int64_t i = 0; i < ACTS; i++) {
		struct record r = blank(w, "intervention", i);
		int64_t day = 20000 + (int64_t)dice(w, 25);

		set_ref(&r, "scheme", "scheme", (int64_t)dice(w, SCHEMES));
		own_identity(&r);
		set_int(&r, "date", day + (int64_t)dice(w, 2));
		set_int(&r, "service_date", day);
		set_int(&r, "start", (int64_t)dice(w, 1440));
		set_int(&r, "duration_min", (int64_t)dice(w, 60));
		set_code(w, &r, "place_kind", "LP1");
		set_code(w, &r, "kind", kinds[dice(w, COUNT(kinds))]);
		set_code(w, &r, "state", dice(w, 3) == 0 ? "validated" : "sent");
		set_int(&r, "weak_signal", (int64_t)dice(w, 2));
		if (dice(w, 3) > 0)
			set_code(w, &r, "theme", themes[dice(w, COUNT(themes))]);
		if (dice(w, 2) > 0)
			set_ref(&r, "sector", "sector", (int64_t)dice(w, 6));
		if (dice(w, 2) > 0)
			*record_cell(&r, "shift") = (struct cell){ .set = true, .u = w->shifts[dice(w, SHIFTS)].id };
		if (dice(w, 2) > 0)
			set_text(&r, "comment", words[dice(w, COUNT(words))]);
		if (dice(w, 2) > 0)
			set_int(&r, "tension_before", (int64_t)dice(w, 5));
		if (dice(w, 2) > 0)
			*record_cell(&r, "lon") = (struct cell){ .set = true, .r = (double)dice(w, 20) / 7 };
		if (dice(w, 2) > 0) {
			uint16_t *codes = arena_array(&w->a, uint16_t, 2);

			codes[0] = (uint16_t)dice(w, 10);
			codes[1] = (uint16_t)(10 + dice(w, 5));
			*record_cell(&r, "actions") = (struct cell){ .set = true, .n = 2, .codes = codes };
		}
		if (dice(w, 3) == 0) {
			struct fact *facts = arena_array(&w->a, struct fact, 1);

			facts[0] = (struct fact){ (uint16_t)dice(w, 6), 1, 1 };
			*record_cell(&r, "facts") = (struct cell){ .set = true, .n = 1, .facts = facts };
		}
		put(w, &r, actors[dice(w, COUNT(actors))]);
		if (dice(w, 12) == 0) {
			struct record gone = r;

			gone.deleted = true;
			put(w, &gone, "zoe");
			r.deleted = true;
		}
		w->acts[i] = r;
	}
}

static inline void
open_world(struct world *w, enum store_engine engine)
{
	int from, to;
	int64_t added;

	*w = (struct world){ .name = engine_name(engine), .random = 7 };
	arena_init(&w->a);
	w->s = empty_store(&w->a, engine);
	if (!store_begin(w->s, &w->e) || !migrate_run(w->s, &from, &to, &w->e) || !schema_update(w->s, &w->e) ||
	    !codes_load(w->s, &added, &w->e) || !store_commit(w->s, &w->e) ||
	    !codes_open(w->s, &w->a, &w->codes, &w->e) || !journal_open(w->s, w->codes, &w->a, &w->j, &w->e) ||
	    !store_begin(w->s, &w->e) || !journal_begin(w->j, &w->e)) {
		printf("Bail out! %s\n", w->e.text);
		exit(1);
	}
	make_places(w);
	make_shifts(w);
	make_acts(w);
	if (!store_commit(w->s, &w->e)) {
		printf("Bail out! %s\n", w->e.text);
		exit(1);
	}
}

static inline struct str
folded(struct world *w, struct str s)
{
	struct buf b;

	buf_init_in(&b, &w->a);
	text_fold(&b, s);
	return buf_text(&b);
}

static inline bool
reach_for(struct world *w, enum role role, struct reach *out)
{
	struct uuid *schemes = arena_array(&w->a, struct uuid, 1);
	struct reach_given given = { .role = role, .login = STR("leo"), .staff = id_of("staff", 1) };

	schemes[0] = id_of("scheme", 1);
	given.schemes = (struct uuid_set){ schemes, 1 };
	return reach_expand(w->s, &given, &w->a, out, &w->e);
}

#endif
