/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the pages of phones show: devices; what phones sent that was not stored; a queue that comes as a
 * file. */
#ifndef MAILLAGE_WEB_PAGE_PHONES_H
#define MAILLAGE_WEB_PAGE_PHONES_H

#include "access/device.h"
#include "web/parts.h"

struct phone_line {
	struct str name, under, id;
	bool revoked;
};
struct phones_view {
	struct page_head head;
	const struct phone_line *v;
	size_t n;
	struct url action;             /* that revokes one */
};
/* Devices as lines; with whose they are where that is asked for. */
const struct phone_line *phone_lines(struct web_request *r, const struct device *v, size_t n, bool whose);

struct kept_line {
	struct str title, under, state;
	struct url to;
};
struct kepts_view {
	struct page_head head;
	const struct kept_line *v;
	size_t n;
	struct empty_place empty;
};

/* A field of what was sent, beside what stands. */
struct kept_field {
	struct str name, label, now, sent, fault;
	bool differs;
};
struct kept_view {
	struct page_head head;
	bool conflict;
	struct str why;                /* in one sentence */
	const struct str *errors;      /* as the phone was told */
	size_t n_errors;
	const struct kept_field *v;
	size_t n, n_differ;
	struct url action, record;     /* record absent: there is none */
	struct str fault;
	bool over;                     /* settled already */
};

struct queue_view {
	struct page_head head;
	struct input_view file;
	struct str fault, done;
};

#endif
