/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "facts/find.h"

#include "facts/columns.h"

#define CONDITIONS_MAX (LIST_FILTERS_MAX + 2)

/* What a condition looks at. */
enum look { LOOK_BYTE, LOOK_FLAG, LOOK_SCHEME, LOOK_SECTOR, LOOK_MINUTE, LOOK_LENGTH, LOOK_SHIFT, LOOK_ITEMS,
	LOOK_DAY };

static const struct column {
	const char *field;
	enum look look;
	int part; /* act_byte, act_list, entity_table */
} columns[] = {
	{ "service_date", LOOK_DAY, 0 },
	{ "scheme", LOOK_SCHEME, ENTITY_SCHEME },
	{ "sector", LOOK_SECTOR, ENTITY_SECTOR },
	{ "kind", LOOK_BYTE, ACT_KIND },
	{ "place_kind", LOOK_BYTE, ACT_PLACE_KIND },
	{ "theme", LOOK_BYTE, ACT_THEME },
	{ "theme2", LOOK_BYTE, ACT_THEME2 },
	{ "theme3", LOOK_BYTE, ACT_THEME3 },
	{ "origin", LOOK_BYTE, ACT_ORIGIN },
	{ "outcome", LOOK_BYTE, ACT_OUTCOME },
	{ "state", LOOK_BYTE, ACT_STATE },
	{ "tension_before", LOOK_BYTE, ACT_TENSION_BEFORE },
	{ "tension_after", LOOK_BYTE, ACT_TENSION_AFTER },
	{ "weak_signal", LOOK_FLAG, ACT_WEAK },
	{ "start", LOOK_MINUTE, 0 },
	{ "duration_min", LOOK_LENGTH, 0 },
	{ "shift", LOOK_SHIFT, 0 },
	{ "actions", LOOK_ITEMS, ACT_ACTIONS },
	{ "relays", LOOK_ITEMS, ACT_RELAYS },
	{ "facts", LOOK_ITEMS, ACT_FACTS },
};

struct condition {
	const struct column *column;
	uint8_t *allow;       /* by value: 256 or 65536 of them */
	const uint32_t *shifts; /* LOOK_SHIFT: places */
	size_t n_shifts;
	bool none;            /* LOOK_ITEMS: records without any */
};

struct found_key {
	int32_t day;
	struct uuid id;
};

struct find {
	const struct facts *f;
	struct arena a;
	struct condition v[CONDITIONS_MAX];
	size_t n;
	int32_t first, last;  /* days */
	bool report;
	/* Keys kept, best first. */
	bool ascending;
	struct found_key *keys;
	size_t n_keys, room;
	const struct found_key *from;
	int64_t total;
};

/* -- conditions ------------------------------------------------------------------------------ */

static const struct column *
column_of(const struct reg *g, int field)
{
	for (size_t i = 0; field >= 0 && i < COUNT(columns); i++)
		if (strcmp(columns[i].field, g->fields[field].name) == 0)
			return &columns[i];
	return NULL;
}

static bool
is_wide(enum look look)
{
	return look == LOOK_SCHEME || look == LOOK_SECTOR || look == LOOK_MINUTE || look == LOOK_LENGTH;
}

static struct condition *
condition_new(struct find *q, const struct column *c)
{
	struct condition *k = &q->v[q->n++];

	*k = (struct condition){
		.column = c, .allow = arena_array(&q->a, uint8_t, is_wide(c->look) ? 65536 : 256),
	};
	return k;
}

static void
allow_entities(struct find *q, struct condition *k, const struct uuid *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t place = entity_find(&q->f->entity[k->column->part], &v[i]);

		if (place < NONE_16)
			k->allow[place] = 1;
	}
}

static void
allow_shifts(struct find *q, struct condition *k, const struct list_filter *f)
{
	uint32_t *v = arena_array(&q->a, uint32_t, f->n);

	for (size_t i = 0; i < f->n; i++) {
		uint32_t place = shift_find(q->f, &f->cells[i].u);

		if (place != NONE_32)
			v[k->n_shifts++] = place;
	}
	k->shifts = v;
}

/* Values of a byte or of minutes: none is the largest. */
static void
allow_numbers(struct condition *k, const struct list_filter *f)
{
	size_t none = is_wide(k->column->look) ? NONE_16 : NONE_8;

	for (size_t i = 0; i < none; i++) {
		int64_t v = (int64_t)i;

		if (f->match == LIST_FILLED)
			k->allow[i] = 1;
		else if (f->match == LIST_RANGE)
			k->allow[i] = (!f->cells[0].set || v >= f->cells[0].i) && (!f->cells[1].set ||
			    v <= f->cells[1].i);
		for (size_t c = 0; f->match == LIST_EQUAL && c < f->n; c++)
			k->allow[i] |= f->cells[c].i == v;
	}
	k->allow[none] = f->match == LIST_EMPTY;
}

