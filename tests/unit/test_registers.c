/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Every register's table of fields: whether what it says can be, and whether a record of random values
 * comes back the same from its row, its JSON, CSV and XLSX, on both engines.
 */
#include "base/text.h"
#include "record/access.h"
#include "record/cell.h"
#include "record/export.h"
#include "record/formula.h"
#include "record/journal.h"
#include "record/row.h"
#include "record/table.h"
#include "record/vault.h"
#include "rules/guard.h"

#include "engines.h"

#define RECORDS 12 /* random ones a register */

/* -- what the tables say ----------------------------------------------------------------------- */

static bool
complain(const struct reg *g, const struct field *f, const char *what)
{
	printf("# %s%s%s: %s\n", g->name, f != NULL ? "." : "", f != NULL ? f->name : "", what);
	return false;
}

/* A name that is a column, a JSON key and a header alike. */
static bool
is_name(const char *s, bool upper)
{
	size_t n = strlen(s);

	if (n == 0 || n > 40 || !(upper ? true : s[0] >= 'a' && s[0] <= 'z'))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!((s[i] >= 'a' && s[i] <= 'z') || (s[i] >= '0' && s[i] <= '9') || s[i] == '_' ||
		    (upper && s[i] >= 'A' && s[i] <= 'Z')))
			return false;
	return true;
}

static bool
names_are_good(const struct reg *g)
{
	static const char *const taken[] = { "structure", "id", "source_id", "version", "made_at", "changed_at",
		"made_by", "deleted", "record", "_line", "_reason", "identifiant" };
	bool good = is_name(g->name, false) || complain(g, NULL, "name");

	for (size_t i = 0; i < g->n_fields; i++) {
		const struct field *f = &g->fields[i];

		good = (is_name(f->name, true) || complain(g, f, "name")) && good;
		for (size_t k = 0; k < COUNT(taken); k++)
			if (strcmp(f->name, taken[k]) == 0)
				good = complain(g, f, "is a name of the house");
		for (size_t k = 0; k < i; k++)
			if (strcasecmp(f->name, g->fields[k].name) == 0)
				good = complain(g, f, "stands twice");
		/* Child tables are named REGISTER_FIELD. */
		for (size_t k = 0; k < n_registers; k++) {
			size_t n = strlen(g->name);

			if (!field_has_column(f) && strncmp(registers[k]->name, g->name, n) == 0 &&
			    registers[k]->name[n] == '_' && strcmp(registers[k]->name + n + 1, f->name) == 0)
				good = complain(g, f, "its table is a register");
		}
	}
	return good;
}

/* In the catalogue, if only as the same word; "F 0-10" is the same in any language. */
static bool
is_translated(const char *text)
{
	bool found = text == NULL || strpbrk(text, "abcdefghijklmnopqrstuvwxyz") == NULL;

	lang_use(LANG_FR);
	found = found || lang_text(text) != text;
	lang_use(LANG_EN);
	return found;
}

static bool
words_are_translated(const struct reg *g)
{
	bool good = (g->label != NULL && is_translated(g->label)) || complain(g, NULL, "label");

	for (size_t i = 0; i < g->n_fields; i++) {
		const struct field *f = &g->fields[i];

		good = ((f->label != NULL && is_translated(f->label)) || complain(g, f, "label")) && good;
		good = (is_translated(f->help) || complain(g, f, "help")) && good;
		good = (is_translated(f->unit) || complain(g, f, "unit")) && good;
	}
	return good;
}

static size_t
place_of(const char *name)
{
	for (size_t i = 0; i < n_registers; i++)
		if (strcmp(registers[i]->name, name) == 0)
			return i;
	return SIZE_MAX;
}

static bool
is_list(enum field_type t)
{
	return t == FIELD_CODES || t == FIELD_REFS || t == FIELD_FACTS;
}

