/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The page of all schemes within reach. */
#ifndef MAILLAGE_WEB_PAGE_SCHEMES_H
#define MAILLAGE_WEB_PAGE_SCHEMES_H

#include "web/parts.h"

struct schemes_view {
	struct page_head head;
	struct str asked;              /* what is looked for; absent: nothing */
	const struct scheme_choice *v;
	size_t n;
	struct empty_place empty;
};

#endif
