/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The job: which records a rule is due for, and carrying it out. */
#include "access/retention.h"

#include "access/kept_text.h"
#include "access/setting.h"
#include "base/lang.h"
#include "record/find.h"
#include "record/redact.h"
#include "record/sql.h"
#include "record/used.h"
#include "record/vault.h"
#include "rules/grid.h"

#include "queries.h"

#include <math.h>

#define DAY_MS 86400000LL
#define BATCH 200            /* records of one transaction */
#define KILOMETRE 1000

/* -- which ----------------------------------------------------------------------------------- */

struct ids {
	struct uuid *v;
	size_t n, cap;
};

static void
ids_add(struct ids *x, struct arena *a, const struct uuid *id)
{
	if (x->n == x->cap) {
		size_t cap = x->cap == 0 ? 64 : x->cap * 2;
		struct uuid *more = arena_array(a, struct uuid, cap);

		if (x->n > 0)
			memcpy(more, x->v, x->n * sizeof(*more));
		x->v = more;
		x->cap = cap;
	}
	x->v[x->n++] = *id;
}

/* Records that changed since they were made, register by register: what they were may hold what is due. */
static bool
read_changed(struct store *s, struct ids *changed, struct arena *a, struct err *e)
{
	struct sql_journal_changed row;
	struct rows *rows;
	struct uuid id;
	bool more;

	if (!sql_journal_changed(s, &rows, e))
		return false;
	for (;;) {
		if (!sql_journal_changed_next(rows, &row, &more, e))
			return false;
		if (!more)
			return true;
		for (size_t i = 0; i < n_registers; i++)
			if (str_is(row.reg, registers[i]->name) && row.record.n == sizeof(id)) {
				memcpy(&id, row.record.p, sizeof(id));
				ids_add(&changed[i], a, &id);
			}
	}
}

static size_t
reg_place(const struct reg *g)
{
	size_t i = 0;

	while (registers[i] != g)
		i++;
	return i;
}

/* Columns of the register alone: lists have none, and none is due by itself. */
static bool
is_filled_by(const struct retention_rule *r, size_t i)
{
	return r->fields[i] && field_has_column(&r->reg->fields[i]);
}

static void
where_due(struct buf *b, const struct retention_rule *r, struct arena *a, int32_t before, struct value *v)
{
	char day[11];

	day_format(before, day);
	v[0] = V_INT((int64_t)before * DAY_MS);
	if (r->from == NULL) {
		buf_cstr(b, "x.made_at < $1");
	} else {
		v[0] = V_TEXT(str_dup(a, str_of(day)));
		buf_fmt(b, "x.\"%s\" < $1", r->from);
	}
	if (r->spared != NULL)
		buf_fmt(b, " AND coalesce(x.\"%s\", 0) = 0", r->spared);
	if (r->unless[0] != NULL)
		buf_fmt(b, " AND NOT EXISTS (SELECT 1 FROM \"%s\" y WHERE y.structure = %d AND y.deleted = 0 AND "
		    "y.\"%s\" = x.id AND y.\"%s\" >= $1)", r->unless[0], STRUCTURE_ONE, r->unless[1], r->unless[2]);
}

static bool
take_ids(struct store *s, struct buf *sql, const struct value *v, size_t n, struct ids *out, struct arena *a,
    struct err *e)
{
	struct rows *rows;
	struct uuid id;
	bool more;

	if (!store_built(s, buf_text(sql), v, n, &rows, e))
		return false;
	for (;;) {
		if (!rows_uuid(rows, &id, &more, e))
			return false;
		if (!more)
			return true;
		ids_add(out, a, &id);
	}
}

/* Those whose row has something that is due. */
static bool
due_by_row(struct store *s, const struct retention_rule *r, int32_t before, struct ids *out, struct arena *a,
    struct err *e)
{
	struct value v[1];
	struct buf b;

	buf_init_in(&b, a);
	buf_fmt(&b, "SELECT x.id FROM \"%s\" x WHERE x.structure = %d AND ", r->reg->name, STRUCTURE_ONE);
	where_due(&b, r, a, before, v);
	if (r->action == RETAIN_DELETE) {
		buf_cstr(&b, " AND x.deleted = 0");
	} else {
		buf_cstr(&b, " AND (1 = 0");
		for (size_t i = 0; i < r->reg->n_fields; i++)
			if (is_filled_by(r, i))
				buf_fmt(&b, " OR x.\"%s\" IS NOT NULL", r->reg->fields[i].name);
		buf_char(&b, ')');
	}
	buf_cstr(&b, " ORDER BY x.id");
	return take_ids(s, &b, v, 1, out, a, e);
}

