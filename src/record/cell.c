/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/cell.h"

#include "base/text.h"

#include <assert.h>
#include <stdio.h>

static struct value
text_value(struct arena *a, const char *s)
{
	return V_TEXT(str_dup(a, str_of(s)));
}

static void
codes_text(struct buf *b, const struct code_list *l, const struct cell *c)
{
	for (size_t i = 0; i < c->n; i++) {
		if (i > 0)
			buf_char(b, '|');
		buf_str(b, l->v[c->codes[i]].code);
	}
}

struct value
cell_value(const struct field *f, const struct cell *c, const struct codes *codes,
    struct arena *scratch)
{
	char text[11];

	if (!c->set)
		return V_NULL;
	switch (f->type) {
	case FIELD_INT:
	case FIELD_MONEY:
	case FIELD_BOOL:
		return V_INT(c->i);
	case FIELD_REAL:
		return V_REAL(c->r);
	case FIELD_TEXT:
	case FIELD_SLOTS:
		/* What is sealed never comes to the store open. */
		assert((f->flags & FIELD_SEALED) == 0 || c->seal == SEAL_CLOSED);
		return V_TEXT(c->s);
	case FIELD_DATE:
		day_format((int32_t)c->i, text);
		return text_value(scratch, text);
	case FIELD_CLOCK:
		clock_format((int)c->i, text);
		return text_value(scratch, text);
	case FIELD_CODE:
		return V_TEXT(codes_list(codes, f->codes)->v[c->i].code);
	case FIELD_CODES: {
		struct buf b;

		buf_init_in(&b, scratch);
		codes_text(&b, codes_list(codes, f->codes), c);
		return V_TEXT(buf_text(&b));
	}
	case FIELD_REF:
		return V_UUID(&c->u);
	case FIELD_REFS:
	case FIELD_FACTS:
		break;
	}
	return V_NULL;
}

static bool
codes_of_text(struct str text, const struct code_list *l, struct arena *a, struct cell *out)
{
	uint16_t *v = arena_array(a, uint16_t, LIST_MAX);
	struct str one;

	out->n = 0;
	while (str_cut(&text, '|', &one)) {
		uint16_t i = code_find(l, one);

		if (i == CODE_NONE || out->n == LIST_MAX)
			return false;
		v[out->n++] = i;
	}
	out->codes = v;
	return true;
}

bool
cell_of_value(const struct value *v, const struct field *f, const struct codes *codes,
    struct arena *a, struct cell *out)
{
	*out = (struct cell){ .set = v->kind != VALUE_NULL };
	if (!out->set)
		return true;
	switch (f->type) {
	case FIELD_INT:
	case FIELD_MONEY:
	case FIELD_BOOL:
		out->i = v->i;
		return v->kind == VALUE_INT;
	case FIELD_REAL:
		out->r = v->kind == VALUE_INT ? (double)v->i : v->r;
		return v->kind == VALUE_REAL || v->kind == VALUE_INT;
	case FIELD_TEXT:
	case FIELD_SLOTS:
		out->s = str_dup(a, v->s);
		out->seal = (f->flags & FIELD_SEALED) != 0 ? SEAL_CLOSED : SEAL_OPEN;
		return true;
	case FIELD_DATE: {
		int32_t day;

		if (!day_parse(v->s, &day))
			return false;
		out->i = day;
		return true;
	}
	case FIELD_CLOCK: {
		int minutes;

		if (!clock_parse(v->s, &minutes))
			return false;
		out->i = minutes;
		return true;
	}
	case FIELD_CODE: {
		uint16_t i = code_find(codes_list(codes, f->codes), v->s);

		out->i = i;
		return i != CODE_NONE;
	}
	case FIELD_CODES:
		return codes_of_text(v->s, codes_list(codes, f->codes), a, out);
	case FIELD_REF:
		if (v->s.n != sizeof(out->u.b))
			return false;
		memcpy(out->u.b, v->s.p, sizeof(out->u.b));
		return true;
	case FIELD_REFS:
	case FIELD_FACTS:
		break;
	}
	return false;
}

