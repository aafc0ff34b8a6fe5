/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Noting a situation: where. Places noted lately, the town's sites, sectors, or a place in words. */
#include "base/lang.h"
#include "record/cell.h"
#include "record/find.h"
#include "registers/registers.h"
#include "web/page_quick.h"
#include "web/records.h"
#include "web/told.h"

#define RECENT_DAYS 60    /* of places noted before */
#define RECENT_RECORDS 80
#define RECENT_PLACES 6
#define SITES_MAX 12
#define SECTORS_MAX 300

static bool
same_place(const struct record *a, const struct record *b)
{
	const struct cell *p = told_cell(a, "place"), *q = told_cell(b, "place");
	const struct cell *s = told_cell(a, "sector"), *t = told_cell(b, "sector");

	return told_cell(a, "place_kind")->i == told_cell(b, "place_kind")->i && p->set == q->set &&
	    (!p->set || str_eq(p->s, q->s)) && s->set == t->set && (!s->set || uuid_eq(&s->u, &t->u));
}

static bool
place_of(struct quick *q, const char *mark, const struct record *rec, struct quick_place *out, struct err *e)
{
	struct arena *a = q->r->arena;
	int kind = reg_field(rec->reg, STR("place_kind")), sector = reg_field(rec->reg, STR("sector"));
	const struct cell *name = rec->reg == &reg_site ? told_cell(rec, "name") : told_cell(rec, "place");
	struct table_cell k, s;

	if (!show_cell(q->show, &rec->reg->fields[kind], &rec->cells[kind], &k, e) ||
	    !show_cell(q->show, &rec->reg->fields[sector], &rec->cells[sector], &s, e))
		return false;
	*out = (struct quick_place){ str_fmt(a, "%s:" STR_F, mark, STR_A(uuid_text(a, &rec->id))),
		name->set ? name->s : k.text, s.text.p != NULL ? s.text : name->set ? k.text : STR(""), false };
	return true;
}

/* Places noted lately for the scheme, as far as the reader sees; the newest first. */
static bool
recent_places(struct quick *q, struct quick_place *v, size_t *n, struct err *e)
{
	struct web_request *r = q->r;
	struct cell values[3] = { { .set = true, .u = q->scheme.id },
		{ .set = true, .i = r->today - RECENT_DAYS }, { .set = true, .i = r->today + 1 } };
	struct list_filter filters[] = {
		{ reg_field(&reg_intervention, STR("scheme")), LIST_EQUAL, &values[0], 1 },
		{ reg_field(&reg_intervention, STR("service_date")), LIST_RANGE, &values[1], 2 },
	};
	bool *fields = arena_array(r->arena, bool, reg_intervention.n_fields);
	struct list_ask ask = { .reg = &reg_intervention, .who = web_reach(r), .op = OP_READ,
		.filters = filters, .n_filters = COUNT(filters), .sort = LIST_NO_COLUMN, .fields = fields,
		.limit = RECENT_RECORDS };
	struct list_page page;

	fields[reg_field(&reg_intervention, STR("place"))] = true;
	fields[reg_field(&reg_intervention, STR("place_kind"))] = true;
	fields[reg_field(&reg_intervention, STR("sector"))] = true;
	if (q->rec != NULL && !place_of(q, "r", q->rec, &v[(*n)++], e))
		return false;
	if (!list_read(r->store, r->codes, &ask, r->arena, &page, e))
		return false;
	for (size_t i = 0; i < page.n && *n < RECENT_PLACES; i++) {
		bool known = (q->rec != NULL && same_place(q->rec, &page.v[i])) ||
		    !told_cell(&page.v[i], "place_kind")->set;

		for (size_t k = 0; k < i && !known; k++)
			known = same_place(&page.v[k], &page.v[i]);
		if (!known && !place_of(q, "r", &page.v[i], &v[(*n)++], e))
			return false;
	}
	return true;
}

/* The town's sites, but those that stand there by their name; first those of a kind where the scheme is
 * most often. */
