/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* People's rights: what an erasure would do, told before it is confirmed, and the erasure itself. */
#include "base/lang.h"
#include "persons.html.h"
#include "report/words.h"
#include "web/page_persons.h"
#include "web/pages.h"
#include "web/person_asked.h"
#include "web/show.h"

static void
fate_table(struct web_request *r, const struct subject_line *v, size_t n, const char *caption, bool why,
    struct table_view *t)
{
	static const char *const names[] = { N_("Register"), N_("Records"), N_("Then"), N_("Why") };
	static const bool numbers[] = { false, true, false, false };
	static const enum meaning meanings[] = {
		[SUBJECT_DELETED] = MEANING_BAD, [SUBJECT_BLANKED] = MEANING_WARN, [SUBJECT_KEPT] = MEANING_INFO,
	};
	struct table_cell *c;

	show_table(r->arena, t, caption, names, numbers, COUNT(names));
	t->cells = c = arena_array(r->arena, struct table_cell, n * COUNT(names));
	for (size_t i = 0; i < n; i++) {
		/* Before it is confirmed, what goes has no reason yet. */
		bool said = why || v[i].fate == SUBJECT_KEPT;

		*c++ = (struct table_cell){ .text = str_of(lang_text(v[i].reg->label)) };
		*c++ = (struct table_cell){ .text = number_words(r->arena, (double)v[i].records, 0) };
		*c++ = (struct table_cell){ .text = str_of(lang_text(subject_fate_label(v[i].fate))),
			.meaning = meanings[v[i].fate] };
		*c++ = (struct table_cell){ .text = said ? str_of(lang_text(v[i].ground)) : STR("–") };
	}
	t->n_rows = n;
}

static const struct input_view *
reason_field(struct web_request *r, const char *fault)
{
	struct input_view *v = arena_new(r->arena, struct input_view);
	struct input_option *o = arena_array(r->arena, struct input_option, n_subject_reasons + 1);

	o[0] = (struct input_option){ .value = STR(""), .label = str_of(_("Choose a reason")), .chosen = true };
	for (size_t i = 0; i < n_subject_reasons; i++)
		o[i + 1] = (struct input_option){ .value = str_of(subject_reasons[i].name),
			.label = str_of(lang_text(subject_reasons[i].label)) };
	*v = (struct input_view){ .kind = INPUT_CODE, .name = STR("reason"), .label = str_of(_("Why")),
		.required = true, .options = o, .n_options = n_subject_reasons + 1 };
	if (fault != NULL)
		v->fault = str_of(fault);
	return v;
}

static void
draw_with(struct web_request *r, int status, const struct person_asked *of, const struct person_erase_view *v,
    void (*draw)(struct buf *out, const struct shell *s, const struct person_erase_view *v))
{
	const struct crumb crumbs[] = { { str_of(_("People’s rights")), URL("/persons") },
		{ of->title, person_page(r, &of->who) } };
	struct shell s;

	shell_of(r, v->head.title, &s);
	s.crumbs = crumbs;
	s.n_crumbs = draw == draw_person_erased ? 1 : COUNT(crumbs);
	draw(answer_page(r, status), &s, v);
}

/* What would go; `fault`: what the form lacked. */
static bool
show_plan(struct web_request *r, int status, const struct person_asked *of, const char *fault, struct err *e)
{
	const struct subject_erase ask = { .who = of->who, .reason = &subject_reasons[0], .deed = web_deed(r) };
	struct url here = person_page(r, &of->who);
	struct person_erase_view v = { .back = here, .action = url_join(r->arena, here, STR("erase")),
		.reason = reason_field(r, fault) };
	struct subject_line *lines;
	size_t n = 0;

	v.head = (struct page_head){ .title = str_of(_("What can be erased")),
		.under = str_fmt(r->arena, _("%.*s: a dry run. Nothing has been changed."), STR_A(of->title)) };
	if (subject_plan(r->store, r->codes, &ask, r->arena, &lines, &n, e)) {
		fate_table(r, lines, n, _("What would become of it"), false, &v.table);
	} else {
		if (e->kind != ERR_CONFLICT)
			return false;
		v.fault = str_dup(r->arena, str_of(e->text));
		status = status == 200 ? 200 : 409;
	}
	draw_with(r, status, of, &v, draw_person_erase);
	return true;
}

bool
page_person_erase(struct web_request *r, struct err *e)
{
	struct person_asked of;

	return person_asked(r, &of, e) && show_plan(r, 200, &of, NULL, e);
}

struct erase_job {
	struct subject_erase ask;
	struct arena *a;
	struct subject_line *v;
	size_t n;
};

static bool
erase_job(void *ctx, struct store *s, struct err *e)
{
	struct erase_job *j = ctx;

	return subject_erase(s, &j->ask, j->a, &j->v, &j->n, e);
}

static bool
scrub_job(void *ctx, struct store *s, struct err *e)
{
	(void)ctx;
	return store_scrub(s, e);
}

bool
page_person_erase_send(struct web_request *r, struct err *e)
{
	struct person_erase_view v = { .back = URL("/persons") };
	struct erase_job j = { .a = r->arena };
	struct person_asked of;
	const struct form *f;

	if (!person_asked(r, &of, e) || !web_form(r, &f, e))
		return false;
	j.ask = (struct subject_erase){ .who = of.who, .reason = subject_reason(form_get(f, "reason")),
		.deed = web_deed(r) };
	if (j.ask.reason == NULL)
		return show_plan(r, 422, &of, _("Choose a reason."), e);
	if (!web_write(r, erase_job, &j, e))
		return e->kind == ERR_CONFLICT && show_plan(r, 409, &of, NULL, e);
	/* It is erased; what the engine left in the file goes too. */
	if (!writer_do_alone(web_writer(r), scrub_job, NULL, e))
		return false;
	fate_table(r, j.v, j.n, _("What became of it"), true, &v.table);
	v.head = (struct page_head){ .title = str_of(_("It is erased")),
		.under = str_fmt(r->arena, _("%.*s: what was deleted, emptied and kept, and why."),
		    STR_A(of.title)) };
	draw_with(r, 200, &of, &v, draw_person_erased);
	return true;
}
