/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/err.h"

#include "base/lang.h"

#include <errno.h>
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

const char *
err_os(int number)
{
	static const struct {
		int number;
		const char *text;
	} known[] = {
		{ ENOENT, N_("there is no such file") },
		{ ENOTDIR, N_("a part of its path is no folder") },
		{ EISDIR, N_("it is a folder") },
		{ EACCES, N_("you have no right to") },
		{ EPERM, N_("you have no right to") },
		{ EROFS, N_("it lies on a disk that can only be read") },
		{ ENOSPC, N_("the disk is full") },
		{ EDQUOT, N_("the disk is full for you") },
		{ EFBIG, N_("a file may not become so large there") },
		{ EEXIST, N_("there is one of that name already") },
		{ ENAMETOOLONG, N_("its name is too long") },
		{ EMFILE, N_("too many files are open") },
		{ ENFILE, N_("too many files are open") },
		{ EIO, N_("the disk or the network failed") },
		{ EPIPE, N_("its reader went away") },
	};

	for (size_t i = 0; i < COUNT(known); i++)
		if (known[i].number == number)
			return lang_text(known[i].text);
	return strerror(number);
}

bool
err_os_full(int number)
{
	return number == ENOSPC || number == EDQUOT || number == EFBIG;
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
