/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/form.h"

#include "base/lang.h"
#include "base/text.h"
#include "web/http.h"

#define BOUNDARY_MAX 200
#define PART_HEAD_MAX (8u << 10)

static bool
refuse(struct err *e, const char *key, const char *sentence)
{
	return err_set(e, ERR_INVALID, key, "%s", sentence);
}

static bool
add(struct form *f, struct arena *a, struct str name, struct str value, struct err *e)
{
	if (name.n > FORM_NAME_MAX || value.n > FORM_VALUE_MAX)
		return refuse(e, "form.too_long", _("A field of the form is too long."));
	if (f->n_fields == FORM_FIELDS_MAX)
		return refuse(e, "form.too_many", _("The form has too many fields."));
	if (f->n_fields == f->cap_fields) {
		size_t cap = f->cap_fields == 0 ? 16 : f->cap_fields * 2;
		struct form_field *v = arena_array(a, struct form_field, cap);

		if (f->n_fields > 0)
			memcpy(v, f->fields, f->n_fields * sizeof(*v));
		f->fields = v;
		f->cap_fields = cap;
	}
	f->fields[f->n_fields++] = (struct form_field){ name, value };
	return true;
}

bool
form_query(struct str query, struct arena *a, struct form *out, struct err *e)
{
	struct str rest = query, pair;
	struct form f = { .n_fields = 0 };

	while (query.n > 0 && str_cut(&rest, '&', &pair)) {
		struct str value = pair, name, key;

		if (pair.n == 0)
			continue;
		(void)str_cut(&value, '=', &name);
		if (value.p == NULL)
			value = STR("");
		if (!http_decode(name, true, a, &key) || !http_decode(value, true, a, &value))
			return refuse(e, "form.encoding", _("The address or the form holds broken characters."));
		if (!add(&f, a, key, value, e))
			return false;
	}
	*out = f;
	return true;
}

/* -- multipart ------------------------------------------------------------------------------- */

/* A parameter of a header's value: name="value" or name=value. Browsers write %22 for a quote, other
 * programs a backslash before it. */
static bool
parameter(struct str header, const char *name, struct arena *a, struct str *out)
{
	struct buf b;
	size_t i = str_find(header, ';');

	while (i < header.n) {
		size_t from, end;
		bool quoted, wanted;

		for (i++; i < header.n && (header.p[i] == ' ' || header.p[i] == '\t'); i++)
			continue;
		from = i;
		while (i < header.n && header.p[i] != '=' && header.p[i] != ';')
			i++;
		end = i;
		if (i >= header.n || header.p[i] != '=')
			continue;
		wanted = end - from == strlen(name) && strncasecmp(header.p + from, name, end - from) == 0;
		quoted = ++i < header.n && header.p[i] == '"';
		buf_init_in(&b, a);
		for (i += quoted; i < header.n && header.p[i] != (quoted ? '"' : ';'); i++) {
			if (quoted && header.p[i] == '\\' && i + 1 < header.n &&
			    (header.p[i + 1] == '"' || header.p[i + 1] == '\\'))
				i++;
			buf_char(&b, header.p[i]);
		}
		if (quoted && i >= header.n)
			return false;
		if (wanted) {
			*out = b.p != NULL ? buf_text(&b) : STR("");
			if (!quoted)
				*out = str_trim(*out);
			return true;
		}
		i += quoted;
		while (i < header.n && header.p[i] != ';')
			i++;
	}
	return false;
}

/* What browsers make of quotes and line ends in a name. */
static struct str
unescape(struct str s, struct arena *a)
{
	static const struct {
		const char *from;
		char to;
	} marks[] = { { "%22", '"' }, { "%0D", '\r' }, { "%0A", '\n' } };
	struct buf b;

	buf_init_in(&b, a);
	buf_reserve(&b, s.n + 1);
	for (size_t i = 0; i < s.n; i++) {
		size_t k = 0;

		while (k < COUNT(marks) && !str_starts(str_sub(s, i, s.n), str_of(marks[k].from)))
			k++;
		buf_char(&b, k < COUNT(marks) ? marks[k].to : s.p[i]);
		i += k < COUNT(marks) ? 2 : 0;
	}
	return buf_text(&b);
}

