/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Exports that were ordered, for who may read every record of them: taken out, then noted as handed over. */
#include "base/lang.h"
#include "persons.html.h"
#include "web/page_persons.h"
#include "web/pages.h"
#include "web/person_asked.h"
#include "web/person_file.h"

bool
page_hand_over(struct web_request *r, struct err *e)
{
	struct hand_over_view v = { .n_orders = 0 };
	struct subject_order *all;
	struct order_line *lines;
	struct shell s;
	char id[37];

	if (!subject_order_waiting(r->store, r->codes, web_reach(r), r->arena, &all, &v.n_orders, e))
		return false;
	v.orders = lines = arena_array(r->arena, struct order_line, v.n_orders);
	for (size_t i = 0; i < v.n_orders; i++) {
		struct str own;
		bool found;

		if (!subject_reference(r->store, &all[i].who, r->arena, &own, &found, e))
			return false;
		uuid_format(&all[i].id, id);
		lines[i] = (struct order_line){ .id = str_dup(r->arena, str_of(id)),
			.title = person_title(r, &all[i].who, own), .under = person_due(r, &all[i]) };
	}
	v.head = (struct page_head){ .title = str_of(_("Data to hand over")),
		.under = str_of(_("Somebody asked what is kept about them. Take the file out, give it to that "
		    "person, then say so here.")) };
	v.empty = (struct empty_place){ "check-circle", str_of(_("Nothing waits")),
		str_of(_("Nobody asks for data that you may hand over.")), { STR_NONE }, STR_NONE };
	shell_of(r, v.head.title, &s);
	person_flash(r, &s);
	draw_hand_over(answer_page(r, 200), &s, &v);
	return true;
}

struct hand_job {
	struct subject_order order;
	struct deed deed;
	const char *what;
	size_t records;
};

/* The open order of "{id}", if the reader may take all of it out; nobody else learns that it is there. */
static bool
order_asked(struct web_request *r, struct hand_job *j, struct err *e)
{
	struct subject_order *v;
	struct uuid id;
	size_t n;

	*j = (struct hand_job){ .deed = web_deed(r) };
	if (!web_param_uuid(r, "id", &id, e) ||
	    !subject_order_waiting(r->store, r->codes, web_reach(r), r->arena, &v, &n, e))
		return false;
	for (size_t i = 0; i < n; i++)
		if (uuid_eq(&v[i].id, &id)) {
			j->order = v[i];
			return true;
		}
	return err_set(e, ERR_NOT_FOUND, "web.not_found", _("There is nothing at this address."));
}

static bool
note_job(void *ctx, struct store *s, struct err *e)
{
	struct hand_job *j = ctx;

	return subject_note(s, &j->order.who, j->what, (int64_t)j->records, &j->deed, e);
}

bool
page_hand_over_file(struct web_request *r, struct err *e)
{
	static const struct {
		const char *format, *type;
		bool (*write)(const struct person_file *f, struct arena *a, struct buf *out, struct err *e);
	} formats[] = {
		{ "html", "text/html; charset=utf-8", person_html },
		{ "json", "application/json", person_json },
	};
	struct person_file file = { .s = r->store, .codes = r->codes, .today = r->today };
	const struct form *f;
	struct hand_job j;
	struct str name;
	size_t i = 0;

	if (!order_asked(r, &j, e) || !web_form(r, &f, e))
		return false;
	while (i < COUNT(formats) && !str_is(form_get(f, "format"), formats[i].format))
		i++;
	if (i == COUNT(formats))
		return err_set(e, ERR_INVALID, "subject.format",
		    _("The form lacks what to do. Nothing was changed."));
	file.who = &j.order.who;
	if (!person_gather(&file, r->arena, e))
		return false;
	j.records = file.n;
	j.what = "export";
	/* Noted before anything goes out. */
	name = str_fmt(r->arena, "%s-" STR_F ".%s", subject_kind(&j.order.who)->name, STR_A(file.reference),
	    formats[i].format);
	return web_write(r, note_job, &j, e) &&
	    formats[i].write(&file, r->arena, answer_download(r, name, formats[i].type), e);
}

static bool
done_job(void *ctx, struct store *s, struct err *e)
{
	struct hand_job *j = ctx;

	return subject_order_close(s, &j->order.id, ORDER_HANDED_OVER, &j->deed, e);
}

bool
page_hand_over_done(struct web_request *r, struct err *e)
{
	struct hand_job j;

	if (!order_asked(r, &j, e) || !web_write(r, done_job, &j, e))
		return false;
	answer_redirect(r, STR("/hand-over?done=handed"));
	return true;
}
