/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the own page shows: who one is here, how pages look, the password, sessions, programs' tokens. */
#ifndef MAILLAGE_WEB_PAGE_ME_H
#define MAILLAGE_WEB_PAGE_ME_H

#include "web/page_phones.h"

struct me_session {
	struct str device, under, id;
	bool here;                     /* the one that asks */
};

struct me_token {
	struct str name, under, state, id;
	enum meaning meaning;          /* of its state */
	bool open;
};

struct me_view {
	struct page_head head;
	const struct str *reach;       /* names of what is within reach */
	size_t n_reach;
	struct str reach_said;         /* in place of names */
	const char *const *open;       /* what the role opens, a sentence each, translated */
	size_t n_open;
	const struct input_view *looks; /* language and theme */
	size_t n_looks;
	bool demo;                     /* everybody's account: its password stays */
	struct str password_fault;
	int64_t least;                 /* code points of a password */
	const struct me_session *sessions;
	size_t n_sessions;
	struct phones_view phones;
	const struct me_token *tokens;
	size_t n_tokens;
	const struct input_view *token; /* of a new token; none: the role opens nothing to programs */
	size_t n_token;
	struct str token_fault;
};

struct token_view {
	struct page_head head;
	struct str name, secret, until;
};

#endif
