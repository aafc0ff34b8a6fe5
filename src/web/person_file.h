/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is kept about one person, as a file for that person (GDPR, articles 15 and 20): a page to read, which
 * says beside each register what for and how long, or JSON for programs.  Without anybody else in it. For
 * pages and the command line: it needs no request.
 */
#ifndef MAILLAGE_WEB_PERSON_FILE_H
#define MAILLAGE_WEB_PERSON_FILE_H

#include "access/subject.h"

struct person_file {
	struct store *s;
	struct codes *codes;
	int32_t today;
	const struct subject *who;
	/* What person_gather finds. */
	struct str reference;
	struct subject_record *records; /* register by register, the person's own first */
	size_t n;
	struct subject_sent *sent;      /* what phones sent of the person and was not stored */
	size_t n_sent;
};
bool person_gather(struct person_file *f, struct arena *a, struct err *e) MUST_USE;
bool person_html(const struct person_file *f, struct arena *a, struct buf *out, struct err *e) MUST_USE;
/* What phones sent, a list. */
void person_sent_json(const struct person_file *f, struct json_writer *w);
bool person_json(const struct person_file *f, struct arena *a, struct buf *out, struct err *e) MUST_USE;

/* How long a register's records are kept, in a sentence. */
struct str person_kept(struct arena *a, const struct reg *g);
/* How many of the records, from the first on, are of its register; subject_find gives them in no order. */
void person_sort(struct subject_record *v, size_t n);
size_t person_run(const struct subject_record *v, size_t n);

#endif