static bool
sites_of(struct quick *q, struct quick_place *v, size_t *n, struct err *e)
{
	struct web_request *r = q->r;
	const struct cell *town = told_cell(&q->scheme, "town");
	const struct code_list *kinds = codes_list(r->codes, "place_kind");
	struct list_filter filter = { reg_field(&reg_site, STR("town")), LIST_EQUAL, town, 1 };
	struct list_ask ask = { .reg = &reg_site, .who = web_reach(r), .op = OP_READ, .filters = &filter,
		.n_filters = 1, .sort = LIST_NO_COLUMN, .limit = LIST_PAGE_MAX };
	size_t recent = *n, order[LIST_PAGE_MAX], k = 0;
	int64_t use[LIST_PAGE_MAX];
	struct figure_answer habits;
	struct list_page page;

	if (!town->set || access_may(&reg_site, web_reach(r), OP_READ) == REACH_NONE)
		return true;
	if (!list_read(r->store, r->codes, &ask, r->arena, &page, e) ||
	    !quick_habits(q, "place_kind", NULL, &habits, e))
		return false;
	for (size_t i = 0; i < page.n; i++) {
		struct str kind = kinds->v[told_cell(&page.v[i], "place_kind")->i].code;
		int64_t mine = 0;
		bool known = false;
		size_t at;

		for (size_t p = 0; p < recent; p++)
			known = known || str_eq(v[p].name, told_cell(&page.v[i], "name")->s);
		for (size_t g = 0; g < habits.n_groups; g++)
			mine += str_eq(habits.groups[g].key[0], kind) ? habits.groups[g].n : 0;
		for (at = known ? k : k++; !known && at > 0 && use[at - 1] < mine; at--) {
			order[at] = order[at - 1];
			use[at] = use[at - 1];
		}
		if (!known) {
			order[at] = i;
			use[at] = mine;
		}
	}
	for (size_t i = 0; i < k && i < SITES_MAX; i++)
		if (!place_of(q, "s", &page.v[order[i]], &v[(*n)++], e))
			return false;
	return true;
}

static bool
sectors_of(struct quick *q, struct input_view *out, struct err *e)
{
	struct web_request *r = q->r;
	const struct cell *town = told_cell(&q->scheme, "town");
	struct list_filter filter = { reg_field(&reg_sector, STR("town")), LIST_EQUAL, town, 1 };
	struct list_ask ask = { .reg = &reg_sector, .who = web_reach(r), .op = OP_READ, .filters = &filter,
		.n_filters = 1, .sort = LIST_NO_COLUMN, .limit = SECTORS_MAX };
	struct input_option *v;
	struct list_page page;

	*out = (struct input_view){ .name = STR("sector"), .label = str_of(_("Sector")),
		.value = quick_value(q, "sector") };
	if (!town->set)
		return true;
	if (!list_read(r->store, r->codes, &ask, r->arena, &page, e))
		return false;
	v = arena_array(r->arena, struct input_option, page.n);
	for (size_t i = 0; i < page.n; i++) {
		struct str id = uuid_text(r->arena, &page.v[i].id);

		v[i] = (struct input_option){ id, show_title(q->show, &page.v[i]), STR_NONE,
			str_eq(id, out->value) };
	}
	out->options = v;
	out->n_options = page.n;
	return true;
}

bool
quick_places(struct quick *q, struct err *e)
{
	struct quick_place *v = arena_array(q->r->arena, struct quick_place,
	    RECENT_PLACES + 1 + SITES_MAX);
	struct str typed = q->form != NULL ? form_word(q->form, "where") : STR_NONE;
	size_t n = 0;

	if (!recent_places(q, v, &n, e) || !sites_of(q, v, &n, e) || !sectors_of(q, &q->v.sector, e))
		return false;
	for (size_t i = 0; i < n; i++)
		v[i].chosen = q->form != NULL ? str_eq(v[i].value, typed) : q->rec != NULL && i == 0;
	q->v.elsewhere = str_is(typed, "other");
	q->v.places = v;
	q->v.n_places = n;
	q->v.place = (struct input_view){ .kind = INPUT_TEXT, .name = STR("place"),
		.label = str_of(_("Place")), .value = q->form != NULL ? form_word(q->form, "place") : STR_NONE,
		.hint = str_of(_("A public place, never a dwelling.")), .max = 200 };
	quick_menu(q, "place_kind", "group", "place_group", &q->v.place_kind);
	return true;
}
