/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The chooser of periods on pages of figures: lengths of the calendar, the years of the house that begin
 * otherwise, a scheme's contract years, the one before and the next one. */
#ifndef MAILLAGE_WEB_PERIODS_H
#define MAILLAGE_WEB_PERIODS_H

#include "web/asked.h"
#include "web/parts.h"

struct period_chooser {
	const struct choice_link *lengths, *others;
	size_t n_lengths, n_others;
	struct url previous, next;       /* empty: none */
	struct str period;               /* of the form for another one */
	const struct shown_filter *scope; /* goes along with that form */
	size_t n_scope;
	bool other;                      /* the period shown is none of the lengths */
	bool before;                     /* and so does how figures are compared */
};

struct periods_ask {
	struct str path;
	bool scope_in_path;     /* else it goes into the addresses */
	enum period_kind fits;  /* a report's; PERIOD_ANY: all are offered */
	bool cohorts;           /* figures of people in training */
};

/* Links to the periods of each kind that lie where the period shown does. */
bool periods_of(struct web_request *r, const struct periods_ask *ask, const struct asked *q,
    struct period_chooser *out, struct err *e) MUST_USE;

/* Key figures stand beside those of the year before, or of the period just before: "against=before". */
bool periods_against_before(struct web_request *r);
/* An address: `path` with a scope (NULL: it stands in the path), a period, and how figures are compared. */
struct url figures_address(struct web_request *r, struct str path, const struct asked *q,
    const char *period);

#endif
