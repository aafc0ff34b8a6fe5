/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Files that wait between two pages: whose they are, how many, and that they go. */
#include "web/held.h"

#include "../tap.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOOKS 4000 /* at 5 ms */

struct bring {
	atomic_bool runs;
};
static atomic_int freed;
static struct bring *newest;

static struct bring *
make(void)
{
	return newest = calloc(1, sizeof(struct bring));
}

static void
release(struct bring *b)
{
	atomic_fetch_add(&freed, 1);
	free(b);
}

static bool
runs(struct bring *b)
{
	return atomic_load(&b->runs);
}

static struct held_owner
owner(unsigned char user, unsigned char session)
{
	struct held_owner o = { { { 0 } }, { { 0 } } };

	o.user.b[0] = user;
	o.session.b[0] = session;
	return o;
}

static struct held *
put(struct held_files *h, struct held_owner o, const char *bytes)
{
	const struct held_new n = { o, NULL, STR("été.csv"), str_of(bytes), make, release, runs };
	struct held *f = NULL;
	struct err e = { 0 };

	if (!held_put(h, &n, &f, &e))
		printf("# %s\n", e.text);
	return f;
}

static bool
is_there(struct held_files *h, struct held_owner o, const struct uuid *id)
{
	struct held *f = held_get(h, &o, id);

	held_leave(f);
	return f != NULL;
}

static bool
is_freed(int n)
{
	for (int i = 0; i < LOOKS && atomic_load(&freed) < n; i++)
		usleep(5000);
	return atomic_load(&freed) == n;
}

static void
whose(void)
{
	struct held_files *h = held_start(HELD_MS);
	struct held *f = put(h, owner(1, 1), "id,name\n"), *more[HELD_EACH];
	struct uuid id = f->id;
	struct err e;
	char text[32];
	int fd, base = atomic_load(&freed);

	OK(is_there(h, owner(1, 1), &id), "who sent a file gets it");
	OK(!is_there(h, owner(1, 2), &id) && !is_there(h, owner(2, 1), &id),
	    "another session and another user do not");
	OK(held_open(h, f, &fd, &e) && read(fd, text, sizeof(text)) == 8 && memcmp(text, "id,name\n", 8) == 0,
	    "it is read from its beginning");
	close(fd);
	OK(str_is(f->name, "été.csv"), "and bears its name");
	held_spent(h, f);
	OK(is_there(h, owner(1, 1), &id) && !held_open(h, f, &fd, &e) && e.kind == ERR_NOT_FOUND,
	    "when it is spent, what is known of it stays");
	for (size_t i = 0; i < HELD_EACH; i++)
		more[i] = put(h, owner(1, 1), "x");
	OK(!is_there(h, owner(1, 1), &id) && is_there(h, owner(1, 1), &more[0]->id),
	    "one more than a session may have takes the oldest’s place");
	OK(atomic_load(&freed) == base, "which is kept while somebody holds it");
	held_leave(f);
	OK(atomic_load(&freed) == base + 1, "and no longer");
	held_drop(h, more[0]);
	OK(!is_there(h, owner(1, 1), &more[0]->id), "what is dropped is gone");
	for (size_t i = 0; i < HELD_EACH; i++)
		held_leave(more[i]);
	held_stop(h);
	OK(atomic_load(&freed) == base + 1 + HELD_EACH, "at the end everything is freed");
}

static void
full(void)
{
	struct held_files *h = held_start(HELD_MS);
	const struct held_new n = { owner(200, 1), NULL, STR("a"), STR("x"), make, release, runs };
	struct held *f;
	struct err e = { 0 };
	bool all = true;

	for (unsigned char i = 0; i < HELD_MAX; i++) {
		f = put(h, owner(i, 1), "x");
		all = all && f != NULL;
		held_leave(f);
	}
	OK(all && !held_put(h, &n, &f, &e) && e.kind == ERR_BUSY, "when there is no room, that is said");
	held_stop(h);
}

static void
time_is_over(void)
{
	struct held_files *h = held_start(60);
	struct held *f = put(h, owner(1, 1), "x");
	struct uuid id = f->id;
	int base = atomic_load(&freed);

	atomic_store(&newest->runs, true);
	held_leave(f);
	usleep(300000);
	OK(is_there(h, owner(1, 1), &id) && atomic_load(&freed) == base, "what is at work is kept past its time");
	f = held_get(h, &(struct held_owner){ owner(1, 1).user, owner(1, 1).session }, &id);
	atomic_store(&f->bring->runs, false);
	held_leave(f);
	OK(is_freed(base + 1) && !is_there(h, owner(1, 1), &id), "what nobody came back for is erased, unasked");
	held_stop(h);
}

int
main(void)
{
	whose();
	full();
	time_is_over();
	return tap_done();
}
