/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/asked.h"
#include "web/page_list.h"

#include "base/lang.h"
#include "list.html.h"
#include "record/find.h"
#include "record/list.h"
#include "report/words.h"
#include "web/pages.h"
#include "web/records.h"
#include "web/show.h"

#define COLUMNS_MAX 60
#define COLUMNS_FIRST 7    /* shown when a register does not say which */
#define MENUS_MAX 4
#define MENU_NAMES_MAX 200 /* records of a menu */

bool
page_registers(struct web_request *r, struct err *e)
{
	struct page_head h = { .title = str_of(_("Registers")) };
	struct reg_links groups[N_GROUPS];
	size_t n = 0;
	struct shell s;

	(void)e;
	for (size_t g = 0; g < N_GROUPS; g++) {
		struct reg_link *v = arena_array(r->arena, struct reg_link, n_registers);
		size_t k = 0;

		for (size_t i = 0; i < n_registers; i++)
			if (registers[i]->group == (enum reg_group)g &&
			    access_may(registers[i], web_reach(r), OP_READ) != REACH_NONE)
				v[k++] = (struct reg_link){ str_of(lang_text(registers[i]->label)),
					show_register(r, registers[i]) };
		if (k > 0)
			groups[n++] = (struct reg_links){ lang_text(reg_group_label((enum reg_group)g)), v, k };
	}
	shell_of(r, h.title, &s);
	draw_registers(answer_page(r, 200), &s, &h, groups, n);
	return true;
}

/* -- one register ---------------------------------------------------------------------------- */

struct listing {
	struct web_request *r;
	const struct reg *g;
	const struct form *query;
	struct show *show;
	struct list_view v;
	struct list_ask ask;
	int columns[COLUMNS_MAX];
	size_t n_columns;
	bool *chosen;          /* of the register's fields */
};

static bool
word_is_in(struct str words, const char *name)
{
	struct str one;

	while (str_cut(&words, ' ', &one))
		if (str_is(one, name))
			return true;
	return false;
}

/* Shown unless other columns are asked for. */
static bool
shown_first(const struct reg *g, size_t i)
{
	/* The title stands first, as the record's link. */
	if (g->title != NULL && strcmp(g->fields[i].name, g->title) == 0)
		return false;
	return g->listed != NULL ? word_is_in(str_of(g->listed), g->fields[i].name) : i < COLUMNS_FIRST;
}

static void
choose_columns(struct listing *l)
{
	struct str asked[COLUMNS_MAX];
	size_t n = form_all(l->query, "columns", asked, COLUMNS_MAX);

	l->chosen = arena_array(l->r->arena, bool, l->g->n_fields);
	for (size_t i = 0; i < l->g->n_fields; i++) {
		bool in = n == 0 && shown_first(l->g, i), sealed = (l->g->fields[i].flags & FIELD_SEALED) != 0;

		for (size_t k = 0; k < n && k < COLUMNS_MAX; k++)
			in = in || str_is(asked[k], l->g->fields[i].name);
		l->chosen[i] = in && !sealed && l->n_columns < COLUMNS_MAX;
		if (l->chosen[i])
			l->columns[l->n_columns++] = (int)i;
	}
}

/* The page's own words stand in a form; the list reads its own: from and to become a range. */
static bool
read_words(struct listing *l, struct err *e)
{
	static const char *const own[] = { "columns", NULL };
	struct web_request *r = l->r;
	struct list_word *w = arena_array(r->arena, struct list_word, l->query->n_fields + 1);
	struct str from = form_word(l->query, "from"), to = form_word(l->query, "to");
	size_t n = 0;

	for (size_t i = 0; i < l->query->n_fields; i++)
		if (!str_is(l->query->fields[i].name, "from") && !str_is(l->query->fields[i].name, "to"))
			w[n++] = (struct list_word){ l->query->fields[i].name, l->query->fields[i].value };
	if (l->g->order != NULL && (from.p != NULL || to.p != NULL))
		w[n++] = (struct list_word){ str_of(l->g->order),
			str_fmt(r->arena, STR_F ".." STR_F, STR_A(from), STR_A(to)) };
	l->v.from = from;
	l->v.to = to;
	l->ask.reg = l->g;
	return asked_list(r, l->g, w, n, e) &&
	    list_words(r->store, r->codes, w, n, own, r->arena, &l->ask, web_faults(r), e) &&
	    no_faults(r, e);
}

