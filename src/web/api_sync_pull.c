/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What phones of the field app need. */
#include "base/lang.h"
#include "record/cell.h"
#include "registers/registers.h"
#include "registers/review.h"
#include "rules/grid.h"
#include "sync/pull.h"
#include "web/pages.h"
#include "web/phone.h"

bool
sync_pull(struct web_request *r, struct err *e)
{
	struct pull_ask ask = { .who = web_reach(r), .account = r->who.user, .today = r->today,
		.now_ms = r->now_ms, .days = PULL_DAYS };
	const struct form *q;
	struct json_writer *w;
	int64_t days, now = utc_ms();
	int off = (int)((r->now_ms - now + 30000 * (r->now_ms >= now ? 1 : -1)) / 60000);
	char day[11];

	ask.ahead_ms = r->now_ms - now;
	if (!web_query(r, &q, e) || !web_facts(r, &ask.facts, e))
		return false;
	ask.since = form_word(q, "since");
	ask.catalogue = form_word(q, "catalogue");
	if (form_word(q, "days").p != NULL) {
		if (!str_int(form_word(q, "days"), &days) || days < 1 || days > PULL_DAYS_MAX)
			return err_set(e, ERR_INVALID, "sync.days", _("“days” is a number from 1 to %d."), PULL_DAYS_MAX);
		ask.days = (int)days;
	}
	w = answer_json(r);
	js_object(w);
	js_key(w, "now");
	js_int(w, now);
	day_format(r->today, day);
	js_key(w, "day");
	js_cstr(w, day);
	js_key(w, "minute");
	js_int(w, r->now_ms % 86400000 / 60000);
	js_key(w, "zone");
	js_str(w, str_fmt(r->arena, "%c%02d:%02d", off < 0 ? '-' : '+', (off < 0 ? -off : off) / 60,
	    (off < 0 ? -off : off) % 60));
	put_account(w, &r->who);
	if (!pull_write(r->store, r->codes, &ask, r->arena, w, e))
		return false;
	js_end_object(w);
	return true;
}

/* -- twins ----------------------------------------------------------------------------------- */

#define TWINS_MAX 50

static bool
take_cell(struct web_request *r, const struct json *j, const char *name, struct record *rec)
{
	int at = reg_field(rec->reg, str_of(name));
	const struct json *v = js_get(j, name);

	return js_kind(v) == JS_NULL ||
	    cell_of_json(v, &rec->reg->fields[at], r->codes, r->arena, &rec->cells[at]);
}

/* As much of a record as twins are told by. */
static bool
take_act(struct web_request *r, const struct json *j, struct record *rec)
{
	static const char *const names[] = { "scheme", "date", "start", "kind", "place_kind", "sector", "place",
		"lon", "lat" };
	struct cell *lon, *lat;
	char cell[GRID_ID_MAX];

	*rec = (struct record){ .reg = &reg_intervention,
		.cells = arena_array(r->arena, struct cell, reg_intervention.n_fields) };
	if (!uuid_parse(js_text(js_get(j, "record")), &rec->id))
		return false;
	for (size_t i = 0; i < COUNT(names); i++)
		if (!take_cell(r, j, names[i], rec))
			return false;
	lon = record_cell(rec, "lon");
	lat = record_cell(rec, "lat");
	if (lon->set && lat->set && grid_cell(lon->r, lat->r, cell))
		*record_cell(rec, "cell") = (struct cell){ .set = true, .s = str_dup(r->arena, str_of(cell)) };
	return record_cell(rec, "scheme")->set && record_cell(rec, "date")->set &&
	    record_cell(rec, "start")->set && record_cell(rec, "kind")->set;
}

static void
tell_twin(struct web_request *r, struct json_writer *w, const struct record *mine,
    const struct record *other)
{
	static const char *const names[] = { "date", "start", "kind" };

	js_object(w);
	put_uuid(w, "record", &mine->id);
	put_uuid(w, "other", &other->id);
	for (size_t i = 0; i < COUNT(names); i++) {
		int at = reg_field(other->reg, str_of(names[i]));

		js_key(w, names[i]);
		cell_json(w, &other->reg->fields[at], &other->cells[at], r->codes);
	}
	js_key(w, "by");
	js_str(w, other->made_by);
	js_key(w, "people");
	js_int(w, review_people(other));
	js_end_object(w);
}

bool
sync_twins(struct web_request *r, struct err *e)
{
	const struct reach *who = web_reach(r);
	const struct json *body, *list;
	struct json_writer *w;

	if (!web_json(r, &body, e))
		return false;
	list = js_get(body, "records");
	if (js_kind(list) != JS_ARRAY || js_count(list) > TWINS_MAX)
		return err_set(e, ERR_INVALID, "sync.body", _("Send “records”, a list of at most %d."), TWINS_MAX);
	w = answer_json(r);
	js_object(w);
	js_key(w, "twins");
	js_array(w);
	for (size_t i = 0; i < js_count(list); i++) {
		struct record mine, other;
		bool found;

		if (!take_act(r, js_at(list, i), &mine))
			return err_set(e, ERR_INVALID, "sync.body",
			    _("Record %zu lacks its identifier, scheme, date, start or kind."), i + 1);
		if (!who->all && !uuid_set_has(&who->schemes, &record_cell(&mine, "scheme")->u))
			continue;
		if (!review_twin(r->store, r->codes, who, &mine, r->arena, &other, &found, e))
			return false;
		if (found)
			tell_twin(r, w, &mine, &other);
	}
	js_end_array(w);
	js_end_object(w);
	return true;
}