/* "C:\folder\file.csv", "../file.csv" to "file.csv". */
static struct str
file_name(struct str s)
{
	for (size_t i = s.n; i > 0; i--)
		if (s.p[i - 1] == '/' || s.p[i - 1] == '\\')
			return str_sub(s, i, s.n);
	return s;
}

struct part {
	struct str name, file, type, bytes;
};

static bool
part_head(struct str head, struct arena *a, struct part *out, struct err *e)
{
	struct str rest = head, line, name;
	bool named = false;

	*out = (struct part){ .file = STR_NONE, .type = STR("") };
	while (str_cut(&rest, '\n', &line)) {
		line = str_trim(line);
		if (line.n == 0 || str_find(line, ':') == line.n)
			continue;
		(void)str_cut(&line, ':', &name);
		if (name.n == 19 && strncasecmp(name.p, "content-disposition", 19) == 0) {
			named = parameter(line, "name", a, &out->name);
			if (parameter(line, "filename", a, &out->file))
				out->file = file_name(unescape(out->file, a));
		} else if (name.n == 12 && strncasecmp(name.p, "content-type", 12) == 0) {
			out->type = str_trim(line);
		}
	}
	if (!named)
		return refuse(e, "form.part", _("A part of the form has no name."));
	out->name = unescape(out->name, a);
	if (!utf8_valid(out->name) || !utf8_valid(out->type) ||
	    (out->file.p != NULL && !utf8_valid(out->file)))
		return refuse(e, "form.encoding", _("The address or the form holds broken characters."));
	return true;
}

static bool
take_part(struct form *f, struct arena *a, const struct part *p, struct err *e)
{
	if (p->file.p == NULL) {
		if (!utf8_valid(p->bytes))
			return refuse(e, "form.encoding", _("The address or the form holds broken characters."));
		return add(f, a, p->name, p->bytes, e);
	}
	if (p->name.n > FORM_NAME_MAX || p->file.n > FORM_NAME_MAX * 2)
		return refuse(e, "form.too_long", _("A field of the form is too long."));
	if (f->n_files == FORM_FILES_MAX)
		return refuse(e, "form.too_many", _("The form has too many fields."));
	if (f->files == NULL)
		f->files = arena_array(a, struct form_file, FORM_FILES_MAX);
	f->files[f->n_files++] = (struct form_file){ p->name, p->file, p->type, p->bytes };
	return true;
}

static bool
boundary(struct str type, struct arena *a, struct str *out)
{
	if (!parameter(type, "boundary", a, out) || out->n == 0 || out->n > BOUNDARY_MAX)
		return false;
	for (size_t i = 0; i < out->n; i++)
		if ((unsigned char)out->p[i] < ' ' || (unsigned char)out->p[i] >= 0x7f)
			return false;
	return true;
}

/* The first `needle` of s at or behind `from`; s.n when there is none. */
static size_t
find(struct str s, size_t from, struct str needle)
{
	const char *at = from <= s.n ? memmem(s.p + from, s.n - from, needle.p, needle.n) : NULL;

	return at != NULL ? (size_t)(at - s.p) : s.n;
}

