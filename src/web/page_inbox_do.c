/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The validation inbox: validating, sending back to the author, taking back. */
#include "base/lang.h"
#include "base/text.h"
#include "record/journal.h"
#include "record/returned.h"
#include "record/span.h"
#include "record/state.h"
#include "rules/guard.h"
#include "web/page_inbox.h"
#include "web/pages.h"
#include "web/records.h"

#define WORD_MAX SAVE_REASON_MAX

/* The state as a form types it. */
static struct save_ask
ask_state(struct web_request *r, const struct reg *g, const struct uuid *id, int64_t base, const char *state,
    struct str reason)
{
	struct save_field *f = arena_new(r->arena, struct save_field);

	*f = (struct save_field){ .field = (size_t)state_field(g), .text = str_of(state) };
	return (struct save_ask){ .action = SAVE_PUT, .reg = g, .id = *id, .base = base, .fields = f, .n = 1,
		.reason = reason };
}

/* "UUID.version". */
static bool
one_of(struct str text, struct uuid *id, int64_t *version)
{
	struct str head;

	return str_cut(&text, '.', &head) && uuid_parse(head, id) && str_int(text, version) && *version > 0;
}

static bool
unclear(struct err *e)
{
	return err_set(e, ERR_INVALID, "inbox.one",
	    _("This form is not whole. Nothing was changed. Go back to the page and try again."));
}

static bool
is_saved(const struct save_answer *a)
{
	return a->result == SAVED_NEW || a->result == SAVED_CHANGED || a->result == SAVED_SAME;
}

/* Back to the same page of the inbox, at the record that is next. */
static struct url
back(struct web_request *r, const struct form *f, const struct inbox_words *w)
{
	struct url u = inbox_url(r, w);
	struct uuid id;

	return uuid_parse(form_word(f, "next"), &id) ? url_with(r->arena, u, "id", form_word(f, "next")) : u;
}

/* Validates what stands in the form, each at the version that was shown; what changed meanwhile stays. */
bool
inbox_validate(struct web_request *r, struct err *e)
{
	struct save_answer *answers = arena_array(r->arena, struct save_answer, INBOX_PAGE);
	struct save_ask *asks = arena_array(r->arena, struct save_ask, INBOX_PAGE);
	struct str ones[INBOX_PAGE];
	int64_t first = 0, last = 0, kept = 0, version;
	struct inbox_words w;
	const struct form *f;
	struct uuid id;
	struct url to;
	size_t n;

	if (!web_form(r, &f, e) || !inbox_words_of(r, f, &w, e))
		return false;
	n = form_all(f, "one", ones, INBOX_PAGE);
	if (w.reg == NULL || n == 0 || n > INBOX_PAGE)
		return unclear(e);
	for (size_t i = 0; i < n; i++) {
		if (!one_of(ones[i], &id, &version))
			return unclear(e);
		asks[i] = ask_state(r, w.reg, &id, version, "validated", STR_NONE);
	}
	if (!web_save_all(r, asks, n, answers, e))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (answers[i].result != SAVED_CHANGED) {
			kept += !is_saved(&answers[i]);
			continue;
		}
		version = answers[i].record.version;
		first = first == 0 || version < first ? version : first;
		last = version > last ? version : last;
	}
	/* One alone: its refusal is told whole. */
	if (n == 1 && answers[0].result != SAVE_CONFLICT && !save_succeeded(r, &answers[0], e))
		return false;
	to = back(r, f, &w);
	if (last > 0)
		to = url_with(r->arena, to, "done",
		    str_fmt(r->arena, "%lld-%lld", (long long)first, (long long)last));
	if (kept > 0)
		to = url_with_int(r->arena, to, "kept", kept);
	answer_redirect(r, to.s);
	return true;
}

/* A word on a record for who made it: what the reader cannot use is told before anything is done. */
static struct str
word_fault(struct str word)
{
	if (word.p == NULL)
		return str_of(_("Say in a few words what is to be changed."));
	if (utf8_count(word) > WORD_MAX)
		return str_of(_("This is too long. Two hundred characters are enough."));
	if (guard_text(word) != GUARD_CLEAN)
		return str_of(_("No telephone number, e-mail address or number plate, please: the word is kept."));
	return STR_NONE;
}