/* This list with one word changed; the page begins anew. */
static struct url
with_word(struct listing *l, const char *name, struct str value)
{
	struct url u = show_register(l->r, l->g);

	for (size_t i = 0; i < l->query->n_fields; i++) {
		const struct form_field *f = &l->query->fields[i];

		if (!str_is(f->name, name) && !str_is(f->name, "cursor") && f->value.n > 0)
			u = url_with(l->r->arena, u, str_cstr(l->r->arena, f->name), f->value);
	}
	return value.p == NULL ? u : url_with(l->r->arena, u, name, value);
}

static bool
may_sort(const struct field *f)
{
	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_INT:
	case FIELD_REAL:
	case FIELD_MONEY:
	case FIELD_DATE:
	case FIELD_CLOCK:
	case FIELD_CODE:
		return true;
	case FIELD_BOOL:
	case FIELD_CODES:
	case FIELD_REF:
	case FIELD_REFS:
	case FIELD_FACTS:
	case FIELD_SLOTS:
		return false;
	}
	return false;
}

static bool
is_number(const struct field *f)
{
	return f->type == FIELD_INT || f->type == FIELD_REAL || f->type == FIELD_MONEY;
}

static void
head_columns(struct listing *l)
{
	struct arena *a = l->r->arena;
	struct table_column *v = arena_array(a, struct table_column, l->n_columns + 1);

	v[0] = (struct table_column){ .name = str_of(_("Record")) };
	for (size_t i = 0; i < l->n_columns; i++) {
		const struct field *f = &l->g->fields[l->columns[i]];
		bool here = l->ask.sort == l->columns[i];

		v[i + 1] = (struct table_column){ .name = str_of(lang_text(f->label)), .number = is_number(f),
			.sorted = !here ? 0 : l->ask.descending ? -1 : 1 };
		if (may_sort(f))
			v[i + 1].sort = with_word(l, "sort", str_fmt(a, "%s%s",
			    here && !l->ask.descending ? "-" : "", f->name));
	}
	l->v.table.columns = v;
	l->v.table.n_columns = l->n_columns + 1;
}

static bool
rows_of(struct listing *l, const struct list_page *page, struct err *e)
{
	struct table_cell *cells = arena_array(l->r->arena, struct table_cell,
	    page->n * l->v.table.n_columns);
	struct table_cell *c = cells;

	for (size_t i = 0; i < page->n; i++) {
		const struct record *rec = &page->v[i];

		*c++ = (struct table_cell){ .text = show_title(l->show, rec),
			.to = show_record(l->r, l->g, &rec->id) };
		for (size_t k = 0; k < l->n_columns; k++, c++) {
			if (!show_cell(l->show, &l->g->fields[l->columns[k]], &rec->cells[l->columns[k]], c, e))
				return false;
		}
	}
	l->v.table.cells = cells;
	l->v.table.n_rows = page->n;
	return true;
}

/* -- filters --------------------------------------------------------------------------------- */

static bool
is_asked_for(const struct listing *l, const char *name, struct str value)
{
	struct str v[LIST_VALUES_MAX];
	size_t n = form_all(l->query, name, v, LIST_VALUES_MAX);

	for (size_t i = 0; i < n && i < LIST_VALUES_MAX; i++)
		if (str_eq(v[i], value))
			return true;
	return false;
}

struct names {
	struct listing *l;
	const char *field;
	struct input_option *v;
	size_t n;
};

static bool
take_name(void *ctx, const struct record_name *n)
{
	struct names *names = ctx;
	struct arena *a = names->l->r->arena;
	char id[37];

	uuid_format(&n->id, id);
	names->v[names->n++] = (struct input_option){
		.value = n->source_id.p != NULL ? str_dup(a, n->source_id) : str_dup(a, str_of(id)),
		.label = str_dup(a, n->title.p != NULL ? n->title : n->source_id),
	};
	names->v[names->n - 1].chosen =
	    is_asked_for(names->l, names->field, names->v[names->n - 1].value);
	return names->n < MENU_NAMES_MAX;
}

