/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Writes records through the writer thread from several threads, and prints the number of each once it
 * is acknowledged: what test_ended.py ends in the middle.
 *
 * usage: acknowledge STORE THREADS FIRST
 */
#include "base/lang.h"
#include "record/journal.h"
#include "store/writer.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define THREADS_MAX 64
#define A_THREAD 1000000 /* numbers that a thread may use */

/* Shared; the journal belongs to the writer's thread. */
struct house {
	struct writer *w;
	struct codes *codes;
	struct journal *journal;
	struct arena a; /* of the journal */
};

struct hand {
	struct house *h;
	pthread_t thread;
	int64_t number;
	bool fails;
};

static bool
put(void *ctx, struct store *s, struct err *e)
{
	struct hand *hand = ctx;
	struct house *h = hand->h;
	struct record r = { .reg = reg_find(STR("agency")) };
	struct change c = { .record = &r, .at = 1700000000000, .actor = STR("test") };
	enum change_result result;
	struct arena a;
	int64_t clash;
	bool ok;

	if (h->journal == NULL && !journal_open(s, h->codes, &h->a, &h->journal, e))
		return false;
	arena_init(&a);
	r.source_id = str_fmt(&a, "K%lld", (long long)hand->number);
	r.id = uuid_v8(hand->number, r.source_id);
	r.cells = arena_array(&a, struct cell, r.reg->n_fields);
	*record_cell(&r, "name") = (struct cell){ .set = true, .s = r.source_id };
	ok = journal_begin(h->journal, e) && journal_put(h->journal, &c, &result, &clash, e);
	arena_release(&a);
	if (ok && hand->fails)
		return err_set(e, ERR_INVALID, "test.no", "no");
	return ok;
}

static void *
run(void *ctx)
{
	struct hand *hand = ctx;
	struct err e = { 0 };

	for (int64_t i = 0; i < A_THREAD; i++, hand->number++) {
		char line[32];
		int n;

		hand->fails = i % 5 == 4;
		if (!writer_do(hand->h->w, put, hand, &e)) {
			if (hand->fails && e.kind == ERR_INVALID)
				continue;
			fprintf(stderr, "%s\n", e.text);
			return NULL;
		}
		/* One write a line: whole or not at all. */
		n = snprintf(line, sizeof(line), "%lld\n", (long long)hand->number);
		if (write(STDOUT_FILENO, line, (size_t)n) != n)
			return NULL;
	}
	return NULL;
}

int
main(int argc, char **argv)
{
	static struct hand hands[THREADS_MAX];
	struct store_options o = { .mode = STORE_WRITE };
	struct house h = { 0 };
	struct store *s;
	struct arena a;
	struct err e = { 0 };
	int64_t threads, first;

	if (argc != 4 || !str_int(str_of(argv[2]), &threads) || !str_int(str_of(argv[3]), &first) ||
	    threads < 1 || threads > THREADS_MAX)
		return 2;
	lang_use(LANG_EN);
	o.url = str_of(argv[1]);
	arena_init(&a);
	arena_init(&h.a);
	if (!store_open(&o, &a, &s, &e) || !codes_open(s, &a, &h.codes, &e) || !writer_start(s, &a, &h.w, &e)) {
		fprintf(stderr, "%s\n", e.text);
		return 3;
	}
	for (int64_t i = 0; i < threads; i++) {
		hands[i].h = &h;
		hands[i].number = first + i * A_THREAD;
		pthread_create(&hands[i].thread, NULL, run, &hands[i]);
	}
	for (int64_t i = 0; i < threads; i++)
		pthread_join(hands[i].thread, NULL);
	writer_stop(h.w);
	arena_release(&h.a);
	arena_release(&a);
	return 0;
}
