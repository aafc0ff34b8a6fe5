/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Noting a situation: for which scheme, and what may be chosen. */
#include "base/lang.h"
#include "base/text.h"
#include "facts/find.h"
#include "record/allowed.h"
#include "record/cell.h"
#include "record/find.h"
#include "record/journal.h"
#include "registers/registers.h"
#include "web/page_quick.h"
#include "web/records.h"
#include "web/told.h"

#define SCHEMES_MAX 300
#define LAST_DAYS 60      /* in which the scheme one noted for last is still one’s own */
#define HABIT_DAYS 90     /* over which tiles are ordered by use */
#define HABIT_RECORDS 30  /* from which that is a habit */
#define EARLY 60          /* minutes before a shift in which one is as good as on it */

/* -- the scheme ------------------------------------------------------------------------------ */

struct scheme_names {
	struct quick *q;
	struct uuid *ids;
	struct choice_link *links;
	size_t n;
};

static bool
take_scheme(void *ctx, const struct record_name *n)
{
	struct scheme_names *m = ctx;
	struct arena *a = m->q->r->arena;
	const struct reach *who = web_reach(m->q->r);

	if (!who->all && !uuid_set_has(&who->schemes, &n->id))
		return true;
	m->ids[m->n] = n->id;
	m->links[m->n++] = (struct choice_link){ str_dup(a, n->title.p != NULL ? n->title : n->source_id),
		url_with(a, URL("/record"), "scheme", uuid_text(a, &n->id)), false };
	return m->n < SCHEMES_MAX;
}

static bool
is_among(const struct scheme_names *m, const struct uuid *id)
{
	for (size_t i = 0; i < m->n; i++)
		if (uuid_eq(&m->ids[i], id))
			return true;
	return false;
}

/* The scheme of a shift of one's own that is under way, or begins within the hour. */
static bool
scheme_of_shift(struct web_request *r, struct uuid *out, bool *found, struct err *e)
{
	const struct reach *who = web_reach(r);
	struct cell values[3] = { { .set = true, .n = 1, .us = &who->staff },
		{ .set = true, .i = r->today - 1 }, { .set = true, .i = r->today } };
	struct list_filter filters[] = {
		{ reg_field(&reg_shift, STR("team")), LIST_EQUAL, &values[0], 1 },
		{ reg_field(&reg_shift, STR("date")), LIST_RANGE, &values[1], 2 },
	};
	struct list_ask ask = { .reg = &reg_shift, .who = who, .op = OP_READ, .filters = filters,
		.n_filters = COUNT(filters), .sort = LIST_NO_COLUMN, .limit = 20 };
	struct list_page page;

	*found = false;
	if (uuid_is_nil(&who->staff) || access_may(&reg_shift, who, OP_READ) == REACH_NONE)
		return true;
	if (!list_read(r->store, r->codes, &ask, r->arena, &page, e))
		return false;
	for (size_t i = 0; i < page.n && !*found; i++) {
		const struct record *s = &page.v[i];
		int64_t at = (r->today - told_cell(s, "date")->i) * 1440 + r->now_ms / 60000 % 1440;
		int64_t start = told_cell(s, "planned_start")->i, end = told_cell(s, "planned_end")->i;
		struct str state = codes_list(r->codes, "shift_state")->v[told_cell(s, "state")->i].code;

		end += end > start ? 0 : 1440;
		if (str_is(state, "cancelled") || at < start - EARLY || at > end + EARLY)
			continue;
		*out = told_cell(s, "scheme")->u;
		*found = true;
	}
	return true;
}

/* The scheme one is mainly assigned to. */
static bool
scheme_of_staff(struct web_request *r, struct uuid *out, bool *found, struct err *e)
{
	const struct reach *who = web_reach(r);
	struct record staff;

	*found = false;
	if (uuid_is_nil(&who->staff))
		return true;
	if (!record_read(r->store, r->codes, &reg_staff, &who->staff, r->arena, &staff, found, e))
		return false;
	*found = *found && told_cell(&staff, "scheme")->set;
	if (*found)
		*out = told_cell(&staff, "scheme")->u;
	return true;
}

/* The scheme of the last record one made: an own list is of the newest. */
static bool
scheme_of_last(struct web_request *r, struct uuid *out, bool *found, struct err *e)
{
	struct cell values[3] = { { .set = true, .s = web_reach(r)->login },
		{ .set = true, .i = r->today - LAST_DAYS }, { .set = true, .i = r->today + 1 } };
	struct list_filter filters[] = {
		{ LIST_MADE_BY, LIST_EQUAL, &values[0], 1 },
		{ reg_field(&reg_intervention, STR("service_date")), LIST_RANGE, &values[1], 2 },
	};
	struct list_ask ask = { .reg = &reg_intervention, .who = web_reach(r), .op = OP_READ,
		.filters = filters, .n_filters = COUNT(filters), .sort = LIST_NO_COLUMN, .limit = 1 };
	struct list_page page;

	if (!list_read(r->store, r->codes, &ask, r->arena, &page, e))
		return false;
	*found = page.n > 0;
	if (*found)
		*out = told_cell(&page.v[0], "scheme")->u;
	return true;
}

