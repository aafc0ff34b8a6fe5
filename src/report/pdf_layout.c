/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Blocks of running text, side notes, and the order of things on the page. */
#include "report/pdf.h"

#include <cairo-pdf.h>

#include "base/lang.h"
#include "report/typo.h"

#define DEPTH_MAX 8

static void block_draw(struct pdf *p, const struct block *b);

/* Runs one block without drawing it. */
static struct pdf
measured(struct pdf *p, const struct block *b, bool only_first)
{
	struct pdf m = *p;

	m.measuring = true;
	m.only_first = only_first;
	m.first_known = false;
	m.y = 0;
	m.notes_end = 0;
	block_draw(&m, b);
	if (!m.first_known)
		m.first = m.y;
	return m;
}

double
pdf_first_height(struct pdf *p, const struct block *b)
{
	return b != NULL ? measured(p, b, true).first : 0;
}

double
pdf_height(struct pdf *p, const struct block *b)
{
	return b != NULL ? measured(p, b, false).y : 0;
}

static const char *
heading_tag(int level)
{
	static const char *const tags[] = { "H1", "H2", "H3", "H4" };

	return tags[level < 1 ? 0 : level > 4 ? 3 : level - 1];
}

static void
heading_place(struct pdf *p, const struct block *b, int level)
{
	struct str name = str_fmt(p->a, "h%d", p->headings++);
	struct str at = str_fmt(p->a, "name='" STR_F "'", STR_A(name));
	int id;

	cairo_tag_begin(p->cr, CAIRO_TAG_DEST, str_cstr(p->a, at));
	id = cairo_pdf_surface_add_outline(p->surface,
	    level > 2 ? p->outline_parent : CAIRO_PDF_OUTLINE_ROOT, str_cstr(p->a, b->title),
	    str_cstr(p->a, str_fmt(p->a, "dest='" STR_F "'", STR_A(name))),
	    CAIRO_PDF_OUTLINE_FLAG_OPEN);
	if (level <= 2)
		p->outline_parent = id;
}

/* Right over a finding, a section's name is only a name. */
static bool
is_over(const struct block *b)
{
	return b->level <= 2 && b->next != NULL && b->next->title.n > 0 &&
	    b->next->kind != BLOCK_HEADING && b->next->kind != BLOCK_NOTE;
}

/* A heading may only be as wide as the text while a side note stands beside it. */
static struct pdf_text
heading_text(struct pdf *p, const struct block *b, bool over)
{
	return pdf_text_balanced(p, over ? STYLE_OVER : b->level > 2 ? STYLE_H3 : STYLE_H2, b->title,
	    p->notes_end > p->y ? MEASURE : WIDTH);
}

static void
draw_heading(struct pdf *p, const struct block *b)
{
	int level = b->level > 2 ? 3 : 2;
	bool over = is_over(b), anchored;
	struct pdf_text t = heading_text(p, b, over);
	double next = 0;

	if (b->title.n == 0) {
		pdf_text_free(&t);
		return;
	}
	pdf_space(p, level == 2 ? 28 : 18);
	p->level = level;
	p->over = over;
	/* A side note or what prints as nothing is not what the heading names. */
	for (const struct block *n = b->next; n != NULL && next < 1; n = n->next)
		next = pdf_first_height(p, n);
	pdf_keep(p, pdf_text_height(&t) + (over ? 8 : 0) + next);
	if (over) {
		if (p->measuring || p->y > TOP + 0.01)
			pdf_box(p, LEFT, p->y, WIDTH, 0.5, LINE);
		p->y += p->measuring || p->y > TOP + 0.01 ? 8 : 0;
	}
	if (!p->measuring) {
		heading_place(p, b, level);
		anchored = pdf_anchor(p, b->id);
		pdf_flow(p, heading_tag(level), &t, LEFT);
		if (anchored)
			pdf_anchor_end(p);
		cairo_tag_end(p->cr, CAIRO_TAG_DEST);
	} else
		p->y += pdf_text_height(&t);
	pdf_text_free(&t);
	/* A side note begins beside the text, not beside its title. */
	p->narrow_from = p->y + 9;
}

static void
draw_spans(struct pdf *p, const struct block *b, enum pdf_style style, const char *tag)
{
	struct pdf_text t;
	bool anchored;

	if (b->n_spans == 0)
		return;
	t = pdf_text_make(p, style, b->spans, b->n_spans, p->width, ALIGN_LEFT);
	anchored = pdf_anchor(p, b->id);
	pdf_flow(p, tag, &t, p->x);
	if (anchored)
		pdf_anchor_end(p);
	pdf_text_free(&t);
}

