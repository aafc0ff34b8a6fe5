/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Opening the facts of a store.
 *
 * usage: open STORE times     reading the segment files, opening the facts from them and from the
 *                             store, in turns; prints the medians in seconds
 *        open STORE files     opens the facts from their files and prints what memory holds then
 *        open STORE rebuilt   the same from the store
 */
#include "bench/clock.h"
#include "facts/facts.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#define TURNS 5
#define READ_BYTES (1u << 20)

/* Reads a file as quickly as that goes; the bytes are not looked at. */
static size_t
read_file(int folder, const char *name, char *into)
{
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);
	size_t bytes = 0;
	ssize_t n;

	while (fd >= 0 && (n = read(fd, into, READ_BYTES)) > 0)
		bytes += (size_t)n;
	if (fd >= 0)
		close(fd);
	return bytes;
}

static double
time_reading(const char *folder, size_t *bytes)
{
	char *into = malloc(READ_BYTES);
	DIR *d = opendir(folder);
	double from = clock_now(CLOCK_PROCESS_CPUTIME_ID);
	const struct dirent *en;

	*bytes = 0;
	while (into != NULL && d != NULL && (en = readdir(d)) != NULL)
		if (en->d_name[0] != '.')
			*bytes += read_file(dirfd(d), en->d_name, into);
	from = clock_now(CLOCK_PROCESS_CPUTIME_ID) - from;
	if (d != NULL)
		closedir(d);
	free(into);
	return from;
}

static double
time_opening(struct store *s, const struct facts_options *o)
{
	double from = clock_now(CLOCK_PROCESS_CPUTIME_ID);
	struct facts *f;
	struct err e = { 0 };
	struct arena a;

	arena_init(&a);
	must_do(facts_open(s, o, &a, &f, &e), &e);
	from = clock_now(CLOCK_PROCESS_CPUTIME_ID) - from;
	arena_release(&a);
	return from;
}

static void
print_times(struct store *s, const char *folder)
{
	const struct facts_options files = { .rebuild = false };
	const struct facts_options rebuilt = { .rebuild = true, .no_cache = true };
	double reading[TURNS], from_files[TURNS], from_store[TURNS];
	size_t bytes = 0;

	time_opening(s, &files); /* writes them when there are none */
	for (size_t i = 0; i < TURNS; i++) {
		reading[i] = time_reading(folder, &bytes);
		from_files[i] = time_opening(s, &files);
		from_store[i] = time_opening(s, &rebuilt);
	}
	printf("{\"bytes\":%zu,\"reading\":%.6f,\"files\":%.6f,\"rebuilt\":%.6f}\n", bytes,
	    clock_median(reading, TURNS), clock_median(from_files, TURNS), clock_median(from_store, TURNS));
}

static void
print_memory(struct store *s, const struct facts_options *o)
{
	struct facts *f;
	struct err e = { 0 };
	struct arena a;
	long before = memory_kb("VmRSS:");

	arena_init(&a);
	must_do(facts_open(s, o, &a, &f, &e), &e);
	printf("{\"rows\":%lld,\"facts_bytes\":%zu,\"before_kb\":%ld,\"after_kb\":%ld,\"peak_kb\":%ld}\n",
	    (long long)facts_rows(f), facts_bytes(f), before, memory_kb("VmRSS:"), memory_kb("VmHWM:"));
	arena_release(&a);
}

int
main(int argc, char **argv)
{
	struct store *s;
	struct err e = { 0 };
	struct arena a;

	if (argc != 3) {
		fprintf(stderr, "usage: open STORE times|files|rebuilt\n");
		return 2;
	}
	arena_init(&a);
	must_do(store_open(&(struct store_options){ .url = str_of(argv[1]), .mode = STORE_READ }, &a, &s,
	    &e), &e);
	if (strcmp(argv[2], "times") == 0)
		print_times(s, str_cstr(&a, str_fmt(&a, "%s-facts", argv[1])));
	else
		print_memory(s, &(struct facts_options){ .rebuild = strcmp(argv[2], "rebuilt") == 0,
		    .no_cache = strcmp(argv[2], "rebuilt") == 0 });
	arena_release(&a);
	return 0;
}
