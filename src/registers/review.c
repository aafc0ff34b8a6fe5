/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registers/review.h"

#include "base/text.h"
#include "record/journal.h"
#include "queries.h"
#include "registers/registers.h"

static const char *const names[N_FLAGS] = {
	[FLAG_DUPLICATE] = "duplicate", [FLAG_TEXT] = "text", [FLAG_COUNT] = "count", [FLAG_SHIFT] = "shift",
	[FLAG_CLOCK] = "clock",
};

const char *
flag_name(enum flag f)
{
	return names[f];
}

bool
flag_parse(struct str s, enum flag *out)
{
	for (size_t i = 0; i < N_FLAGS; i++)
		if (str_is(s, names[i])) {
			*out = (enum flag)i;
			return true;
		}
	return false;
}

/* One review at work: what was read already is kept, because records of a page share days and shifts. */
struct reviewing {
	struct store *s;
	const struct codes *codes;
	const struct review_ask *ask;
	struct arena *a;
	struct review *out;
	struct day_read *days;
	struct shift_read *shifts;
	struct usual_read *usuals;
	struct near_read *nears;
};

/* A scheme's records of a service date. */
struct day_read {
	struct uuid scheme;
	int64_t day;
	const struct record *v;
	size_t n;
	struct day_read *next;
};
struct shift_read {
	struct uuid id;
	bool found;
	struct record shift;
	struct shift_read *next;
};
struct usual_read {
	struct uuid scheme;
	double people;
	struct usual_read *next;
};
/* Whether a scheme has shifts about a day. */
struct near_read {
	struct uuid scheme;
	int64_t day;
	bool any;
	struct near_read *next;
};

static const struct cell *
cell_of(const struct record *r, const char *field)
{
	static const struct cell none = { .set = false };
	int at = reg_field(r->reg, str_of(field));

	return at >= 0 ? &r->cells[at] : &none;
}

static void
add(struct review *v, struct review_flag f)
{
	v->v[v->n++] = f;
}

/* -- duplicates ------------------------------------------------------------------------------ */

static bool
day_of(struct reviewing *w, const struct uuid *scheme, int64_t day, const struct day_read **out,
    struct err *e)
{
	static const char *const read[] = { "scheme", "date", "start", "sector", "place", "place_kind", "kind",
		"facts", "cell", "state", "twin_of" };
	const struct reg *g = w->ask->reg;
	struct cell values[2] = { { .set = true, .u = *scheme }, { .set = true, .i = day } };
	struct list_filter filters[2] = {
		{ reg_field(g, STR("scheme")), LIST_EQUAL, &values[0], 1 },
		{ reg_field(g, STR("service_date")), LIST_EQUAL, &values[1], 1 },
	};
	bool *fields = arena_array(w->a, bool, g->n_fields);
	struct list_ask ask = { .reg = g, .who = w->ask->who, .op = OP_READ, .filters = filters,
		.n_filters = COUNT(filters), .sort = LIST_NO_COLUMN, .fields = fields, .limit = LIST_PAGE_MAX,
		.finder = w->ask->finder, .finder_ctx = w->ask->finder_ctx };
	struct day_read *d;
	struct list_page page;

	for (d = w->days; d != NULL; d = d->next)
		if (d->day == day && uuid_eq(&d->scheme, scheme)) {
			*out = d;
			return true;
		}
	for (size_t i = 0; i < COUNT(read); i++)
		if (reg_field(g, str_of(read[i])) >= 0)
			fields[reg_field(g, str_of(read[i]))] = true;
	if (!list_read(w->s, w->codes, &ask, w->a, &page, e))
		return false;
	d = arena_new(w->a, struct day_read);
	*d = (struct day_read){ *scheme, day, page.v, page.n, w->days };
	w->days = d;
	*out = d;
	return true;
}