static void
draw_paragraph(struct pdf *p, const struct block *b)
{
	if (b->n_spans == 0)
		return;
	pdf_space(p, 7);
	draw_spans(p, b, STYLE_TEXT, "P");
}

static void
draw_item_rest(struct pdf *p, const struct block *item)
{
	for (const struct block *c = item->children; c != NULL && !pdf_enough(p); c = c->next)
		block_draw(p, c);
}

static void
draw_list(struct pdf *p, const struct block *b)
{
	double x = p->x, w = p->width;
	int number = 0;

	pdf_space(p, 7);
	pdf_tag(p, "L");
	for (const struct block *c = b->children; c != NULL && !pdf_enough(p); c = c->next) {
		struct str mark = b->ordered ? str_fmt(p->a, "%d.", ++number) : STR("•");
		bool text = c->kind == BLOCK_PARAGRAPH;

		if (c != b->children)
			pdf_space(p, 3);
		pdf_keep(p, 2 * pdf_leading(STYLE_TEXT));
		pdf_tag(p, "LI");
		if (text) {
			pdf_tag(p, "Lbl");
			pdf_put_color(p, STYLE_TEXT, PLUM, mark, x, p->y, 14, ALIGN_LEFT);
			pdf_end(p, "Lbl");
		}
		p->x = x + 16;
		p->width = w - 16;
		pdf_tag(p, "LBody");
		if (text)
			draw_spans(p, c, STYLE_TEXT, "P");
		else
			block_draw(p, c);
		if (text)
			draw_item_rest(p, c);
		pdf_end(p, "LBody");
		pdf_end(p, "LI");
		p->x = x;
		p->width = w;
	}
	pdf_end(p, "L");
}

static void
draw_quote(struct pdf *p, const struct block *b)
{
	struct str source = b->note.n > 0 ? b->note : b->title;
	struct pdf_text t;

	if (b->n_spans == 0)
		return;
	pdf_space(p, 20);
	t = pdf_text_make(p, STYLE_QUOTE, b->spans, b->n_spans, p->width, ALIGN_LEFT);
	if (t.lines < 12)
		pdf_keep(p, pdf_text_height(&t) + 16);
	pdf_tag(p, "BlockQuote");
	pdf_flow(p, "P", &t, p->x);
	pdf_text_free(&t);
	if (source.n > 0) {
		p->y += 4;
		t = pdf_text_plain(p, STYLE_SMALL, source, p->width, ALIGN_LEFT);
		pdf_flow(p, "P", &t, p->x);
		pdf_text_free(&t);
	}
	pdf_end(p, "BlockQuote");
	p->y += 8;
}

static void
draw_draft_mark(struct pdf *p, const struct block *b)
{
	struct pdf_text t;

	if (!b->draft)
		return;
	t = pdf_text_plain(p, STYLE_SMALL, typo(p->a, str_of(_("Draft: not in the report yet.")), lang_now()),
	    p->width, ALIGN_LEFT);
	pdf_flow(p, "P", &t, p->x);
	pdf_text_free(&t);
	p->y += 4;
}

static void
draw_narrative(struct pdf *p, const struct block *b)
{
	draw_draft_mark(p, b);
	draw_paragraph(p, b);
	draw_item_rest(p, b);
}

static void
proposal_body(struct pdf *p, const struct block *c)
{
	if (c->title.n > 0) {
		struct span strong = { .style = SPAN_STRONG, .text = c->title };
		struct pdf_text t = pdf_text_make(p, STYLE_TEXT, &strong, 1, p->width, ALIGN_LEFT);

		pdf_flow(p, "P", &t, p->x);
		pdf_text_free(&t);
	}
	/* A proposal often begins with its gist in strong: that is its title. */
	if (c->title.n == 0 && c->n_spans > 1 && c->spans[0].style == SPAN_STRONG) {
		struct block rest = *c;
		struct pdf_text t = pdf_text_make(p, STYLE_TEXT, c->spans, 1, p->width, ALIGN_LEFT);

		pdf_flow(p, "P", &t, p->x);
		pdf_text_free(&t);
		rest.n_spans--;
		rest.spans = arena_array(p->a, struct span, rest.n_spans);
		memcpy(rest.spans, c->spans + 1, rest.n_spans * sizeof(*rest.spans));
		rest.spans[0].text = str_trim(rest.spans[0].text);
		draw_spans(p, &rest, STYLE_TEXT, "P");
	} else
		draw_spans(p, c, STYLE_TEXT, "P");
	draw_item_rest(p, c);
}

