/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Noting a situation: the form, and the receipt. What is saved: page_quick_do.c. */
#include "web/page_quick.h"

#include "base/lang.h"
#include "quick.html.h"
#include "record/history.h"
#include "record/journal.h"
#include "record/list.h"
#include "record/state.h"
#include "registers/registers.h"
#include "web/pages.h"
#include "web/records.h"
#include "web/told.h"

#include <sys/random.h>

#define RETURNED_DAYS 90
#define RETURNED_MAX 20

bool
quick_may(struct web_request *r, struct err *e)
{
	return access_may(&reg_intervention, web_reach(r), OP_MAKE) != REACH_NONE || err_set(e, ERR_DENIED,
	    "access.refused", _("Your role does not allow that with “%s”."), lang_text(reg_intervention.label));
}

/* -- a record in lines ----------------------------------------------------------------------- */

bool
quick_lines(struct web_request *r, struct show *w, const struct record *rec, const struct quick_line **out,
    size_t *n, struct err *e)
{
	static const struct {
		const char *label, *field;
	} rows[] = {
		{ N_("Theme"), "theme" }, { N_("Done"), "actions" }, { N_("How it ended"), "outcome" },
		{ N_("Comment"), "comment" },
	};
	struct quick_line *v = arena_array(r->arena, struct quick_line, COUNT(rows) + 4);
	struct str text = STR_NONE;
	struct table_cell cell;
	size_t k = 0;

	if (!told_what(w, rec, &text, e))
		return false;
	v[k++] = (struct quick_line){ str_of(_("What")), text };
	if (!told_where(r, w, rec, &text, e))
		return false;
	v[k++] = (struct quick_line){ str_of(_("Where")), text };
	text = told_people(r, rec);
	v[k++] = (struct quick_line){ str_of(_("Who")), text.n > 0 ? text : str_of(_("Nobody counted")) };
	for (size_t i = 0; i < COUNT(rows); i++) {
		int at = reg_field(rec->reg, str_of(rows[i].field));

		if (!show_cell(w, &rec->reg->fields[at], &rec->cells[at], &cell, e))
			return false;
		if (cell.text.n > 0)
			v[k++] = (struct quick_line){ str_of(lang_text(rows[i].label)), cell.text };
	}
	if (told_cell(rec, "weak_signal")->set && told_cell(rec, "weak_signal")->i != 0)
		v[k++] = (struct quick_line){ str_of(_("Weak signal")), str_of(_("yes")) };
	*out = v;
	*n = k;
	return true;
}

/* -- the form -------------------------------------------------------------------------------- */

/* One's own records of today or yesterday, the newest first. */
static bool
last_of(struct quick *q, struct err *e)
{
	struct web_request *r = q->r;
	struct cell values[3] = { { .set = true, .s = web_reach(r)->login },
		{ .set = true, .i = r->today - 1 }, { .set = true, .i = r->today + 1 } };
	struct list_filter filters[] = {
		{ LIST_MADE_BY, LIST_EQUAL, &values[0], 1 },
		{ reg_field(&reg_intervention, STR("service_date")), LIST_RANGE, &values[1], 2 },
	};
	struct list_ask ask = { .reg = &reg_intervention, .who = web_reach(r), .op = OP_READ,
		.filters = filters, .n_filters = COUNT(filters), .sort = LIST_NO_COLUMN, .limit = 50 };
	const struct record *last = NULL;
	struct list_page page;
	struct str what, where;
	char id[37];

	if (!list_read(r->store, r->codes, &ask, r->arena, &page, e))
		return false;
	for (size_t i = 0; i < page.n; i++)
		if (last == NULL || page.v[i].made_at > last->made_at)
			last = &page.v[i];
	if (last == NULL)
		return true;
	if (!told_what(q->show, last, &what, e) || !told_where(r, q->show, last, &where, e))
		return false;
	uuid_format(&last->id, id);
	q->v.again = url_with(r->arena, URL("/record"), "again", str_dup(r->arena, str_of(id)));
	q->v.again_said = str_fmt(r->arena, STR_F ", " STR_F ", " STR_F, STR_A(what), STR_A(where),
	    STR_A(show_clock(r->arena, told_cell(last, "start")->i)));
	return true;
}

