/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the rules of several registers need: a look at a cell, and a refusal. */
#ifndef MAILLAGE_REGISTERS_RULES_H
#define MAILLAGE_REGISTERS_RULES_H

#include "record/lookup.h"

/* Refuses the record for a field, with a stable code and a sentence. */
void rule_fault(struct faults *f, const struct record *r, const char *field, const char *code,
    const char *fmt, ...) PRINTF_LIKE(5, 6);
/* The code in a cell ("PA1"), a contract's own one as what it counts as; absent when there is none. */
struct str rule_code(const struct rule_context *c, const struct record *r, const char *field);
/* The value of a roll-up of that code; absent when it has none. */
struct str rule_roll(const struct rule_context *c, const struct record *r, const char *field,
    const char *key);
/* A derived REF takes what the record that another REF names has there (the agency of the member of
 * staff); absent where that has none. */
void rule_taken(const struct rule_context *c, struct record *r, const char *into, const char *ref,
    const char *field);
/* The same for one that may be given: only where it is empty (the revenue centre of the scheme). */
void rule_filled(const struct rule_context *c, struct record *r, const char *into, const char *ref,
    const char *field);
/* The day lies after today. */
void rule_not_ahead(const struct rule_context *c, struct faults *f, const struct record *r,
    const char *field);
/* A whole number is greater than another one of which it is a part. */
void rule_at_most(struct faults *f, const struct record *r, const char *part, const char *whole);
/* A cohort is "2024/25": two years that follow each other. */
void rule_cohort(struct faults *f, const struct record *r, const char *field);
/* The end day comes before the start day. */
void rule_days(struct faults *f, const struct record *r, const char *start, const char *end);
/* Fills a derived number of days from one day to another; empty while one of them is. */
void rule_days_between(struct record *r, const char *start, const char *end, const char *days);
/* Of an invoice or a credit note: net, tax, total, date, due, paid, days_to_pay; `effect` is what it adds
 * to products or charges, less than nothing for a credit note. */
void rule_amounts(struct record *r, struct faults *f, const char *effect, bool credit);
/* Both or neither of lon and lat, inside metropolitan France; true when both stand. */
bool rule_point(struct faults *f, const struct record *r);
/* An `outline` is a POLYGON or MULTIPOLYGON inside metropolitan France. */
#define RULE_OUTLINE_MAX 60000 /* characters */
void rule_outline(struct faults *f, const struct record *r);
/* A SIRET has fourteen digits, the last of them a check (Luhn; La Poste's add up to fives). Blanks
 * between them go. */
void rule_siret(struct faults *f, const struct rule_context *c, struct record *r);
/* A day that comes before another one that it follows: the answer before the question. */
void rule_order(struct faults *f, const struct record *r, const char *first, const char *then);
/* A number that cannot be more than another one of which it is a part. */
void rule_part_of(struct faults *f, const struct record *r, const char *part, const char *whole);
/* `field` may stand only where `needs` stands. */
void rule_needs(struct faults *f, const struct record *r, const char *field, const char *needs);
/* Fills `out` with the sum of whole numbers, "girls boys"; nothing while all of them are missing. */
void rule_sum(struct record *r, const char *parts, const char *out);
/* A school year is two years that follow each other: 2024-2025. */
void rule_school_year(struct faults *f, const struct record *r, const char *field);

#endif
