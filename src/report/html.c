/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report/html.h"

#include "base/embed.h"
#include "base/lang.h"
#include "base/markup.h"
#include "report/typo.h"
#include "report/words.h"

void
html_raw(struct page *p, const char *markup)
{
	buf_cstr(p->out, markup);
}

void
html_text(struct page *p, struct str s)
{
	markup_text(p->out, s);
}

void
html_word(struct page *p, const char *word)
{
	html_text(p, typo(p->a, str_of(word), p->lang));
}

void
html_note(struct page *p, const struct block *b)
{
	if (b->note.n == 0)
		return;
	html_raw(p, "<p class=\"src\">");
	html_text(p, b->note);
	html_raw(p, "</p>");
}

static bool
href_ok(struct str s)
{
	static const char *const starts[] = { "https://", "http://", "mailto:", "#", "/figure/" };

	for (size_t i = 0; i < COUNT(starts); i++)
		if (str_starts(s, str_of(starts[i])))
			return true;
	return false;
}

static void
link_open(struct page *p, const char *class, const char *hash, struct str href)
{
	buf_fmt(p->out, "<a%s href=\"%s", class, hash);
	html_text(p, href);
	html_raw(p, "\">");
}

void
html_spans(struct page *p, const struct span *spans, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct span *s = &spans[i];
		const char *close = "";

		if (s->style == SPAN_STRONG) {
			html_raw(p, "<strong>");
			close = "</strong>";
		} else if (s->style == SPAN_EMPH) {
			html_raw(p, "<em>");
			close = "</em>";
		} else if (s->style == SPAN_LINK && href_ok(s->href)) {
			link_open(p, "", "", s->href);
			close = "</a>";
		} else if (s->style == SPAN_FIGURE && s->figure != NULL && s->figure->anchor.n > 0) {
			link_open(p, " class=\"fig\"", "#", s->figure->anchor);
			close = "</a>";
		}
		html_text(p, s->text);
		html_raw(p, close);
	}
}

static void
term(struct page *p, const char *name, struct str text)
{
	if (text.n == 0)
		return;
	html_raw(p, "<dt>");
	html_word(p, name);
	html_raw(p, "</dt><dd>");
	html_text(p, text);
	html_raw(p, "</dd>");
}

static void
figure_terms(struct page *p, const struct doc_figure *f)
{
	html_raw(p, "<dl>");
	term(p, _("Definition"), f->definition);
	term(p, _("Calculation"), f->calculation);
	if (f->worked.n > 0) {
		html_raw(p, "<dd class=\"worked\">");
		html_text(p, f->worked);
		html_raw(p, "</dd>");
	}
	term(p, _("Source"), f->source);
	html_raw(p, "</dl>");
}

static void
key_figure(struct page *p, const struct doc_figure *f)
{
	html_raw(p, f->has_value && !f->hidden ? "<li><b class=\"nb\">" : "<li><b class=\"nb none\">");
	html_text(p, f->printed);
	html_raw(p, "</b><span class=\"name\">");
	html_text(p, f->label);
	html_raw(p, "</span><span class=\"change\">");
	if (f->change.n > 0) {
		html_raw(p, "<b>");
		html_text(p, f->change);
		html_raw(p, f->old.n > 0 ? "<span class=\"vh\">,</span></b> " : "</b>");
	}
	html_text(p, f->old);
	html_raw(p, "</span>");
	if (f->trend.n > 0)
		svg_trend(p, f);
	html_raw(p, "<details class=\"why\" name=\"why\"><summary>");
	html_word(p, _("Where is this from?"));
	html_raw(p, "<span class=\"vh\"> ");
	html_text(p, f->label);
	html_raw(p, "</span></summary><div>");
	figure_terms(p, f);
	if (f->anchor.n > 0) {
		html_raw(p, "<p>");
		link_open(p, "", "#", f->anchor);
		html_word(p, _("Read it in the method"));
		html_raw(p, "</a></p>");
	}
	html_raw(p, "</div></details></li>");
}

static void
key_figures(struct page *p, const struct block *b)
{
	html_raw(p, "<ul class=\"keys\">");
	for (size_t i = 0; i < b->n_figures; i++)
		key_figure(p, &b->figures[i]);
	html_raw(p, "</ul>");
	html_trends(p, b);
	html_note(p, b);
}