/* Own records that a leader sent back: drafts of one's own. */
static bool
returned_of(struct quick *q, struct err *e)
{
	struct web_request *r = q->r;
	const struct code_list *states = codes_list(r->codes, "record_state");
	struct cell values[4] = { { .set = true, .s = web_reach(r)->login },
		{ .set = true, .i = r->today - RETURNED_DAYS }, { .set = true, .i = r->today + 1 },
		{ .set = true, .i = code_find(states, STR("draft")) } };
	struct list_filter filters[] = {
		{ LIST_MADE_BY, LIST_EQUAL, &values[0], 1 },
		{ reg_field(&reg_intervention, STR("service_date")), LIST_RANGE, &values[1], 2 },
		{ state_field(&reg_intervention), LIST_EQUAL, &values[3], 1 },
	};
	struct list_ask ask = { .reg = &reg_intervention, .who = web_reach(r), .op = OP_READ,
		.filters = filters, .n_filters = COUNT(filters), .sort = LIST_NO_COLUMN, .limit = RETURNED_MAX };
	struct list_page page;

	if (!list_read(r->store, r->codes, &ask, r->arena, &page, e))
		return false;
	if (page.n == 0)
		return true;
	q->v.returned = page.n == 1 ? show_record(r, &reg_intervention, &page.v[0].id) :
	    url_with(r->arena, url_with(r->arena, show_register(r, &reg_intervention), "state", STR("draft")),
	    "made_by", web_reach(r)->login);
	q->v.returned_said = str_fmt(r->arena, lang_plural("%zu record came back to you",
	    "%zu records came back to you", (int64_t)page.n), page.n);
	return true;
}

static bool
new_id(struct web_request *r, struct str *out, struct err *e)
{
	uint8_t random[10];
	struct uuid id;

	if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return err_set(e, ERR_UNAVAILABLE, "system.random",
		    _("This machine gives no random numbers. Nothing was changed. Try again later."));
	id = uuid_v7(r->now_ms, random);
	*out = uuid_text(r->arena, &id);
	return true;
}

/* When: typed, else now. */
static void
when_of(struct quick *q)
{
	struct arena *a = q->r->arena;
	int minute = (int)(q->r->now_ms / 60000 % 1440), typed;
	int32_t day = q->r->today;
	char d[11], c[6];

	q->v.date = q->form != NULL ? form_word(q->form, "date") : STR_NONE;
	q->v.start = q->form != NULL ? form_word(q->form, "start") : STR_NONE;
	if (q->undone) {
		q->v.date = quick_value(q, "date");
		q->v.start = quick_value(q, "start");
	}
	if (q->v.date.p == NULL) {
		day_format(day, d);
		q->v.date = str_dup(a, str_of(d));
	}
	if (q->v.start.p == NULL) {
		clock_format(minute, c);
		q->v.start = str_dup(a, str_of(c));
	}
	if (!day_parse(q->v.date, &day) || !clock_parse(q->v.start, &typed))
		return;
	q->v.when = str_fmt(a, STR_F ", " STR_F, STR_A(show_day(a, day)), STR_A(show_clock(a, typed)));
}

static struct str
fault_of(const struct quick *q, const char *field)
{
	for (size_t i = 0; i < q->v.n_faults; i++)
		if (str_is(q->v.faults[i].field, field))
			return q->v.faults[i].text;
	return STR_NONE;
}

bool
quick_draw(struct quick *q, int status, struct err *e)
{
	struct web_request *r = q->r;
	struct shell s;

	if (!quick_choices(q, e))
		return false;
	q->v.id = q->form != NULL ? form_word(q->form, "id") : STR_NONE;
	if (q->v.id.p == NULL && !new_id(r, &q->v.id, e))
		return false;
	when_of(q);
	q->v.comment = q->form != NULL ? form_word(q->form, "comment") : q->undone ?
	    quick_value(q, "comment") : STR_NONE;
	q->v.comment_fault = fault_of(q, "comment");
	q->v.kind.fault = fault_of(q, "kind");
	q->v.theme.fault = fault_of(q, "theme");
	q->v.place.fault = fault_of(q, "place");
	q->v.place_kind.fault = fault_of(q, "place_kind");
	q->v.weak = q->form != NULL ? form_word(q->form, "weak_signal").p != NULL :
	    q->undone && told_cell(q->rec, "weak_signal")->i != 0;
	/* A refused form is shown whole: what is to be mended stands anywhere in it. */
	q->v.steps = q->v.n_faults == 0 && !q->undone;
	q->v.csrf = web_csrf(r);
	shell_of(r, str_of(_("Note a situation")), &s);
	if (q->undone) {
		s.flash = MEANING_INFO;
		s.flash_text = str_of(_("The record is taken back. All you had noted stands here still."));
	}
	draw_quick_page(answer_page(r, status), &s, &q->v);
	return true;
}