static struct flag_act
act_of(struct reviewing *w, const struct record *r)
{
	const struct cell *start = cell_of(r, "start"), *sector = cell_of(r, "sector"),
	    *kind = cell_of(r, "kind"), *facts = cell_of(r, "facts"), *place = cell_of(r, "place"),
	    *place_kind = cell_of(r, "place_kind"), *cell = cell_of(r, "cell");
	struct flag_act act = { .day = (int32_t)cell_of(r, "date")->i, .minute = start->set ? (int)start->i : -1,
		.place_kind = place_kind->set ? (int)place_kind->i : -1, .cell = cell->set ? cell->s : STR_NONE };
	uint16_t *kinds = arena_array(w->a, uint16_t, FACTS_MAX);
	struct buf b;

	if (sector->set)
		act.sector = sector->u;
	buf_init_in(&b, w->a);
	if (place->set)
		text_fold(&b, place->s);
	act.place = buf_text(&b);
	if (kind->set)
		kinds[act.n_kinds++] = (uint16_t)kind->i;
	else
		for (size_t i = 0; facts->set && i < facts->n; i++)
			kinds[act.n_kinds++] = facts->facts[i].code;
	act.kinds = kinds;
	return act;
}

static bool
find_duplicate(struct reviewing *w, const struct record *r, struct review *v, struct err *e)
{
	const struct cell *scheme = cell_of(r, "scheme"), *day = cell_of(r, "service_date");
	struct flag_act mine = act_of(w, r), other;
	const struct day_read *d;

	if (!scheme->set || !day->set || cell_of(r, "twin_of")->set)
		return true;
	if (!day_of(w, &scheme->u, day->i, &d, e))
		return false;
	for (size_t i = 0; i < d->n; i++) {
		if (uuid_eq(&d->v[i].id, &r->id) || cell_of(&d->v[i], "twin_of")->set)
			continue;
		other = act_of(w, &d->v[i]);
		if (!flag_duplicate(&mine, &other))
			continue;
		add(v, (struct review_flag){ .flag = FLAG_DUPLICATE, .other = d->v[i].id,
		    .other_minute = other.minute });
		break;
	}
	return true;
}

bool
review_twin(struct store *s, const struct codes *codes, const struct reach *who,
    const struct record *mine, struct arena *a, struct record *out, bool *found, struct err *e)
{
	const struct reg *g = mine->reg;
	const struct cell *date = cell_of(mine, "date");
	struct cell values[3] = { *cell_of(mine, "scheme"), { .set = true, .i = date->i - 1 },
		{ .set = true, .i = date->i + 1 } };
	struct list_filter filters[2] = {
		{ reg_field(g, STR("scheme")), LIST_EQUAL, &values[0], 1 },
		{ reg_field(g, STR("service_date")), LIST_RANGE, &values[1], 2 },
	};
	struct list_ask ask = { .reg = g, .op = OP_READ, .filters = filters, .n_filters = COUNT(filters),
		.sort = LIST_NO_COLUMN, .limit = LIST_PAGE_MAX };
	struct reviewing w = { .s = s, .codes = codes, .a = a };
	struct flag_act here = act_of(&w, mine), there;
	struct list_page page;

	*found = false;
	if (!list_read(s, codes, &ask, a, &page, e))
		return false;
	for (size_t i = 0; i < page.n && !*found; i++) {
		const struct record *r = &page.v[i];

		if (uuid_eq(&r->id, &mine->id) || str_eq(r->made_by, who->login) || cell_of(r, "twin_of")->set)
			continue;
		there = act_of(&w, r);
		*found = flag_duplicate(&here, &there);
		if (*found)
			*out = *r;
	}
	return true;
}

/* -- texts ----------------------------------------------------------------------------------- */

static void
find_doubt(const struct record *r, struct review *v)
{
	for (size_t i = 0; i < r->reg->n_fields; i++) {
		const struct field *f = &r->reg->fields[i];
		struct review_flag flag = { .flag = FLAG_TEXT, .field = f };

		if (f->type != FIELD_TEXT || (f->flags & FIELD_GUARDED) == 0 || !r->cells[i].set)
			continue;
		flag.doubt = doubt_text(r->cells[i].s, &flag.at, &flag.n);
		/* A public place may well have a number in its street. */
		if (flag.doubt == DOUBT_NONE ||
		    (flag.doubt == DOUBT_DWELLING && f->personal == PERSONAL_PLACE))
			continue;
		add(v, flag);
		return;
	}
}

