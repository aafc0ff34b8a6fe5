/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cairo 1.16 drops the language and alternative texts, tells neither readers to show the title nor
 * which cells a header names, leaves running heads outside of any mark, and writes the hour into the
 * file.  All that is mended here; no other file knows qpdf. */
#include "report/pdf.h"

#include <qpdf/qpdf-c.h>
#include <stdlib.h>

#include "base/lang.h"

#define TREE_DEPTH_MAX 48

struct finish {
	qpdf_data q;
	const struct pdf_extra *x;
	struct arena *a;
	size_t figures, links;  /* seen so far */
	size_t rows;     /* of the table being walked */
};

static void
set_key(struct finish *f, qpdf_oh dict, const char *key, qpdf_oh value)
{
	qpdf_oh_replace_key(f->q, dict, key, value);
	qpdf_oh_release(f->q, value);
}

static qpdf_oh
text_value(struct finish *f, struct str s)
{
	return qpdf_oh_new_unicode_string(f->q, str_cstr(f->a, s));
}

static void
header_scope(struct finish *f, qpdf_oh cell)
{
	set_key(f, cell, "/A", qpdf_oh_parse(f->q, f->rows <= 1
	    ? "<< /O /Table /Scope /Column >>" : "<< /O /Table /Scope /Row >>"));
}

/* The annotation of a link says what the link says. */
static void
link_words(struct finish *f, qpdf_oh link)
{
	qpdf_oh kids = qpdf_oh_get_key(f->q, link, "/K");
	int n = qpdf_oh_is_array(f->q, kids) ? qpdf_oh_get_array_n_items(f->q, kids) : 0;

	for (int i = 0; i < n && f->links < f->x->links->n; i++) {
		qpdf_oh kid = qpdf_oh_get_array_item(f->q, kids, i), annotation;

		if (qpdf_oh_is_dictionary(f->q, kid) && qpdf_oh_has_key(f->q, kid, "/Obj")) {
			annotation = qpdf_oh_get_key(f->q, kid, "/Obj");
			if (qpdf_oh_is_dictionary(f->q, annotation))
				set_key(f, annotation, "/Contents", text_value(f, f->x->links->s[f->links]));
			qpdf_oh_release(f->q, annotation);
		}
		qpdf_oh_release(f->q, kid);
	}
	f->links++;
	qpdf_oh_release(f->q, kids);
}

static void
element(struct finish *f, qpdf_oh e)
{
	qpdf_oh kind = qpdf_oh_get_key(f->q, e, "/S");

	if (qpdf_oh_is_name_and_equals(f->q, kind, "/Figure")) {
		if (f->figures < f->x->alts->n)
			set_key(f, e, "/Alt", text_value(f, f->x->alts->s[f->figures]));
		f->figures++;
	}
	if (qpdf_oh_is_name_and_equals(f->q, kind, "/Link"))
		link_words(f, e);
	if (qpdf_oh_is_name_and_equals(f->q, kind, "/Table"))
		f->rows = 0;
	if (qpdf_oh_is_name_and_equals(f->q, kind, "/TR"))
		f->rows++;
	if (qpdf_oh_is_name_and_equals(f->q, kind, "/TH"))
		header_scope(f, e);
	qpdf_oh_release(f->q, kind);
}

/* In reading order; our trees are a few levels deep. */
static void
walk(struct finish *f, qpdf_oh node, int depth)
{
	qpdf_oh kids;
	int n;

	if (depth > TREE_DEPTH_MAX || !qpdf_oh_is_dictionary(f->q, node))
		return;
	if (qpdf_oh_has_key(f->q, node, "/S"))
		element(f, node);
	kids = qpdf_oh_get_key(f->q, node, "/K");
	if (qpdf_oh_is_array(f->q, kids)) {
		n = qpdf_oh_get_array_n_items(f->q, kids);
		for (int i = 0; i < n; i++) {
			qpdf_oh kid = qpdf_oh_get_array_item(f->q, kids, i);

			walk(f, kid, depth + 1);
			qpdf_oh_release(f->q, kid);
		}
	} else
		walk(f, kids, depth + 1);
	qpdf_oh_release(f->q, kids);
}