/* Those of which only the past may have something. */
static bool
due_by_past(struct store *s, const struct retention_rule *r, int32_t before, const struct ids *changed,
    struct ids *out, struct arena *a, struct err *e)
{
	struct value v[2];
	struct buf b;
	struct ids one = { .n = 0 };
	const struct uuid_set known = { out->v, out->n };

	buf_init_in(&b, a);
	buf_fmt(&b, "SELECT x.id FROM \"%s\" x WHERE x.structure = %d AND ", r->reg->name, STRUCTURE_ONE);
	where_due(&b, r, a, before, v);
	buf_cstr(&b, " AND x.id = $2");
	for (size_t i = 0; i < changed->n; i++) {
		v[1] = V_UUID(&changed->v[i]);
		if (!take_ids(s, &b, v, 2, &one, a, e))
			return false;
	}
	for (size_t i = 0; i < one.n; i++)
		if (!uuid_set_has(&known, &one.v[i]))
			ids_add(out, a, &one.v[i]);
	return true;
}

/* -- what becomes of one --------------------------------------------------------------------- */

/* Steps towards the middle over the projection, which the inverse of its formulas would give at once. */
bool
retention_middle(const struct retention_rule *r, double *lon, double *lat)
{
	const double x = *lon, y = *lat;
	int32_t side = r->action == RETAIN_CELL ? GRID_CELL : KILOMETRE;
	double east, north, to_east, to_north;

	if (!grid_in_france(x, y))
		return false;
	grid_project(*lon, *lat, &east, &north);
	to_east = floor(east / side) * side + (double)side / 2;
	to_north = floor(north / side) * side + (double)side / 2;
	for (int i = 0; i < 40; i++) {
		grid_project(*lon, *lat, &east, &north);
		*lat += (to_north - north) / 111200;
		*lon += (to_east - east) / (111200 * cos(*lat * 3.14159265358979 / 180));
	}
	*lon = round(*lon * 1e6) / 1e6;
	*lat = round(*lat * 1e6) / 1e6;
	return fabs(x - *lon) > 2e-6 || fabs(y - *lat) > 2e-6;
}

/* Where it stands already, or nowhere: *moved false. */
static void
move_point(const struct retention_rule *r, const struct record *rec, struct cell *now, struct arena *a,
    bool *moved)
{
	int lon = reg_field(r->reg, STR("lon")), lat = reg_field(r->reg, STR("lat"));
	int cell = reg_field(r->reg, STR("cell"));
	double x, y;
	char id[GRID_ID_MAX];

	*moved = false;
	if (!rec->cells[lon].set || !rec->cells[lat].set)
		return;
	x = rec->cells[lon].r;
	y = rec->cells[lat].r;
	*moved = retention_middle(r, &x, &y);
	now[lon] = (struct cell){ .set = true, .r = x };
	now[lat] = (struct cell){ .set = true, .r = y };
	if (cell >= 0 && grid_cell(x, y, id))
		now[cell] = (struct cell){ .set = true, .s = str_dup(a, str_of(id)) };
}

struct batch {
	const struct retention_ask *ask;
	const struct retention_rule *rule;
	const struct uuid *ids;
	size_t n;
	int64_t records, entries;
};

static bool
carry_out(struct batch *b, struct store *s, struct journal *j, struct codes *codes, struct vault *vault,
    const struct uuid *id, struct arena *a, struct err *e)
{
	const struct retention_rule *rule = b->rule;
	struct redaction r = {
		.reg = rule->reg, .id = *id, .fields = rule->fields, .at = b->ask->now_ms,
		.actor = STR(RETENTION_ACTOR), .reason = str_of(rule->name), .delete = rule->action == RETAIN_DELETE,
	};
	struct cell *now = arena_array(a, struct cell, rule->reg->n_fields);
	struct faults used = { .a = a };
	int64_t entries = 0;
	struct record rec;
	bool found, go = true, changed = false, was = false;

	if (!record_read(s, codes, rule->reg, id, a, &rec, &found, e) || !found)
		return !found;
	if (rule->action == RETAIN_CELL || rule->action == RETAIN_KILOMETRE) {
		move_point(rule, &rec, now, a, &go);
		r.now = now;
	}
	/* What others refer to stays, without what is personal. */
	if (r.delete) {
		if (!record_unused(s, rule->reg, id, USED_BY_ANY, &used, e))
			return false;
		r.delete = used.total == 0;
	}
	if (go && !journal_redact(j, s, codes, &r, &changed, &entries, e))
		return false;
	if ((rule->action == RETAIN_ERASE || rule->action == RETAIN_DELETE) && reg_has_sealed(rule->reg) &&
	    !vault_shred(vault, rule->reg, id, &was, e))
		return false;
	b->records += changed || was;
	b->entries += entries;
	return true;
}

