/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A pipe of records between the thread that reads and checks lines and the one that writes them: a
 * few chunks of memory go round, so it is bounded whatever the file's length.
 */
#ifndef MAILLAGE_RECORD_QUEUE_H
#define MAILLAGE_RECORD_QUEUE_H

#include "record/record.h"

#define QUEUE_CHUNK 512
#define QUEUE_CHUNKS 4

struct queue_item {
	struct record record;
	struct record *grown;    /* to be written before it, or NULL */
	int64_t line;
	const struct str *cells; /* as read, when kept for the file of refused lines */
	size_t n_cells;
};

struct queue_chunk {
	struct arena a;
	struct queue_item items[QUEUE_CHUNK];
	size_t n;
};

struct queue;

/* Runs in the writing thread, chunk by chunk in order; false ends the pipe. */
typedef bool queue_sink(void *ctx, struct queue_chunk *chunk);

bool queue_start(struct arena *a, queue_sink *sink, void *ctx, struct queue **out, struct err *e)
    MUST_USE;
/* Room for one item and the arena of what belongs to it; blocks while all chunks are under way. NULL
 * when the sink ended the pipe. A slot that is not pushed is taken back by the next call. */
struct queue_item *queue_slot(struct queue *q, struct arena **a);
void queue_push(struct queue *q);
/* Copies the cells of a line into the item. */
void queue_keep(struct queue_item *it, struct arena *a, const struct str *cells, size_t n);
/* Sends what is left and waits for the writing thread. */
void queue_finish(struct queue *q);

#endif
