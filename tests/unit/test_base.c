/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/lang.h"
#include "base/text.h"
#include "base/uuid.h"

#include "../tap.h"

static int released[4], n_released;

static void
note(void *p)
{
	released[n_released++] = *(int *)p;
}

static void
test_arena(void)
{
	struct arena a;
	struct arena_mark m;
	static int ids[] = { 1, 2, 3 };
	char *p, *q;
	bool zero = true;

	arena_init(&a);
	p = arena_alloc(&a, 3);
	q = arena_alloc(&a, 5u << 20);
	for (size_t i = 0; i < 5u << 20; i++)
		zero = zero && q[i] == 0;
	OK(zero && (uintptr_t)p % 16 == 0 && (uintptr_t)q % 16 == 0, "memory is zeroed and aligned");
	arena_defer(&a, note, &ids[0]);
	m = arena_mark(&a);
	arena_defer(&a, note, &ids[1]);
	arena_defer(&a, note, &ids[2]);
	memset(arena_alloc(&a, 100000), 'x', 100000);
	arena_back(&a, m);
	OK(n_released == 2 && released[0] == 3 && released[1] == 2,
	    "going back runs what was deferred since, newest first");
	p = arena_alloc(&a, 100000);
	OK(p[0] == 0 && p[99999] == 0, "memory handed out again is zeroed again");
	arena_release(&a);
	OK(n_released == 3 && released[2] == 1, "releasing runs the rest");
	m = arena_mark(&a);
	for (int i = 0; i < 1000; i++) {
		arena_alloc(&a, 1000);
		arena_back(&a, m);
	}
	OK(a.used == 0, "an arena taken back to its beginning holds nothing");
	arena_release(&a);
	arena_release(NULL);
}

static void
test_str(void)
{
	struct str rest = STR("a;;b"), head;
	int64_t i;
	double d;
	size_t n = 0;

	while (str_cut(&rest, ';', &head))
		n++;
	OK(n == 3, "cutting gives every part, empty ones too");
	OK(str_int(STR("-9223372036854775808"), &i) && i == INT64_MIN, "the smallest integer is read");
	OK(!str_int(STR("9223372036854775808"), &i) && !str_int(STR(""), &i) && !str_int(STR("-"), &i) &&
	    !str_int(STR("1 "), &i), "what is no integer is none");
	OK(str_decimal(STR("-1,6778"), &d) && d == -1.6778, "a decimal comma reads like a point");
	OK(str_decimal(STR("48.117266"), &d) && d == 48.117266, "a decimal reads to the nearest double");
	OK(!str_decimal(STR("1e5"), &d) && !str_decimal(STR("."), &d) && !str_decimal(STR("1.2.3"), &d),
	    "exponents and second points are refused");
	OK(str_decimal(STR("57.912345000000002"), &d) && d == 57.912345000000002 &&
	    str_decimal(STR("0.30000000000000004"), &d) && d == 0.1 + 0.2,
	    "also one of seventeen digits");
	OK(str_cmp(STR("a"), STR("ab")) < 0 && str_cmp(STR("b"), STR("ab")) > 0 &&
	    str_cmp(STR(""), STR_NONE) == 0, "texts compare by bytes");
	OK(str_sub(STR("abc"), 2, 9).n == 1 && str_sub(STR("abc"), 5, 9).n == 0, "cuts are clamped");
}

/* Numbers of all sizes read back as they were written. */
static void
reals(void)
{
	static const struct {
		double v;
		const char *text;
	} known[] = {
		{ 0, "0" }, { -0.0, "0" }, { 1, "1" }, { -1.5, "-1.5" }, { 0.1, "0.1" }, { -1.6794, "-1.6794" },
		{ 1e-7, "0.0000001" }, { 123456.789012, "123456.789012" }, { 1e15, "1000000000000000" },
		{ 0.1 + 0.2, "0.30000000000000004" }, { 1e20, "100000000000000000000" },
		{ 2.5e-11, "0.000000000025" },
	};
	struct buf b;
	uint64_t seed = 88172645463325252u;
	bool good = true, same = true;

	buf_init(&b);
	for (size_t i = 0; i < COUNT(known); i++) {
		buf_clear(&b);
		buf_real(&b, known[i].v);
		good = good && str_is(buf_text(&b), known[i].text);
	}
	OK(good, "numbers are written in their shortest form, without an exponent");
	for (int i = 0; i < 20000; i++) {
		double v, back;

		seed ^= seed << 13;
		seed ^= seed >> 7;
		seed ^= seed << 17;
		v = (double)(int64_t)seed / (double)(1ull << (20 + seed % 43));
		buf_clear(&b);
		buf_real(&b, v);
		same = same && str_decimal(buf_text(&b), &back) && memcmp(&v, &back, sizeof(v)) == 0;
		if (!same) {
			printf("# %.17g " STR_F "\n", v, STR_A(buf_text(&b)));
			break;
		}
	}
	OK(same, "and read back as they were");
	buf_release(&b);
}