/* In the writer's transaction. */
static bool
batch_job(void *ctx, struct store *s, struct err *e)
{
	struct batch *b = ctx;
	struct journal *j;
	struct codes *codes;
	struct arena a;
	bool ok;

	arena_init(&a);
	b->records = b->entries = 0;
	ok = store_secure(s, e) && codes_open(s, &a, &codes, e) && journal_open(s, codes, &a, &j, e);
	for (size_t i = 0; ok && i < b->n; i++) {
		struct arena_mark m = arena_mark(&a);

		ok = carry_out(b, s, j, codes, vault_new(s, &a), &b->ids[i], &a, e);
		arena_back(&a, m);
	}
	arena_release(&a);
	return ok;
}

/* -- the log --------------------------------------------------------------------------------- */

struct logs {
	const struct retention_ask *ask;
	int64_t lines;
};

static bool
count_logs(struct store *s, int32_t as_of, int64_t *lines, struct err *e)
{
	struct sql_audit_older row;
	struct arena a;
	int64_t days;
	bool found, ok;

	arena_init(&a);
	ok = setting_number(s, SETTING_AUDIT, &days, e) &&
	    sql_audit_older(s, (as_of - days) * DAY_MS, &a, &row, &found, e);
	*lines = ok && found ? row.n : 0;
	arena_release(&a);
	return ok;
}

static bool
logs_job(void *ctx, struct store *s, struct err *e)
{
	struct logs *x = ctx;

	return count_logs(s, x->ask->as_of, &x->lines, e) &&
	    access_tidy(s, (int64_t)x->ask->as_of * DAY_MS, e);
}

struct noting {
	const struct retention_ask *ask;
	const struct retention_count *v;
	size_t n;
};

/* What was done, rule by rule; and a line of the audit log. */
static bool
note_job(void *ctx, struct store *s, struct err *e)
{
	struct noting *x = ctx;
	const struct deed d = { .actor = x->ask->actor, .now_ms = x->ask->now_ms };
	int64_t records = 0, entries = 0;
	struct arena a;
	bool ok = true, any = false;

	for (size_t i = 0; ok && i < x->n; i++) {
		records += x->v[i].records;
		entries += x->v[i].entries;
		if (x->v[i].records == 0)
			continue;
		any = true;
		ok = sql_retention_put(s, x->ask->now_ms, x->ask->actor, str_of(x->v[i].rule->name), x->v[i].records,
		    x->v[i].entries, e);
	}
	if (ok && !any)
		ok = sql_retention_put(s, x->ask->now_ms, x->ask->actor, STR(""), 0, 0, e);
	arena_init(&a);
	ok = ok && audit_put(s, AUDIT_RETENTION, STR("retention"), str_fmt(&a, "records=%lld entries=%lld",
	    (long long)records, (long long)entries), &d, e);
	arena_release(&a);
	return ok;
}

/* -- what phones sent and was not stored ------------------------------------------------------ */

struct keeping {
	const struct retention_ask *ask;
	const struct retention_rule *rule;
	int64_t n;
};

static bool
kept_job(void *ctx, struct store *s, struct err *e)
{
	struct keeping *x = ctx;

	return store_secure(s, e) && kept_text_retain(s, x->rule, x->ask->as_of - x->rule->days,
	    x->ask->now_ms, true, &x->n, e);
}

/* Most often there is none: nothing is written then. */
static bool
run_kept(struct store *s, const struct retention_ask *ask, struct retention_count *c, struct err *e)
{
	struct keeping x = { ask, c->rule, 0 };

	if (!kept_text_retain(s, c->rule, ask->as_of - c->rule->days, ask->now_ms, false, &x.n, e))
		return false;
	if (x.n > 0 && !ask->write(ask->ctx, kept_job, &x, e))
		return false;
	c->records += x.n;
	return true;
}

/* -- all of it ------------------------------------------------------------------------------- */

