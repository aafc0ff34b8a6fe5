/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The money of the demonstration years, and what its people signed.  Tables live in the arena. */
#ifndef MAILLAGE_CLI_DEMO_MONEY_H
#define MAILLAGE_CLI_DEMO_MONEY_H

#include "cli/demo.h"

/* Clients' invoices and credit notes, and the lines of products that stand on them, on grants and on
 * other documents: numbers "2025-0001", in order of time. */
bool demo_money_tables(struct arena *a, const struct demo_options *o, struct table *invoices,
    struct table *lines, struct err *e) MUST_USE;
/* Suppliers' invoices and credit notes, in order of booking. */
bool demo_bills_table(struct arena *a, const struct demo_options *o, struct table *out, struct err *e)
    MUST_USE;
/* Each staff member read and accepted two charters. */
bool demo_charters_table(struct arena *a, const struct demo *d, struct table *out, struct err *e) MUST_USE;

#endif
