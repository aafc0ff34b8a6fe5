/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The one way in, on both engines: versions, conflicts, the chain, and what shows when it is touched. */
#include "record/journal.h"

#include "engines.h"

static struct codes *codes;

static struct store *
new_store(struct arena *a, enum store_engine engine)
{
	struct store *s = empty_store(a, engine);
	struct err e = { 0 };
	int from, to;
	int64_t added;

	if (store_begin(s, &e) && migrate_run(s, &from, &to, &e) && schema_update(s, &e) &&
	    codes_load(s, &added, &e) && store_commit(s, &e) && codes_open(s, a, &codes, &e))
		return s;
	printf("Bail out! %s\n", e.text);
	exit(1);
}

static struct uuid
id_of(int64_t n)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)n);
	return uuid_v8(n, str_of(text));
}

static struct record
agency(struct arena *a, int64_t n, const char *name)
{
	struct record r = { .reg = reg_find(STR("agency")), .id = id_of(n) };

	r.cells = arena_array(a, struct cell, r.reg->n_fields);
	*record_cell(&r, "name") = (struct cell){ .set = true, .s = str_of(name) };
	return r;
}

static struct record
shift(struct arena *a, int64_t n, size_t team)
{
	struct record r = { .reg = reg_find(STR("shift")), .id = id_of(n) };
	struct uuid *us = arena_array(a, struct uuid, team);

	for (size_t i = 0; i < team; i++)
		us[i] = id_of(1000 + (int64_t)i);
	r.cells = arena_array(a, struct cell, r.reg->n_fields);
	*record_cell(&r, "scheme") = (struct cell){ .set = true, .u = id_of(500) };
	*record_cell(&r, "date") = (struct cell){ .set = true, .i = 20000 };
	*record_cell(&r, "planned_start") = (struct cell){ .set = true, .i = 840 };
	*record_cell(&r, "planned_end") = (struct cell){ .set = true, .i = 1260 };
	*record_cell(&r, "team") = (struct cell){ .set = true, .n = (uint8_t)team, .us = us };
	return r;
}

struct hand {
	struct store *s;
	struct journal *j;
	int64_t clash;
	struct err e;
};

/* One change in a transaction of its own; a negative result: it failed. */
static int
put_change(struct hand *h, const struct change *c)
{
	enum change_result result = CHANGE_NONE;

	if (!store_begin(h->s, &h->e))
		return -1;
	if (journal_begin(h->j, &h->e) && journal_put(h->j, c, &result, &h->clash, &h->e) &&
	    store_commit(h->s, &h->e))
		return (int)result;
	printf("# %s\n", h->e.text);
	store_rollback(h->s);
	return -1;
}

static int
put(struct hand *h, struct record *r)
{
	struct change c = { .record = r, .at = 1700000000000, .actor = STR("test") };

	return put_change(h, &c);
}

static struct journal_check
verified(struct store *s)
{
	struct journal_check out = { .broken_at = -1 };
	struct err e = { 0 };

	if (!journal_verify(s, codes, &out, &e)) {
		printf("# %s\n", e.text);
		out.broken_at = -1;
	}
	return out;
}

static bool
whole(struct store *s, int64_t entries, int64_t records)
{
	struct journal_check c = verified(s);

	if (c.broken_at == 0 && c.differing == 0 && c.entries == entries && c.records == records)
		return true;
	printf("# %lld entries, broken at %lld, %lld records, %lld differ\n", (long long)c.entries,
	    (long long)c.broken_at, (long long)c.records, (long long)c.differing);
	return false;
}

/* -- versions -------------------------------------------------------------------------------- */

static bool
stands(struct store *s, struct arena *a, int64_t n, int64_t version, const char *name)
{
	struct uuid id = id_of(n);
	struct record r;
	struct err e = { 0 };
	bool found;

	return record_read(s, codes, reg_find(STR("agency")), &id, a, &r, &found, &e) && found &&
	    r.version == version && str_is(record_cell(&r, "name")->s, name);
}

