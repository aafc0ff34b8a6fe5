/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/keyfile.h"

#include "base/lang.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX 4096
#define HEAD "maillage-key 1\n"

void
key_mark(const uint8_t key[DATA_KEY], uint8_t mark[KEY_MARK])
{
	uint8_t hash[crypto_generichash_BYTES];

	crypto_generichash(hash, sizeof(hash), key, DATA_KEY, (const unsigned char *)HEAD, sizeof(HEAD) - 1);
	memcpy(mark, hash, KEY_MARK);
}

void
key_print(const uint8_t key[DATA_KEY], char print[KEY_PRINT])
{
	uint8_t mark[KEY_MARK];

	key_mark(key, mark);
	sodium_bin2hex(print, KEY_PRINT, mark, sizeof(mark));
}

bool
keyfile_parse(struct str text, struct data_keys *out)
{
	struct str line;

	*out = (struct data_keys){ .n = 0 };
	if (!str_starts(text, STR(HEAD)))
		return false;
	text = str_sub(text, sizeof(HEAD) - 1, text.n);
	while (text.n > 0 && str_cut(&text, '\n', &line)) {
		size_t n;

		if (line.n != 2 * (size_t)DATA_KEY || out->n == DATA_KEYS_MAX ||
		    sodium_hex2bin(out->v[out->n], DATA_KEY, line.p, line.n, NULL, &n, NULL) != 0 || n != DATA_KEY)
			return false;
		out->n++;
	}
	return out->n > 0;
}

static bool
no_file(const char *path, int number, struct err *e)
{
	return err_set(e, ERR_UNAVAILABLE, "key.file", _("The key file %s cannot be used: %s."), path,
	    err_os(number));
}

bool
keyfile_read(const char *path, struct data_keys *out, bool *found, struct err *e)
{
	char text[FILE_MAX];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	ssize_t n;
	bool good;

	*found = fd >= 0;
	if (fd < 0)
		return errno == ENOENT || no_file(path, errno, e);
	n = fstat(fd, &st) == 0 ? read(fd, text, sizeof(text)) : -1;
	if (n < 0) {
		n = errno;
		close(fd);
		return no_file(path, (int)n, e);
	}
	close(fd);
	good = keyfile_parse((struct str){ text, (size_t)n }, out);
	sodium_memzero(text, sizeof(text));
	if (!good)
		return err_set(e, ERR_CONFLICT, "key.file", _("%s is no key file of Maillage."), path);
	return (st.st_mode & 077) == 0 || err_set(e, ERR_CONFLICT, "key.file",
	    _("The key file %s may be read by others than its owner. Run: chmod 600 %s"), path, path);
}

/* What a crash leaves is the file of before, or this one whole. */
static bool
write_part(const char *part, const struct data_keys *keys, int *number)
{
	int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	char line[2 * DATA_KEY + 1];
	bool ok = fd >= 0 && fchmod(fd, 0600) == 0 && write(fd, HEAD, sizeof(HEAD) - 1) == sizeof(HEAD) - 1;

	for (size_t i = 0; ok && i < keys->n; i++) {
		sodium_bin2hex(line, sizeof(line), keys->v[i], DATA_KEY);
		line[sizeof(line) - 1] = '\n';
		ok = write(fd, line, sizeof(line)) == (ssize_t)sizeof(line);
	}
	sodium_memzero(line, sizeof(line));
	ok = ok && fsync(fd) == 0;
	*number = errno;
	if (fd >= 0)
		close(fd);
	return ok;
}

static void
sync_folder(const char *path, struct arena *a)
{
	struct str s = str_of(path);
	size_t n = s.n;
	int fd;

	while (n > 0 && s.p[n - 1] != '/')
		n--;
	fd = open(n > 0 ? str_cstr(a, str_sub(s, 0, n)) : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		(void)!fsync(fd);
		close(fd);
	}
}

bool
keyfile_write(const char *path, const struct data_keys *keys, bool fresh, struct arena *a, struct err *e)
{
	const char *part = str_cstr(a, str_fmt(a, "%s.part", path));
	int number = 0;
	bool ok = write_part(part, keys, &number);

	if (ok && (fresh ? link(part, path) : rename(part, path)) != 0) {
		number = errno;
		ok = false;
	}
	if (fresh || !ok)
		unlink(part);
	if (!ok && fresh && number == EEXIST)
		return err_set(e, ERR_CONFLICT, "key.exists",
		    _("The key file %s is there already. Nothing was changed."), path);
	if (!ok)
		return no_file(path, number, e);
	sync_folder(path, a);
	return true;
}