static bool
menu_of(struct listing *l, const struct field *f, struct input_view *out, struct err *e)
{
	struct web_request *r = l->r;

	*out = (struct input_view){ .name = str_of(f->name), .label = str_of(lang_text(f->label)) };
	if (f->type == FIELD_CODE) {
		const struct code_list *list = codes_list(r->codes, f->codes);
		struct input_option *v = arena_array(r->arena, struct input_option, list->n);

		for (size_t i = 0; i < list->n; i++)
			v[i] = (struct input_option){ list->v[i].code, code_label(list, (uint16_t)i), STR_NONE,
				is_asked_for(l, f->name, list->v[i].code) };
		out->options = v;
		out->n_options = list->n;
		return true;
	} else {
		struct names names = { l, f->name,
			arena_array(r->arena, struct input_option, MENU_NAMES_MAX), 0 };

		if (!record_names(r->store, reg_find(str_of(f->ref)), web_reach(r), take_name, &names, e))
			return false;
		out->options = names.v;
		out->n_options = names.n;
		return true;
	}
}

static bool
has_menu(const struct listing *l, const struct field *f)
{
	const struct reg *other;

	if (f->type == FIELD_CODE)
		return true;
	if (f->type != FIELD_REF)
		return false;
	other = reg_find(str_of(f->ref));
	return !reg_is_large(other) && access_may(other, web_reach(l->r), OP_READ) != REACH_NONE;
}

static bool
filters_of(struct listing *l, struct err *e)
{
	const struct reg *g = l->g;
	const char *text = g->title != NULL ? g->title : reg_field(g, STR("place")) >= 0 ? "place" : NULL;
	struct input_view *v = arena_array(l->r->arena, struct input_view, MENUS_MAX);

	if (text != NULL && g->fields[reg_field(g, str_of(text))].type == FIELD_TEXT) {
		l->v.word_name = str_of(text);
		l->v.word_label = str_of(lang_text(g->fields[reg_field(g, str_of(text))].label));
		l->v.words = form_word(l->query, text);
	}
	l->v.days = g->order != NULL;
	for (size_t i = 0; i < g->n_fields && l->v.n_filters < MENUS_MAX; i++) {
		if (!shown_first(g, i) || !has_menu(l, &g->fields[i]))
			continue;
		if (!menu_of(l, &g->fields[i], &v[l->v.n_filters++], e))
			return false;
	}
	l->v.filters = v;
	return true;
}

/* Words of the address that the two forms do not show themselves but must hand on. */
static void
keep_words(struct listing *l)
{
	struct kept_word *v = arena_array(l->r->arena, struct kept_word, l->query->n_fields);
	struct column_choice *c = arena_array(l->r->arena, struct column_choice, l->g->n_fields);

	for (size_t i = 0; i < l->query->n_fields; i++)
		if (str_is(l->query->fields[i].name, "sort"))
			v[l->v.table.n_kept++] = (struct kept_word){ l->query->fields[i].name,
				l->query->fields[i].value };
	l->v.table.kept = v;
	for (size_t i = 0; i < l->g->n_fields; i++)
		if ((l->g->fields[i].flags & FIELD_SEALED) == 0)
			c[l->v.table.n_choices++] = (struct column_choice){ str_of(l->g->fields[i].name),
				str_of(lang_text(l->g->fields[i].label)), l->chosen[i] };
	l->v.table.choices = c;
}

