/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report/pdf.h"

#include <cairo-pdf.h>
#include <stdio.h>

#include "base/lang.h"
#include "report/typo.h"
#include "report/words.h"

bool
pdf_enough(const struct pdf *p)
{
	return p->measuring && p->only_first && p->first_known;
}

void
pdf_keep(struct pdf *p, double h)
{
	if (p->measuring) {
		if (!p->first_known)
			p->first = p->y + h;
		p->first_known = true;
		return;
	}
	/* What is longer than a page begins where it stands, or on the next one. */
	if (h > BOTTOM - TOP)
		h = (BOTTOM - TOP) / 3;
	if (p->y + h > BOTTOM + 0.01 && p->y > TOP + 0.01)
		pdf_page_new(p);
}

void
pdf_space(struct pdf *p, double h)
{
	if (p->measuring || p->y > TOP + 0.01)
		p->y += h;
}

void
pdf_wide(struct pdf *p)
{
	if (!p->measuring && p->notes_end > 0 && p->y < p->notes_end + 14)
		p->y = p->notes_end + 14;
	p->narrow_from = -1;
}

/* "a, b" of what is there. */
static struct str
joined(struct pdf *p, struct str a, struct str b)
{
	if (a.n == 0)
		return b;
	if (b.n == 0)
		return a;
	return str_fmt(p->a, STR_F ", " STR_F, STR_A(a), STR_A(b));
}

/* A long name must not run into what stands at the other side. */
static void
frame_text(struct pdf *p, enum pdf_style style, struct str s, double y, double x, double width,
    enum pdf_align align)
{
	struct pdf_text t = pdf_text_plain(p, style, s, width, align);

	pango_layout_set_height(t.layout, -1);
	pango_layout_set_ellipsize(t.layout, PANGO_ELLIPSIZE_END);
	if (s.n > 0)
		pdf_text_lines(p, &t, x, y, 0, 1);
	pdf_text_free(&t);
}

static void
page_frame(struct pdf *p)
{
	const struct document *d = p->d;
	double y = BOTTOM + 20;

	if (p->page > 1) {
		frame_text(p, STYLE_NOTE_STRONG, d->structure, 36, LEFT, MEASURE, ALIGN_LEFT);
		frame_text(p, STYLE_NOTE, d->running, 36, MARGIN_X, COLUMN, ALIGN_RIGHT);
		pdf_box(p, LEFT, 52, WIDTH, 0.5, LINE);
	}
	frame_text(p, STYLE_NOTE, joined(p, d->client, d->scheme), y, LEFT, MEASURE, ALIGN_LEFT);
	frame_text(p, STYLE_NOTE_STRONG, str_fmt(p->a, "%d / %d", p->page, p->n_pages), y,
	    MARGIN_X, COLUMN, ALIGN_RIGHT);
}

void
pdf_page_new(struct pdf *p)
{
	if (p->page > 0)
		cairo_show_page(p->cr);
	p->page++;
	p->y = TOP;
	p->notes_end = 0;
	p->narrow_from = TOP;
	page_frame(p);
}

static void
title_block(struct pdf *p)
{
	const struct document *d = p->d;
	struct pdf_text t;
	double below;

	p->y = 46;
	pdf_tag(p, "P");
	below = p->y + pdf_put(p, STYLE_CHART, d->structure, LEFT, p->y, WIDTH / 2, ALIGN_LEFT) + 20;
	pdf_end(p, "P");
	pdf_tag(p, "P");
	frame_text(p, STYLE_SMALL, d->made_on.n > 0 ? str_fmt(p->a, _("%.*s made %.*s"),
	    STR_A(d->template_title), STR_A(d->made_on)) : d->template_title, p->y + 1.5, LEFT + WIDTH / 2,
	    WIDTH / 2, ALIGN_RIGHT);
	pdf_end(p, "P");
	p->y = below > 94 ? below : 94;
	t = pdf_text_plain(p, STYLE_SMALL, joined(p, d->client, d->scheme), WIDTH, ALIGN_LEFT);
	pdf_flow(p, "P", &t, LEFT);
	p->y += 3;
	pdf_text_free(&t);
	t = pdf_text_plain(p, STYLE_TITLE, d->title, WIDTH, ALIGN_LEFT);
	pdf_flow(p, "H1", &t, LEFT);
	pdf_text_free(&t);
	p->y += 10;
	/* The first note stands beside the lead. */
	p->narrow_from = p->y + 5;
	t = pdf_text_plain(p, STYLE_LEAD, d->lead, MEASURE, ALIGN_LEFT);
	pdf_flow(p, "P", &t, LEFT);
	pdf_text_free(&t);
	if (d->blocks != NULL && pdf_notes_lead(p, d->blocks))
		p->notes_end = p->narrow_from + pdf_side_notes(p, d->blocks, p->narrow_from);
	p->y += 8;
}

