/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the page shows on which the words of a report are written. */
#ifndef MAILLAGE_WEB_PAGE_NARRATIVE_H
#define MAILLAGE_WEB_PAGE_NARRATIVE_H

#include "report/document.h"
#include "web/parts.h"

struct cited_figure {
	struct str label, value, change;
	struct str cite;       /* "742 interventions": what a text quotes; absent: there is no number */
};

struct narrative_view {
	struct page_head head;
	struct url action, api, back;
	struct str text;       /* as it stands, or as it was typed */
	int64_t base;          /* the version that a save replaces; 0: nothing was written yet */
	int64_t max;           /* code points */
	bool finished, proposals;
	struct str state;      /* "Saved on … by …"; absent: nothing is saved */
	struct str fault;      /* why it was not saved, or why it would not be read; absent: none */
	bool saved;            /* false: the fault kept it from being saved */
	bool conflict;         /* somebody saved another text meanwhile: this one */
	struct str other, other_state;
	const struct document *d;
	const struct block *shown; /* as the report will show it; NULL: nothing */
	const struct cited_figure *figures;
	size_t n_figures;
};

#endif
