/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What people write for a report: its identity, its register's rules, and what a report reads of it. */
#include "record/journal.h"
#include "record/lookup.h"
#include "registers/narrative.h"
#include "registers/registers.h"
#include "report/narrative.h"

#include "engines.h"

#define TEMPLATE "---\ntitle: Rapport\nlang: fr\nperiod: month\n---\n## Dit\n\n" \
    "::narrative\n\n## Proposé\n\n::proposals\n"

struct desk {
	struct arena a;
	struct store *s;
	struct codes *codes;
	struct journal *j;
	struct template *t;
};

static const struct narrative_key october = { { "monthly", 7 }, { "text", 4 }, { { 0 } }, 20362, 20392 };

static void
fill(struct desk *d, struct record *r, const struct narrative_key *k, const char *text, bool finished)
{
	*r = (struct record){ .reg = &reg_narrative, .id = narrative_id(k) };
	r->cells = arena_array(&d->a, struct cell, reg_narrative.n_fields);
	*record_cell(r, "template") = (struct cell){ .set = true, .s = k->template };
	*record_cell(r, "slot") = (struct cell){ .set = true, .s = k->slot };
	*record_cell(r, "start") = (struct cell){ .set = true, .i = k->first };
	*record_cell(r, "end") = (struct cell){ .set = true, .i = k->last };
	*record_cell(r, "finished") = (struct cell){ .set = true, .i = finished };
	if (text != NULL)
		*record_cell(r, "text") = (struct cell){ .set = true, .s = str_of(text) };
}

static bool
put(struct desk *d, const struct narrative_key *k, const char *text, bool finished)
{
	enum change_result result;
	struct change c = { .at = 1, .actor = STR("test"), .any_base = true };
	struct err e = { 0 };
	struct record r;
	int64_t line;

	fill(d, &r, k, text, finished);
	c.record = &r;
	return store_begin(d->s, &e) && journal_begin(d->j, &e) && journal_put(d->j, &c, &result, &line, &e) &&
	    store_commit(d->s, &e);
}

static size_t
read_back(struct desk *d, const struct narrative_key *k, enum words_wanted wanted, struct report_words **out)
{
	struct words_ask ask = { .template = d->t, .scheme = k->scheme, .wanted = wanted,
		.period = { .first = k->first, .last = k->last } };
	struct err e = { 0 };
	size_t n = 0;

	if (!words_read(d->s, d->codes, &ask, &d->a, out, &n, &e))
		printf("# %s\n", e.text);
	return n;
}

static void
reading(struct desk *d, const char *name)
{
	struct narrative_key k = october, other = october, proposals = october;
	struct report_words *w;

	other.scheme.b[0] = 7;
	proposals.slot = STR("proposals");
	OK(read_back(d, &k, WORDS_WITH_DRAFTS, &w) == 0, "%s: without words there are none", name);
	put(d, &k, "Un **mois** calme.", false);
	OK(read_back(d, &k, WORDS_FINISHED, &w) == 0, "%s: a draft is not in the report", name);
	OK(read_back(d, &k, WORDS_WITH_DRAFTS, &w) == 1 && w[0].draft && str_is(w[0].slot, "text"),
	    "%s: who writes it reads it, as a draft", name);
	put(d, &k, "Un **mois** calme.", true);
	OK(read_back(d, &k, WORDS_FINISHED, &w) == 1 && !w[0].draft && w[0].pieces->runs->next != NULL &&
	    w[0].pieces->runs->next->style == TEXT_STRONG, "%s: what is finished is", name);
	OK(read_back(d, &other, WORDS_WITH_DRAFTS, &w) == 0, "%s: another scheme’s report has none of it", name);
	k.first++;
	OK(read_back(d, &k, WORDS_WITH_DRAFTS, &w) == 0, "%s: nor has another period’s", name);
	put(d, &proposals, "<b>Pas du Markdown</b>\n\n1. du tout", true);
	OK(read_back(d, &proposals, WORDS_FINISHED, &w) == 2 && w[1].pieces->kind == PIECE_PARAGRAPH &&
	    str_is(w[1].pieces->runs->text, "<b>Pas du Markdown</b>") && w[1].pieces->next != NULL,
	    "%s: a text that cannot be read is told as it is, and fails no report", name);
}

static int64_t
faults(struct desk *d, struct lookup *l, struct record *r, const char *code)
{
	struct rule_context c = { .lookup = l, .a = &d->a, .today = 20400 };
	struct faults f = { .a = &d->a };

	reg_narrative.rules(r, &c, &f);
	return code == NULL ? f.total : f.total > 0 && strcmp(f.v[0].code, code) == 0;
}

static void
rules(struct desk *d)
{
	struct lookup *l = lookup_bare(d->codes, &d->a);
	struct narrative_key k = october;
	struct record r;

	fill(d, &r, &k, "Un mois calme.", true);
	OK(faults(d, l, &r, NULL) == 0, "a text with its own identifier is taken");
	r.id.b[15] ^= 1;
	OK(faults(d, l, &r, "identity"), "one with another identifier is not: two would hide each other");
	fill(d, &r, &k, NULL, true);
	OK(faults(d, l, &r, "required"), "nothing cannot be finished");
	fill(d, &r, &k, NULL, false);
	OK(faults(d, l, &r, NULL) == 0, "an empty draft may be kept");
	k.template = STR("weekly");
	fill(d, &r, &k, "x", false);
	OK(faults(d, l, &r, "unknown_template"), "a report that is none has no words");
	k = october;
	k.slot = STR("À côté");
	fill(d, &r, &k, "x", false);
	OK(faults(d, l, &r, "bad_slot"), "a place has a plain name");
	k = october;
	k.last = k.first - 1;
	fill(d, &r, &k, "x", false);
	OK(faults(d, l, &r, "order"), "a period ends behind its beginning");
}

static void
on_one(enum store_engine engine)
{
	struct desk *d = calloc(1, sizeof(*d));
	struct err e = { 0 };
	int from, to;
	int64_t added;

	arena_init(&d->a);
	d->s = empty_store(&d->a, engine);
	if (!OK(store_begin(d->s, &e) && migrate_run(d->s, &from, &to, &e) && schema_update(d->s, &e) &&
	    codes_load(d->s, &added, &e) && store_commit(d->s, &e) && codes_open(d->s, &d->a, &d->codes, &e) &&
	    journal_open(d->s, d->codes, &d->a, &d->j, &e) &&
	    template_parse(STR("monthly"), STR(TEMPLATE), &d->a, &d->t, &e), "%s: there is a store",
	    engine_name(engine))) {
		printf("# %s\n", e.text);
		return;
	}
	reading(d, engine_name(engine));
	if (engine == STORE_SQLITE)
		rules(d);
	store_close(d->s);
	arena_release(&d->a);
	free(d);
}

int
main(void)
{
	lang_use(LANG_EN);
	on_engines(on_one);
	remove_engines();
	return tap_done();
}
