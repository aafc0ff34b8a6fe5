/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * libFuzzer: any text as a cell of any field.  What is accepted must come back the same from the form
 * that an export gives it.  The first byte chooses the field.
 */
#include "base/lang.h"
#include "base/text.h"
#include "record/cell.h"
#include "record/formula.h"
#include "record/schema.h"
#include "store/migrate.h"

#include "fuzz.h"

#include <unistd.h>

#define FIELDS_MAX 2048

static struct arena house;
static struct lookup *lookup;
static const struct field *fields[FIELDS_MAX];
static size_t n_fields;

/* An empty store in a file that is gone as soon as it is open. */
static void
set_up(void)
{
	char path[] = "/tmp/fuzz-cell-XXXXXX";
	struct store_options o = { .url = str_of(path), .mode = STORE_CREATE };
	struct store *s;
	struct codes *codes;
	struct err e = { 0 };
	int from, to;
	int64_t added;

	arena_init(&house);
	close(mkstemp(path));
	if (!store_open(&o, &house, &s, &e) || !store_begin(s, &e) || !migrate_run(s, &from, &to, &e) ||
	    !schema_update(s, &e) || !codes_load(s, &added, &e) || !store_commit(s, &e) ||
	    !codes_open(s, &house, &codes, &e) || !lookup_open(s, codes, &house, &lookup, &e)) {
		fprintf(stderr, "%s\n", e.text);
		abort();
	}
	unlink(path);
	unlink(str_fmt(&house, "%s-wal", path).p);
	unlink(str_fmt(&house, "%s-shm", path).p);
	for (size_t i = 0; i < n_registers; i++)
		for (size_t k = 0; k < registers[i]->n_fields && n_fields < FIELDS_MAX; k++)
			/* One of the many counts of people is like another. */
			if (strchr("MN", registers[i]->fields[k].name[0]) == NULL)
				fields[n_fields++] = &registers[i]->fields[k];
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct str text = STR_NONE;
	struct faults faults = { 0 };
	struct arena a;
	struct cell_place at = { .faults = &faults };
	const struct field *f;
	struct cell one, two;
	struct buf b;

	if (n_fields == 0)
		set_up();
	if (n < 3)
		return 0;
	text = (struct str){ (const char *)p + 2, n - 2 };
	if (!utf8_valid(text))
		return 0;
	arena_init(&a);
	faults.a = &a;
	at.lookup = lookup;
	f = fields[(p[0] | (size_t)p[1] << 8) % n_fields];
	if (cell_of_text(&at, f, formula_plain(text), &a, &one) && one.set) {
		buf_init_in(&b, &a);
		cell_text(&b, f, &one, lookup_codes(lookup));
		if (!cell_of_text(&at, f, buf_text(&b), &a, &two) || !cell_equal(f, &one, &two)) {
			fprintf(stderr, "%s: " STR_F " does not come back\n", f->name, STR_A(buf_text(&b)));
			abort();
		}
	}
	arena_release(&a);
	return 0;
}