static void
definitions(struct page *p, const struct block *b)
{
	html_raw(p, "<ul class=\"defs\">");
	for (size_t i = 0; i < b->n_figures; i++) {
		const struct doc_figure *f = &b->figures[i];

		html_raw(p, "<li id=\"");
		html_text(p, f->anchor);
		html_raw(p, "\"><div><h3>");
		html_text(p, f->label);
		html_raw(p, "</h3><span class=\"val\">");
		html_text(p, f->printed);
		html_raw(p, "</span></div>");
		figure_terms(p, f);
		html_raw(p, "</li>");
	}
	html_raw(p, "</ul>");
	html_note(p, b);
}

static void
heading(struct page *p, const struct block *b)
{
	/* Right over a finding, the section's name is only a name. */
	bool over = b->level == 2 && b->next != NULL && b->next->title.n > 0 &&
	    b->next->kind != BLOCK_HEADING && b->next->kind != BLOCK_NOTE;
	int level = b->level == 3 ? 3 : 2;

	buf_fmt(p->out, "<h%d%s id=\"", level, over ? " class=\"over\"" : "");
	html_text(p, b->id.n > 0 ? b->id : str_fmt(p->a, "s%u", p->n_headings));
	html_raw(p, "\">");
	p->n_headings++;
	html_text(p, b->title);
	buf_fmt(p->out, "</h%d>", level);
}

static void
quote(struct page *p, const struct block *b)
{
	html_raw(p, "<blockquote><p>");
	html_spans(p, b->spans, b->n_spans);
	html_raw(p, "</p>");
	if (b->note.n > 0) {
		html_raw(p, "<footer>");
		html_text(p, b->note);
		html_raw(p, "</footer>");
	}
	html_raw(p, "</blockquote>");
}

static void
items(struct page *p, const struct block *b, const char *open, const char *close)
{
	html_raw(p, open);
	for (const struct block *c = b->children; c != NULL; c = c->next) {
		html_raw(p, "<li>");
		html_spans(p, c->spans, c->n_spans);
		html_raw(p, "</li>");
	}
	html_raw(p, close);
}

static void
list(struct page *p, const struct block *b)
{
	items(p, b, b->ordered ? "<ol>" : "<ul>", b->ordered ? "</ol>" : "</ul>");
}

static void
draft_mark(struct page *p, const struct block *b)
{
	if (!b->draft)
		return;
	html_raw(p, "<p class=\"draft\">");
	html_word(p, _("Draft: not in the report yet."));
	html_raw(p, "</p>");
}

static void
proposals(struct page *p, const struct block *b)
{
	draft_mark(p, b);
	if (b->children != NULL)
		items(p, b, "<ol class=\"proposals\">", "</ol>");
}

static void
paragraph(struct page *p, const struct block *b)
{
	html_raw(p, "<p>");
	html_spans(p, b->spans, b->n_spans);
	html_raw(p, "</p>");
}

static void
side_note(struct page *p, const struct block *b)
{
	html_raw(p, "<div class=\"aside\" role=\"note\">");
	if (b->title.n > 0) {
		html_raw(p, "<b>");
		html_text(p, b->title);
		html_raw(p, "</b> ");
	}
	html_spans(p, b->spans, b->n_spans);
	html_raw(p, "</div>");
}

static void narrative(struct page *p, const struct block *b);

static void (*const writers[])(struct page *, const struct block *) = {
	[BLOCK_HEADING] = heading,
	[BLOCK_PARAGRAPH] = paragraph,
	[BLOCK_LIST] = list,
	[BLOCK_QUOTE] = quote,
	[BLOCK_FIGURES] = key_figures,
	[BLOCK_TABLE] = html_table,
	[BLOCK_MULTIPLES] = html_multiples,
	[BLOCK_HEAT] = html_heat,
	[BLOCK_BARS] = html_bars,
	[BLOCK_STACK] = html_stack,
	[BLOCK_NARRATIVE] = narrative,
	[BLOCK_PROPOSALS] = proposals,
	[BLOCK_DEFINITIONS] = definitions,
	[BLOCK_NOTE] = side_note,
};

