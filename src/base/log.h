/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One line of key=value on standard error, once, at the edge; never personal data. */
#ifndef MAILLAGE_BASE_LOG_H
#define MAILLAGE_BASE_LOG_H

#include "base/str.h"

enum log_level { LOG_QUIET, LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };
void log_level_set(enum log_level level);
/* "event=import register=intervention lines=3000": fmt holds the pairs. */
void log_line(enum log_level level, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
