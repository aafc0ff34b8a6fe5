/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Records for programs: history, making, changing, deleting. */
#include "base/lang.h"
#include "record/cell.h"
#include "record/history.h"
#include "web/pages.h"
#include "web/records.h"

bool
api_history(struct web_request *r, struct err *e)
{
	struct history_entry *v;
	struct json_writer *w;
	struct record rec;
	size_t n;

	if (!record_asked_ever(r, &rec, e) || !history_read(r->store, r->codes, web_reach(r), rec.reg, &rec.id,
	    r->arena, &v, &n, e) || !history_reveal(r, &rec, v, n, e))
		return false;
	w = answer_json(r);
	js_object(w);
	js_key(w, "history");
	js_array(w);
	for (size_t i = 0; i < n; i++) {
		js_object(w);
		js_key(w, "version");
		js_int(w, v[i].pos);
		js_key(w, "base");
		js_int(w, v[i].base);
		js_key(w, "at");
		js_int(w, v[i].at);
		js_key(w, "actor");
		js_str(w, v[i].actor);
		js_key(w, "device");
		js_str(w, v[i].device);
		js_key(w, "reason");
		js_str(w, v[i].reason);
		js_key(w, "changes");
		js_object(w);
		for (size_t k = 0; k < v[i].n; k++) {
			const struct history_change *c = &v[i].changes[k];

			js_key(w, c->field != NULL ? c->field->name : "source_id");
			js_array(w);
			if (c->field == NULL) {
				js_str(w, c->text_before);
				js_str(w, c->text_after);
			} else {
				cell_json(w, c->field, &c->before, r->codes);
				cell_json(w, c->field, &c->after, r->codes);
			}
			js_end_array(w);
		}
		js_end_object(w);
		js_end_object(w);
	}
	js_end_array(w);
	js_end_object(w);
	return true;
}

/* -- writing --------------------------------------------------------------------------------- */

struct body {
	struct web_request *r;
	struct save_ask *ask;
	struct save_field *fields;
};

static bool
take_member(void *ctx, struct str key, const struct json *v)
{
	struct body *b = ctx;
	int i = reg_field(b->ask->reg, key);

	if (str_is(key, "id") || str_is(key, "version"))
		return true;
	if (str_is(key, "source_id")) {
		b->ask->source_id = js_text(v);
	} else if (str_is(key, "reason") && i < 0) {
		b->ask->reason = js_text(v);
	} else if (i >= 0 && (b->ask->reg->fields[i].flags & FIELD_DERIVED) == 0) {
		b->fields[b->ask->n++] = (struct save_field){ .field = (size_t)i, .json = v };
	} else if (i < 0) {
		struct fault at = { .reg = b->ask->reg, .column = key, .code = "unknown_field" };

		fault_add(web_faults(b->r), &at, _("“%.*s” is no field of this register."), STR_A(key));
	}
	return true;
}

/* A record's JSON into a save. */
static bool
body_of(struct web_request *r, struct save_ask *ask, struct err *e)
{
	const struct json *json;
	struct body b = { r, ask, arena_array(r->arena, struct save_field, ask->reg->n_fields) };

	if (!web_json(r, &json, e))
		return false;
	if (js_kind(json) != JS_OBJECT)
		return err_set(e, ERR_INVALID, "http.json", _("The body is no JSON object. Nothing was changed."));
	ask->fields = b.fields;
	js_each(json, take_member, &b);
	return web_faults(r)->n == 0 || err_set(e, ERR_INVALID, "record.refused",
	    _("Something does not fit. Nothing was changed. Mend what is marked, then try again."));
}

static bool
save(struct web_request *r, struct save_ask *ask, struct err *e)
{
	struct save_answer answer = { .result = SAVED_SAME };

	if (!web_save(r, ask, &answer, e) || !save_succeeded(r, &answer, e))
		return false;
	if (ask->action != SAVE_DELETE && !record_reveal(r, &answer.record, e))
		return false;
	if (ask->action == SAVE_DELETE)
		answer_nothing(r);
	else
		answer_record(r, answer.result == SAVED_NEW ? 201 : 200, &answer.record);
	return true;
}

bool
api_make(struct web_request *r, struct err *e)
{
	struct save_ask ask = { .action = SAVE_PUT };

	return reg_asked(r, &ask.reg, e) && body_of(r, &ask, e) && save(r, &ask, e);
}

/* Whoever makes a record names it: a PUT on an identifier that is not there yet makes it, and needs no
 * version; a PUT on one that is there must say which version it is based on. */
bool
api_put(struct web_request *r, struct err *e)
{
	struct save_ask ask = { .action = SAVE_PUT };
	struct err not_there = { 0 };
	struct record rec;

	if (!reg_asked(r, &ask.reg, e))
		return false;
	if (record_asked(r, &rec, &not_there)) {
		ask.id = rec.id;
		if (!web_if_match(r, &ask.base, e))
			return false;
	} else if (not_there.kind != ERR_NOT_FOUND) {
		*e = not_there;
		return false;
	} else if (!web_param_uuid(r, "id", &ask.id, e)) {
		return false;
	}
	return body_of(r, &ask, e) && save(r, &ask, e);
}

bool
api_delete(struct web_request *r, struct err *e)
{
	struct save_ask ask = { .action = SAVE_DELETE };
	const struct form *query;
	struct record rec;

	if (!record_asked(r, &rec, e) || !web_if_match(r, &ask.base, e) || !web_query(r, &query, e))
		return false;
	ask.reason = form_word(query, "reason");
	ask.reg = rec.reg;
	ask.id = rec.id;
	return save(r, &ask, e);
}
