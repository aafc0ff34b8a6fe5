/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "access/kept_text.h"

#include "queries.h"

#include <math.h>

#define DAY_MS 86400000LL

bool
kept_texts(struct store *s, struct arena *a, struct kept_text **out, size_t *n, struct err *e)
{
	struct kept_text *v = NULL;
	struct sql_sync_kept_texts row;
	struct rows *rows;
	size_t cap = 0;
	bool more;

	*n = 0;
	if (!sql_sync_kept_texts(s, &rows, e))
		return false;
	for (;;) {
		struct kept_text k = { .kept_at = 0 };

		if (!sql_sync_kept_texts_next(rows, &row, &more, e))
			return false;
		if (!more)
			break;
		k.reg = reg_find(row.reg);
		if (k.reg == NULL || row.id.n != sizeof(k.id) || row.record.n != sizeof(k.record))
			continue;
		memcpy(&k.id, row.id.p, sizeof(k.id));
		memcpy(&k.record, row.record.p, sizeof(k.record));
		k.kept_at = row.kept_at;
		if (!js_parse(a, str_dup(a, row.fields), &k.said, e) ||
		    !js_parse(a, str_dup(a, row.errors), &k.errors, e)) {
			rows_close(rows);
			return false;
		}
		if (*n == cap) {
			struct kept_text *wider = arena_array(a, struct kept_text, cap == 0 ? 64 : cap * 2);

			if (*n > 0)
				memcpy(wider, v, *n * sizeof(*v));
			v = wider;
			cap = cap == 0 ? 64 : cap * 2;
		}
		v[(*n)++] = k;
	}
	*out = v;
	return true;
}

bool
kept_text_says(const struct kept_text *k, const bool *fields)
{
	for (size_t i = 0; i < k->reg->n_fields; i++)
		if (fields[i] && js_get(k->said, k->reg->fields[i].name) != NULL)
			return true;
	return false;
}

/* -- taking out ------------------------------------------------------------------------------ */

struct cutting {
	const struct kept_text *k;
	const bool *fields;
	const double *point;     /* longitude and latitude that stand instead; NULL: nothing does */
	struct json_writer w;
};

static bool
is_cut(const struct cutting *x, struct str name)
{
	int at = reg_field(x->k->reg, name);

	return at >= 0 && x->fields[at];
}

static bool
copy_member(void *ctx, struct str key, const struct json *v)
{
	struct cutting *x = ctx;
	bool lon = str_is(key, "lon");

	if (is_cut(x, key) && (x->point == NULL || (!lon && !str_is(key, "lat"))))
		return true;
	js_key_str(&x->w, key);
	if (is_cut(x, key))
		js_real(&x->w, x->point[lon ? 0 : 1]);
	else
		js_put(&x->w, v);
	return true;
}

static bool
cut(struct store *s, const struct kept_text *k, const bool *fields, const double *point, struct err *e)
{
	struct cutting x = { .k = k, .fields = fields, .point = point };
	struct buf said, errors;
	bool ok;

	buf_init(&said);
	js_init(&x.w, &said);
	js_object(&x.w);
	js_each(k->said, copy_member, &x);
	js_end_object(&x.w);
	buf_init(&errors);
	js_init(&x.w, &errors);
	js_array(&x.w);
	for (size_t i = 0; i < js_count(k->errors); i++)
		if (!is_cut(&x, js_text(js_get(js_at(k->errors, i), "field"))))
			js_put(&x.w, js_at(k->errors, i));
	js_end_array(&x.w);
	ok = sql_sync_kept_cut(s, &k->id, buf_text(&said), buf_text(&errors), e);
	buf_release(&errors);
	buf_release(&said);
	return ok;
}

bool
kept_text_cut(struct store *s, const struct kept_text *k, const bool *fields, struct err *e)
{
	return cut(s, k, fields, NULL, e);
}

/* -- what is due ----------------------------------------------------------------------------- */

/* The day on which its time begins: as it says, else when it came. */
static int32_t
begins(const struct kept_text *k, const struct retention_rule *r)
{
	const char *const names[] = { r->from, "date" };
	int32_t day;

	for (size_t i = 0; i < COUNT(names); i++)
		if (names[i] != NULL && day_parse(js_text(js_get(k->said, names[i])), &day))
			return day;
	return (int32_t)(k->kept_at / DAY_MS);
}

/* Where its point goes; false when it says none, or stands there already. */
static bool
moves(const struct kept_text *k, const struct retention_rule *r, double point[2])
{
	const struct json *lon = js_get(k->said, "lon"), *lat = js_get(k->said, "lat");

	if (lon == NULL || lat == NULL || js_kind(lon) == JS_NULL || js_kind(lat) == JS_NULL)
		return false;
	point[0] = js_number(lon);
	point[1] = js_number(lat);
	return retention_middle(r, &point[0], &point[1]);
}

static bool
retain(struct store *s, const struct kept_text *k, const struct retention_rule *r, int64_t now_ms, bool write,
    bool *due, struct err *e)
{
	double point[2];

	*due = true;
	switch (r->action) {
	case RETAIN_CELL:
	case RETAIN_KILOMETRE:
		*due = moves(k, r, point);
		return !*due || !write || cut(s, k, r->fields, point, e);
	case RETAIN_BLANK:
	case RETAIN_ERASE:
		*due = kept_text_says(k, r->fields);
		return !*due || !write || cut(s, k, r->fields, NULL, e);
	case RETAIN_DELETE:
		return !write || sql_sync_kept_settle(s, &k->id, STR("expired"), now_ms, STR(RETENTION_ACTOR), e);
	case RETAIN_LOGS:
		break;
	}
	*due = false;
	return true;
}

bool
kept_text_retain(struct store *s, const struct retention_rule *r, int32_t before, int64_t now_ms,
    bool write, int64_t *n, struct err *e)
{
	struct kept_text *v;
	struct arena a;
	size_t all;
	bool ok, due;

	*n = 0;
	arena_init(&a);
	ok = kept_texts(s, &a, &v, &all, e);
	for (size_t i = 0; ok && i < all; i++) {
		if (v[i].reg != r->reg || begins(&v[i], r) >= before ||
		    (r->spared != NULL && js_integer(js_get(v[i].said, r->spared)) != 0))
			continue;
		ok = retain(s, &v[i], r, now_ms, write, &due, e);
		*n += ok && due;
	}
	arena_release(&a);
	return ok;
}
