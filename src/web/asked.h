/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What pages and API of figures share: scope and period of an address, cut to what the reader may
 * see, and a report of that.  A scope out of reach answers as one that does not exist.
 */
#ifndef MAILLAGE_WEB_ASKED_H
#define MAILLAGE_WEB_ASKED_H

#include "figures/contract.h"
#include "figures/out.h"
#include "record/list.h"
#include "report/resolve.h"
#include "web/gate.h"

#define ASKED_FILTERS_MAX 16

struct asked {
	struct figure_filter filters[ASKED_FILTERS_MAX]; /* with the one that cuts to the reach */
	struct shown_filter shown[ASKED_FILTERS_MAX];    /* as asked for */
	size_t n_filters, n_shown;
	bool has_period;
	struct period period;
};

/* Narrows to a record of "scheme", "agency" or "client", or a code of another dimension. */
bool asked_narrow(struct web_request *r, const char *dim, struct str text, struct asked *q,
    struct err *e) MUST_USE;
/* The words scheme, agency, client, area and period of the address; then the reach. */
bool asked_read(struct web_request *r, struct asked *q, struct err *e) MUST_USE;
/* A period by its name, within the scope read so far (figures/contract.h). Who is outside the house asks for
 * whole months and longer, so that no two answers differ by a day. */
bool asked_period(struct web_request *r, struct str text, struct asked *q, struct err *e) MUST_USE;
/* Its days as lists take them: "2025-10-01..2025-10-31". */
struct str asked_days(struct arena *a, const struct period *p);
/* Words of a list: for a date, a year of a contract becomes days, by the scheme that another word names. */
bool asked_list(struct web_request *r, const struct reg *g, struct list_word *w, size_t n, struct err *e)
    MUST_USE;
/* Whether the reader is told figures of such a period. */
bool asked_tells(const struct web_request *r, const struct period *p);
/* The years of the contract that the scope is of; .known false where there is none. */
bool asked_contract(struct web_request *r, const struct asked *q, struct contract_years *out, struct err *e)
    MUST_USE;
/* Cuts to the schemes within reach: last, before anything is counted. */
bool asked_cut(struct web_request *r, struct asked *q, struct err *e) MUST_USE;
/* Whether the reader may read every record of the schemes within reach: he is told small numbers, on pages
 * of the house. Mediators may read their own only; clients none. A report is handed on: it hides them
 * whoever asks for it. */
bool asked_own_team(const struct web_request *r);
/* Whether he may be told a figure: of another register than what teams note, he must be able to read that
 * register; a client is told what its schemes do, never of people or money of the house. ERR_DENIED. */
bool asked_figure(const struct web_request *r, const struct figure *fig, struct err *e) MUST_USE;
/* Whether the reader is outside the house: small numbers are hidden from him. */
bool asked_outside(const struct web_request *r);

/* A report carried by the program by its name ("monthly"), in the reader's language where it has a text of
 * its own. ERR_NOT_FOUND. */
bool asked_template(struct web_request *r, struct str name, struct template **out, struct err *e) MUST_USE;
/* Resolves ask->template, with its words, for scope and period; fills the rest of the ask. */
bool asked_report(struct web_request *r, const struct asked *q, struct report_ask *ask,
    struct document **out, struct err *e) MUST_USE;

/* The scheme whose words the report of this scope carries (nil: the whole house's); false when it is no
 * single scheme's. */
bool asked_words_scheme(const struct web_request *r, const struct asked *q, struct uuid *out);
/* Whether the reader may write the words of that scheme's reports. */
bool asked_may_write(const struct web_request *r, const struct uuid *scheme);
enum asked_words {
	ASKED_FINISHED, /* what everybody reads */
	ASKED_DRAFTS,   /* drafts too, and the places that are empty, for who may write them */
};
/* Fills ask->words for ask->template. */
bool asked_words(struct web_request *r, const struct asked *q, enum asked_words which,
    struct report_ask *ask, struct err *e) MUST_USE;

#endif