static void
versions(enum store_engine engine)
{
	const char *name = engine_name(engine);
	struct arena a;
	struct hand h = { 0 };
	struct record r, again;
	struct change c = { .record = &r, .at = 1700000001000, .actor = STR("test"), .any_base = true };
	int64_t pos = -1;

	arena_init(&a);
	h.s = new_store(&a, engine);
	OK(journal_open(h.s, codes, &a, &h.j, &h.e) && journal_position(h.s, &pos, &h.e) && pos == 0 &&
	    whole(h.s, 0, 0), "%s: a fresh journal is empty and whole", name);
	r = agency(&a, 1, "Nord");
	OK(put(&h, &r) == CHANGE_NEW && r.version == 1 && stands(h.s, &a, 1, 1, "Nord"),
	    "%s: a new record has the journal's position as its version", name);
	OK(put(&h, &r) == CHANGE_NONE && r.version == 1 && journal_position(h.s, &pos, &h.e) && pos == 1,
	    "%s: the same again writes nothing", name);
	*record_cell(&r, "name") = (struct cell){ .set = true, .s = STR("Sud") };
	OK(put(&h, &r) == CHANGE_VERSION && r.version == 2 && stands(h.s, &a, 1, 2, "Sud"),
	    "%s: a change on the version that stands is a new version", name);
	again = agency(&a, 1, "Est");
	again.version = 1;
	OK(put(&h, &again) == CHANGE_CONFLICT && stands(h.s, &a, 1, 2, "Sud") &&
	    journal_position(h.s, &pos, &h.e) && pos == 2,
	    "%s: a change on an older version is a conflict and writes nothing", name);
	again = agency(&a, 1, "Sud");
	again.version = 1;
	OK(put(&h, &again) == CHANGE_NONE && again.version == 2,
	    "%s: the same content on an older version is no conflict", name);
	r = agency(&a, 1, "Ouest");
	OK(put_change(&h, &c) == CHANGE_VERSION && stands(h.s, &a, 1, 3, "Ouest"),
	    "%s: an import changes whatever version stands", name);
	*record_cell(&r, "address") = (struct cell){ .set = true, .s = STR("Quai") };
	OK(put(&h, &r) == CHANGE_VERSION, "%s: a field is filled", name);
	*record_cell(&r, "address") = (struct cell){ .set = false };
	OK(put(&h, &r) == CHANGE_VERSION &&
	    one_number(h.s, "SELECT count(*) FROM agency WHERE address IS NULL") == 1,
	    "%s: and emptied", name);
	r.deleted = true;
	OK(put(&h, &r) == CHANGE_VERSION && one_number(h.s, "SELECT deleted FROM agency") == 1 &&
	    put(&h, &r) == CHANGE_NONE, "%s: a deleted record keeps its row", name);
	r.deleted = false;
	OK(put(&h, &r) == CHANGE_VERSION && stands(h.s, &a, 1, 7, "Ouest"), "%s: and comes back", name);
	OK(whole(h.s, 7, 1), "%s: the row is what its entries add up to", name);
	OK(one_number(h.s, "SELECT made_at FROM agency") == 1700000000000,
	    "%s: the day on which it was made stays", name);
	store_close(h.s);
	arena_release(&a);
}

static void
lists(enum store_engine engine)
{
	const char *name = engine_name(engine);
	struct arena a;
	struct hand h = { 0 };
	struct record r;
	int64_t version;

	arena_init(&a);
	h.s = new_store(&a, engine);
	(void)!journal_open(h.s, codes, &a, &h.j, &h.e);
	r = shift(&a, 2, 4);
	OK(put(&h, &r) == CHANGE_NEW && one_number(h.s, "SELECT count(*) FROM shift_team") == 4,
	    "%s: a list has a row for each item", name);
	version = r.version;
	r = shift(&a, 2, 2);
	r.version = version;
	OK(put(&h, &r) == CHANGE_VERSION && one_number(h.s, "SELECT count(*) FROM shift_team") == 2 &&
	    whole(h.s, 2, 1), "%s: a shorter list leaves none of the old rows", name);
	*record_cell(&r, "team") = (struct cell){ .set = false };
	OK(put(&h, &r) == CHANGE_VERSION && one_number(h.s, "SELECT count(*) FROM shift_team") == 0 &&
	    whole(h.s, 3, 1), "%s: an emptied list leaves none at all", name);
	store_close(h.s);
	arena_release(&a);
}