static bool
run_rule(struct store *s, const struct retention_ask *ask, struct retention_count *c,
    const struct ids *changed, struct err *e)
{
	const struct retention_rule *r = c->rule;
	int32_t before = ask->as_of - r->days;
	struct batch b = { .ask = ask, .rule = r };
	struct ids due = { .n = 0 };
	struct arena a;
	bool ok;

	arena_init(&a);
	ok = due_by_row(s, r, before, &due, &a, e) &&
	    due_by_past(s, r, before, &changed[reg_place(r->reg)], &due, &a, e);
	for (size_t i = 0; ok && i < due.n; i += b.n) {
		b.ids = &due.v[i];
		b.n = due.n - i < BATCH ? due.n - i : BATCH;
		ok = ask->write(ask->ctx, batch_job, &b, e);
		c->records += b.records;
		c->entries += b.entries;
	}
	arena_release(&a);
	return ok || err_wrap(e, "%s", r->name);
}

static struct retention_count *
counts_new(struct arena *a, size_t *n)
{
	struct retention_rule *rules;
	struct retention_count *v;

	retention_rules(a, &rules, n);
	v = arena_array(a, struct retention_count, *n);
	for (size_t i = 0; i < *n; i++)
		v[i].rule = &rules[i];
	return v;
}

bool
retention_run(struct store *s, const struct retention_ask *ask, struct arena *a, struct retention_count **out,
    size_t *n, struct err *e)
{
	struct retention_count *v = counts_new(a, n);
	struct ids *changed = arena_array(a, struct ids, n_registers);
	struct logs logs = { .ask = ask };
	struct noting noting = { ask, v, *n };

	if (!read_changed(s, changed, a, e))
		return false;
	for (size_t i = 0; i < *n; i++) {
		if (v[i].rule->reg != NULL &&
		    (!run_rule(s, ask, &v[i], changed, e) || !run_kept(s, ask, &v[i], e)))
			return false;
		if (v[i].rule->reg != NULL)
			continue;
		if (!ask->write(ask->ctx, logs_job, &logs, e))
			return false;
		v[i].records = logs.lines;
	}
	*out = v;
	return ask->write(ask->ctx, note_job, &noting, e);
}

bool
retention_in_store(void *ctx, writer_job *job, void *job_ctx, struct err *e)
{
	struct retention_store *x = ctx;

	if (!store_begin(x->s, e))
		return false;
	if (!job(job_ctx, x->s, e)) {
		store_rollback(x->s);
		return false;
	}
	if (x->dry) {
		store_rollback(x->s);
		return true;
	}
	if (store_commit(x->s, e))
		return true;
	store_rollback(x->s);
	return false;
}

bool
retention_due(struct store *s, int32_t as_of, struct arena *a, struct retention_count **out, size_t *n,
    struct err *e)
{
	struct retention_count *v = counts_new(a, n);

	for (size_t i = 0; i < *n; i++) {
		const struct retention_rule *r = v[i].rule;
		struct ids due = { .n = 0 };
		struct arena scratch;
		int64_t kept = 0;
		bool ok;

		/* A point that was moved still is one: the job tells how many it moves. */
		if (r->action == RETAIN_CELL || r->action == RETAIN_KILOMETRE)
			continue;
		arena_init(&scratch);
		ok = r->reg == NULL ? count_logs(s, as_of, &v[i].records, e) :
		    due_by_row(s, r, as_of - r->days, &due, &scratch, e) &&
		        kept_text_retain(s, r, as_of - r->days, 0, false, &kept, e);
		v[i].records += (int64_t)due.n + kept;
		arena_release(&scratch);
		if (!ok)
			return false;
	}
	*out = v;
	return true;
}

bool
retention_past(struct store *s, size_t limit, struct arena *a, struct retention_past **out, size_t *n,
    struct err *e)
{
	struct retention_past *v = arena_array(a, struct retention_past, limit);
	struct sql_retention_recent row;
	struct rows *rows;
	bool more;

	*n = 0;
	if (!sql_retention_recent(s, (int64_t)limit, &rows, e))
		return false;
	for (;;) {
		if (!sql_retention_recent_next(rows, &row, &more, e))
			return false;
		if (!more)
			break;
		if (*n == limit)
			continue;
		v[(*n)++] = (struct retention_past){ row.at, str_dup(a, row.actor),
			row.rule.n > 0 ? str_dup(a, row.rule) : STR_NONE, row.records, row.entries };
	}
	*out = v;
	return true;
}

bool
retention_last(struct store *s, int64_t *at, struct err *e)
{
	struct sql_retention_last row;
	struct arena a;
	bool found, ok;

	arena_init(&a);
	ok = sql_retention_last(s, STR(RETENTION_ACTOR), &a, &row, &found, e);
	*at = ok && found ? row.at : 0;
	arena_release(&a);
	return ok;
}