/* -- counts ---------------------------------------------------------------------------------- */

int64_t
review_people(const struct record *r)
{
	int64_t people = 0;

	if (r->reg != &reg_intervention)
		return 0;
	for (size_t i = 0; i < r->reg->n_fields; i++) {
		const char *name = r->reg->fields[i].name;

		if (name[0] != '\0' && strchr("FMN", name[0]) != NULL && name[1] == '_' && r->cells[i].set)
			people += r->cells[i].i;
	}
	return people;
}

static bool
usual_of(struct reviewing *w, const struct uuid *scheme, double *out, struct err *e)
{
	struct usual_read *u;

	for (u = w->usuals; u != NULL; u = u->next)
		if (uuid_eq(&u->scheme, scheme)) {
			*out = u->people;
			return true;
		}
	u = arena_new(w->a, struct usual_read);
	*u = (struct usual_read){ .scheme = *scheme, .next = w->usuals };
	if (w->ask->usual != NULL && !w->ask->usual(w->ask->ctx, scheme, &u->people, e))
		return false;
	w->usuals = u;
	*out = u->people;
	return true;
}

/* Whether people are invited: an event, a workshop, a meeting. */
static bool
is_invited(const struct reviewing *w, const struct record *r)
{
	const struct cell *kind = cell_of(r, "kind");

	return kind->set && code_roll(codes_list(w->codes, "kind"), (uint16_t)kind->i, "other").p != NULL;
}

static bool
find_count(struct reviewing *w, const struct record *r, struct review *v, struct err *e)
{
	const struct cell *scheme = cell_of(r, "scheme"), *facts = cell_of(r, "facts");
	bool invited = is_invited(w, r);
	int64_t n = 0;
	double usual = 0;

	v->people = review_people(r);
	if (v->people >= flag_people_from(invited, 0) && scheme->set &&
	    !usual_of(w, &scheme->u, &usual, e))
		return false;
	if (v->people >= flag_people_from(invited, usual)) {
		add(v, (struct review_flag){ .flag = FLAG_COUNT, .count = v->people, .usual = usual,
		    .from = flag_people_from(invited, usual) });
		return true;
	}
	for (size_t i = 0; facts->set && i < facts->n; i++)
		n += facts->facts[i].n;
	if (n >= FLAG_FACTS)
		add(v, (struct review_flag){ .flag = FLAG_COUNT, .count = n, .from = FLAG_FACTS, .facts = true });
	return true;
}

/* -- shifts ---------------------------------------------------------------------------------- */

static bool
shift_of(struct reviewing *w, const struct uuid *id, const struct shift_read **out, struct err *e)
{
	struct shift_read *k;

	for (k = w->shifts; k != NULL && !uuid_eq(&k->id, id); k = k->next)
		continue;
	if (k == NULL) {
		k = arena_new(w->a, struct shift_read);
		*k = (struct shift_read){ .id = *id, .next = w->shifts };
		if (!record_read(w->s, w->codes, &reg_shift, id, w->a, &k->shift, &k->found, e))
			return false;
		k->found = k->found && !k->shift.deleted;
		w->shifts = k;
	}
	*out = k;
	return true;
}

static bool
near_of(struct reviewing *w, const struct uuid *scheme, int64_t day, bool *any, struct err *e)
{
	const struct code_list *states = codes_list(w->codes, "shift_state");
	struct cell values[5] = {
		{ .set = true, .u = *scheme },
		{ .set = true, .i = day - FLAG_SHIFT_DAYS }, { .set = true, .i = day + FLAG_SHIFT_DAYS },
		{ .set = true, .i = code_find(states, STR("planned")) },
		{ .set = true, .i = code_find(states, STR("held")) },
	};
	struct list_filter filters[] = {
		{ reg_field(&reg_shift, STR("scheme")), LIST_EQUAL, &values[0], 1 },
		{ reg_field(&reg_shift, STR("date")), LIST_RANGE, &values[1], 2 },
		{ reg_field(&reg_shift, STR("state")), LIST_EQUAL, &values[3], 2 },
	};
	struct list_ask ask = { .reg = &reg_shift, .who = w->ask->who, .op = OP_READ, .filters = filters,
		.n_filters = COUNT(filters), .sort = LIST_NO_COLUMN, .limit = 1,
		.fields = arena_array(w->a, bool, reg_shift.n_fields) };
	struct near_read *k;
	struct list_page page;

	for (k = w->nears; k != NULL && !(k->day == day && uuid_eq(&k->scheme, scheme)); k = k->next)
		continue;
	if (k == NULL) {
		if (!list_read(w->s, w->codes, &ask, w->a, &page, e))
			return false;
		k = arena_new(w->a, struct near_read);
		*k = (struct near_read){ *scheme, day, page.n > 0, w->nears };
		w->nears = k;
	}
	*any = k->any;
	return true;
}

