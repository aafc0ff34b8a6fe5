/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Files into registers, for people: what a check found, bringing in, and what became of it. */
#include "web/page_import.h"

#include "base/lang.h"
#include "import.html.h"
#include "web/pages.h"
#include "web/records.h"
#include "web/show.h"

#define REASONS_MAX 200  /* that are told apart; */
#define REASONS_SHOWN 20 /* … and shown, the commonest first */
#define REFUSED_SHOWN 100

/* The held file of the address; *gone: there is none, and the answer says so. */
static bool
file_asked(struct web_request *r, struct held **f, bool *gone, struct err *e)
{
	const struct reg *g;

	*gone = false;
	if (!import_asked(r, &g, e))
		return false;
	*f = bring_held(r, g);
	*gone = *f == NULL;
	return !*gone || import_gone(r, g);
}

bool
page_import_bring(struct web_request *r, struct err *e)
{
	const struct form *form;
	const int *mapped;
	struct held *f;
	size_t n;
	bool gone;

	if (!web_form(r, &form, e) || !file_asked(r, &f, &gone, e))
		return false;
	if (gone)
		return true;
	if (!bring_mapped(f, r->arena, &mapped, &n)) {
		answer_redirect(r, import_file_url(r, f, NULL).s);
		return true;
	}
	if (!bring_start(r, f, str_is(form_word(form, "do"), "good") ? BRING_GOOD : BRING_ALL, e))
		return false;
	bring_wait(r, f, BRING_WAIT_MS);
	answer_redirect(r, import_file_url(r, f, "result").s);
	return true;
}

/* -- what became of it ----------------------------------------------------------------------- */

struct reason {
	const struct fault *first;
	int64_t n;
};

static struct str
fault_column(const struct fault *f)
{
	return f->column.n > 0 ? f->column : STR("–");
}

static struct str
fault_field(const struct fault *f)
{
	return f->field != NULL ? str_of(lang_text(f->field->label)) : STR("–");
}

/* Refusals of one column and sentence together, the commonest first. */
static size_t
gather(struct web_request *r, const struct faults *f, struct reason **out)
{
	struct reason *v = arena_array(r->arena, struct reason, REASONS_MAX);
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++) {
		size_t k = 0;

		while (k < n && !(v[k].first->field == f->v[i].field && str_eq(v[k].first->text, f->v[i].text) &&
		    str_eq(fault_column(v[k].first), fault_column(&f->v[i]))))
			k++;
		if (k == n && n < REASONS_MAX)
			v[n++].first = &f->v[i];
		if (k < n)
			v[k].n++;
	}
	for (size_t i = 1; i < n; i++)
		for (size_t k = i; k > 0 && v[k].n > v[k - 1].n; k--) {
			struct reason swap = v[k];

			v[k] = v[k - 1];
			v[k - 1] = swap;
		}
	*out = v;
	return n;
}

static struct table_view
reasons_table(struct web_request *r, const struct faults *f)
{
	static const char *const names[] = { N_("Reason"), N_("Column"), N_("Lines"), N_("First line") };
	struct reason *v;
	size_t n = gather(r, f, &v), shown = n < REASONS_SHOWN ? n : REASONS_SHOWN;
	struct import_table m = import_table_of(r->arena, N_("Reasons"), names, COUNT(names), shown);
	struct table_cell *c = m.cells;

	m.columns[2].number = m.columns[3].number = true;
	for (; m.t.n_rows < shown; m.t.n_rows++, c += COUNT(names)) {
		const struct fault *first = v[m.t.n_rows].first;

		c[0].text = first->text;
		c[1].text = first->column.n > 0 ? first->column : fault_field(first);
		c[2].text = str_fmt(r->arena, "%lld", (long long)v[m.t.n_rows].n);
		c[3].text = str_fmt(r->arena, "%lld", (long long)(first->line > 0 ? first->line : 1));
	}
	return m.t;
}

static struct table_view
refused_table(struct web_request *r, const struct faults *f)
{
	static const char *const names[] = { N_("Line"), N_("Column"), N_("Field"), N_("Reason") };
	size_t shown = f->n < REFUSED_SHOWN ? f->n : REFUSED_SHOWN;
	struct import_table m = import_table_of(r->arena, N_("Refused lines"), names, COUNT(names), shown);
	struct table_cell *c = m.cells;

	for (; m.t.n_rows < shown; m.t.n_rows++, c += COUNT(names)) {
		const struct fault *one = &f->v[m.t.n_rows];

		/* A fault of the header stands in the first line. */
		c[0].text = str_fmt(r->arena, "%lld", (long long)(one->line > 0 ? one->line : 1));
		c[1].text = fault_column(one);
		c[2].text = fault_field(one);
		c[3].text = one->text;
	}
	return m.t;
}

