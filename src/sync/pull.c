/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sync/pull.h"

#include "base/date.h"
#include "base/lang.h"
#include "queries.h"
#include "record/cell.h"
#include "record/journal.h"
#include "record/list.h"
#include "record/returned.h"
#include "record/state.h"
#include "sync/push.h"

#include <stdlib.h>

#define CHANGES_MAX 2000     /* past so many, all of it is told anew */
#define KEPT_DAYS 60
#define DAY_MS 86400000LL

/* What a phone gets of which register. */
struct pulled {
	const char *reg;
	const char *day;         /* NULL: all within reach */
	int back, ahead;         /* days; AHEAD: as many as asked for, in either direction */
	const char *done;        /* a day on which it is done with: PULL_BACK days later it is needed no more */
};
#define AHEAD (-1)

/* Registers that this program does not have are passed over. */
static const struct pulled pulled[] = {
	{ .reg = "scheme" }, { .reg = "town" }, { .reg = "area" }, { .reg = "sector" }, { .reg = "site" },
	{ .reg = "shift", .day = "date", .back = PULL_BACK, .ahead = AHEAD },
	{ .reg = "landlord_order", .day = "received", .back = 120, .ahead = 1, .done = "answered" },
	{ .reg = "help_call", .day = "date", .back = PULL_BACK, .ahead = 1 },
	{ .reg = "intervention", .day = "service_date", .back = AHEAD, .ahead = 1 },
};

const struct reg *
pull_register(size_t i)
{
	for (size_t k = 0; k < COUNT(pulled); k++)
		if (reg_find(str_of(pulled[k].reg)) != NULL && i-- == 0)
			return reg_find(str_of(pulled[k].reg));
	return NULL;
}

struct pulling {
	struct store *s;
	struct codes *codes;
	const struct pull_ask *ask;
	struct arena *a;
	struct json_writer *w;
	int64_t position;
	bool whole;
	struct str end;              /* of the position's text: who, and on which day */
	struct uuid *mates;          /* staff of the shifts told */
	size_t n_mates, cap_mates;
	struct buf returned;         /* JSON, behind commas */
};

/* -- where it begins ------------------------------------------------------------------------- */

/* What a pull depends on besides the journal: the day, and what is within reach. */
static struct str
end_of(const struct pull_ask *ask, struct arena *a)
{
	const struct reach *who = ask->who;
	const struct uuid_set *sets[] = { &who->schemes, &who->towns, &who->contracts };
	struct buf b;

	buf_init_in(&b, a);
	buf_fmt(&b, "%d %d %s " STR_F, (int)ask->today, ask->days, role_name(who->role), STR_A(who->login));
	for (size_t i = 0; i < COUNT(sets); i++) {
		buf_char(&b, ' ');
		buf_put(&b, sets[i]->v, sets[i]->n * sizeof(struct uuid));
	}
	return str_fmt(a, "-%016llx", (unsigned long long)str_hash(buf_text(&b)));
}

/* Where the phone is; 0: all of it is to be told. */
static int64_t
since_of(const struct pulling *x)
{
	struct str since = x->ask->since;
	int64_t at = 0;

	if (!str_ends(since, x->end) || !str_int(str_sub(since, 0, since.n - x->end.n), &at) || at < 1 ||
	    at > x->position)
		return 0;
	return at;
}

/* -- records --------------------------------------------------------------------------------- */

static int
days_of(const struct pulling *x, int days)
{
	return days == AHEAD ? x->ask->days + (days == AHEAD ? PULL_BACK : 0) : days;
}

static const struct cell *
cell_of(const struct record *r, const char *field)
{
	return &r->cells[reg_field(r->reg, str_of(field))];
}

/* Whether it is one that a phone needs. */
static bool
needed(const struct pulling *x, const struct pulled *p, const struct record *r)
{
	const struct reach *who = x->ask->who;

	if (r->deleted)
		return false;
	if (strcmp(p->reg, "town") == 0 && !who->all)
		return uuid_set_has(&who->towns, &r->id);
	if (strcmp(p->reg, "area") == 0 && !who->all)
		return cell_of(r, "town")->set && uuid_set_has(&who->towns, &cell_of(r, "town")->u);
	/* Who leads records too: his own. */
	if (strcmp(p->reg, "intervention") == 0 && who->role != ROLE_MEDIATOR && !str_eq(r->made_by, who->login))
		return false;
	if (p->day != NULL) {
		const struct cell *day = cell_of(r, p->day);

		if (!day->set || day->i < x->ask->today - days_of(x, p->back) ||
		    day->i > x->ask->today + days_of(x, p->ahead))
			return false;
	}
	return p->done == NULL || !cell_of(r, p->done)->set ||
	    cell_of(r, p->done)->i >= x->ask->today - PULL_BACK;
}

