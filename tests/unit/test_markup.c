/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/markup.h"

#include "../tap.h"

static struct arena arena;

static bool
is(struct buf *b, const char *expected)
{
	struct str got = buf_text(b);
	bool same = str_is(got, expected);

	if (!same)
		printf("# " STR_F "\n", STR_A(got));
	buf_clear(b);
	return same;
}

static bool
text_is(struct str s, const char *expected)
{
	struct buf b;

	buf_init_in(&b, &arena);
	markup_text(&b, s);
	return is(&b, expected);
}

static bool
exact_is(struct str s, const char *expected)
{
	struct buf b;

	buf_init_in(&b, &arena);
	markup_exact(&b, s);
	return is(&b, expected);
}

static bool
part_is(struct str s, const char *expected)
{
	struct buf b;

	buf_init_in(&b, &arena);
	markup_part(&b, s);
	return is(&b, expected);
}

static void
texts(void)
{
	OK(text_is(STR("<a href='x'>\"&\""), "&lt;a href=&#39;x&#39;&gt;&quot;&amp;&quot;"),
	    "the five signs are escaped");
	OK(text_is(STR("a\0b\x1b[0m\x7f\r\n\t"), "ab[0m\n\t"), "control characters are dropped, NUL too");
	OK(text_is(STR("\xC2\x85\xC2\xA0"), "\xC2\xA0"), "and those of the second hundred");
	OK(text_is(STR("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x92\xA1"), "é€💡"), "letters of all lengths pass");
	OK(text_is(STR("\xC0\xBC\x80\xED\xA0\x80\xF5\x80\x80\x80\xE2\x82"),
	    "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD"),
	    "bytes that are no UTF-8 are shown as such, none hides a sign");
	OK(text_is(STR("\xE2<script>"), "\uFFFD&lt;script&gt;"),
	    "a broken letter does not swallow the next sign");
	OK(text_is(STR("a\u202Eb\u2066c\u2069\u200Fd"), "abc\u200Fd"),
	    "marks that turn the direction are dropped");
	OK(exact_is(STR("a\u202Eb\u202F1"), "a\u202Eb\u202F1"), "but a field gives back what it was given");
	OK(text_is(STR("12\u202F345\u202F€"), "12\u00A0345\u00A0€"), "the thin blank behind a digit is widened");
	OK(text_is(STR("\u202F1"), "\u202F1") && text_is(STR("1\u202F"), "1\u202F"),
	    "not the one at an end");
	OK(text_is(STR_NONE, "") && part_is(STR_NONE, ""), "absent is nothing");
}

static void
addresses(void)
{
	struct buf b;

	buf_init_in(&b, &arena);
	OK(part_is(STR("a/b?c=d&e#f g\"'<é"), "a%2Fb%3Fc%3Dd%26e%23f%20g%22%27%3C%C3%A9"),
	    "a part of an address cannot leave its part");
	OK(part_is(STR(".."), "%EF%BF%BD") && part_is(STR("."), "%EF%BF%BD") && part_is(STR("..."), "..."),
	    "nor climb");
	markup_url(&b, url_join(&arena, URL("/r"), STR("x/../y")));
	OK(is(&b, "/r/x%2F..%2Fy"), "an address is joined from encoded parts");
	markup_url(&b, url_with_int(&arena, url_with(&arena, URL("/r#top"), "q", STR("a&b=c#d")), "n", -3));
	OK(is(&b, "/r?q=a%26b%3Dc%23d&amp;n=-3#top"), "values join the query, before the fragment");
	markup_url(&b, url_elsewhere(&arena, STR("https://example.org/?a=\"1\"")));
	OK(is(&b, "https://example.org/?a=&quot;1&quot;"), "an address elsewhere is kept");
	OK(str_is(url_elsewhere(&arena, STR("javascript:alert(1)")).s, "#") &&
	    str_is(url_elsewhere(&arena, STR(" https://x")).s, "#") &&
	    str_is(url_elsewhere(&arena, STR("https://x\n")).s, "#") &&
	    str_is(url_elsewhere(&arena, STR("//example.org")).s, "#") &&
	    str_is(url_elsewhere(&arena, STR_NONE).s, "#"), "unless it is of another kind");
	OK(str_is(url_here(&arena, STR("/r/scheme?x=1")).s, "/r/scheme?x=1"), "a place of ours is kept");
	OK(str_is(url_here(&arena, STR("//example.org")).s, "/") &&
	    str_is(url_here(&arena, STR("/\\example.org")).s, "/") &&
	    str_is(url_here(&arena, STR("https://example.org/")).s, "/") &&
	    str_is(url_here(&arena, STR("/\t/example.org")).s, "/") && str_is(url_here(&arena, STR("")).s, "/"),
	    "a place elsewhere that looks like ours is not");
}

static void
numbers(void)
{
	struct buf b;

	buf_init_in(&b, &arena);
	lang_use(LANG_FR);
	markup_number(&b, 1234567);
	OK(is(&b, "1\u00A0234\u00A0567"), "numbers are grouped in French");
	lang_use(LANG_EN);
	markup_number(&b, -1234);
	OK(is(&b, "−1,234"), "and in English");
	markup_number(&b, INT64_MIN);
	OK(is(&b, "−9,223,372,036,854,775,808"), "to the last");
	MARKUP_TEXT(&b, (uint8_t)200);
	MARKUP_TEXT(&b, -1L);
	MARKUP_TEXT(&b, UINT64_MAX);
	OK(is(&b, "200-118446744073709551615"), "numbers of every width are written");
}

static void
sentences(void)
{
	struct markup_say say = { .rest = "%2$s <b> %% of %1$s, 5%" };
	struct buf b;

	buf_init_in(&b, &arena);
	for (unsigned place; (place = markup_say_next(&say, &b)) != 0;)
		buf_fmt(&b, "[%u]", place);
	OK(is(&b, "[2] &lt;b&gt; % of [1], 5%"), "a sentence's places come in its own order, its signs escaped");
	say = (struct markup_say){ .rest = "%s%s%s" };
	for (unsigned place; (place = markup_say_next(&say, &b)) != 0;)
		buf_fmt(&b, "[%u]", place);
	OK(is(&b, "[1][2][3]"), "places without a number are counted");
	OK(markup_say_next(&say, &b) == 0 && b.n == 0, "after its end it says nothing more");
}

int
main(void)
{
	arena_init(&arena);
	texts();
	addresses();
	numbers();
	sentences();
	arena_release(&arena);
	return tap_done();
}