bool
inbox_return(struct web_request *r, struct err *e)
{
	struct save_answer answer = { .result = SAVED_SAME };
	struct inbox_fault fault = { .text = STR_NONE };
	struct inbox_words w;
	const struct form *f;
	struct save_ask ask;
	int64_t version;
	struct url to;
	int about;

	if (!web_form(r, &f, e) || !inbox_words_of(r, f, &w, e))
		return false;
	if (w.reg == NULL || !one_of(form_word(f, "one"), &fault.id, &version))
		return unclear(e);
	fault.word = form_word(f, "word");
	fault.text = word_fault(fault.word);
	if (fault.text.p != NULL)
		return inbox_draw(r, f, &fault, e);
	about = reg_field(w.reg, form_word(f, "about"));
	ask = ask_state(r, w.reg, &fault.id, version, "draft",
	    returned_reason(r->arena, about >= 0 ? &w.reg->fields[about] : NULL, fault.word));
	if (!web_save(r, &ask, &answer, e))
		return false;
	to = back(r, f, &w);
	if (answer.result == SAVE_CONFLICT) {
		to = url_with_int(r->arena, to, "kept", 1);
	} else {
		if (!save_succeeded(r, &answer, e))
			return false;
		to = url_with(r->arena, to, "returned", STR("1"));
	}
	answer_redirect(r, to.s);
	return true;
}

/* Two records of one event: both stay, the open one points to the other, and figures count it once. */
bool
inbox_merge(struct web_request *r, struct err *e)
{
	struct save_answer answer = { .result = SAVED_SAME };
	struct save_field field = { .text = STR_NONE };
	struct inbox_words w;
	const struct form *f;
	struct uuid id, other;
	struct save_ask ask;
	int64_t version;
	struct url to;
	int twin;

	if (!web_form(r, &f, e) || !inbox_words_of(r, f, &w, e))
		return false;
	twin = w.reg != NULL ? reg_field(w.reg, STR("twin_of")) : -1;
	if (twin < 0 || !one_of(form_word(f, "one"), &id, &version) || !uuid_parse(form_word(f, "other"), &other))
		return unclear(e);
	field.field = (size_t)twin;
	field.text = form_word(f, "other");
	ask = (struct save_ask){ .action = SAVE_PUT, .reg = w.reg, .id = id, .base = version, .fields = &field,
		.n = 1, .reason = str_of(_("The same event as another record")) };
	if (!web_save(r, &ask, &answer, e))
		return false;
	to = back(r, f, &w);
	if (answer.result == SAVE_CONFLICT)
		to = url_with_int(r->arena, to, "kept", 1);
	else if (!save_succeeded(r, &answer, e))
		return false;
	else
		to = url_with(r->arena, to, "merged", STR("1"));
	answer_redirect(r, to.s);
	return true;
}

/* Takes back what one validated oneself, as far as nobody has touched it since. */
bool
inbox_undo(struct web_request *r, struct err *e)
{
	struct save_answer *answers = arena_array(r->arena, struct save_answer, SPAN_MAX);
	struct save_ask *asks = arena_array(r->arena, struct save_ask, SPAN_MAX);
	struct str span, from;
	struct span_entry *v = NULL;
	int64_t first = 0, last = 0;
	struct inbox_words w;
	const struct form *f;
	size_t n = 0, k = 0;

	if (!web_form(r, &f, e) || !inbox_words_of(r, f, &w, e))
		return false;
	span = form_word(f, "span");
	if (!str_cut(&span, '-', &from) || !str_int(from, &first) || !str_int(span, &last))
		return unclear(e);
	if (!journal_span_of(r->store, first, last, web_reach(r)->login, r->arena, &v, &n, e))
		return false;
	for (size_t i = 0; i < n; i++) {
		struct record rec;
		bool found;

		if (!inbox_has(r, v[i].reg))
			continue;
		if (!record_read(r->store, r->codes, v[i].reg, &v[i].id, r->arena, &rec, &found, e))
			return false;
		if (found && rec.version == v[i].pos && state_of(&rec, r->codes) == STATE_VALIDATED)
			asks[k++] = ask_state(r, v[i].reg, &v[i].id, v[i].pos, "sent",
			    str_of(_("Validation taken back")));
	}
	if (k > 0 && !web_save_all(r, asks, k, answers, e))
		return false;
	answer_redirect(r, url_with(r->arena, inbox_url(r, &w), "undone", STR("1")).s);
	return true;
}
