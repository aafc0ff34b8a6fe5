/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/page_record.h"

#include "base/lang.h"
#include "record.html.h"
#include "web/pages.h"
#include "web/records.h"

bool
record_says_nothing(const struct field *f, const struct cell *c)
{
	return f->type == FIELD_INT && f->fallback != NULL && strcmp(f->fallback, "0") == 0 &&
	    (!c->set || c->i == 0);
}

struct url
record_below(struct web_request *r, const struct record *rec, const char *word)
{
	struct url u = show_record(r, rec->reg, &rec->id);

	return word == NULL ? u : url_join(r->arena, u, str_of(word));
}

bool
record_view_begin(struct web_request *r, struct show *w, const struct record *rec, bool history,
    struct record_view *v, struct err *e)
{
	struct choice_link *tabs = arena_array(r->arena, struct choice_link, 2);
	struct page_tool *tools = arena_array(r->arena, struct page_tool, 2);
	bool change, delete;

	if (!record_may(r, OP_CHANGE, rec, &change, e) || !record_may(r, OP_DELETE, rec, &delete, e))
		return false;
	*v = (struct record_view){ .caption = str_of(_("Parts of the record")) };
	v->head.title = show_title(w, rec);
	v->head.under = str_of(lang_text(rec->reg->label));
	if (rec->deleted) {
		v->deleted = true;
		v->restore = record_below(r, rec, "restore");
		v->version = rec->version;
		v->csrf = web_csrf(r);
		change = delete = false;
	}
	if (delete)
		tools[v->head.n_tools++] = (struct page_tool){ "trash", str_of(_("Delete")),
			record_below(r, rec, "delete"), false };
	if (change)
		tools[v->head.n_tools++] = (struct page_tool){ "pencil-simple", str_of(_("Correct")),
			record_below(r, rec, "edit"), true };
	v->head.tools = tools;
	tabs[0] = (struct choice_link){ str_of(_("The record")), record_below(r, rec, NULL), !history };
	tabs[1] = (struct choice_link){ str_of(_("What changed")), record_below(r, rec, "history"), history };
	v->tabs = tabs;
	v->n_tabs = 2;
	return record_draft(r, rec, v, e);
}

void
record_shell(struct web_request *r, const struct reg *g, struct str title, struct shell *s)
{
	struct crumb *c = arena_array(r->arena, struct crumb, 2);

	c[0] = (struct crumb){ str_of(_("Registers")), URL("/r") };
	c[1] = (struct crumb){ str_of(lang_text(g->label)), show_register(r, g) };
	shell_of(r, title, s);
	s->crumbs = c;
	s->n_crumbs = 2;
}

bool
page_record(struct web_request *r, struct err *e)
{
	struct show *w = show_new(r);
	struct record_line *lines;
	struct record_view v;
	struct record rec;
	struct shell s;

	if (!record_asked_ever(r, &rec, e) || !record_reveal(r, &rec, e) ||
	    !record_view_begin(r, w, &rec, false, &v, e))
		return false;
	lines = arena_array(r->arena, struct record_line, rec.reg->n_fields + 1);
	if (rec.source_id.p != NULL)
		lines[v.n++] = (struct record_line){ str_of(_("Your own identifier")),
			{ .text = rec.source_id }, false };
	for (size_t i = 0; i < rec.reg->n_fields; i++) {
		const struct field *f = &rec.reg->fields[i];

		if (record_says_nothing(f, &rec.cells[i]))
			continue;
		lines[v.n].label = str_of(lang_text(f->label));
		lines[v.n].sealed = rec.cells[i].seal != SEAL_OPEN;
		if (!show_cell(w, f, &rec.cells[i], &lines[v.n++].cell, e))
			return false;
	}
	v.v = lines;
	record_shell(r, rec.reg, v.head.title, &s);
	draw_record(answer_page(r, 200), &s, &v);
	return true;
}