/* One token of a content stream: true when it is an operator. */
static bool
token(const char *p, size_t n, size_t *at, size_t *from)
{
	static const char blanks[] = " \t\r\n\f";
	static const char ends[] = " \t\r\n\f()<>[]{}/%";
	size_t i = *at;
	int deep = 0;

	while (i < n && (p[i] == '\0' || strchr(blanks, p[i]) != NULL))
		i++;
	*from = i;
	if (i >= n) {
		*at = i;
		return false;
	}
	if (p[i] == '(') {
		do {
			if (p[i] == '\\')
				i++;
			else if (p[i] == '(')
				deep++;
			else if (p[i] == ')')
				deep--;
			i++;
		} while (i < n && deep > 0);
		*at = i < n ? i : n;
		return false;
	}
	if (p[i] == '%') {
		while (i < n && p[i] != '\n' && p[i] != '\r')
			i++;
		*at = i;
		return false;
	}
	if (p[i] == '<' && i + 1 < n && p[i + 1] != '<') {
		while (i < n && p[i] != '>')
			i++;
		*at = i < n ? i + 1 : n;
		return false;
	}
	if (p[i] == '<')
		i++;
	if (strchr("<>[]{}", p[i]) != NULL) {
		*at = i + 1;
		return false;
	}
	i++;
	while (i < n && p[i] != '\0' && strchr(ends, p[i]) == NULL)
		i++;
	*at = i;
	return (p[*from] >= 'A' && p[*from] <= 'Z') || (p[*from] >= 'a' && p[*from] <= 'z') ||
	    p[*from] == '\'' || p[*from] == '"';
}

static bool
token_is(const char *p, size_t from, size_t to, const char *what)
{
	return str_is((struct str){ p + from, to - from }, what);
}

/* What no tag holds is an artifact: running heads, page numbers, rules. */
static void
mark_artifacts(const char *p, size_t n, struct buf *out)
{
	size_t at = 0, from = 0, done = 0, operands = 0;
	int depth = 0;
	bool tagged = false; /* the outermost mark is a leaf of the structure */

	buf_cstr(out, "/Artifact BMC\n");
	while (at < n) {
		bool is_operator = token(p, n, &at, &from);

		if (!is_operator)
			continue;
		if (token_is(p, from, at, "BDC") || token_is(p, from, at, "BMC")) {
			/* Marks without an MCID (a replacement text) may stand inside an artifact. */
			if (depth++ == 0)
				tagged = memmem(p + operands, from - operands, "/MCID", 5) != NULL;
			if (depth == 1 && tagged) {
				buf_put(out, p + done, operands - done);
				buf_cstr(out, "\nEMC\n");
				done = operands;
			}
		} else if (token_is(p, from, at, "EMC") && --depth == 0 && tagged) {
			buf_put(out, p + done, at - done);
			buf_cstr(out, "\n/Artifact BMC");
			done = at;
		}
		operands = at;
	}
	buf_put(out, p + done, n - done);
	buf_cstr(out, "\nEMC\n");
}

static void
finish_page(struct finish *f, qpdf_oh page)
{
	unsigned char *p = NULL;
	size_t n = 0;
	struct buf b;
	qpdf_oh stream, none;

	set_key(f, page, "/Tabs", qpdf_oh_new_name(f->q, "/S"));
	if (qpdf_oh_get_page_content_data(f->q, page, &p, &n) != QPDF_SUCCESS || p == NULL)
		return;
	buf_init(&b);
	mark_artifacts((const char *)p, n, &b);
	free(p);
	stream = qpdf_oh_new_stream(f->q);
	none = qpdf_oh_new_null(f->q);
	qpdf_oh_replace_stream_data(f->q, stream, (const unsigned char *)b.p, b.n, none, none);
	buf_release(&b);
	set_key(f, page, "/Contents", stream);
	qpdf_oh_release(f->q, none);
}

static void
put_xml(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '<')
			buf_cstr(b, "&lt;");
		else if (s.p[i] == '&')
			buf_cstr(b, "&amp;");
		else if ((unsigned char)s.p[i] >= 0x20)
			buf_char(b, s.p[i]);
	}
}

static void
put_packet(struct finish *f, struct buf *b)
{
	buf_cstr(b, "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
	    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
	    "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description "
	    "rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<dc:title><rdf:Alt><rdf:li "
	    "xml:lang=\"x-default\">");
	put_xml(b, f->x->title);
	buf_cstr(b, "</rdf:li></rdf:Alt></dc:title>\n<dc:creator><rdf:Seq><rdf:li>");
	put_xml(b, f->x->author);
	buf_cstr(b, "</rdf:li></rdf:Seq></dc:creator>\n<dc:language><rdf:Bag><rdf:li>");
	put_xml(b, f->x->lang);
	buf_cstr(b, "</rdf:li></rdf:Bag></dc:language>\n</rdf:Description></rdf:RDF></x:xmpmeta>\n"
	    "<?xpacket end=\"r\"?>");
}

