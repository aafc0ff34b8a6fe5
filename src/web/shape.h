/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What goes in and out of the API: one row a handler of programs' routes, and the objects that their
 * JSON is made of.  docs/openapi.yaml is printed from it (maillage help openapi), and a test holds the
 * running server to it.  Constant data.
 *
 * A shape is a word: string, integer, number, boolean, uuid, date, binary, any; #name, an object below
 * or one of the tables' (#figure_id, #register, #dimension, #code.theme); #record.*, the one of the
 * register that is asked for; {SHAPE}, an object with any names; SHAPE[], a list of it (in an address:
 * the word once for each; SHAPE[,] once, with commas); SHAPE?, or null; SHAPE|SHAPE, either.
 */
#ifndef MAILLAGE_WEB_SHAPE_H
#define MAILLAGE_WEB_SHAPE_H

#include "web/gate.h"

enum shape_use { SHAPE_ALWAYS, SHAPE_MAY_LACK };

struct shape_member {
	const char *name, *shape;
	const char *help;        /* N_(): one sentence; NULL: the name says it */
	enum shape_use use;
};

struct object_shape {
	const char *name, *help;
	const struct shape_member *members;
	size_t n;
};
extern const struct object_shape object_shapes[];
extern const size_t n_object_shapes;

/* Words of an address that belong together, and headers of a request. */
struct word_group {
	const char *name;        /* "scope" */
	bool header;
	const struct shape_member *members; /* SHAPE_MAY_LACK: not required */
	size_t n;
};
extern const struct word_group word_groups[];
extern const size_t n_word_groups;

/* A body in one of its forms. */
struct body_shape {
	const char *type;        /* "application/json"; NULL ends the list */
	const char *shape;
};
#define BODY_SHAPES_MAX 4

struct api_shape {
	web_handler *handle;
	const char *words;       /* groups: "scope split"; "filters" are those of the register asked for */
	struct body_shape takes[BODY_SHAPES_MAX], gives[BODY_SHAPES_MAX];
	const char *status;      /* of what it gives: "200", "200 201" */
	const char *refused;     /* shape of a 422 that is no problem document */
	bool etag;               /* the answer carries its version */
};
extern const struct api_shape api_shapes[];
extern const size_t n_api_shapes;
const struct api_shape *api_shape_of(const struct route *route); /* NULL: nobody has told yet */

#endif
