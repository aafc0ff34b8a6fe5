/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/migrate.h"

#include "base/buf.h"
#include "base/embed.h"
#include "base/lang.h"
#include "queries.h"
#include "store/engine.h"

#define FOLDER "sql/migrations/"

/* Number of an embedded migration's name, 0 for another file. */
static int
number_of(const struct embedded *f)
{
	struct str name = str_of(f->name);
	int64_t n;

	if (!str_starts(name, STR(FOLDER)) ||
	    !str_int(str_sub(name, sizeof(FOLDER) - 1, sizeof(FOLDER) + 2), &n))
		return 0;
	return (int)n;
}

int
migrate_newest(void)
{
	int newest = 0;

	for (size_t i = 0; i < n_embedded_files; i++)
		if (number_of(&embedded_files[i]) > newest)
			newest = number_of(&embedded_files[i]);
	return newest;
}

bool
migrate_version(struct store *s, int *version, struct err *e)
{
	struct arena a;
	struct sql_meta_get row;
	bool meta, journal, found, ok;
	int64_t n = 0;

	if (!store_has_table(s, "meta", &meta, e) || !store_has_table(s, "journal", &journal, e))
		return false;
	/* Others have a table "meta" too; ours never stands alone. */
	if (!meta || !journal) {
		*version = 0;
		return true;
	}
	arena_init(&a);
	ok = sql_meta_get(s, STR("version"), &a, &row, &found, e);
	if (ok)
		*version = found && str_int(row.value, &n) && n > 0 && n < INT32_MAX ? (int)n : 0;
	arena_release(&a);
	return ok;
}

static bool
newer(const struct store *s, int version, struct err *e)
{
	return err_set(e, ERR_CONFLICT, "store.newer",
	    _("%.*s was made by a newer version of Maillage (its number is %d, this program knows %d). "
	      "Nothing was changed. Install the newer version and try again."),
	    STR_A(store_name(s)), version, migrate_newest());
}

/* The statements of a file, without comments, with the engine's name for bytes. */
static bool
run_file(struct store *s, const struct embedded *f, struct err *e)
{
	struct str rest = { (const char *)f->p, f->n }, line, sql, one;
	const char *bytes = store_engine(s) == STORE_SQLITE ? "blob" : "bytea";
	struct buf b;
	bool ok = true;

	buf_init(&b);
	while (str_cut(&rest, '\n', &line)) {
		size_t at;

		if (str_starts(str_trim(line), STR("--")))
			continue;
		while ((at = str_find(line, '{')) < line.n) {
			buf_str(&b, str_sub(line, 0, at));
			buf_cstr(&b, bytes);
			line = str_sub(line, at + sizeof("{bytes}") - 1, line.n);
		}
		buf_str(&b, line);
		buf_char(&b, '\n');
	}
	sql = buf_text(&b);
	while (ok && str_cut(&sql, ';', &one))
		if (str_trim(one).n > 0)
			ok = store_built(s, one, NULL, 0, NULL, e);
	buf_release(&b);
	return ok || err_wrap(e, "%s", f->name);
}

static bool
foreign(const struct store *s, struct err *e)
{
	return err_set(e, ERR_INVALID, "store.foreign",
	    _("%.*s is no Maillage store. Nothing was changed."), STR_A(store_name(s)));
}

bool
migrate_run(struct store *s, int *from, int *to, struct err *e)
{
	int old, newest = migrate_newest();
	bool empty = true;
	char text[16];

	if (!migrate_version(s, &old, e) || (old == 0 && !store_is_empty(s, &empty, e)))
		return false;
	if (!empty)
		return foreign(s, e);
	if (old > newest)
		return newer(s, old, e);
	for (int n = old + 1; n <= newest; n++)
		for (size_t i = 0; i < n_embedded_files; i++)
			if (number_of(&embedded_files[i]) == n && !run_file(s, &embedded_files[i], e))
				return false;
	snprintf(text, sizeof(text), "%d", newest);
	if (old < newest && !sql_meta_put(s, STR("version"), str_of(text), e))
		return false;
	*from = old;
	*to = newest;
	return true;
}

bool
migrate_check(struct store *s, struct err *e)
{
	int version;

	if (!migrate_version(s, &version, e))
		return false;
	if (version == 0)
		return foreign(s, e);
	if (version > migrate_newest())
		return newer(s, version, e);
	if (version < migrate_newest())
		return err_set(e, ERR_CONFLICT, "store.older",
		    _("This store was made by an older version of Maillage. Nothing was changed. Make a "
		      "copy, then run: maillage migrate"));
	return true;
}