static void
clashes(enum store_engine engine)
{
	const char *name = engine_name(engine);
	struct arena a;
	struct hand h = { 0 };
	struct record r;
	struct uuid batch = id_of(77), later = id_of(78);
	struct change c = {
		.record = &r, .at = 1, .actor = STR("cli"), .batch = batch, .line = 5, .any_base = true,
	};

	arena_init(&a);
	h.s = new_store(&a, engine);
	(void)!journal_open(h.s, codes, &a, &h.j, &h.e);
	r = agency(&a, 1, "Nord");
	OK(put_change(&h, &c) == CHANGE_NEW, "%s: an import writes", name);
	c.line = 9;
	OK(put_change(&h, &c) == CHANGE_NONE, "%s: the same line again in one file is nothing", name);
	r = agency(&a, 1, "Sud");
	OK(put_change(&h, &c) == CHANGE_CLASH && h.clash == 5 && stands(h.s, &a, 1, 1, "Nord"),
	    "%s: another content under the same identifier in one file clashes with its line", name);
	c.batch = later;
	OK(put_change(&h, &c) == CHANGE_VERSION && stands(h.s, &a, 1, 2, "Sud") && whole(h.s, 2, 1),
	    "%s: in another file it is a new version", name);
	store_close(h.s);
	arena_release(&a);
}

/* A change that speaks of some fields only, as an import without the others' columns. */
static void
given(enum store_engine engine)
{
	const char *name = engine_name(engine);
	struct arena a;
	struct hand h = { 0 };
	struct record r;
	bool *speaks;
	struct change c = { .record = &r, .at = 1, .actor = STR("cli"), .any_base = true };

	arena_init(&a);
	h.s = new_store(&a, engine);
	(void)!journal_open(h.s, codes, &a, &h.j, &h.e);
	r = agency(&a, 1, "Nord");
	r.source_id = STR("N");
	*record_cell(&r, "address") = (struct cell){ .set = true, .s = STR("Quai") };
	OK(put_change(&h, &c) == CHANGE_NEW, "%s: a record", name);
	c.given = speaks = arena_array(&a, bool, r.reg->n_fields);
	speaks[reg_field(r.reg, STR("name"))] = true;
	r = agency(&a, 1, "Nord");
	OK(put_change(&h, &c) == CHANGE_NONE, "%s: what a change does not speak of is no difference", name);
	r = agency(&a, 1, "Sud");
	OK(put_change(&h, &c) == CHANGE_VERSION && stands(h.s, &a, 1, 2, "Sud") &&
	    one_number(h.s, "SELECT count(*) FROM agency WHERE address = 'Quai' AND source_id = 'N'") == 1 &&
	    one_number(h.s, "SELECT count(*) FROM journal WHERE pos = 2 AND "
	        "fields = '{\"name\":\"Sud\"}'") == 1 &&
	    whole(h.s, 2, 1), "%s: and stays as it stood in a new version", name);
	r = agency(&a, 1, "Sud");
	c.given = NULL;
	OK(put_change(&h, &c) == CHANGE_VERSION &&
	    one_number(h.s, "SELECT count(*) FROM agency WHERE address IS NULL") == 1,
	    "%s: what it says to be empty is emptied", name);
	store_close(h.s);
	arena_release(&a);
}

static void
astray(enum store_engine engine)
{
	const char *name = engine_name(engine);
	struct arena a;
	struct hand h = { 0 };
	struct record r;
	struct journal_check seen;

	arena_init(&a);
	h.s = new_store(&a, engine);
	(void)!journal_open(h.s, codes, &a, &h.j, &h.e);
	r = shift(&a, 2, 3);
	OK(put(&h, &r) == CHANGE_NEW, "%s: a shift of nobody in no scheme", name);
	seen = verified(h.s);
	OK(seen.broken_at == 0 && seen.differing == 0 && seen.astray == 4 &&
	    strcmp(seen.astray_reg->name, "shift") == 0 && strcmp(seen.astray_field->name, "scheme") == 0,
	    "%s: each reference that leads nowhere is counted, also those of a list", name);
	store_close(h.s);
	arena_release(&a);
}