/* Who made this, when, from how much of the journal. */
static void
made(struct pdf *p)
{
	const struct document *d = p->d;
	struct pdf_text t;
	struct str words;

	if (d->made_on.n == 0)
		return;
	words = str_fmt(p->a, _("%.*s made %.*s from the journal up to entry %.*s."),
	    STR_A(d->template_title), STR_A(d->made_on), STR_A(number_words(p->a, (double)d->position, 0)));
	t = pdf_text_plain(p, STYLE_NOTE, typo(p->a, words, lang_now()), MEASURE, ALIGN_LEFT);
	pdf_wide(p);
	/* Not a page of its own for one line. */
	pdf_space(p, p->y + 20 + pdf_text_height(&t) <= BOTTOM ? 20 : 4);
	pdf_flow(p, "P", &t, LEFT);
	pdf_text_free(&t);
}

static cairo_status_t
take(void *to, const unsigned char *p, unsigned n)
{
	if (to != NULL)
		buf_put(to, p, n);
	return CAIRO_STATUS_SUCCESS;
}

/* One pass over the document; the first only counts the pages. */
static bool
render(struct pdf *p, PangoFontMap *map, struct buf *out, struct err *e)
{
	cairo_status_t status;
	bool ok;

	p->surface = cairo_pdf_surface_create_for_stream(take, out, PAGE_W, PAGE_H);
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_TITLE, "-");
	p->cr = cairo_create(p->surface);
	p->page = 0;
	p->headings = 0;
	p->level = 1;
	p->outline_parent = CAIRO_PDF_OUTLINE_ROOT;
	p->x = LEFT;
	p->width = MEASURE;
	p->alts.n = 0;
	p->links.n = 0;
	if (p->n_anchors > 0)
		memset(p->anchored, 0, p->n_anchors * sizeof(*p->anchored));
	ok = pdf_styles_open(p, map);
	if (ok) {
		pdf_page_new(p);
		pdf_tag(p, "Document");
		title_block(p);
		pdf_blocks(p, p->d->blocks);
		made(p);
		pdf_end(p, "Document");
		cairo_show_page(p->cr);
	}
	status = cairo_status(p->cr);
	cairo_destroy(p->cr);
	cairo_surface_finish(p->surface);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(p->surface);
	cairo_surface_destroy(p->surface);
	pdf_styles_close(p);
	if (!ok || status != CAIRO_STATUS_SUCCESS)
		return err_set(e, ERR_INTERNAL, "pdf.draw", _("The PDF could not be drawn: %s."),
		    cairo_status_to_string(status));
	return true;
}

static size_t
anchors_in(struct pdf *p, const struct block *b, size_t n)
{
	for (; b != NULL; b = b->next) {
		if (b->id.n > 0) {
			if (p->anchors != NULL)
				p->anchors[n] = b->id;
			n++;
		}
		for (size_t i = 0; b->kind == BLOCK_DEFINITIONS && i < b->n_figures; i++) {
			if (b->figures[i].anchor.n == 0)
				continue;
			if (p->anchors != NULL)
				p->anchors[n] = b->figures[i].anchor;
			n++;
		}
		if (b->children != NULL && p->depth < 16) {
			p->depth++;
			n = anchors_in(p, b->children, n);
			p->depth--;
		}
	}
	return n;
}

static void
anchors_collect(struct pdf *p)
{
	p->n_anchors = anchors_in(p, p->d->blocks, 0);
	p->anchors = arena_array(p->a, struct str, p->n_anchors);
	p->anchored = arena_array(p->a, bool, p->n_anchors);
	(void)anchors_in(p, p->d->blocks, 0);
}

static bool
draw(struct pdf *p, PangoFontMap *map, struct buf *out, struct err *e)
{
	struct pdf_extra x = { .lang = p->d->lang, .author = p->d->structure,
		.subject = p->d->template_title };
	struct buf raw;
	bool ok;

	if (!render(p, map, NULL, e))
		return false;
	p->n_pages = p->page;
	/* Not in the arena: rows of tables take it back to a mark while this grows. */
	buf_init(&raw);
	if (!render(p, map, &raw, e)) {
		buf_release(&raw);
		return false;
	}
	x.title = joined(p, p->d->running, joined(p, p->d->client, p->d->scheme));
	x.alts = &p->alts;
	x.links = &p->links;
	ok = pdf_finish(buf_text(&raw), &x, p->a, out, e);
	buf_release(&raw);
	return ok;
}

bool
document_pdf(const struct document *d, struct buf *out, struct err *e)
{
	enum lang before = lang_now(), l;
	PangoFontMap *map = NULL;
	struct arena a;
	struct pdf p = { .d = d, .a = &a };
	bool ok;

	arena_init(&a);
	/* The few words of the charts' own are the document's language, whoever asks for it. */
	if (lang_parse(d->lang, &l))
		lang_use(l);
	anchors_collect(&p);
	ok = fonts_open(&a, &map, e) && draw(&p, map, out, e);
	lang_use(before);
	arena_release(&a);
	return ok || err_wrap(e, _("PDF"));
}
