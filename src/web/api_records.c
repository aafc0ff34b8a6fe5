/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Registers for programs: lists, records, their history, exports. */
#include "base/lang.h"
#include "record/cell.h"
#include "record/export.h"
#include "record/list.h"
#include "record/vault.h"
#include "web/asked.h"
#include "web/pages.h"
#include "web/records.h"

#include <stdio.h>
#include <unistd.h>

static void
put_id(struct json_writer *w, const struct uuid *id)
{
	char text[37];

	uuid_format(id, text);
	js_cstr(w, text);
}

/* As `maillage export --json` has it. `fields`: which; NULL: all. */
static void
put_record(struct json_writer *w, const struct record *rec, const bool *fields,
    const struct codes *codes)
{
	js_object(w);
	js_key(w, "id");
	put_id(w, &rec->id);
	js_key(w, "source_id");
	js_str(w, rec->source_id);
	js_key(w, "version");
	js_int(w, rec->version);
	for (size_t i = 0; i < rec->reg->n_fields; i++) {
		if (fields != NULL && !fields[i])
			continue;
		js_key(w, rec->reg->fields[i].name);
		/* A list tells nothing that is sealed. */
		if (rec->cells[i].seal == SEAL_CLOSED)
			js_null(w);
		else
			cell_json(w, &rec->reg->fields[i], &rec->cells[i], codes);
	}
	js_end_object(w);
}

/* The words of the address as an ask. */
static bool
ask_of(struct web_request *r, const struct reg *g, enum operation op, struct list_ask *ask,
    struct err *e)
{
	const struct form *query;
	struct list_word *w;

	*ask = (struct list_ask){ .reg = g, .who = web_reach(r), .op = op, .sort = LIST_NO_COLUMN };
	if (!web_query(r, &query, e))
		return false;
	w = arena_array(r->arena, struct list_word, query->n_fields);
	for (size_t i = 0; i < query->n_fields; i++)
		w[i] = (struct list_word){ query->fields[i].name, query->fields[i].value };
	return asked_list(r, g, w, query->n_fields, e) &&
	    list_words(r->store, r->codes, w, query->n_fields, NULL, r->arena, ask, web_faults(r), e) &&
	    no_faults(r, e);
}

bool
api_list(struct web_request *r, struct err *e)
{
	const struct reg *g;
	struct list_ask ask;
	struct list_page page;
	struct json_writer *w;

	if (!reg_asked(r, &g, e) || !ask_of(r, g, OP_READ, &ask, e))
		return false;
	ask.count = true;
	if (!list_quick(r, &ask, &page, e))
		return false;
	w = answer_json(r);
	js_object(w);
	js_key(w, "records");
	js_array(w);
	for (size_t i = 0; i < page.n; i++)
		put_record(w, &page.v[i], ask.fields, r->codes);
	js_end_array(w);
	js_key(w, "total");
	js_int(w, page.total);
	js_key(w, "more_than_total");
	js_bool(w, page.more_than);
	js_key(w, "next");
	js_str(w, page.next);
	js_key(w, "previous");
	js_str(w, page.previous);
	js_end_object(w);
	return true;
}

void
answer_record(struct web_request *r, int status, const struct record *rec)
{
	r->out->status = status;
	http_add(r->out, "ETag", version_etag(r->arena, rec->version));
	put_record(answer_json(r), rec, NULL, r->codes);
}

bool
api_record(struct web_request *r, struct err *e)
{
	struct record rec;

	if (!record_asked(r, &rec, e) || !record_reveal(r, &rec, e))
		return false;
	answer_record(r, 200, &rec);
	return true;
}

/* -- exports --------------------------------------------------------------------------------- */

static bool
to_spool(void *ctx, struct str bytes, struct err *e)
{
	return http_spool_write(*(int *)ctx, bytes, e);
}

struct exporting {
	struct export *export;
	struct vault *vault;     /* NULL: nothing sealed goes out */
	const struct reach *who;
	struct arena scratch;
	int64_t revealed;
};

/* What is sealed goes out with the records of which the reader may read it. */
static bool
export_one(void *ctx, const struct record *rec, struct err *e)
{
	struct exporting *x = ctx;
	struct arena_mark m = arena_mark(&x->scratch);
	struct record shown = *rec;
	bool revealed = false, ok = x->vault == NULL ||
	    vault_present(x->vault, x->who, &shown, &x->scratch, &revealed, e);

	x->revealed += revealed;
	ok = ok && export_put(x->export, &shown, e);
	arena_back(&x->scratch, m);
	return ok;
}

static bool
export_all(struct web_request *r, const struct list_ask *ask, struct exporting *x, struct err *e)
{
	bool ok;

	arena_init(&x->scratch);
	ok = list_each(r->store, r->codes, ask, export_one, x, e) && export_close(x->export, e);
	arena_release(&x->scratch);
	return ok && web_note(r, AUDIT_EXPORT, str_of(ask->reg->name), x->revealed == 0 ? STR_NONE :
	    str_fmt(r->arena, "sealed=%lld", (long long)x->revealed), e);
}

/* A register, or those of it that the address asks for, as a file that import takes back. */
static bool
export_as(struct web_request *r, enum export_format format, const char *ending, const char *type,
    struct err *e)
{
	struct export_options o = { .format = format, .sink = to_spool };
	struct exporting x = { .who = web_reach(r) };
	struct list_ask ask;
	char path[32];
	int fd;

	if (!reg_asked(r, &o.reg, e) || !ask_of(r, o.reg, OP_EXPORT, &ask, e) || !http_spool(&fd, e))
		return false;
	/* The server closes it, whatever happens from here. */
	r->out->fd = fd;
	o.ctx = &fd;
	/* The workbook's writer wants a name: the nameless file has one for this process. */
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	o.path = path;
	o.sealed = reg_has_sealed(o.reg) && access_may(o.reg, x.who, OP_REVEAL) != REACH_NONE;
	x.vault = o.sealed ? vault_new(r->store, r->arena) : NULL;
	if (!export_open(r->codes, &o, r->arena, &x.export, e) || !export_all(r, &ask, &x, e))
		return false;
	r->out->fd_bytes = lseek(fd, 0, SEEK_END);
	answer_download(r, str_fmt(r->arena, "%s.%s", o.reg->name, ending), type);
	return true;
}

bool
api_export_csv(struct web_request *r, struct err *e)
{
	return export_as(r, EXPORT_CSV, "csv", "text/csv; charset=utf-8", e);
}

bool
api_export_json(struct web_request *r, struct err *e)
{
	return export_as(r, EXPORT_JSON, "json", "application/json", e);
}

bool
api_export_xlsx(struct web_request *r, struct err *e)
{
	return export_as(r, EXPORT_XLSX, "xlsx",
	    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", e);
}
