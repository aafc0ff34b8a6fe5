/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/json.h"

#include "../tap.h"

#include <math.h>

static bool
count_members(void *ctx, struct str key, const struct json *v)
{
	size_t *n = ctx;

	(void)key;
	(void)v;
	return ++*n < 2;
}

static void
test_writer(struct arena *a)
{
	struct json_writer w;
	struct buf b;
	const struct json *j;
	struct err e = { 0 };
	bool back = true;
	static const double reals[] = { 0.1, 1e300, 5e-324, -1.6778, 1.0 / 3, 123456789.125 };

	buf_init_in(&b, a);
	js_init(&w, &b);
	js_object(&w);
	js_key(&w, "a");
	js_array(&w);
	js_int(&w, -1);
	js_real(&w, 2.0);
	js_real(&w, NAN);
	js_bool(&w, true);
	js_null(&w);
	js_str(&w, STR_NONE);
	js_end_array(&w);
	js_key(&w, "é\"\\\n\x01");
	js_cstr(&w, "x");
	js_end_object(&w);
	OK(str_is(buf_text(&b),
	    "{\"a\":[-1,2,null,true,null,null],\"é\\\"\\\\\\n\\u0001\":\"x\"}"), "values are written");
	OK(js_parse(a, buf_text(&b), &j, &e) && js_count(js_get(j, "a")) == 6 &&
	    str_is(js_text(js_get(j, "é\"\\\n\x01")), "x"), "and read back");
	for (size_t i = 0; i < COUNT(reals); i++) {
		buf_clear(&b);
		js_init(&w, &b);
		js_real(&w, reals[i]);
		back = back && js_parse(a, buf_text(&b), &j, &e) && js_number(j) == reals[i];
	}
	OK(back, "real numbers read back exactly");
	for (uint64_t i = 0, x = 1; back && i < 100000; i++) {
		char text[40];
		double v;

		x = x * 6364136223846793005u + 1442695040888963407u;
		v = (double)((int64_t)x >> (20 + i % 40)) / 1e6;
		buf_clear(&b);
		js_init(&w, &b);
		js_real(&w, v);
		snprintf(text, sizeof(text), "%.15g", v);
		back = str_is(buf_text(&b), text) || strchr(text, 'e') != NULL || strtod(text, NULL) != v;
	}
	OK(back, "and decimals are the shortest that do");
	buf_clear(&b);
	js_init(&w, &b);
	w.indent = 2;
	js_object(&w);
	js_key(&w, "a");
	js_int(&w, 1);
	js_end_object(&w);
	OK(str_is(buf_text(&b), "{\n  \"a\": 1\n}"), "indented when asked");
}

int
main(void)
{
	static const char *const bad[] = { "", "{", "{\"a\":1,\"a\":2}", "[1,]", "\"\\u0000\"", "nul",
		"[1] x", "99999999999999999999", "\"\xff\"" };
	struct arena a;
	struct buf deep;
	const struct json *j;
	struct err e = { 0 };
	size_t n = 0;
	bool refused = true;

	arena_init(&a);
	test_writer(&a);
	for (size_t i = 0; i < COUNT(bad); i++)
		refused = refused && !js_parse(&a, str_of(bad[i]), &j, &e) && e.kind == ERR_INVALID;
	OK(refused, "broken documents and double keys are refused");
	buf_init_in(&deep, &a);
	for (int i = 0; i < JSON_DEPTH_MAX + 1; i++)
		buf_char(&deep, '[');
	OK(!js_parse(&a, buf_text(&deep), &j, &e) && strcmp(e.key, "json.too_large") == 0,
	    "deep nesting is refused");
	OK(js_parse(&a, STR("{\"a\":1,\"b\":2,\"c\":3}"), &j, &e), "an object is read");
	js_each(j, count_members, &n);
	OK(n == 2, "members are walked until told to stop");
	OK(js_kind(NULL) == JS_NULL && js_kind(js_get(j, "z")) == JS_NULL && js_count(j) == 0 &&
	    js_text(j).p == NULL && js_integer(js_get(j, "b")) == 2, "what is absent is null");
	arena_release(&a);
	return tap_done();
}
