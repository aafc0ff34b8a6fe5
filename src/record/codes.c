/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/codes.h"

#include "base/csv.h"
#include "base/date.h"
#include "base/embed.h"
#include "base/lang.h"
#include "base/text.h"

#include "queries.h"

#define FOLDER "data/nomenclature/"
#define LIST_CODES_MAX 4096
#define LIST_SLOTS 512 /* more than twice the lists there can be */
#define LISTS_MAX 240

struct codes {
	struct code_list *lists;
	size_t n, cap;
	uint8_t slots[LIST_SLOTS]; /* by name, open addressing: place + 1 */
	int64_t stamp;             /* of the contracts' codes */
};

/* Codes as they are and folded codes and labels, each to a place in the list: open addressing. */
struct code_index {
	size_t mask;
	uint16_t *exact, *folded;  /* place + 1; 0: free */
	struct str *keys;          /* of folded, by slot */
};

static struct code_list *
list_for(struct codes *c, struct str name, struct arena *a)
{
	for (size_t i = 0; i < c->n; i++)
		if (str_eq(c->lists[i].name, name))
			return &c->lists[i];
	if (c->n == c->cap) {
		size_t cap = c->cap == 0 ? 64 : c->cap * 2;
		struct code_list *lists = arena_array(a, struct code_list, cap);

		if (c->n > 0)
			memcpy(lists, c->lists, c->n * sizeof(*lists));
		c->lists = lists;
		c->cap = cap;
	}
	c->lists[c->n].name = str_dup(a, name);
	return &c->lists[c->n++];
}

static bool
add_code(struct codes *c, struct str list, const struct code *code, struct arena *a, struct err *e)
{
	struct code_list *l = list_for(c, list, a);
	struct code *v;

	if (l->n == LIST_CODES_MAX)
		return err_set(e, ERR_INVALID, "codes.many", _("The list %.*s holds too many codes."),
		    STR_A(list));
	/* Room grows by doubling: the old array stays behind in the arena. */
	if ((l->n & (l->n - 1)) == 0) {
		v = arena_array(a, struct code, l->n == 0 ? 1 : l->n * 2);
		if (l->n > 0)
			memcpy(v, l->v, l->n * sizeof(*v));
		l->v = v;
	} else {
		union {
			const struct code *read;
			struct code *write;
		} u = { .read = l->v };

		v = u.write;
	}
	v[l->n] = *code;
	v[l->n].parent_i = (uint16_t)l->n;
	l->n++;
	return true;
}

static void
put_folded(struct code_index *x, struct str text, uint16_t at, struct arena *a)
{
	struct buf b;
	struct str key;
	size_t slot;

	buf_init(&b);
	text_fold(&b, text);
	key = buf_text(&b);
	for (slot = str_hash(key) & x->mask; x->folded[slot] != 0; slot = (slot + 1) & x->mask)
		if (str_eq(x->keys[slot], key))
			break;
	/* The first to claim a text keeps it: codes are put before labels. */
	if (key.n > 0 && x->folded[slot] == 0) {
		x->folded[slot] = (uint16_t)(at + 1);
		x->keys[slot] = str_dup(a, key);
	}
	buf_release(&b);
}

static void
index_list(struct code_list *l, struct arena *a)
{
	struct code_index *x = arena_new(a, struct code_index);
	size_t size = 16;
	union {
		const struct code *read;
		struct code *write;
	} u = { .read = l->v };

	while (size < l->n * 6)
		size *= 2;
	x->mask = size - 1;
	x->exact = arena_array(a, uint16_t, size);
	x->folded = arena_array(a, uint16_t, size);
	x->keys = arena_array(a, struct str, size);
	for (uint16_t i = 0; i < l->n; i++) {
		size_t slot = str_hash(l->v[i].code) & x->mask;

		while (x->exact[slot] != 0)
			slot = (slot + 1) & x->mask;
		x->exact[slot] = (uint16_t)(i + 1);
		put_folded(x, l->v[i].code, i, a);
	}
	for (uint16_t i = 0; i < l->n; i++) {
		put_folded(x, l->v[i].label_fr, i, a);
		put_folded(x, l->v[i].label_en, i, a);
	}
	l->index = x;
	for (size_t i = 0; i < l->n; i++) {
		uint16_t parent = l->v[i].parent.p != NULL ? code_find(l, l->v[i].parent) : CODE_NONE;

		if (parent != CODE_NONE)
			u.write[i].parent_i = parent;
	}
}

