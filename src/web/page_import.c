/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Files into registers, for people: sent, its columns said, checked, then brought in. */
#include "web/page_import.h"

#include "base/lang.h"
#include "import.html.h"
#include "record/columns.h"
#include "web/pages.h"
#include "web/records.h"
#include "web/show.h"
#include "web/upload.h"

#define LINES_LOOKED 20  /* behind the header, for samples */
#define LINES_SHOWN 6
#define SAMPLES_SHOWN 3
#define SAMPLE_MAX 40    /* code points */

bool
page_imports(struct web_request *r, struct err *e)
{
	struct page_head h = { .title = str_of(_("Import")),
		.under = str_of(_("Into which register does the file go?")) };
	struct reg_link *v = arena_array(r->arena, struct reg_link, n_registers);
	struct shell s;
	size_t n = 0;

	(void)e;
	for (size_t i = 0; i < n_registers; i++)
		if (access_may(registers[i], web_reach(r), OP_IMPORT) != REACH_NONE)
			v[n++] = (struct reg_link){ str_of(lang_text(registers[i]->label)),
				url_join(r->arena, URL("/import"), str_of(registers[i]->name)) };
	h.tools = &(struct page_tool){ "device-mobile", str_of(_("A phone’s queue")), URL("/import-queue"),
		false };
	h.n_tools = 1;
	shell_of(r, h.title, &s);
	draw_imports(answer_page(r, 200), &s, &h, v, n);
	return true;
}

/* The register of the address, when one may bring files into it. */
bool
import_asked(struct web_request *r, const struct reg **g, struct err *e)
{
	if (!reg_asked(r, g, e))
		return false;
	return access_may(*g, web_reach(r), OP_IMPORT) != REACH_NONE ||
	    err_set(e, ERR_DENIED, "access.refused", _("Your role may not import “%s”. Nothing was changed."),
	        lang_text((*g)->label));
}

struct url
import_url(struct web_request *r, const struct reg *g)
{
	return url_join(r->arena, URL("/import"), str_of(g->name));
}

/* Of a held file: "/import/{register}/{file}", with a word behind. */
struct url
import_file_url(struct web_request *r, const struct held *f, const char *word)
{
	struct url u;
	char id[37];

	uuid_format(&f->id, id);
	u = url_join(r->arena, import_url(r, f->reg), str_dup(r->arena, str_of(id)));
	return word == NULL ? u : url_join(r->arena, u, str_of(word));
}

void
import_head_of(struct web_request *r, const struct reg *g, struct str under, enum import_step step,
    struct import_head *h)
{
	*h = (struct import_head){ .step = step };
	h->head.title = str_fmt(r->arena, _("Import: %s"), lang_text(g->label));
	h->head.under = under;
}

void
import_shell(struct web_request *r, const struct import_head *h, struct shell *s)
{
	struct crumb *c = arena_new(r->arena, struct crumb);

	*c = (struct crumb){ str_of(_("Import")), URL("/import") };
	shell_of(r, h->head.title, s);
	s->crumbs = c;
	s->n_crumbs = 1;
}

/* -- the file -------------------------------------------------------------------------------- */

struct import_table
import_table_of(struct arena *a, const char *caption, const char *const *names, size_t n, size_t rows)
{
	struct import_table m = { .columns = arena_array(a, struct table_column, n),
		.cells = arena_array(a, struct table_cell, rows * n) };

	for (size_t i = 0; i < n; i++)
		m.columns[i].name = str_of(lang_text(names[i]));
	m.t = (struct table_view){ .caption = str_of(lang_text(caption)), .columns = m.columns, .n_columns = n,
		.cells = m.cells };
	return m;
}

static bool
is_needed(const struct field *f)
{
	return (f->flags & FIELD_REQUIRED) != 0 && f->fallback == NULL;
}

