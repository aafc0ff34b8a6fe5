/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/post.h"

#include <curl/curl.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/lang.h"

#define RECIPIENTS_MAX 20

void
post_ready(void)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		abort();
}

/* What comes back is not read. */
static size_t
forget(char *p, size_t size, size_t n, void *ctx)
{
	(void)p;
	(void)ctx;
	return size * n;
}

static CURL *
ready(struct str url, struct arena *a, const char *protocols)
{
	CURL *c = curl_easy_init();

	if (c == NULL)
		abort();
	curl_easy_setopt(c, CURLOPT_URL, str_cstr(a, url));
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, protocols);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)POST_CONNECT_MS);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)POST_MS);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, forget);
	return c;
}

static bool
sent(CURL *c, CURLcode result, struct err *e)
{
	long status = 0;

	if (result == CURLE_OK)
		curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	if (result != CURLE_OK)
		return err_set(e, ERR_UNAVAILABLE, "post.failed", "%s", curl_easy_strerror(result));
	if (status < 200 || status >= 300)
		return err_set(e, ERR_UNAVAILABLE, "post.status", _("The other side answered %ld."), status);
	return true;
}

/* -- mail ------------------------------------------------------------------------------------ */

struct reading {
	struct str left;
};

static size_t
give(char *p, size_t size, size_t n, void *ctx)
{
	struct reading *x = ctx;
	size_t some = x->left.n < size * n ? x->left.n : size * n;

	memcpy(p, x->left.p, some);
	x->left = str_sub(x->left, some, x->left.n);
	return some;
}

static void
base64(struct buf *b, struct str s, size_t line)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t column = 0;

	for (size_t i = 0; i < s.n; i += 3) {
		unsigned v = 0;

		for (size_t k = 0; k < 3; k++)
			v = v << 8 | (i + k < s.n ? (unsigned char)s.p[i + k] : 0);
		for (size_t k = 0; k < 4; k++)
			buf_char(b, i + k > s.n ? '=' : digits[v >> (18 - 6 * k) & 63]);
		column += 4;
		if (line > 0 && column >= line && i + 3 < s.n) {
			buf_cstr(b, "\r\n");
			column = 0;
		}
	}
}

/* A header's end cannot be written from outside: control characters are left out. */
static void
header(struct buf *b, const char *name, struct str value)
{
	buf_fmt(b, "%s: ", name);
	for (size_t i = 0; i < value.n; i++)
		if ((unsigned char)value.p[i] >= ' ')
			buf_char(b, value.p[i]);
	buf_cstr(b, "\r\n");
}

static struct str
message(const struct mail *m, struct arena *a)
{
	static const char days[] = "ThuFriSatSunMonTueWed", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t at = (time_t)(m->at / 1000);
	struct tm t;
	struct buf b;

	gmtime_r(&at, &t);
	buf_init_in(&b, a);
	buf_fmt(&b, "Date: %.3s, %d %.3s %d %02d:%02d:%02d +0000\r\n", days + m->at / 86400000 % 7 * 3, t.tm_mday,
	    months + t.tm_mon * 3, t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec);
	header(&b, "From", m->from);
	header(&b, "To", m->to);
	buf_cstr(&b, "Subject: =?UTF-8?B?");
	base64(&b, m->subject, 0);
	buf_cstr(&b, "?=\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n");
	base64(&b, m->text, 76);
	buf_cstr(&b, "\r\n");
	return buf_text(&b);
}

bool
post_mail(const struct mail *m, struct arena *a, struct err *e)
{
	const char *user = getenv("MAILLAGE_SMTP_USER"), *password = getenv("MAILLAGE_SMTP_PASSWORD");
	CURL *c = ready(m->server, a, "smtp,smtps");
	struct reading x = { message(m, a) };
	struct curl_slist *to = NULL;
	struct str rest = m->to, one;
	CURLcode result;
	bool ok;

	for (int i = 0; i < RECIPIENTS_MAX && str_cut(&rest, ',', &one); i++)
		if (str_trim(one).n > 0)
			to = curl_slist_append(to, str_cstr(a, str_trim(one)));
	curl_easy_setopt(c, CURLOPT_MAIL_FROM, str_cstr(a, m->from));
	curl_easy_setopt(c, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(c, CURLOPT_READFUNCTION, give);
	curl_easy_setopt(c, CURLOPT_READDATA, &x);
	curl_easy_setopt(c, CURLOPT_USE_SSL, (long)CURLUSESSL_TRY);
	if (user != NULL && password != NULL) {
		/* A password goes over no open line. */
		curl_easy_setopt(c, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
		curl_easy_setopt(c, CURLOPT_USERNAME, user);
		curl_easy_setopt(c, CURLOPT_PASSWORD, password);
	}
	result = curl_easy_perform(c);
	ok = sent(c, result, e);
	curl_slist_free_all(to);
	curl_easy_cleanup(c);
	return ok;
}

/* -- notes ----------------------------------------------------------------------------------- */

bool
post_note(const struct note *n, struct arena *a, struct err *e)
{
	CURL *c = ready(n->to, a, "http,https");
	struct curl_slist *headers = NULL;
	CURLcode result;
	bool ok;

	headers = curl_slist_append(headers, "Content-Type: application/json");
	headers = curl_slist_append(headers,
	    str_cstr(a, str_fmt(a, "X-Maillage-Signature: " STR_F, STR_A(n->signature))));
	headers = curl_slist_append(headers, str_cstr(a, str_fmt(a, "X-Maillage-Time: " STR_F, STR_A(n->at))));
	headers = curl_slist_append(headers, "Expect:");
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(c, CURLOPT_POSTFIELDS, n->body.p);
	curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, (long)n->body.n);
	result = curl_easy_perform(c);
	ok = sent(c, result, e);
	curl_slist_free_all(headers);
	curl_easy_cleanup(c);
	return ok;
}
