/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/import.h"

#include "base/lang.h"
#include "record/check.h"
#include "record/journal.h"
#include "record/line.h"
#include "record/queue.h"
#include "record/rejects.h"
#include "record/row.h"

#include "queries.h"

#include <pthread.h>

#define ANALYZE_MIN 1000

/* What the writing thread owns. */
struct write_side {
	struct store *s;
	struct journal *journal;
	const struct import_options *o;
	struct uuid batch;
	struct queue *queue;
	struct import_result *out;
	struct rejects *rejects;
	struct faults faults; /* of this thread; joined with the reader's at the end */
	struct faults own;    /* of the line being written */
	struct arena scratch; /* of that line */
	int64_t refused;
	const bool *given;    /* of each field: the file has a column for it */
	struct lookup *lookup;
	pthread_mutex_t rules; /* held by whoever uses the lookup */
	bool stopped;       /* a line was refused and nothing shall stay: read on, write no more */
	bool failed;
	enum lang lang;     /* the reader's; a language belongs to a thread */
	struct err e;
};

/* A line that only the writer can refuse, for its own faults. */
static void
refuse(struct write_side *w, const struct queue_item *it)
{
	for (size_t i = 0; i < w->own.n; i++) {
		struct fault *f = &w->own.v[i];
		char id[37];

		f->reg = w->o->reg;
		f->line = it->line;
		uuid_format(&it->record.id, id);
		f->record = str_dup(w->own.a,
		    it->record.source_id.p != NULL ? it->record.source_id : str_of(id));
	}
	w->refused++;
	if (w->rejects != NULL)
		rejects_line(w->rejects, it->cells, it->n_cells, it->line, &w->own);
	faults_join(&w->faults, &w->own);
	w->own = (struct faults){ .a = &w->scratch };
	arena_release(&w->scratch);
	arena_init(&w->scratch);
	w->stopped = w->stopped || !w->o->partial;
}

/* A known record of which the file has not all columns: the rules look at it as it will stand. */
static bool
settle(void *ctx, struct record *r, struct arena *a)
{
	struct write_side *w = ctx;

	pthread_mutex_lock(&w->rules);
	check_rules(r, NULL, w->lookup, w->o->today, a, &w->own);
	pthread_mutex_unlock(&w->rules);
	return w->own.total == 0;
}

static bool
write_one(struct write_side *w, struct queue_item *it, struct record *r)
{
	struct change c = {
		.record = r, .at = w->o->now_ms, .actor = w->o->actor, .device = w->o->device,
		.batch = w->batch, .line = it->line, .any_base = true,
		.who = r == &it->record ? w->o->who : NULL,
	};
	enum change_result result;
	int64_t first = 0;
	bool grown[ROW_COLUMNS_MAX];

	if (r == &it->record) {
		c.given = w->given;
		c.settle = settle;
		c.ctx = w;
	} else {
		/* One that was deleted comes back with what it had besides its name. */
		for (size_t i = 0; i < r->reg->n_fields; i++)
			grown[i] = r->cells[i].set;
		c.given = grown;
	}
	if (!journal_put(w->journal, &c, &result, &first, &w->e))
		return false;
	if (r != &it->record) {
		w->out->grown += result == CHANGE_NEW;
		return true;
	}
	switch (result) {
	case CHANGE_NEW:
		w->out->made++;
		break;
	case CHANGE_VERSION:
		w->out->changed++;
		break;
	case CHANGE_NONE:
		w->out->unchanged++;
		break;
	case CHANGE_CLASH:
		fault_add(&w->own, &(struct fault){ .code = "twice" },
		    _("Lines %lld and %lld have the same identifier and different content. Keep one."),
		    (long long)first, (long long)it->line);
		refuse(w, it);
		break;
	case CHANGE_DENIED:
		fault_add(&w->own, &(struct fault){ .code = "denied" },
		    _("A record with this identifier stands already, and it is not yours to change."));
		refuse(w, it);
		break;
	case CHANGE_REFUSED:
		refuse(w, it);
		break;
	case CHANGE_FIXED:
		fault_add(&w->own, &(struct fault){ .code = "fixed" },
		    _("Something that never changes once it is written, as a code, would change. Make a new "
		      "record instead."));
		refuse(w, it);
		break;
	case CHANGE_CONFLICT:
		break; /* any_base: cannot happen */
	}
	return true;
}

/* Runs in the writing thread for each chunk. */
static bool
write_chunk(void *ctx, struct queue_chunk *chunk)
{
	struct write_side *w = ctx;

	lang_use(w->lang);
	for (size_t i = 0; i < chunk->n && !w->stopped; i++) {
		struct queue_item *it = &chunk->items[i];

		if ((it->grown != NULL && !write_one(w, it, it->grown)) ||
		    !write_one(w, it, &it->record)) {
			w->failed = true;
			return false;
		}
	}
	return !w->failed;
}