static void
index_lists(struct codes *c, struct arena *a)
{
	for (size_t i = 0; i < c->n && i < LISTS_MAX; i++) {
		size_t slot = str_hash(c->lists[i].name) % LIST_SLOTS;

		index_list(&c->lists[i], a);
		while (c->slots[slot] != 0)
			slot = (slot + 1) % LIST_SLOTS;
		c->slots[slot] = (uint8_t)(i + 1);
	}
}

struct memory {
	struct str rest;
};

static ptrdiff_t
from_memory(void *ctx, char *into, size_t cap, struct err *e)
{
	struct memory *m = ctx;
	size_t n = m->rest.n < cap ? m->rest.n : cap;

	(void)e;
	if (n > 0)
		memcpy(into, m->rest.p, n);
	m->rest = str_sub(m->rest, n, m->rest.n);
	return (ptrdiff_t)n;
}

static int32_t
day_or_none(struct str s)
{
	int32_t day;

	return day_parse(s, &day) ? day : DAY_NONE;
}

/* One file: code, fr, en, rolls, from, to, parent. */
static bool
read_file(const struct embedded *f, struct codes *c, struct arena *a, struct err *e)
{
	struct str name = str_sub(str_of(f->name), sizeof(FOLDER) - 1, strlen(f->name) - 4);
	struct memory m = { { (const char *)f->p, f->n } };
	struct arena scratch;
	struct csv_reader *r;
	const struct str *cells;
	size_t n = 0;
	int64_t line;
	bool ok;

	arena_init(&scratch);
	ok = csv_open(&scratch, from_memory, &m, &r, e) && csv_next(r, &cells, &n, &line, e);
	while (ok && (ok = csv_next(r, &cells, &n, &line, e)) && n > 0) {
		struct code code = { .from = DAY_NONE, .to = DAY_NONE };

		if (n != 7) {
			ok = err_set(e, ERR_INTERNAL, "codes.columns", "%s:%lld: %zu columns", f->name,
			    (long long)line, n);
			break;
		}
		code.code = str_dup(a, cells[0]);
		code.label_fr = str_dup(a, cells[1]);
		code.label_en = str_dup(a, cells[2]);
		code.rolls = str_dup(a, cells[3]);
		code.from = day_or_none(cells[4]);
		code.to = day_or_none(cells[5]);
		code.parent = cells[6].n > 0 ? str_dup(a, cells[6]) : STR_NONE;
		ok = add_code(c, name, &code, a, e);
	}
	arena_release(&scratch);
	return ok;
}

static bool
read_embedded(struct codes *c, struct arena *a, struct err *e)
{
	for (size_t i = 0; i < n_embedded_files; i++)
		if (str_starts(str_of(embedded_files[i].name), STR(FOLDER)) &&
		    !read_file(&embedded_files[i], c, a, e))
			return false;
	return true;
}

bool
codes_embedded(struct arena *a, struct codes **out, struct err *e)
{
	struct codes *c = arena_new(a, struct codes);

	if (!read_embedded(c, a, e))
		return false;
	index_lists(c, a);
	*out = c;
	return true;
}

static struct value
day_value(int32_t day, char text[11])
{
	if (day == DAY_NONE)
		return V_NULL;
	day_format(day, text);
	return V_TEXT(str_of(text));
}

static bool
load_code(struct store *s, struct str list, const struct code *c, int64_t position, int64_t *added,
    struct err *e)
{
	char from[11], to[11];
	struct value v[9] = {
		V_TEXT(list), V_TEXT(c->code), V_TEXT(c->label_fr), V_TEXT(c->label_en), V_TEXT(c->rolls),
		day_value(c->from, from), day_value(c->to, to),
		c->parent.p != NULL ? V_TEXT(c->parent) : V_NULL, V_INT(position),
	};
	int64_t changed = 0;

	if (!store_exec(s, &query_code_put, v, &changed, e))
		return false;
	*added += changed;
	return changed > 0 || sql_code_touch(s, list, c->code, c->label_fr, c->label_en,
	    v[6].s, position, e);
}