/* Whatever fails, neither the row nor the entry is there without the other. */
static void
undone(enum store_engine engine)
{
	const char *name = engine_name(engine);
	struct arena a;
	struct hand h = { 0 };
	struct record r;
	struct change c = { .record = &r, .at = 1, .actor = STR("test") };
	enum change_result result;

	arena_init(&a);
	h.s = new_store(&a, engine);
	(void)!journal_open(h.s, codes, &a, &h.j, &h.e);
	r = agency(&a, 1, "Nord");
	OK(store_begin(h.s, &h.e) && journal_begin(h.j, &h.e) &&
	    journal_put(h.j, &c, &result, &h.clash, &h.e) && result == CHANGE_NEW, "%s: a change", name);
	store_rollback(h.s);
	OK(whole(h.s, 0, 0), "%s: that is rolled back leaves neither row nor entry", name);
	r = agency(&a, 1, "Nord");
	OK(put(&h, &r) == CHANGE_NEW && r.version == 1 && whole(h.s, 1, 1),
	    "%s: and the chain goes on where it stood", name);
	store_close(h.s);
	arena_release(&a);
}

/* -- tampering ------------------------------------------------------------------------------- */

static struct store *
written(struct arena *a, enum store_engine engine)
{
	struct hand h = { .s = new_store(a, engine) };
	bool good = journal_open(h.s, codes, a, &h.j, &h.e) && store_begin(h.s, &h.e) &&
	    journal_begin(h.j, &h.e);
	struct uuid batch = id_of(77);
	enum change_result result;

	for (int64_t i = 0; good && i < 10; i++) {
		struct record r = i % 2 == 0 ? agency(a, i, "Nord") : shift(a, i, 3);
		struct change c = {
			.record = &r, .at = 1700000000000 + i, .actor = STR("test"), .device = STR("phone"),
			.batch = batch, .line = i + 2, .any_base = true,
		};

		r.source_id = STR("own");
		good = journal_put(h.j, &c, &result, &h.clash, &h.e) && result == CHANGE_NEW;
	}
	return good && store_commit(h.s, &h.e) ? h.s : NULL;
}

