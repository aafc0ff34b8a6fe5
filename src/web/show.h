/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How values are shown on pages: as report/show_text.h says them, other records with their addresses.
 * Belongs to one request.
 */
#ifndef MAILLAGE_WEB_SHOW_H
#define MAILLAGE_WEB_SHOW_H

#include "report/show_text.h"
#include "web/gate.h"
#include "web/parts.h"

struct show;

struct show *show_new(struct web_request *r);
/* A cell's text and, for a record that may be opened, its address. An absent cell gives an absent text. */
bool show_cell(struct show *w, const struct field *f, const struct cell *c, struct table_cell *out,
    struct err *e) MUST_USE;
/* Its words, for show_text.h. */
struct shown *show_words(struct show *w);
struct str show_title(const struct show *w, const struct record *r);
/* Why something changed; a word on a field with the field's name before it. */
struct str show_reason(struct arena *a, const struct reg *g, struct str reason);
/* A table's caption and columns, whose names are N_(); rows are yet to come. */
void show_table(struct arena *a, struct table_view *t, const char *caption, const char *const *names,
    const bool *numbers, size_t n);
/* A register's address: "/r/scheme", and a record's. */
struct url show_register(struct web_request *r, const struct reg *g);
struct url show_record(struct web_request *r, const struct reg *g, const struct uuid *id);

#endif
