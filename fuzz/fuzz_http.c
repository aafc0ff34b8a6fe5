/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requests: whatever comes, in whatever pieces, the verdict is one and the same, and what is taken for a
 * request is a whole one. The first two bytes say how it is cut. */
#include <assert.h>

#include "web/http_parse.h"

#include "fuzz.h"

struct verdict {
	enum parse_state state;
	int status;
	size_t taken;
	uint64_t body;
	uint64_t path;
	size_t n_headers;
};

static void
check(const struct http_request *r)
{
	assert(r->path.n > 0 && (r->path.p[0] == '/'));
	assert(memchr(r->path.p, '\0', r->path.n) == NULL);
	for (size_t i = 0; i < r->n_headers; i++) {
		assert(r->headers[i].name.n > 0);
		for (size_t k = 0; k < r->headers[i].name.n; k++)
			assert(r->headers[i].name.p[k] > ' ' &&
			    (r->headers[i].name.p[k] < 'A' || r->headers[i].name.p[k] > 'Z'));
		assert(memchr(r->headers[i].value.p, '\n', r->headers[i].value.n) == NULL);
		assert(memchr(r->headers[i].value.p, '\r', r->headers[i].value.n) == NULL);
	}
}

static struct verdict
parse(const char *bytes, size_t n, size_t piece)
{
	struct http_limits l = http_limits_default;
	struct arena a;
	struct http_request *r;
	struct http_parse *p;
	struct verdict v = { .taken = 0 };

	l.head_bytes = 2048;
	l.target_bytes = 512;
	l.headers = 20;
	l.memory_body_bytes = 256;
	arena_init(&a);
	r = arena_new(&a, struct http_request);
	p = arena_new(&a, struct http_parse);
	r->arena = &a;
	http_parse_start(p, r, &l);
	while (p->state < PARSE_DONE && v.taken < n) {
		size_t more = n - v.taken < piece ? n - v.taken : piece;

		v.taken += http_parse_feed(p, bytes + v.taken, more);
		if (p->state == PARSE_READY) {
			check(r);
			http_parse_body(p, 1000);
		}
	}
	if (p->state == PARSE_DONE && http_parse_finish(p))
		v.body = str_hash(r->body);
	v.state = p->state;
	v.status = p->status;
	v.path = p->state == PARSE_DONE ? str_hash(r->path) : 0;
	v.n_headers = p->state == PARSE_DONE ? r->n_headers : 0;
	/* How far a refused one was read depends on the pieces. */
	if (p->state != PARSE_DONE)
		v.taken = 0;
	arena_release(&a);
	return v;
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	size_t piece;
	struct verdict whole, cut;

	if (n < 1)
		return 0;
	piece = p[0] % 64 + 1u;
	whole = parse((const char *)p + 1, n - 1, SIZE_MAX);
	cut = parse((const char *)p + 1, n - 1, piece);
	assert(whole.state == cut.state && whole.status == cut.status && whole.taken == cut.taken &&
	    whole.body == cut.body && whole.path == cut.path && whole.n_headers == cut.n_headers);
	return 0;
}
