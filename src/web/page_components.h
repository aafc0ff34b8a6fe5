/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * /help/components: every part of the pages in all its states, with invented content.  For who writes
 * pages, and for tests of accessibility.
 */
#ifndef MAILLAGE_WEB_PAGE_COMPONENTS_H
#define MAILLAGE_WEB_PAGE_COMPONENTS_H

#include "report/document.h"
#include "web/parts.h"

struct components {
	struct page_head head;
	const struct choice_link *choices, *tabs;
	size_t n_choices, n_tabs;
	const struct key_figure *keys;
	size_t n_keys;
	const struct form_fault *faults;
	size_t n_faults;
	struct table_view table, nothing;
	const struct input_view *fields;
	size_t n_fields;
	const struct inbox_group *inbox;
	size_t n_inbox;
	const struct history_step *steps;
	size_t n_steps;
	struct question question;
	const struct document *document; /* whose blocks the charts are */
	const struct block *charts;
	size_t n_charts;
};

/* Its content, constant. */
extern const struct components components_sample;

struct web_request;
bool page_components(struct web_request *r, struct err *e) MUST_USE;

#endif
