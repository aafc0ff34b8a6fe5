/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What validation asks of the store, held in memory: the identifiers and names of the small
 * registers (all but those of which there are many), and the shifts by scheme and time.  Read
 * through the connection that writes, so that it sees the running transaction.
 */
#ifndef MAILLAGE_RECORD_LOOKUP_H
#define MAILLAGE_RECORD_LOOKUP_H

#include "record/codes.h"
#include "record/record.h"

struct lookup_shift {
	struct uuid id;
	struct uuid scheme;
	int32_t day;        /* of its start */
	int start, end;     /* minutes from the start of `day`; end > start, may pass 1440 */
	bool cancelled;
};

bool lookup_open(struct store *s, struct codes *codes, struct arena *a, struct lookup **out,
    struct err *e) MUST_USE;
/* One that knows the codes and no record: for reading cells that refer to none. */
struct lookup *lookup_bare(struct codes *codes, struct arena *a);
struct codes *lookup_codes(struct lookup *l);
/* A record of register `reg` by UUID, operator's own id, or title (name; case, accents ignored).
 * `within`: the scheme for FIELD_LOCAL fields (sectors of the scheme's town) and for source ids that
 * are unique with the scheme; nil otherwise. False when none; *ambiguous when a name fits several. */
bool lookup_find(struct lookup *l, const struct reg *reg, struct str text, const struct uuid *within,
    struct uuid *out, bool *ambiguous, struct err *e) MUST_USE;
/* Up to three nearest own ids or titles, for a refusal. */
size_t lookup_nearest(struct lookup *l, const struct reg *reg, struct str text, struct str out[3]);
/* The record of a small register that has this own id. */
bool lookup_own(struct lookup *l, const struct reg *reg, struct str own, struct uuid *out);
/* A record about to be written, so that later lines of the same file see it. Those of registers that
 * are not held in memory are passed over. */
void lookup_add(struct lookup *l, const struct record *r);
/* A record as it stands now, whole: what was known of it is forgotten; one that is deleted is not there. */
void lookup_put(struct lookup *l, const struct record *r);
/* Whether records of a register are held. */
bool lookup_holds(const struct reg *g);
/* The REF `field` of a known small record (town of a scheme, agency of a town); false when absent. */
bool lookup_ref(struct lookup *l, const struct reg *reg, const struct uuid *id, const char *field,
    struct uuid *out);
/* The intervention that another one is a second record of; false when it is none's. Asks the store, which
 * only a lookup that was told to use it does. */
bool lookup_twin(struct lookup *l, const struct uuid *id, struct uuid *out);
/* From now on asks `s` for records that are not held: in the thread of that connection alone. Without it a
 * reference to one of them is taken at its word. */
void lookup_use(struct lookup *l, struct store *s);
/* The operator's own id, else the title, of a known record; absent when unknown. */
struct str lookup_name(struct lookup *l, const struct reg *reg, const struct uuid *id);
/* The shift of a scheme that covers a start (interchange.md "Service date"); NULL when none. */
const struct lookup_shift *lookup_shift_at(struct lookup *l, const struct uuid *scheme, int32_t day,
    int minute);
const struct lookup_shift *lookup_shift_by_id(struct lookup *l, const struct uuid *id);

#endif