static int
span(int start, int end)
{
	return end > start ? end : end + 1440;
}

static void
compare_shift(struct reviewing *w, const struct record *r, const struct record *shift, struct review *v)
{
	const struct cell *actual = cell_of(shift, "actual_start"), *state = cell_of(shift, "state");
	bool held = actual->set && cell_of(shift, "actual_end")->set;
	struct review_flag f = { .flag = FLAG_SHIFT };
	int at = (int)((cell_of(r, "date")->i - cell_of(shift, "date")->i) * 1440 + cell_of(r, "start")->i);

	f.start = (int)(held ? actual->i : cell_of(shift, "planned_start")->i);
	f.end = (int)(held ? cell_of(shift, "actual_end")->i : cell_of(shift, "planned_end")->i);
	if (state->set && str_is(codes_list(w->codes, "shift_state")->v[state->i].code, "cancelled")) {
		f.outside = OUTSIDE_CANCELLED;
		add(v, f);
	} else if (flag_outside(at, f.start, span(f.start, f.end))) {
		f.outside = at < f.start ? OUTSIDE_BEFORE : OUTSIDE_AFTER;
		add(v, f);
	}
}

static bool
find_outside(struct reviewing *w, const struct record *r, struct review *v, struct err *e)
{
	const struct cell *shift = cell_of(r, "shift"), *scheme = cell_of(r, "scheme");
	const struct shift_read *known;
	bool any;

	/* Only what is done in shifts; a partner's report is not. */
	if (reg_field(r->reg, STR("shift")) < 0 || !scheme->set || !cell_of(r, "start")->set)
		return true;
	if (shift->set) {
		if (!shift_of(w, &shift->u, &known, e))
			return false;
		if (known->found)
			compare_shift(w, r, &known->shift, v);
		return true;
	}
	if (!near_of(w, &scheme->u, cell_of(r, "date")->i, &any, e))
		return false;
	if (any)
		add(v, (struct review_flag){ .flag = FLAG_SHIFT, .outside = OUTSIDE_NONE });
	return true;
}

/* -- the phone's clock ----------------------------------------------------------------------- */

static bool
find_clock(struct reviewing *w, const struct record *r, struct review *v, struct err *e)
{
	struct sql_sync_clock_of row;
	bool found;

	if (!sql_sync_clock_of(w->s, &r->id, w->a, &row, &found, e))
		return false;
	if (found && flag_clock(row.ahead))
		add(v, (struct review_flag){ .flag = FLAG_CLOCK, .ahead_ms = row.ahead,
		    .clock = (enum flag_clock)row.how });
	return true;
}

bool
review_records(struct store *s, const struct codes *codes, const struct review_ask *ask, struct arena *a,
    struct review **out, struct err *e)
{
	struct reviewing w = { .s = s, .codes = codes, .ask = ask, .a = a,
		.out = arena_array(a, struct review, ask->n) };

	for (size_t i = 0; i < ask->n; i++) {
		struct review *v = &w.out[i];

		if (!find_duplicate(&w, &ask->v[i], v, e))
			return false;
		find_doubt(&ask->v[i], v);
		if (!find_count(&w, &ask->v[i], v, e) || !find_outside(&w, &ask->v[i], v, e) ||
		    !find_clock(&w, &ask->v[i], v, e))
			return false;
	}
	*out = w.out;
	return true;
}
