/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Shared by the files that resolve directives: what is asked, and what has been used so far.
 */
#ifndef MAILLAGE_REPORT_SCENE_H
#define MAILLAGE_REPORT_SCENE_H

#include "report/resolve.h"
#include "report/words.h"
#include "rules/disclosure.h"

#define SCENE_FIGURES_MAX 64
/* Percent only where all numbers are over this (DESIGN §9). */
#define PERCENT_FROM 30

struct scene {
	const struct facts *f;
	struct store *s;
	const struct report_ask *ask;
	struct arena *a;
	struct document *d;
	struct period before, year_before;
	int first_month;     /* month_index of the first record in scope; INT_MAX: there are none */
	const struct doc_figure *used[SCENE_FIGURES_MAX]; /* each once, in order of use */
	size_t n_used;
	unsigned n_headings;
	struct str moved;    /* which themes move, for the lead; absent: none */
};

/* A figure's question within the scope; by and filter may be NULL. */
struct scene_ask {
	const struct figure *figure;
	const struct period *period;
	const struct dim *by[2];
	const struct dim *where;
	const struct str *codes; /* either of them */
	size_t n_codes;
};

bool scene_eval(struct scene *sc, const struct scene_ask *q, struct figure_answer *out,
    struct err *e) MUST_USE;
/* The figure or dimension a directive names; refuses with its line. */
bool scene_figure(const struct directive *d, struct str id, const struct figure **out, struct err *e)
    MUST_USE;
bool scene_dim(const struct directive *d, struct str id, const struct dim **out, struct err *e)
    MUST_USE;
/* Whether the records reach back over the whole period. */
bool scene_covers(const struct scene *sc, const struct period *p);

/* Typographed texts in the document's language. */
struct str scene_text(struct scene *sc, struct str s);
struct str scene_say(struct scene *sc, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* A key's label as it stands in tables, and inside a sentence ("voisinage (bruit)"). */
struct str scene_label(struct scene *sc, const struct dim *by, struct str key);
struct str scene_inner(struct scene *sc, const struct dim *by, struct str key);
/* A dimension's name inside a sentence: "partenaire"; what a figure counts: "faits d’incivilité". */
struct str scene_by(struct scene *sc, const struct dim *by);
struct str scene_things(struct scene *sc, const struct figure *fig);
/* A key as a sentence says it, with its article: "les rassemblements". */
#define SAID_MAX 3
struct said {
	struct str words;
	int number; /* of its verb, for lang_plural: 1 or 2 */
};
struct said scene_said(struct scene *sc, const struct dim *by, struct str key);
/* SAID_MAX of them at most, as one: "le bruit et les rassemblements". */
struct said scene_said_all(struct scene *sc, const struct said *v, size_t n);
/* A sentence's own words, its first letter a capital. */
struct str scene_sentence(struct scene *sc, const char *fmt, ...) PRINTF_LIKE(2, 3);
struct str scene_count(struct scene *sc, double v);
/* "+ 12", "−4". */
struct str scene_signed(struct scene *sc, double v, int decimals);
/* "less than 5", and the word for a cell hidden only to protect another. */
struct str scene_hidden(struct scene *sc, double v);

/* Figures as a document shows them: value, change, definition; noted as used. against: 0 none, 1 the
 * period before, 2 the year before. */
enum scene_against { AGAINST_NONE, AGAINST_BEFORE, AGAINST_YEAR };
bool scene_doc_figure(struct scene *sc, const struct figure *fig, enum scene_against against,
    const struct doc_figure **out, struct err *e) MUST_USE;
/* Only notes it as used: for figures that a chart or table splits. */
bool scene_use(struct scene *sc, const struct figure *fig, struct err *e) MUST_USE;
/* The least count that is told: 1 for the scheme's own team. */
int scene_least(const struct scene *sc);
/* Whether a value of this figure, over n records, may not be shown. */
bool scene_small(const struct scene *sc, const struct figure *fig, double value, int64_t n);
/* The change between two values in words, absent where it may not or need not be told. */
struct str scene_change(struct scene *sc, const struct figure *fig, const struct figure_answer *now,
    const struct figure_answer *then);

/* Whether its parts are nobody's secret, however small: it counts records of a register without a field that
 * says something of a person. */
bool scene_open(const struct figure *fig);
/* Marks what may not be shown of a list whose total is known (rules/disclosure.h). */
void scene_gate(const struct scene *sc, const int64_t *counts, size_t n, uint8_t *hidden);

/* Resolvers of directives: *out is the block, or NULL for nothing to say. */
bool resolve_figures(struct scene *sc, const struct directive *d, struct block **out, struct err *e)
    MUST_USE;
bool resolve_chart(struct scene *sc, const struct directive *d, struct block **out, struct err *e)
    MUST_USE;
bool resolve_heat(struct scene *sc, const struct directive *d, struct block **out, struct err *e)
    MUST_USE;
bool resolve_table(struct scene *sc, const struct directive *d, struct block **out, struct err *e)
    MUST_USE;
bool resolve_bars(struct scene *sc, const struct directive *d, struct block **out, struct err *e)
    MUST_USE;
bool resolve_stack(struct scene *sc, const struct directive *d, struct block **out, struct err *e)
    MUST_USE;
bool resolve_places(struct scene *sc, const struct directive *d, struct block **out, struct err *e)
    MUST_USE;
bool resolve_note(struct scene *sc, const struct directive *d, struct block **out, struct err *e)
    MUST_USE;
bool resolve_narrative(struct scene *sc, const struct directive *d, struct block **out, struct err *e)
    MUST_USE;
bool resolve_proposals(struct scene *sc, const struct directive *d, struct block **out, struct err *e)
    MUST_USE;
bool resolve_checks(struct scene *sc, const struct directive *d, struct block **out, struct err *e)
    MUST_USE;
bool resolve_definitions(struct scene *sc, const struct directive *d, struct block **out,
    struct err *e) MUST_USE;

/* A new block of the directive, its title the template's own when it gives one. */
struct block *scene_block(struct scene *sc, enum block_kind kind, const struct directive *d);
/* A text piece (no directive) as a block. */
bool scene_piece(struct scene *sc, const struct piece *p, struct block **out, struct err *e) MUST_USE;
/* Fills the definitions with what was used, once all is resolved. */
void scene_define(struct scene *sc, struct block *b);
/* "Four situations in five …" as a sentence for a rate in percent; absent under one in four. */
struct str scene_share_words(struct scene *sc, double percent);
/* The twelve months up to the period's last, and the year before them, of a figure. */
bool scene_trend(struct scene *sc, const struct figure *fig, struct doc_figure *out, struct err *e)
    MUST_USE;
/* Three sentences at most. */
bool scene_lead(struct scene *sc, struct err *e) MUST_USE;
/* Names of structure, client and scheme. */
bool scene_names(struct scene *sc, struct err *e) MUST_USE;

#endif
