/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * check: proves a store.  The file is sound, the journal's chain is whole, every row is what its
 * entries add up to, and every figure is the same by the facts and by SQL, in value, count, groups
 * and evidence: over everything, and with each split in some day or week of some scheme, another
 * one each time; --thorough tries each split over everything, and each scope without a period; --quick
 * leaves the figures out.
 */
#include "base/lang.h"
#include "cli/check.h"

#include <stdio.h>

void
check_say(struct check *k, struct str sentence)
{
	buf_str(&k->said, sentence);
	buf_char(&k->said, '\n');
}

/* The engine's own look at its file. PostgreSQL has checksums of its own and no such question. */
static bool
check_file(struct check *k, struct err *e)
{
	static const char *const questions[] = { "PRAGMA integrity_check", "PRAGMA foreign_key_check" };

	if (store_engine(k->store) != STORE_SQLITE)
		return true;
	for (size_t i = 0; i < COUNT(questions); i++) {
		const struct value *row;
		struct rows *rows;

		if (!store_built(k->store, str_of(questions[i]), NULL, 0, &rows, e))
			return false;
		for (;;) {
			if (!rows_next(rows, &row, e))
				return false;
			if (row == NULL)
				break;
			if (i == 0 && row[0].kind == VALUE_TEXT && str_is(row[0].s, "ok"))
				continue;
			k->unsound++;
			check_say(k, str_fmt(&k->c->arena, _("The database file is damaged: " STR_F),
			    STR_A(row[0].s)));
		}
	}
	return true;
}

static bool
check_journal(struct check *k, struct err *e)
{
	struct arena *a = &k->c->arena;
	char id[37];

	if (!journal_verify(k->store, k->codes, &k->journal, e))
		return false;
	if (k->journal.broken_at != 0)
		check_say(k, str_fmt(a, _("The journal is broken at position %lld: an entry was changed, "
		    "removed or put in from outside."), (long long)k->journal.broken_at));
	if (k->journal.unproven != 0)
		check_say(k, str_fmt(a, _("Something was taken out of %lld entries of the journal, or changed in "
		    "them, and no later entry says so."), (long long)k->journal.unproven));
	if (k->journal.differing > 0) {
		uuid_format(&k->journal.first_differing, id);
		check_say(k, str_fmt(a, _("%lld records are not what their journal entries add up to; the "
		    "first is %s %s."), (long long)k->journal.differing,
		    k->journal.first_reg != NULL ? k->journal.first_reg->name : "?", id));
	}
	if (k->journal.strays > 0)
		check_say(k, str_fmt(a, _("%lld items of lists belong to no record."),
		    (long long)k->journal.strays));
	if (k->journal.astray > 0)
		check_say(k, str_fmt(a, _("%lld references lead to no record; the first is %s.%s."),
		    (long long)k->journal.astray, k->journal.astray_reg->name,
		    k->journal.astray_field->name));
	return true;
}

static bool
whole(const struct check *k)
{
	return k->unsound == 0 && k->journal.broken_at == 0 && k->journal.differing == 0 &&
	    k->journal.strays == 0 && k->journal.astray == 0 && k->disagreements == 0;
}

static void
report_json(const struct check *k)
{
	struct json_writer w;
	struct buf b;

	buf_init(&b);
	js_init(&w, &b);
	js_object(&w);
	js_key(&w, "ok");
	js_bool(&w, whole(k));
	js_key(&w, "file_faults");
	js_int(&w, k->unsound);
	js_key(&w, "journal");
	js_object(&w);
	js_key(&w, "entries");
	js_int(&w, k->journal.entries);
	js_key(&w, "broken_at");
	js_int(&w, k->journal.broken_at);
	js_key(&w, "records");
	js_int(&w, k->journal.records);
	js_key(&w, "differing");
	js_int(&w, k->journal.differing);
	js_key(&w, "strays");
	js_int(&w, k->journal.strays);
	js_key(&w, "astray");
	js_int(&w, k->journal.astray);
	js_end_object(&w);
	js_key(&w, "compared");
	js_int(&w, k->compared);
	js_key(&w, "one_way");
	js_int(&w, k->one_way);
	js_key(&w, "disagreeing");
	js_int(&w, k->disagreements);
	js_key(&w, "disagreements");
	/* The list is JSON already; the key has its value. */
	buf_str(&b, buf_text(&k->list));
	w.after_key = false;
	js_key(&w, "crosschecks");
	js_int(&w, k->crossed);
	js_key(&w, "crosschecks_failed");
	buf_str(&b, buf_text(&k->crosses));
	w.after_key = false;
	js_end_object(&w);
	buf_char(&b, '\n');
	fwrite(b.p, 1, b.n, stdout);
	buf_release(&b);
}

