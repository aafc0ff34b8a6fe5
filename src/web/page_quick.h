/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Noting a situation in a few taps: what, where, who, how it ended.  One form; with scripts it is shown
 * a question at a time.  It carries the identifier of the record to be made, so that sending it twice
 * makes one record.
 */
#ifndef MAILLAGE_WEB_PAGE_QUICK_H
#define MAILLAGE_WEB_PAGE_QUICK_H

#include "registers/tiles.h"
#include "web/show.h"

struct quick_tile {
	const char *icon, *label, *actions, *outcomes;
	struct str value;      /* "GC5 T10" */
	bool chosen;
};

struct quick_place {
	struct str value;      /* "r:UUID", a record it was noted in; "s:UUID", a site */
	struct str name, under;
	bool chosen;
};

#define QUICK_SEXES 3
#define QUICK_BANDS 5
struct quick_cell {
	struct str name, label, value;
};
struct quick_band {
	struct str label;
	struct quick_cell cells[QUICK_SEXES];
};

struct quick_choice {
	struct str value, label;
	bool chosen;
};

struct quick_outcome {
	struct str code, label, help;
	const char *icon, *tone;
};

struct quick_line {
	struct str label, text;
};

struct quick_view {
	struct str csrf, id, scheme, scheme_name;
	const struct choice_link *schemes; /* to note for another */
	size_t n_schemes;
	const struct quick_tile *tiles;
	size_t n_tiles;
	struct input_view kind, theme;     /* of anything else */
	bool other;
	const struct quick_place *places;
	size_t n_places;
	struct input_view sector, place, place_kind; /* of anywhere else */
	bool elsewhere;
	const char *sexes[QUICK_SEXES];
	struct quick_band bands[QUICK_BANDS];
	const struct kept_word *kept;      /* counts of finer bands, of a record that is noted again */
	size_t n_kept;
	const struct quick_choice *actions; /* the usual ones of the form's tiles stand first */
	size_t n_actions, n_usual;
	const struct quick_choice *lengths;
	size_t n_lengths;
	const struct quick_outcome *outcomes;
	size_t n_outcomes;
	struct str date, start, when;
	struct str comment, comment_fault;
	bool weak;
	const struct form_fault *faults;
	size_t n_faults;
	/* The last situation, or the one that is noted again. */
	struct url again;
	struct str again_said;
	const struct quick_line *lines;    /* of the one that is noted again: shown before it is saved */
	size_t n_lines;
	struct str again_outcome;          /* its code */
	struct url returned;               /* records that came back */
	struct str returned_said;
	bool steps;            /* a question at a time */
};

struct receipt_view {
	struct str csrf;
	struct str title;
	const struct quick_line *lines;
	size_t n_lines;
	struct str state;      /* what becomes of it */
	enum meaning meaning;
	struct url undo;       /* absent: it may not be taken back any more */
	int64_t version;
	struct url again, edit, open; /* edit: absent when one may not */
	struct str already;    /* it was noted before, with other words */
};

/* -- between page_quick*.c --------------------------------------------------------------------- */

struct quick {
	struct web_request *r;
	const struct form *form;   /* what was typed; NULL: not yet */
	const struct record *rec;  /* the one that is noted again; NULL: none */
	struct record scheme;      /* its record */
	struct show *show;
	struct quick_view v;
	bool undone;               /* rec was taken back just now */
};

/* The scheme to note for: the one asked for, that of the shift one is on, one's main one, the one most
 * used; and the links to others. ERR_DENIED when one may note for none. */
bool quick_scheme(struct quick *q, struct str asked, struct err *e) MUST_USE;
/* What is typed or noted again for a field, as import takes it; absent: nothing. */
struct str quick_value(const struct quick *q, const char *field);
/* Tiles, menus, places, counts: what may be chosen. */
bool quick_choices(struct quick *q, struct err *e) MUST_USE;
/* The part of it that says where: v.places, v.sector, v.place, v.place_kind. */
bool quick_places(struct quick *q, struct err *e) MUST_USE;
/* How often the scheme noted each, lately, else ever: a kind with a theme, a kind of place; `and` may be
 * NULL. */
bool quick_habits(struct quick *q, const char *by, const char *and, struct figure_answer *out,
    struct err *e) MUST_USE;
/* A menu of a field's codes, those that count today for the scheme's contract, below headings of a
 * roll-up (its codes are those of roll_list) where one is named. */
void quick_menu(struct quick *q, const char *field, const char *roll, const char *roll_list,
    struct input_view *out);
/* Draws the form. */
bool quick_draw(struct quick *q, int status, struct err *e) MUST_USE;
/* An intervention in lines. */
bool quick_lines(struct web_request *r, struct show *w, const struct record *rec,
    const struct quick_line **out, size_t *n, struct err *e) MUST_USE;
/* Whether one may note situations at all: false with err set. */
bool quick_may(struct web_request *r, struct err *e) MUST_USE;

#endif