static void
note_team(struct pulling *x, const struct record *r)
{
	int at = reg_field(r->reg, STR("team"));

	for (size_t i = 0; at >= 0 && r->cells[at].set && i < r->cells[at].n; i++) {
		if (x->n_mates == x->cap_mates) {
			size_t cap = x->cap_mates == 0 ? 64 : x->cap_mates * 2;
			struct uuid *v = arena_array(x->a, struct uuid, cap);

			if (x->n_mates > 0)
				memcpy(v, x->mates, x->n_mates * sizeof(*v));
			x->mates = v;
			x->cap_mates = cap;
		}
		x->mates[x->n_mates++] = r->cells[at].us[i];
	}
}

static void
put_id(struct json_writer *w, const char *key, const struct uuid *id)
{
	char text[37];

	uuid_format(id, text);
	js_key(w, key);
	js_cstr(w, text);
}

/* A draft whose newest entry is a leader's word. */
static bool
note_returned(struct pulling *x, const struct record *r, struct err *e)
{
	struct sql_journal_entry entry;
	struct json_writer w;
	const struct field *field;
	struct str word;
	bool found;

	if (state_of(r, x->codes) != STATE_DRAFT)
		return true;
	if (!sql_journal_entry(x->s, r->version, x->a, &entry, &found, e))
		return false;
	if (!found || entry.reason.n == 0 || str_eq(entry.actor, x->ask->who->login))
		return true;
	word = returned_word(r->reg, entry.reason, &field);
	if (x->returned.n > 0)
		buf_char(&x->returned, ',');
	js_init(&w, &x->returned);
	js_object(&w);
	js_key(&w, "register");
	js_cstr(&w, r->reg->name);
	put_id(&w, "record", &r->id);
	js_key(&w, "version");
	js_int(&w, r->version);
	js_key(&w, "field");
	js_cstr(&w, field != NULL ? field->name : NULL);
	js_key(&w, "word");
	js_str(&w, word);
	js_key(&w, "by");
	js_str(&w, entry.actor);
	js_key(&w, "at");
	js_int(&w, entry.at - x->ask->ahead_ms);
	js_end_object(&w);
	return true;
}

/* What an empty cell would be is left out: most are. */
static bool
is_usual(const struct field *f, const struct cell *c)
{
	return !c->set || ((f->type == FIELD_INT || f->type == FIELD_BOOL) && f->fallback != NULL && c->i == 0);
}

static bool
put_record(struct pulling *x, const struct record *r, struct err *e)
{
	struct json_writer *w = x->w;

	js_object(w);
	put_id(w, "id", &r->id);
	if (r->source_id.p != NULL) {
		js_key(w, "source_id");
		js_str(w, r->source_id);
	}
	js_key(w, "version");
	js_int(w, r->version);
	for (size_t i = 0; i < r->reg->n_fields; i++) {
		/* A phone has no key to what is sealed. */
		if (is_usual(&r->reg->fields[i], &r->cells[i]) || (r->reg->fields[i].flags & FIELD_SEALED) != 0)
			continue;
		js_key(w, r->reg->fields[i].name);
		cell_json(w, &r->reg->fields[i], &r->cells[i], x->codes);
	}
	js_end_object(w);
	note_team(x, r);
	return note_returned(x, r, e);
}

/* -- all of it ------------------------------------------------------------------------------- */

struct telling {
	struct pulling *x;
	const struct pulled *p;
};

static bool
tell(void *ctx, const struct record *r, struct err *e)
{
	struct telling *t = ctx;

	return !needed(t->x, t->p, r) || put_record(t->x, r, e);
}

