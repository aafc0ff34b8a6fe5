/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The nomenclature for phones, and the tiles of their schemes. */
#include "base/period.h"
#include "base/lang.h"
#include "record/cell.h"
#include "record/list.h"
#include "registers/tiles.h"
#include "sync/keys.h"
#include "sync/pull.h"

#include <sodium.h>

/* -- lists ----------------------------------------------------------------------------------- */

#define LISTS_MAX 64
#define TAG_BYTES 9

static void
put_day(struct json_writer *w, const char *key, int32_t day)
{
	char text[11];

	if (day == DAY_NONE)
		return;
	day_format(day, text);
	js_key(w, key);
	js_cstr(w, text);
}

/* Whether a contract of the reader's has a code as its own today, or hides it. */
static bool
uses(const struct code *c, size_t i, const struct pull_ask *ask, bool hidden)
{
	const struct code_use *u = &c->uses[i];

	return u->hidden == hidden && (u->from == DAY_NONE || u->from <= ask->today) &&
	    (u->to == DAY_NONE || u->to >= ask->today) &&
	    (ask->who->all || uuid_set_has(&ask->who->contracts, &u->contract));
}

static void
put_uses(struct json_writer *w, const char *key, const struct code *c, const struct pull_ask *ask,
    bool hidden)
{
	bool any = false;

	for (size_t i = 0; i < c->n_uses; i++) {
		char text[37];

		if (!uses(c, i, ask, hidden))
			continue;
		if (!any) {
			js_key(w, key);
			js_array(w);
		}
		any = true;
		uuid_format(&c->uses[i].contract, text);
		js_cstr(w, text);
	}
	if (any)
		js_end_array(w);
}

static void
put_rolls(struct json_writer *w, struct str rolls)
{
	struct str one, key;

	if (rolls.n == 0)
		return;
	js_key(w, "rolls");
	js_object(w);
	while (str_cut(&rolls, ' ', &one)) {
		if (!str_cut(&one, '=', &key) || key.n == 0)
			continue;
		js_key_str(w, key);
		js_str(w, one.p != NULL ? one : STR(""));
	}
	js_end_object(w);
}

/* A contract's own code is for those who work under that contract, while it has it. */
static bool
is_for(const struct code *c, const struct pull_ask *ask)
{
	for (size_t i = 0; c->of_contract && i < c->n_uses; i++)
		if (uses(c, i, ask, false))
			return true;
	return !c->of_contract;
}

static void
put_code(struct json_writer *w, const struct code *c, const struct pull_ask *ask)
{
	if (!is_for(c, ask))
		return;
	js_object(w);
	js_key(w, "code");
	js_str(w, c->code);
	js_key(w, "fr");
	js_str(w, c->label_fr);
	js_key(w, "en");
	js_str(w, c->label_en);
	if (c->parent.p != NULL) {
		js_key(w, "parent");
		js_str(w, c->parent);
	}
	put_rolls(w, c->rolls);
	put_day(w, "from", c->from);
	put_day(w, "to", c->to);
	put_uses(w, "contracts", c, ask, false);
	put_uses(w, "hidden", c, ask, true);
	js_end_object(w);
}

/* The lists of the registers that a phone gets, each once; sex and age stand in fields' names. */
static size_t
lists_of(const char *names[LISTS_MAX])
{
	size_t n = 0;
	const struct reg *g;

	names[n++] = "sex";
	names[n++] = "age";
	for (size_t i = 0; (g = pull_register(i)) != NULL; i++)
		for (size_t k = 0; k < g->n_fields; k++) {
			const char *list = g->fields[k].codes;
			size_t at = 0;

			while (list != NULL && at < n && strcmp(names[at], list) != 0)
				at++;
			if (list != NULL && at == n && n < LISTS_MAX)
				names[n++] = list;
		}
	return n;
}

void
pull_catalogue(const struct codes *codes, const struct pull_ask *ask, struct arena *a, struct json_writer *w)
{
	const char *names[LISTS_MAX];
	size_t n = lists_of(names);
	uint8_t tag[TAG_BYTES];
	struct json_writer lists;
	struct buf b;
	struct str text;

	buf_init_in(&b, a);
	js_init(&lists, &b);
	js_object(&lists);
	for (size_t i = 0; i < n; i++) {
		const struct code_list *l = codes_list(codes, names[i]);

		if (l == NULL)
			continue;
		js_key(&lists, names[i]);
		js_array(&lists);
		for (size_t k = 0; k < l->n; k++)
			put_code(&lists, &l->v[k], ask);
		js_end_array(&lists);
	}
	js_end_object(&lists);
	crypto_generichash(tag, sizeof(tag), (const unsigned char *)b.p, b.n, NULL, 0);
	text = sync_text(a, tag, sizeof(tag));
	js_key(w, "catalogue");
	if (str_eq(text, ask->catalogue)) {
		js_null(w);
		return;
	}
	js_object(w);
	js_key(w, "tag");
	js_str(w, text);
	put_day(w, "day", ask->today);
	js_key(w, "lists");
	js_raw(w, buf_text(&b));
	js_end_object(w);
}

