/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A text column as base/text.h folds it, for both engines. */
#include "base/text.h"
#include "store/engine.h"

/* The code points above ASCII that folding changes. */
static const struct {
	uint32_t first, last;
} ranges[] = {
	{ 0xa0, 0xa0 }, { 0xc0, 0x17f }, { 0x2bc, 0x2bc }, { 0x2000, 0x200b }, { 0x2018, 0x2019 },
	{ 0x202f, 0x202f }, { 0xfeff, 0xfeff }, { 0x300, 0x36f },
};

/* PostgreSQL's own functions, told what to do by the folding itself: one character for one by
 * translate(), which drops those that have no counterpart; one for two by replace(). */
static void
folded_postgres(struct buf *sql, const char *column)
{
	struct buf from, to, gone, replace, one, folded;
	struct buf *const all[] = { &from, &to, &gone, &replace, &one, &folded };
	unsigned n = 0;

	for (size_t i = 0; i < COUNT(all); i++)
		buf_init(all[i]);
	for (size_t i = 0; i < COUNT(ranges); i++)
		for (uint32_t c = ranges[i].first; c <= ranges[i].last; c++) {
			buf_clear(&one);
			buf_clear(&folded);
			utf8_put(&one, c);
			text_fold(&folded, buf_text(&one));
			if (str_eq(buf_text(&one), buf_text(&folded)))
				continue;
			if (folded.n == 2 && (folded.p[0] & 0x80) == 0) {
				buf_fmt(&replace, ", '%.*s', '%.*s')", STR_A(buf_text(&one)), STR_A(buf_text(&folded)));
				n++;
				continue;
			}
			if (folded.n == 0 && c >= 0x300 && c <= 0x36f) {
				buf_str(&gone, buf_text(&one));
				continue;
			}
			buf_str(&from, buf_text(&one));
			buf_str(&to, folded.n == 0 ? STR(" ") : folded.p[0] == '\'' ? STR("''") : buf_text(&folded));
		}
	buf_cstr(sql, "trim(regexp_replace(translate(");
	while (n-- > 0)
		buf_cstr(sql, "replace(");
	buf_fmt(sql, "lower(%s)%.*s, '%.*s%.*s', '%.*s'), '\\s+', ' ', 'g'))", column,
	    STR_A(buf_text(&replace)), STR_A(buf_text(&from)), STR_A(buf_text(&gone)), STR_A(buf_text(&to)));
	for (size_t i = 0; i < COUNT(all); i++)
		buf_release(all[i]);
}

void
store_folded(const struct store *s, struct buf *sql, const char *column)
{
	if (s->kind == STORE_SQLITE)
		buf_fmt(sql, "folded(%s)", column);
	else
		folded_postgres(sql, column);
}