/* The first of these that is within reach, in this order. */
static bool
choose_scheme(struct quick *q, const struct scheme_names *m, struct str asked, struct uuid *out,
    struct err *e)
{
	static bool (*const ways[])(struct web_request *r, struct uuid *out, bool *found, struct err *e) = {
		scheme_of_shift, scheme_of_staff, scheme_of_last,
	};
	bool found = uuid_parse(asked, out);

	if (found)
		return is_among(m, out) || err_set(e, ERR_NOT_FOUND, "access.hidden",
		    _("There is nothing of that name within your reach."));
	if (q->rec != NULL) {
		*out = told_cell(q->rec, "scheme")->u;
		if (is_among(m, out))
			return true;
	}
	for (size_t i = 0; i < COUNT(ways); i++) {
		if (!ways[i](q->r, out, &found, e))
			return false;
		if (found && is_among(m, out))
			return true;
	}
	*out = m->ids[0];
	return true;
}

bool
quick_scheme(struct quick *q, struct str asked, struct err *e)
{
	struct web_request *r = q->r;
	struct scheme_names m = { q, arena_array(r->arena, struct uuid, SCHEMES_MAX),
		arena_array(r->arena, struct choice_link, SCHEMES_MAX), 0 };
	struct uuid id;
	bool found;

	if (!record_names(r->store, &reg_scheme, web_reach(r), take_scheme, &m, e))
		return false;
	if (m.n == 0)
		return err_set(e, ERR_DENIED, "quick.scheme",
		    _("No scheme is given to your account yet. Ask your manager or your administrator."));
	if (!choose_scheme(q, &m, asked, &id, e) ||
	    !record_read(r->store, r->codes, &reg_scheme, &id, r->arena, &q->scheme, &found, e))
		return false;
	if (!found)
		return err_set(e, ERR_NOT_FOUND, "access.hidden",
		    _("There is nothing of that name within your reach."));
	q->v.scheme = uuid_text(r->arena, &id);
	q->v.scheme_name = show_title(q->show, &q->scheme);
	for (size_t i = 0; i < m.n; i++)
		m.links[i].here = uuid_eq(&m.ids[i], &id);
	q->v.schemes = m.links;
	q->v.n_schemes = m.n;
	return true;
}

/* -- what is typed --------------------------------------------------------------------------- */

struct str
quick_value(const struct quick *q, const char *field)
{
	int at = reg_field(&reg_intervention, str_of(field));
	struct buf b;

	if (q->form != NULL)
		return form_word(q->form, field);
	if (q->rec == NULL || at < 0)
		return STR_NONE;
	buf_init_in(&b, q->r->arena);
	cell_text(&b, &reg_intervention.fields[at], &q->rec->cells[at], q->r->codes);
	return b.n > 0 ? buf_text(&b) : STR_NONE;
}

/* Whether a code is one of the field's, of which there may be several. */
static bool
has_code(const struct quick *q, const char *field, struct str code)
{
	struct str v[LIST_MAX], rest, one;
	size_t n;

	if (q->form != NULL) {
		n = form_all(q->form, field, v, LIST_MAX);
		for (size_t i = 0; i < n && i < LIST_MAX; i++)
			if (str_eq(v[i], code))
				return true;
		return false;
	}
	for (rest = quick_value(q, field); str_cut(&rest, '|', &one);)
		if (str_eq(one, code))
			return true;
	return false;
}

/* -- what ------------------------------------------------------------------------------------ */

static const struct uuid *
contract_of(const struct quick *q)
{
	const struct cell *c = told_cell(&q->scheme, "contract");

	return c->set ? &c->u : NULL;
}

bool
quick_habits(struct quick *q, const char *by, const char *and, struct figure_answer *out, struct err *e)
{
	struct web_request *r = q->r;
	struct figure_ask ask = { .figure = figure_find(STR("interventions")), .now_ms = r->now_ms,
		.by = { dim_find(str_of(by)), and != NULL ? dim_find(str_of(and)) : NULL },
		.n_by = and != NULL ? 2 : 1, .n_filters = 1 };
	struct period lately = { .first = r->today - HABIT_DAYS, .last = r->today };
	const struct facts *facts;

	ask.filters[0] = (struct figure_filter){ dim_find(STR("scheme")), &q->v.scheme, 1 };
	ask.period = &lately;
	if (!web_facts(r, &facts, e) || !figure_eval(facts, &ask, r->arena, out, e))
		return false;
	if (out->n >= HABIT_RECORDS)
		return true;
	ask.period = NULL;
	return figure_eval(facts, &ask, r->arena, out, e);
}

