/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/formula.h"

#include "base/csv.h"

/* Whether one of the signs stands at the beginning, behind any number of apostrophes. */
static bool
begins(struct str s)
{
	size_t i = 0;

	while (i < s.n && s.p[i] == '\'')
		i++;
	return i < s.n && s.p[i] != '\0' && strchr("=+-@\t\r", s.p[i]) != NULL;
}

void
formula_csv(struct buf *b, struct str text, char sep)
{
	struct buf marked;
	double number;

	if (!begins(text) || str_decimal(text, &number)) {
		csv_cell(b, text, sep);
		return;
	}
	buf_init(&marked);
	buf_char(&marked, '\'');
	buf_str(&marked, text);
	csv_cell(b, buf_text(&marked), sep);
	buf_release(&marked);
}

void
formula_xlsx(struct buf *b, struct str text)
{
	if (text.n > 0 && text.p[0] == '\'' && begins(text))
		buf_char(b, '\'');
	buf_str(b, text);
}

struct str
formula_plain(struct str cell)
{
	return cell.n > 0 && cell.p[0] == '\'' && begins(cell) ? str_sub(cell, 1, cell.n) : cell;
}
