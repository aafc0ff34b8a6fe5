/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is due to be erased, and what was: counts, never content. */
#include "access/retention.h"
#include "base/lang.h"
#include "people.html.h"
#include "report/words.h"
#include "web/pages.h"
#include "web/show.h"

#define PAST_MAX 50

static struct str
number_text(struct web_request *r, int64_t n)
{
	return number_words(r->arena, (double)n, 0);
}

/* "shift.reason" as people say it: the register and the field. */
static struct str
rule_words(struct web_request *r, struct str name)
{
	struct str rest = name, first;
	const struct reg *g;
	const char *of;
	int at;

	(void)str_cut(&rest, '.', &first);
	g = reg_find(first);
	if (g == NULL)
		return str_is(name, "audit") ? str_of(_("Audit log")) : name;
	if (rest.n == 0)
		return str_of(lang_text(g->label));
	at = reg_field(g, rest);
	of = at >= 0 ? lang_text(g->fields[at].label) : _("Point");
	return str_fmt(r->arena, "%s · %s", lang_text(g->label), of);
}

static bool
due_table(struct web_request *r, struct table_view *t, struct err *e)
{
	static const char *const names[] = { N_("What"), N_("Kept for (days)"), N_("Then"), N_("Records due") };
	static const bool numbers[] = { false, true, false, true };
	struct retention_count *v;
	struct table_cell *c;
	size_t n;

	if (!retention_due(r->store, r->today, r->arena, &v, &n, e))
		return false;
	show_table(r->arena, t, _("What is due"), names, numbers, COUNT(names));
	t->cells = c = arena_array(r->arena, struct table_cell, n * COUNT(names));
	for (size_t i = 0; i < n; i++) {
		if (v[i].records == 0)
			continue;
		*c++ = (struct table_cell){ .text = rule_words(r, str_of(v[i].rule->name)) };
		*c++ = (struct table_cell){ .text = number_text(r, v[i].rule->days) };
		*c++ = (struct table_cell){ .text = str_of(lang_text(retention_label(v[i].rule->action))) };
		*c++ = (struct table_cell){ .text = number_text(r, v[i].records) };
		t->n_rows++;
	}
	t->empty = (struct empty_place){ "shield", str_of(_("Nothing is due.")),
		str_of(_("What is kept about people is within its time.")), { STR_NONE }, STR_NONE };
	return true;
}

static bool
past_table(struct web_request *r, struct table_view *t, struct err *e)
{
	static const char *const names[] = { N_("When"), N_("Who"), N_("What"), N_("Records"),
		N_("Entries of their past") };
	static const bool numbers[] = { false, false, false, true, true };
	struct retention_past *v;
	struct table_cell *c;
	size_t n;

	if (!retention_past(r->store, PAST_MAX, r->arena, &v, &n, e))
		return false;
	show_table(r->arena, t, _("What was erased"), names, numbers, COUNT(names));
	t->cells = c = arena_array(r->arena, struct table_cell, n * COUNT(names));
	for (size_t i = 0; i < n; i++) {
		*c++ = (struct table_cell){ .text = show_instant(r->arena, v[i].at) };
		*c++ = (struct table_cell){ .text = v[i].actor };
		*c++ = (struct table_cell){ .text = v[i].rule.p != NULL ? rule_words(r, v[i].rule) :
			str_of(_("nothing was due")) };
		*c++ = (struct table_cell){ .text = number_text(r, v[i].records) };
		*c++ = (struct table_cell){ .text = number_text(r, v[i].entries) };
		t->n_rows++;
	}
	t->empty = (struct empty_place){ "shield", str_of(_("Nothing yet")),
		str_of(_("The server does it every night.")), { STR_NONE }, STR_NONE };
	return true;
}

bool
page_retention(struct web_request *r, struct err *e)
{
	struct page_head h = { .title = str_of(_("How long data are kept")),
		.under = str_of(_("What is past its time is erased every night, from the records and from their "
		    "past.")) };
	struct table_view due = { .n_rows = 0 }, past = { .n_rows = 0 };
	struct shell s;

	if (!due_table(r, &due, e) || !past_table(r, &past, e))
		return false;
	shell_of(r, h.title, &s);
	draw_retention(answer_page(r, 200), &s, &h, &due, &past);
	return true;
}
