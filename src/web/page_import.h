/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the pages of imports show. */
#ifndef MAILLAGE_WEB_PAGE_IMPORT_H
#define MAILLAGE_WEB_PAGE_IMPORT_H

#include "web/page_list.h"

struct import_view {
	struct page_head head;
	struct url action;
	struct input_view file;
	struct str fault;            /* the file as a whole; absent: none */
	bool told;                   /* there is a result */
	enum meaning meaning;
	struct str title, counts;    /* of the result */
	struct table_view refused;
	struct str more;             /* refusals that are not shown; absent: none */
	bool partial;
};

#endif