void
cell_json(struct json_writer *w, const struct field *f, const struct cell *c,
    const struct codes *codes)
{
	const struct code_list *l;
	char text[37];

	if (!c->set || (c->seal != SEAL_OPEN && c->seal != SEAL_CLOSED)) {
		js_null(w);
		return;
	}
	switch (f->type) {
	case FIELD_INT:
	case FIELD_MONEY:
		js_int(w, c->i);
		break;
	case FIELD_BOOL:
		js_bool(w, c->i != 0);
		break;
	case FIELD_REAL:
		js_real(w, c->r);
		break;
	case FIELD_TEXT:
	case FIELD_SLOTS:
		js_str(w, c->s);
		break;
	case FIELD_DATE:
		day_format((int32_t)c->i, text);
		js_cstr(w, text);
		break;
	case FIELD_CLOCK:
		clock_format((int)c->i, text);
		js_cstr(w, text);
		break;
	case FIELD_CODE:
		js_str(w, codes_list(codes, f->codes)->v[c->i].code);
		break;
	case FIELD_CODES:
		l = codes_list(codes, f->codes);
		js_array(w);
		for (size_t i = 0; i < c->n; i++)
			js_str(w, l->v[c->codes[i]].code);
		js_end_array(w);
		break;
	case FIELD_REF:
		uuid_format(&c->u, text);
		js_cstr(w, text);
		break;
	case FIELD_REFS:
		js_array(w);
		for (size_t i = 0; i < c->n; i++) {
			uuid_format(&c->us[i], text);
			js_cstr(w, text);
		}
		js_end_array(w);
		break;
	case FIELD_FACTS:
		l = codes_list(codes, f->codes);
		js_array(w);
		for (size_t i = 0; i < c->n; i++) {
			js_object(w);
			js_key(w, "code");
			js_str(w, l->v[c->facts[i].code].code);
			js_key(w, "n");
			js_int(w, c->facts[i].n);
			js_key(w, "severity");
			js_int(w, c->facts[i].severity);
			js_end_object(w);
		}
		js_end_array(w);
		break;
	}
}

/* How many and how serious; each is 1 where it is not told. */
static bool
fact_numbers(const struct json *j, struct fact *out)
{
	const struct json *n = js_get(j, "n"), *severity = js_get(j, "severity");
	int64_t many = n != NULL ? js_integer(n) : 1, grave = severity != NULL ? js_integer(severity) : 1;

	out->n = (uint16_t)many;
	out->severity = (uint8_t)grave;
	return many >= 1 && many <= FACT_COUNT_MAX && grave >= 1 && grave <= 3;
}

static bool
list_of_json(const struct json *j, const struct field *f, const struct codes *codes,
    struct arena *a, struct cell *out)
{
	size_t n = js_count(j);
	uint16_t *cs = arena_array(a, uint16_t, n);
	struct uuid *us = arena_array(a, struct uuid, n);
	struct fact *fs = arena_array(a, struct fact, n);
	const struct code_list *l = f->codes != NULL ? codes_list(codes, f->codes) : NULL;

	if (js_kind(j) != JS_ARRAY || n > LIST_MAX)
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct json *one = js_at(j, i);

		if (f->type == FIELD_REFS) {
			if (!uuid_parse(js_text(one), &us[i]))
				return false;
			continue;
		}
		if (f->type == FIELD_FACTS) {
			if (!fact_numbers(one, &fs[i]))
				return false;
			one = js_get(one, "code");
		}
		cs[i] = code_find(l, js_text(one));
		if (cs[i] == CODE_NONE)
			return false;
		fs[i].code = cs[i];
	}
	out->n = (uint8_t)n;
	if (f->type == FIELD_REFS)
		out->us = us;
	else if (f->type == FIELD_FACTS)
		out->facts = fs;
	else
		out->codes = cs;
	return true;
}

bool
cell_of_json(const struct json *j, const struct field *f, const struct codes *codes,
    struct arena *a, struct cell *out)
{
	struct value v = V_NULL;