static void
allow_days(struct find *q, const struct list_filter *f)
{
	int64_t first = INT32_MIN, last = INT32_MAX;

	if (f->match == LIST_RANGE) {
		first = f->cells[0].set ? f->cells[0].i : first;
		last = f->cells[1].set ? f->cells[1].i : last;
	} else {
		first = last = f->cells[0].i;
	}
	q->first = first > q->first ? (int32_t)first : q->first;
	q->last = last < q->last ? (int32_t)last : q->last;
}

static void
allow_flag(struct condition *k, const struct list_filter *f)
{
	for (size_t i = 0; i < 256; i++)
		for (size_t c = 0; c < f->n; c++)
			k->allow[i] |= ((i & (size_t)k->column->part) != 0) == (f->cells[c].i != 0);
}

static void
allow_items(struct condition *k, const struct list_filter *f)
{
	k->none = f->match == LIST_EMPTY;
	memset(k->allow, f->match == LIST_FILLED, 256);
	for (size_t c = 0; f->match == LIST_EQUAL && c < f->n; c++) {
		uint16_t code = k->column->part == ACT_FACTS ? f->cells[c].facts[0].code : f->cells[c].codes[0];

		if (code < NONE_8)
			k->allow[code] = 1;
	}
}

/* False when the facts do not know the filter. */
static bool
take_filter(struct find *q, const struct reg *g, const struct list_filter *f)
{
	const struct column *c = column_of(g, f->column);
	struct condition *k;

	if (c == NULL || f->match == LIST_CONTAINS || (f->match == LIST_EQUAL && f->n == 0))
		return false;
	if (c->look == LOOK_DAY) {
		if (f->match != LIST_RANGE && (f->match != LIST_EQUAL || f->n != 1))
			return false;
		allow_days(q, f);
		return true;
	}
	if ((c->look == LOOK_FLAG || c->look == LOOK_SCHEME || c->look == LOOK_SHIFT) && f->match != LIST_EQUAL)
		return false;
	k = condition_new(q, c);
	switch (c->look) {
	case LOOK_SCHEME:
	case LOOK_SECTOR:
		memset(k->allow, f->match == LIST_FILLED, NONE_16);
		k->allow[NONE_16] = f->match == LIST_EMPTY;
		for (size_t i = 0; f->match == LIST_EQUAL && i < f->n; i++)
			allow_entities(q, k, &f->cells[i].u, 1);
		break;
	case LOOK_SHIFT:
		allow_shifts(q, k, f);
		break;
	case LOOK_FLAG:
		allow_flag(k, f);
		break;
	case LOOK_ITEMS:
		allow_items(k, f);
		break;
	case LOOK_BYTE:
	case LOOK_MINUTE:
	case LOOK_LENGTH:
		allow_numbers(k, f);
		break;
	case LOOK_DAY:
		break;
	}
	return true;
}

static bool
take_reach(struct find *q, const struct list_ask *ask, enum operation op)
{
	static const struct column scheme = { "scheme", LOOK_SCHEME, ENTITY_SCHEME };

	switch (access_may(ask->reg, ask->who, op)) {
	case REACH_ALL:
		return true;
	case REACH_WITHIN:
		allow_entities(q, condition_new(q, &scheme), ask->who->schemes.v, ask->who->schemes.n);
		return strcmp(ask->reg->within, "scheme") == 0;
	case REACH_TEAM:
	case REACH_OWN:
	case REACH_NONE:
		break;
	}
	return false;
}

/* -- rows ------------------------------------------------------------------------------------ */

static void
mask_8(uint8_t *pass, const uint8_t *allow, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		pass[i] &= allow[p[i]];
}

static void
mask_16(uint8_t *pass, const uint8_t *allow, const uint16_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		pass[i] &= allow[p[i]];
}

static void
mask_shifts(uint8_t *pass, const struct condition *k, const uint32_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint8_t any = 0;

		for (size_t s = 0; s < k->n_shifts; s++)
			any |= p[i] == k->shifts[s];
		pass[i] &= any;
	}
}

static void
mask_items(uint8_t *pass, const struct condition *k, const struct act_items *l, size_t n)
{
	const uint8_t *code = (const uint8_t *)l->code.p;

	for (size_t i = 0; i < n; i++) {
		uint8_t any = k->none && l->count[i] == 0;

		for (uint8_t c = 0; c < l->count[i]; c++)
			any |= k->allow[*code++];
		pass[i] &= any;
	}
}

static void
mask_condition(uint8_t *pass, const struct condition *k, const struct acts *s)
{
	switch (k->column->look) {
	case LOOK_BYTE:
		mask_8(pass, k->allow, s->byte[k->column->part], s->n);
		break;
	case LOOK_FLAG:
		mask_8(pass, k->allow, s->byte[ACT_FLAGS], s->n);
		break;
	case LOOK_SCHEME:
		mask_16(pass, k->allow, s->scheme, s->n);
		break;
	case LOOK_SECTOR:
		mask_16(pass, k->allow, s->sector, s->n);
		break;
	case LOOK_MINUTE:
		mask_16(pass, k->allow, s->minute, s->n);
		break;
	case LOOK_LENGTH:
		mask_16(pass, k->allow, s->length, s->n);
		break;
	case LOOK_SHIFT:
		mask_shifts(pass, k, s->shift, s->n);
		break;
	case LOOK_ITEMS:
		mask_items(pass, k, &s->list[k->column->part], s->n);
		break;
	case LOOK_DAY:
		break;
	}
}

