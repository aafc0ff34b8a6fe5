/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* People's rights: finding what is kept about somebody and ordering its export. Counts, never content. */
#include "web/page_persons.h"

#include "base/lang.h"
#include "persons.html.h"
#include "report/words.h"
#include "web/pages.h"
#include "web/person_asked.h"
#include "web/person_file.h"
#include "web/records.h"
#include "web/show.h"

#define TYPED_MAX 120
#define DAY_MS 86400000LL

/* -- who is asked about ---------------------------------------------------------------------- */

bool
person_asked(struct web_request *r, struct person_asked *out, struct err *e)
{
	struct subject *v;
	size_t n;
	bool unread, found = subject_kind_parse(web_param(r, "kind"), &out->who);

	if (found && uuid_parse(web_param(r, "id"), &out->who.id)) {
		if (!subject_reference(r->store, &out->who, r->arena, &out->reference, &found, e))
			return false;
	} else if (found) {
		const struct subject wanted = out->who;

		found = false;
		if (!subject_match(r->store, r->codes, web_param(r, "id"), r->arena, &v, &n, &unread, e))
			return false;
		for (size_t i = 0; i < n && !found; i++)
			if (v[i].reg == wanted.reg && v[i].party == wanted.party) {
				out->who = v[i];
				found = true;
			}
		if (found && !subject_reference(r->store, &out->who, r->arena, &out->reference, &found, e))
			return false;
	}
	if (!found)
		return err_set(e, ERR_NOT_FOUND, "access.hidden", _("There is no such person here."));
	out->title = person_title(r, &out->who, out->reference);
	return true;
}

struct str
person_title(struct web_request *r, const struct subject *who, struct str reference)
{
	return str_fmt(r->arena, "%s " STR_F, lang_text(subject_kind(who)->label), STR_A(reference));
}

struct url
person_page(struct web_request *r, const struct subject *who)
{
	char id[37];

	uuid_format(&who->id, id);
	return url_join(r->arena, url_join(r->arena, URL("/persons"), str_of(subject_kind(who)->name)),
	    str_dup(r->arena, str_of(id)));
}

struct str
person_due(struct web_request *r, const struct subject_order *o)
{
	struct str asked = show_instant(r->arena, o->asked_at);
	struct str due = day_words(r->arena, (int32_t)(o->asked_at / DAY_MS) + SUBJECT_DUE_DAYS);

	return str_fmt(r->arena, _("Ordered by %.*s on %.*s, to hand over before %.*s."), STR_A(o->asked_by),
	    STR_A(asked), STR_A(due));
}

/* -- finding --------------------------------------------------------------------------------- */

static bool
order_lines(struct web_request *r, struct persons_view *v, struct err *e)
{
	static const enum meaning meanings[] = {
		[ORDER_OPEN] = MEANING_WARN, [ORDER_HANDED_OVER] = MEANING_GOOD, [ORDER_WITHDRAWN] = MEANING_NONE,
	};
	struct subject_order *all;
	struct order_line *lines;
	char id[37];

	if (!subject_order_list(r->store, r->arena, &all, &v->n_orders, e))
		return false;
	lines = arena_array(r->arena, struct order_line, v->n_orders);
	for (size_t i = 0; i < v->n_orders; i++) {
		const struct subject_order *o = &all[i];
		struct str own;
		bool found;

		if (!subject_reference(r->store, &o->who, r->arena, &own, &found, e))
			return false;
		uuid_format(&o->id, id);
		lines[i] = (struct order_line){ .id = str_dup(r->arena, str_of(id)),
			.title = person_title(r, &o->who, found ? own : STR("")),
			.meaning = meanings[o->state], .state = str_of(lang_text(subject_order_label(o->state))),
			.under = person_due(r, o), .open = o->state == ORDER_OPEN };
		if (found)
			lines[i].to = person_page(r, &o->who);
		if (o->state != ORDER_OPEN)
			lines[i].under = str_fmt(r->arena, _("Ordered by %.*s on %.*s, closed by %.*s on %.*s."),
			    STR_A(o->asked_by), STR_A(show_instant(r->arena, o->asked_at)), STR_A(o->closed_by),
			    STR_A(show_instant(r->arena, o->closed_at)));
	}
	v->orders = lines;
	return true;
}

