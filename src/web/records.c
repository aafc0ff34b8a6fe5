/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/records.h"

#include "base/lang.h"
#include "facts/find.h"
#include "record/find.h"
#include "record/journal.h"
#include "record/vault.h"
#include "web/web.h"

bool
reg_asked(struct web_request *r, const struct reg **out, struct err *e)
{
	const struct reg *g = reg_find(web_param(r, "register"));

	if (g == NULL || access_may(g, web_reach(r), OP_READ) == REACH_NONE)
		return err_set(e, ERR_NOT_FOUND, "access.hidden", _("There is no such register."));
	*out = g;
	return true;
}

static bool
none(struct err *e)
{
	return err_set(e, ERR_NOT_FOUND, "access.hidden", _("There is no such record."));
}

static bool
find_record(struct web_request *r, bool deleted_too, struct record *out, struct err *e)
{
	const struct reg *g;
	struct str text = web_param(r, "id");
	enum access_answer answer;
	struct uuid id;
	bool found, ambiguous;

	if (!reg_asked(r, &g, e))
		return false;
	if (!uuid_parse(text, &id)) {
		if (!record_find(r->store, g, web_reach(r), text, &id, &found, &ambiguous, e))
			return false;
		if (!found || ambiguous)
			return none(e);
	}
	if (!record_read(r->store, r->codes, g, &id, r->arena, out, &found, e))
		return false;
	if (!found || (out->deleted && !deleted_too))
		return none(e);
	if (!access_of_record(r->store, web_reach(r), out->deleted ? OP_DELETE : OP_READ, out, &answer, e))
		return false;
	return answer == ACCESS_GRANTED || none(e);
}

bool
record_asked(struct web_request *r, struct record *out, struct err *e)
{
	return find_record(r, false, out, e);
}

bool
record_asked_ever(struct web_request *r, struct record *out, struct err *e)
{
	return find_record(r, true, out, e);
}

bool
record_may(struct web_request *r, enum operation op, const struct record *rec, bool *may, struct err *e)
{
	enum access_answer answer;

	if (!access_of_record(r->store, web_reach(r), op, rec, &answer, e))
		return false;
	*may = answer == ACCESS_GRANTED && web_may(r, PERMIT_WRITE);
	return true;
}

bool
no_faults(struct web_request *r, struct err *e)
{
	return web_faults(r)->n == 0 || err_set(e, ERR_INVALID, "record.refused",
	    _("Something does not fit. Nothing was changed. Mend what is marked, then try again."));
}

bool
list_quick(struct web_request *r, struct list_ask *ask, struct list_page *out, struct err *e)
{
	union {
		const struct facts *in;
		void *out;
	} facts = { NULL };
	struct err behind = { 0 };

	/* The store answers too, should the facts lag. */
	if (ask->reg->facts && web_facts(r, &facts.in, &behind)) {
		ask->finder = facts_find;
		ask->finder_ctx = facts.out;
	}
	return list_read(r->store, r->codes, ask, r->arena, out, e);
}

struct note_job {
	enum audit_action action;
	struct str what, detail;
	struct deed deed;
};

static bool
note_job(void *ctx, struct store *s, struct err *e)
{
	struct note_job *j = ctx;

	return audit_put(s, j->action, j->what, j->detail, &j->deed, e);
}

bool
web_note(struct web_request *r, enum audit_action action, struct str what, struct str detail, struct err *e)
{
	struct note_job j = { action, what, detail, web_deed(r) };

	return web_write(r, note_job, &j, e);
}

/* -- what is sealed -------------------------------------------------------------------------- */

static bool
note_revealed(struct web_request *r, const struct record *rec, struct err *e)
{
	char id[37];

	uuid_format(&rec->id, id);
	return web_note(r, AUDIT_REVEALED, str_of(rec->reg->name), str_fmt(r->arena, "record=%s", id), e);
}

bool
record_reveal(struct web_request *r, struct record *rec, struct err *e)
{
	bool revealed;

	return vault_present(vault_new(r->store, r->arena), web_reach(r), rec, r->arena, &revealed, e) &&
	    (!revealed || note_revealed(r, rec, e));
}

/* The cells of an entry's changes, as those of a record that has only these. */
static bool
reveal_entry(struct vault *v, struct web_request *r, const struct record *rec, struct history_entry *en,
    bool *any, struct err *e)
{
	struct history_change *changes = arena_array(r->arena, struct history_change, en->n);
	struct record one = *rec;

	if (en->n > 0)
		memcpy(changes, en->changes, en->n * sizeof(*changes));
	en->changes = changes;
	one.cells = arena_array(r->arena, struct cell, rec->reg->n_fields);
	for (int side = 0; side < 2; side++) {
		struct record shown = one;
		bool revealed;

		for (size_t i = 0; i < en->n; i++)
			if (changes[i].field != NULL)
				one.cells[changes[i].field - rec->reg->fields] =
				    side == 0 ? changes[i].before : changes[i].after;
		/* Who reads it is asked of the record as it stands. */
		for (size_t i = 0; i < rec->reg->n_fields; i++)
			if ((rec->reg->fields[i].flags & FIELD_SEALED) == 0)
				one.cells[i] = rec->cells[i];
		shown.cells = one.cells;
		if (!vault_present(v, web_reach(r), &shown, r->arena, &revealed, e))
			return false;
		*any = *any || revealed;
		for (size_t i = 0; i < en->n; i++) {
			struct cell *c = side == 0 ? &changes[i].before : &changes[i].after;

			if (changes[i].field != NULL && (changes[i].field->flags & FIELD_SEALED) != 0)
				*c = shown.cells[changes[i].field - rec->reg->fields];
		}
	}
	return true;
}

bool
history_reveal(struct web_request *r, const struct record *rec, struct history_entry *v, size_t n,
    struct err *e)
{
	struct vault *vault = vault_new(r->store, r->arena);
	bool any = false;

	if (!reg_has_sealed(rec->reg))
		return true;
	for (size_t i = 0; i < n; i++)
		if (!reveal_entry(vault, r, rec, &v[i], &any, e))
			return false;
	return !any || note_revealed(r, rec, e);
}
