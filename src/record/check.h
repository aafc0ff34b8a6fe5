/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What every way in asks of a whole record before it is written. */
#ifndef MAILLAGE_RECORD_CHECK_H
#define MAILLAGE_RECORD_CHECK_H

#include "record/allowed.h"

/* A fault for each required field that is empty; `at` says where it stands (its field is set). */
void check_required(const struct record *r, const struct fault *at, struct faults *f);
/* The codes it may carry (`more`: see allowed.h; NULL: on its own day), then the register's own rules,
 * which may fill in fields: those are marked resolved, and live in `a`. */
void check_rules(struct record *r, const struct allowance *more, struct lookup *l, int32_t today,
    struct arena *a, struct faults *f);

#endif
