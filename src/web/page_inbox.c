/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The validation inbox: the page. What is done there: page_inbox_do.c. */
#include "web/page_inbox.h"

#include "base/lang.h"
#include "facts/find.h"
#include "inbox.html.h"
#include "record/find.h"
#include "record/span.h"
#include "record/state.h"
#include "report/words.h"
#include "web/pages.h"
#include "web/records.h"
#include "web/told.h"

#define USUAL_DAYS 90     /* over which a scheme's average is taken */
#define USUAL_RECORDS 30  /* from which there is one */
#define SCHEMES_MAX 300

bool
inbox_has(const struct web_request *r, const struct reg *g)
{
	return state_field(g) >= 0 && access_may(g, web_reach(r), OP_VALIDATE) != REACH_NONE;
}

static const char *const flag_words[] = {
	[FLAG_DUPLICATE] = N_("Perhaps a duplicate"), [FLAG_TEXT] = N_("Doubtful text"),
	[FLAG_COUNT] = N_("Unusual number"), [FLAG_SHIFT] = N_("Outside its shift"),
	[FLAG_CLOCK] = N_("Clock of the phone"),
};
/* Of the address, beside the names of flags. */
#define SOME "some"
#define NONE "none"

struct inbox {
	struct web_request *r;
	struct inbox_words words;
	struct show *show;
	const struct facts *facts;
	struct list_ask ask;
	struct list_page page;
	struct review *reviews;
	size_t *order;         /* places in the page, as they are shown */
	size_t n;
	int64_t waiting;       /* in all registers */
	bool more_waiting;
	struct inbox_view v;
};

/* -- words of the address -------------------------------------------------------------------- */

bool
inbox_words_of(struct web_request *r, const struct form *f, struct inbox_words *out, struct err *e)
{
	struct str reg = form_word(f, "register");
	enum flag flag;

	*out = (struct inbox_words){ .scheme = form_word(f, "scheme"), .day = form_word(f, "day"),
		.flag = form_word(f, "flag"), .cursor = form_word(f, "cursor") };
	if (reg.p != NULL) {
		out->reg = reg_find(reg);
		if (out->reg == NULL || !inbox_has(r, out->reg))
			return err_set(e, ERR_NOT_FOUND, "access.hidden", _("There is no such register."));
	}
	if (out->flag.p != NULL && !str_is(out->flag, SOME) && !str_is(out->flag, NONE) &&
	    !flag_parse(out->flag, &flag))
		out->flag = STR_NONE;
	return true;
}

struct url
inbox_url(struct web_request *r, const struct inbox_words *w)
{
	const struct {
		const char *name;
		struct str value;
	} words[] = {
		{ "register", w->reg != NULL ? str_of(w->reg->name) : STR_NONE }, { "scheme", w->scheme },
		{ "day", w->day }, { "flag", w->flag }, { "cursor", w->cursor },
	};
	struct url u = URL("/validate");

	for (size_t i = 0; i < COUNT(words); i++)
		if (words[i].value.n > 0)
			u = url_with(r->arena, u, words[i].name, words[i].value);
	return u;
}

static void *
finder_ctx(const struct facts *f)
{
	union {
		const struct facts *in;
		void *out;
	} u = { f };

	return u.out;
}

static bool
ask_of(struct inbox *x, const struct reg *g, struct list_ask *ask, struct err *e)
{
	struct web_request *r = x->r;
	bool here = g == x->words.reg;
	struct list_word w[] = {
		{ STR("state"), STR("sent") }, { STR("scheme"), here ? x->words.scheme : STR_NONE },
		{ str_of(g->order != NULL ? g->order : "changed_at"), here ? x->words.day : STR_NONE },
		{ STR("cursor"), here ? x->words.cursor : STR_NONE },
	};

	*ask = (struct list_ask){ .reg = g, .who = web_reach(r), .op = OP_VALIDATE, .sort = LIST_NO_COLUMN,
		.limit = 1, .count = true, .finder = facts_find, .finder_ctx = finder_ctx(x->facts) };
	return list_words(r->store, r->codes, w, COUNT(w), NULL, r->arena, ask, web_faults(r), e) &&
	    no_faults(r, e);
}

