/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How values are shown to people: days, times, amounts in the reader's language, codes by their
 * labels, other records by their names and addresses.  Belongs to one request: names are looked up
 * once.
 */
#ifndef MAILLAGE_WEB_SHOW_H
#define MAILLAGE_WEB_SHOW_H

#include "web/gate.h"
#include "web/parts.h"

struct show;

struct show *show_new(struct web_request *r);
/* A cell's text and, for a record that may be opened, its address. An absent cell gives an absent text. */
bool show_cell(struct show *w, const struct field *f, const struct cell *c, struct table_cell *out,
    struct err *e) MUST_USE;
/* What a record is called: its title, else its day with its start or the operator's own id, else that id or
 * the identifier. */
struct str show_title(struct show *w, const struct record *r);
/* "lundi 3 novembre 2025", "21 h 40", "3 novembre 2025 à 21 h 40" (an instant, ms). */
struct str show_day(struct arena *a, int32_t day);
struct str show_clock(struct arena *a, int64_t minutes);
struct str show_instant(struct arena *a, int64_t ms);
/* Why something changed; a word on a field with the field's name before it. */
struct str show_reason(struct arena *a, const struct reg *g, struct str reason);
/* A table's caption and columns, whose names are N_(); rows are yet to come. */
void show_table(struct arena *a, struct table_view *t, const char *caption, const char *const *names,
    const bool *numbers, size_t n);
/* A register's address: "/r/scheme", and a record's. */
struct url show_register(struct web_request *r, const struct reg *g);
struct url show_record(struct web_request *r, const struct reg *g, const struct uuid *id);

#endif
