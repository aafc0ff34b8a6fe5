/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/signals.h"

#include "record/journal.h"
#include "web/records.h"
#include "web/told.h"
#include "web/web.h"

#include <string.h>

#define SIGNALS_SHOWN 4

static bool
line_of(struct web_request *r, struct show *w, const struct record *rec, struct signal_line *l, struct err *e)
{
	const struct cell *note = told_cell(rec, "comment");

	if (!told_what(w, rec, &l->what, e) || !told_where(r, w, rec, &l->where, e))
		return false;
	l->when = str_fmt(r->arena, STR_F ", " STR_F,
	    STR_A(show_day(r->arena, (int32_t)told_cell(rec, "date")->i)),
	    STR_A(show_clock(r->arena, told_cell(rec, "start")->i)));
	l->said = note->set ? note->s : STR_NONE;
	l->to = show_record(r, rec->reg, &rec->id);
	return true;
}

bool
signals_read(struct web_request *r, const struct asked *q, struct signals *out, struct err *e)
{
	const struct reg *g = reg_find(STR("intervention"));
	struct figure_ask ask = { .figure = figure_find(STR("weak_signals")), .period = &q->period,
		.evidence = true, .now_ms = r->now_ms, .n_filters = q->n_filters };
	struct signal_line *v;
	struct show *w;
	struct figure_answer an;
	const struct facts *facts;

	*out = (struct signals){ .n = 0 };
	if (!asked_own_team(r) || access_may(g, web_reach(r), OP_READ) < REACH_WITHIN)
		return true;
	memcpy(ask.filters, q->filters, sizeof(q->filters));
	if (!web_facts(r, &facts, e) || !figure_eval(facts, &ask, r->arena, &an, e))
		return false;
	v = arena_array(r->arena, struct signal_line, SIGNALS_SHOWN);
	w = show_new(r);
	/* Identifiers begin with their day: the last are the newest. */
	for (size_t i = an.n_evidence; i > 0 && out->n < SIGNALS_SHOWN; i--) {
		struct record rec;
		bool found;

		if (!record_read(r->store, r->codes, g, &an.evidence[i - 1], r->arena, &rec, &found, e) ||
		    (found && !line_of(r, w, &rec, &v[out->n], e)))
			return false;
		out->n += found;
	}
	out->v = v;
	out->n_all = an.n;
	return true;
}