/* -- reading --------------------------------------------------------------------------------- */

/* How many wait in each register; chooses the first that has any when none was asked for. */
static bool
count_registers(struct inbox *x, struct err *e)
{
	struct web_request *r = x->r;
	struct choice_link *links = arena_array(r->arena, struct choice_link, n_registers);
	struct inbox_words asked = x->words;
	const struct reg *first = NULL, *full = NULL;

	for (size_t i = 0; i < n_registers; i++) {
		const struct reg *g = registers[i];
		struct inbox_words to = { .reg = g };
		struct list_page page;
		struct list_ask ask;

		if (!inbox_has(r, g))
			continue;
		x->words = (struct inbox_words){ .reg = g };
		if (!ask_of(x, g, &ask, e) || !list_read(r->store, r->codes, &ask, r->arena, &page, e))
			return false;
		x->waiting += page.total;
		x->more_waiting = x->more_waiting || page.more_than;
		first = first != NULL ? first : g;
		full = full == NULL && page.total > 0 ? g : full;
		links[x->v.n_regs++] = (struct choice_link){ str_fmt(r->arena, "%s, " STR_F,
		    lang_text(g->label), STR_A(number_words(r->arena, (double)page.total, 0))),
		    inbox_url(r, &to), false };
	}
	x->words = asked;
	if (x->words.reg == NULL)
		x->words.reg = full != NULL ? full : first;
	for (size_t i = 0, k = 0; i < n_registers; i++)
		if (inbox_has(r, registers[i]))
			links[k++].here = registers[i] == x->words.reg;
	x->v.regs = links;
	return true;
}

static bool
people_and_records(struct inbox *x, const struct uuid *scheme, const char *figure, double *value, int64_t *n,
    struct err *e)
{
	struct str *code = arena_new(x->r->arena, struct str);
	struct figure_ask ask = { .figure = figure_find(str_of(figure)), .now_ms = x->r->now_ms, .n_filters = 1 };
	struct figure_answer answer;
	struct period period = { .last = x->r->today };
	char id[37];

	uuid_format(scheme, id);
	*code = str_dup(x->r->arena, str_of(id));
	ask.filters[0] = (struct figure_filter){ dim_find(STR("scheme")), code, 1 };
	if (x->page.n > 0 && x->ask.reg->order != NULL)
		period.last = (int32_t)told_cell(&x->page.v[0], x->ask.reg->order)->i;
	period.first = period.last - USUAL_DAYS;
	ask.period = &period;
	if (!figure_eval(x->facts, &ask, x->r->arena, &answer, e))
		return false;
	*value = answer.has_value ? answer.value : 0;
	*n = answer.n;
	return true;
}

/* People in a record of the scheme on average. */
static bool
usual(void *ctx, const struct uuid *scheme, double *out, struct err *e)
{
	struct inbox *x = ctx;
	double people, records;
	int64_t n;

	*out = 0;
	if (!people_and_records(x, scheme, "contacts", &people, &n, e) ||
	    !people_and_records(x, scheme, "interventions", &records, &n, e))
		return false;
	if (records >= USUAL_RECORDS)
		*out = people / records;
	return true;
}

static bool
read_page(struct inbox *x, struct err *e)
{
	struct web_request *r = x->r;
	struct review_ask ask = { .reg = x->words.reg, .who = web_reach(r), .usual = usual, .ctx = x,
		.finder = facts_find, .finder_ctx = finder_ctx(x->facts) };

	if (!ask_of(x, x->words.reg, &x->ask, e))
		return false;
	x->ask.limit = INBOX_PAGE;
	if (!list_read(r->store, r->codes, &x->ask, r->arena, &x->page, e))
		return false;
	ask.v = x->page.v;
	ask.n = x->page.n;
	return review_records(r->store, r->codes, &ask, r->arena, &x->reviews, e);
}

/* -- the list -------------------------------------------------------------------------------- */

