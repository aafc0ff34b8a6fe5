/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Splits below the record, a chunk at a time.  A list that the figure does not add up gives each key
 * the whole figure over the records that carry it: records become entries, one a key, or one without
 * a key when the list is empty.  The figure's own list divides it: each entry's items go to their own
 * groups.
 */
#include "figures/scan.h"

#define ITEMS_MAX 64   /* of one list of one record */
#define ENTRIES_MAX 4096
#define AHEAD 4        /* items written whether they are there or not */

/* The items of a chunk's rows in one list, as the splits by it see them. */
struct view {
	enum below below;
	bool repeats;         /* items of one record may have the same key */
	size_t at;            /* of the chunk's first item in its segment */
	uint32_t begin[CHUNK + 1];
	uint32_t *add;        /* of each item: its keys' places times their strides */
	uint32_t *weight;     /* of each item in the figure; the own list only */
	uint32_t of_code[256], of_more[256]; /* stored lists */
	const uint32_t *of;   /* by code + 1: themes, staff */
};

/* Rows on their way through the lists: each stage multiplies them by one that the figure does not add
 * up; the last one has none and adds to the groups. */
struct stage {
	struct view *by;    /* NULL: the last */
	struct stage *next;
	size_t n;
	uint16_t row[ENTRIES_MAX + ITEMS_MAX];
	uint32_t group[ENTRIES_MAX + ITEMS_MAX];
};

struct lists {
	struct scan *s;
	const struct act_rules *r;
	struct stage *first;
	struct view *own;
};

static const enum act_list stored_as[N_BELOW] = {
	[BELOW_PUBLICS] = ACT_PUBLICS, [BELOW_FACTS] = ACT_FACTS, [BELOW_RELAYS] = ACT_RELAYS,
	[BELOW_ACTIONS] = ACT_ACTIONS,
};

bool
lists_wanted(const struct scan *s)
{
	for (size_t i = 0; i < s->ask->n_by; i++)
		if (s->by[i].keys.dim->column == COLUMN_ITEM)
			return true;
	return false;
}

/* What each code of the list adds: the splits by it together. */
static void
view_tables(const struct scan *s, struct view *v)
{
	for (size_t i = 0; i < s->ask->n_by; i++) {
		const struct dim *d = s->by[i].keys.dim;
		const uint32_t *t;

		if (d->column != COLUMN_ITEM || d->below != v->below)
			continue;
		t = scan_table(s, &s->by[i]);
		v->of = t;
		for (unsigned code = 0; code < NONE_8; code++) {
			unsigned part = v->below != BELOW_PUBLICS ? code
			    : d->part == 0 ? code % PUBLIC_AGES : code / PUBLIC_AGES;

			if (v->below == BELOW_FACTS && d->part == 1)
				v->of_more[code] += t[code + 1];
			else
				v->of_code[code] += t[part + 1];
		}
	}
}

static struct view *
view_new(struct scan *s, enum below below)
{
	struct view *v = arena_new(s->a, struct view);

	v->below = below;
	v->repeats = below == BELOW_PUBLICS || below == BELOW_FACTS;
	v->add = arena_array(s->a, uint32_t, (size_t)CHUNK * ITEMS_MAX + AHEAD);
	if (below == s->plan->list)
		v->weight = arena_array(s->a, uint32_t, (size_t)CHUNK * ITEMS_MAX);
	view_tables(s, v);
	return v;
}

struct lists *
lists_new(struct scan *s, const struct act_rules *r)
{
	struct lists *l = arena_new(s->a, struct lists);
	struct stage **to = &l->first;
	bool seen[N_BELOW] = { false };

	l->s = s;
	l->r = r;
	for (size_t i = 0; i < s->ask->n_by; i++) {
		const struct dim *d = s->by[i].keys.dim;

		if (d->column != COLUMN_ITEM || seen[d->below])
			continue;
		seen[d->below] = true;
		if (d->below == s->plan->list) {
			l->own = view_new(s, d->below);
			continue;
		}
		*to = arena_new(s->a, struct stage);
		(*to)->by = view_new(s, d->below);
		to = &(*to)->next;
	}
	*to = arena_new(s->a, struct stage);
	return l;
}

void
lists_segment(struct lists *l)
{
	for (struct stage *g = l->first; g->by != NULL; g = g->next)
		g->by->at = 0;
	if (l->own != NULL)
		l->own->at = 0;
}

size_t
chunk_items(const struct chunk *c, enum act_list which)
{
	const uint8_t *count = c->s->list[which].count + c->from;
	uint32_t sum = 0;

	for (size_t i = 0; i < c->n; i++)
		sum += count[i];
	return sum;
}

static void
view_skip(struct view *v, const struct chunk *c)
{
	if (v->below != BELOW_THEMES && v->below != BELOW_TEAM)
		v->at += chunk_items(c, stored_as[v->below]);
}

void
lists_skip(struct lists *l, const struct chunk *c)
{
	for (struct stage *g = l->first; g->by != NULL; g = g->next)
		view_skip(g->by, c);
	if (l->own != NULL)
		view_skip(l->own, c);
}