static bool
tell_all(struct pulling *x, const struct pulled *p, const struct reg *g, struct err *e)
{
	struct telling t = { x, p };
	struct cell days[2] = { { .set = true, .i = x->ask->today - days_of(x, p->back) },
		{ .set = true, .i = x->ask->today + days_of(x, p->ahead) } };
	struct list_filter filter = { .match = LIST_RANGE, .cells = days, .n = 2 };
	struct list_ask ask = { .reg = g, .who = x->ask->who, .op = OP_READ, .sort = LIST_NO_COLUMN };

	if (p->day != NULL) {
		filter.column = reg_field(g, str_of(p->day));
		ask.filters = &filter;
		ask.n_filters = 1;
	}
	return list_each(x->s, x->codes, &ask, tell, &t, e);
}

static bool
registers_whole(struct pulling *x, struct err *e)
{
	for (size_t i = 0; i < COUNT(pulled); i++) {
		const struct reg *g = reg_find(str_of(pulled[i].reg));

		if (g == NULL || access_may(g, x->ask->who, OP_READ) == REACH_NONE)
			continue;
		js_key(x->w, g->name);
		js_array(x->w);
		if (!tell_all(x, &pulled[i], g, e))
			return false;
		js_end_array(x->w);
	}
	return true;
}

/* -- what changed ---------------------------------------------------------------------------- */

struct change_told {
	size_t place;                /* in pulled */
	struct uuid id;
};

static int
by_record(const void *x, const void *y)
{
	const struct change_told *a = x, *b = y;

	if (a->place != b->place)
		return a->place < b->place ? -1 : 1;
	return memcmp(a->id.b, b->id.b, sizeof(a->id.b));
}

static size_t
place_of(struct str reg)
{
	size_t i = 0;

	while (i < COUNT(pulled) && !str_is(reg, pulled[i].reg))
		i++;
	return i;
}

/* The records that changed behind a position, each once; *many: more than are told one by one. */
static bool
changes_since(struct pulling *x, int64_t since, struct change_told *v, size_t *n, bool *many, struct err *e)
{
	struct sql_journal_after row;
	struct rows *rows;
	size_t count = 0, k = 0;
	bool more;

	*many = false;
	if (!sql_journal_after(x->s, since, &rows, e))
		return false;
	for (;;) {
		if (!sql_journal_after_next(rows, &row, &more, e))
			return false;
		if (!more)
			break;
		if (count == CHANGES_MAX) {
			*many = true;
			rows_close(rows);
			return true;
		}
		v[count].place = place_of(row.reg);
		memcpy(v[count].id.b, row.record.p, sizeof(v->id.b));
		count += v[count].place < COUNT(pulled);
	}
	if (count > 0)
		qsort(v, count, sizeof(*v), by_record);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || by_record(&v[i - 1], &v[i]) != 0)
			v[k++] = v[i];
	*n = k;
	return true;
}

/* Those of a register that are there for the phone; the others are marked. */
static bool
tell_changed(struct pulling *x, const struct reg *g, const struct change_told *v, size_t n, bool *gone,
    struct err *e)
{
	for (size_t i = 0; i < n; i++) {
		enum access_answer may = ACCESS_HIDDEN;
		struct record r;
		bool found;

		if (!record_read(x->s, x->codes, g, &v[i].id, x->a, &r, &found, e) ||
		    (found && !access_of_record(x->s, x->ask->who, OP_READ, &r, &may, e)))
			return false;
		gone[i] = !found || may != ACCESS_GRANTED || !needed(x, &pulled[v[i].place], &r);
		if (!gone[i] && !put_record(x, &r, e))
			return false;
	}
	return true;
}

static bool
registers_changed(struct pulling *x, const struct change_told *v, size_t n, bool *gone, struct err *e)
{
	for (size_t i = 0, k; i < n; i = k) {
		const struct reg *g = reg_find(str_of(pulled[v[i].place].reg));

		for (k = i; k < n && v[k].place == v[i].place; k++)
			gone[k] = false;
		if (g == NULL || access_may(g, x->ask->who, OP_READ) == REACH_NONE)
			continue;
		js_key(x->w, g->name);
		js_array(x->w);
		if (!tell_changed(x, g, v + i, k - i, gone + i, e))
			return false;
		js_end_array(x->w);
	}
	return true;
}

/* -- the rest -------------------------------------------------------------------------------- */

static int
uuid_order(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct uuid));
}

