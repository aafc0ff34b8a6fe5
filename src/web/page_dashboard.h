/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the pages of figures show: dashboards, where a figure comes from, reports to read. */
#ifndef MAILLAGE_WEB_PAGE_DASHBOARD_H
#define MAILLAGE_WEB_PAGE_DASHBOARD_H

#include "report/document.h"
#include "web/periods.h"
#include "web/signals.h"

struct figures_view {
	struct page_head head;
	struct period_chooser chooser;
	const struct choice_link *against; /* what key figures stand beside */
	size_t n_against;
	const struct document *d;
	bool report;
	enum period_kind fits;     /* of which kind the report's periods are */
	bool places;               /* the reader may write the report's words */
	bool drafts;               /* some are not finished */
	struct url with_drafts;    /* the PDF with them */
	bool none;                 /* nothing was recorded yet */
	bool board;                /* blocks stand beside each other where there is room */
	struct signals signals;    /* of a board */
	struct url signals_all;
};

struct key_figures {
	const struct key_figure *v;
	size_t n;
};

struct reg;
struct report_line {
	struct str label;
	struct url to;
};

/* Records of one register that are behind a figure, the first of them. */
struct figure_records {
	const struct reg *reg;
	const struct report_line *v;
	size_t n;
	int64_t n_all;
};

struct figure_view {
	struct page_head head;
	struct provenance why;
	struct str value;
	struct period_chooser chooser;
	struct figure_records behind[FIGURE_SOURCES_MAX];
	size_t n_behind;
};

/* The page on which a place of the report being drawn is written. */
struct url page_slot(const struct document *d, const struct block *b);
/* Whether a block wants two thirds of a board: a calendar, or bars with a column of changes. */
bool page_is_broad(const struct block *b);
/* Key figures of a block, as the strip of a page shows them. */
struct key_figures page_keys(const struct block *b);

#endif
