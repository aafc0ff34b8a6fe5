/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is kept about one person: taken out for them (GDPR, article 15), and erased (article 17) as far as
 * no law asks for it.  A person is a member of staff, a trainee, or a party of a case file.
 */
#ifndef MAILLAGE_ACCESS_SUBJECT_H
#define MAILLAGE_ACCESS_SUBJECT_H

#include "access/access.h"
#include "base/json.h"
#include "record/codes.h"

struct subject {
	const struct reg *reg;   /* staff, trainee, case_file */
	struct uuid id;
	char party;              /* 'a' or 'b' of a case file; 0 else */
};
/* "staff", "trainee", "case_file"; NULL when persons are not kept there. */
const struct reg *subject_register(struct str name);

/* Who a person may be, as addresses name it: "staff", "trainee", "party-a", "party-b". */
struct subject_kind {
	const char *name, *reg;
	char party;
	const char *label;       /* N_("Member of staff") */
};
/* Sets .reg and .party; false when it is none. */
bool subject_kind_parse(struct str name, struct subject *out);
const struct subject_kind *subject_kind(const struct subject *who);
/* The operator's own id of the person's record, else its UUID: no content. *found false: there is no such
 * record, or it was deleted. */
bool subject_reference(struct store *s, const struct subject *who, struct arena *a, struct str *out,
    bool *found, struct err *e) MUST_USE;
/* Everybody of whom this is the own id, the UUID, the number or nickname, or the whole name (a party's: the
 * vault opens each; case and accents ignored). *unread: names that could not be opened were passed over. */
bool subject_match(struct store *s, const struct codes *codes, struct str text, struct arena *a,
    struct subject **out, size_t *n, bool *unread, struct err *e) MUST_USE;

/* A record that concerns the person. */
struct subject_record {
	const struct reg *reg;
	struct uuid id;
};
/* The person's own record first, then those that refer to it, register by register; of a trainee also
 * those that refer to these. ERR_NOT_FOUND when there is no such record. */
bool subject_find(struct store *s, const struct subject *who, struct arena *a, struct subject_record **out,
    size_t *n, struct err *e) MUST_USE;

/* Whether somebody may take all of these records out, and what phones sent of the person: OP_EXPORT reaches
 * each of them, and OP_REVEAL the person's own where it is sealed. */
bool subject_opens(struct store *s, const struct codes *codes, const struct reach *reader,
    const struct subject_record *v, size_t n, bool *opens, struct err *e) MUST_USE;

/* The record as the person may have it: opened, without others: other parties, colleagues. */
bool subject_cut(struct store *s, const struct codes *codes, const struct subject *who,
    const struct subject_record *r, struct arena *a, struct record *out, struct err *e) MUST_USE;

/* What a phone sent about the person and was not stored, while nobody has settled it (sync/kept.h). */
struct subject_sent {
	const struct reg *reg;
	struct uuid record;
	int64_t at;              /* ms: when it came */
	const struct json *said; /* by field, as it was sent, without others as subject_cut leaves them out */
};
/* `v`: as subject_find gives it; the oldest first. */
bool subject_sent(struct store *s, const struct subject *who, const struct subject_record *v, size_t n,
    struct arena *a, struct subject_sent **out, size_t *n_out, struct err *e) MUST_USE;

enum subject_fate { SUBJECT_DELETED, SUBJECT_BLANKED, SUBJECT_KEPT };
struct subject_line {
	const struct reg *reg;
	enum subject_fate fate;
	int64_t records;
	const char *ground;      /* N_(): by what right */
};
const char *subject_fate_label(enum subject_fate f); /* N_() */

/* N_(): by what right records of a group stay; NULL: because they say a number that leads to nobody. */
const char *subject_ground(enum reg_group g);

/* Why something is erased: the cases of article 17. Chosen, not written: the log holds no content. */
struct subject_reason {
	const char *name;        /* "asked" */
	const char *label;       /* N_(): a sentence */
};
extern const struct subject_reason subject_reasons[];
extern const size_t n_subject_reasons;
const struct subject_reason *subject_reason(struct str name); /* NULL: none */

struct subject_erase {
	struct subject who;
	const struct subject_reason *reason;
	struct deed deed;        /* its actor stands in the journal and in the audit log */
};
/* What subject_erase would do; reads only. */
bool subject_plan(struct store *s, struct codes *codes, const struct subject_erase *ask, struct arena *a,
    struct subject_line **out, size_t *n, struct err *e) MUST_USE;
/* In a writing transaction. A line a register and fate. ERR_CONFLICT "subject.employed": a member of staff
 * who has not left. */
bool subject_erase(struct store *s, const struct subject_erase *ask, struct arena *a,
    struct subject_line **out, size_t *n, struct err *e) MUST_USE;
/* The line of the audit log of an export. In a writing transaction. */
bool subject_note(struct store *s, const struct subject *who, const char *what, int64_t records,
    const struct deed *d, struct err *e) MUST_USE;

/* -- orders: asked for by who looks after rights, handed over by who may read it all --------- */

#define SUBJECT_DUE_DAYS 30  /* one month (GDPR, article 12) */
enum subject_order_state { ORDER_OPEN, ORDER_HANDED_OVER, ORDER_WITHDRAWN };
struct subject_order {
	struct uuid id;
	struct subject who;
	enum subject_order_state state;
	int64_t asked_at, closed_at; /* ms; 0: not yet */
	struct str asked_by, closed_by;
};
const char *subject_order_label(enum subject_order_state s); /* N_() */
/* In a writing transaction, with its line of the audit log. ERR_CONFLICT "subject.ordered": one is open. */
bool subject_order_make(struct store *s, struct subject_order *o, const struct deed *d, struct err *e)
    MUST_USE;
/* ERR_CONFLICT "subject.closed" when it is not open. */
bool subject_order_close(struct store *s, const struct uuid *id, enum subject_order_state to,
    const struct deed *d, struct err *e) MUST_USE;
bool subject_order_read(struct store *s, const struct uuid *id, struct arena *a, struct subject_order *out,
    bool *found, struct err *e) MUST_USE;
/* Open ones first, each newest first. */
bool subject_order_list(struct store *s, struct arena *a, struct subject_order **out, size_t *n,
    struct err *e) MUST_USE;
/* Those that are open, of which the reader may take out all. */
bool subject_order_waiting(struct store *s, const struct codes *codes, const struct reach *reader,
    struct arena *a, struct subject_order **out, size_t *n, struct err *e) MUST_USE;

#endif