static bool
found_table(struct web_request *r, const struct subject *v, size_t n, struct table_view *t, struct err *e)
{
	static const char *const names[] = { N_("Person"), N_("Reference") };
	static const bool numbers[] = { false, false };
	struct table_cell *c;
	bool found;

	show_table(r->arena, t, _("Who was found"), names, numbers, COUNT(names));
	t->cells = c = arena_array(r->arena, struct table_cell, n * COUNT(names));
	for (size_t i = 0; i < n; i++) {
		*c++ = (struct table_cell){ .text = str_of(lang_text(subject_kind(&v[i])->label)),
			.to = person_page(r, &v[i]) };
		if (!subject_reference(r->store, &v[i], r->arena, &c->text, &found, e))
			return false;
		c++;
	}
	t->n_rows = n;
	t->empty = (struct empty_place){ "magnifying-glass", str_of(_("Nobody is found by that")),
		str_of(_("Look at how it is written: a reference or the whole name, nothing less.")),
		{ STR_NONE }, STR_NONE };
	return true;
}

static const struct {
	const char *word, *said;
} done[] = {
	{ "ordered", N_("The export is ordered.") },
	{ "withdrawn", N_("The order is withdrawn.") },
	{ "handed", N_("It is noted as handed over.") },
};

void
person_flash(struct web_request *r, struct shell *s)
{
	const struct form *q;
	struct err e;

	if (!web_query(r, &q, &e))
		return;
	for (size_t i = 0; i < COUNT(done); i++)
		if (str_is(form_get(q, "done"), done[i].word)) {
			s->flash = MEANING_GOOD;
			s->flash_text = str_of(lang_text(done[i].said));
		}
}

static bool
show_persons(struct web_request *r, struct persons_view *v, struct err *e)
{
	struct shell s;

	v->head = (struct page_head){ .title = str_of(_("People’s rights")),
		.under = str_of(_("A person may ask what is kept about them, and to have it erased. Here is where, "
		    "not what it says.")) };
	if (!order_lines(r, v, e))
		return false;
	shell_of(r, v->head.title, &s);
	person_flash(r, &s);
	draw_persons(answer_page(r, 200), &s, v);
	return true;
}

bool
page_persons(struct web_request *r, struct err *e)
{
	return show_persons(r, &(struct persons_view){ .typed = STR_NONE }, e);
}

bool
page_persons_find(struct web_request *r, struct err *e)
{
	struct persons_view v = { .unread = false };
	const struct form *f;
	struct subject *all;
	size_t n;

	if (!web_form(r, &f, e))
		return false;
	v.typed = form_word(f, "who");
	if (v.typed.n == 0 || v.typed.n > TYPED_MAX * 4)
		return err_set(e, ERR_INVALID, "subject.who",
		    _("Say whom you look for: a reference or a whole name."));
	/* That somebody looked, and whether anybody was found; never the name. */
	if (!subject_match(r->store, r->codes, v.typed, r->arena, &all, &n, &v.unread, e) ||
	    !web_note(r, AUDIT_PERSON, STR("find"), str_fmt(r->arena, "found=%zu", n), e) ||
	    !found_table(r, all, n, &v.found, e))
		return false;
	return show_persons(r, &v, e);
}

/* -- one person ------------------------------------------------------------------------------ */

static bool
held_table(struct web_request *r, const struct subject *who, struct subject_record *v, size_t n,
    struct table_view *t, struct err *e)
{
	static const char *const names[] = { N_("Register"), N_("Records"), N_("How long") };
	static const bool numbers[] = { false, true, false };
	struct subject_sent *sent;
	struct table_cell *c;
	size_t n_sent;

