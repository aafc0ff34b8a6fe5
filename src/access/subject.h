/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is kept about one person: taken out for them (GDPR, article 15), and erased (article 17) as far as
 * no law asks for it.  A person is a member of staff, a trainee, or a party of a case file.
 */
#ifndef MAILLAGE_ACCESS_SUBJECT_H
#define MAILLAGE_ACCESS_SUBJECT_H

#include "access/access.h"
#include "record/codes.h"

struct subject {
	const struct reg *reg;   /* staff, trainee, case_file */
	struct uuid id;
	char party;              /* 'a' or 'b' of a case file; 0 else */
};
/* "staff", "trainee", "case_file"; NULL when persons are not kept there. */
const struct reg *subject_register(struct str name);

/* A record that concerns the person. */
struct subject_record {
	const struct reg *reg;
	struct uuid id;
};
/* The person's own record first, then those that refer to it, register by register; of a trainee also
 * those that refer to these. ERR_NOT_FOUND when there is no such record. */
bool subject_find(struct store *s, const struct subject *who, struct arena *a, struct subject_record **out,
    size_t *n, struct err *e) MUST_USE;

/* The record as the person may have it: opened, without others: other parties, colleagues. */
bool subject_cut(struct store *s, const struct codes *codes, const struct subject *who,
    const struct subject_record *r, struct arena *a, struct record *out, struct err *e) MUST_USE;

enum subject_fate { SUBJECT_DELETED, SUBJECT_BLANKED, SUBJECT_KEPT };
struct subject_line {
	const struct reg *reg;
	enum subject_fate fate;
	int64_t records;
	const char *ground;      /* N_(): by what right */
};
const char *subject_fate_label(enum subject_fate f); /* N_() */

struct subject_erase {
	struct subject who;
	struct deed deed;        /* its actor stands in the journal and in the audit log */
};
/* In a writing transaction. A line a register and fate. ERR_CONFLICT "subject.employed": a member of staff
 * who has not left. */
bool subject_erase(struct store *s, const struct subject_erase *ask, struct arena *a,
    struct subject_line **out, size_t *n, struct err *e) MUST_USE;
/* The line of the audit log of an export. In a writing transaction. */
bool subject_note(struct store *s, const struct subject *who, const char *what, int64_t records,
    const struct deed *d, struct err *e) MUST_USE;

#endif
