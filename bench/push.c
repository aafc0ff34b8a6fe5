/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Phones that come back at once: sends prepared bodies to /api/v1/sync/push over some connections, each
 * connection the next one of its own share as soon as the last was answered.
 *
 * usage: push PORT CONNECTIONS FILE        FILE: a token, a tab, a body a line
 *        push disk FOLDER N                this disk's own fdatasync of 4 KiB written over, N times
 *
 * Prints requests, the microseconds of all, the median and the 99th of a hundred, and how many were not 200.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/clock.h"

struct ask {
	const char *token, *body;
	size_t n_token, n_body;
	double seconds;
	int good;
};

static struct ask *asks;
static size_t n_asks, n_connections;
static int port;

static void
must(int ok, const char *what)
{
	if (ok)
		return;
	perror(what);
	exit(3);
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void
tell(double *v, size_t n, double all, size_t bad)
{
	qsort(v, n, sizeof(*v), compare);
	printf("{\"requests\":%zu,\"us\":%.0f,\"p50\":%.0f,\"p99\":%.0f,\"bad\":%zu}\n", n, all * 1e6,
	    v[n / 2] * 1e6, v[n * 99 / 100] * 1e6, bad);
}

/* -- a connection ---------------------------------------------------------------------------- */

static void
write_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t some = write(fd, p, n);

		must(some > 0, "write");
		p += some;
		n -= (size_t)some;
	}
}

/* Reads an answer with its length; whether it was 200. */
static int
answer(int fd, char *buf, size_t cap)
{
	size_t n = 0, head = 0, want = 0;

	while (want == 0 || n < want) {
		ssize_t some = read(fd, buf + n, cap - n - 1);
		char *end, *length;

		must(some > 0, "read");
		n += (size_t)some;
		buf[n] = '\0';
		if (head == 0 && (end = strstr(buf, "\r\n\r\n")) != NULL) {
			head = (size_t)(end - buf) + 4;
			length = strstr(buf, "Content-Length: ");
			must(length != NULL && length < end, "length");
			want = head + strtoul(length + 16, NULL, 10);
			must(want < cap, "room");
		}
	}
	return strncmp(buf, "HTTP/1.1 200", 12) == 0;
}

static void *
work(void *ctx)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	size_t first = *(size_t *)ctx, cap = 4u << 20;
	char *buf = malloc(cap), head[512];
	int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;

	must(buf != NULL && fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0, "connect");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	for (size_t i = first; i < n_asks; i += n_connections) {
		struct ask *a = &asks[i];
		double begun = clock_now(CLOCK_MONOTONIC);
		int n = snprintf(head, sizeof(head),
		    "POST /api/v1/sync/push HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer %.*s\r\n"
		    "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n", (int)a->n_token, a->token,
		    a->n_body);

		write_all(fd, head, (size_t)n);
		write_all(fd, a->body, a->n_body);
		a->good = answer(fd, buf, cap);
		a->seconds = clock_now(CLOCK_MONOTONIC) - begun;
	}
	close(fd);
	free(buf);
	return NULL;
}

/* -- the whole ------------------------------------------------------------------------------- */

static void
read_asks(const char *path)
{
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;

	must(f != NULL, path);
	while ((n = getline(&line, &cap, f)) > 0) {
		char *tab = strchr(line, '\t'), *copy;

		must(tab != NULL, "tab");
		asks = realloc(asks, (n_asks + 1) * sizeof(*asks));
		copy = strdup(line);
		must(asks != NULL && copy != NULL, "memory");
		asks[n_asks++] = (struct ask){ copy, copy + (tab - line) + 1, (size_t)(tab - line),
			strlen(tab + 1) - (line[n - 1] == '\n'), 0, 0 };
	}
	free(line);
	fclose(f);
}

static int
push(const char *connections, const char *path)
{
	pthread_t *threads;
	size_t *places, bad = 0;
	double begun, all, *v;

	n_connections = strtoul(connections, NULL, 10);
	read_asks(path);
	threads = calloc(n_connections, sizeof(*threads));
	places = calloc(n_connections, sizeof(*places));
	v = calloc(n_asks + 1, sizeof(*v));
	must(threads != NULL && places != NULL && v != NULL, "memory");
	begun = clock_now(CLOCK_MONOTONIC);
	for (size_t i = 0; i < n_connections; i++) {
		places[i] = i;
		must(pthread_create(&threads[i], NULL, work, &places[i]) == 0, "thread");
	}
	for (size_t i = 0; i < n_connections; i++)
		pthread_join(threads[i], NULL);
	all = clock_now(CLOCK_MONOTONIC) - begun;
	for (size_t i = 0; i < n_asks; i++) {
		v[i] = asks[i].seconds;
		bad += !asks[i].good;
	}
	tell(v, n_asks, all, bad);
	return 0;
}

static int
disk(const char *folder, size_t n)
{
	char path[4096], page[4096] = { 1 };
	double *v = calloc(n + 1, sizeof(*v)), begun;
	int fd;

	snprintf(path, sizeof(path), "%s/fdatasync", folder);
	fd = open(path, O_CREAT | O_RDWR | O_TRUNC, 0600);
	must(fd >= 0 && v != NULL, path);
	for (int i = 0; i < 64; i++)
		must(pwrite(fd, page, sizeof(page), i * 4096) == sizeof(page), path);
	must(fsync(fd) == 0, path);
	begun = clock_now(CLOCK_MONOTONIC);
	for (size_t i = 0; i < n; i++) {
		double t = clock_now(CLOCK_MONOTONIC);

		page[0] = (char)i;
		must(pwrite(fd, page, sizeof(page), (off_t)(i % 64 * 4096)) == sizeof(page), path);
		must(fdatasync(fd) == 0, path);
		v[i] = clock_now(CLOCK_MONOTONIC) - t;
	}
	tell(v, n, clock_now(CLOCK_MONOTONIC) - begun, 0);
	close(fd);
	unlink(path);
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "disk") == 0)
		return disk(argv[2], strtoul(argv[3], NULL, 10));
	if (argc != 4)
		return 2;
	port = (int)strtol(argv[1], NULL, 10);
	return push(argv[2], argv[3]);
}
