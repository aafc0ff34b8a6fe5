/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One pass over the shifts, a chunk at a time: few beside the acts, so that rows serve as they are. */
#include "figures/scan.h"

struct shift_chunk {
	const struct shift_row *r;
	size_t n;
	uint8_t member[CHUNK];  /* bits of the team's members that filters admit */
	uint8_t pass[CHUNK];
	uint32_t code[CHUNK];   /* + 1, 0: none; of the dimension under way */
	uint64_t group[CHUNK];  /* composite of the keys that shifts have themselves */
};

/* Shifts that are there, in the period, and held, or due. */
static void
mask_shifts(const struct scan *s, struct shift_chunk *c)
{
	int32_t first = s->ask->period != NULL ? s->ask->period->first : INT32_MIN;
	int32_t last = s->ask->period != NULL ? s->ask->period->last : INT32_MAX;
	bool held = s->plan->which == WHICH_HELD;

	for (size_t i = 0; i < c->n; i++) {
		const struct shift_row *r = &c->r[i];
		int64_t end = ((int64_t)r->day * 1440 + r->planned_end) * 60000;

		c->pass[i] = r->alive & (r->day >= first) & (r->day <= last) &
		    (held ? r->state == SHIFT_HELD : r->state != SHIFT_PLANNED || end < s->ask->now_ms);
	}
}

/* The codes of a dimension that shifts have themselves. */
static void
read_codes(struct shift_chunk *c, const struct keys *k)
{
	switch (k->dim->column) {
	case COLUMN_SCHEME:
		for (size_t i = 0; i < c->n; i++)
			c->code[i] = (uint16_t)(c->r[i].scheme + 1);
		break;
	case COLUMN_SECTOR:
		for (size_t i = 0; i < c->n; i++)
			c->code[i] = (uint16_t)(c->r[i].sector + 1);
		break;
	case COLUMN_DAY:
		for (size_t i = 0; i < c->n; i++)
			c->code[i] = (uint32_t)(c->r[i].day - k->base + 1);
		break;
	case COLUMN_CELL:
	case COLUMN_BYTE:
	case COLUMN_MINUTE:
	case COLUMN_ITEM:
		memset(c->code, 0, sizeof(c->code));
		break;
	}
}

/* What keys say of a code + 1 that may lie outside them: days of shifts that are gone. */
static uint32_t
place_at(const struct keys *k, uint32_t code)
{
	return code < k->n_map ? k->map[code] : 0;
}

/* Which of a shift's team a filter admits. */
static uint8_t
members(const struct shift_row *r, const struct scan_filter *w)
{
	uint8_t bits = 0;

	for (unsigned i = 0; i < r->n_team; i++)
		if (w->allow[keys_of(&w->keys, r->team[i])])
			bits |= (uint8_t)(1u << i);
	return bits;
}

static void
filter_chunk(const struct scan *s, struct shift_chunk *c)
{
	mask_shifts(s, c);
	for (size_t i = 0; i < c->n; i++)
		c->member[i] = (uint8_t)((1u << c->r[i].n_team) - 1);
	for (size_t k = 0; k < s->ask->n_filters; k++) {
		const struct scan_filter *w = &s->filter[k];

		if (w->keys.dim->column == COLUMN_ITEM) {
			/* `null` admits a shift without a team. */
			for (size_t i = 0; i < c->n; i++) {
				c->member[i] &= members(&c->r[i], w);
				c->pass[i] &= c->member[i] != 0 || (c->r[i].n_team == 0 && w->allow[0]);
			}
			continue;
		}
		read_codes(c, &w->keys);
		for (size_t i = 0; i < c->n; i++)
			c->pass[i] &= w->allow[place_at(&w->keys, c->code[i])];
	}
}

static void
add_shift(struct scan *s, uint64_t *packed, uint64_t composite, int64_t v)
{
	struct cell_sum *c;

	if (packed != NULL) {
		packed[composite] += PACKED_ONE + (uint64_t)v;
		return;
	}
	c = groups_at(s->groups, composite);
	c->sum += v;
	c->n++;
}

/* One group a member; a person stands once in a team, so that none counts a shift twice. */
static void
add_team(struct scan *s, uint64_t *packed, const struct shift_chunk *c, size_t i, int64_t v)
{
	for (unsigned m = 0; m < c->r[i].n_team; m++) {
		uint64_t composite = c->group[i];

		if ((c->member[i] & 1u << m) == 0)
			continue;
		for (size_t k = 0; k < s->ask->n_by; k++)
			if (s->by[k].keys.dim->column == COLUMN_ITEM)
				composite += s->by[k].stride * keys_of(&s->by[k].keys, c->r[i].team[m]);
		add_shift(s, packed, composite, v);
	}
}

static void
take_chunk(struct scan *s, const struct shift_chunk *c, bool by_team)
{
	static const uint8_t ones[16] = { 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4 };
	bool each = s->plan->list == BELOW_TEAM;
	uint64_t *packed = groups_packed(s->groups);

	for (size_t i = 0; i < c->n; i++) {
		const struct shift_row *r = &c->r[i];
		int64_t v = s->plan->value == IS_HELD ? r->state == SHIFT_HELD : r->minutes;
		int64_t total = each ? v * ones[c->member[i] & 15] : v;

		if (!c->pass[i] || (total == 0 && !s->plan->every))
			continue;
		if (s->ask->evidence)
			scan_evidence(s, &r->id);
		if (by_team && c->member[i] != 0)
			add_team(s, packed, c, i, v);
		else if (s->ask->n_by > 0)
			add_shift(s, packed, c->group[i], total);
		s->total.sum += total;
		s->total.n++;
	}
}

void
scan_shifts(struct scan *s)
{
	struct shift_chunk *c = arena_new(s->a, struct shift_chunk);
	bool by_team = lists_wanted(s);
	size_t taken = 0;

	_Static_assert(PAGE_SHIFTS % CHUNK == 0, "a chunk lies within a page");
	for (size_t from = 0; from < s->f->n_shifts; from += c->n) {
		c->r = shift_at(s->f, from);
		c->n = s->f->n_shifts - from < CHUNK ? s->f->n_shifts - from : CHUNK;
		taken += c->n;
		if (taken > PACKED_MAX) {
			groups_unpack(s->groups, 0);
			taken = c->n;
		}
		filter_chunk(s, c);
		memset(c->group, 0, sizeof(c->group));
		for (size_t k = 0; k < s->ask->n_by; k++) {
			const struct scan_by *by = &s->by[k];

			if (by->keys.dim->column == COLUMN_ITEM)
				continue;
			read_codes(c, &by->keys);
			for (size_t i = 0; i < c->n; i++)
				c->group[i] += by->stride * place_at(&by->keys, c->code[i]);
		}
		take_chunk(s, c, by_team);
	}
	groups_unpack(s->groups, 0);
}