bool
codes_load(struct store *s, int64_t *added, struct err *e)
{
	struct arena a;
	struct codes c = { .n = 0 };
	bool ok;

	*added = 0;
	arena_init(&a);
	ok = read_embedded(&c, &a, e);
	for (size_t i = 0; ok && i < c.n; i++)
		for (size_t k = 0; ok && k < c.lists[i].n; k++)
			ok = load_code(s, c.lists[i].name, &c.lists[i].v[k], (int64_t)k, added, e);
	arena_release(&a);
	return ok;
}

static const struct query contract_codes = {
	"contract_codes",
	"SELECT list, code, label_fr, label_en, hidden, \"start\", \"end\", contract, deleted "
	"FROM contract_code WHERE structure = 1 ORDER BY made_at, id", 0, true,
};

/* Changes with every change of a contract's codes. */
static const struct query contract_codes_stamp = {
	"contract_codes_stamp",
	"SELECT coalesce(max(version), 0) FROM contract_code WHERE structure = 1", 0, true,
};

/* The code in its list; while lists are read there is no index yet. */
static struct code *
code_of(struct code_list *l, struct str code)
{
	union {
		const struct code *read;
		struct code *write;
	} u = { .read = l->v };

	for (size_t i = 0; i < l->n; i++)
		if (str_eq(u.write[i].code, code))
			return &u.write[i];
	return NULL;
}

static void
add_use(struct code *c, const struct code_use *use, struct arena *a)
{
	struct code_use *v = arena_array(a, struct code_use, c->n_uses + 1);

	if (c->n_uses > 0)
		memcpy(v, c->uses, c->n_uses * sizeof(*v));
	v[c->n_uses++] = *use;
	c->uses = v;
}

/* What contracts add and hide: columns of contract_codes. */
static bool
take_contract_code(struct codes *c, const struct value *row, struct arena *a, struct err *e)
{
	struct code_use use = {
		.hidden = row[4].i != 0, .from = day_or_none(row[5].s), .to = day_or_none(row[6].s),
	};
	struct code_list *l = list_for(c, row[0].s, a);
	struct code *known = code_of(l, row[1].s);
	struct str parent = str_sub(row[1].s, 0, str_find(row[1].s, '-'));

	if (row[7].s.n == sizeof(use.contract.b))
		memcpy(use.contract.b, row[7].s.p, sizeof(use.contract.b));
	if (known == NULL && !use.hidden && code_of(l, parent) != NULL) {
		struct code own = {
			.code = str_dup(a, row[1].s), .label_fr = str_dup(a, row[2].s),
			.label_en = str_dup(a, row[3].s), .rolls = STR(""), .from = DAY_NONE, .to = DAY_NONE,
			.parent = str_dup(a, parent), .of_contract = true,
		};

		if (!add_code(c, row[0].s, &own, a, e))
			return false;
		known = code_of(l, row[1].s);
	}
	/* One that was deleted stays readable in the records that bear it; none may bear it any more. */
	if (known != NULL && row[8].i == 0)
		add_use(known, &use, a);
	return true;
}

static bool
read_contracts(struct store *s, struct codes *c, struct arena *a, struct err *e)
{
	struct rows *rows;
	const struct value *row;

	if (!store_rows(s, &contract_codes, NULL, &rows, e))
		return false;
	for (;;) {
		if (!rows_next(rows, &row, e))
			return false;
		if (row == NULL)
			return true;
		if (!take_contract_code(c, row, a, e)) {
			rows_close(rows);
			return false;
		}
	}
}

static bool
read_stamp(struct store *s, int64_t *stamp, struct err *e)
{
	const struct value *row;
	struct arena a;
	bool found, ok;

	arena_init(&a);
	ok = store_one(s, &contract_codes_stamp, NULL, &a, &row, &found, e);
	if (ok)
		*stamp = found ? row[0].i : 0;
	arena_release(&a);
	return ok;
}

bool
codes_changed(struct store *s, const struct codes *c, bool *changed, struct err *e)
{
	int64_t stamp = 0;

	if (!read_stamp(s, &stamp, e))
		return false;
	*changed = stamp != c->stamp;
	return true;
}

