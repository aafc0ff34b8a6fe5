/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/json.h"
#include "base/lang.h"

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

/* What a document becomes when it is written again; absent: it is none. */
static struct str
again(struct arena *a, struct str text)
{
	const struct json *j;
	struct json_writer w;
	struct buf b;
	struct err e = { 0 };

	if (!js_parse(a, text, &j, &e))
		return STR_NONE;
	buf_init_in(&b, a);
	js_init(&w, &b);
	js_put(&w, j);
	return buf_text(&b);
}

static void
test_reader(struct arena *a)
{
	static const struct {
		const char *text, *becomes;
	} good[] = {
		{ " [ ] ", "[]" }, { "{\n}", "{}" }, { "[[],{}]", "[[],{}]" }, { "-0", "0" }, { "\t7\r\n", "7" },
		{ "[1,-2,3.5,-4.25e2,1E-7]", "[1,-2,3.5,-425,0.0000001]" },
		{ "9223372036854775807", "9223372036854775807" }, { "-9223372036854775808", "-9223372036854775808" },
		{ "[true,false,null]", "[true,false,null]" },
		{ "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\\"\\\\/\\u0008\\u000c\\n\\r\\t\"" },
		{ "\"\\u0041\\u00e9\\u20AC\\ud83d\\ude00 é\"", "\"Aé€\xf0\x9f\x98\x80 é\"" },
		{ "{\"b\":{\"c\":[1]},\"a\":[{\"d\":null}]}", "{\"b\":{\"c\":[1]},\"a\":[{\"d\":null}]}" },
		{ "{\"\":0}", "{\"\":0}" },
	};
	static const char *const bad[] = { "[", "]", "[}", "{]",
		"{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{1:2}",
		"[1 2]", "[,1]", "01", "-", "-a", "1.", ".5", "+1", "1e", "1e+", "0x10", "1e999", "tru", "NaN", "'a'",
		"\"", "\"a", "\"\\", "\"\\x\"", "\"\\u12g4\"", "\"\\ud83d\"", "\"\\ud83d\\u0041\"", "\"\\ude00\"",
		"\"\n\"", "[\"a\",\"b]", "1,2", "\xef\xbb\xbf{}", " ", "/**/1" };
	struct buf many;
	const struct json *j;
	struct err e = { 0 };
	size_t right = 0, refused = 0;
	char copy[] = "{\"word\":\"left\"}";

	for (size_t i = 0; i < COUNT(good); i++)
		if (str_is(again(a, str_of(good[i].text)), good[i].becomes))
			right++;
		else
			printf("# %s: " STR_F "\n", good[i].text, STR_A(again(a, str_of(good[i].text))));
	OK(right == COUNT(good), "documents of every shape are read as they are meant");
	for (size_t i = 0; i < COUNT(bad); i++)
		refused += again(a, str_of(bad[i])).p == NULL;
	OK(refused == COUNT(bad), "and what is none is refused");
	OK(again(a, (struct str){ "1\0", 2 }).p == NULL && again(a, (struct str){ "[1\0]", 4 }).p == NULL,
	    "a NUL ends nothing");
	OK(!js_parse(a, STR("{\n \"é\": x}"), &j, &e) && strstr(e.text, "2, column 7") != NULL,
	    "whoever wrote it is told the line and the column: %s", e.text);
	OK(js_parse(a, str_of(copy), &j, &e), "a document is read");
	memset(copy, 'x', sizeof(copy) - 1);
	OK(str_is(js_text(js_get(j, "word")), "left") && js_text(js_get(j, "word")).p[4] == '\0',
	    "and stands by itself, its texts with a NUL behind them");
	buf_init_in(&many, a);
	buf_char(&many, '{');
	for (int i = 0; i < 5000; i++)
		buf_fmt(&many, "%s\"k%d\":%d", i > 0 ? "," : "", i * 7919 % 5000, i);
	buf_char(&many, '}');
	OK(js_parse(a, buf_text(&many), &j, &e) && js_integer(js_get(j, "k0")) == 0 &&
	    js_integer(js_get(j, "k2081")) == 4999, "an object of many members is read");
	many.p[many.n - 1] = ',';
	buf_cstr(&many, "\"k1234\":0}");
	OK(!js_parse(a, buf_text(&many), &j, &e), "and two of the same key among them are found");
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
	lang_use(LANG_EN);
	test_writer(&a);
	test_reader(&a);
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