static void
view_stored(const struct lists *l, struct view *v, const struct chunk *c)
{
	const struct act_items *items = &c->s->list[stored_as[v->below]];
	const uint8_t *count = items->count + c->from, *code = items_8(&items->code, v->at);
	const uint8_t *more = items_8(&items->more, v->at);
	const uint16_t *n = items_16(&items->n, v->at);
	uint32_t p = 0;

	for (size_t i = 0; i < c->n; i++) {
		v->begin[i] = p;
		p += count[i];
	}
	v->begin[c->n] = p;
	for (size_t i = 0; i < p; i++)
		v->add[i] = v->of_code[code[i]];
	for (size_t i = 0; v->below == BELOW_FACTS && i < p; i++)
		v->add[i] += v->of_more[more[i]];
	if (v->weight != NULL && v->below == BELOW_PUBLICS)
		for (size_t i = 0; i < p; i++)
			v->weight[i] = (uint32_t)n[i] * l->r->weight[code[i]];
	else if (v->weight != NULL && v->below == BELOW_FACTS)
		for (size_t i = 0; i < p; i++)
			v->weight[i] = l->s->plan->value == ITEM_N || more[i] == 3 ? n[i] : 0;
	else if (v->weight != NULL)
		for (size_t i = 0; i < p; i++)
			v->weight[i] = 1;
	v->at += p;
}

static void
view_themes(struct view *v, const struct chunk *c)
{
	uint32_t p = 0;

	for (size_t i = 0; i < c->n; i++) {
		v->begin[i] = p;
		for (int k = ACT_THEME; k <= ACT_THEME3; k++) {
			uint8_t code = c->s->byte[k][c->from + i];

			v->add[p] = v->of[(uint8_t)(code + 1)];
			p += code != NONE_8;
		}
	}
	v->begin[c->n] = p;
}

static void
view_team(const struct lists *l, struct view *v, const struct chunk *c)
{
	static const struct shift_page nobody;
	const struct facts *f = l->s->f;
	uint32_t p = 0;

	/* All places of a team are written and as many kept as are taken: nothing to guess for the
	 * processor. */
	for (size_t i = 0; i < c->n; i++) {
		uint32_t place = c->s->shift[c->from + i];
		const struct shift_page *r = place != NONE_32 ? shift_page(f, place) : &nobody;
		size_t at = place % PAGE_SHIFTS;

		v->begin[i] = p;
		for (size_t k = 0; k < TEAM_MAX; k++)
			v->add[p + k] = v->of[(uint16_t)(r->team[at][k] + 1)];
		p += r->n_team[at] & (0u - r->alive[at]);
	}
	v->begin[c->n] = p;
}

static void
view_chunk(const struct lists *l, struct view *v, const struct chunk *c)
{
	if (v->below == BELOW_THEMES)
		view_themes(v, c);
	else if (v->below == BELOW_TEAM)
		view_team(l, v, c);
	else
		view_stored(l, v, c);
}

/* The items of the figure's own list go to their groups; a record counts once in each. */
static void
add_items(const struct lists *l, const struct chunk *c, const struct stage *in)
{
	uint64_t *packed = groups_packed(l->s->groups);
	uint32_t *last = groups_last(l->s->groups);
	const struct view *v = l->own;

	for (size_t k = 0; k < in->n; k++) {
		uint32_t record = c->record + in->row[k] + 1, end = v->begin[in->row[k] + 1];

		for (uint32_t i = v->begin[in->row[k]]; i < end; i++) {
			uint32_t at = in->group[k] + v->add[i], weight = v->weight[i];

			packed[at] += weight + (weight != 0 && last[at] != record ? PACKED_ONE : 0);
			last[at] = weight != 0 ? record : last[at];
		}
	}
}

static void
add_records(const struct lists *l, const struct chunk *c, const struct stage *in)
{
	uint64_t *packed = groups_packed(l->s->groups);

	for (size_t k = 0; k < in->n; k++)
		packed[in->group[k]] += c->add[in->row[k]];
}

static bool
put_before(const struct stage *to, size_t first, uint32_t group)
{
	for (size_t i = first; i < to->n; i++)
		if (to->group[i] == group)
			return true;
	return false;
}

/* One entry becomes one a key. Again some are written ahead of what is kept. */
static inline void
expand_one(const struct view *v, uint16_t row, uint32_t group, struct stage *to)
{
	uint32_t i = v->begin[row], end = v->begin[row + 1];
	size_t first = to->n;

	to->row[first] = row;
	to->group[first] = group + (v->add[i] & (0u - (i < end)));
	if (!v->repeats) {
		for (size_t k = 1; k < AHEAD; k++) {
			to->row[first + k] = row;
			to->group[first + k] = group + v->add[i + k];
		}
		to->n += i == end ? 1 : end - i < AHEAD ? end - i : AHEAD;
		i += AHEAD - 1;
	} else {
		to->n++;
	}
	for (i++; i < end; i++) {
		if (v->repeats && put_before(to, first, group + v->add[i]))
			continue;
		to->row[to->n] = row;
		to->group[to->n++] = group + v->add[i];
	}
}

/* Takes a stage's entries to their end: as deep as there are splits. */
static void
flow(const struct lists *l, const struct chunk *c, struct stage *in)
{
	if (in->by == NULL)
		(l->own != NULL ? add_items : add_records)(l, c, in);
	for (size_t k = 0; in->by != NULL && k < in->n; k++) {
		expand_one(in->by, in->row[k], in->group[k], in->next);
		if (in->next->n >= ENTRIES_MAX)
			flow(l, c, in->next);
	}
	if (in->by != NULL)
		flow(l, c, in->next);
	in->n = 0;
}

void
lists_add(struct lists *l, const struct chunk *c)
{
	struct stage *in = l->first;

	for (struct stage *g = l->first; g->by != NULL; g = g->next)
		view_chunk(l, g->by, c);
	if (l->own != NULL)
		view_chunk(l, l->own, c);
	for (size_t i = 0; i < c->n; i++) {
		in->row[in->n] = (uint16_t)i;
		in->group[in->n] = c->group[i];
		in->n += c->add[i] != 0;
	}
	flow(l, c, in);
}