/* -- tiles ----------------------------------------------------------------------------------- */

#define HABIT_DAYS 365

static void
put_words(struct json_writer *w, const char *key, const char *codes)
{
	struct str rest = str_of(codes), one;

	js_key(w, key);
	js_array(w);
	while (str_cut(&rest, ' ', &one))
		if (one.n > 0)
			js_str(w, one);
	js_end_array(w);
}

/* How often the scheme noted a kind, and with the tile's theme: the pair counts most. */
static void
use_of(const struct figure_answer *habits, struct str scheme, const struct tile *t, int64_t *pair,
    int64_t *use)
{
	*pair = *use = 0;
	for (size_t i = 0; i < habits->n_groups; i++) {
		const struct figure_group *g = &habits->groups[i];

		if (!str_eq(g->key[0], scheme) || !str_is(g->key[1], t->kind))
			continue;
		*pair += str_is(g->key[2], t->theme) || (g->key[2].p == NULL && t->theme == NULL) ? g->n : 0;
		*use += g->n;
	}
	*use += *pair * 1000;
}

static void
put_tiles(struct json_writer *w, const struct figure_answer *habits, struct str form, struct str scheme)
{
	const struct tile *t[TILES_A_FORM];
	int64_t n[TILES_A_FORM], use[TILES_A_FORM], pair, one;
	size_t count = tiles_of(form, t);

	for (size_t i = 0; i < count; i++) {
		const struct tile *tile = t[i];
		size_t k;

		use_of(habits, scheme, tile, &pair, &one);
		for (k = i; k > 0 && use[k - 1] < one; k--) {
			t[k] = t[k - 1];
			n[k] = n[k - 1];
			use[k] = use[k - 1];
		}
		t[k] = tile;
		n[k] = pair;
		use[k] = one;
	}
	js_array(w);
	for (size_t i = 0; i < count; i++) {
		js_object(w);
		js_key(w, "label");
		js_cstr(w, lang_text(t[i]->label));
		js_key(w, "icon");
		js_cstr(w, t[i]->icon);
		js_key(w, "kind");
		js_cstr(w, t[i]->kind);
		js_key(w, "theme");
		js_cstr(w, t[i]->theme);
		put_words(w, "actions", t[i]->actions);
		put_words(w, "outcomes", t[i]->outcomes);
		js_key(w, "n");
		js_int(w, n[i]);
		js_end_object(w);
	}
	js_end_array(w);
}

struct tiling {
	const struct codes *codes;
	const struct pull_ask *ask;
	struct arena *a;
	struct json_writer *w;
	const struct figure_answer *habits;
};

static bool
put_scheme(void *ctx, const struct record *r, struct err *e)
{
	struct tiling *x = ctx;
	int form = reg_field(r->reg, STR("form"));
	char text[37];

	(void)e;
	uuid_format(&r->id, text);
	js_key(x->w, text);
	put_tiles(x->w, x->habits, r->cells[form].set ?
	    codes_list(x->codes, "form")->v[r->cells[form].i].code : STR("FJ"),
	    r->source_id.p != NULL ? r->source_id : str_of(text));
	return true;
}

bool
pull_tiles(struct store *s, const struct codes *codes, const struct pull_ask *ask, struct arena *a,
    struct json_writer *w, struct err *e)
{
	struct figure_ask habit = { .figure = figure_find(STR("interventions")), .now_ms = ask->now_ms,
		.by = { dim_find(STR("scheme")), dim_find(STR("kind")), dim_find(STR("theme")) }, .n_by = 3 };
	struct period lately = { .first = ask->today - HABIT_DAYS, .last = ask->today };
	struct list_ask schemes = { .reg = reg_find(STR("scheme")), .who = ask->who, .op = OP_READ,
		.sort = LIST_NO_COLUMN };
	struct figure_answer habits;
	struct tiling x = { codes, ask, a, w, &habits };

	habit.period = &lately;
	if (!figure_eval(ask->facts, &habit, a, &habits, e))
		return false;
	js_key(w, "tiles");
	js_object(w);
	if (!list_each(s, codes, &schemes, put_scheme, &x, e))
		return false;
	js_end_object(w);
	return true;
}