static bool
fields_are_good(const struct reg *g, size_t place, const struct codes *codes)
{
	bool good = true;

	for (size_t i = 0; i < g->n_fields; i++) {
		const struct field *f = &g->fields[i];
		bool coded = f->type == FIELD_CODE || f->type == FIELD_CODES || f->type == FIELD_FACTS ||
		    f->type == FIELD_SLOTS;
		bool refers = f->type == FIELD_REF || f->type == FIELD_REFS;

		if (coded != (f->codes != NULL) || (coded && codes_list(codes, f->codes) == NULL))
			good = complain(g, f, "its code list");
		if (refers != (f->ref != NULL) || (refers && place_of(f->ref) > place))
			good = complain(g, f, "the register that it refers to stands before");
		if (f->max < f->min && f->max != 0)
			good = complain(g, f, "its range");
		if (is_list(f->type) && f->max > LIST_MAX)
			good = complain(g, f, "its length");
		if ((f->flags & FIELD_REQUIRED) != 0 && (f->flags & FIELD_DERIVED) != 0)
			good = complain(g, f, "asked for and worked out");
		if ((f->flags & (FIELD_GROW | FIELD_LOCAL)) != 0 && f->type != FIELD_REF)
			good = complain(g, f, "a flag of references");
		if (f->type == FIELD_TEXT && f->personal == PERSONAL_UNSAID)
			good = complain(g, f, "a text says what it may tell about people (.personal)");
		/* What people write about people is guarded. */
		if (f->personal == PERSONAL_TEXT && (f->flags & FIELD_GUARDED) == 0)
			good = complain(g, f, "free text without a guard");
		if ((f->flags & FIELD_SEALED) != 0 && (f->type != FIELD_TEXT || (f->flags & (FIELD_INDEXED |
		    FIELD_FIXED | FIELD_DERIVED | FIELD_REQUIRED)) != 0))
			good = complain(g, f, "what is sealed is a text of its own, not asked for");
		if ((f->personal == PERSONAL_IDENTITY) != ((f->flags & FIELD_SEALED) != 0))
			good = complain(g, f, "who somebody is, and only that, is sealed");
	}
	return good;
}

static bool
somebody_unseals(const struct reg *g)
{
	for (int r = ROLE_NONE + 1; r < N_ROLES; r++)
		if (g->access->may[r][OP_REVEAL] != REACH_NONE)
			return true;
	return false;
}

static bool
register_is_good(const struct reg *g)
{
	bool good = g->access != NULL || complain(g, NULL, "access");

	if (g->title != NULL && reg_field(g, str_of(g->title)) < 0)
		good = complain(g, NULL, "its title");
	if (g->scope != NULL && (reg_field(g, str_of(g->scope)) < 0 ||
	    g->fields[reg_field(g, str_of(g->scope))].type != FIELD_REF))
		good = complain(g, NULL, "its scope");
	if (g->team != NULL && (reg_field(g, str_of(g->team)) < 0 ||
	    g->fields[reg_field(g, str_of(g->team))].type != FIELD_REFS))
		good = complain(g, NULL, "its team");
	if (g->title != NULL && (g->fields[reg_field(g, str_of(g->title))].flags & FIELD_SEALED) != 0)
		good = complain(g, NULL, "its title is sealed");
	if (reg_has_sealed(g) && !somebody_unseals(g))
		good = complain(g, NULL, "it seals texts that nobody may read (OP_REVEAL in its matrix)");
	if (g->within != NULL && strcmp(g->within, "id") != 0 && reg_field(g, str_of(g->within)) < 0)
		good = complain(g, NULL, "its reach");
	if (g->keep.from != NULL && (reg_field(g, str_of(g->keep.from)) < 0 ||
	    g->fields[reg_field(g, str_of(g->keep.from))].type != FIELD_DATE))
		good = complain(g, NULL, "the day from which it is kept");
	for (size_t i = 0; g->many && i < n_registers; i++)
		for (size_t k = 0; k < registers[i]->n_fields; k++)
			/* But its own: a saver asks the store for those (lookup_use). */
			if (registers[i] != g && registers[i]->fields[k].ref != NULL &&
			    strcmp(registers[i]->fields[k].ref, g->name) == 0)
				good = complain(g, &registers[i]->fields[k], "refers to what is not held");
	return good;
}