/* Holds texts, lists and quotations, never another narrative. */
static void
narrative(struct page *p, const struct block *b)
{
	html_raw(p, "<div class=\"told\">");
	draft_mark(p, b);
	for (const struct block *c = b->children; c != NULL; c = c->next) {
		writers[c->kind](p, c);
		html_raw(p, "\n");
	}
	html_raw(p, "</div>");
}

/* One block, and inside of its section the side notes behind it, so that they stand beside it.
 * Returns the last of them. */
static const struct block *
block(struct page *p, const struct block *b)
{
	bool finding = b->title.n > 0 && b->kind != BLOCK_HEADING && b->kind != BLOCK_NOTE;
	bool noted = b->kind != BLOCK_NOTE && b->next != NULL && b->next->kind == BLOCK_NOTE;

	if (finding) {
		html_raw(p, "<section class=\"block\"><h3 class=\"find\">");
		html_text(p, b->title);
		html_raw(p, "</h3>");
	} else if (noted) {
		html_raw(p, "<div class=\"block\">");
	}
	writers[b->kind](p, b);
	if (noted) {
		html_raw(p, "<div class=\"notes\">");
		while (b->next != NULL && b->next->kind == BLOCK_NOTE) {
			b = b->next;
			side_note(p, b);
		}
		html_raw(p, "</div>");
	}
	html_raw(p, finding ? "</section>\n" : noted ? "</div>\n" : "\n");
	return b;
}

static void
blocks(struct page *p)
{
	for (const struct block *b = p->d->blocks; b != NULL; b = b->next)
		b = block(p, b);
}

static void
base64(struct buf *out, const unsigned char *s, size_t n)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	buf_reserve(out, (n + 2) / 3 * 4);
	for (size_t i = 0; i < n; i += 3) {
		uint32_t v = (uint32_t)s[i] << 16 | (i + 1 < n ? (uint32_t)s[i + 1] << 8 : 0) |
		    (i + 2 < n ? s[i + 2] : 0);
		char four[4] = { digits[v >> 18], digits[v >> 12 & 63], i + 1 < n ? digits[v >> 6 & 63] : '=',
			i + 2 < n ? digits[v & 63] : '=' };

		buf_put(out, four, 4);
	}
}

/* The faces of the design, carried in the page; a missing one leaves the font stack to do. The digits
 * of texts come from the display face, cut out of it: no slashed zeros. */
static void
fonts(struct page *p)
{
	static const struct { const char *family, *weight, *range, *kind, *file; } faces[] = {
		{ "Bricolage", "200 800", "", "woff2", "data/fonts/bricolage-latin.woff2" },
		{ "Atkinson", "200 800", "", "woff2", "data/fonts/atkinson-latin.woff2" },
		{ "Chiffres", "400", "unicode-range:U+30-39;", "ttf", "data/fonts/digits-400.ttf" },
		{ "Chiffres", "700", "unicode-range:U+30-39;", "ttf", "data/fonts/digits-700.ttf" },
	};

	for (size_t i = 0; i < COUNT(faces); i++) {
		const struct embedded *f = embed_find(faces[i].file);

		if (f == NULL)
			continue;
		buf_fmt(p->out, "@font-face{font-family:\"%s\";font-weight:%s;%s"
		    "src:url(data:font/%s;base64,", faces[i].family, faces[i].weight, faces[i].range,
		    faces[i].kind);
		base64(p->out, f->p, f->n);
		html_raw(p, ")}\n");
	}
}

static bool
styles(struct page *p, struct err *e)
{
	static const char *const files[] = { "pages/tokens.css", "pages/charts.css",
		"pages/report.css" };

	html_raw(p, "<style>\n");
	fonts(p);
	for (size_t i = 0; i < COUNT(files); i++) {
		const struct embedded *f = embed_find(files[i]);

		if (f == NULL)
			return err_set(e, ERR_INTERNAL, "report.style", _("The style %s is not in the program."),
			    files[i]);
		buf_put(p->out, f->p, f->n);
	}
	html_raw(p, "</style>\n");
	return true;
}

static void
head_line(struct page *p)
{
	const struct document *d = p->d;

	html_text(p, d->client);
	if (d->client.n > 0 && d->scheme.n > 0)
		html_raw(p, ", ");
	html_text(p, d->scheme);
}