/* The columns a register knows, those that are needed first. */
static struct table_view
known_columns(struct web_request *r, const struct reg *g)
{
	static const char *const names[] = { N_("Column"), N_("Other names"), N_("Needed"), N_("Rule") };
	struct import_table m = import_table_of(r->arena, N_("Columns of the register"), names,
	    COUNT(names), g->n_fields);

	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < g->n_fields; i++) {
			const struct field *f = &g->fields[i];
			struct table_cell *row = &m.cells[m.t.n_rows * COUNT(names)];
			struct buf b;

			if ((f->flags & FIELD_DERIVED) != 0 || is_needed(f) != (pass == 0))
				continue;
			buf_init_in(&b, r->arena);
			buf_cstr(&b, f->name);
			for (struct str rest = str_of(f->aliases), one; str_cut(&rest, '|', &one);)
				buf_fmt(&b, ", " STR_F, STR_A(one));
			row[0].text = str_of(lang_text(f->label));
			row[1].text = buf_text(&b);
			row[2].text = is_needed(f) ? str_of(_("yes")) : STR("–");
			row[3].text = f->help != NULL ? str_of(lang_text(f->help)) : STR("–");
			m.t.n_rows++;
		}
	return m.t;
}

static bool
show_import(struct web_request *r, const struct reg *g, int status, struct import_view *v)
{
	struct shell s;

	import_head_of(r, g,
	    str_of(_("A CSV file or a workbook becomes records. You see what happens before it does.")),
	    STEP_FILE, &v->h);
	v->action = import_url(r, g);
	v->known = known_columns(r, g);
	v->file = (struct input_view){ .kind = INPUT_FILE, .name = STR("file"), .required = true,
		.label = str_of(_("A CSV file or a workbook (.xlsx)")), .accept = STR(".csv,.tsv,.txt,.xlsx"),
		.hint = str_of(_("Its first line names the columns. Names need not be those of the register: you "
		                 "say on the next page what each column holds.")) };
	import_shell(r, &v->h, &s);
	draw_import(answer_page(r, status), &s, v);
	return true;
}

/* What was sent is kept elsewhere, or no longer: said as it is. */
bool
import_gone(struct web_request *r, const struct reg *g)
{
	struct import_view v = { .gone = true };

	return show_import(r, g, 410, &v);
}

bool
page_import(struct web_request *r, struct err *e)
{
	struct import_view v = { .gone = false };
	const struct reg *g;

	return import_asked(r, &g, e) && show_import(r, g, 200, &v);
}

/* -- the columns ----------------------------------------------------------------------------- */

/* A file's beginning, as it is read. */
struct glance {
	struct str *header;
	size_t n;
	struct str **rows;    /* LINES_LOOKED at most, each of n cells */
	int64_t *lines;       /* where each stands */
	size_t n_rows;
	struct table_dialect dialect;
	struct str broken;    /* why reading stopped; absent: it did not */
};

static struct str *
row_copy(struct arena *a, const struct str *cells, size_t n_cells, size_t n)
{
	struct str *v = arena_array(a, struct str, n);

	for (size_t i = 0; i < n; i++)
		v[i] = i < n_cells ? str_dup(a, cells[i]) : STR("");
	return v;
}

/* False: not even its header can be read. */
static bool
glance_at(struct web_request *r, const struct held *f, struct glance *out, struct err *e)
{
	const struct str *cells;
	struct table t;
	struct err later;
	int64_t line;
	size_t n;

	*out = (struct glance){ .rows = arena_array(r->arena, struct str *, LINES_LOOKED),
		.lines = arena_array(r->arena, int64_t, LINES_LOOKED) };
	if (!bring_table(r, f, &t, e) || !t.next(&t, &cells, &out->n, &line, e))
		return false;
	if (out->n == 0)
		return err_set(e, ERR_INVALID, "import.empty",
		    _("This file has no header line. Nothing was changed."));
	out->header = row_copy(r->arena, cells, out->n, out->n);
	while (out->n_rows < LINES_LOOKED) {
		if (!t.next(&t, &cells, &n, &line, &later)) {
			out->broken = str_dup(r->arena, str_of(later.text));
			break;
		}
		if (n == 0)
			break;
		out->lines[out->n_rows] = line;
		out->rows[out->n_rows++] = row_copy(r->arena, cells, n, out->n);
	}
	if (t.dialect != NULL)
		t.dialect(&t, &out->dialect);
	return true;
}