	if (!subject_sent(r->store, who, v, n, r->arena, &sent, &n_sent, e))
		return false;
	show_table(r->arena, t, _("What is kept"), names, numbers, COUNT(names));
	t->cells = c = arena_array(r->arena, struct table_cell, (n + 1) * COUNT(names));
	person_sort(v, n);
	for (size_t i = 0, run; i < n; i += run) {
		run = person_run(&v[i], n - i);
		*c++ = (struct table_cell){ .text = str_of(lang_text(v[i].reg->label)) };
		*c++ = (struct table_cell){ .text = number_words(r->arena, (double)run, 0) };
		*c++ = (struct table_cell){ .text = person_kept(r->arena, v[i].reg) };
		t->n_rows++;
	}
	if (n_sent > 0) {
		*c++ = (struct table_cell){ .text = str_of(_("Sent, and not stored")) };
		*c++ = (struct table_cell){ .text = number_words(r->arena, (double)n_sent, 0) };
		*c++ = (struct table_cell){ .text = str_of(_("Until it is settled.")) };
		t->n_rows++;
	}
	return true;
}

/* The order of this person's export that is open, if there is one. */
static bool
open_order(struct web_request *r, const struct subject *who, struct person_held_view *v, struct err *e)
{
	struct subject_order *all;
	size_t n;

	if (!subject_order_list(r->store, r->arena, &all, &n, e))
		return false;
	for (size_t i = 0; i < n; i++)
		if (all[i].state == ORDER_OPEN && all[i].who.reg == who->reg && all[i].who.party == who->party &&
		    uuid_eq(&all[i].who.id, &who->id))
			v->ordered = person_due(r, &all[i]);
	return true;
}

bool
page_person_held(struct web_request *r, struct err *e)
{
	const struct crumb crumbs[] = { { str_of(_("People’s rights")), URL("/persons") } };
	struct person_held_view v = { .opens = false };
	struct subject_record *records;
	struct person_asked of;
	struct shell s;
	struct url here;
	size_t n;

	if (!person_asked(r, &of, e) || !subject_find(r->store, &of.who, r->arena, &records, &n, e) ||
	    !held_table(r, &of.who, records, n, &v.table, e) || !open_order(r, &of.who, &v, e) ||
	    !subject_opens(r->store, r->codes, web_reach(r), records, n, &v.opens, e))
		return false;
	here = person_page(r, &of.who);
	v.opens = v.opens && web_may(r, PERMIT_HAND_OVER);
	v.order = url_join(r->arena, here, STR("order"));
	v.erase = url_join(r->arena, here, STR("erase"));
	v.head = (struct page_head){ .title = of.title,
		.under = str_of(_("How much is kept about this person, register by register.")) };
	shell_of(r, v.head.title, &s);
	s.crumbs = crumbs;
	s.n_crumbs = COUNT(crumbs);
	person_flash(r, &s);
	draw_person_held(answer_page(r, 200), &s, &v);
	return true;
}

/* -- orders ---------------------------------------------------------------------------------- */

struct order_job {
	struct subject_order order;
	struct deed deed;
};

static bool
order_job(void *ctx, struct store *s, struct err *e)
{
	struct order_job *j = ctx;

	return subject_order_make(s, &j->order, &j->deed, e);
}

bool
page_person_order(struct web_request *r, struct err *e)
{
	struct order_job j = { .deed = web_deed(r) };
	struct person_asked of;

	if (!person_asked(r, &of, e))
		return false;
	j.order.who = of.who;
	if (!web_write(r, order_job, &j, e))
		return false;
	answer_redirect(r, url_with(r->arena, person_page(r, &of.who), "done", STR("ordered")).s);
	return true;
}

static bool
withdraw_job(void *ctx, struct store *s, struct err *e)
{
	struct order_job *j = ctx;

	return subject_order_close(s, &j->order.id, ORDER_WITHDRAWN, &j->deed, e);
}

bool
page_persons_withdraw(struct web_request *r, struct err *e)
{
	struct order_job j = { .deed = web_deed(r) };
	const struct form *f;

	if (!web_form(r, &f, e))
		return false;
	if (!uuid_parse(form_get(f, "order"), &j.order.id))
		return err_set(e, ERR_INVALID, "subject.order", _("The form lacks what to do. Nothing was changed."));
	if (!web_write(r, withdraw_job, &j, e))
		return false;
	answer_redirect(r, STR("/persons?done=withdrawn"));
	return true;
}
