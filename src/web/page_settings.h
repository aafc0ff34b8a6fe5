/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the page of settings shows. */
#ifndef MAILLAGE_WEB_PAGE_SETTINGS_H
#define MAILLAGE_WEB_PAGE_SETTINGS_H

#include "web/parts.h"

struct house_line {
	struct str label, value;       /* absent value: nothing is said */
};

struct settings_view {
	struct page_head head;
	const struct input_view *fields;
	size_t n_fields;
	const struct form_fault *faults;
	size_t n_faults;
	const struct house_line *house; /* the structure's own record; none: not yet made */
	size_t n_house;
	struct url house_record;       /* where it is changed; absent: nowhere */
};

#endif
