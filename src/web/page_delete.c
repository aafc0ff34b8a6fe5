/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A record that is deleted, and one that is taken back. */
#include "web/page_record.h"

#include "base/lang.h"
#include "base/text.h"
#include "record.html.h"
#include "record/twin.h"
#include "web/pages.h"
#include "web/records.h"

bool
page_delete(struct web_request *r, struct err *e)
{
	struct show *w = show_new(r);
	struct page_head h = { .title = STR_NONE };
	struct question q = { .grave = true, .reason = true };
	struct record rec;
	struct shell s;
	struct twins twins;
	bool may;

	if (!record_asked(r, &rec, e) || !record_may(r, OP_DELETE, &rec, &may, e))
		return false;
	if (!may)
		return err_set(e, ERR_DENIED, "access.refused", _("You may read this record, not delete it."));
	if (!twin_goes(r->store, &rec, r->arena, &twins, e))
		return false;
	h.title = show_title(w, &rec);
	q.title = str_of(_("Delete this record?"));
	q.text = str_of(twins.n > 0 ? _("Another record tells of the same event and will count in its place. The "
	    "history keeps this one, and it can be taken back.")
	    : _("It will not count any more. Its history keeps it, and it can be taken back."));
	q.yes = str_of(_("Delete the record"));
	q.csrf = web_csrf(r);
	q.action = url_with_int(r->arena, record_below(r, &rec, "delete"), "base", rec.version);
	q.back = record_below(r, &rec, NULL);
	record_shell(r, rec.reg, h.title, &s);
	draw_record_ask(answer_page(r, 200), &s, &h, &q);
	return true;
}

bool
delete_record(struct web_request *r, struct err *e)
{
	const struct form *form, *query;
	struct save_ask ask = { .action = SAVE_DELETE };
	struct save_answer answer = { .result = SAVED_SAME };
	struct record rec;

	if (!record_asked(r, &rec, e) || !web_form(r, &form, e) || !web_query(r, &query, e))
		return false;
	ask.reg = rec.reg;
	ask.id = rec.id;
	ask.reason = form_word(form, "reason");
	(void)str_int(form_word(query, "base"), &ask.base);
	if (!web_save(r, &ask, &answer, e) || !save_succeeded(r, &answer, e))
		return false;
	answer_redirect(r, show_register(r, rec.reg).s);
	return true;
}

bool
restore_record(struct web_request *r, struct err *e)
{
	const struct form *form;
	struct save_ask ask = { .action = SAVE_RESTORE };
	struct save_answer answer = { .result = SAVED_SAME };
	struct record rec;

	if (!record_asked_ever(r, &rec, e) || !web_form(r, &form, e))
		return false;
	ask.reg = rec.reg;
	ask.id = rec.id;
	(void)str_int(form_word(form, "base"), &ask.base);
	if (!web_save(r, &ask, &answer, e) || !save_succeeded(r, &answer, e))
		return false;
	answer_redirect(r, show_record(r, rec.reg, &rec.id).s);
	return true;
}
