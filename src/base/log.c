/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>

/* The process's one setting, made at its start; read by every thread. */
static _Atomic int level_now = LOG_WARN;

void
log_level_set(enum log_level level)
{
	level_now = (int)level;
}

void
log_line(enum log_level level, const char *fmt, ...)
{
	static const char *const names[] = { "quiet", "error", "warn", "info", "debug" };
	char line[1024];
	va_list ap;
	int n;

	if ((int)level > level_now || level == LOG_QUIET)
		return;
	n = snprintf(line, sizeof(line), "level=%s ", names[level]);
	va_start(ap, fmt);
	vsnprintf(line + n, sizeof(line) - (size_t)n, fmt, ap);
	va_end(ap);
	/* One write a line, so that threads do not mix theirs. */
	fprintf(stderr, "%s\n", line);
}
