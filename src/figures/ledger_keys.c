/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The keys of splits and filters over a ledger, made as rows are met. */
#include "base/lang.h"
#include "base/text.h"
#include "figures/ledger_scan.h"

static struct str
row_key(const struct ledger *l, uint32_t row, struct arena *a)
{
	const struct ledger_page *p = ledger_page(l, row);

	if (p->own[row % LEDGER_ROWS].p != NULL)
		return p->own[row % LEDGER_ROWS];
	return uuid_text(a, &p->id[row % LEDGER_ROWS]);
}

/* The ledger whose rows are the keys; NULL when they are none. */
static const struct ledger *
keys_ledger(const struct facts *f, const struct ledger_by *b)
{
	return b->keys.dim->reg != NULL ? ledger_for(f, dim_register(b->keys.dim)) : NULL;
}

bool
ledger_by_make(const struct facts *f, const struct figure *fig, const struct dim *d, struct arena *a,
    struct ledger_by *b, struct err *e)
{
	const struct ledger *l;

	if (!ledger_way(fig, d, &b->path, e))
		return false;
	b->list = ledger_is_list(&b->path);
	b->keys = (struct keys){ .dim = d, .n = 1, .cap = 1, .v = arena_new(a, struct str) };
	l = keys_ledger(f, b);
	if (d->column == COLUMN_DAY) {
		b->base = DAY_MIN - 1;
		b->n_map = (size_t)(DAY_MAX - DAY_MIN) + 3;
	} else {
		b->n_map = l != NULL ? l->n : d->flag != NULL ? 2 : codes_list(f->codes, d->codes)->n;
	}
	b->map = arena_array(a, uint32_t, b->n_map + 1);
	return true;
}

static struct str
code_key(const struct facts *f, const struct ledger_by *b, int64_t code, struct arena *a,
    char text[KEY_TEXT_MAX])
{
	const struct dim *d = b->keys.dim;
	const struct code_list *list;

	if (d->column == COLUMN_DAY)
		return d->key(code, text);
	if (d->reg != NULL)
		return row_key(keys_ledger(f, b), (uint32_t)code, a);
	if (d->flag != NULL)
		return code != 0 ? STR("1") : STR("0");
	list = codes_list(f->codes, d->codes);
	return d->roll != NULL ? code_roll(list, (uint16_t)code, d->roll) :
	    list->v[code_counted(list, (uint16_t)code)].code;
}

size_t
ledger_by_codes(const struct facts *f, const struct ledger_by *b, uint32_t row, const uint32_t **items,
    int64_t *one)
{
	const struct ledger *l;
	uint32_t at;

	*items = NULL;
	*one = LEDGER_NONE;
	if (!b->list) {
		*one = ledger_value_at(f, &b->path, row);
		return 1;
	}
	return ledger_walk(f, &b->path, row, &l, &at) ? ledger_items(l, at, (size_t)b->path.field, items) : 0;
}

uint32_t
ledger_by_place(const struct facts *f, struct ledger_by *b, int64_t code, struct arena *a)
{
	char text[KEY_TEXT_MAX];
	struct str key;
	size_t at;

	if (code == LEDGER_NONE || code < b->base || (size_t)(code - b->base) >= b->n_map)
		return 0;
	at = (size_t)(code - b->base);
	if (b->map[at] == 0) {
		key = code_key(f, b, code, a, text);
		b->map[at] = (key.p == NULL ? 0 : keys_add(&b->keys, key, a)) + 1;
	}
	return b->map[at] - 1;
}