static bool
is_shown(const struct inbox *x, size_t i)
{
	const struct review *v = &x->reviews[i];
	enum flag flag;

	if (x->words.flag.p == NULL)
		return true;
	if (str_is(x->words.flag, SOME) || str_is(x->words.flag, NONE))
		return (v->n > 0) == str_is(x->words.flag, SOME);
	if (!flag_parse(x->words.flag, &flag))
		return true;
	for (size_t k = 0; k < v->n; k++)
		if (v->v[k].flag == flag)
			return true;
	return false;
}

static int64_t
day_of(const struct record *rec)
{
	return rec->reg->order != NULL ? told_cell(rec, rec->reg->order)->i : 0;
}

/* Flagged ones first; then by day, the newest first, scheme, and time. */
static int
compare(const struct inbox *x, size_t a, size_t b)
{
	const struct record *p = &x->page.v[a], *q = &x->page.v[b];
	bool flagged_a = x->reviews[a].n > 0, flagged_b = x->reviews[b].n > 0;
	const struct cell *s = told_cell(p, "scheme"), *t = told_cell(q, "scheme");
	int by;

	if (flagged_a != flagged_b)
		return flagged_a ? -1 : 1;
	if (day_of(p) != day_of(q))
		return day_of(p) > day_of(q) ? -1 : 1;
	by = s->set && t->set ? memcmp(s->u.b, t->u.b, sizeof(s->u.b)) : 0;
	if (by != 0)
		return by;
	s = told_cell(p, "date");
	t = told_cell(q, "date");
	if (s->i != t->i)
		return s->i > t->i ? -1 : 1;
	s = told_cell(p, "start");
	t = told_cell(q, "start");
	if (s->i != t->i)
		return s->i > t->i ? -1 : 1;
	return memcmp(p->id.b, q->id.b, sizeof(p->id.b));
}

/* At most INBOX_PAGE of them: by insertion. */
static void
order_page(struct inbox *x)
{
	x->order = arena_array(x->r->arena, size_t, x->page.n);
	for (size_t i = 0; i < x->page.n; i++) {
		size_t at;

		if (!is_shown(x, i))
			continue;
		for (at = x->n; at > 0 && compare(x, i, x->order[at - 1]) < 0; at--)
			x->order[at] = x->order[at - 1];
		x->order[at] = i;
		x->n++;
	}
}

static bool
same_group(const struct inbox *x, size_t a, size_t b)
{
	const struct record *p = &x->page.v[a], *q = &x->page.v[b];
	const struct cell *s = told_cell(p, "scheme"), *t = told_cell(q, "scheme");

	if (x->reviews[a].n > 0 || x->reviews[b].n > 0)
		return x->reviews[a].n > 0 && x->reviews[b].n > 0;
	return day_of(p) == day_of(q) && (!s->set || !t->set || uuid_eq(&s->u, &t->u));
}

static struct str
flags_said(struct inbox *x, const struct review *v)
{
	struct buf b;

	buf_init_in(&b, x->r->arena);
	for (size_t i = 0; i < v->n; i++)
		buf_fmt(&b, "%s" STR_F, i > 0 ? " · " : "",
		    STR_A(inbox_flag(x->r, x->words.reg, &v->v[i]).word));
	return buf_text(&b);
}

static bool
item_of(struct inbox *x, size_t i, struct inbox_item *out, struct err *e)
{
	const struct record *rec = &x->page.v[i];
	const struct cell *start = told_cell(rec, "start");
	char id[37];

	uuid_format(&rec->id, id);
	*out = (struct inbox_item){ .icon = told_icon(x->r, rec) };
	if (!told_what(x->show, rec, &out->title, e) || !told_where(x->r, x->show, rec, &out->under, e))
		return false;
	if (start->set)
		out->when = show_clock(x->r->arena, start->i);
	if (told_cell(rec, "weak_signal")->i != 0) {
		out->meaning = MEANING_INFO;
		out->flag = str_of(_("Weak signal"));
	}
	if (x->reviews[i].n > 0) {
		out->meaning = MEANING_WARN;
		out->flag = flags_said(x, &x->reviews[i]);
		/* They stand together whatever their day. */
		if (told_cell(rec, "date")->set)
			out->under = str_fmt(x->r->arena, STR_F ", " STR_F, STR_A(out->under),
			    STR_A(day_words(x->r->arena, (int32_t)told_cell(rec, "date")->i)));
	}
	out->to = url_with(x->r->arena, inbox_url(x->r, &x->words), "id", str_dup(x->r->arena, str_of(id)));
	return true;
}