static void
tampering(enum store_engine engine)
{
	/* Of what a hand from outside does: where the chain breaks (0: it does not), and how many records
	 * are not what their entries add up to. */
	static const struct {
		const char *what, *sql;
		int64_t broken_at, differing;
	} hands[] = {
		{ "a name in a row", "UPDATE agency SET name = 'Nors' WHERE version = 3", 0, 1 },
		{ "a row's own id", "UPDATE agency SET source_id = 'owm' WHERE version = 3", 0, 1 },
		{ "a row's version", "UPDATE agency SET version = 4 WHERE version = 3", 0, 1 },
		{ "a row marked as deleted", "UPDATE agency SET deleted = 1 WHERE version = 3", 0, 1 },
		{ "who made a row", "UPDATE agency SET made_by = 'tesu' WHERE version = 3", 0, 1 },
		{ "when a row was made", "UPDATE agency SET made_at = 1 WHERE version = 3", 0, 1 },
		{ "a row taken away", "DELETE FROM agency WHERE version = 3", 0, 1 },
		{ "a row put in", "INSERT INTO agency SELECT structure, $copy, source_id, version, made_at, "
		    "made_by, changed_at, deleted, name, address, opened, closed FROM agency "
		    "WHERE version = 3", 0, 1 },
		{ "a list's item taken away", "DELETE FROM shift_team WHERE i = 2", 0, 5 },
		{ "a list's item changed", "UPDATE shift_team SET ref = $copy WHERE i = 0", 0, 5 },
		{ "an entry's time", "UPDATE journal SET at = at + 1 WHERE pos = 4", 4, 1 },
		{ "an entry's actor", "UPDATE journal SET actor = 'tesu' WHERE pos = 4", 4, 1 },
		{ "an entry's device", "UPDATE journal SET device = NULL WHERE pos = 4", 4, 0 },
		{ "an entry's reason", "UPDATE journal SET reason = 'mended' WHERE pos = 4", 4, 0 },
		{ "an entry's base", "UPDATE journal SET base = 1 WHERE pos = 4", 4, 0 },
		{ "an entry's line", "UPDATE journal SET line = 1 WHERE pos = 4", 4, 0 },
		{ "an entry's batch", "UPDATE journal SET batch = NULL WHERE pos = 4", 4, 0 },
		{ "an entry's register", "UPDATE journal SET register = 'town' WHERE pos = 5", 5, 2 },
		{ "an entry's record", "UPDATE journal SET record = $copy WHERE pos = 5", 5, 2 },
		{ "an entry's fields",
		    "UPDATE journal SET fields = replace(fields, 'Nord', 'Norr') WHERE pos = 5", 5, 1 },
		{ "an entry's fields and its row, alike",
		    "UPDATE journal SET fields = replace(fields, 'Nord', 'Norr') WHERE pos = 5; "
		    "UPDATE agency SET name = 'Norr' WHERE version = 5", 5, 0 },
		{ "an entry's fields made no JSON", "UPDATE journal SET fields = '{' WHERE pos = 5", 5, 1 },
		{ "an entry's hash", "UPDATE journal SET hash = $copy WHERE pos = 4", 4, 0 },
		{ "the last entry's hash", "UPDATE journal SET hash = $copy WHERE pos = 10", 10, 0 },
		{ "the first entry taken away", "DELETE FROM journal WHERE pos = 1", 2, 1 },
		{ "an entry in the middle taken away", "DELETE FROM journal WHERE pos = 5", 6, 1 },
		{ "the last entry taken away", "DELETE FROM journal WHERE pos = 10", 0, 1 },
		{ "two entries exchanged", "UPDATE journal SET pos = 99 WHERE pos = 5; "
		    "UPDATE journal SET pos = 5 WHERE pos = 7; UPDATE journal SET pos = 7 WHERE pos = 99", 5, 2 },
		{ "an entry put in", "INSERT INTO journal SELECT structure, 11, at, actor, device, register, "
		    "record, base, batch, line, reason, fields, hash FROM journal WHERE pos = 5", 11, 1 },
	};
	const char *name = engine_name(engine);
	struct arena a;
	struct store *s;

	arena_init(&a);
	s = written(&a, engine);
	if (!OK(s != NULL && whole(s, 10, 10), "%s: ten records, whole", name))
		return;
	for (size_t i = 0; i < COUNT(hands); i++) {
		struct journal_check c;
		struct str rest = str_of(hands[i].sql), one;
		const char *copy = engine == STORE_SQLITE ? "X'00112233445566778899aabbccddeeff'"
		                                          : "'\\x00112233445566778899aabbccddeeff'::bytea";
		struct err e = { 0 };

		(void)!store_begin(s, &e);
		/* What is checked must be committed: it is read through other connections too. */
		while (str_cut(&rest, ';', &one)) {
			const char *sql = str_fmt(&a, STR_F, STR_A(one)).p, *at = strstr(sql, "$copy");

			if (at != NULL)
				sql = str_fmt(&a, "%.*s%s%s", (int)(at - sql), sql, copy, at + 5).p;
			run_sql(s, sql);
		}
		(void)!store_commit(s, &e);
		c = verified(s);
		if (!OK(c.broken_at == hands[i].broken_at && c.differing == hands[i].differing &&
		    (c.broken_at != 0 || c.differing != 0), "%s: %s shows", name, hands[i].what))
			printf("# broken at %lld, %lld differ\n", (long long)c.broken_at, (long long)c.differing);
		store_close(s);
		s = written(&a, engine);
	}
	store_close(s);
	arena_release(&a);
}

int
main(void)
{
	lang_use(LANG_EN);
	on_engines(versions);
	on_engines(lists);
	on_engines(clashes);
	on_engines(given);
	on_engines(astray);
	on_engines(undone);
	on_engines(tampering);
	remove_engines();
	return tap_done();
}