static void
mask_segment(const struct find *q, const struct acts *s, uint8_t *pass)
{
	const uint8_t *flags = s->byte[ACT_FLAGS];
	uint8_t report = q->report ? ACT_REPORT : 0;

	for (size_t i = 0; i < s->n; i++)
		pass[i] = (flags[i] & (ACT_ALIVE | ACT_TWIN)) != 0 && (flags[i] & ACT_REPORT) == report &&
		    s->day[i] >= q->first && s->day[i] <= q->last;
	for (size_t i = 0; i < q->n; i++)
		mask_condition(pass, &q->v[i], s);
}

/* <0: a comes before b in the order read. */
static int
order(const struct find *q, const struct found_key *a, const struct found_key *b)
{
	int by = a->day != b->day ? (a->day < b->day ? -1 : 1) : memcmp(a->id.b, b->id.b, sizeof(a->id.b));

	return q->ascending ? by : -by;
}

static void
keep(struct find *q, const struct found_key *k)
{
	size_t low = 0, high = q->n_keys;

	if (q->n_keys == q->room && order(q, k, &q->keys[q->room - 1]) > 0)
		return;
	if (q->from != NULL && order(q, k, q->from) <= 0)
		return;
	while (low < high) {
		size_t mid = (low + high) / 2;

		if (order(q, k, &q->keys[mid]) > 0)
			low = mid + 1;
		else
			high = mid;
	}
	if (q->n_keys < q->room)
		q->n_keys++;
	memmove(&q->keys[low + 1], &q->keys[low], (q->n_keys - 1 - low) * sizeof(*q->keys));
	q->keys[low] = *k;
}

/* Whether no row of a segment can be among the keys kept. */
static bool
is_behind(const struct find *q, const struct acts *s)
{
	const struct found_key *worst = &q->keys[q->room - 1];

	if (q->n_keys < q->room)
		return false;
	return q->ascending ? s->first_day > worst->day : s->last_day < worst->day;
}

static void
walk_row(struct find *q, const struct acts *s, size_t i)
{
	struct found_key k = { .day = s->day[i] };
	const struct found_key *worst = &q->keys[q->room - 1];

	if (q->n_keys == q->room && (q->ascending ? k.day > worst->day : k.day < worst->day))
		return;
	k.id = s->id[i];
	keep(q, &k);
}

/* Rows are written mostly in order of time: reading from the end that is wanted fills the page at once,
 * and what comes after is passed over by its day. */
static void
walk_segment(struct find *q, const struct acts *s, uint8_t *pass, bool count)
{
	if (s->n == 0 || s->last_day < q->first || s->first_day > q->last || (!count && is_behind(q, s)))
		return;
	mask_segment(q, s, pass);
	for (size_t i = 0; count && i < s->n; i++)
		q->total += pass[i];
	if (is_behind(q, s))
		return;
	for (size_t n = 0; n < s->n; n++) {
		size_t i = q->ascending ? n : s->n - 1 - n;

		if (pass[i] != 0)
			walk_row(q, s, i);
	}
}

bool
facts_find(void *ctx, const struct list_ask *ask, const struct list_key *from, bool backward,
    size_t limit, bool count, struct list_found *out)
{
	const struct facts *f = ctx;
	struct find q = { .f = f, .first = INT32_MIN, .last = INT32_MAX, .ascending = backward };
	struct found_key behind;
	uint8_t *pass;
	bool known;

	q.report = strcmp(ask->reg->name, "incivility_report") == 0;
	if ((!q.report && strcmp(ask->reg->name, "intervention") != 0) || ask->deleted)
		return false;
	if (from != NULL) {
		if (from->v.kind != VALUE_TEXT || !day_parse(from->v.s, &behind.day))
			return false;
		behind.id = from->id;
		q.from = &behind;
	}
	arena_init(&q.a);
	known = take_reach(&q, ask, OP_READ) && take_reach(&q, ask, ask->op);
	for (size_t i = 0; known && i < ask->n_filters; i++)
		known = take_filter(&q, ask->reg, &ask->filters[i]);
	if (known) {
		q.room = limit + 1;
		q.keys = arena_array(&q.a, struct found_key, q.room + 1);
		pass = arena_array(&q.a, uint8_t, SEGMENT_ROWS);
		for (size_t i = 0; i < f->n_acts; i++)
			walk_segment(&q, f->acts[backward ? i : f->n_acts - 1 - i], pass, count);
		out->more = q.n_keys > limit;
		out->n = out->more ? limit : q.n_keys;
		out->total = q.total;
		for (size_t i = 0; i < out->n; i++)
			out->v[i] = q.keys[i].id;
	}
	arena_release(&q.a);
	return known;
}