static bool
group_of(struct inbox *x, size_t i, size_t n, struct inbox_group *out, struct err *e)
{
	const struct record *rec = &x->page.v[i];
	int scheme = reg_field(rec->reg, STR("scheme"));
	struct table_cell cell = { .text = STR_NONE };

	if (x->reviews[i].n > 0) {
		out->title = str_of(_("To look at first"));
		out->under = number_words(x->r->arena, (double)n, 0);
		return true;
	}
	/* Who leads one scheme knows which. */
	if (scheme >= 0 && x->v.n_schemes > 1 &&
	    !show_cell(x->show, &rec->reg->fields[scheme], &rec->cells[scheme], &cell, e))
		return false;
	if (rec->reg->order != NULL)
		out->title = capital(x->r->arena, show_day(x->r->arena, (int32_t)day_of(rec)));
	out->under = cell.text.p != NULL ? cell.text : STR("");
	return true;
}

static bool
groups_of(struct inbox *x, struct err *e)
{
	struct inbox_group *g = arena_array(x->r->arena, struct inbox_group, x->n);
	struct inbox_item *items = arena_array(x->r->arena, struct inbox_item, x->n);
	struct str *clean = arena_array(x->r->arena, struct str, x->n);

	for (size_t i = 0, k; i < x->n; i = k) {
		struct inbox_group *to = &g[x->v.n_groups++];

		to->items = &items[i];
		for (k = i; k < x->n && same_group(x, x->order[i], x->order[k]); k++) {
			if (!item_of(x, x->order[k], &items[k], e))
				return false;
			if (x->reviews[x->order[k]].n == 0)
				clean[x->v.n_clean++] = inbox_id(x->r->arena, &x->page.v[x->order[k]]);
		}
		to->n = k - i;
		if (!group_of(x, x->order[i], to->n, to, e))
			return false;
	}
	x->v.groups = g;
	x->v.clean = clean;
	return true;
}

/* -- beside the list ------------------------------------------------------------------------- */

static void
segments_of(struct inbox *x)
{
	static const struct {
		const char *flag, *label;
	} all[] = { { NULL, N_("All of them") }, { SOME, N_("To look at") }, { NONE, N_("No doubt") } };
	struct choice_link *v = arena_array(x->r->arena, struct choice_link, COUNT(all));
	struct inbox_words to = x->words;
	size_t some = 0;

	for (size_t i = 0; i < x->page.n; i++)
		some += x->reviews[i].n > 0;
	for (size_t i = 0; i < COUNT(all); i++) {
		size_t n = i == 0 ? x->page.n : i == 1 ? some : x->page.n - some;

		to.flag = str_of(all[i].flag);
		v[i] = (struct choice_link){ str_fmt(x->r->arena, "%s, %zu", lang_text(all[i].label), n),
			inbox_url(x->r, &to), all[i].flag == NULL ? x->words.flag.p == NULL :
			str_is(x->words.flag, all[i].flag) };
	}
	x->v.segments = v;
	x->v.n_segments = COUNT(all);
}

struct naming {
	struct inbox *x;
	struct input_option *v;
	size_t n;
};

static bool
take_scheme(void *ctx, const struct record_name *n)
{
	struct naming *m = ctx;
	struct arena *a = m->x->r->arena;
	char id[37];

	uuid_format(&n->id, id);
	m->v[m->n++] = (struct input_option){ .value = str_dup(a, str_of(id)),
		.label = str_dup(a, n->title.p != NULL ? n->title : n->source_id) };
	m->v[m->n - 1].chosen = str_is(m->x->words.scheme, id) ||
	    (n->source_id.p != NULL && str_eq(m->x->words.scheme, n->source_id));
	return m->n < SCHEMES_MAX;
}

