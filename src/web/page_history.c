/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/page_record.h"

#include "base/lang.h"
#include "record/history.h"
#include "record.html.h"
#include "web/pages.h"
#include "web/records.h"

static const char *const kind_words[] = {
	[HISTORY_MADE] = N_("Made"), [HISTORY_CHANGED] = N_("Corrected"), [HISTORY_DELETED] = N_("Deleted"),
	[HISTORY_RESTORED] = N_("Taken back"),
};

static bool
step_of(struct web_request *r, const struct reg *g, struct show *w, const struct history_entry *h,
    struct history_step *out, struct err *e)
{
	struct history_field *v = arena_array(r->arena, struct history_field, h->n);
	static const struct uuid nil;

	*out = (struct history_step){
		.what = str_of(lang_text(kind_words[h->kind])), .when = show_instant(r->arena, h->at),
		.who = h->actor, .device = h->device, .reason = show_reason(r->arena, g, h->reason),
	};
	if (h->device.p == NULL && !uuid_eq(&h->batch, &nil))
		out->device = str_of(_("by an import"));
	for (size_t i = 0; i < h->n; i++) {
		const struct history_change *c = &h->changes[i];
		struct table_cell before, after;

		if (c->field == NULL) {
			v[out->n_changes++] = (struct history_field){ str_of(_("Your own identifier")),
				c->text_before, c->text_after };
			continue;
		}
		if (record_says_nothing(c->field, &c->before) && record_says_nothing(c->field, &c->after))
			continue;
		if (!show_cell(w, c->field, &c->before, &before, e) ||
		    !show_cell(w, c->field, &c->after, &after, e))
			return false;
		v[out->n_changes++] = (struct history_field){ str_of(lang_text(c->field->label)),
			before.text, after.text };
	}
	out->changes = v;
	return true;
}

bool
page_history(struct web_request *r, struct err *e)
{
	struct show *w = show_new(r);
	struct history_entry *entries;
	struct history_step *steps;
	struct record_view v;
	struct record rec;
	struct shell s;

	if (!record_asked_ever(r, &rec, e) || !record_view_begin(r, w, &rec, true, &v, e) ||
	    !history_read(r->store, r->codes, web_reach(r), rec.reg, &rec.id, r->arena, &entries,
	    &v.n_steps, e) || !history_reveal(r, &rec, entries, v.n_steps, e))
		return false;
	steps = arena_array(r->arena, struct history_step, v.n_steps);
	for (size_t i = 0; i < v.n_steps; i++)
		if (!step_of(r, rec.reg, w, &entries[i], &steps[i], e))
			return false;
	v.steps = steps;
	record_shell(r, rec.reg, v.head.title, &s);
	draw_record_history(answer_page(r, 200), &s, &v);
	return true;
}