/* Colleagues of one's shifts, as colleagues know them. */
static bool
put_mates(struct pulling *x, struct err *e)
{
	const struct reg *g = reg_find(STR("staff"));
	int pseudonym = reg_field(g, STR("pseudonym"));

	js_key(x->w, "mates");
	js_object(x->w);
	if (x->n_mates > 0)
		qsort(x->mates, x->n_mates, sizeof(*x->mates), uuid_order);
	for (size_t i = 0; i < x->n_mates; i++) {
		struct record r;
		char text[37];
		bool found;

		if (i > 0 && uuid_eq(&x->mates[i - 1], &x->mates[i]))
			continue;
		if (!record_read(x->s, x->codes, g, &x->mates[i], x->a, &r, &found, e))
			return false;
		if (!found)
			continue;
		uuid_format(&r.id, text);
		js_key(x->w, text);
		js_str(x->w, pseudonym >= 0 && r.cells[pseudonym].set ? r.cells[pseudonym].s :
		    r.source_id.p != NULL ? r.source_id : STR("–"));
	}
	js_end_object(x->w);
	return true;
}

static bool
put_kept(struct pulling *x, struct err *e)
{
	struct sql_sync_kept_of row;
	struct rows *rows;
	bool more;

	js_key(x->w, "kept");
	js_array(x->w);
	if (!sql_sync_kept_of(x->s, &x->ask->account, x->ask->now_ms - KEPT_DAYS * DAY_MS, &rows, e))
		return false;
	for (;;) {
		struct uuid id, record;

		if (!sql_sync_kept_of_next(rows, &row, &more, e))
			return false;
		if (!more)
			break;
		memcpy(id.b, row.id.p, sizeof(id.b));
		memcpy(record.b, row.record.p, sizeof(record.b));
		js_object(x->w);
		put_id(x->w, "id", &id);
		js_key(x->w, "register");
		js_str(x->w, row.reg);
		put_id(x->w, "record", &record);
		js_key(x->w, "status");
		js_cstr(x->w, push_status_name((enum push_status)row.status));
		js_key(x->w, "settled");
		js_str(x->w, row.settled);
		js_end_object(x->w);
	}
	js_end_array(x->w);
	return true;
}

static bool
put_registers(struct pulling *x, int64_t since, struct err *e)
{
	struct change_told *v = arena_array(x->a, struct change_told, CHANGES_MAX + 1);
	bool *gone = arena_array(x->a, bool, CHANGES_MAX + 1), many = false, ok;
	size_t n = 0;

	x->whole = since == 0;
	if (!x->whole && !changes_since(x, since, v, &n, &many, e))
		return false;
	x->whole = x->whole || many;
	js_key(x->w, "whole");
	js_bool(x->w, x->whole);
	js_key(x->w, "registers");
	js_object(x->w);
	ok = x->whole ? registers_whole(x, e) : registers_changed(x, v, n, gone, e);
	js_end_object(x->w);
	js_key(x->w, "removed");
	js_array(x->w);
	for (size_t i = 0; ok && !x->whole && i < n; i++) {
		if (!gone[i])
			continue;
		js_object(x->w);
		js_key(x->w, "register");
		js_cstr(x->w, pulled[v[i].place].reg);
		put_id(x->w, "record", &v[i].id);
		js_end_object(x->w);
	}
	js_end_array(x->w);
	return ok;
}

bool
pull_write(struct store *s, struct codes *codes, const struct pull_ask *ask, struct arena *a,
    struct json_writer *w, struct err *e)
{
	struct pulling x = { .s = s, .codes = codes, .ask = ask, .a = a, .w = w, .end = end_of(ask, a) };

	buf_init_in(&x.returned, a);
	if (!journal_position(s, &x.position, e))
		return false;
	js_key(w, "position");
	js_str(w, str_fmt(a, "%lld" STR_F, (long long)x.position, STR_A(x.end)));
	if (!put_registers(&x, since_of(&x), e) || !put_mates(&x, e) || !put_kept(&x, e))
		return false;
	js_key(w, "returned");
	js_raw(w, str_fmt(a, "[" STR_F "]", STR_A(buf_text(&x.returned))));
	pull_catalogue(codes, ask, a, w);
	return pull_tiles(s, codes, ask, a, w, e);
}