	*out = (struct cell){ .set = false };
	switch (js_kind(j)) {
	case JS_NULL:
		return true;
	case JS_BOOL:
		if (f->type != FIELD_BOOL)
			return false;
		v = V_INT(js_integer(j));
		break;
	case JS_INT:
		v = V_INT(js_integer(j));
		break;
	case JS_REAL:
		v = V_REAL(js_number(j));
		break;
	case JS_STR:
		if (f->type == FIELD_REF) {
			out->set = true;
			return uuid_parse(js_text(j), &out->u);
		}
		v = V_TEXT(js_text(j));
		break;
	case JS_ARRAY:
		if (f->type != FIELD_CODES && f->type != FIELD_REFS && f->type != FIELD_FACTS)
			return false;
		out->set = true;
		return list_of_json(j, f, codes, a, out);
	case JS_OBJECT:
		/* Of an entry out of which it was taken (record/redact.h). */
		out->set = true;
		out->seal = SEAL_ERASED;
		return true;
	}
	return cell_of_value(&v, f, codes, a, out);
}

bool
cell_equal(const struct field *f, const struct cell *x, const struct cell *y)
{
	if (x->set != y->set || x->seal != y->seal)
		return false;
	if (!x->set || x->seal == SEAL_ERASED)
		return true;
	switch (f->type) {
	case FIELD_INT:
	case FIELD_MONEY:
	case FIELD_BOOL:
	case FIELD_DATE:
	case FIELD_CLOCK:
	case FIELD_CODE:
		return x->i == y->i;
	case FIELD_REAL:
		return !(x->r < y->r) && !(x->r > y->r);
	case FIELD_TEXT:
	case FIELD_SLOTS:
		return str_eq(x->s, y->s);
	case FIELD_REF:
		return uuid_eq(&x->u, &y->u);
	case FIELD_CODES:
		return x->n == y->n && memcmp(x->codes, y->codes, x->n * sizeof(*x->codes)) == 0;
	case FIELD_REFS:
		return x->n == y->n && memcmp(x->us, y->us, x->n * sizeof(*x->us)) == 0;
	case FIELD_FACTS:
		if (x->n != y->n)
			return false;
		for (size_t i = 0; i < x->n; i++)
			if (x->facts[i].code != y->facts[i].code || x->facts[i].n != y->facts[i].n ||
			    x->facts[i].severity != y->facts[i].severity)
				return false;
		return true;
	}
	return false;
}

void
cell_text(struct buf *b, const struct field *f, const struct cell *c, const struct codes *codes)
{
	const struct code_list *list = f->codes != NULL ? codes_list(codes, f->codes) : NULL;
	char text[37];

	if (!c->set || (c->seal != SEAL_OPEN && c->seal != SEAL_CLOSED))
		return;
	switch (f->type) {
	case FIELD_INT:
	case FIELD_BOOL:
		buf_int(b, c->i);
		break;
	case FIELD_MONEY:
		buf_fmt(b, "%s%lld.%02d", c->i < 0 ? "-" : "", (long long)(c->i < 0 ? -c->i : c->i) / 100,
		    (int)((c->i < 0 ? -c->i : c->i) % 100));
		break;
	case FIELD_REAL:
		buf_real(b, c->r);
		break;
	case FIELD_TEXT:
	case FIELD_SLOTS:
		buf_str(b, c->s);
		break;
	case FIELD_DATE:
		day_format((int32_t)c->i, text);
		buf_cstr(b, text);
		break;
	case FIELD_CLOCK:
		clock_format((int)c->i, text);
		buf_cstr(b, text);
		break;
	case FIELD_CODE:
		buf_str(b, list->v[c->i].code);
		break;
	case FIELD_CODES:
		codes_text(b, list, c);
		break;
	case FIELD_REF:
		uuid_format(&c->u, text);
		buf_cstr(b, text);
		break;
	case FIELD_REFS:
		for (size_t i = 0; i < c->n; i++) {
			if (i > 0)
				buf_char(b, '|');
			uuid_format(&c->us[i], text);
			buf_cstr(b, text);
		}
		break;
	case FIELD_FACTS:
		for (size_t i = 0; i < c->n; i++) {
			if (i > 0)
				buf_char(b, '|');
			buf_str(b, list->v[c->facts[i].code].code);
			if (c->facts[i].n != 1)
				buf_fmt(b, "x%u", c->facts[i].n);
			if (c->facts[i].severity != 1)
				buf_fmt(b, "!%u", c->facts[i].severity);
		}
		break;
	}
}
