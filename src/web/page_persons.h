/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the pages of people's rights show: counts and references, never content. */
#ifndef MAILLAGE_WEB_PAGE_PERSONS_H
#define MAILLAGE_WEB_PAGE_PERSONS_H

#include "access/subject.h"
#include "web/parts.h"

/* An export that was ordered. */
struct order_line {
	struct str title, under;
	enum meaning meaning;
	struct str state;
	struct str id;
	struct url to;         /* the person's page; absent: not for this reader */
	bool open;             /* it may be withdrawn, or handed over */
};

struct persons_view {
	struct page_head head;
	struct str typed;      /* absent: nothing was looked for */
	bool unread;           /* names that the server could not open were passed over */
	struct table_view found;
	const struct order_line *orders;
	size_t n_orders;
};

struct person_held_view {
	struct page_head head;
	struct table_view table;
	struct str ordered;    /* since when an export waits; absent: none does */
	bool opens;            /* the reader may take it out */
	struct url order, erase;
};

struct person_erase_view {
	struct page_head head;
	struct str fault;      /* why nothing can be erased; absent: something can */
	struct table_view table;
	const struct input_view *reason;
	struct url action, back;
};

struct hand_over_view {
	struct page_head head;
	const struct order_line *orders;
	size_t n_orders;
	struct empty_place empty;
};

#endif