/* A record that is noted again: one may read it, or made it and took it back. */
static bool
again_of(struct quick *q, const struct uuid *id, struct record *rec, struct err *e)
{
	struct web_request *r = q->r;
	enum access_answer answer;
	bool found;

	if (!record_read(r->store, r->codes, &reg_intervention, id, r->arena, rec, &found, e))
		return false;
	if (!found)
		return err_set(e, ERR_NOT_FOUND, "access.hidden", _("There is no such record."));
	if (!access_of_record(r->store, web_reach(r), OP_READ, rec, &answer, e))
		return false;
	if (answer != ACCESS_GRANTED || (rec->deleted && !str_eq(rec->made_by, web_reach(r)->login)))
		return err_set(e, ERR_NOT_FOUND, "access.hidden", _("There is no such record."));
	q->rec = rec;
	return true;
}

bool
page_quick(struct web_request *r, struct err *e)
{
	struct quick q = { .r = r, .show = show_new(r) };
	const struct form *query;
	struct record rec;
	struct uuid id;

	if (!quick_may(r, e) || !web_query(r, &query, e))
		return false;
	if (uuid_parse(form_word(query, "again"), &id)) {
		if (!again_of(&q, &id, &rec, e))
			return false;
		q.undone = rec.deleted;
	}
	if (!quick_scheme(&q, form_word(query, "scheme"), e))
		return false;
	if (q.rec != NULL && !q.undone) {
		if (!quick_lines(r, q.show, q.rec, &q.v.lines, &q.v.n_lines, e))
			return false;
		q.v.again_outcome = quick_value(&q, "outcome");
	} else if (q.rec == NULL && (!last_of(&q, e) || !returned_of(&q, e))) {
		return false;
	}
	return quick_draw(&q, 200, e);
}

/* -- the receipt ----------------------------------------------------------------------------- */

bool
page_receipt(struct web_request *r, struct err *e)
{
	struct show *w = show_new(r);
	struct receipt_view v = { .csrf = web_csrf(r) };
	struct table_cell state;
	const struct form *query;
	enum access_answer answer;
	struct record rec;
	struct uuid id;
	struct shell s;
	bool found, may;
	char text[37];

	if (!quick_may(r, e) || !web_query(r, &query, e) || !web_param_uuid(r, "id", &id, e) ||
	    !record_read(r->store, r->codes, &reg_intervention, &id, r->arena, &rec, &found, e))
		return false;
	if (found && !access_of_record(r->store, web_reach(r), OP_READ, &rec, &answer, e))
		return false;
	if (!found || rec.deleted || answer != ACCESS_GRANTED)
		return err_set(e, ERR_NOT_FOUND, "access.hidden", _("There is no such record."));
	uuid_format(&id, text);
	if (!quick_lines(r, w, &rec, &v.lines, &v.n_lines, e) ||
	    !show_cell(w, &rec.reg->fields[state_field(rec.reg)], &rec.cells[state_field(rec.reg)], &state, e) ||
	    !record_may(r, OP_DELETE, &rec, &may, e))
		return false;
	v.title = str_of(_("It is noted"));
	v.state = state_of(&rec, r->codes) == STATE_SENT ?
	    str_of(_("The record is kept and sent. Your team leader reads it.")) : state.text;
	v.version = rec.version;
	v.open = show_record(r, rec.reg, &id);
	v.again = url_with(r->arena, URL("/record"), "again", str_dup(r->arena, str_of(text)));
	if (may && state_of(&rec, r->codes) <= STATE_SENT)
		v.undo = url_join(r->arena, url_join(r->arena, URL("/record"), str_dup(r->arena, str_of(text))),
		    STR("undo"));
	if (!record_may(r, OP_CHANGE, &rec, &may, e))
		return false;
	if (may && web_has_page(url_join(r->arena, v.open, STR("edit")).s))
		v.edit = url_join(r->arena, v.open, STR("edit"));
	if (form_word(query, "already").p != NULL)
		v.already = str_of(_("This situation was noted already. What you sent now was not put in its "
		    "place. To change it, correct the record."));
	shell_of(r, v.title, &s);
	draw_receipt(answer_page(r, 200), &s, &v);
	return true;
}
