/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the parts of `maillage check` share: what was found, as sentences and as JSON. */
#ifndef MAILLAGE_CLI_CHECK_H
#define MAILLAGE_CLI_CHECK_H

#include "cli/figures_out.h"
#include "record/journal.h"

#define CHECK_SAID_MAX 200 /* disagreements printed; all are counted */

/* A run of it. */
struct check {
	struct cli *c;
	struct store *store;
	struct codes *codes;
	struct facts *facts;
	bool thorough, quick;
	struct journal_check journal;
	struct buf said;            /* sentences, one a line */
	struct buf list;            /* the same as JSON objects */
	struct json_writer w;
	int64_t compared, refused, disagreements, unsound;
	struct buf crosses;         /* cross-checks that do not hold, as JSON objects */
	struct json_writer cw;
	int64_t crossed, uncrossed;
	int64_t one_way;            /* asked, but only the facts can answer: not proven */
};

/* One sentence of what was found. */
void check_say(struct check *k, struct str sentence);
/* Every figure by the facts and by SQL, counted and compared; false only when one cannot be asked. */
bool check_figures(struct check *k, struct err *e) MUST_USE;
/* What the numbers of several registers say of each other, year by year: records to look at, no damage. */
bool check_crossed(struct check *k, struct err *e) MUST_USE;

#endif
