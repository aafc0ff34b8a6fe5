/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/cli.h"

#include "base/json.h"
#include "base/lang.h"
#include "record/schema.h"
#include "store/migrate.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

static void
error_json(const char *key, const char *text)
{
	struct json_writer w;
	struct buf b;

	buf_init(&b);
	js_init(&w, &b);
	js_object(&w);
	js_key(&w, "error");
	js_cstr(&w, key);
	js_key(&w, "message");
	js_cstr(&w, text);
	js_end_object(&w);
	fprintf(stderr, STR_F "\n", STR_A(buf_text(&b)));
	buf_release(&b);
}

int
cli_fail(const struct cli *c, const struct err *e)
{
	if (c->json)
		error_json(e->key, e->text);
	else
		fprintf(stderr, "maillage: %s\n", e->text);
	return err_exit_status(e->kind);
}

int
cli_usage(const struct cli *c, const char *command, const char *fmt, ...)
{
	va_list ap;

	char text[ERR_TEXT_MAX];

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (c->json) {
		error_json("usage", text);
		return EXIT_USAGE;
	}
	fprintf(stderr, "maillage: %s\n", text);
	for (size_t i = 0; i < n_commands; i++)
		if (command != NULL && strcmp(commands[i].name, command) == 0)
			fprintf(stderr, "  maillage %s\n", commands[i].usage);
	fprintf(stderr, "%s\n", _("See: maillage help"));
	return EXIT_USAGE;
}

bool
cli_open(struct cli *c, enum store_mode mode, struct store **s, struct codes **codes, struct err *e)
{
	struct store_options o = { .url = c->db, .mode = mode, .key = c->key };

	return store_open(&o, &c->arena, s, e) && migrate_check(*s, e) && schema_check(*s, e) &&
	    codes_open(*s, &c->arena, codes, e);
}

static const struct option *
option_find(const struct option *options, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(options[i].name, name) == 0)
			return &options[i];
	return NULL;
}

int
cli_options(const struct cli *c, const char *command, int argc, char **argv,
    const struct option *options, size_t n_options, struct str *words, size_t *n_words,
    size_t words_max)
{
	bool ended = false; /* behind -- all are words */

	*n_words = 0;
	for (int i = 1; i < argc; i++) {
		const struct option *o = ended ? NULL : option_find(options, n_options, argv[i]);
		double number;

		if (!ended && strcmp(argv[i], "--") == 0) {
			ended = true;
			continue;
		}
		if (o == NULL) {
			/* A negative number is a word: grid -1.67 48.11 */
			if (!ended && argv[i][0] == '-' && argv[i][1] != '\0' && !str_decimal(str_of(argv[i]), &number))
				return cli_usage(c, command, _("%s is no option of %s."), argv[i], command);
			if (*n_words == words_max)
				return cli_usage(c, command, _("Too many arguments: %s"), argv[i]);
			words[(*n_words)++] = str_of(argv[i]);
			continue;
		}
		if (o->kind == OPTION_FLAG) {
			*o->flag = true;
			continue;
		}
		if (++i == argc)
			return cli_usage(c, command, _("%s needs a value."), o->name);
		if (o->kind == OPTION_VALUE) {
			*o->value = str_of(argv[i]);
			continue;
		}
		if (*o->n == o->list_max)
			return cli_usage(c, command, _("%s stands too often."), o->name);
		o->value[(*o->n)++] = str_of(argv[i]);
	}
	return EXIT_DONE;
}

void
cli_random(void *p, size_t n)
{
	if (getrandom(p, n, 0) != (ssize_t)n)
		abort();
}

bool
cli_write(int fd, struct str bytes)
{
	while (bytes.n > 0) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		bytes = str_sub(bytes, (size_t)n, bytes.n);
	}
	return true;
}

bool
cli_sink(void *ctx, struct str bytes, struct err *e)
{
	return cli_write(*(const int *)ctx, bytes) ||
	    err_set(e, err_os_full(errno) ? ERR_BUSY : ERR_UNAVAILABLE, "file.write",
	    _("Writing the file failed: %s. The store is as it was."), err_os(errno));
}