/* Whether a header means this field. */
static bool
answers_to(const struct field *f, struct str folded)
{
	struct str rest = str_of(f->aliases), one;
	struct buf b;
	bool yes = str_is(folded, f->name);

	buf_init(&b);
	for (int l = LANG_FR; l <= LANG_EN; l++) {
		lang_use((enum lang)l);
		buf_clear(&b);
		text_fold(&b, str_of(lang_text(f->label)));
		yes = yes || str_eq(buf_text(&b), folded);
	}
	lang_use(LANG_EN);
	while (rest.p != NULL && str_cut(&rest, '|', &one)) {
		buf_clear(&b);
		text_fold(&b, one);
		yes = yes || str_eq(buf_text(&b), folded);
	}
	buf_release(&b);
	return yes;
}

/* A header that two fields answer to would go to the first of them, whatever was meant. */
static bool
headers_are_clear(const struct reg *g)
{
	bool good = true;
	struct buf b;

	buf_init(&b);
	for (size_t i = 0; i < g->n_fields; i++) {
		const struct field *f = &g->fields[i];
		struct str rest = str_of(f->aliases), one;
		const char *labels[3] = { f->name, f->label, NULL };

		lang_use(LANG_FR);
		labels[2] = lang_text(f->label);
		lang_use(LANG_EN);
		for (size_t n = 0; n < COUNT(labels) || (rest.p != NULL && str_cut(&rest, '|', &one)); n++) {
			buf_clear(&b);
			text_fold(&b, n < COUNT(labels) ? str_of(labels[n]) : one);
			for (size_t k = 0; k < g->n_fields; k++)
				if (k != i && (g->fields[k].flags & FIELD_DERIVED) == 0 &&
				    (f->flags & FIELD_DERIVED) == 0 && answers_to(&g->fields[k], buf_text(&b))) {
					complain(g, f, g->fields[k].name);
					printf("# both answer to " STR_F "\n", STR_A(buf_text(&b)));
					good = false;
				}
		}
	}
	buf_release(&b);
	return good;
}

static void
tables(void)
{
	struct arena a;
	struct codes *codes;
	struct err e = { 0 };

	arena_init(&a);
	if (!codes_embedded(&a, &codes, &e))
		return;
	for (size_t i = 0; i < n_registers; i++) {
		const struct reg *g = registers[i];

		OK(reg_find(str_of(g->name)) == g, "%s is found by its name, once", g->name);
		OK(names_are_good(g), "%s: its fields have names that fit everywhere", g->name);
		OK(words_are_translated(g), "%s: its words have their French", g->name);
		OK(fields_are_good(g, i, codes), "%s: its fields hold together", g->name);
		OK(register_is_good(g), "%s: it says who may see it, and names fields it has", g->name);
		OK(headers_are_clear(g), "%s: each header means one field", g->name);
	}
	arena_release(&a);
}

/* -- random records ---------------------------------------------------------------------------- */

static uint64_t seed = 20251231;

static uint64_t
any(uint64_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return n == 0 ? 0 : seed % n;
}

static struct uuid made[256][RECORDS]; /* by the register's place */

static struct str
any_text(struct arena *a, size_t max)
{
	static const char *const pieces[] = {
		"a", "é", "’", "'", "\"", ",", ";", "|", "\n", "\t", " ", "=", "+", "-", "@", "𝄞", "œ", "<b>",
		"&amp;", "_x0041_", "%s", "\\", "0", "1.5", "--", "Rue", "œuvre", "\xc2\xa0", "…", "::", "/*", "#",
	};
	struct buf b;
	struct str s;

	for (;;) {
		size_t n = any(max < 40 ? max : 40) + 1;

		buf_init_in(&b, a);
		while (utf8_count(buf_text(&b)) < n) {
			const char *piece = pieces[any(COUNT(pieces))];

			if (utf8_count(buf_text(&b)) + utf8_count(str_of(piece)) > max)
				break;
			buf_cstr(&b, piece);
		}
		s = str_trim(buf_text(&b));
		if (s.n > 0 && guard_text(s) == GUARD_CLEAN)
			return s;
	}
}

static int64_t
any_between(int64_t min, int64_t max)
{
	/* The ends are where mistakes live. */
	switch (any(4)) {
	case 0:
		return min;
	case 1:
		return max;
	default:
		return min + (int64_t)any((uint64_t)(max - min) + 1);
	}
}