static void
draw_proposals(struct pdf *p, const struct block *b)
{
	double x = p->x, w = p->width;
	int number = 0;

	draw_draft_mark(p, b);
	if (b->children == NULL)
		return;
	pdf_space(p, 8);
	pdf_tag(p, "L");
	for (const struct block *c = b->children; c != NULL && !pdf_enough(p); c = c->next) {
		struct pdf m = *p;

		m.measuring = true;
		m.x = x + 26;
		m.width = w - 26;
		m.y = 0;
		m.only_first = false;
		proposal_body(&m, c);
		pdf_keep(p, 20 + (m.y < 240 ? m.y : 60));
		/* The page's own line does at its top. */
		if (p->measuring || p->y > TOP + 0.01) {
			pdf_box(p, x, p->y, w, 0.6, LINE);
			p->y += 10;
		}
		pdf_tag(p, "LI");
		pdf_tag(p, "Lbl");
		pdf_put(p, STYLE_NUMBER, str_fmt(p->a, "%d", ++number), x, p->y, 24, ALIGN_LEFT);
		pdf_end(p, "Lbl");
		pdf_tag(p, "LBody");
		p->x = x + 26;
		p->width = w - 26;
		proposal_body(p, c);
		pdf_end(p, "LBody");
		pdf_end(p, "LI");
		p->x = x;
		p->width = w;
		p->y += 10;
	}
	pdf_end(p, "L");
}

static bool
is_narrow(const struct block *b)
{
	static const bool narrow[BLOCK_NOTE + 1] = {
		[BLOCK_HEADING] = true, [BLOCK_PARAGRAPH] = true, [BLOCK_LIST] = true,
		[BLOCK_QUOTE] = true, [BLOCK_NARRATIVE] = true, [BLOCK_PROPOSALS] = true,
		[BLOCK_NOTE] = true,
	};

	return narrow[b->kind];
}

/* Height of the text that follows and beside which a note may stand; as far as it matters. */
static double
text_after(struct pdf *p, const struct block *b, double enough)
{
	double h = 0;

	for (b = b->next; b != NULL && is_narrow(b) && h < enough; b = b->next) {
		/* A heading goes with what it names. */
		if (b->kind == BLOCK_HEADING && (b->next == NULL || !is_narrow(b->next)))
			break;
		if (b->kind != BLOCK_NOTE)
			h += pdf_height(p, b);
	}
	return h;
}

/* A note's body at x, y; gives its height. */
static double
note_body(struct pdf *p, const struct block *b, double x, double y, double width)
{
	double top = y;
	struct pdf_text t;

	pdf_box(p, x, y, width, 0.6, LINE);
	y += 6;
	pdf_tag(p, "Note");
	if (b->title.n > 0) {
		pdf_tag(p, "P");
		y += pdf_put(p, STYLE_NOTE_STRONG, b->title, x, y, width, ALIGN_LEFT);
		pdf_end(p, "P");
	}
	if (b->n_spans > 0) {
		t = pdf_text_make(p, STYLE_NOTE, b->spans, b->n_spans, width, ALIGN_LEFT);
		pdf_tag(p, "P");
		pdf_text_lines(p, &t, x, y, 0, t.lines);
		pdf_end(p, "P");
		y += pdf_text_height(&t);
		pdf_text_free(&t);
	}
	pdf_end(p, "Note");
	return y - top;
}

static void
draw_note(struct pdf *p, const struct block *b)
{
	struct pdf m = *p;
	double h, from, end;

	if (b->n_spans == 0 && b->title.n == 0)
		return;
	m.measuring = true;
	h = note_body(&m, b, 0, 0, COLUMN);
	if (p->measuring)
		return;
	from = p->narrow_from >= 0 ? p->narrow_from : p->y;
	if (p->notes_end > 0 && from < p->notes_end + 14)
		from = p->notes_end + 14;
	end = from + h;
	if (end <= BOTTOM && end <= p->y + 8 + text_after(p, b, end - p->y)) {
		(void)note_body(p, b, MARGIN_X, from, COLUMN);
		p->notes_end = end;
		return;
	}
	h = note_body(&m, b, 0, 0, MEASURE);
	pdf_space(p, 12);
	pdf_keep(p, h);
	p->y += note_body(p, b, LEFT, p->y, MEASURE) + 4;
}

