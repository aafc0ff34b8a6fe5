/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a team leader should look at before validating records: the rules of rules/flags.h and
 * rules/doubt.h asked of records of any register, with what they need of the store (records of the same
 * day, shifts).  Reads on the caller's connection; any thread.
 */
#ifndef MAILLAGE_REGISTERS_REVIEW_H
#define MAILLAGE_REGISTERS_REVIEW_H

#include "record/list.h"
#include "rules/doubt.h"
#include "rules/flags.h"

enum flag { FLAG_DUPLICATE, FLAG_TEXT, FLAG_COUNT, FLAG_SHIFT, FLAG_CLOCK, N_FLAGS };
/* "duplicate", "text" … as addresses name them. */
const char *flag_name(enum flag f);
/* False for a name that is none. */
bool flag_parse(struct str s, enum flag *out);

enum outside { OUTSIDE_BEFORE, OUTSIDE_AFTER, OUTSIDE_CANCELLED, OUTSIDE_NONE };

struct review_flag {
	enum flag flag;
	/* Of a duplicate: the other record, its start and state. */
	struct uuid other;
	int other_minute;
	/* Of a text: the first field with one, what it is, and where it stands in it. */
	const struct field *field;
	enum doubt doubt;
	size_t at, n;
	/* Of a count. */
	int64_t count, from;   /* from which it is unusual */
	double usual;          /* people in a record of the scheme; 0: not known, or of facts */
	bool facts;
	/* Of a shift: how, and its hours (minutes of the clock). */
	enum outside outside;
	int start, end;
	/* Of a phone's clock: by how much it was ahead, and what was made of it. */
	int64_t ahead_ms;
	enum flag_clock clock;
};

struct review {
	struct review_flag v[N_FLAGS];
	size_t n;
	int64_t people;        /* met, of an intervention */
};

struct review_ask {
	const struct reg *reg;       /* of all the records */
	const struct reach *who;     /* who looks */
	const struct record *v;
	size_t n;
	/* People in a record of a scheme on average, 0 when unknown; asked for schemes of records with many
	 * only. */
	bool (*usual)(void *ctx, const struct uuid *scheme, double *out, struct err *e);
	void *ctx;
	list_finder *finder;         /* as of lists */
	void *finder_ctx;
};

/* What is to be said of each of the records: ask->n of them in *out, in `a`. */
bool review_records(struct store *s, const struct codes *codes, const struct review_ask *ask,
    struct arena *a, struct review **out, struct err *e) MUST_USE;

/* A record that a colleague made and that may be of the same event as `mine`, which is not written yet: its
 * cells of place, time and kind are set. Looks at the whole of its scheme: that `who` works there is the
 * caller's to ask. */
bool review_twin(struct store *s, const struct codes *codes, const struct reach *who,
    const struct record *mine, struct arena *a, struct record *out, bool *found, struct err *e) MUST_USE;

/* Sum of the people that an intervention counts; 0 for other registers. */
int64_t review_people(const struct record *r);

#endif
