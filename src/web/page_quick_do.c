/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Noting a situation: saving it, and taking it back. */
#include "base/lang.h"
#include "record/cell.h"
#include "record/journal.h"
#include "registers/registers.h"
#include "web/page_quick.h"
#include "web/pages.h"
#include "web/records.h"
#include "web/told.h"

/* The fields of the record to be made, as they are typed. */
struct typing {
	struct quick *q;
	struct save_field *v;
	size_t n;
};

static void
type(struct typing *t, const char *field, struct str text)
{
	if (text.n > 0)
		t->v[t->n++] = (struct save_field){ .field = (size_t)reg_field(&reg_intervention, str_of(field)),
			.text = text };
}

/* "GC5 T10" of a tile, or the menus of anything else. */
static void
type_what(struct typing *t)
{
	struct str tile = form_word(t->q->form, "tile"), kind;

	if (tile.p == NULL || str_is(tile, "other")) {
		type(t, "kind", form_word(t->q->form, "kind"));
		type(t, "theme", form_word(t->q->form, "theme"));
		return;
	}
	(void)str_cut(&tile, ' ', &kind);
	type(t, "kind", kind);
	type(t, "theme", tile);
}

static struct str
typed_cell(struct typing *t, const struct record *rec, const char *field)
{
	int at = reg_field(rec->reg, str_of(field));
	struct buf b;

	buf_init_in(&b, t->q->r->arena);
	if (at >= 0)
		cell_text(&b, &rec->reg->fields[at], &rec->cells[at], t->q->r->codes);
	return buf_text(&b);
}

/* A place by the record it was noted in, or by its site; or what is typed of anywhere else. */
static bool
type_where(struct typing *t, struct err *e)
{
	static const char *const fields[] = { "sector", "place_kind", "lon", "lat" };
	struct web_request *r = t->q->r;
	struct str where = form_word(t->q->form, "where");
	bool site = str_starts(where, STR("s:")), found;
	const struct reg *g = site ? &reg_site : &reg_intervention;
	enum access_answer answer;
	struct record rec;
	struct uuid id;

	if (!uuid_parse(str_sub(where, 2, where.n), &id) || (!site && !str_starts(where, STR("r:")))) {
		type(t, "sector", form_word(t->q->form, "sector"));
		type(t, "place", form_word(t->q->form, "place"));
		type(t, "place_kind", form_word(t->q->form, "place_kind"));
		return true;
	}
	if (!record_read(r->store, r->codes, g, &id, r->arena, &rec, &found, e))
		return false;
	if (found && !access_of_record(r->store, web_reach(r), OP_READ, &rec, &answer, e))
		return false;
	/* Without a place the rules ask for one: nothing is lost. */
	if (!found || answer != ACCESS_GRANTED)
		return true;
	for (size_t i = 0; i < COUNT(fields); i++)
		type(t, fields[i], typed_cell(t, &rec, fields[i]));
	type(t, "place", typed_cell(t, &rec, site ? "name" : "place"));
	return true;
}

static void
type_people(struct typing *t)
{
	for (size_t i = 0; i < reg_intervention.n_fields; i++)
		if (told_is_people(&reg_intervention.fields[i]))
			type(t, reg_intervention.fields[i].name,
			    form_word(t->q->form, reg_intervention.fields[i].name));
}

static void
type_actions(struct typing *t)
{
	struct str v[LIST_MAX];
	size_t n = form_all(t->q->form, "actions", v, LIST_MAX);
	struct buf b;

	buf_init_in(&b, t->q->r->arena);
	for (size_t i = 0; i < n && i < LIST_MAX; i++)
		if (v[i].n > 0)
			buf_fmt(&b, "%s" STR_F, b.n > 0 ? "|" : "", STR_A(v[i]));
	type(t, "actions", buf_text(&b));
}

static bool
type_all(struct typing *t, struct err *e)
{
	static const char *const plain[] = { "date", "start", "duration_min", "outcome", "comment" };

	type(t, "scheme", t->q->v.scheme);
	type_what(t);
	if (!type_where(t, e))
		return false;
	type_people(t);
	type_actions(t);
	for (size_t i = 0; i < COUNT(plain); i++)
		type(t, plain[i], form_word(t->q->form, plain[i]));
	type(t, "weak_signal", form_word(t->q->form, "weak_signal").p != NULL ? STR("oui") : STR("non"));
	type(t, "state", STR("sent"));
	return true;
}

/* Shown again with what was typed; nothing is lost. */
static bool
refused(struct quick *q, const struct save_answer *answer, struct err *e)
{
	struct form_fault *v = arena_array(q->r->arena, struct form_fault, answer->faults.n);

	for (size_t i = 0; i < answer->faults.n; i++) {
		const struct fault *f = &answer->faults.v[i];

		v[q->v.n_faults++] = (struct form_fault){
			f->field != NULL ? str_of(f->field->name) : STR_NONE, f->text };
	}
	q->v.faults = v;
	return quick_draw(q, 422, e);
}

bool
quick_save(struct web_request *r, struct err *e)
{
	struct quick q = { .r = r, .show = show_new(r) };
	struct typing t = { .q = &q };
	struct save_ask ask = { .action = SAVE_PUT, .reg = &reg_intervention };
	struct save_answer answer = { .result = SAVED_SAME };
	struct url to;
	char id[37];

	if (!quick_may(r, e) || !web_form(r, &q.form, e))
		return false;
	if (!uuid_parse(form_word(q.form, "id"), &ask.id))
		return err_set(e, ERR_INVALID, "quick.id",
		    _("This form is not whole. Nothing was changed. Go back to the page and try again."));
	t.v = arena_array(r->arena, struct save_field, reg_intervention.n_fields + 8);
	if (!quick_scheme(&q, form_word(q.form, "scheme"), e) || !type_all(&t, e))
		return false;
	ask.fields = t.v;
	ask.n = t.n;
	if (!web_save(r, &ask, &answer, e))
		return false;
	if (answer.result == SAVE_REFUSED)
		return refused(&q, &answer, e);
	/* Sent before, then changed: the first one stands. */
	if (answer.result != SAVE_CONFLICT && !save_succeeded(r, &answer, e))
		return false;
	uuid_format(&ask.id, id);
	to = url_join(r->arena, URL("/record"), str_dup(r->arena, str_of(id)));
	if (answer.result == SAVE_CONFLICT)
		to = url_with(r->arena, to, "already", STR("1"));
	answer_redirect(r, to.s);
	return true;
}

bool
quick_undo(struct web_request *r, struct err *e)
{
	struct save_ask ask = { .action = SAVE_DELETE, .reg = &reg_intervention };
	struct save_answer answer = { .result = SAVED_SAME };
	const struct form *f;
	char id[37];

	if (!quick_may(r, e) || !web_param_uuid(r, "id", &ask.id, e) || !web_form(r, &f, e))
		return false;
	(void)str_int(form_word(f, "version"), &ask.base);
	ask.reason = str_of(_("Taken back by who noted it"));
	if (!web_save(r, &ask, &answer, e) || !save_succeeded(r, &answer, e))
		return false;
	uuid_format(&ask.id, id);
	answer_redirect(r, url_with(r->arena, URL("/record"), "again", str_dup(r->arena, str_of(id))).s);
	return true;
}