static const char *const schedules[] = {
	"Mo-Fr 14:00-21:00", "Th-Sa 21:30-06:00 @summer", "Mo-Fr 14:00-21:00; Th-Sa 21:30-06:00 @summer",
};

static void
any_cell(const struct field *f, const struct codes *codes, struct arena *a, struct cell *c)
{
	const struct code_list *l = f->codes != NULL ? codes_list(codes, f->codes) : NULL;
	bool ranged = f->min != 0 || f->max != 0;
	size_t max = f->max > 0 && is_list(f->type) ? (size_t)f->max : 4;
	struct uuid *us = arena_array(a, struct uuid, LIST_MAX);
	uint16_t *cs = arena_array(a, uint16_t, LIST_MAX);
	struct fact *fs = arena_array(a, struct fact, LIST_MAX);

	*c = (struct cell){ .set = true };
	switch (f->type) {
	case FIELD_SLOTS:
		c->s = str_of(schedules[any(COUNT(schedules))]);
		break;
	case FIELD_TEXT:
		c->s = any_text(a, f->max > 0 ? (size_t)f->max : 200);
		break;
	case FIELD_INT:
		c->i = any_between(ranged ? f->min : -1000000000000, ranged ? f->max : 1000000000000);
		break;
	case FIELD_MONEY:
		c->i = any_between(ranged ? f->min : -99999999999, ranged ? f->max : 99999999999);
		break;
	case FIELD_REAL:
		c->r = (double)any_between(ranged ? f->min : -1000, ranged ? f->max : 1000);
		if (c->r + 1 < (double)(ranged ? f->max : 1000))
			/* A number of six decimals: what has more is rounded when it is read. */
			c->r = (c->r * 1e6 + (double)any(1000000)) / 1e6;
		break;
	case FIELD_BOOL:
		c->i = (int64_t)any(2);
		break;
	case FIELD_DATE:
		c->i = any_between(DAY_MIN, DAY_MAX);
		break;
	case FIELD_CLOCK:
		c->i = any_between(0, 1439);
		break;
	case FIELD_CODE:
		c->i = (int64_t)any(l->n);
		break;
	case FIELD_REF:
		/* Of one's own register, one that was made before. */
		c->u = made[place_of(f->ref)][any(RECORDS)];
		c->set = !uuid_is_nil(&c->u);
		break;
	case FIELD_CODES:
		/* Each once, in any order: every so-many-th of a circle. */
		for (size_t n = any(max) + 1, at = any(l->n); c->n < n && c->n < l->n; c->n++)
			cs[c->n] = (uint16_t)((at + (size_t)c->n * (l->n - 1)) % l->n);
		c->codes = cs;
		break;
	case FIELD_REFS:
		for (size_t n = any(max < RECORDS ? max : RECORDS) + 1; c->n < n && c->n < RECORDS; c->n++)
			us[c->n] = made[place_of(f->ref)][c->n];
		c->us = us;
		break;
	case FIELD_FACTS:
		for (size_t n = any(max) + 1; c->n < n && c->n < l->n; c->n++)
			fs[c->n] = (struct fact){ .code = (uint16_t)(c->n * (l->n / max) % l->n),
				.n = (uint16_t)any_between(1, FACT_COUNT_MAX), .severity = (uint8_t)any_between(1, 3) };
		for (size_t i = 1; i < c->n; i++)
			if (fs[i].code <= fs[i - 1].code)
				c->n = (uint8_t)i;
		c->facts = fs;
		break;
	}
}

static struct uuid
any_id(const struct reg *g, size_t n)
{
	char name[60];

	snprintf(name, sizeof(name), "%s %zu", g->name, n);
	return uuid_v8((int64_t)n, str_of(name));
}

static struct record
any_record(const struct reg *g, size_t n, const struct codes *codes, struct arena *a)
{
	struct record r = { .reg = g, .id = any_id(g, n) };

	r.source_id = any(3) == 0 ? STR_NONE : any_text(a, SOURCE_ID_MAX);
	r.cells = arena_array(a, struct cell, g->n_fields);
	for (size_t i = 0; i < g->n_fields; i++)
		/* The first has everything, the second what it must. */
		if (n == 0 || (n > 1 && any(3) > 0) || (g->fields[i].flags & FIELD_REQUIRED) != 0)
			any_cell(&g->fields[i], codes, a, &r.cells[i]);
	return r;
}