static bool
multipart(struct str type, struct str body, struct arena *a, struct form *f, struct err *e)
{
	const char *broken = _("The form came in broken. Send it again.");
	struct str mark, line;
	size_t at;

	if (!boundary(type, a, &mark))
		return refuse(e, "form.boundary", broken);
	line = str_fmt(a, "\r\n--" STR_F, STR_A(mark));
	/* The first boundary may stand at the very beginning, without its line end. */
	if (str_starts(body, str_sub(line, 2, line.n)))
		at = line.n - 2;
	else if ((at = find(body, 0, line)) < body.n)
		at += line.n;
	else
		return refuse(e, "form.boundary", broken);
	for (;;) {
		struct part part;
		size_t head, end;

		if (str_starts(str_sub(body, at, body.n), STR("--")))
			return true;
		/* Blanks may follow a boundary. */
		while (at < body.n && (body.p[at] == ' ' || body.p[at] == '\t'))
			at++;
		if (!str_starts(str_sub(body, at, body.n), STR("\r\n")))
			return refuse(e, "form.boundary", broken);
		head = find(body, at, STR("\r\n\r\n"));
		if (head == body.n || head - at > PART_HEAD_MAX)
			return refuse(e, "form.part", broken);
		end = find(body, head + 2, line);
		if (end == body.n)
			return refuse(e, "form.boundary", broken);
		if (!part_head(str_sub(body, at, head), a, &part, e))
			return false;
		part.bytes = end > head + 4 ? str_sub(body, head + 4, end) : STR("");
		if (!take_part(f, a, &part, e))
			return false;
		at = end + line.n;
	}
}

static bool
type_is(struct str type, const char *name)
{
	size_t n = strlen(name);

	return type.n >= n && strncasecmp(type.p, name, n) == 0 &&
	    (type.n == n || type.p[n] == ';' || type.p[n] == ' ');
}

bool
form_body(struct str content_type, struct str body, struct arena *a, struct form *out, struct err *e)
{
	struct form f = { .n_fields = 0 };

	if (type_is(content_type, "application/x-www-form-urlencoded"))
		return form_query(body, a, out, e);
	if (!type_is(content_type, "multipart/form-data"))
		return refuse(e, "form.type", _("This is no form: send it as a form, or as JSON to the API."));
	if (!multipart(content_type, body, a, &f, e))
		return false;
	*out = f;
	return true;
}

/* -- what was sent --------------------------------------------------------------------------- */

struct str
form_get(const struct form *f, const char *name)
{
	for (size_t i = 0; i < f->n_fields; i++)
		if (str_is(f->fields[i].name, name))
			return f->fields[i].value;
	return STR_NONE;
}

struct str
form_word(const struct form *f, const char *name)
{
	struct str s = form_get(f, name);

	if (s.p != NULL)
		s = str_trim(s);
	return s.n > 0 ? s : STR_NONE;
}

bool
form_has(const struct form *f, const char *name)
{
	return form_get(f, name).p != NULL;
}

size_t
form_all(const struct form *f, const char *name, struct str *out, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n_fields; i++)
		if (str_is(f->fields[i].name, name)) {
			if (n < max)
				out[n] = f->fields[i].value;
			n++;
		}
	return n;
}

const struct form_file *
form_file(const struct form *f, const char *field)
{
	for (size_t i = 0; i < f->n_files; i++)
		if (str_is(f->files[i].field, field))
			return &f->files[i];
	return NULL;
}

struct str
cookie_get(struct str header, const char *name)
{
	struct str rest = header, pair, key, found = STR_NONE;

	for (int i = 0; header.p != NULL && i < COOKIES_MAX && str_cut(&rest, ';', &pair); i++) {
		pair = str_trim(pair);
		if (!str_cut(&pair, '=', &key) || pair.p == NULL || !str_is(str_trim(key), name))
			continue;
		if (found.p != NULL)
			return STR_NONE;
		found = str_trim(pair);
	}
	return found;
}

void
query_escape(struct buf *b, struct str s)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
		    c == '.' || c == '_' || c == '~') {
			buf_char(b, (char)c);
			continue;
		}
		buf_char(b, '%');
		buf_char(b, digits[c >> 4]);
		buf_char(b, digits[c & 15]);
	}
}

void
query_put(struct buf *b, struct str name, struct str value)
{
	buf_char(b, b->n > 0 && memchr(b->p, '?', b->n) != NULL ? '&' : '?');
	query_escape(b, name);
	buf_char(b, '=');
	query_escape(b, value);
}