/* What headers say; a second column of one field is left to be said. *clear: nothing is. */
static int *
guess_columns(struct web_request *r, const struct reg *g, const struct glance *l, bool *clear)
{
	int *v = arena_array(r->arena, int, l->n);

	*clear = true;
	for (size_t i = 0; i < l->n; i++) {
		const struct field *near;
		bool known;

		v[i] = columns_guess(g, l->header[i], &known, &near);
		if (v[i] == COLUMN_NAMELESS)
			v[i] = COLUMN_IGNORED;
		for (size_t k = 0; k < i; k++)
			if (v[i] != COLUMN_IGNORED && v[k] == v[i])
				v[i] = COLUMN_IGNORED;
		*clear = *clear && known;
	}
	return v;
}

static struct str
dialect_words(struct web_request *r, const struct glance *l)
{
	const struct table_dialect *d = &l->dialect;
	const char *mark = d->separator == ';' ? _("semicolons") : d->separator == '\t' ? _("tabs") : _("commas");

	switch (d->form) {
	case TABLE_CSV:
		return str_fmt(r->arena, _("Read as a text whose cells are parted by %s, in %s."), mark,
		    d->windows ? "Windows-1252" : "UTF-8");
	case TABLE_XLSX:
		if (d->n_sheets > 1)
			return str_fmt(r->arena, _("Read as a workbook: its sheet “%.*s” alone, the first of %zu."),
			    STR_A(d->sheet), d->n_sheets);
		return str_fmt(r->arena, _("Read as a workbook: its sheet “%.*s”."), STR_A(d->sheet));
	case TABLE_OWN:
		break;
	}
	return STR_NONE;
}

static struct str
shortened(struct arena *a, struct str s)
{
	size_t at = 0;
	struct buf b;

	s = str_trim(s);
	for (int i = 0; i < SAMPLE_MAX && at < s.n; i++)
		while (++at < s.n && ((unsigned char)s.p[at] & 0xc0) == 0x80)
			;
	buf_init_in(&b, a);
	for (size_t i = 0; i < at; i++)
		buf_char(&b, s.p[i] == '\n' || s.p[i] == '\r' ? ' ' : s.p[i]);
	if (at < s.n)
		buf_cstr(&b, "…");
	return buf_text(&b);
}

/* The first values of a column, each once. */
static struct str
samples_of(struct arena *a, const struct glance *l, size_t i)
{
	struct str seen[SAMPLES_SHOWN];
	struct buf b;
	size_t n = 0;

	buf_init_in(&b, a);
	for (size_t k = 0; k < l->n_rows && n < SAMPLES_SHOWN; k++) {
		struct str one = str_trim(l->rows[k][i]);
		bool fresh = one.n > 0;

		for (size_t j = 0; j < n; j++)
			fresh = fresh && !str_eq(seen[j], one);
		if (!fresh)
			continue;
		buf_fmt(&b, "%s" STR_F, n > 0 ? " · " : "", STR_A(shortened(a, one)));
		seen[n++] = one;
	}
	return buf_text(&b);
}

static struct input_view
column_menu(struct web_request *r, const struct reg *g, size_t i, int held)
{
	struct input_option *o = arena_array(r->arena, struct input_option, g->n_fields + 3);
	struct input_view v = { .name = str_fmt(r->arena, "c%zu", i), .options = o, .required = true };
	const struct str needed = str_of(_("Needed")), more = str_of(_("Others")), ids = str_of(_("Identifiers"));

	o[v.n_options++] = (struct input_option){ STR(""), str_of(_("nothing: pass it over")), STR_NONE,
		held == COLUMN_IGNORED };
	for (int pass = 0; pass < 2; pass++) {
		for (size_t k = 0; k < g->n_fields; k++) {
			const struct field *f = &g->fields[k];

			if ((f->flags & FIELD_DERIVED) == 0 && is_needed(f) == (pass == 0))
				o[v.n_options++] = (struct input_option){ str_of(f->name), str_of(lang_text(f->label)),
					pass == 0 ? needed : more, held == (int)k };
		}
		if (pass > 0)
			continue;
		o[v.n_options++] = (struct input_option){ STR("id"), str_of(_("Identifier")), ids,
			held == COLUMN_ID };
		o[v.n_options++] = (struct input_option){ STR("source_id"),
			str_of(_("Your own identifier, beside ours")), ids, held == COLUMN_SOURCE_ID };
	}
	return v;
}

