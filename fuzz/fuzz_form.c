/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What comes in beside the path: the first byte says as what the rest is read. */
#include <assert.h>

#include "base/text.h"
#include "web/form.h"
#include "web/http.h"

#include "fuzz.h"

static void
check(const struct form *f)
{
	for (size_t i = 0; i < f->n_fields; i++)
		assert(utf8_valid(f->fields[i].name) && utf8_valid(f->fields[i].value));
	for (size_t i = 0; i < f->n_files; i++)
		assert(utf8_valid(f->files[i].name) && memchr(f->files[i].name.p, '/', f->files[i].name.n) == NULL);
}

/* What was read, written as a query, reads the same. */
static void
round_trip(const struct form *f, struct arena *a)
{
	struct form again;
	struct buf b;
	struct err e = { 0 };

	buf_init_in(&b, a);
	for (size_t i = 0; i < f->n_fields; i++)
		query_put(&b, f->fields[i].name, f->fields[i].value);
	assert(form_query(str_sub(buf_text(&b), 1, b.n), a, &again, &e) && again.n_fields == f->n_fields);
	for (size_t i = 0; i < f->n_fields; i++)
		assert(str_eq(f->fields[i].name, again.fields[i].name) &&
		    str_eq(f->fields[i].value, again.fields[i].value));
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct str s = { (const char *)p + 1, n - 1 }, path, query;
	struct form f = { .n_fields = 0 };
	struct arena a;
	struct err e = { 0 };
	const char *why;
	int64_t date;

	if (n < 1)
		return 0;
	arena_init(&a);
	switch (p[0] % 6) {
	case 0:
		if (form_query(s, &a, &f, &e)) {
			check(&f);
			if (f.n_fields > 0)
				round_trip(&f, &a);
		}
		break;
	case 1:
		if (form_body(STR("multipart/form-data; boundary=b"), s, &a, &f, &e))
			check(&f);
		break;
	case 2:
		/* The header too: up to the first line end. */
		if (form_body(str_sub(s, 0, str_find(s, '\n')), str_sub(s, str_find(s, '\n'), s.n), &a, &f, &e))
			check(&f);
		break;
	case 3:
		(void)cookie_get(s, "a");
		(void)http_accepts(s, "gzip");
		(void)http_etag_in(s, STR("\"a\""));
		break;
	case 4:
		if (s.n > 0 && http_target(s, STR("h"), &a, &path, &query, &why))
			assert(path.p[0] == '/' && utf8_valid(path));
		break;
	case 5:
		(void)http_date_parse(s, &date);
		break;
	}
	arena_release(&a);
	return 0;
}
