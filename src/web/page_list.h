/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the pages of registers show: the index of all, the list of one, what a search found. */
#ifndef MAILLAGE_WEB_PAGE_LIST_H
#define MAILLAGE_WEB_PAGE_LIST_H

#include "web/parts.h"

struct reg_link {
	struct str label;
	struct url to;
};

struct reg_links {
	const char *label;     /* of the group */
	const struct reg_link *v;
	size_t n;
};

struct list_view {
	struct page_head head;
	struct str words;              /* what is looked for in texts */
	struct str word_name, word_label; /* the field it is looked for in; absent: none */
	bool days;                     /* the list has days: from and to */
	struct str from, to;
	const struct input_view *filters; /* menus */
	size_t n_filters;
	struct table_view table;
	struct str note;               /* what the list does not show; absent: nothing */
};

struct search_view {
	struct str words;
	const struct search_line {
		struct str title, under;
		struct url to;
	} *v;
	size_t n;
	struct empty_place empty;
};

#endif
