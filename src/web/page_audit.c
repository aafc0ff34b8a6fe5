/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The log of who did what: never content. */
#include "access/setting.h"
#include "base/lang.h"
#include "people.html.h"
#include "web/pages.h"
#include "web/show.h"

#define AUDIT_PAGE 50

enum audit_column { AUDIT_WHEN, AUDIT_WHO, AUDIT_WHAT, AUDIT_SUBJECT, AUDIT_DETAIL, AUDIT_PEER,
	N_AUDIT_COLUMNS };

static const char *const audit_columns[N_AUDIT_COLUMNS] = {
	[AUDIT_WHEN] = N_("When"), [AUDIT_WHO] = N_("Who"), [AUDIT_WHAT] = N_("What was done"),
	[AUDIT_SUBJECT] = N_("To what"), [AUDIT_DETAIL] = N_("In detail"), [AUDIT_PEER] = N_("From where"),
};

static void
rows_of(struct web_request *r, const struct audit *v, size_t n, struct table_view *t)
{
	struct table_column *columns = arena_array(r->arena, struct table_column, N_AUDIT_COLUMNS);
	struct table_cell *cells = arena_array(r->arena, struct table_cell, n * N_AUDIT_COLUMNS);

	for (size_t i = 0; i < N_AUDIT_COLUMNS; i++)
		columns[i].name = str_of(lang_text(audit_columns[i]));
	for (size_t i = 0; i < n; i++) {
		struct table_cell *c = &cells[i * N_AUDIT_COLUMNS];

		c[AUDIT_WHEN].text = show_instant(r->arena, v[i].at);
		c[AUDIT_WHO].text = v[i].actor;
		c[AUDIT_WHAT].text = str_of(lang_text(audit_label(v[i].action)));
		c[AUDIT_SUBJECT].text = v[i].subject;
		c[AUDIT_DETAIL].text = v[i].detail;
		c[AUDIT_PEER].text = v[i].peer;
	}
	t->columns = columns;
	t->n_columns = N_AUDIT_COLUMNS;
	t->cells = cells;
	t->n_rows = n;
}

static void
actions_of(struct web_request *r, const struct audit_ask *ask, struct audit_view *v)
{
	struct input_option *o = arena_array(r->arena, struct input_option, N_AUDIT_ACTIONS);

	for (size_t i = 0; i < N_AUDIT_ACTIONS; i++)
		o[i] = (struct input_option){ .value = str_of(audit_name((enum audit_action)i)),
			.label = str_of(lang_text(audit_label((enum audit_action)i))),
			.chosen = ask->one_action && ask->action == (enum audit_action)i };
	v->actions = o;
	v->n_actions = N_AUDIT_ACTIONS;
}

/* The position in the address, of a page further back; anything else is the first page. */
static int64_t
position_of(struct str s)
{
	int64_t n = 0;

	if (s.n == 0 || s.n > 18)
		return 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return 0;
		n = n * 10 + (s.p[i] - '0');
	}
	return n;
}

bool
page_audit(struct web_request *r, struct err *e)
{
	struct audit_view v = { .head = { .title = str_of(_("Audit log")) } };
	struct audit_ask ask = { .limit = AUDIT_PAGE + 1 };
	const struct form *q;
	struct audit *lines;
	struct url here = URL("/audit");
	struct str action;
	struct shell s;
	int64_t days;
	size_t n;

	if (!web_query(r, &q, e) || !setting_number(r->store, SETTING_AUDIT, &days, e))
		return false;
	v.head.under = str_fmt(r->arena, _("Who did what, without any content. A line is kept for %lld days."),
	    (long long)days);
	ask.actor = v.actor = form_word(q, "actor");
	action = form_word(q, "action");
	ask.one_action = action.p != NULL && audit_action_parse(action, &ask.action);
	ask.before = position_of(form_get(q, "before"));
	if (!audit_read(r->store, &ask, r->arena, &lines, &n, e))
		return false;
	if (v.actor.p != NULL)
		here = url_with(r->arena, here, "actor", v.actor);
	if (ask.one_action)
		here = url_with(r->arena, here, "action", action);
	if (ask.before > 0)
		v.table.paging.previous = here; /* back to the newest */
	if (n > AUDIT_PAGE) {
		n = AUDIT_PAGE;
		v.table.paging.next = url_with_int(r->arena, here, "before", lines[n - 1].pos);
	}
	rows_of(r, lines, n, &v.table);
	actions_of(r, &ask, &v);
	v.table.caption = v.head.title;
	v.table.empty = (struct empty_place){ "shield", str_of(_("No line here")),
		str_of(_("Nothing fits what is asked for.")), URL("/audit"), str_of(_("See the whole log")) };
	shell_of(r, v.head.title, &s);
	draw_audit(answer_page(r, 200), &s, &v);
	return true;
}
