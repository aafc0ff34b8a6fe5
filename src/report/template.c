/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report/template.h"

#include "base/buf.h"
#include "base/text.h"
#include "registers/narrative.h"
#include "report/directive.h"

#include <cmark.h>

/* What is known while one text is read. */
struct reader {
	struct arena *a;
	struct err *e;
	struct str text;      /* the Markdown, behind the front matter */
	int before;           /* lines of front matter */
	bool narrative;
	unsigned n_pieces, n_directives;
};

/* Markdown inside a run: how deep, and what surrounds it. */
struct inline_state {
	unsigned strong, emph, link, depth;
	struct str href;
};

static const char *const period_names[] = {
	[PERIOD_ANY] = "any",
	[PERIOD_DAY] = "day",
	[PERIOD_WEEK] = "week",
	[PERIOD_MONTH] = "month",
	[PERIOD_QUARTER] = "quarter",
	[PERIOD_YEAR] = "year",
};

const char *
template_period_name(const struct template *t)
{
	return period_names[t->period];
}

static bool
refuse(struct reader *r, cmark_node *node, const char *why)
{
	return err_set(r->e, ERR_INVALID, "template.markdown", _("Line %d: %s"),
	    cmark_node_get_start_line(node) + r->before, why);
}

/* Only addresses that a reader can follow without harm; others are printed as plain text. */
static bool
href_ok(struct str s)
{
	static const char *const starts[] = { "https://", "http://", "mailto:", "#" };

	for (size_t i = 0; i < COUNT(starts); i++)
		if (str_starts(s, str_of(starts[i])))
			return true;
	return false;
}

static struct text_run *
run_add(struct reader *r, struct text_run **first, struct text_run **last, enum text_style style,
    struct str text, struct str href)
{
	struct text_run *run = *last;

	/* Markdown cuts texts at every special character; runs of one style are one. */
	if (run != NULL && run->style == style && style != TEXT_FIGURE && str_eq(run->href, href)) {
		run->text = str_fmt(r->a, STR_F STR_F, STR_A(run->text), STR_A(text));
		return run;
	}
	run = arena_new(r->a, struct text_run);
	run->style = style;
	run->text = str_dup(r->a, text);
	run->href = href;
	*(*last != NULL ? &(*last)->next : first) = run;
	*last = run;
	return run;
}

/* Cuts `{{id}}` out of plain runs. */
static bool
cut_figures(struct reader *r, cmark_node *node, struct text_run *in, struct text_run **out)
{
	struct text_run *first = NULL, *last = NULL;

	for (; in != NULL; in = in->next) {
		struct str rest = in->text;

		for (;;) {
			const char *open = rest.n == 0 ? NULL : memmem(rest.p, rest.n, "{{", 2);
			size_t at = open != NULL ? (size_t)(open - rest.p) : rest.n;
			struct str tail = str_sub(rest, at + 2, rest.n);
			const char *close = open != NULL && tail.n > 0 ? memmem(tail.p, tail.n, "}}", 2) : NULL;

			if (open == NULL)
				break;
			if (r->narrative)
				return refuse(r, node, _("a narrative holds no “{{”."));
			if (close == NULL)
				return refuse(r, node, _("“{{” is never closed by “}}”."));
			if (at > 0)
				run_add(r, &first, &last, in->style, str_sub(rest, 0, at), in->href);
			run_add(r, &first, &last, TEXT_FIGURE,
			    str_trim(str_sub(tail, 0, (size_t)(close - tail.p))), STR_NONE);
			rest = str_sub(tail, (size_t)(close - tail.p) + 2, tail.n);
		}
		if (rest.n > 0)
			run_add(r, &first, &last, in->style, rest, in->href);
	}
	*out = first;
	return true;
}

static void
inline_enter(struct reader *r, cmark_node *n, cmark_event_type ev, struct inline_state *st)
{
	bool enter = ev == CMARK_EVENT_ENTER;

	switch (cmark_node_get_type(n)) {
	case CMARK_NODE_STRONG:
		st->strong += enter ? 1 : (unsigned)-1;
		break;
	case CMARK_NODE_EMPH:
		st->emph += enter ? 1 : (unsigned)-1;
		break;
	case CMARK_NODE_LINK:
		st->link += enter ? 1 : (unsigned)-1;
		st->href = enter ? str_dup(r->a, str_of(cmark_node_get_url(n))) : STR_NONE;
		break;
	default:
		break;
	}
	st->depth += enter ? 1 : (unsigned)-1;
}

