/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the pages of accounts and of the audit log show. */
#ifndef MAILLAGE_WEB_PAGE_PEOPLE_H
#define MAILLAGE_WEB_PAGE_PEOPLE_H

#include "web/parts.h"

struct people_view {
	struct page_head head;
	struct url action;             /* where the form goes */
	struct str fault;              /* absent: none */
	const struct input_view *fields; /* a new account's, or what may be changed */
	size_t n_fields;
	struct table_view table;
};

struct person_end {
	struct str title, under, id;
	bool over;                     /* it is ended already */
};

struct person_view {
	struct people_view form;
	bool disabled, has_password;
	int64_t days;                  /* that an invitation works */
	struct url able, link, end_session, end_token; /* where each form goes */
	const struct person_end *sessions, *tokens;
	size_t n_sessions, n_tokens;
};

struct link_view {
	struct page_head head;
	struct str login, address;
	bool invited;
	int64_t days;
	struct url back;
};

struct audit_view {
	struct page_head head;
	struct str actor;
	const struct input_option *actions;
	size_t n_actions;
	struct table_view table;
};

#endif