static void
finish_metadata(struct finish *f, qpdf_oh root)
{
	qpdf_oh stream = qpdf_oh_new_stream(f->q), none = qpdf_oh_new_null(f->q), dict;
	struct buf b;

	buf_init(&b);
	put_packet(f, &b);
	qpdf_oh_replace_stream_data(f->q, stream, (const unsigned char *)b.p, b.n, none, none);
	buf_release(&b);
	dict = qpdf_oh_get_dict(f->q, stream);
	set_key(f, dict, "/Type", qpdf_oh_new_name(f->q, "/Metadata"));
	set_key(f, dict, "/Subtype", qpdf_oh_new_name(f->q, "/XML"));
	qpdf_oh_release(f->q, dict);
	qpdf_oh_release(f->q, none);
	set_key(f, root, "/Metadata", stream);
}

static void
finish_info(struct finish *f)
{
	qpdf_oh trailer = qpdf_get_trailer(f->q);
	qpdf_oh info = qpdf_oh_get_key(f->q, trailer, "/Info");

	if (qpdf_oh_is_dictionary(f->q, info)) {
		/* The same document is the same file, whenever it is printed. */
		qpdf_oh_remove_key(f->q, info, "/CreationDate");
		qpdf_oh_remove_key(f->q, info, "/ModDate");
		set_key(f, info, "/Title", text_value(f, f->x->title));
		set_key(f, info, "/Author", text_value(f, f->x->author));
		set_key(f, info, "/Subject", text_value(f, f->x->subject));
		set_key(f, info, "/Creator", qpdf_oh_new_string(f->q, "Maillage"));
		set_key(f, info, "/Producer", qpdf_oh_new_string(f->q, "Maillage"));
	}
	qpdf_oh_release(f->q, info);
	qpdf_oh_release(f->q, trailer);
}

static void
finish_catalog(struct finish *f)
{
	qpdf_oh root = qpdf_get_root(f->q), tree;

	set_key(f, root, "/Lang", text_value(f, f->x->lang));
	set_key(f, root, "/MarkInfo", qpdf_oh_parse(f->q, "<< /Marked true >>"));
	set_key(f, root, "/ViewerPreferences", qpdf_oh_parse(f->q, "<< /DisplayDocTitle true >>"));
	tree = qpdf_oh_get_key(f->q, root, "/StructTreeRoot");
	walk(f, tree, 0);
	qpdf_oh_release(f->q, tree);
	finish_metadata(f, root);
	qpdf_oh_release(f->q, root);
}

static bool
finish_failed(struct finish *f, struct err *e)
{
	const char *why = "qpdf";

	if (qpdf_has_error(f->q))
		why = qpdf_get_error_full_text(f->q, qpdf_get_error(f->q));
	return err_set(e, ERR_INTERNAL, "pdf.finish", _("The PDF could not be completed: %s."), why);
}

bool
pdf_finish(struct str raw, const struct pdf_extra *x, struct arena *a, struct buf *out,
    struct err *e)
{
	struct finish f = { .q = qpdf_init(), .x = x, .a = a };
	bool ok = false;
	int n;

	qpdf_silence_errors(f.q);
	qpdf_set_suppress_warnings(f.q, QPDF_TRUE);
	if (qpdf_read_memory(f.q, "PDF", raw.p, raw.n, NULL) >= QPDF_ERRORS)
		goto out;
	finish_catalog(&f);
	finish_info(&f);
	n = qpdf_get_num_pages(f.q);
	for (int i = 0; i < n; i++)
		finish_page(&f, qpdf_get_page_n(f.q, (size_t)i));
	if (qpdf_has_error(f.q) || qpdf_init_write_memory(f.q) >= QPDF_ERRORS)
		goto out;
	qpdf_set_deterministic_ID(f.q, QPDF_TRUE);
	qpdf_set_minimum_pdf_version(f.q, "1.7");
	qpdf_set_object_stream_mode(f.q, qpdf_o_generate);
	qpdf_set_compress_streams(f.q, QPDF_TRUE);
	if (qpdf_write(f.q) >= QPDF_ERRORS)
		goto out;
	buf_put(out, qpdf_get_buffer(f.q), qpdf_get_buffer_length(f.q));
	ok = true;
out:
	if (!ok)
		(void)finish_failed(&f, e);
	qpdf_cleanup(&f.q);
	return ok;
}
