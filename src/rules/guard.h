/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The guard of free text: what would name or reach a person.  It looks for forms, not for names:
 * e-mail addresses, telephone numbers (French in all spacings, international), French number plates
 * since 2009 and before.  Pure.
 */
#ifndef MAILLAGE_RULES_GUARD_H
#define MAILLAGE_RULES_GUARD_H

#include "base/str.h"

enum guard { GUARD_CLEAN, GUARD_EMAIL, GUARD_PHONE, GUARD_PLATE };

/* The first thing found in valid UTF-8. */
enum guard guard_text(struct str s);

#endif