static struct import_column
column_view(struct web_request *r, const struct reg *g, const struct glance *l, size_t i, int held)
{
	struct import_column c = { .name = str_trim(l->header[i]), .samples = samples_of(r->arena, l, i),
		.menu = column_menu(r, g, i, held) };
	const struct field *near;
	bool known;

	(void)columns_guess(g, l->header[i], &known, &near);
	if (c.name.n == 0)
		c.name = str_fmt(r->arena, _("Column %zu, without a name"), i + 1);
	if (held != COLUMN_IGNORED) {
		c.meaning = MEANING_GOOD;
		c.said = known ? str_of(_("recognised")) : str_of(_("said by you"));
	} else if (!known) {
		c.meaning = MEANING_WARN;
		c.said = near != NULL ? str_fmt(r->arena, _("unknown; is it “%s”?"), lang_text(near->label)) :
		    str_of(_("unknown"));
	} else if (c.samples.n > 0 && str_trim(l->header[i]).n > 0) {
		c.meaning = MEANING_INFO;
		c.said = str_of(_("passed over"));
	}
	c.open = held == COLUMN_IGNORED && c.samples.n > 0 && (!known || str_trim(l->header[i]).n == 0);
	return c;
}

static struct table_view
first_lines(struct web_request *r, const struct glance *l)
{
	size_t rows = l->n_rows < LINES_SHOWN ? l->n_rows : LINES_SHOWN, n = l->n + 1;
	struct table_column *columns = arena_array(r->arena, struct table_column, n);
	struct table_cell *cells = arena_array(r->arena, struct table_cell, rows * n);

	columns[0].name = str_of(_("Line"));
	for (size_t i = 0; i < l->n; i++)
		columns[i + 1].name = str_trim(l->header[i]).n > 0 ? shortened(r->arena, l->header[i]) :
		    str_fmt(r->arena, "%zu", i + 1);
	for (size_t k = 0; k < rows; k++) {
		cells[k * n].text = str_fmt(r->arena, "%lld", (long long)l->lines[k]);
		for (size_t i = 0; i < l->n; i++)
			cells[k * n + i + 1].text = shortened(r->arena, l->rows[k][i]);
	}
	return (struct table_view){ .caption = str_of(_("First lines")), .columns = columns, .n_columns = n,
		.cells = cells, .n_rows = rows, .empty = { .icon = "file-text",
		    .title = str_of(_("There are no lines")),
		    .text = str_of(_("The file has a header and nothing else.")) } };
}

/* What is missing or held twice, as the import will tell it. */
static size_t
column_faults(struct web_request *r, const struct reg *g, const struct glance *l, const int *mapped,
    const struct str **out)
{
	const struct import_options o = { .reg = g, .mapped = mapped, .n_mapped = l->n };
	struct faults f = { .a = r->arena };
	struct columns c;
	struct str *v;

	(void)columns_read(&o, l->header, l->n, r->arena, &c, &f);
	v = arena_array(r->arena, struct str, f.n);
	for (size_t i = 0; i < f.n; i++)
		v[i] = f.v[i].text;
	*out = v;
	return f.n;
}

