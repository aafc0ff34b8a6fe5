/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What phones of the field app need. */
#include "base/lang.h"
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
