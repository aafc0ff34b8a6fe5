/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The page of all figures: what there is to ask, found by a word. */
#ifndef MAILLAGE_WEB_PAGE_FIGURES_H
#define MAILLAGE_WEB_PAGE_FIGURES_H

#include "web/parts.h"

struct figure_line {
	struct str label, definition;
	struct url to;
};

struct figure_lines {
	const char *label;             /* of the group */
	const struct figure_line *v;
	size_t n;
};

struct figures_all_view {
	struct page_head head;
	struct str asked;              /* what is looked for; absent: nothing */
	const struct figure_lines *v;
	size_t n;
	struct empty_place empty;
};

#endif
