/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/export.h"

#include "record/cell.h"
#include "record/formula.h"
#include "record/scan.h"
#include "record/vault.h"
#include "record/xlsx.h"

#define FLUSH_AT (64u << 10)

struct export {
	const struct reg *g;
	struct codes *codes;
	const bool *left_out;  /* of each field */
	enum export_format format;
	export_sink *sink;
	void *ctx;
	struct buf bytes;
	struct buf cell, text; /* scratch */
	struct json_writer json;
	struct xlsx_writer *xlsx;
	struct arena scratch;  /* of one record */
};

static bool
flush(struct export *o, size_t above, struct err *e)
{
	bool ok = true;

	if (o->sink != NULL && o->bytes.n > above) {
		ok = o->sink(o->ctx, buf_text(&o->bytes), e);
		buf_clear(&o->bytes);
	}
	return ok;
}

static bool
put_header(struct export *o, struct arena *a, struct err *e)
{
	struct str *names = arena_array(a, struct str, o->g->n_fields + 2);
	size_t n = 0;

	names[n++] = STR("id");
	names[n++] = STR("source_id");
	for (size_t i = 0; i < o->g->n_fields; i++)
		if (!o->left_out[i])
			names[n++] = str_of(o->g->fields[i].name);
	if (o->format == EXPORT_XLSX)
		return xlsx_row(o->xlsx, names, arena_array(a, bool, n), n, e);
	if (o->format == EXPORT_JSON) {
		js_init(&o->json, &o->bytes);
		js_array(&o->json);
		return true;
	}
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_char(&o->bytes, ',');
		buf_str(&o->bytes, names[i]);
	}
	buf_char(&o->bytes, '\n');
	return true;
}

static void
put_csv(struct export *o, const struct record *r)
{
	char id[37];

	uuid_format(&r->id, id);
	buf_cstr(&o->bytes, id);
	buf_char(&o->bytes, ',');
	formula_csv(&o->bytes, r->source_id, ',');
	for (size_t i = 0; i < o->g->n_fields; i++) {
		if (o->left_out[i])
			continue;
		buf_char(&o->bytes, ',');
		buf_clear(&o->cell);
		cell_text(&o->cell, &o->g->fields[i], &r->cells[i], o->codes);
		formula_csv(&o->bytes, buf_text(&o->cell), ',');
	}
	buf_char(&o->bytes, '\n');
}

static void
put_json(struct export *o, const struct record *r)
{
	char id[37];

	uuid_format(&r->id, id);
	js_object(&o->json);
	js_key(&o->json, "id");
	js_cstr(&o->json, id);
	js_key(&o->json, "source_id");
	js_str(&o->json, r->source_id);
	js_key(&o->json, "version");
	js_int(&o->json, r->version);
	for (size_t i = 0; i < o->g->n_fields; i++) {
		if (o->left_out[i])
			continue;
		js_key(&o->json, o->g->fields[i].name);
		cell_json(&o->json, &o->g->fields[i], &r->cells[i], o->codes);
	}
	js_end_object(&o->json);
}

static bool
put_xlsx(struct export *o, const struct record *r, struct arena *a, struct err *e)
{
	struct str *cells = arena_array(a, struct str, o->g->n_fields + 2);
	bool *numbers = arena_array(a, bool, o->g->n_fields + 2);
	size_t n = 2;
	char id[37];

	uuid_format(&r->id, id);
	cells[0] = str_dup(a, str_of(id));
	buf_clear(&o->cell);
	formula_xlsx(&o->cell, r->source_id);
	cells[1] = str_dup(a, buf_text(&o->cell));
	for (size_t i = 0; i < o->g->n_fields; i++) {
		enum field_type t = o->g->fields[i].type;

		if (o->left_out[i])
			continue;
		buf_clear(&o->cell);
		buf_clear(&o->text);
		cell_text(&o->text, &o->g->fields[i], &r->cells[i], o->codes);
		formula_xlsx(&o->cell, buf_text(&o->text));
		cells[n] = str_dup(a, buf_text(&o->cell));
		numbers[n++] = t == FIELD_INT || t == FIELD_REAL || t == FIELD_MONEY;
	}
	return xlsx_row(o->xlsx, cells, numbers, n, e);
}

static void
export_release(void *p)
{
	struct export *o = p;

	buf_release(&o->bytes);
	buf_release(&o->cell);
	buf_release(&o->text);
	arena_release(&o->scratch);
}

bool
export_open(struct codes *codes, const struct export_options *options, struct arena *a,
    struct export **out, struct err *e)
{
	struct export *o = arena_new(a, struct export);
	bool *left_out = arena_array(a, bool, options->reg->n_fields);

	o->g = options->reg;
	for (size_t i = 0; i < o->g->n_fields; i++)
		left_out[i] = !options->sealed && (o->g->fields[i].flags & FIELD_SEALED) != 0;
	o->left_out = left_out;
	o->codes = codes;
	o->format = options->format;
	o->sink = options->format == EXPORT_XLSX ? NULL : options->sink;
	o->ctx = options->ctx;
	buf_init(&o->bytes);
	buf_init(&o->cell);
	buf_init(&o->text);
	arena_init(&o->scratch);
	arena_defer(a, export_release, o);
	if (o->format == EXPORT_XLSX && !xlsx_create(a, options->path, &o->xlsx, e))
		return false;
	*out = o;
	return put_header(o, a, e);
}

bool
export_put(struct export *o, const struct record *r, struct err *e)
{
	struct arena_mark m = arena_mark(&o->scratch);
	bool ok;

	if (o->format == EXPORT_XLSX) {
		ok = put_xlsx(o, r, &o->scratch, e);
		arena_back(&o->scratch, m);
		return ok;
	}
	if (o->format == EXPORT_CSV)
		put_csv(o, r);
	else
		put_json(o, r);
	return flush(o, FLUSH_AT, e);
}

bool
export_close(struct export *o, struct err *e)
{
	if (o->format == EXPORT_XLSX)
		return xlsx_close(o->xlsx, e);
	if (o->format == EXPORT_JSON) {
		js_end_array(&o->json);
		buf_char(&o->bytes, '\n');
	}
	return flush(o, 0, e);
}

static bool
put_all(struct export *o, struct store *s, struct vault *vault, int64_t *n, struct arena *a, struct err *e)
{
	struct record_scan *scan;

	if (!record_scan_open(s, o->codes, reg_sql_new(o->g, a), a, &scan, e))
		return false;
	for (;;) {
		struct arena_mark m = arena_mark(a);
		struct record r;
		bool found;

		if (!record_scan_next(scan, a, &r, &found, e))
			return false;
		if (!found)
			return true;
		if (!r.deleted) {
			if ((vault != NULL && !vault_open(vault, &r, a, e)) || !export_put(o, &r, e)) {
				record_scan_close(scan);
				return false;
			}
			++*n;
		}
		arena_back(a, m);
	}
}

bool
export_register(struct store *s, struct codes *codes, const struct export_options *options,
    int64_t *n, struct err *e)
{
	struct export *o;
	struct arena a;
	bool ok;

	*n = 0;
	arena_init(&a);
	/* One snapshot: a record and its lists belong together. */
	ok = store_begin_read(s, e) && export_open(codes, options, &a, &o, e) &&
	    put_all(o, s, options->sealed ? vault_new(s, &a) : NULL, n, &a, e) && export_close(o, e);
	if (store_in_transaction(s))
		store_rollback(s);
	arena_release(&a);
	return ok;
}
