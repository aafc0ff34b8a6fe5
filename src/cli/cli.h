/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What every command shares: the store it works on, how it reports, its arena.  A command is one
 * file, one row of the table in main.c, and returns an exit status: 0 done, 1 refused input (nothing
 * changed), 2 usage, 3 the store or the system failed.
 */
#ifndef MAILLAGE_CLI_CLI_H
#define MAILLAGE_CLI_CLI_H

#include "facts/facts.h"
#include "record/lookup.h"
#include "store/store.h"

enum exit_status { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_USAGE = 2, EXIT_FAILED = 3 };

struct cli {
	struct arena arena;   /* of the whole command */
	struct str db;        /* --db, MAILLAGE_DB or maillage.db */
	struct str key;       /* --key or MAILLAGE_KEY: path of the store's key file; absent: beside the store */
	bool json;            /* --json */
	bool quiet;           /* --quiet: no progress line */
	int64_t now_ms;       /* ms since 1970, wall clock of the machine's zone */
	int32_t today;
};

struct command {
	const char *name;
	/* argv[0] is the command's name; common options are already taken out. */
	int (*run)(struct cli *c, int argc, char **argv);
	const char *usage;    /* "import REGISTER FILE… [--partial]" */
	const char *help;     /* N_("…"): one sentence */
	const char *details;  /* N_("…"): what `help COMMAND` prints below, or NULL */
};

extern const struct command commands[];
extern const size_t n_commands;

int run_init(struct cli *c, int argc, char **argv);
int run_migrate(struct cli *c, int argc, char **argv);
int run_import(struct cli *c, int argc, char **argv);
int run_export(struct cli *c, int argc, char **argv);
int run_figures(struct cli *c, int argc, char **argv);
int run_check(struct cli *c, int argc, char **argv);
int run_report(struct cli *c, int argc, char **argv);
int run_demo(struct cli *c, int argc, char **argv);
int run_user(struct cli *c, int argc, char **argv);
int run_subject(struct cli *c, int argc, char **argv);
int run_retention(struct cli *c, int argc, char **argv);
int run_key(struct cli *c, int argc, char **argv);
int run_device(struct cli *c, int argc, char **argv);
int run_import_queue(struct cli *c, int argc, char **argv);
int run_grid(struct cli *c, int argc, char **argv);
int run_serve(struct cli *c, int argc, char **argv);
int run_help(struct cli *c, int argc, char **argv);

/* Tables that tell what they are: registers (help registers), rights (help access), addresses
 * (help routes), the API's description (help openapi). */
void help_access(void);
void help_registers(void);
void help_privacy(struct cli *c);
void help_routes(struct cli *c);
bool help_openapi(struct cli *c, struct err *e) MUST_USE;

/* Prints the failure as a sentence (JSON with --json) on standard error; returns its exit status. */
int cli_fail(const struct cli *c, const struct err *e);
/* Prints a sentence and the command's usage on standard error; returns EXIT_USAGE. */
int cli_usage(const struct cli *c, const char *command, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* Opens the store, checks its version and schema, reads its codes. */
bool cli_open(struct cli *c, enum store_mode mode, struct store **s, struct codes **codes,
    struct err *e) MUST_USE;

/* Options by a table: each row takes a value or none. Unknown ones and missing values end in usage. */
enum option_kind { OPTION_FLAG, OPTION_VALUE, OPTION_LIST };

struct option {
	const char *name;       /* "--period" */
	enum option_kind kind;
	bool *flag;
	struct str *value;      /* VALUE: the last given; LIST: array of list_max */
	size_t *n;              /* LIST: how many */
	size_t list_max;
};

/* Takes the options out; words[] gets the others, *n_words how many. EXIT_DONE or EXIT_USAGE (said). */
int cli_options(const struct cli *c, const char *command, int argc, char **argv,
    const struct option *options, size_t n_options, struct str *words, size_t *n_words,
    size_t words_max);

/* Writes all of the bytes to a file that is open. False: errno. */
bool cli_write(int fd, struct str bytes) MUST_USE;
/* The same for exports: *ctx is the file's number. Errors: busy (the disk is full), unavailable. */
bool cli_sink(void *ctx, struct str bytes, struct err *e) MUST_USE;

/* Random bytes from the system; aborts when there are none. */
void cli_random(void *p, size_t n);

#endif