static void
report(const struct check *k)
{
	if (k->c->json) {
		report_json(k);
		return;
	}
	if (k->said.n > 0)
		fwrite(k->said.p, 1, k->said.n, stdout);
	if (k->disagreements > CHECK_SAID_MAX)
		printf(_("… and %lld more.\n"), (long long)(k->disagreements - CHECK_SAID_MAX));
	printf(_("Journal: %lld entries, chain %s; %lld records compared with their entries, %lld "
	    "differ.\n"), (long long)k->journal.entries,
	    k->journal.broken_at == 0 ? _("whole") : _("broken"), (long long)k->journal.records,
	    (long long)k->journal.differing);
	if (!k->quick)
		printf(_("Figures: %lld numbers by facts and by SQL, %lld differ.\n"),
		    (long long)k->compared, (long long)k->disagreements);
	if (!k->quick)
		printf(_("Cross-checks: %lld tried, %lld do not hold.\n"), (long long)k->crossed,
		    (long long)k->uncrossed);
	if (k->one_way > 0)
		printf(_("%lld splits are worked out by the facts only and were not compared.\n"),
		    (long long)k->one_way);
	printf("%s\n", whole(k) ? _("All is well.") :
	    _("This store is damaged. Keep a copy of it, and go back to the last backup that passes "
	      "this check."));
}

int
run_check(struct cli *c, int argc, char **argv)
{
	struct check *k = arena_new(&c->arena, struct check);
	struct facts_options fo = { .no_cache = false };
	const struct option options[] = {
		{ "--thorough", OPTION_FLAG, .flag = &k->thorough },
		{ "--quick", OPTION_FLAG, .flag = &k->quick },
	};
	struct err e = { 0 };
	size_t n_words;
	int status;

	status = cli_options(c, "check", argc, argv, options, COUNT(options), NULL, &n_words, 0);
	if (status != EXIT_DONE)
		return status;
	k->c = c;
	/* disagree() goes back to a mark of the arena: these must not grow in it. */
	buf_init(&k->said);
	buf_init(&k->list);
	js_init(&k->w, &k->list);
	js_array(&k->w);
	buf_init(&k->crosses);
	js_init(&k->cw, &k->crosses);
	js_array(&k->cw);
	/* All within one snapshot: who writes meanwhile must not look like damage. */
	if (!cli_open(c, STORE_READ, &k->store, &k->codes, &e) || !check_file(k, &e) ||
	    !store_begin_read(k->store, &e) || !check_journal(k, &e) ||
	    (!k->quick && (!facts_open(k->store, &fo, &c->arena, &k->facts, &e) ||
	    !check_figures(k, &e) || !check_crossed(k, &e)))) {
		if (k->said.n > 0)
			fwrite(k->said.p, 1, k->said.n, stderr);
		buf_release(&k->said);
		buf_release(&k->list);
		buf_release(&k->crosses);
		return cli_fail(c, &e);
	}
	js_end_array(&k->w);
	js_end_array(&k->cw);
	report(k);
	buf_release(&k->said);
	buf_release(&k->list);
	buf_release(&k->crosses);
	return whole(k) ? EXIT_DONE : EXIT_FAILED;
}
