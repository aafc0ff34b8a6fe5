/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* import-queue: a phone's queue that was taken out as a file, brought in as its push would have been. */
#include "access/device.h"
#include "base/json.h"
#include "cli/cli.h"
#include "sync/push.h"
#include "sync/queue.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>

struct bringing {
	struct cli *c;
	struct store *s;
	struct saver *saver;
	struct sync_keys keys;
	size_t n[3], known;          /* by enum push_status; of these, known before */
};

static bool
read_file(const char *path, struct arena *a, struct str *out, struct err *e)
{
	FILE *f = fopen(path, "rbe");
	struct buf b;
	size_t got;

	if (f == NULL)
		return err_set(e, ERR_INVALID, "queue.open", _("“%s” cannot be opened: %s."), path, err_os(errno));
	buf_init_in(&b, a);
	do {
		buf_reserve(&b, 64u << 10);
		got = fread(b.p + b.n, 1, b.cap - b.n, f);
		b.n += got;
	} while (got > 0 && b.n <= QUEUE_BYTES_MAX);
	fclose(f);
	*out = buf_text(&b);
	return true;
}

static bool
write_push(struct bringing *x, struct push *push, const struct principal *who, struct arena *a,
    struct err *e)
{
	struct pusher pusher = { x->saver, &x->keys };
	struct push_ask ask = { push, &who->reach, x->c->now_ms, x->c->today };
	struct push_result *out = arena_array(a, struct push_result, push->n + 1);

	if (!store_begin(x->s, e))
		return false;
	if (!push_write(&pusher, x->s, &ask, a, out, e) || !store_commit(x->s, e)) {
		store_rollback(x->s);
		return false;
	}
	for (size_t i = 0; i < push->n; i++) {
		x->n[out[i].status]++;
		x->known += out[i].duplicate;
	}
	return true;
}

static bool
bring(struct bringing *x, const char *path, struct arena *a, struct err *e)
{
	struct principal who = { .has_lang = false };
	const struct json *body;
	struct timespec t;
	struct push push;
	struct str file;
	bool found;

	clock_gettime(CLOCK_REALTIME, &t);
	if (!read_file(path, a, &file, e) || !queue_open(&x->keys, file, a, &body, e) ||
	    !push_read(body, (int64_t)t.tv_sec * 1000, a, &push, e) ||
	    !principal_find(x->s, push.token, x->c->now_ms, a, &who, &found, e))
		return false;
	if (!found || !uuid_eq(&who.device, &push.device))
		return err_set(e, ERR_DENIED, "queue.device",
		    _("The device of this queue is not known any more: it was revoked, or enrolled anew. Nothing was "
		      "changed."));
	push.account = who.user;
	return write_push(x, &push, &who, a, e);
}

static void
tell(const struct bringing *x)
{
	if (x->c->json)
		printf("{\"stored\":%zu,\"conflict\":%zu,\"refused\":%zu,\"known\":%zu}\n", x->n[PUSH_STORED],
		    x->n[PUSH_CONFLICT], x->n[PUSH_REFUSED], x->known);
	else if (!x->c->quiet)
		printf(_("Stored: %zu, in conflict: %zu, refused: %zu; known before: %zu.\n"), x->n[PUSH_STORED],
		    x->n[PUSH_CONFLICT], x->n[PUSH_REFUSED], x->known);
}

int
run_import_queue(struct cli *c, int argc, char **argv)
{
	struct bringing x = { .c = c };
	struct str files[64];
	struct codes *codes;
	struct err e = { 0 };
	bool found = false, ok = true;
	size_t n;
	int status = cli_options(c, "import-queue", argc, argv, NULL, 0, files, &n, COUNT(files));

	if (status != EXIT_DONE)
		return status;
	if (n == 0)
		return cli_usage(c, "import-queue", _("Which file?"));
	if (!cli_open(c, STORE_WRITE, &x.s, &codes, &e) || !sync_keys_read(x.s, &x.keys, &found, &e))
		return cli_fail(c, &e);
	if (!found) {
		err_set(&e, ERR_INVALID, "queue.key",
		    _("No phone was ever known to this store. Nothing was changed."));
		return cli_fail(c, &e);
	}
	x.saver = saver_new(&c->arena);
	for (size_t i = 0; ok && i < n; i++) {
		struct arena a;

		arena_init(&a);
		ok = bring(&x, str_cstr(&a, files[i]), &a, &e);
		arena_release(&a);
	}
	tell(&x);
	return ok ? EXIT_DONE : cli_fail(c, &e);
}
