/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Between user*.c: what `maillage user` was asked, and how it answers. */
#ifndef MAILLAGE_CLI_USER_H
#define MAILLAGE_CLI_USER_H

#include "access/access.h"
#include "base/json.h"
#include "cli/cli.h"

#define USER_GIVEN_MAX 200

/* What the words and options say. */
struct user_run {
	struct cli *c;
	struct store *s;
	struct codes *codes;
	struct deed deed;
	struct str words[4];
	size_t n_words;
	struct str role, staff, lang, name, scopes, days;
	struct str schemes[USER_GIVEN_MAX], agencies[USER_GIVEN_MAX], clients[USER_GIVEN_MAX];
	size_t n_schemes, n_agencies, n_clients;
	bool password_stdin;
};

/* An array of JSON objects, when asked for. */
struct listing {
	struct json_writer w;
	struct buf b;
};

/* Runs the change in a transaction of its own. */
bool user_in_transaction(struct user_run *run, bool (*job)(struct user_run *, void *, struct err *),
    void *ctx, struct err *e) MUST_USE;
/* The account whose login is the second word; ERR_NOT_FOUND. */
bool user_read_account(struct user_run *run, struct account *out, struct err *e) MUST_USE;
void user_listing_begin(struct listing *l);
/* Prints it where JSON was asked for. */
void user_listing_end(struct listing *l, bool json);
/* A member: an instant in milliseconds since 1970 as text, null for 0. */
void user_js_instant(struct json_writer *w, const char *key, int64_t ms);
/* "2026-11-25 19:13", or a dash. */
void user_print_instant(int64_t ms);
/* user token add | list | revoke. */
int user_token(struct user_run *run);

#endif