double
pdf_side_notes(struct pdf *p, const struct block *b, double y)
{
	double top = y;

	for (b = b->next; b != NULL && b->kind == BLOCK_NOTE; b = b->next)
		y += note_body(p, b, MARGIN_X, y, COLUMN) + (y > top ? 10 : 0);
	return y - top;
}

bool
pdf_notes_lead(const struct pdf *p, const struct block *b)
{
	return b == p->d->blocks && b->kind == BLOCK_FIGURES && b->title.n == 0;
}

void
pdf_block_title(struct pdf *p, const struct block *b, double with)
{
	struct pdf_text t = pdf_text_balanced(p, STYLE_FIND, b->title, WIDTH);
	bool anchored;

	/* Right under its section's name a finding needs no distance. */
	pdf_space(p, p->over ? 3 : 22);
	p->over = false;
	pdf_keep(p, pdf_text_height(&t) + with);
	anchored = pdf_anchor(p, b->id);
	if (b->title.n > 0) {
		pdf_flow(p, heading_tag(p->level + 1), &t, LEFT);
		p->y += 8;
	}
	if (anchored)
		pdf_anchor_end(p);
	pdf_text_free(&t);
}

/* Left what the block says of itself, right what is said beside it. */
void
pdf_block_note(struct pdf *p, const struct block *b)
{
	struct pdf m = *p;
	struct pdf_text t = pdf_text_plain(p, STYLE_NOTE, b->note, MEASURE, ALIGN_LEFT);
	double side = 0, top;

	m.measuring = true;
	if (!pdf_notes_lead(p, b))
		side = pdf_side_notes(&m, b, 0);
	if (t.lines > 0 || side > 0) {
		p->y += 6;
		pdf_keep(p, side > pdf_text_height(&t) ? side : pdf_text_height(&t));
		top = p->y;
		pdf_flow(p, "P", &t, LEFT);
		if (side > 0)
			(void)pdf_side_notes(p, b, top);
		if (p->y < top + side)
			p->y = top + side;
	}
	pdf_text_free(&t);
}

bool
pdf_nothing(struct pdf *p, const struct block *b, size_t n)
{
	struct pdf_text t;

	if (n > 0)
		return false;
	/* Without a title nobody knows what is missing. */
	if (b->title.n == 0)
		return true;
	pdf_block_title(p, b, pdf_leading(STYLE_SMALL));
	t = pdf_text_plain(p, STYLE_SMALL, str_of(_("Nothing was recorded for this period.")), WIDTH,
	    ALIGN_LEFT);
	pdf_flow(p, "P", &t, LEFT);
	pdf_text_free(&t);
	pdf_block_note(p, b);
	return true;
}

static void
block_draw(struct pdf *p, const struct block *b)
{
	static void (*const draw[BLOCK_NOTE + 1])(struct pdf *, const struct block *) = {
		[BLOCK_HEADING] = draw_heading,
		[BLOCK_PARAGRAPH] = draw_paragraph,
		[BLOCK_LIST] = draw_list,
		[BLOCK_QUOTE] = draw_quote,
		[BLOCK_FIGURES] = pdf_figures,
		[BLOCK_TABLE] = pdf_table,
		[BLOCK_MULTIPLES] = pdf_multiples,
		[BLOCK_HEAT] = pdf_heat,
		[BLOCK_BARS] = pdf_bars,
		[BLOCK_STACK] = pdf_stack,
		[BLOCK_NARRATIVE] = draw_narrative,
		[BLOCK_PROPOSALS] = draw_proposals,
		[BLOCK_DEFINITIONS] = pdf_definitions,
		[BLOCK_NOTE] = draw_note,
	};

	if (p->depth >= DEPTH_MAX)
		return;
	p->depth++;
	if (!is_narrow(b))
		pdf_wide(p);
	else if (p->narrow_from < 0)
		p->narrow_from = p->y + 10;
	draw[b->kind](p, b);
	p->depth--;
}

void
pdf_blocks(struct pdf *p, const struct block *first)
{
	for (const struct block *b = first; b != NULL; b = b->next) {
		block_draw(p, b);
		/* A wide block has drawn its notes itself. */
		while (!is_narrow(b) && b->next != NULL && b->next->kind == BLOCK_NOTE)
			b = b->next;
	}
}
