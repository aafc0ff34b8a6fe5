/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/show.h"

#include "base/lang.h"
#include "record/returned.h"

struct show {
	struct web_request *r;
	struct shown *shown;
};

struct show *
show_new(struct web_request *r)
{
	struct show *w = arena_new(r->arena, struct show);

	w->r = r;
	w->shown = shown_new(r->arena, r->store, r->codes);
	return w;
}

struct str
show_reason(struct arena *a, const struct reg *g, struct str reason)
{
	const struct field *f;
	struct str word = returned_word(g, reason, &f);

	return f == NULL ? word : str_fmt(a, _("%s: %.*s"), lang_text(f->label), STR_A(word));
}

struct url
show_register(struct web_request *r, const struct reg *g)
{
	return url_join(r->arena, URL("/r"), str_of(g->name));
}

struct url
show_record(struct web_request *r, const struct reg *g, const struct uuid *id)
{
	char text[37];

	uuid_format(id, text);
	return url_join(r->arena, show_register(r, g), str_dup(r->arena, str_of(text)));
}

struct shown *
show_words(struct show *w)
{
	return w->shown;
}

struct str
show_title(const struct show *w, const struct record *r)
{
	return show_record_title(w->r->arena, r);
}

bool
show_cell(struct show *w, const struct field *f, const struct cell *c, struct table_cell *out,
    struct err *e)
{
	*out = (struct table_cell){ .text = STR_NONE };
	if (!show_text(w->shown, f, c, &out->text, e))
		return false;
	if (f->type == FIELD_REF && out->text.p != NULL) {
		const struct reg *other = reg_find(str_of(f->ref));

		if (access_may(other, web_reach(w->r), OP_READ) != REACH_NONE)
			out->to = show_record(w->r, other, &c->u);
	}
	return true;
}

void
show_table(struct arena *a, struct table_view *t, const char *caption, const char *const *names,
    const bool *numbers, size_t n)
{
	struct table_column *columns = arena_array(a, struct table_column, n);

	for (size_t i = 0; i < n; i++)
		columns[i] = (struct table_column){ .name = str_of(lang_text(names[i])), .number = numbers[i] };
	t->caption = str_of(caption);
	t->columns = columns;
	t->n_columns = n;
}