static bool
show_columns(struct web_request *r, int status, struct held *f, const struct glance *l, const int *mapped)
{
	struct import_column *columns = arena_array(r->arena, struct import_column, l->n);
	struct columns_view v = { .v = columns, .n = l->n, .broken = l->broken };
	struct shell s;

	import_head_of(r, f->reg, f->name, STEP_COLUMNS, &v.h);
	v.action = import_file_url(r, f, "check");
	v.drop = import_file_url(r, f, "drop");
	v.other = import_url(r, f->reg);
	v.dialect = dialect_words(r, l);
	for (size_t i = 0; i < l->n; i++)
		v.n_open += (columns[i] = column_view(r, f->reg, l, i, mapped[i])).open;
	v.n_faults = column_faults(r, f->reg, l, mapped, &v.faults);
	v.lines = first_lines(r, l);
	import_shell(r, &v.h, &s);
	draw_import_columns(answer_page(r, status), &s, &v);
	return true;
}

bool
page_import_send(struct web_request *r, struct err *e)
{
	struct import_view v = { .gone = false };
	const struct form_file *file;
	const struct form *f;
	struct glance l;
	struct upload u = { 0 };
	struct held *held;

	if (!import_asked(r, &u.reg, e) || !web_form(r, &f, e))
		return false;
	file = form_file(f, "file");
	if (file == NULL || file->name.n == 0) {
		v.fault = str_of(_("Choose a file first. Nothing was changed."));
		return show_import(r, u.reg, 422, &v);
	}
	u.bytes = file->bytes;
	u.name = file->name;
	if (!bring_hold(r, &u, &held, e))
		return false;
	if (!glance_at(r, held, &l, e)) {
		bring_drop(r, held);
		if (e->kind != ERR_INVALID)
			return false;
		v.fault = str_dup(r->arena, str_of(e->text));
		return show_import(r, u.reg, 422, &v);
	}
	answer_redirect(r, import_file_url(r, held, NULL).s);
	return true;
}

/* The held file of the address, and how it begins; *gone: there is none, and the answer says so. */
static bool
file_asked(struct web_request *r, struct held **f, struct glance *l, bool *gone, struct err *e)
{
	const struct reg *g;

	*gone = false;
	if (!import_asked(r, &g, e))
		return false;
	*f = bring_held(r, g);
	if (*f == NULL || !glance_at(r, *f, l, e)) {
		*gone = true;
		return import_gone(r, g);
	}
	return true;
}

bool
page_import_columns(struct web_request *r, struct err *e)
{
	const int *mapped;
	struct held *f;
	struct glance l;
	size_t n;
	bool gone, clear;

	if (!file_asked(r, &f, &l, &gone, e))
		return false;
	if (gone)
		return true;
	if (!bring_mapped(f, r->arena, &mapped, &n) || n != l.n)
		mapped = guess_columns(r, f->reg, &l, &clear);
	return show_columns(r, 200, f, &l, mapped);
}

/* What the menus say. */
static int *
menus_say(struct web_request *r, const struct reg *g, const struct glance *l, const struct form *form)
{
	int *v = arena_array(r->arena, int, l->n);

	for (size_t i = 0; i < l->n; i++) {
		struct str said = form_word(form, str_cstr(r->arena, str_fmt(r->arena, "c%zu", i)));
		int field = said.n > 0 ? reg_field(g, said) : -1;

		v[i] = str_is(said, "id") ? COLUMN_ID : str_is(said, "source_id") ? COLUMN_SOURCE_ID :
		    field >= 0 && (g->fields[field].flags & FIELD_DERIVED) == 0 ? field : COLUMN_IGNORED;
	}
	return v;
}

bool
page_import_check(struct web_request *r, struct err *e)
{
	const struct str *faults;
	const struct form *form;
	struct held *f;
	struct glance l;
	bool gone;
	int *mapped;

	if (!web_form(r, &form, e) || !file_asked(r, &f, &l, &gone, e))
		return false;
	if (gone)
		return true;
	mapped = menus_say(r, f->reg, &l, form);
	bring_map(f, mapped, l.n);
	if (column_faults(r, f->reg, &l, mapped, &faults) > 0)
		return show_columns(r, 422, f, &l, mapped);
	if (!bring_start(r, f, BRING_CHECK, e))
		return false;
	bring_wait(r, f, BRING_WAIT_MS);
	answer_redirect(r, import_file_url(r, f, "result").s);
	return true;
}
