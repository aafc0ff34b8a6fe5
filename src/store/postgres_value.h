/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What PostgreSQL sends in its binary format, as values.  Pure; private to src/store/.
 */
#ifndef MAILLAGE_STORE_POSTGRES_VALUE_H
#define MAILLAGE_STORE_POSTGRES_VALUE_H

#include "store/store.h"

/* `type` is an OID of pg_type; bytes are borrowed. Integers of any width, booleans and whole numerics
 * give an integer, other numbers a real, bytea a blob, all else a text. */
struct value postgres_value(unsigned type, struct str bytes);

#endif
