/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Files that somebody sent and that wait between two pages.  A held file has no name on disk: it is an
 * open, nameless file of this process, and its identifier, 128 random bits, is answered to the session
 * that sent it and to nobody else.  Few, not large, and gone after a while: a thread of its own closes
 * what nobody came back for.  Any thread.
 */
#ifndef MAILLAGE_WEB_HELD_H
#define MAILLAGE_WEB_HELD_H

#include "access/access.h"

#define HELD_MINUTES 30
#define HELD_MS (HELD_MINUTES * 60000LL)  /* since it was last looked at */
#define HELD_EACH 3                       /* of one session: a further one takes the oldest's place */
#define HELD_MAX 64                       /* of all */
#define HELD_BYTES_MAX (512LL << 20)      /* of all */
#define HELD_NAME_MAX 200                 /* bytes of a file's name, for people */

struct held_files;

/* Whose it is. */
struct held_owner {
	struct uuid user;
	struct uuid session;
};

struct held {
	struct uuid id;
	struct str name;          /* of the file, as it was called there */
	const struct reg *reg;    /* where it shall go */
	int64_t bytes;
	struct bring *bring;      /* upload.c's */
};

/* `keep_ms`: HELD_MS, but in tests. */
struct held_files *held_start(int64_t keep_ms);
/* Waits for what still runs, closes everything. NULL accepted. */
void held_stop(struct held_files *h);

struct held_new {
	struct held_owner owner;
	const struct reg *reg;
	struct str name, bytes;
	struct bring *(*bring)(void);   /* makes what goes with it */
	void (*free)(struct bring *b);  /* runs once nobody holds the file */
	bool (*runs)(struct bring *b);  /* whether it is at work: it is kept that long */
};
/* Keeps a copy; the caller has a reference. ERR_BUSY when there is no room now, ERR_UNAVAILABLE when the
 * disk has none. */
bool held_put(struct held_files *h, const struct held_new *n, struct held **out, struct err *e) MUST_USE;
/* A reference to what that session sent; NULL when there is none. */
struct held *held_get(struct held_files *h, const struct held_owner *who, const struct uuid *id);
struct held *held_ref(struct held *f);
/* Opens it for reading, from its beginning; the caller closes. ERR_NOT_FOUND once it is spent. */
bool held_open(struct held_files *h, const struct held *f, int *fd, struct err *e) MUST_USE;
void held_leave(struct held *f);
/* Forgets it: nobody gets it any more, and it is closed when the last reference leaves. */
void held_drop(struct held_files *h, struct held *f);
/* Closes the file and keeps what is known of it. */
void held_spent(struct held_files *h, struct held *f);

#endif