static bool
head(struct page *p, struct err *e)
{
	const struct document *d = p->d;

	html_raw(p, "<!doctype html>\n<html lang=\"");
	html_text(p, d->lang);
	html_raw(p, "\">\n<head>\n<meta charset=\"utf-8\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	    "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
	html_text(p, d->running);
	if (d->client.n > 0 || d->scheme.n > 0)
		html_raw(p, " – ");
	head_line(p);
	html_raw(p, "</title>\n");
	if (!styles(p, e))
		return false;
	html_raw(p, "</head>\n<body>\n<a class=\"skip\" href=\"#report\">");
	html_word(p, _("Go to the report"));
	html_raw(p, "</a>\n<header class=\"top\">");
	svg_mark(p);
	html_raw(p, "Maillage<span>");
	html_text(p, d->structure);
	html_raw(p, "</span></header>\n");
	return true;
}

static void
made(struct page *p)
{
	const struct document *d = p->d;
	struct str words = str_fmt(p->a, _("%.*s made %.*s from the journal up to entry %.*s."),
	    STR_A(d->template_title), STR_A(d->made_on), STR_A(number_words(p->a, (double)d->position, 0)));

	html_text(p, typo(p->a, words, p->lang));
}

static void
contents(struct page *p)
{
	unsigned n = 0;

	html_raw(p, "<nav class=\"index\" aria-label=\"");
	html_word(p, _("Contents"));
	html_raw(p, "\"><a href=\"#report\">");
	html_word(p, _("In brief"));
	html_raw(p, "</a>");
	for (const struct block *b = p->d->blocks; b != NULL; b = b->next) {
		if (b->kind == BLOCK_NARRATIVE)
			for (const struct block *c = b->children; c != NULL; c = c->next)
				n += c->kind == BLOCK_HEADING;
		if (b->kind != BLOCK_HEADING)
			continue;
		if (b->level == 2) {
			link_open(p, "", "#", b->id.n > 0 ? b->id : str_fmt(p->a, "s%u", n));
			html_text(p, b->title);
			html_raw(p, "</a>");
		}
		n++;
	}
	html_raw(p, "<p>");
	made(p);
	html_raw(p, "</p></nav>\n");
}

static bool
page_write(struct page *p, struct err *e)
{
	const struct document *d = p->d;

	if (!head(p, e))
		return false;
	html_raw(p, "<div class=\"body\">\n");
	contents(p);
	html_raw(p, "<main id=\"report\">\n");
	if (d->client.n > 0 || d->scheme.n > 0) {
		html_raw(p, "<p class=\"client\">");
		head_line(p);
		html_raw(p, "</p>\n");
	}
	html_raw(p, "<h1>");
	html_text(p, d->title);
	html_raw(p, "</h1>\n");
	if (d->lead.n > 0) {
		html_raw(p, "<p class=\"lead\">");
		html_text(p, d->lead);
		html_raw(p, "</p>\n");
	}
	blocks(p);
	html_raw(p, "<p class=\"foot\">");
	made(p);
	html_raw(p, "</p>\n</main>\n</div>\n</body>\n</html>\n");
	return true;
}

void
document_block_html(const struct document *d, const struct block *b, struct buf *out)
{
	struct arena a;
	struct page p = { .out = out, .d = d, .a = &a, .level = 3, .lang = lang_now() };

	arena_init(&a);
	writers[b->kind](&p, b);
	arena_release(&a);
}

void
document_trends_html(const struct document *d, const struct block *b, struct buf *out)
{
	struct arena a;
	struct page p = { .out = out, .d = d, .a = &a, .level = 3, .lang = lang_now() };

	arena_init(&a);
	html_trends(&p, b);
	arena_release(&a);
}

bool
document_html(const struct document *d, struct buf *out, struct err *e)
{
	enum lang before = lang_now(), lang = LANG_FR;
	struct arena a;
	struct page p = { .out = out, .d = d, .a = &a, .level = 4 };
	bool ok;

	/* The page's own words are in the document's language, whoever asks for it. */
	if (lang_parse(d->lang, &lang))
		lang_use(lang);
	p.lang = lang_now();
	arena_init(&a);
	ok = page_write(&p, e);
	arena_release(&a);
	lang_use(before);
	return ok;
}