static bool
filters_of(struct inbox *x, struct err *e)
{
	struct naming m = { x, arena_array(x->r->arena, struct input_option, SCHEMES_MAX), 0 };
	struct input_option *flags = arena_array(x->r->arena, struct input_option, N_FLAGS);

	if (!record_names(x->r->store, reg_find(STR("scheme")), web_reach(x->r), take_scheme, &m, e))
		return false;
	x->v.schemes = m.v;
	x->v.n_schemes = m.n;
	for (size_t i = 0; i < N_FLAGS; i++)
		flags[i] = (struct input_option){ str_of(flag_name((enum flag)i)), str_of(lang_text(flag_words[i])),
			STR_NONE, str_is(x->words.flag, flag_name((enum flag)i)) };
	x->v.flags = flags;
	x->v.n_flags = N_FLAGS;
	x->v.filtered = x->words.scheme.p != NULL || x->words.day.p != NULL || x->words.flag.p != NULL ||
	    x->words.cursor.p != NULL;
	return true;
}

static void
paging_of(struct inbox *x)
{
	struct arena *a = x->r->arena;
	struct inbox_words to = x->words;
	struct str shown = number_words(a, (double)x->page.n, 0);
	struct str total = number_words(a, (double)x->page.total, 0);

	if (x->page.next.p != NULL) {
		to.cursor = x->page.next;
		x->v.paging.next = inbox_url(x->r, &to);
	}
	if (x->page.previous.p != NULL) {
		to.cursor = x->page.previous;
		x->v.paging.previous = inbox_url(x->r, &to);
	}
	if (x->page.next.p != NULL || x->page.previous.p != NULL)
		x->v.paging.said = x->page.more_than ?
		    str_fmt(a, _("%.*s of more than %.*s"), STR_A(shown), STR_A(total)) :
		    str_fmt(a, _("%.*s of %.*s"), STR_A(shown), STR_A(total));
}

static void
empty_of(struct inbox *x)
{
	if (x->v.filtered)
		x->v.empty = (struct empty_place){ "tray", str_of(_("Nothing waits here")),
			str_of(_("No record that waits fits what is asked for.")), URL("/validate"),
			str_of(_("See all that waits")) };
	else
		x->v.empty = (struct empty_place){ "check-circle", str_of(_("Everything is validated")),
			str_of(_("What the teams send comes here. You read it, correct it, and it counts as checked.")),
			url_join(x->r->arena, URL("/r"), str_of(x->words.reg->name)), str_of(_("See all records")) };
}

/* -- the open record ------------------------------------------------------------------------- */

static bool
open_one(struct inbox *x, const struct form *query, const struct inbox_fault *fault, struct err *e)
{
	struct inbox_one *one = arena_new(x->r->arena, struct inbox_one);
	size_t at = 0, other;
	struct uuid id;
	bool asked = fault != NULL || uuid_parse(form_word(query, "id"), &id);
	char next[37];

	if (x->n == 0)
		return true;
	if (fault != NULL)
		id = fault->id;
	while (asked && at < x->n && !uuid_eq(&x->page.v[x->order[at]].id, &id))
		at++;
	x->v.chosen = asked && at < x->n;
	at = at < x->n ? at : 0;
	if (!inbox_one_of(x->r, x->show, &x->page.v[x->order[at]], &x->reviews[x->order[at]], one, e))
		return false;
	one->place = str_fmt(x->r->arena, _("Record %zu of %zu"), at + 1, x->n);
	if (x->n > 1) {
		other = at + 1 < x->n ? at + 1 : at - 1;
		uuid_format(&x->page.v[x->order[other]].id, next);
		one->next = str_dup(x->r->arena, str_of(next));
	}
	one->close = inbox_url(x->r, &x->words);
	if (fault != NULL) {
		one->fault = fault->text;
		one->word = fault->word;
	}
	for (size_t g = 0, k = 0; g < x->v.n_groups; g++)
		for (size_t i = 0; i < x->v.groups[g].n; i++, k++)
			if (k == at) {
				struct inbox_item *items = arena_array(x->r->arena, struct inbox_item,
				    x->v.groups[g].n);
				struct inbox_group *groups = arena_array(x->r->arena, struct inbox_group,
				    x->v.n_groups);

				memcpy(items, x->v.groups[g].items, x->v.groups[g].n * sizeof(*items));
				memcpy(groups, x->v.groups, x->v.n_groups * sizeof(*groups));
				items[i].here = true;
				groups[g].items = items;
				x->v.groups = groups;
				x->v.one = one;
				return true;
			}
	return true;
}