/* -- reading --------------------------------------------------------------------------------- */

/* More lines than that do not wait for what others may tell. */
#define WAITING_MAX 100000

struct waiting {
	const struct str *cells;
	size_t n;
	int64_t line;
};

struct reading {
	struct line_reader *l;
	struct write_side *w;
	struct import_result *out;
	bool writing;
	/* Lines that name a record of this very register which none before them told: read again at the
	 * end. Their texts live in `a`. */
	bool refers_to_itself;
	struct waiting *waiting;
	size_t n_waiting, cap;
	struct arena a;
};

static bool
refers_to_itself(const struct reg *g)
{
	for (size_t i = 0; i < g->n_fields; i++)
		if (g->fields[i].ref != NULL && strcmp(g->fields[i].ref, g->name) == 0)
			return true;
	return false;
}

/* Whether all that is wrong with a line is that it names a record of this register that is not known. */
static bool
could_come(const struct reading *r, const struct faults *own)
{
	const struct reg *g = r->w->o->reg;

	if (!r->refers_to_itself || own->total != (int64_t)own->n || r->n_waiting >= WAITING_MAX)
		return false;
	for (size_t i = 0; i < own->n; i++) {
		const struct fault *f = &own->v[i];

		if (f->field == NULL || f->field->ref == NULL || strcmp(f->field->ref, g->name) != 0 ||
		    strcmp(f->code, "unknown_code") != 0)
			return false;
	}
	return true;
}

static void
wait(struct reading *r, const struct waiting *line)
{
	if (r->n_waiting == r->cap) {
		size_t cap = r->cap == 0 ? 64 : r->cap * 2;
		struct waiting *more = arena_array(&r->a, struct waiting, cap);

		if (r->n_waiting > 0)
			memcpy(more, r->waiting, r->n_waiting * sizeof(*more));
		r->waiting = more;
		r->cap = cap;
	}
	r->waiting[r->n_waiting++] = *line;
}

/* One line to the writer, or refused, or kept to be read again (`kept`: it was already). False: the
 * writer gave up; its err tells. */
static bool
read_line(struct reading *r, const struct waiting *line, bool may_wait, bool kept)
{
	struct rejects *rejects = r->w->rejects;
	struct faults own = { .n = 0 };
	struct queue_item *it;
	struct arena *a;
	bool good;

	it = queue_slot(r->w->queue, &a);
	if (it == NULL)
		return false;
	pthread_mutex_lock(&r->w->rules);
	own.a = a;
	good = line_read(r->l, line->cells, line->n, line->line, a, &it->record, &it->grown, &own);
	pthread_mutex_unlock(&r->w->rules);
	it->line = line->line;
	if (good && r->writing) {
		if (rejects != NULL)
			queue_keep(it, a, line->cells, line->n);
		queue_push(r->w->queue);
	} else if (!good && may_wait && could_come(r, &own)) {
		struct waiting w = *line;
		struct str *cells = kept ? NULL : arena_array(&r->a, struct str, line->n);

		for (size_t i = 0; !kept && i < line->n; i++)
			cells[i] = str_dup(&r->a, line->cells[i]);
		w.cells = kept ? line->cells : cells;
		wait(r, &w);
	} else if (!good) {
		r->out->refused++;
		if (rejects != NULL)
			rejects_line(rejects, line->cells, line->n, line->line, &own);
		faults_join(&r->out->faults, &own);
		r->writing = r->writing && r->w->o->partial;
	}
	return true;
}

/* The lines that waited, as long as one of them becomes good; those that are left are refused. */
static bool
read_waiting(struct reading *r)
{
	size_t n = r->n_waiting, before = n + 1;

	while (n > 0) {
		bool hope = n < before;

		before = n;
		r->n_waiting = 0;
		for (size_t i = 0; i < n; i++)
			if (!read_line(r, &(struct waiting){ r->waiting[i].cells, r->waiting[i].n, r->waiting[i].line },
			    hope, true))
				return false;
		n = r->n_waiting;
	}
	return true;
}

/* Reads the whole table; false with err set when the table itself fails. */
static bool
read_lines(struct reading *r, struct table *t, struct err *e)
{
	const struct import_options *o = r->w->o;

	for (;;) {
		struct waiting line;

		if (!t->next(t, &line.cells, &line.n, &line.line, e))
			return false;
		if (line.n == 0)
			break;
		r->out->lines++;
		if (o->progress.show != NULL && (r->out->lines & 1023) == 0)
			o->progress.show(o->progress.ctx, t->position(t), t->total, r->out->lines);
		if (!read_line(r, &line, true, false))
			return true;
	}
	(void)read_waiting(r);
	return true;
}

