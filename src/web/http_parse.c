/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/http_parse.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#define HEADERS_FIRST 24

static const struct {
	const char *name;
	enum method method;
} methods[] = {
	{ "GET", METHOD_GET }, { "HEAD", METHOD_HEAD }, { "POST", METHOD_POST }, { "PUT", METHOD_PUT },
	{ "PATCH", METHOD_PATCH }, { "DELETE", METHOD_DELETE }, { "OPTIONS", METHOD_OPTIONS },
};

const char *
method_name(enum method m)
{
	for (size_t i = 0; i < COUNT(methods); i++)
		if (methods[i].method == m)
			return methods[i].name;
	return "?";
}

static bool
bad(struct http_parse *p, int status, const char *why)
{
	p->state = PARSE_BAD;
	p->status = status;
	p->why = why;
	p->keep_alive = false;
	return false;
}

/* -- the head, line by line ------------------------------------------------------------------ */

/* RFC 9110 5.6.2 */
static bool
token_char(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	    (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static bool
is_token(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!token_char((unsigned char)s.p[i]))
			return false;
	return s.n > 0;
}

static bool
version(struct http_parse *p, struct str s)
{
	bool digits = s.n == 8 && str_starts(s, STR("HTTP/")) && s.p[5] >= '0' && s.p[5] <= '9' &&
	    s.p[6] == '.' && s.p[7] >= '0' && s.p[7] <= '9';

	if (!digits)
		return bad(p, 400, "version");
	if (s.p[5] != '1' || s.p[7] > '1')
		return bad(p, 505, "version");
	p->r->minor = s.p[7] - '0';
	return true;
}

static bool
request_line(struct http_parse *p, struct str line)
{
	struct str rest = line, method, target;

	/* Two blanks, no more: what stands between is taken as it is. */
	if (!str_cut(&rest, ' ', &method) || !str_cut(&rest, ' ', &target) || rest.p == NULL ||
	    !is_token(method) || target.n == 0)
		return bad(p, 400, "request_line");
	if (target.n > (size_t)p->limits->target_bytes)
		return bad(p, 414, "target");
	for (size_t i = 0; i < target.n; i++)
		if ((unsigned char)target.p[i] <= ' ' || (unsigned char)target.p[i] >= 0x7f)
			return bad(p, 400, "target");
	if (!version(p, rest))
		return false;
	p->r->target = target;
	for (size_t i = 0; i < COUNT(methods); i++)
		if (str_is(method, methods[i].name))
			p->r->method = methods[i].method;
	p->asked = true;
	return p->r->method != METHOD_NONE || bad(p, 501, "method");
}

/* The buffer may still move: what is kept are places in it, made slices at the end. */
static bool
header_line(struct http_parse *p, struct str line)
{
	struct str rest = line, name, value;

	if (line.p[0] == ' ' || line.p[0] == '\t')
		return bad(p, 400, "folded");
	if (!str_cut(&rest, ':', &name) || rest.p == NULL || !is_token(name))
		return bad(p, 400, "header");
	value = str_trim(rest);
	for (size_t i = 0; i < value.n; i++)
		if (((unsigned char)value.p[i] < ' ' && value.p[i] != '\t') || value.p[i] == 0x7f)
			return bad(p, 400, "header");
	if (p->n_headers == (size_t)p->limits->headers)
		return bad(p, 431, "headers");
	if (p->n_headers == p->cap_headers) {
		size_t cap = p->cap_headers == 0 ? HEADERS_FIRST : p->cap_headers * 2;
		struct http_header *v = arena_array(p->r->arena, struct http_header, cap);

		if (p->n_headers > 0)
			memcpy(v, p->headers, p->n_headers * sizeof(*v));
		p->headers = v;
		p->cap_headers = cap;
	}
	p->headers[p->n_headers].name = name;
	p->headers[p->n_headers++].value = value;
	return true;
}

/* Slices into the head follow it when it moves. */
static struct str
moved(struct str s, const char *from, const char *to)
{
	return s.p == NULL ? s : (struct str){ to + (s.p - from), s.n };
}

static void
keep(struct http_parse *p, const char *bytes, size_t n)
{
	const char *before = p->head.p;

	buf_put(&p->head, bytes, n);
	if (before == NULL || before == p->head.p)
		return;
	p->r->target = moved(p->r->target, before, p->head.p);
	for (size_t i = 0; i < p->n_headers; i++) {
		p->headers[i].name = moved(p->headers[i].name, before, p->head.p);
		p->headers[i].value = moved(p->headers[i].value, before, p->head.p);
	}
}

/* One line that ends at the end of the gathered bytes. *whole: it was the head's last. */
static bool
take_line(struct http_parse *p, bool *whole)
{
	struct str line = { p->head.p + p->line, p->head.n - p->line };

	if (line.n < 2 || line.p[line.n - 2] != '\r')
		return bad(p, 400, "bare_lf");
	line.n -= 2;
	if (memchr(line.p, '\r', line.n) != NULL || memchr(line.p, '\0', line.n) != NULL)
		return bad(p, 400, "control");
	p->line = p->head.n;
	if (line.n > 0)
		return p->asked ? header_line(p, line) : request_line(p, line);
	if (p->asked) {
		*whole = true;
		return true;
	}
	/* Empty lines before a request are passed over (RFC 9112 2.2). */
	p->head.n = p->line = 0;
	return true;
}

/* -- what the head means --------------------------------------------------------------------- */

static size_t
count(const struct http_parse *p, const char *name, struct str *value)
{
	size_t n = 0;

	*value = STR_NONE;
	for (size_t i = 0; i < p->n_headers; i++)
		if (str_is(p->headers[i].name, name)) {
			*value = p->headers[i].value;
			n++;
		}
	return n;
}

static bool
lower_is(struct str s, const char *word)
{
	return s.n == strlen(word) && strncasecmp(s.p, word, s.n) == 0;
}

static bool
host(struct http_parse *p)
{
	struct str value;
	size_t n = count(p, "host", &value);
	char *lower;

	if (n > 1)
		return bad(p, 400, "two_hosts");
	if (n == 0)
		return p->r->minor == 0 || bad(p, 400, "no_host");
	lower = str_cstr(p->r->arena, value);
	for (size_t i = 0; i < value.n; i++) {
		if (lower[i] >= 'A' && lower[i] <= 'Z')
			lower[i] = (char)(lower[i] + 32);
		else if (strchr("abcdefghijklmnopqrstuvwxyz0123456789.-_:[]", lower[i]) == NULL)
			return bad(p, 400, "host");
	}
	p->r->host = (struct str){ lower, value.n };
	return true;
}

static bool
framing(struct http_parse *p)
{
	struct str length, coding, expect;
	size_t lengths = count(p, "content-length", &length);
	size_t codings = count(p, "transfer-encoding", &coding);

	if (lengths > 1)
		return bad(p, 400, "two_lengths");
	if (lengths > 0 && codings > 0)
		return bad(p, 400, "length_and_coding");
	if (codings > 1 || (codings == 1 && p->r->minor == 0))
		return bad(p, 400, "coding");
	if (codings == 1 && !lower_is(coding, "chunked"))
		return bad(p, 501, "coding");
	p->length = -1;
	if (lengths == 1) {
		if (length.n == 0 || length.n > 18)
			return bad(p, 400, "length");
		p->length = 0;
		for (size_t i = 0; i < length.n; i++) {
			if (length.p[i] < '0' || length.p[i] > '9')
				return bad(p, 400, "length");
			p->length = p->length * 10 + (length.p[i] - '0');
		}
	}
	p->has_body = p->length > 0 || codings == 1;
	if (count(p, "expect", &expect) > 0) {
		if (!lower_is(expect, "100-continue"))
			return bad(p, 417, "expect");
		p->expects = p->r->minor == 1 && p->has_body;
	}
	return true;
}

static int on_body(llhttp_t *h, const char *at, size_t n);
static int on_trailer(llhttp_t *h, const char *at, size_t n);
static int on_end(llhttp_t *h);

static const llhttp_settings_t settings_head = { .on_message_complete = on_end };
static const llhttp_settings_t settings_body = {
	.on_body = on_body, .on_header_field = on_trailer, .on_message_complete = on_end,
};

/* The head to llhttp, whole, so that its state is that of a body's beginning. */
static bool
second_opinion(struct http_parse *p)
{
	llhttp_errno_t r;

	llhttp_init(&p->http, HTTP_REQUEST, &settings_head);
	p->http.data = p;
	r = llhttp_execute(&p->http, p->head.p, p->head.n);
	if (r != HPE_OK && r != HPE_PAUSED && r != HPE_PAUSED_UPGRADE)
		return bad(p, 400, "llhttp");
	/* Both must see the same body. */
	if ((p->state == PARSE_DONE) == p->has_body)
		return bad(p, 400, "framing");
	p->keep_alive = llhttp_should_keep_alive(&p->http);
	p->http.settings = (void *)(uintptr_t)&settings_body;
	return true;
}

static bool
head_whole(struct http_parse *p)
{
	const char *why = NULL;

	for (size_t i = 0; i < p->n_headers; i++) {
		char *name = p->head.p + (p->headers[i].name.p - p->head.p);

		for (size_t k = 0; k < p->headers[i].name.n; k++)
			if (name[k] >= 'A' && name[k] <= 'Z')
				name[k] = (char)(name[k] + 32);
	}
	p->r->headers = p->headers;
	p->r->n_headers = p->n_headers;
	if (!host(p) || !framing(p))
		return false;
	if (!http_target(p->r->target, p->r->host, p->r->arena, &p->r->path, &p->r->query, &why))
		return bad(p, 400, why);
	if (!second_opinion(p))
		return false;
	p->state = PARSE_READY;
	return true;
}

static size_t
feed_head(struct http_parse *p, const char *bytes, size_t n)
{
	size_t taken = 0;

	while (taken < n) {
		const char *end = memchr(bytes + taken, '\n', n - taken);
		size_t more = end != NULL ? (size_t)(end - bytes) + 1 - taken : n - taken;
		bool whole = false;

		p->bytes += (int64_t)more;
		if (p->bytes > p->limits->head_bytes) {
			bad(p, p->asked ? 431 : 414, "head");
			return taken + more;
		}
		keep(p, bytes + taken, more);
		taken += more;
		/* A line feed that begins a line, or ends one without its CR, shows here at once. */
		if (end != NULL && !take_line(p, &whole))
			return taken;
		p->state = p->head.n > 0 ? PARSE_HEAD : PARSE_START;
		if (whole) {
			head_whole(p);
			return taken;
		}
	}
	return taken;
}

/* -- the body -------------------------------------------------------------------------------- */

static bool
to_file(struct http_parse *p, const char *at, size_t n)
{
	/* To the page cache: as quick as memory, and the system may push it out. */
	while (n > 0) {
		ssize_t w = write(p->fd, at, n);

		if (w < 0 && errno == EINTR)
			continue;
		if (w <= 0)
			return bad(p, 503, "spool");
		at += w;
		n -= (size_t)w;
	}
	return true;
}

static void
close_file(void *ctx)
{
	struct http_parse *p = ctx;

	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
}

static void
release_body(void *ctx)
{
	buf_release(ctx);
}

static int
on_body(llhttp_t *h, const char *at, size_t n)
{
	struct http_parse *p = h->data;
	struct err e;

	if ((uint64_t)p->body_bytes + n > p->body_max) {
		bad(p, 413, "body");
		return -1;
	}
	p->body_bytes += (int64_t)n;
	if (p->fd < 0 && p->body_bytes > p->limits->memory_body_bytes) {
		if (!http_spool(&p->fd, &e)) {
			bad(p, 503, "spool");
			return -1;
		}
		arena_defer(p->r->arena, close_file, p);
		if (!to_file(p, p->body.p, p->body.n))
			return -1;
		buf_release(&p->body);
	}
	if (p->fd >= 0)
		return to_file(p, at, n) ? 0 : -1;
	if (p->body.p == NULL)
		arena_defer(p->r->arena, release_body, &p->body);
	buf_put(&p->body, at, n);
	return 0;
}

/* Fields behind the chunks: nobody sends us any, and no one would look at them. */
static int
on_trailer(llhttp_t *h, const char *at, size_t n)
{
	(void)at;
	(void)n;
	bad(h->data, 400, "trailer");
	return -1;
}

static int
on_end(llhttp_t *h)
{
	struct http_parse *p = h->data;

	p->state = PARSE_DONE;
	return HPE_PAUSED;
}

static size_t
feed_body(struct http_parse *p, const char *bytes, size_t n)
{
	llhttp_errno_t r = llhttp_execute(&p->http, bytes, n);
	size_t taken = n;

	if (p->state == PARSE_BAD)
		return n;
	if (r == HPE_PAUSED || r == HPE_PAUSED_UPGRADE) {
		taken = (size_t)(llhttp_get_error_pos(&p->http) - bytes);
		/* llhttp ends the last chunk at a bare line feed too. */
		if (p->length < 0 && (bytes[taken - 1] != '\n' || (taken > 1 ? bytes[taken - 2] : p->last) != '\r'))
			bad(p, 400, "chunk");
	} else if (r != HPE_OK) {
		bad(p, 400, "chunk");
		return n;
	}
	p->last = bytes[taken - 1];
	p->bytes += (int64_t)taken;
	/* Sizes and extensions of chunks may not outweigh what they carry by much. */
	if (p->bytes > p->limits->head_bytes * 2 + p->body_bytes * 16)
		bad(p, 400, "chunk");
	return taken;
}

/* -- the whole ------------------------------------------------------------------------------- */

void
http_parse_start(struct http_parse *p, struct http_request *r, const struct http_limits *l)
{
	*p = (struct http_parse){ .r = r, .limits = l, .length = -1, .fd = -1 };
	buf_init_in(&p->head, r->arena);
	buf_reserve(&p->head, 1024);
	buf_init(&p->body);
}

size_t
http_parse_feed(struct http_parse *p, const char *bytes, size_t n)
{
	if (n == 0)
		return 0;
	if (p->state == PARSE_START || p->state == PARSE_HEAD)
		return feed_head(p, bytes, n);
	return p->state == PARSE_BODY ? feed_body(p, bytes, n) : 0;
}

void
http_parse_body(struct http_parse *p, size_t max)
{
	p->body_max = max;
	p->state = p->has_body ? PARSE_BODY : PARSE_DONE;
	if (p->length > 0 && (uint64_t)p->length > max)
		bad(p, 413, "body");
}

static void
unmap(void *ctx)
{
	struct str *s = ctx;

	munmap((void *)(uintptr_t)s->p, s->n);
}

bool
http_parse_finish(struct http_parse *p)
{
	struct str *s;
	void *at;

	p->r->body = p->body.p != NULL ? buf_text(&p->body) : STR("");
	if (p->fd < 0)
		return true;
	at = mmap(NULL, (size_t)p->body_bytes, PROT_READ, MAP_PRIVATE, p->fd, 0);
	if (at == MAP_FAILED)
		return bad(p, 503, "spool");
	s = arena_new(p->r->arena, struct str);
	*s = (struct str){ at, (size_t)p->body_bytes };
	arena_defer(p->r->arena, unmap, s);
	p->r->body = *s;
	return true;
}
