/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An answer's bytes: status line, headers, compression. */
#include <zlib.h>

#include "web/http_private.h"

#define GZIP_FROM 1024  /* below, the client gains nothing */
#define GZIP_LEVEL 5    /* half the time of 6 for 2 % more bytes */

static const struct {
	int status;
	const char *reason;
} reasons[] = {
	{ 200, "OK" }, { 201, "Created" }, { 202, "Accepted" }, { 204, "No Content" },
	{ 303, "See Other" }, { 304, "Not Modified" }, { 308, "Permanent Redirect" },
	{ 400, "Bad Request" }, { 401, "Unauthorized" }, { 403, "Forbidden" }, { 404, "Not Found" },
	{ 405, "Method Not Allowed" }, { 406, "Not Acceptable" }, { 408, "Request Timeout" },
	{ 409, "Conflict" }, { 410, "Gone" }, { 411, "Length Required" }, { 412, "Precondition Failed" },
	{ 413, "Content Too Large" }, { 414, "URI Too Long" }, { 415, "Unsupported Media Type" },
	{ 417, "Expectation Failed" }, { 422, "Unprocessable Content" }, { 423, "Locked" },
	{ 428, "Precondition Required" }, { 429, "Too Many Requests" },
	{ 431, "Request Header Fields Too Large" }, { 500, "Internal Server Error" },
	{ 501, "Not Implemented" }, { 503, "Service Unavailable" }, { 505, "HTTP Version Not Supported" },
};

static const char *
reason(int status)
{
	for (size_t i = 0; i < COUNT(reasons); i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return "Unknown";
}

bool
status_has_body(int status)
{
	return status >= 200 && status != 204 && status != 304;
}

/* -- compression ----------------------------------------------------------------------------- */

struct zipper {
	z_stream z;
};

struct zipper *
zipper_new(void)
{
	struct zipper *z = calloc(1, sizeof(*z));

	/* 15 + 16: gzip's frame. */
	if (z == NULL || deflateInit2(&z->z, GZIP_LEVEL, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		abort();
	return z;
}

void
zipper_free(struct zipper *z)
{
	if (z == NULL)
		return;
	deflateEnd(&z->z);
	free(z);
}

static bool
is_text(struct str type)
{
	static const char *const texts[] = { "text/", "application/json", "application/problem+json",
		"application/geo+json", "image/svg+xml", "application/xml" };

	for (size_t i = 0; i < COUNT(texts); i++)
		if (str_starts(type, str_of(texts[i])))
			return true;
	return false;
}

void
answer_compress(struct zipper *z, const struct http_request *r, struct http_response *out)
{
	struct buf zipped;
	int result;

	if (out->no_gzip || out->fixed.p != NULL || out->fd >= 0 || out->stream != NULL ||
	    out->body.n < GZIP_FROM || !is_text(out->type) || z == NULL)
		return;
	http_add(out, "Vary", STR("Accept-Encoding"));
	if (!http_accepts(http_header(r, "accept-encoding"), "gzip"))
		return;
	deflateReset(&z->z);
	buf_init(&zipped);
	buf_reserve(&zipped, deflateBound(&z->z, out->body.n));
	z->z.next_in = (Bytef *)out->body.p;
	z->z.avail_in = (uInt)out->body.n;
	z->z.next_out = (Bytef *)zipped.p;
	z->z.avail_out = (uInt)zipped.cap;
	result = out->body.n <= UINT32_MAX / 2 ? deflate(&z->z, Z_FINISH) : Z_BUF_ERROR;
	if (result != Z_STREAM_END) {
		buf_release(&zipped);
		return;
	}
	zipped.n = z->z.total_out;
	buf_release(&out->body);
	out->body = zipped;
	out->coding = CODING_GZIP;
}

/* -- the head -------------------------------------------------------------------------------- */

static void
header(struct buf *b, const char *name, struct str value)
{
	buf_cstr(b, name);
	buf_put(b, ": ", 2);
	buf_str(b, value);
	buf_put(b, "\r\n", 2);
}

struct str
answer_body(const struct exchange *x)
{
	const struct http_response *out = &x->answer;

	if (out->fd >= 0 || out->stream != NULL || !status_has_body(out->status))
		return STR("");
	return out->fixed.p != NULL ? out->fixed : buf_text(&out->body);
}

void
answer_head(struct exchange *x, const char *date, bool keep_alive)
{
	static const char *const codings[] = { NULL, "gzip", "br" };
	const struct http_response *out = &x->answer;
	struct buf *b = &x->head;

	buf_init_in(b, x->arena);
	buf_reserve(b, 1024);
	buf_cstr(b, "HTTP/1.1 ");
	buf_int(b, out->status);
	buf_char(b, ' ');
	buf_cstr(b, reason(out->status));
	buf_cstr(b, "\r\nDate: ");
	buf_cstr(b, date);
	buf_cstr(b, "\r\n");
	if (status_has_body(out->status)) {
		if (out->type.n > 0)
			header(b, "Content-Type", out->type);
		if (out->coding != CODING_NONE)
			header(b, "Content-Encoding", str_of(codings[out->coding]));
		if (out->stream == NULL) {
			buf_cstr(b, "Content-Length: ");
			buf_int(b, out->fd >= 0 ? out->fd_bytes : (int64_t)answer_body(x).n);
			buf_cstr(b, "\r\n");
		} else if (x->request.minor == 1) {
			buf_cstr(b, "Transfer-Encoding: chunked\r\n");
		}
	}
	for (size_t i = 0; i < out->n_headers; i++)
		header(b, out->headers[i].name.p, out->headers[i].value);
	if (!keep_alive)
		buf_cstr(b, "Connection: close\r\n");
	else if (x->request.minor == 0)
		buf_cstr(b, "Connection: keep-alive\r\n");
	buf_cstr(b, "\r\n");
}