bool
codes_open(struct store *s, struct arena *a, struct codes **out, struct err *e)
{
	struct codes *c = arena_new(a, struct codes);
	struct rows *rows;
	struct sql_code_all row;
	bool more;

	/* Before the codes: what changes meanwhile is read once more. */
	if (!read_stamp(s, &c->stamp, e) || !sql_code_all(s, &rows, e))
		return false;
	for (;;) {
		struct code code;

		if (!sql_code_all_next(rows, &row, &more, e))
			return false;
		if (!more)
			break;
		code = (struct code){
			.code = str_dup(a, row.code),
			.label_fr = str_dup(a, row.label_fr),
			.label_en = str_dup(a, row.label_en),
			.rolls = str_dup(a, row.rolls),
			.from = day_or_none(row.valid_from),
			.to = day_or_none(row.valid_to),
			.parent = str_dup(a, row.parent),
		};
		if (!add_code(c, row.list, &code, a, e)) {
			rows_close(rows);
			return false;
		}
	}
	if (!read_contracts(s, c, a, e))
		return false;
	index_lists(c, a);
	*out = c;
	return true;
}

const struct code_list *
codes_list(const struct codes *c, const char *list)
{
	struct str name = str_of(list);

	for (size_t slot = str_hash(name) % LIST_SLOTS; c->slots[slot] != 0;
	    slot = (slot + 1) % LIST_SLOTS)
		if (str_eq(c->lists[c->slots[slot] - 1].name, name))
			return &c->lists[c->slots[slot] - 1];
	return NULL;
}

uint16_t
code_find(const struct code_list *l, struct str text)
{
	const struct code_index *x = l->index;
	uint16_t found = CODE_NONE;
	struct buf b;
	struct str key;
	size_t slot;

	for (slot = str_hash(text) & x->mask; x->exact[slot] != 0; slot = (slot + 1) & x->mask)
		if (str_eq(l->v[x->exact[slot] - 1].code, text))
			return (uint16_t)(x->exact[slot] - 1);
	buf_init(&b);
	text_fold(&b, text);
	key = buf_text(&b);
	for (slot = str_hash(key) & x->mask; x->folded[slot] != 0; slot = (slot + 1) & x->mask)
		if (str_eq(x->keys[slot], key)) {
			found = (uint16_t)(x->folded[slot] - 1);
			break;
		}
	buf_release(&b);
	return found;
}

struct str
code_label(const struct code_list *l, uint16_t i)
{
	return lang_now() == LANG_EN ? l->v[i].label_en : l->v[i].label_fr;
}

struct str
code_roll(const struct code_list *l, uint16_t i, const char *key)
{
	struct str rest = l->v[l->v[i].parent_i].rolls, pair, name;

	while (str_cut(&rest, ' ', &pair))
		if (str_cut(&pair, '=', &name) && str_is(name, key))
			return pair.p != NULL ? pair : STR("");
	return STR_NONE;
}

uint16_t
code_counted(const struct code_list *l, uint16_t i)
{
	return l->v[i].of_contract ? l->v[i].parent_i : i;
}

/* How far a text is from a code: edits to the nearest of its names, less when one holds the other. */
static unsigned
distance(const struct code *c, struct str text, struct buf *scratch)
{
	const struct str names[] = { c->code, c->label_fr, c->label_en };
	unsigned best = UINT32_MAX;

	for (size_t i = 0; i < COUNT(names); i++) {
		struct str name;
		unsigned d;

		buf_clear(scratch);
		text_fold(scratch, names[i]);
		name = buf_text(scratch);
		d = 2 * text_distance(text, name);
		if (text.n >= 3 && name.n > text.n && memmem(name.p, name.n, text.p, text.n) != NULL)
			d = 1;
		best = d < best ? d : best;
	}
	return best;
}

size_t
code_nearest(const struct code_list *l, struct str text, uint16_t out[3])
{
	unsigned far[3];
	struct buf folded, scratch;
	size_t n = 0;

	buf_init(&folded);
	buf_init(&scratch);
	text_fold(&folded, text);
	for (uint16_t i = 0; i < l->n; i++) {
		unsigned d = distance(&l->v[i], buf_text(&folded), &scratch);
		size_t at = n;

		while (at > 0 && far[at - 1] > d)
			at--;
		if (at == 3)
			continue;
		for (size_t k = n < 3 ? n : 2; k > at; k--) {
			far[k] = far[k - 1];
			out[k] = out[k - 1];
		}
		far[at] = d;
		out[at] = i;
		n += n < 3;
	}
	buf_release(&folded);
	buf_release(&scratch);
	return n;
}
