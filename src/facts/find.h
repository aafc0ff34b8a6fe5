/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Lists by the facts: which records of a large register pass a list's filters, in the register's own
 * order, and how many there are, without asking the store.  Knows the filters that are columns of the
 * facts; a list with another one is the store's.  Reads only; the facts must be as recent as the list.
 */
#ifndef MAILLAGE_FACTS_FIND_H
#define MAILLAGE_FACTS_FIND_H

#include "facts/facts.h"
#include "record/list.h"

/* ctx: const struct facts *. */
list_finder facts_find;

#endif