/* The runs of a paragraph or heading. */
static bool
read_inlines(struct reader *r, cmark_node *block, struct text_run **out)
{
	cmark_iter *it = cmark_iter_new(block);
	struct text_run *first = NULL, *last = NULL;
	struct inline_state st = { .strong = 0, .href = STR_NONE };
	cmark_event_type ev;
	bool ok = true;

	while (ok && (ev = cmark_iter_next(it)) != CMARK_EVENT_DONE) {
		cmark_node *n = cmark_iter_get_node(it);
		cmark_node_type t = cmark_node_get_type(n);
		struct str text = STR_NONE;
		bool link = st.link > 0 && href_ok(st.href);

		if (n == block)
			continue;
		if (t == CMARK_NODE_TEXT || t == CMARK_NODE_CODE)
			text = str_of(cmark_node_get_literal(n));
		else if (t == CMARK_NODE_SOFTBREAK || t == CMARK_NODE_LINEBREAK)
			text = STR(" ");
		else if (t == CMARK_NODE_IMAGE)
			ok = refuse(r, n, _("pictures have no place in a report's text."));
		else if (t == CMARK_NODE_HTML_INLINE)
			ok = refuse(r, block, _("HTML has no place in a report's text."));
		else
			inline_enter(r, n, ev, &st);
		if (ok && st.depth > TEMPLATE_DEPTH_MAX)
			ok = refuse(r, block, _("emphasis and links are nested too deep."));
		if (ok && text.p != NULL)
			run_add(r, &first, &last,
			    link ? TEXT_LINK : st.strong > 0 ? TEXT_STRONG : st.emph > 0 ? TEXT_EMPH : TEXT_PLAIN,
			    text, link ? st.href : STR_NONE);
	}
	cmark_iter_free(it);
	return ok && cut_figures(r, block, first, out);
}

static bool
piece_new(struct reader *r, cmark_node *n, enum piece_kind kind, struct piece **out)
{
	if (++r->n_pieces > TEMPLATE_PIECES_MAX)
		return refuse(r, n, _("the text has too many paragraphs."));
	*out = arena_new(r->a, struct piece);
	(*out)->kind = kind;
	(*out)->line = cmark_node_get_start_line(n) + r->before;
	return true;
}