static bool
same(const struct record *x, const struct record *y, const char *way)
{
	bool good = uuid_eq(&x->id, &y->id) && str_eq(x->source_id, y->source_id);

	if (!good)
		complain(x->reg, NULL, "identifier");
	for (size_t i = 0; i < x->reg->n_fields; i++)
		if (!cell_equal(&x->reg->fields[i], &x->cells[i], &y->cells[i])) {
			complain(x->reg, &x->reg->fields[i], way);
			good = false;
		}
	return good;
}

/* -- ways there and back ------------------------------------------------------------------------- */

struct house {
	struct store *s;
	struct codes *codes;
	struct journal *j;
	struct arena a;
	struct record records[RECORDS];
};

static bool
write_all(struct house *h, const struct reg *g)
{
	struct err e = { 0 };

	if (!store_begin(h->s, &e) || !journal_begin(h->j, &e))
		return complain(g, NULL, e.text);
	for (size_t n = 0; n < RECORDS; n++) {
		struct change c = { .record = &h->records[n], .at = 1700000000000, .actor = STR("test") };
		enum change_result result;
		int64_t clash;

		if (!journal_put(h->j, &c, &result, &clash, &e) || result != CHANGE_NEW) {
			store_rollback(h->s);
			return complain(g, NULL, e.text);
		}
	}
	return store_commit(h->s, &e) || complain(g, NULL, e.text);
}

static bool
by_row(struct house *h, const struct reg *g)
{
	bool good = true;

	for (size_t n = 0; n < RECORDS; n++) {
		struct record r;
		struct err e = { 0 };
		bool found;

		good = record_read(h->s, h->codes, g, &h->records[n].id, &h->a, &r, &found, &e) && found &&
		    vault_open(vault_new(h->s, &h->a), &r, &h->a, &e) && same(&h->records[n], &r, "row") && good;
	}
	return good;
}

static bool
by_json(struct house *h, const struct reg *g)
{
	bool good = true;

	for (size_t n = 0; n < RECORDS; n++)
		for (size_t i = 0; i < g->n_fields; i++) {
			struct json_writer w;
			struct buf b;
			const struct json *j;
			struct cell c;
			struct err e = { 0 };

			buf_init_in(&b, &h->a);
			js_init(&w, &b);
			js_array(&w);
			cell_json(&w, &g->fields[i], &h->records[n].cells[i], h->codes);
			js_end_array(&w);
			if (!js_parse(&h->a, buf_text(&b), &j, &e) ||
			    !cell_of_json(js_at(j, 0), &g->fields[i], h->codes, &h->a, &c))
				good = complain(g, &g->fields[i], "JSON");
			/* What a register seals comes back as if it were closed. */
			c.seal = SEAL_OPEN;
			if (!cell_equal(&g->fields[i], &h->records[n].cells[i], &c)) {
				good = complain(g, &g->fields[i], "JSON");
				printf("# " STR_F "\n", STR_A(buf_text(&b)));
			}
		}
	return good;
}

static bool
to_file(void *ctx, struct str bytes, struct err *e)
{
	(void)e;
	return fwrite(bytes.p, 1, bytes.n, ctx) == bytes.n;
}

/* The record that a line of a table tells, without rules. */
static bool
read_line(struct house *h, const struct reg *g, struct lookup *lookup, const struct str *cells, size_t n,
    struct record *r)
{
	struct faults faults = { .a = &h->a };
	struct cell_place p = { .at = { .reg = g }, .faults = &faults, .lookup = lookup };

	*r = (struct record){ .reg = g };
	r->cells = arena_array(&h->a, struct cell, g->n_fields);
	if (n != g->n_fields + 2 || !uuid_parse(cells[0], &r->id))
		return complain(g, NULL, "its line");
	if (cells[1].n > 0)
		r->source_id = str_dup(&h->a, formula_plain(cells[1]));
	for (size_t i = 0; i < g->n_fields; i++) {
		struct field f = g->fields[i];

		/* What is empty stays so: a fallback is for who types. */
		f.fallback = NULL;
		if (!cell_of_text(&p, &f, formula_plain(cells[i + 2]), &h->a, &r->cells[i]))
			return complain(g, &g->fields[i], faults.v[0].text.p);
	}
	return true;
}