static void
tools_of(struct listing *l)
{
	struct web_request *r = l->r;
	struct page_tool *t = arena_array(r->arena, struct page_tool, 4);
	const struct reach *who = web_reach(r);
	struct url here = show_register(r, l->g);
	size_t n = 0;

	if (access_may(l->g, who, OP_IMPORT) != REACH_NONE && web_may(r, PERMIT_IMPORT))
		t[n++] = (struct page_tool){ "download-simple", str_of(_("Import")),
			url_join(r->arena, URL("/import"), str_of(l->g->name)), false };

	if (access_may(l->g, who, OP_EXPORT) != REACH_NONE && web_may(r, PERMIT_EXPORT))
		t[n++] = (struct page_tool){ "export", str_of(_("Export")),
			url_join(r->arena, URL("/api/v1/export"), str_fmt(r->arena, "%s.csv", l->g->name)), false };
	if (access_may(l->g, who, OP_MAKE) != REACH_NONE && web_may(r, PERMIT_WRITE))
		t[n++] = (struct page_tool){ "plus", str_of(_("New record")), url_join(r->arena, here, STR("new")),
			true };
	l->v.head.tools = t;
	l->v.head.n_tools = n;
}

static void
paging_of(struct listing *l, const struct list_page *page)
{
	struct arena *a = l->r->arena;
	struct str total = number_words(a, (double)page->total, 0);

	if (page->next.p != NULL)
		l->v.table.paging.next = with_word(l, "cursor", page->next);
	if (page->previous.p != NULL)
		l->v.table.paging.previous = with_word(l, "cursor", page->previous);
	l->v.table.paging.said = page->more_than ? str_fmt(a, _("More than %.*s records"), STR_A(total)) :
	    str_fmt(a, lang_plural("%.*s record", "%.*s records", page->total), STR_A(total));
	l->v.head.under = l->v.table.paging.said;
	if (page->partial)
		l->v.note = str_of(_("Only the newest records were looked at. The next page goes on looking."));
}

bool
page_list(struct web_request *r, struct err *e)
{
	struct listing l = { .r = r, .ask = { .sort = LIST_NO_COLUMN } };
	struct list_page page;
	struct shell s;

	if (!reg_asked(r, &l.g, e) || !web_query(r, &l.query, e))
		return false;
	l.show = show_new(r);
	l.v.head.title = str_of(lang_text(l.g->label));
	l.v.table.caption = l.v.head.title;
	choose_columns(&l);
	if (!read_words(&l, e))
		return false;
	l.ask.who = web_reach(r);
	l.ask.op = OP_READ;
	l.ask.count = true;
	if (!list_quick(r, &l.ask, &page, e))
		return false;
	head_columns(&l);
	if (!rows_of(&l, &page, e) || !filters_of(&l, e))
		return false;
	keep_words(&l);
	tools_of(&l);
	paging_of(&l, &page);
	l.v.table.empty = (struct empty_place){ "list", str_of(_("No record here")),
		str_of(_("Nothing fits what is asked for, or nothing was recorded yet.")),
		show_register(r, l.g), str_of(_("See all records")) };
	shell_of(r, l.v.head.title, &s);
	draw_list(answer_page(r, 200), &s, &l.v);
	return true;
}

bool
page_search(struct web_request *r, struct err *e)
{
	struct page_head h = { .title = str_of(_("Search")) };
	struct search_view v = { .words = STR_NONE };
	const struct form *query;
	struct search_hit *hits = NULL;
	struct search_line *lines;
	struct shell s;

	if (!web_query(r, &query, e))
		return false;
	v.words = form_word(query, "q");
	if (v.words.p != NULL && !search_all(r->store, r->codes, web_reach(r), v.words, SEARCH_MAX, r->arena,
	    &hits, &v.n, e))
		return false;
	lines = arena_array(r->arena, struct search_line, v.n);
	for (size_t i = 0; i < v.n; i++)
		lines[i] = (struct search_line){
			.title = hits[i].title.p != NULL ? hits[i].title : hits[i].source_id,
			.under = str_of(lang_text(hits[i].reg->label)),
			.to = show_record(r, hits[i].reg, &hits[i].id),
		};
	v.v = lines;
	v.empty = (struct empty_place){ "magnifying-glass", v.words.p == NULL ?
		str_of(_("What are you looking for?")) : str_of(_("Nothing was found")),
		str_of(_("The beginning of a name or an identifier is enough. Case and accents do not matter.")),
		{ STR_NONE }, STR_NONE };
	shell_of(r, h.title, &s);
	draw_search(answer_page(r, 200), &s, &h, &v);
	return true;
}