/* The pair counts most, the kind alone decides among others. */
static int64_t
use_of(const struct figure_answer *habits, const struct tile *t)
{
	int64_t use = 0;

	for (size_t i = 0; i < habits->n_groups; i++)
		if (str_is(habits->groups[i].key[0], t->kind))
			use += habits->groups[i].n * (str_is(habits->groups[i].key[1], t->theme) ? 1000 : 1);
	return use;
}

static bool
tiles_in_order(struct quick *q, struct err *e)
{
	struct web_request *r = q->r;
	const struct cell *form = told_cell(&q->scheme, "form");
	struct quick_tile *v = arena_array(r->arena, struct quick_tile, TILES_A_FORM);
	struct str typed = q->form != NULL ? form_word(q->form, "tile") : q->rec != NULL ?
	    str_fmt(r->arena, STR_F " " STR_F, STR_A(quick_value(q, "kind")), STR_A(quick_value(q, "theme"))) :
	    STR_NONE;
	const struct tile *t[TILES_A_FORM];
	int64_t use[TILES_A_FORM], n_use;
	struct figure_answer habits;
	size_t n = tiles_of(form->set ? codes_list(r->codes, "form")->v[form->i].code : STR("FJ"), t);
	bool found = false;

	if (!quick_habits(q, "kind", "theme", &habits, e))
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct tile *one = t[i];
		size_t k;

		n_use = use_of(&habits, one);
		for (k = i; k > 0 && use[k - 1] < n_use; k--) {
			use[k] = use[k - 1];
			v[k] = v[k - 1];
		}
		use[k] = n_use;
		v[k] = (struct quick_tile){ one->icon, lang_text(one->label), one->actions, one->outcomes,
			str_fmt(r->arena, "%s %s", one->kind, one->theme), false };
	}
	for (size_t i = 0; i < n; i++) {
		v[i].chosen = str_eq(v[i].value, typed);
		found = found || v[i].chosen;
	}
	q->v.other = !found && typed.p != NULL;
	q->v.tiles = v;
	q->v.n_tiles = n;
	return true;
}

void
quick_menu(struct quick *q, const char *field, const char *roll, const char *roll_list,
    struct input_view *out)
{
	const struct field *f = &reg_intervention.fields[reg_field(&reg_intervention, str_of(field))];
	const struct code_list *l = codes_list(q->r->codes, f->codes);
	const struct code_list *groups = roll_list != NULL ? codes_list(q->r->codes, roll_list) : NULL;
	struct input_option *v = arena_array(q->r->arena, struct input_option, l->n);

	*out = (struct input_view){ .kind = INPUT_CODE, .name = str_of(f->name),
		.label = str_of(lang_text(f->label)), .value = quick_value(q, field), .options = v };
	for (size_t i = 0; i < l->n; i++) {
		struct str group = roll != NULL ? code_roll(l, (uint16_t)i, roll) : STR_NONE;
		uint16_t g = groups != NULL && group.p != NULL ? code_find(groups, group) : CODE_NONE;

		if (!allowed_code(&l->v[i], contract_of(q), q->r->today))
			continue;
		v[out->n_options++] = (struct input_option){ l->v[i].code, code_label(l, (uint16_t)i),
			g != CODE_NONE ? code_label(groups, g) : STR_NONE, str_eq(l->v[i].code, out->value) };
	}
}

/* -- who, and the rest ----------------------------------------------------------------------- */

static const char sexes[QUICK_SEXES] = { 'F', 'M', 'N' };
static const char *const bands[QUICK_BANDS] = { "A1", "A23", "A4", "A56", "A78" };

static bool
in_grid(const char *name)
{
	for (size_t i = 0; i < QUICK_BANDS; i++)
		if (strcmp(name + 2, bands[i]) == 0)
			return true;
	return false;
}