/* Line `at` (1 = the first) of the text, without its end. */
static struct str
line_at(struct str text, int at)
{
	struct str line = STR_NONE;

	while (at-- > 0 && str_cut(&text, '\n', &line))
		;
	while (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

static bool
read_directives(struct reader *r, cmark_node *n, struct piece ***tail)
{
	int from = cmark_node_get_start_line(n), to = cmark_node_get_end_line(n);

	if (r->narrative)
		return refuse(r, n, _("a narrative holds no directives."));
	for (int i = from; i <= to; i++) {
		struct str line = line_at(r->text, i);
		struct piece *p = NULL;

		if (!str_starts(line, STR("::")))
			return refuse(r, n, _("between a directive and a text belongs an empty line."));
		if (++r->n_directives > TEMPLATE_DIRECTIVES_MAX)
			return refuse(r, n, _("the template has too many directives."));
		if (!piece_new(r, n, PIECE_DIRECTIVE, &p) ||
		    !directive_parse(line, i + r->before, r->a, &p->directive, r->e))
			return false;
		p->line = i + r->before;
		**tail = p;
		*tail = &p->next;
	}
	return true;
}

static bool
read_paragraph(struct reader *r, cmark_node *n, struct piece **out)
{
	if (cmark_node_get_type(n) != CMARK_NODE_PARAGRAPH)
		return refuse(r, n, _("only paragraphs may stand inside a list or a quotation."));
	if (!piece_new(r, n, PIECE_PARAGRAPH, out) || !read_inlines(r, n, &(*out)->runs))
		return false;
	if ((*out)->runs != NULL && str_starts((*out)->runs->text, STR("::")))
		return refuse(r, n, _("a directive stands at the margin."));
	return true;
}

static void
runs_append(struct reader *r, struct text_run **to, struct text_run *more)
{
	struct text_run *space = arena_new(r->a, struct text_run);

	space->text = STR(" ");
	space->next = more;
	while (*to != NULL)
		to = &(*to)->next;
	*to = space;
}

/* An item's paragraphs become one: lists in reports are short. */
static bool
read_list(struct reader *r, cmark_node *list, struct piece *out)
{
	struct piece **tail = &out->children;

	out->ordered = cmark_node_get_list_type(list) == CMARK_ORDERED_LIST;
	for (cmark_node *item = cmark_node_first_child(list); item != NULL; item = cmark_node_next(item)) {
		struct piece *one = NULL;

		for (cmark_node *n = cmark_node_first_child(item); n != NULL; n = cmark_node_next(n)) {
			struct piece *p;

			if (!read_paragraph(r, n, &p))
				return false;
			if (one == NULL)
				one = p;
			else
				runs_append(r, &one->runs, p->runs);
		}
		if (one == NULL)
			return refuse(r, item, _("an item of a list is empty."));
		*tail = one;
		tail = &one->next;
	}
	return true;
}

/* The last paragraph, if it begins with a dash, says who spoke. */
static bool
read_quote(struct reader *r, cmark_node *quote, struct piece *out)
{
	for (cmark_node *n = cmark_node_first_child(quote); n != NULL; n = cmark_node_next(n)) {
		static const char *const dashes[] = { "— ", "– ", "-- " };
		struct piece *p;
		bool source = false;

		if (!read_paragraph(r, n, &p))
			return false;
		for (size_t i = 0; i < COUNT(dashes) && p->runs != NULL && !source; i++) {
			struct str dash = str_of(dashes[i]);

			source = cmark_node_next(n) == NULL && out->runs != NULL &&
			    str_starts(p->runs->text, dash);
			if (source)
				p->runs->text = str_sub(p->runs->text, dash.n, p->runs->text.n);
		}
		if (source)
			out->source = p->runs;
		else if (out->runs == NULL)
			out->runs = p->runs;
		else
			runs_append(r, &out->runs, p->runs);
	}
	return true;
}

static bool
read_block(struct reader *r, cmark_node *n, struct piece ***tail)
{
	struct piece *p = NULL;
	bool ok = true;

	if (cmark_node_get_type(n) == CMARK_NODE_PARAGRAPH &&
	    str_starts(line_at(r->text, cmark_node_get_start_line(n)), STR("::")))
		return read_directives(r, n, tail);
	switch (cmark_node_get_type(n)) {
	case CMARK_NODE_PARAGRAPH:
		ok = read_paragraph(r, n, &p);
		break;
	case CMARK_NODE_HEADING:
		if (cmark_node_get_heading_level(n) < 2 || cmark_node_get_heading_level(n) > 3)
			return refuse(r, n, _("headings are of level 2 or 3; the title is the report's own."));
		ok = piece_new(r, n, PIECE_HEADING, &p) && read_inlines(r, n, &p->runs);
		if (ok)
			p->level = cmark_node_get_heading_level(n);
		break;
	case CMARK_NODE_LIST:
		ok = piece_new(r, n, PIECE_LIST, &p) && read_list(r, n, p);
		break;
	case CMARK_NODE_BLOCK_QUOTE:
		ok = piece_new(r, n, PIECE_QUOTE, &p) && read_quote(r, n, p);
		break;
	case CMARK_NODE_HTML_BLOCK:
		return refuse(r, n, _("HTML has no place in a report's text."));
	default:
		return refuse(r, n, _("only headings, paragraphs, lists, quotations and directives."));
	}
	if (ok) {
		**tail = p;
		*tail = &p->next;
	}
	return ok;
}

static bool
read_body(struct reader *r, struct piece **out)
{
	cmark_node *root = cmark_parse_document(r->text.n > 0 ? r->text.p : "", r->text.n,
	    CMARK_OPT_VALIDATE_UTF8);
	struct piece *first = NULL, **tail = &first;
	bool ok = root != NULL;

	if (root == NULL)
		return err_set(r->e, ERR_INTERNAL, "template.markdown", "%s",
		    _("The Markdown library gave no document."));
	for (cmark_node *n = cmark_node_first_child(root); ok && n != NULL; n = cmark_node_next(n))
		ok = read_block(r, n, &tail);
	cmark_node_free(root);
	if (ok)
		*out = first;
	return ok;
}

static bool
front_value(struct template *t, struct str key, struct str value, int line, struct err *e)
{
	if (str_is(key, "title")) {
		t->title = value;
	} else if (str_is(key, "lang")) {
		if (!lang_parse(value, &t->lang))
			return err_set(e, ERR_INVALID, "template.front", _("Line %d: lang is fr or en."), line);
	} else if (str_is(key, "period")) {
		for (size_t i = 0; i < COUNT(period_names); i++)
			if (str_is(value, period_names[i])) {
				t->period = (enum period_kind)i;
				return true;
			}
		return err_set(e, ERR_INVALID, "template.front",
		    _("Line %d: period is day, week, month, quarter, year or any."), line);
	} else {
		return err_set(e, ERR_INVALID, "template.front",
		    _("Line %d: “%.*s” is not known; there are title, lang and period."), line,
		    STR_A(str_sub(key, 0, 60)));
	}
	return true;
}

/* Reads from `---` to `---`; *rest is what follows, *lines how many it took. */
static bool
read_front(struct template *t, struct str text, struct arena *a, struct str *rest, int *lines,
    struct err *e)
{
	struct str line;
	bool has_lang = false;

	*rest = text;
	*lines = 1;
	if (!str_cut(rest, '\n', &line) || !str_is(str_trim(line), "---"))
		return err_set(e, ERR_INVALID, "template.front", "%s",
		    _("Line 1: a template begins with “---”, then title, lang and period."));
	while (str_cut(rest, '\n', &line)) {
		struct str key, value;

		(*lines)++;
		line = str_trim(line);
		if (str_is(line, "---")) {
			if (t->title.n == 0 || !has_lang)
				return err_set(e, ERR_INVALID, "template.front",
				    _("Line %d: the front matter needs title and lang."), *lines);
			return true;
		}
		if (line.n == 0)
			continue;
		value = line;
		if (!str_cut(&value, ':', &key) || value.p == NULL)
			return err_set(e, ERR_INVALID, "template.front",
			    _("Line %d: the front matter is made of “name: value”."), *lines);
		key = str_trim(key);
		has_lang = has_lang || str_is(key, "lang");
		if (!front_value(t, key, str_dup(a, str_trim(value)), *lines, e))
			return false;
	}
	return err_set(e, ERR_INVALID, "template.front", _("Line %d: the front matter never ends."),
	    *lines);
}

static bool
text_ok(struct str text, struct err *e)
{
	if (text.n > TEMPLATE_BYTES_MAX)
		return err_set(e, ERR_INVALID, "template.size", _("The text is longer than %u bytes."),
		    TEMPLATE_BYTES_MAX);
	if (!utf8_valid(text))
		return err_set(e, ERR_INVALID, "template.encoding", "%s", _("The text is not UTF-8."));
	return true;
}

struct str
directive_slot(const struct directive *d)
{
	if (d->type->kind == DIRECTIVE_PROPOSALS)
		return STR(SLOT_PROPOSALS);
	return d->n_words > 0 ? d->words[0] : STR(SLOT_TEXT);
}

static bool
is_slot(const struct piece *p)
{
	return p->kind == PIECE_DIRECTIVE && (p->directive->type->kind == DIRECTIVE_NARRATIVE ||
	    p->directive->type->kind == DIRECTIVE_PROPOSALS);
}

/* Each place has a name of its own: by it, what was written finds it again. */
static bool
slots_ok(const struct template *t, struct err *e)
{
	const struct directive *seen[TEMPLATE_SLOTS_MAX];
	size_t n = 0;

	for (const struct piece *p = t->pieces; p != NULL; p = p->next) {
		if (!is_slot(p))
			continue;
		if (!slot_name_ok(directive_slot(p->directive)))
			return directive_refuse(p->directive, e,
			    _("a place is named by small letters, digits and hyphens."));
		for (size_t i = 0; i < n; i++)
			if (str_eq(directive_slot(seen[i]), directive_slot(p->directive)))
				return directive_refuse(p->directive, e, _("this place is there already, in line %d."),
				    seen[i]->line);
		if (n == TEMPLATE_SLOTS_MAX)
			return directive_refuse(p->directive, e, _("at most %d places."), TEMPLATE_SLOTS_MAX);
		seen[n++] = p->directive;
	}
	return true;
}

size_t
template_slots(const struct template *t, struct arena *a, struct template_slot **out)
{
	struct template_slot *v = arena_array(a, struct template_slot, TEMPLATE_SLOTS_MAX);
	struct str heading = STR_NONE;
	size_t n = 0;

	for (const struct piece *p = t->pieces; p != NULL; p = p->next) {
		if (p->kind == PIECE_HEADING) {
			heading = STR("");
			for (const struct text_run *run = p->runs; run != NULL; run = run->next)
				heading = str_fmt(a, STR_F STR_F, STR_A(heading), STR_A(run->text));
		} else if (is_slot(p)) {
			v[n++] = (struct template_slot){ directive_slot(p->directive), heading,
				p->directive->type->kind == DIRECTIVE_PROPOSALS };
		}
	}
	*out = v;
	return n;
}

bool
template_parse(struct str name, struct str text, struct arena *a, struct template **out,
    struct err *e)
{
	struct template *t = arena_new(a, struct template);
	struct reader r = { .a = a, .e = e };

	if (str_starts(text, STR("\xEF\xBB\xBF")))
		text = str_sub(text, 3, text.n);
	if (!text_ok(text, e) || !read_front(t, text, a, &r.text, &r.before, e) ||
	    !read_body(&r, &t->pieces) || !slots_ok(t, e))
		return false;
	t->name = str_dup(a, name);
	*out = t;
	return true;
}

bool
narrative_parse(struct str text, struct arena *a, struct piece **out, struct err *e)
{
	struct reader r = { .a = a, .e = e, .narrative = true };

	if (str_starts(text, STR("\xEF\xBB\xBF")))
		text = str_sub(text, 3, text.n);
	r.text = text;
	return text_ok(text, e) && read_body(&r, out);
}

const struct piece *
narrative_proposals(const struct piece *pieces)
{
	while (pieces != NULL && (pieces->kind != PIECE_LIST || !pieces->ordered))
		pieces = pieces->next;
	return pieces;
}
