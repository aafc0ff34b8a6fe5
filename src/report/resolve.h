/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A template's questions answered: template, scope and period give a document.  Figures come from
 * figure_eval alone; names and the hours of shifts from the store.  Numbers of 1 to 4 leave this floor
 * as words only (DESIGN §9), unless the scheme's own team asks.  One thread; sets the thread's language
 * while it works.
 */
#ifndef MAILLAGE_REPORT_RESOLVE_H
#define MAILLAGE_REPORT_RESOLVE_H

#include "report/document.h"
#include "report/template.h"

#define REPORT_FILTERS_MAX 4

/* What people wrote for a place of the template. */
struct report_words {
	struct str slot;      /* absent: one text for all of it; its first numbered list are the proposals */
	const struct piece *pieces;
	bool draft;           /* told as one */
};

struct report_ask {
	const struct template *template;
	const struct report_words *words;
	size_t n_words;
	bool places;          /* keep places without words, as empty blocks, for who may fill them */
	struct period period;
	struct figure_filter filters[REPORT_FILTERS_MAX]; /* the scope; scheme first when there is one */
	size_t n_filters;
	/* Who reads it may read every record of the scope: small numbers are told. Never for what is handed
	 * on, as a report is (DESIGN §9). */
	bool own_team;
	/* Whether who reads it may be told a figure; refuses with the reason. NULL: all of them. */
	bool (*may)(const void *ctx, const struct figure *fig, struct err *e);
	const void *may_ctx;
	bool against_before;  /* key figures beside the period before, not the year before */
	int32_t today;
	int64_t now_ms; /* as figure_ask.now_ms */
};

/* Errors: invalid (period of another kind than the template's, unknown figure or dimension, with the
 * template's line), not found (a scope that names no record), those of figure_eval and the store. */
bool report_resolve(const struct facts *f, struct store *s, const struct report_ask *ask,
    struct arena *a, struct document **out, struct err *e) MUST_USE;

#endif