static void
test_buf(void)
{
	struct buf b;
	struct arena a;

	buf_init(&b);
	buf_int(&b, INT64_MIN);
	OK(str_is(buf_text(&b), "-9223372036854775808"), "the smallest integer is written");
	buf_clear(&b);
	for (int i = 0; i < 3000; i++)
		buf_fmt(&b, "%04d", i);
	OK(b.n == 12000 && memcmp(b.p + 11996, "2999", 4) == 0, "formatted text grows its buffer");
	buf_release(&b);
	reals();
	arena_init(&a);
	buf_init_in(&b, &a);
	for (int i = 0; i < 3000; i++)
		buf_fmt(&b, "%04d", i);
	OK(b.n == 12000 && memcmp(b.p + 400, "0100", 4) == 0, "a buffer can grow in an arena");
	arena_release(&a);
}

static struct str
fold(struct buf *b, const char *s)
{
	buf_clear(b);
	text_fold(b, str_of(s));
	return buf_text(b);
}

static void
test_text(void)
{
	struct buf b;
	size_t bad = 0;

	buf_init(&b);
	OK(utf8_valid(STR("aé€𝄞")) && utf8_count(STR("aé€𝄞")) == 4, "valid UTF-8 is valid");
	OK(!utf8_valid(STR("\xc0\xaf")) && !utf8_valid(STR("\xed\xa0\x80")) &&
	    !utf8_valid(STR("\xf4\x90\x80\x80")) && !utf8_valid(STR("\xe2\x82")) &&
	    !utf8_valid(STR("12345678\0")) && !utf8_valid(STR("abcdefgh\xff")),
	    "over-long forms, surrogates, cut sequences and NUL are not");
	OK(cp1252_put(&b, STR("\x80\xe9\x9c"), &bad) && str_is(buf_text(&b), "€éœ"),
	    "Windows-1252 becomes UTF-8");
	OK(!cp1252_put(&b, STR("ab\x81"), &bad) && bad == 2, "an undefined byte is told with its place");
	OK(str_is(fold(&b, " Thème\xc2\xa0 principal * "), "theme principal"),
	    "labels fold without accents, case, blanks and star");
	OK(str_is(fold(&b, "L’Œuvre d'ÉTÉ"), "l'oeuvre d'ete"), "ligatures and apostrophes fold");
	OK(text_distance(STR("bruit"), STR("bruits")) == 1 && text_distance(STR("abc"), STR("")) == 3 &&
	    text_distance(STR("kitten"), STR("sitting")) == 3, "distances count edits");
	buf_release(&b);
}

static void
test_uuid(void)
{
	const uint8_t random[10] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
	struct uuid u = uuid_v7(0x0123456789ab, random), v;
	char text[37];

	uuid_format(&u, text);
	OK(strcmp(text, "01234567-89ab-7fff-bfff-ffffffffffff") == 0, "version 7 has its bits");
	OK(uuid_parse(STR("01234567-89AB-7FFF-BFFF-FFFFFFFFFFFF"), &v) && uuid_eq(&u, &v),
	    "any case is read");
	OK(!uuid_parse(STR("0123456789ab7fffbfffffffffffffff"), &v) &&
	    !uuid_parse(STR("01234567-89ab-7fff-bfff-fffffffffffg"), &v), "other forms are refused");
	u = uuid_v8(5, STR("x"));
	v = uuid_v8(5, STR("x"));
	OK(uuid_eq(&u, &v) && u.b[6] >> 4 == 8 && u.b[8] >> 6 == 2 && u.b[5] == 5,
	    "version 8 is the same for the same content");
	v = uuid_v8(5, STR("y"));
	OK(!uuid_eq(&u, &v), "and another for another");
}

static void
test_err_and_lang(void)
{
	struct err e = { 0 };
	enum lang l;

	OK(!err_set(&e, ERR_INVALID, "x.y", "value %d", 7) && !err_wrap(&e, "file %s", "a.csv") &&
	    strcmp(e.text, "file a.csv: value 7") == 0 && strcmp(e.key, "x.y") == 0,
	    "a wrapped failure keeps its key and tells its place");
	for (int i = 0; i < 300; i++)
		err_wrap(&e, "a long noun that will not fit for ever");
	OK(strlen(e.text) < ERR_TEXT_MAX, "wrapping never overflows");
	OK(err_exit_status(ERR_INVALID) == 1 && err_exit_status(ERR_BUSY) == 1 &&
	    err_exit_status(ERR_INTERNAL) == 3 && err_exit_status(ERR_NONE) == 0,
	    "kinds map to exit statuses");
	OK(lang_parse(STR("fr_FR.UTF-8"), &l) && l == LANG_FR && lang_parse(STR("en"), &l) &&
	    l == LANG_EN && !lang_parse(STR("de"), &l) && !lang_parse(STR("frx"), &l),
	    "languages are known by their names");
	lang_use(LANG_EN);
	OK(strcmp(lang_text("No such sentence."), "No such sentence.") == 0 &&
	    strcmp(lang_plural("one", "many", 0), "many") == 0, "English is the source");
	lang_use(LANG_FR);
	OK(strcmp(lang_text("No such sentence."), "No such sentence.") == 0 &&
	    strcmp(lang_plural("one", "many", 0), "one") == 0, "in French nothing is singular");
}

int
main(void)
{
	test_arena();
	test_str();
	test_buf();
	test_text();
	test_uuid();
	test_err_and_lang();
	return tap_done();
}
