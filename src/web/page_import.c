/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Files into registers, for people: checked first, then brought in. */
#include "web/page_import.h"

#include "base/lang.h"
#include "import.html.h"
#include "web/pages.h"
#include "web/records.h"
#include "web/show.h"
#include "web/upload.h"

#define REFUSED_SHOWN 100

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
	shell_of(r, h.title, &s);
	draw_imports(answer_page(r, 200), &s, &h, v, n);
	return true;
}

/* The register of the address, when one may bring files into it. */
static bool
import_asked(struct web_request *r, const struct reg **g, struct err *e)
{
	if (!reg_asked(r, g, e))
		return false;
	return access_may(*g, web_reach(r), OP_IMPORT) != REACH_NONE ||
	    err_set(e, ERR_DENIED, "access.refused", _("Your role may not import “%s”. Nothing was changed."),
	        lang_text((*g)->label));
}

static void
view_of(struct web_request *r, const struct reg *g, struct import_view *v)
{
	*v = (struct import_view){ .action = url_join(r->arena, URL("/import"), str_of(g->name)) };
	v->head.title = str_fmt(r->arena, _("Import: %s"), lang_text(g->label));
	v->file = (struct input_view){ .kind = INPUT_FILE, .name = STR("file"), .required = true,
		.label = str_of(_("A CSV file or a workbook (.xlsx)")), .accept = STR(".csv,.tsv,.txt,.xlsx"),
		.hint = str_of(_("Its first line names the columns, by field or by label, as an export does.")) };
}

static bool
show_import(struct web_request *r, int status, const struct import_view *v)
{
	const struct crumb crumbs[] = { { str_of(_("Import")), URL("/import") } };
	struct shell s;

	shell_of(r, v->head.title, &s);
	s.crumbs = crumbs;
	s.n_crumbs = COUNT(crumbs);
	draw_import(answer_page(r, status), &s, v);
	return true;
}

bool
page_import(struct web_request *r, struct err *e)
{
	const struct reg *g;
	struct import_view v;

	if (!import_asked(r, &g, e))
		return false;
	view_of(r, g, &v);
	return show_import(r, 200, &v);
}

/* -- what became of it ----------------------------------------------------------------------- */

static void
refused_of(struct web_request *r, const struct import_result *result, struct import_view *v)
{
	static const char *const names[] = { N_("Line"), N_("Field"), N_("Reason") };
	size_t n = result->faults.n < REFUSED_SHOWN ? result->faults.n : REFUSED_SHOWN;
	struct table_column *columns = arena_array(r->arena, struct table_column, COUNT(names));
	struct table_cell *cells = arena_array(r->arena, struct table_cell, n * COUNT(names));

	for (size_t i = 0; i < COUNT(names); i++)
		columns[i].name = str_of(lang_text(names[i]));
	for (size_t i = 0; i < n; i++) {
		const struct fault *f = &result->faults.v[i];
		struct table_cell *c = &cells[i * COUNT(names)];

		/* A fault of the header stands in the first line. */
		c[0].text = str_fmt(r->arena, "%lld", (long long)(f->line > 0 ? f->line : 1));
		c[1].text = f->column.n > 0 ? f->column :
		    f->field != NULL ? str_of(lang_text(f->field->label)) : STR("–");
		c[2].text = f->text;
	}
	v->refused = (struct table_view){ .caption = str_of(_("What is refused")), .columns = columns,
		.n_columns = COUNT(names), .cells = cells, .n_rows = n };
	if (result->faults.total > (int64_t)n)
		v->more = str_fmt(r->arena, _("… and %lld more."), (long long)(result->faults.total - (int64_t)n));
}

static void
result_of(struct web_request *r, const struct upload *u, const struct import_result *result,
    struct import_view *v)
{
	bool none = result->faults.total > 0 && !u->partial;

	v->told = true;
	v->partial = u->partial;
	v->meaning = none ? MEANING_BAD : result->faults.total > 0 ? MEANING_WARN :
	    u->dry ? MEANING_INFO : MEANING_GOOD;
	if (none)
		v->title = str_of(_("The file is refused, nothing was changed. Mend these lines and send it again."));
	else if (u->dry)
		v->title = str_of(
		    _("The file can be brought in. Nothing was changed yet: send it again to bring it in."));
	else if (result->written)
		v->title = str_of(_("The file is brought in."));
	else
		v->title = str_of(_("Nothing was changed: all of it is known already."));
	v->counts = str_fmt(r->arena,
	    _("%lld lines: %lld new, %lld changed, %lld known already, %lld refused."),
	    (long long)result->lines, (long long)result->made, (long long)result->changed,
	    (long long)result->unchanged, (long long)result->refused);
	refused_of(r, result, v);
}

bool
page_import_send(struct web_request *r, struct err *e)
{
	struct import_result result;
	const struct form_file *file;
	struct import_view v;
	const struct form *f;
	struct upload u = { 0 };

	if (!import_asked(r, &u.reg, e) || !web_form(r, &f, e))
		return false;
	view_of(r, u.reg, &v);
	u.partial = form_has(f, "partial");
	/* Only who says so changes something. */
	u.dry = !str_is(form_get(f, "dry"), "0");
	file = form_file(f, "file");
	if (file == NULL || file->name.n == 0) {
		v.fault = str_of(_("Choose a file first. Nothing was changed."));
		return show_import(r, 422, &v);
	}
	u.bytes = file->bytes;
	u.name = file->name;
	if (!upload_run(r, &u, &result, e)) {
		if (e->kind != ERR_INVALID)
			return false;
		v.fault = str_dup(r->arena, str_of(e->text));
		return show_import(r, 422, &v);
	}
	result_of(r, &u, &result, &v);
	return show_import(r, result.faults.total > 0 && !u.partial ? 422 : 200, &v);
}