static bool
by_file(struct house *h, const struct reg *g, enum export_format format, const char *path)
{
	const char *way = format == EXPORT_CSV ? "CSV" : "XLSX";
	FILE *f = format == EXPORT_CSV ? fopen(path, "we") : NULL;
	const struct export_options o = { g, format, to_file, f, path, true };
	struct err e = { 0 };
	struct lookup *lookup;
	struct table t;
	const struct str *cells;
	size_t n, count = 0;
	int64_t line, written;
	bool good;

	good = export_register(h->s, h->codes, &o, &written, &e);
	if (f != NULL)
		fclose(f);
	if (!good || written != RECORDS || !lookup_open(h->s, h->codes, &h->a, &lookup, &e) ||
	    !table_open(&h->a, path, &t, &e) || !t.next(&t, &cells, &n, &line, &e))
		return complain(g, NULL, e.text);
	for (;;) {
		struct record r;
		bool known = false;

		if (!t.next(&t, &cells, &n, &line, &e))
			return complain(g, NULL, e.text);
		if (n == 0)
			break;
		count++;
		if (!read_line(h, g, lookup, cells, n, &r))
			return false;
		for (size_t i = 0; i < RECORDS; i++)
			if (uuid_eq(&r.id, &h->records[i].id)) {
				known = true;
				good = same(&h->records[i], &r, way) && good;
			}
		good = good && known;
	}
	return good && count == RECORDS;
}

static void
there_and_back(enum store_engine engine)
{
	const char *name = engine_name(engine);
	struct house *h = calloc(1, sizeof(*h));
	struct err e = { 0 };
	struct journal_check seen;
	const char *csv, *xlsx;
	int from, to;
	int64_t added;

	arena_init(&h->a);
	memset(made, 0, sizeof(made));
	h->s = empty_store(&h->a, engine);
	csv = str_fmt(&h->a, "%s/r.csv", engines_folder).p;
	xlsx = str_fmt(&h->a, "%s/r.xlsx", engines_folder).p;
	if (!OK(store_begin(h->s, &e) && migrate_run(h->s, &from, &to, &e) && schema_update(h->s, &e) &&
	    codes_load(h->s, &added, &e) && store_commit(h->s, &e) &&
	    codes_open(h->s, &h->a, &h->codes, &e) && journal_open(h->s, h->codes, &h->a, &h->j, &e),
	    "%s: every register has its tables", name)) {
		printf("# %s\n", e.text);
		return;
	}
	for (size_t i = 0; i < n_registers; i++) {
		const struct reg *g = registers[i];

		/* A register may refer to itself. */
		for (size_t n = 0; n < RECORDS; n++)
			made[i][n] = any_id(g, n);
		for (size_t n = 0; n < RECORDS; n++)
			h->records[n] = any_record(g, n, h->codes, &h->a);
		if (!OK(write_all(h, g) && by_row(h, g), "%s: %s: random records come back from the store", name,
		    g->name))
			continue;
		OK(by_json(h, g), "%s: %s: from JSON", name, g->name);
		OK(by_file(h, g, EXPORT_CSV, csv), "%s: %s: from CSV", name, g->name);
		OK(by_file(h, g, EXPORT_XLSX, xlsx), "%s: %s: from XLSX", name, g->name);
	}
	OK(journal_verify(h->s, h->codes, &seen, &e) && seen.broken_at == 0 && seen.differing == 0 &&
	    seen.astray == 0 && seen.records == (int64_t)(RECORDS * n_registers),
	    "%s: the journal adds up to all of them", name);
	unlink(csv);
	unlink(xlsx);
	store_close(h->s);
	arena_release(&h->a);
	free(h);
}

int
main(void)
{
	lang_use(LANG_EN);
	tables();
	on_engines(there_and_back);
	remove_engines();
	return tap_done();
}