static void
counts_of(struct quick *q)
{
	const struct code_list *ages = codes_list(q->r->codes, "age");
	struct arena *a = q->r->arena;
	struct kept_word *kept = arena_array(a, struct kept_word, reg_intervention.n_fields);

	q->v.sexes[0] = _("Women");
	q->v.sexes[1] = _("Men");
	q->v.sexes[2] = _("Not noted");
	for (size_t b = 0; b < QUICK_BANDS; b++) {
		struct str label = code_label(ages, code_find(ages, str_of(bands[b])));

		q->v.bands[b].label = str_trim(str_sub(label, 0, str_find(label, '(')));
		for (size_t s = 0; s < QUICK_SEXES; s++) {
			struct quick_cell *c = &q->v.bands[b].cells[s];

			c->name = str_fmt(a, "%c_%s", sexes[s], bands[b]);
			c->label = str_fmt(a, "%s, " STR_F, q->v.sexes[s], STR_A(q->v.bands[b].label));
			c->value = quick_value(q, str_cstr(a, c->name));
			if (str_is(c->value, "0"))
				c->value = STR_NONE;
		}
	}
	for (size_t i = 0; i < reg_intervention.n_fields; i++) {
		const struct field *f = &reg_intervention.fields[i];
		struct str value;

		if (!told_is_people(f) || in_grid(f->name))
			continue;
		value = quick_value(q, f->name);
		if (value.n > 0 && !str_is(value, "0"))
			kept[q->v.n_kept++] = (struct kept_word){ str_of(f->name), value };
	}
	q->v.kept = kept;
}

/* Those that the form's tiles name stand first. */
static void
actions_of(struct quick *q)
{
	const struct code_list *l = codes_list(q->r->codes, "action");
	struct quick_choice *v = arena_array(q->r->arena, struct quick_choice, l->n);

	for (int turn = 0; turn < 2; turn++) {
		for (size_t i = 0; i < l->n; i++) {
			bool first = has_code(q, "actions", l->v[i].code) || str_is(l->v[i].code, "AC02") ||
			    str_is(l->v[i].code, "AC12") || str_is(l->v[i].code, "AC20");

			for (size_t t = 0; t < q->v.n_tiles && !first; t++)
				first = tile_has(q->v.tiles[t].actions, l->v[i].code);
			if (first != (turn == 0) || !allowed_code(&l->v[i], contract_of(q), q->r->today))
				continue;
			v[q->v.n_actions++] = (struct quick_choice){ l->v[i].code, code_label(l, (uint16_t)i),
				has_code(q, "actions", l->v[i].code) };
		}
		if (turn == 0)
			q->v.n_usual = q->v.n_actions;
	}
	q->v.actions = v;
}

static void
lengths_of(struct quick *q)
{
	static const char *const minutes[] = { "5", "10", "15", "30", "60", "120" };
	struct quick_choice *v = arena_array(q->r->arena, struct quick_choice, COUNT(minutes) + 1);
	struct str typed = quick_value(q, "duration_min");
	bool found = false;

	for (size_t i = 0; i < COUNT(minutes); i++) {
		int m = (int)strtol(minutes[i], NULL, 10);

		v[q->v.n_lengths] = (struct quick_choice){ str_of(minutes[i]),
			m < 60 ? str_fmt(q->r->arena, _("%d min"), m) : str_fmt(q->r->arena, _("%d h"), m / 60),
			typed.p != NULL ? str_is(typed, minutes[i]) : m == 10 };
		found = found || v[q->v.n_lengths].chosen;
		q->v.n_lengths++;
	}
	if (!found)
		v[q->v.n_lengths++] = (struct quick_choice){ typed,
			str_fmt(q->r->arena, STR_F " min", STR_A(typed)), true };
	q->v.lengths = v;
}

static void
outcomes_of(struct quick *q)
{
	const struct code_list *l = codes_list(q->r->codes, "outcome");
	struct quick_outcome *v = arena_array(q->r->arena, struct quick_outcome, l->n);
	static const char order[] = "OU1 OU4 OU5 OU8 OU9 OU0 OU2 OU3 OU6 OU7";
	struct str rest = str_of(order), code;

	while (str_cut(&rest, ' ', &code)) {
		const struct outcome_words *w = outcome_words_of(code);
		uint16_t i = code_find(l, code);

		if (w != NULL && i != CODE_NONE && allowed_code(&l->v[i], contract_of(q), q->r->today))
			v[q->v.n_outcomes++] = (struct quick_outcome){ code, str_of(lang_text(w->label)),
				str_of(lang_text(w->help)), w->icon, w->tone };
	}
	q->v.outcomes = v;
}

bool
quick_choices(struct quick *q, struct err *e)
{
	if (!tiles_in_order(q, e) || !quick_places(q, e))
		return false;
	quick_menu(q, "kind", "register", "register", &q->v.kind);
	quick_menu(q, "theme", NULL, NULL, &q->v.theme);
	counts_of(q);
	actions_of(q);
	lengths_of(q);
	outcomes_of(q);
	return true;
}