static void
checked(const struct import_counts *n, struct result_view *v)
{
	v->meaning = n->refused > 0 ? MEANING_WARN : MEANING_INFO;
	v->title = n->refused > 0 ? str_of(_("Some lines are refused. Nothing was changed yet.")) :
	    n->good > 0 ? str_of(_("Every line is good. Nothing was changed yet.")) :
	    str_of(_("There is nothing to bring in: all of it is known already."));
	v->all = n->refused == 0 && n->good > 0;
	v->good = n->refused > 0 && n->good > 0;
	if (n->refused > 0 && n->good == 0)
		v->text = str_of(_("No line is good and new. Mend the file, or say again what its columns hold."));
}

static void
brought(const struct import_result *x, const struct import_counts *n, bool all, struct result_view *v)
{
	bool none = x->faults.total > 0 && all;

	v->meaning = none ? MEANING_BAD : n->refused > 0 ? MEANING_WARN : MEANING_GOOD;
	v->title = none ? str_of(_("A line does not fit any more: nothing was changed.")) :
	    !x->written ? str_of(_("Nothing was changed: all of it is known already.")) :
	    n->refused > 0 ? str_of(_("The good lines are brought in. The refused ones stayed out.")) :
	    str_of(_("The file is brought in."));
	v->good = none;
}

static void
result_of(struct web_request *r, struct held *f, const struct bring_told *t, struct result_view *v)
{
	const struct import_result *x = t->result;

	v->counted = true;
	v->n = (struct import_counts){ x->lines, x->made, x->changed, x->unchanged, x->refused,
		x->made + x->changed, x->grown };
	if (t->kind == BRING_CHECK)
		checked(&v->n, v);
	else
		brought(x, &v->n, t->kind == BRING_ALL, v);
	if (v->all || v->good)
		v->bring = import_file_url(r, f, "bring");
	if (t->rejects)
		v->rejects = import_file_url(r, f, "refused.csv");
	v->reasons = reasons_table(r, &x->faults);
	v->refused = refused_table(r, &x->faults);
	v->more = x->faults.total - (int64_t)v->refused.n_rows;
	if (t->kind == BRING_GOOD || (t->kind == BRING_ALL && x->faults.total == 0)) {
		v->h.step = STEP_DONE;
		v->list = show_register(r, f->reg);
	} else {
		v->columns = import_file_url(r, f, NULL);
		v->drop = import_file_url(r, f, "drop");
	}
}

bool
page_import_result(struct web_request *r, struct err *e)
{
	struct result_view v = { .runs = false };
	struct bring_told t;
	struct held *f;
	struct shell s;
	bool gone;

	if (!file_asked(r, &f, &gone, e))
		return false;
	if (gone)
		return true;
	bring_tell(r, f, &t);
	if (t.state == BRING_NOTHING) {
		answer_redirect(r, import_file_url(r, f, NULL).s);
		return true;
	}
	import_head_of(r, f->reg, f->name, STEP_CHECK, &v.h);
	v.again = import_file_url(r, f, "result");
	v.other = import_url(r, f->reg);
	v.runs = t.state == BRING_RUNS;
	if (v.runs)
		v.progress = t.percent >= 0 ? str_fmt(r->arena, _("%lld lines, %lld %%"), (long long)t.lines,
		    (long long)t.percent) : str_fmt(r->arena, _("%lld lines"), (long long)t.lines);
	if (t.state == BRING_FAILED) {
		v.meaning = MEANING_BAD;
		v.title = t.failure->kind == ERR_INVALID ? str_of(_("This file cannot be read")) :
		    str_of(_("The file could not be brought in"));
		v.text = str_of(t.failure->text);
		v.columns = import_file_url(r, f, NULL);
		v.drop = import_file_url(r, f, "drop");
	}
	if (t.state == BRING_ENDED)
		result_of(r, f, &t, &v);
	import_shell(r, &v.h, &s);
	draw_import_result(answer_page(r, 200), &s, &v);
	return true;
}

bool
page_import_refused(struct web_request *r, struct err *e)
{
	const struct reg *g;
	struct held *f;
	int64_t bytes;
	int fd;

	if (!import_asked(r, &g, e))
		return false;
	f = bring_held(r, g);
	if (f == NULL)
		return import_gone(r, g);
	if (!bring_rejects(f, &fd, &bytes, e))
		return false;
	(void)answer_download(r, str_fmt(r->arena, STR_F ".rejects.csv", STR_A(f->name)),
	    "text/csv; charset=utf-8");
	r->out->fd = fd;
	r->out->fd_bytes = bytes;
	return true;
}

bool
page_import_drop(struct web_request *r, struct err *e)
{
	const struct reg *g;
	struct held *f;

	if (!import_asked(r, &g, e))
		return false;
	f = bring_held(r, g);
	if (f != NULL)
		bring_drop(r, f);
	answer_redirect(r, import_url(r, g).s);
	return true;
}