static bool
read_table(struct line_reader *l, struct table *t, struct write_side *w, struct import_result *out,
    struct err *e)
{
	struct reading r = { .l = l, .w = w, .out = out, .writing = true,
		.refers_to_itself = refers_to_itself(w->o->reg) };
	bool ok;

	arena_init(&r.a);
	ok = read_lines(&r, t, e);
	arena_release(&r.a);
	return ok;
}

static bool
finish(struct write_side *w, struct import_result *out, struct err *e)
{
	const struct import_options *o = w->o;
	bool refused = w->rejects != NULL && out->refused > 0;
	struct err ignored;

	if (refused && !rejects_write(w->rejects, e)) {
		store_rollback(w->s);
		return false;
	}
	if (o->dry || out->made + out->changed + out->grown == 0) {
		store_rollback(w->s);
		return !refused || rejects_publish(w->rejects, e);
	}
	if (!sql_batch_put(w->s, &w->batch, o->now_ms, o->actor, str_of(o->reg->name), o->file_name,
	    out->lines, out->made + out->changed, e) || !store_commit(w->s, e)) {
		store_rollback(w->s);
		return false;
	}
	out->written = true;
	/* Few lines change no statistics, and would wait for a look at the whole store. */
	if (out->made + out->changed >= ANALYZE_MIN)
		(void)!store_statistics(w->s, &ignored);
	return !refused || rejects_publish(w->rejects, e);
}

static bool
run(struct write_side *w, struct line_reader *l, struct table *t, struct arena *a,
    struct import_result *out, struct err *e)
{
	const struct import_options *o = w->o;
	bool read;

	if (!store_begin(w->s, e))
		return false;
	if (!journal_begin(w->journal, e) || !queue_start(a, write_chunk, w, &w->queue, e))
		goto undo;
	read = read_table(l, t, w, out, e);
	queue_finish(w->queue);
	if (w->failed) {
		*e = w->e;
		goto undo;
	}
	if (!read)
		goto undo;
	faults_join(&out->faults, &w->faults);
	out->refused += w->refused;
	if (out->refused > 0 && !o->partial) {
		store_rollback(w->s);
		return true;
	}
	return finish(w, out, e);

undo:
	store_rollback(w->s);
	return false;
}

static const bool *
given_fields(const struct columns *c, const struct reg *g, struct arena *a)
{
	bool *given = arena_array(a, bool, g->n_fields);

	for (size_t i = 0; i < c->n; i++)
		if (c->field[i] >= 0)
			given[c->field[i]] = true;
	return given;
}

static const bool *
sealed_columns(const struct columns *c, const struct reg *g, struct arena *a)
{
	bool *sealed = arena_array(a, bool, c->n);

	for (size_t i = 0; i < c->n; i++)
		sealed[i] = c->field[i] >= 0 && (g->fields[c->field[i]].flags & FIELD_SEALED) != 0;
	return sealed;
}

bool
import_table(struct store *s, struct codes *codes, const struct import_options *o, struct table *t,
    struct arena *a, struct import_result *out, struct err *e)
{
	struct write_side w = { .s = s, .o = o, .out = out };
	struct line_reader l;
	struct lookup *lookup;
	struct columns columns;
	const struct str *cells;
	size_t n;
	int64_t line;
	struct arena writer;
	bool ok;

	*out = (struct import_result){ .faults = { .a = a } };
	if (access_may(o->reg, o->who, OP_IMPORT) == REACH_NONE)
		return err_set(e, ERR_DENIED, "access.refused",
		    _("Your role may not import “%s”. Nothing was changed."), lang_text(o->reg->label));
	w.lang = lang_now();
	w.batch = uuid_v7(o->now_ms, o->random);
	if (!t->next(t, &cells, &n, &line, e))
		return false;
	if (n == 0)
		return err_set(e, ERR_INVALID, "import.empty",
		    _("This file has no header line. Nothing was changed."));
	if (!columns_read(o, cells, n, a, &columns, &out->faults))
		return true;
	if (!lookup_open(s, codes, a, &lookup, e) || !journal_open(s, codes, a, &w.journal, e))
		return false;
	if (o->partial && (o->rejects != NULL || o->rejects_fd > 0))
		w.rejects = rejects_new(a, o->rejects, o->rejects_fd, columns.written,
		    sealed_columns(&columns, o->reg, a), columns.n);
	w.given = given_fields(&columns, o->reg, a);
	w.lookup = lookup;
	arena_init(&writer);
	pthread_mutex_init(&w.rules, NULL);
	arena_init(&w.scratch);
	w.faults.a = &writer;
	w.own.a = &w.scratch;
	line_reader_init(&l, o, &columns, lookup, a);
	ok = run(&w, &l, t, a, out, e);
	line_reader_release(&l);
	pthread_mutex_destroy(&w.rules);
	arena_release(&w.scratch);
	arena_release(&writer);
	if (w.rejects != NULL)
		rejects_free(w.rejects);
	return ok;
}
