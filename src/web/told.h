/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A record told in a few plain words, on pages that show one at a time. */
#ifndef MAILLAGE_WEB_TOLD_H
#define MAILLAGE_WEB_TOLD_H

#include "web/show.h"

/* The cell of a field by its name; an absent one where the register has none. */
const struct cell *told_cell(const struct record *r, const char *field);
/* What it is about: the kind, else the facts, else its title. */
bool told_what(struct show *w, const struct record *rec, struct str *out, struct err *e) MUST_USE;
/* Where: the place by its name, else its kind; and the sector: "Square des Acacias, Monplaisir". */
bool told_where(struct web_request *r, struct show *w, const struct record *rec, struct str *out,
    struct err *e) MUST_USE;
/* Who was met: "3 hommes (18–25 ans), 1 femme (11–17 ans)"; absent when nobody was. */
struct str told_people(struct web_request *r, const struct record *rec);
/* Whether a field is one of the counts that told_people tells. */
bool told_is_people(const struct field *f);
/* A pictogram for it, by its kind. */
const char *told_icon(struct web_request *r, const struct record *rec);

#endif