/* What was just done: "done=41-52" and how many were kept back, "kept=2". */
static bool
done_of(struct inbox *x, const struct form *query, struct err *e)
{
	struct str done = form_word(query, "done"), from;
	struct span_entry *v;
	int64_t first = 0, last = 0, kept = 0;
	size_t n = 0;

	if (form_word(query, "returned").p != NULL)
		x->v.done.said = str_of(_("The record went back to its author, with your word."));
	if (form_word(query, "merged").p != NULL)
		x->v.done.said = str_of(_("It counts once now; both records stay."));
	if (form_word(query, "undone").p != NULL)
		x->v.done.said = str_of(_("Taken back: the records wait again."));
	if (done.p != NULL && str_cut(&done, '-', &from) && str_int(from, &first) && str_int(done, &last)) {
		if (!journal_span_of(x->r->store, first, last, web_reach(x->r)->login, x->r->arena, &v, &n, e))
			return false;
		if (n > 0) {
			x->v.done.said = str_fmt(x->r->arena, lang_plural("%zu record is validated.",
			    "%zu records are validated.", (int64_t)n), n);
			x->v.done.span = form_word(query, "done");
		}
	}
	if (str_int(form_word(query, "kept"), &kept) && kept > 0)
		x->v.done.kept = str_fmt(x->r->arena,
		    lang_plural("%lld record was not validated: it had changed meanwhile, or a rule refuses it. Read "
		    "it again.", "%lld records were not validated: they had changed meanwhile, or a rule refuses "
		    "them. Read them again.", kept), (long long)kept);
	return true;
}

/* -- the page -------------------------------------------------------------------------------- */

bool
inbox_draw(struct web_request *r, const struct form *words, const struct inbox_fault *fault, struct err *e)
{
	struct inbox x = { .r = r, .show = show_new(r) };
	struct shell s;

	if (!inbox_words_of(r, words, &x.words, e) || !web_facts(r, &x.facts, e) || !count_registers(&x, e))
		return false;
	if (x.words.reg == NULL)
		return err_set(e, ERR_DENIED, "access.refused", _("Your account validates no records."));
	if (!read_page(&x, e))
		return false;
	order_page(&x);
	if (!filters_of(&x, e) || !groups_of(&x, e))
		return false;
	segments_of(&x);
	paging_of(&x);
	empty_of(&x);
	if (!open_one(&x, words, fault, e) || !done_of(&x, words, e))
		return false;
	x.v.reg = str_of(x.words.reg->name);
	x.v.scheme = x.words.scheme;
	x.v.day = x.words.day;
	x.v.flag = x.words.flag;
	x.v.cursor = x.words.cursor;
	x.v.csrf = web_csrf(r);
	x.v.title = x.more_waiting ?
	    str_fmt(r->arena, _("More than %.*s records to validate"),
	    STR_A(number_words(r->arena, (double)x.waiting, 0))) :
	    str_fmt(r->arena, lang_plural("%.*s record to validate", "%.*s records to validate", x.waiting),
	    STR_A(number_words(r->arena, (double)x.waiting, 0)));
	shell_of(r, x.v.title, &s);
	shell_count(&s, "/validate", x.waiting);
	s.wide = true;
	draw_inbox_page(answer_page(r, fault != NULL ? 422 : 200), &s, &x.v);
	return true;
}

bool
page_inbox(struct web_request *r, struct err *e)
{
	const struct form *query;

	return web_query(r, &query, e) && inbox_draw(r, query, NULL, e);
}
