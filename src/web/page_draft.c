/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A draft: why it came back to its author, and the way to send it again. */
#include "base/lang.h"
#include "record/history.h"
#include "record/state.h"
#include "web/page_record.h"
#include "web/pages.h"
#include "web/records.h"

/* The newest word with which it was made a draft again; NULL when nobody said one. */
static const struct history_entry *
word_of(const struct reg *g, const struct history_entry *v, size_t n)
{
	const struct field *state = &g->fields[state_field(g)];

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < v[i].n; k++)
			if (v[i].changes[k].field == state)
				return v[i].kind == HISTORY_CHANGED && v[i].reason.n > 0 ? &v[i] : NULL;
	return NULL;
}

bool
record_draft(struct web_request *r, const struct record *rec, struct record_view *v, struct err *e)
{
	const struct history_entry *word;
	struct history_entry *entries;
	bool change;
	size_t n;

	if (rec->deleted || state_of(rec, r->codes) != STATE_DRAFT)
		return true;
	if (!history_read(r->store, r->codes, web_reach(r), rec->reg, &rec->id, r->arena, &entries, &n, e) ||
	    !record_may(r, OP_CHANGE, rec, &change, e))
		return false;
	word = word_of(rec->reg, entries, n);
	v->draft = true;
	if (word != NULL) {
		v->word = show_reason(r->arena, rec->reg, word->reason);
		v->word_by = str_fmt(r->arena, _("Sent back by %.*s on %.*s"), STR_A(word->actor),
		    STR_A(show_instant(r->arena, word->at)));
	}
	if (change) {
		v->send = record_below(r, rec, "send");
		v->version = rec->version;
		v->csrf = web_csrf(r);
	}
	return true;
}

bool
send_record(struct web_request *r, struct err *e)
{
	struct save_field state = { .text = STR("sent") };
	struct save_ask ask = { .action = SAVE_PUT, .fields = &state, .n = 1 };
	struct save_answer answer = { .result = SAVED_SAME };
	const struct form *f;
	struct record rec;

	if (!record_asked(r, &rec, e) || !web_form(r, &f, e))
		return false;
	if (state_field(rec.reg) < 0)
		return err_set(e, ERR_NOT_FOUND, "access.hidden", _("There is no such record."));
	state.field = (size_t)state_field(rec.reg);
	ask.reg = rec.reg;
	ask.id = rec.id;
	(void)str_int(form_word(f, "base"), &ask.base);
	if (!web_save(r, &ask, &answer, e) || !save_succeeded(r, &answer, e))
		return false;
	answer_redirect(r, show_record(r, rec.reg, &rec.id).s);
	return true;
}
