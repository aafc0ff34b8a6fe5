/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Parts of an XLSX file: a ZIP archive whose members are XML.  A part is unpacked and parsed piece
 * by piece, never held whole; what it may unpack to has a ceiling, and it may declare no entities.
 * The only file that knows libzip and libxml2.
 */
#ifndef MAILLAGE_RECORD_XLSX_PART_H
#define MAILLAGE_RECORD_XLSX_PART_H

#include "base/arena.h"
#include "base/err.h"

#define XLSX_PIECE (64u << 10) /* bytes unpacked at a time */

struct package; /* an open archive; lives in the arena */
struct part;    /* a member being read; lives in the arena */
struct attributes;

/* Element names come without their namespace's prefix. */
struct part_events {
	void (*start)(void *ctx, const char *name, const struct attributes *attributes);
	void (*end)(void *ctx, const char *name);
	void (*text)(void *ctx, struct str text); /* pieces of text, in order */
	void *ctx;
	struct part **self; /* gets the part before its first event, for part_refuse */
};

/* The value of an attribute by its local name, absent when there is none. Borrowed for the event;
 * the five predefined entities are already resolved. */
struct str attribute(const struct attributes *attributes, const char *name);

/* Whether every part unpacks to its end, as its XML says: a writer that could not write does not notice. */
bool package_is_whole(const char *path, struct err *e);
bool package_open(struct arena *a, const char *path, struct package **out, struct err *e) MUST_USE;
/* *out is NULL when there is no part of that name. */
bool part_open(struct package *p, struct arena *a, const char *name, const struct part_events *on,
    struct part **out, struct err *e) MUST_USE;
/* Unpacks and parses one piece; *more is false at the end. */
bool part_feed(struct part *p, bool *more, struct err *e) MUST_USE;
/* From an event: stops reading; part_feed returns false with this failure. */
void part_refuse(struct part *p, const struct err *why);
/* From an event: enough was read; part_feed sets *more to false. */
void part_enough(struct part *p);
int64_t part_position(const struct part *p); /* bytes unpacked */
int64_t part_size(const struct part *p);     /* bytes it claims to unpack to; 0: unknown */
/* Reads a whole part through its events; *found false when there is none of that name. */
bool part_read(struct package *p, struct arena *a, const char *name, const struct part_events *on,
    bool *found, struct err *e) MUST_USE;

#endif
