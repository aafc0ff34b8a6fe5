/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One pass over the shifts, a page at a time, column by column. */
#include "figures/scan.h"

struct shift_scan {
	struct scan *s;
	uint64_t *by[FIGURE_BY_MAX];     /* what a code + 1 adds to the composite; NULL: a split by team */
	uint8_t *admits[FIGURE_FILTERS_MAX]; /* by code + 1; NULL: of the team */
	const struct shift_page *p;
	size_t n;
	uint8_t member[PAGE_SHIFTS];  /* bits of the team's members that filters admit */
	uint8_t pass[PAGE_SHIFTS];
	uint32_t code[PAGE_SHIFTS];   /* + 1, 0: none; of the dimension under way */
	uint16_t value[PAGE_SHIFTS];  /* minutes, of the whole team where each counts; or 1: held */
	uint64_t add[PAGE_SHIFTS];    /* what it adds to its group, packed; 0: nothing */
	uint64_t group[PAGE_SHIFTS];  /* composite of the keys that shifts have themselves */
};

/* The minute before which a shift that was planned is over. */
static int32_t
minute_now(int64_t now_ms)
{
	int64_t minute = (now_ms + 59999) / 60000;

	return minute > INT32_MAX ? INT32_MAX : (int32_t)minute;
}

/* Loops over columns: what they write is nothing that they read, so that the processor may take many
 * rows at once. */
static void
mask_held(uint8_t *restrict pass, const struct shift_page *restrict p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		pass[i] = p->alive[i] & (p->state[i] == SHIFT_HELD);
}

static void
mask_due(uint8_t *restrict pass, const struct shift_page *restrict p, size_t n, int32_t now)
{
	for (size_t i = 0; i < n; i++)
		pass[i] = p->alive[i] & ((p->state[i] != SHIFT_PLANNED) |
		    (p->day[i] * 1440 + p->planned_end[i] < now));
}

static void
mask_days(uint8_t *restrict pass, const int32_t *restrict day, size_t n, int32_t first, int32_t last)
{
	for (size_t i = 0; i < n; i++)
		pass[i] &= (day[i] >= first) & (day[i] <= last);
}

static void
codes_16(uint32_t *restrict code, const uint16_t *restrict v, size_t n, uint32_t n_map)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t c = (uint16_t)(v[i] + 1);

		code[i] = c < n_map ? c : 0;
	}
}

/* Days of shifts that are gone may lie outside. */
static void
codes_day(uint32_t *restrict code, const int32_t *restrict day, size_t n, uint32_t base, uint32_t n_map)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t c = (uint32_t)day[i] - base + 1;

		code[i] = c < n_map ? c : 0;
	}
}

static void
add_codes(uint64_t *restrict group, const uint32_t *restrict code, const uint64_t *restrict of, size_t n)
{
	for (size_t i = 0; i < n; i++)
		group[i] += of[code[i]];
}

/* What counts: its minutes, or whether it was held; packed. */
static void
weigh(uint64_t *restrict add, const uint8_t *restrict pass, const uint16_t *restrict v, size_t n,
    uint32_t every)
{
	for (size_t i = 0; i < n; i++) {
		uint64_t counts = pass[i] & (every | (v[i] != 0));

		add[i] = (PACKED_ONE + v[i]) & (0 - counts);
	}
}

/* Shifts that are there, in the period, and held, or due. */
static void
mask_shifts(struct shift_scan *k)
{
	const struct period *period = k->s->ask->period;

	if (k->s->plan->which == WHICH_HELD)
		mask_held(k->pass, k->p, k->n);
	else
		mask_due(k->pass, k->p, k->n, minute_now(k->s->ask->now_ms));
	if (period != NULL)
		mask_days(k->pass, k->p->day, k->n, period->first, period->last);
}

/* The codes of a dimension that shifts have themselves; what lies outside of its keys is none. */
static void
read_codes(struct shift_scan *k, const struct keys *keys)
{
	const struct shift_page *p = k->p;

	switch (keys->dim->column) {
	case COLUMN_SCHEME:
		codes_16(k->code, p->scheme, k->n, (uint32_t)keys->n_map);
		break;
	case COLUMN_SECTOR:
		codes_16(k->code, p->sector, k->n, (uint32_t)keys->n_map);
		break;
	case COLUMN_DAY:
		codes_day(k->code, p->day, k->n, (uint32_t)keys->base, (uint32_t)keys->n_map);
		break;
	case COLUMN_CELL:
	case COLUMN_BYTE:
	case COLUMN_MINUTE:
	case COLUMN_ITEM:
	case COLUMN_LEDGER:
		memset(k->code, 0, sizeof(k->code));
		break;
	}
}

/* Which of a shift's team a filter admits. */
static uint8_t
members(const struct shift_page *p, size_t at, const struct scan_filter *w)
{
	uint8_t bits = 0;

	for (unsigned i = 0; i < p->n_team[at]; i++)
		if (w->allow[keys_of(&w->keys, p->team[at][i])])
			bits |= (uint8_t)(1u << i);
	return bits;
}

