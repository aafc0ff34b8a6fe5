/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/err.h"

#include <stdarg.h>

bool
err_set(struct err *e, enum err_kind kind, const char *key, const char *fmt, ...)
{
	va_list ap;

	e->kind = kind;
	e->key = key;
	va_start(ap, fmt);
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	return false;
}

bool
err_wrap(struct err *e, const char *fmt, ...)
{
	char before[ERR_TEXT_MAX];
	va_list ap;
	size_t n;

	va_start(ap, fmt);
	vsnprintf(before, sizeof(before) / 2, fmt, ap);
	va_end(ap);
	n = strlen(before);
	snprintf(before + n, sizeof(before) - n, ": %.*s", (int)(sizeof(before) - n - 3), e->text);
	memcpy(e->text, before, sizeof(before));
	return false;
}

int
err_exit_status(enum err_kind kind)
{
	switch (kind) {
	case ERR_NONE:
		return 0;
	case ERR_INVALID:
	case ERR_DENIED:
	case ERR_NOT_FOUND:
	case ERR_CONFLICT:
	case ERR_BUSY:
		return 1;
	case ERR_UNAVAILABLE:
	case ERR_INTERNAL:
		return 3;
	}
	return 3;
}