/* A record that a filter names by its own id, its identifier or its name. */
static bool
record_named(const struct ledger *l, struct str text, uint32_t *row)
{
	struct buf want, have;
	struct uuid id;
	bool is_id = uuid_parse(text, &id), found = false;

	if (is_id && (*row = ledger_find(l, &id)) != NONE_32)
		return true;
	buf_init(&want);
	buf_init(&have);
	text_fold(&want, text);
	for (uint32_t i = 0; i < l->n && !found; i++) {
		const struct ledger_page *p = ledger_page(l, i);

		buf_clear(&have);
		text_fold(&have, p->title[i % LEDGER_ROWS]);
		found = str_eq(text, p->own[i % LEDGER_ROWS]) ||
		    (p->title[i % LEDGER_ROWS].n > 0 && str_eq(buf_text(&want), buf_text(&have)));
		if (found)
			*row = i;
	}
	buf_release(&want);
	buf_release(&have);
	return found;
}

/* What a filter's code is as a key. */
static bool
filter_key(const struct facts *f, const struct ledger_by *b, struct str code, struct arena *a,
    struct str *out, struct err *e)
{
	const struct dim *d = b->keys.dim;
	const struct ledger *l = keys_ledger(f, b);
	uint32_t row = 0;
	uint16_t i;

	*out = code;
	if (l != NULL && record_named(l, code, &row)) {
		*out = row_key(l, row, a);
		return true;
	}
	if (l == NULL && (d->key_codes == NULL || (i = code_find(codes_list(f->codes, d->key_codes), code)) !=
	    CODE_NONE)) {
		if (d->key_codes != NULL)
			*out = codes_list(f->codes, d->key_codes)->v[i].code;
		return true;
	}
	return err_set(e, ERR_NOT_FOUND, "figure.code", _("“%.*s” is no %s."), STR_A(code), d->id);
}

bool
ledger_by_admit(const struct facts *f, const struct figure_filter *w, struct arena *a, struct ledger_by *b,
    struct err *e)
{
	b->allow = arena_array(a, uint8_t, w->n_codes + 2);
	for (size_t i = 0; i < w->n_codes; i++) {
		struct str key = STR_NONE;

		if (!str_is(w->codes[i], "null") && !filter_key(f, b, w->codes[i], a, &key, e))
			return false;
		b->allow[key.p == NULL ? 0 : keys_add(&b->keys, key, a)] = 1;
	}
	b->n_allow = b->keys.n;
	return true;
}

/* -- keys without records -------------------------------------------------------------------- */

/* The days that records of a register have, where no period says which. */
static void
days_of(const struct facts *f, const struct figure_ask *ask, const struct dim *d, struct keys *io)
{
	const struct ledger *l = ledger_for(f, reg_find(str_of(ask->figure->ledger->over.reg)));
	int64_t first = INT64_MAX, last = INT64_MIN;
	struct ledger_path path;
	struct err e = { 0 };

	if (!ledger_way(ask->figure, d, &path, &e))
		return;
	for (uint32_t row = 0; row < l->n; row++) {
		int64_t day = ledger_alive(l, row) ? ledger_value_at(f, &path, row) : LEDGER_NONE;

		if (day == LEDGER_NONE)
			continue;
		first = day < first ? day : first;
		last = day > last ? day : last;
	}
	if (first <= last) {
		io->base = first;
		io->n_map = (size_t)(last - first) + 2;
	}
}

void
ledger_keys_all(const struct facts *f, const struct figure_ask *ask, const struct dim *d, struct arena *a,
    struct keys *out)
{
	const struct ledger *l = d->reg != NULL ? ledger_for(f, dim_register(d)) : NULL;

	*out = (struct keys){ .dim = d, .n = 1, .cap = 1, .n_map = 1, .v = arena_new(a, struct str) };
	for (uint32_t row = 0; l != NULL && row < l->n; row++)
		if (ledger_alive(l, row))
			keys_add(out, row_key(l, row, a), a);
	for (int i = 0; d->flag != NULL && i < 2; i++)
		keys_add(out, i == 0 ? STR("0") : STR("1"), a);
	if (l != NULL || d->flag != NULL)
		return;
	if (d->column == COLUMN_DAY && ask->period == NULL)
		days_of(f, ask, d, out);
	keys_all(f, d, ask->period, a, out);
}