/* False: nothing of this page is asked about. */
static bool
filter_page(struct shift_scan *k)
{
	const struct shift_page *p = k->p;
	const struct scan *s = k->s;

	mask_shifts(k);
	if (memchr(k->pass, 1, k->n) == NULL)
		return false;
	for (size_t i = 0; i < k->n; i++)
		k->member[i] = (uint8_t)((1u << p->n_team[i]) - 1);
	for (size_t f = 0; f < s->ask->n_filters; f++) {
		const struct scan_filter *w = &s->filter[f];

		if (k->admits[f] == NULL) {
			/* `null` admits a shift without a team. */
			for (size_t i = 0; i < k->n; i++) {
				k->member[i] &= members(p, i, w);
				k->pass[i] &= k->member[i] != 0 || (p->n_team[i] == 0 && w->allow[0]);
			}
			continue;
		}
		read_codes(k, &w->keys);
		for (size_t i = 0; i < k->n; i++)
			k->pass[i] &= k->admits[f][k->code[i]];
	}
	return true;
}

/* What each shift adds, and to which group. */
static void
weigh_page(struct shift_scan *k)
{
	static const uint8_t ones[16] = { 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4 };
	const struct shift_page *p = k->p;
	const struct figure_plan *plan = k->s->plan;

	if (plan->value == IS_HELD)
		for (size_t i = 0; i < k->n; i++)
			k->value[i] = p->state[i] == SHIFT_HELD;
	else
		memcpy(k->value, p->minutes, sizeof(k->value));
	for (size_t i = 0; plan->list == BELOW_TEAM && i < k->n; i++)
		k->value[i] = (uint16_t)(k->value[i] * ones[k->member[i] & 15]);
	weigh(k->add, k->pass, k->value, k->n, plan->every);
	memset(k->group, 0, sizeof(k->group));
	for (size_t b = 0; b < k->s->ask->n_by; b++)
		if (k->by[b] != NULL) {
			read_codes(k, &k->s->by[b].keys);
			add_codes(k->group, k->code, k->by[b], k->n);
		}
}

static void
add_shift(struct scan *s, uint64_t *packed, uint64_t composite, uint64_t add)
{
	struct cell_sum sum, *c;

	if (packed != NULL) {
		packed[composite] += add;
		return;
	}
	sum = packed_sum(add, 0);
	c = groups_at(s->groups, composite);
	c->sum += sum.sum;
	c->n += sum.n;
}

/* One group a member; a person stands once in a team, so that none counts a shift twice. */
static void
add_team(const struct shift_scan *k, uint64_t *packed, size_t i)
{
	const struct shift_page *p = k->p;
	struct scan *s = k->s;
	uint64_t v = s->plan->value == IS_HELD ? p->state[i] == SHIFT_HELD : p->minutes[i];

	for (unsigned m = 0; m < p->n_team[i]; m++) {
		uint64_t composite = k->group[i];

		if ((k->member[i] & 1u << m) == 0)
			continue;
		for (size_t b = 0; b < s->ask->n_by; b++)
			if (k->by[b] == NULL)
				composite += s->by[b].stride * keys_of(&s->by[b].keys, p->team[i][m]);
		add_shift(s, packed, composite, PACKED_ONE + v);
	}
}

static void
take_page(struct shift_scan *k, bool by_team)
{
	struct scan *s = k->s;
	uint64_t *packed = groups_packed(s->groups), total = 0;
	struct cell_sum sum;

	for (size_t i = 0; i < k->n; i++)
		total += k->add[i];
	sum = packed_sum(total, 0);
	s->total.sum += sum.sum;
	s->total.n += sum.n;
	for (size_t i = 0; s->ask->evidence && i < k->n; i++)
		if (k->add[i] != 0)
			scan_evidence(s, &k->p->id[i], 0);
	if (s->ask->n_by == 0)
		return;
	if (packed != NULL && !by_team) {
		for (size_t i = 0; i < k->n; i++)
			packed[k->group[i]] += k->add[i];
		return;
	}
	for (size_t i = 0; i < k->n; i++) {
		if (k->add[i] == 0)
			continue;
		if (by_team && k->member[i] != 0)
			add_team(k, packed, i);
		else
			add_shift(s, packed, k->group[i], k->add[i]);
	}
}

static void
prepare(struct shift_scan *k, struct scan *s)
{
	k->s = s;
	for (size_t b = 0; b < s->ask->n_by; b++) {
		const struct keys *keys = &s->by[b].keys;

		if (keys->dim->column == COLUMN_ITEM)
			continue;
		k->by[b] = arena_array(s->a, uint64_t, keys->n_map);
		for (size_t i = 0; i < keys->n_map; i++)
			k->by[b][i] = s->by[b].stride * keys->map[i];
	}
	for (size_t f = 0; f < s->ask->n_filters; f++) {
		const struct scan_filter *w = &s->filter[f];

		if (w->keys.dim->column == COLUMN_ITEM)
			continue;
		k->admits[f] = arena_array(s->a, uint8_t, w->keys.n_map);
		for (size_t i = 0; i < w->keys.n_map; i++)
			k->admits[f][i] = w->allow[w->keys.map[i]];
	}
}

void
scan_shifts(struct scan *s)
{
	struct shift_scan *k = arena_new(s->a, struct shift_scan);
	bool by_team = lists_wanted(s);
	size_t taken = 0;

	prepare(k, s);
	for (size_t from = 0; from < s->f->n_shifts; from += k->n) {
		k->p = shift_page(s->f, from);
		k->n = s->f->n_shifts - from < PAGE_SHIFTS ? s->f->n_shifts - from : PAGE_SHIFTS;
		taken += k->n * TEAM_MAX;
		if (taken > PACKED_MAX) {
			groups_unpack(s->groups, 0);
			taken = k->n * TEAM_MAX;
		}
		if (filter_page(k)) {
			weigh_page(k);
			take_page(k, by_team);
		}
	}
	groups_unpack(s->groups, 0);
}
