/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/page_record.h"

#include "base/lang.h"
#include "base/text.h"
#include "record/cell.h"
#include "record/find.h"
#include "record/journal.h"
#include "record/vault.h"
#include "record.html.h"
#include "web/pages.h"
#include "web/records.h"

#include <sys/random.h>

#define MENU_MAX 200 /* records of a menu; more are found by typing */

struct editing {
	struct web_request *r;
	const struct reg *g;
	const struct record *rec;   /* NULL: a new one */
	const struct form *form;    /* what was typed; NULL: not yet */
	struct save_answer *answer; /* of what was typed; NULL: not yet */
	bool reveals;               /* the reader may write what is sealed */
};

/* A sealed text that the reader cannot read is shown as such, and stays as it is. */
static bool
is_typed(const struct editing *d, size_t i)
{
	const struct field *f = &d->g->fields[i];

	if ((f->flags & FIELD_DERIVED) != 0)
		return false;
	return (f->flags & FIELD_SEALED) == 0 || d->rec == NULL ||
	    (d->reveals && (!d->rec->cells[i].set || d->rec->cells[i].seal == SEAL_OPEN));
}

/* Opens what is sealed of the record that the form is of. */
static bool
reveal(struct editing *d, struct record *rec, struct err *e)
{
	return !reg_has_sealed(d->g) ||
	    (record_may(d->r, OP_REVEAL, rec, &d->reveals, e) && record_reveal(d->r, rec, e));
}

static const enum input_kind kinds[] = {
	[FIELD_TEXT] = INPUT_TEXT, [FIELD_INT] = INPUT_NUMBER, [FIELD_REAL] = INPUT_NUMBER,
	[FIELD_MONEY] = INPUT_MONEY, [FIELD_BOOL] = INPUT_YES_NO, [FIELD_DATE] = INPUT_DATE,
	[FIELD_CLOCK] = INPUT_CLOCK, [FIELD_CODE] = INPUT_CODE, [FIELD_CODES] = INPUT_CODES,
	[FIELD_REF] = INPUT_REF, [FIELD_REFS] = INPUT_REFS, [FIELD_FACTS] = INPUT_TEXT,
	[FIELD_SLOTS] = INPUT_SLOTS,
};

/* As import takes it: what was typed, else what stands, else the fallback. Several values: 'A|B'. */
static struct str
typed(const struct editing *d, size_t i)
{
	const struct field *f = &d->g->fields[i];
	struct arena *a = d->r->arena;
	struct buf b;

	buf_init_in(&b, a);
	if (d->form != NULL) {
		struct str v[LIST_MAX];
		size_t n = form_all(d->form, f->name, v, LIST_MAX);

		for (size_t k = 0; k < n && k < LIST_MAX; k++)
			if (v[k].n > 0)
				buf_fmt(&b, "%s" STR_F, b.n > 0 ? "|" : "", STR_A(v[k]));
	} else if (d->rec != NULL) {
		if (f->type == FIELD_BOOL && d->rec->cells[i].set)
			return d->rec->cells[i].i != 0 ? STR("oui") : STR("non");
		cell_text(&b, f, &d->rec->cells[i], d->r->codes);
	} else if (f->fallback != NULL) {
		return str_of(f->fallback);
	}
	return buf_text(&b);
}

static bool
is_among(struct str list, struct str one)
{
	struct str v;

	while (str_cut(&list, '|', &v))
		if (str_eq(v, one))
			return true;
	return false;
}

/* Lists whose codes stand in groups: by the roll-up that names a code of another list. */
static const struct grouped {
	const char *list, *roll, *names;
} grouped[] = {
	{ "kind", "register", "register" }, { "incivility", "family", "incivility_family" },
	{ "place_kind", "group", "place_group" }, { "theme", "client_theme", "client_theme" },
	{ "origin", "group", "origin_group" },
};

static struct str
group_of(const struct editing *d, const struct code_list *l, uint16_t i)
{
	for (size_t k = 0; k < COUNT(grouped); k++) {
		const struct code_list *names = codes_list(d->r->codes, grouped[k].names);
		uint16_t at;

		if (!str_is(l->name, grouped[k].list))
			continue;
		at = code_find(names, code_roll(l, i, grouped[k].roll));
		return at == CODE_NONE ? STR_NONE : code_label(names, at);
	}
	return STR_NONE;
}

static void
code_options(const struct editing *d, const struct field *f, struct input_view *v)
{
	const struct code_list *l = codes_list(d->r->codes, f->codes);
	struct input_option *o = arena_array(d->r->arena, struct input_option, l->n);

	for (size_t i = 0; i < l->n; i++) {
		bool chosen = is_among(v->value, l->v[i].code);

		if (l->v[i].to == DAY_NONE || l->v[i].to >= d->r->today || chosen)
			o[v->n_options++] = (struct input_option){ l->v[i].code, code_label(l, (uint16_t)i),
				l->n > INPUT_RADIOS_MAX ? group_of(d, l, (uint16_t)i) : STR_NONE, chosen };
	}
	v->options = o;
}

struct naming {
	const struct editing *d;
	struct input_view *v;
	struct input_option *o;
};

static bool
take_option(void *ctx, const struct record_name *n)
{
	struct naming *m = ctx;
	struct arena *a = m->d->r->arena;
	char id[37];
	bool chosen;

	uuid_format(&n->id, id);
	chosen = is_among(m->v->value, str_of(id)) ||
	    (n->source_id.p != NULL && is_among(m->v->value, n->source_id));
	if (m->v->n_options == MENU_MAX && !chosen) {
		m->v->many = true;
		return true;
	}
	if (m->v->n_options < MENU_MAX)
		m->o[m->v->n_options++] = (struct input_option){ str_dup(a, str_of(id)),
			str_dup(a, n->title.p != NULL ? n->title : n->source_id), STR_NONE, chosen };
	return true;
}

static int
by_label(const void *x, const void *y)
{
	const struct input_option *a = x, *b = y;
	struct buf s, t;
	int order;

	buf_init(&s);
	buf_init(&t);
	text_fold(&s, a->label);
	text_fold(&t, b->label);
	order = str_cmp(buf_text(&s), buf_text(&t));
	buf_release(&t);
	buf_release(&s);
	return order;
}

/* What stands stays to be chosen, be it out of the reader's reach: a form that is sent back as it came
 * changes nothing. */
static bool
keep_option(const struct editing *d, struct show *w, const struct field *f, const struct uuid *id,
    struct input_view *v, struct input_option *o, struct err *e)
{
	struct cell c = { .set = true, .u = *id };
	struct field one = *f;
	struct table_cell shown;
	char text[37];

	uuid_format(id, text);
	for (size_t i = 0; i < v->n_options; i++)
		if (str_is(o[i].value, text))
			return true;
	one.type = FIELD_REF;
	if (!show_cell(w, &one, &c, &shown, e))
		return false;
	o[v->n_options++] = (struct input_option){ str_dup(d->r->arena, str_of(text)), shown.text, STR_NONE,
		is_among(v->value, str_of(text)) };
	return true;
}

/* A record of a large register is called by its own id where it has one. */
static bool
name_large(const struct editing *d, const struct reg *g, struct input_view *v, struct err *e)
{
	struct record rec;
	struct uuid id;
	bool found;

	v->many = true;
	if (!uuid_parse(v->value, &id))
		return true;
	if (!record_read(d->r->store, d->r->codes, g, &id, d->r->arena, &rec, &found, e))
		return false;
	if (found && rec.source_id.p != NULL && g->scope == NULL)
		v->value = rec.source_id;
	return true;
}

/* Those that are chosen stand first, in the order in which they stand: a list that is sent back as it came
 * is the same. */
static void
chosen_first(struct input_view *v, struct input_option *o)
{
	struct str list = v->value, one;
	size_t n = 0;

	while (str_cut(&list, '|', &one))
		for (size_t i = n; i < v->n_options; i++)
			if (o[i].chosen && (str_eq(o[i].value, one) || str_eq(o[i].label, one))) {
				struct input_option moved = o[i];

				memmove(&o[n + 1], &o[n], (i - n) * sizeof(*o));
				o[n++] = moved;
				break;
			}
}

/* What was typed for those that the menu has no room for, so that it stays on the form. */
static struct str
rest_of(const struct editing *d, const struct input_view *v)
{
	struct str list = v->value, one;
	struct uuid id;
	struct buf b;

	buf_init_in(&b, d->r->arena);
	while (v->many && str_cut(&list, '|', &one)) {
		bool there = uuid_parse(one, &id);

		for (size_t i = 0; i < v->n_options && !there; i++)
			there = str_eq(v->options[i].label, one);
		if (!there)
			buf_fmt(&b, "%s" STR_F, b.n > 0 ? "|" : "", STR_A(one));
	}
	return buf_text(&b);
}

/* Records without title and own id are called as elsewhere: by their day. */
static bool
name_unnamed(struct show *w, const struct field *f, struct input_view *v, struct input_option *o,
    struct err *e)
{
	struct field one = *f;
	struct cell c = { .set = true };
	struct table_cell shown;

	one.type = FIELD_REF;
	for (size_t i = 0; i < v->n_options; i++) {
		if (o[i].label.n > 0 || !uuid_parse(o[i].value, &c.u))
			continue;
		if (!show_cell(w, &one, &c, &shown, e))
			return false;
		o[i].label = shown.text;
	}
	return true;
}

static bool
ref_options(const struct editing *d, size_t i, struct input_view *v, struct err *e)
{
	const struct field *f = &d->g->fields[i];
	const struct reg *other = reg_find(str_of(f->ref));
	const struct cell *c = d->rec != NULL ? &d->rec->cells[i] : NULL;
	struct naming m = { d, v, arena_array(d->r->arena, struct input_option, MENU_MAX + LIST_MAX) };
	struct show *w = show_new(d->r);

	v->options = m.o;
	if (reg_is_large(other))
		return name_large(d, other, v, e);
	if (!record_names(d->r->store, other, web_reach(d->r), take_option, &m, e) ||
	    !name_unnamed(w, f, v, m.o, e))
		return false;
	qsort(m.o, v->n_options, sizeof(*m.o), by_label);
	if (c != NULL && c->set && f->type == FIELD_REF)
		return keep_option(d, w, f, &c->u, v, m.o, e);
	for (size_t k = 0; c != NULL && c->set && k < c->n; k++)
		if (!keep_option(d, w, f, &c->us[k], v, m.o, e))
			return false;
	if (f->type == FIELD_REFS)
		chosen_first(v, m.o);
	v->rest = f->type == FIELD_REFS ? rest_of(d, v) : STR_NONE;
	return true;
}

static struct str
fault_of(const struct editing *d, const struct field *f)
{
	for (size_t i = 0; d->answer != NULL && i < d->answer->faults.n; i++)
		if (d->answer->faults.v[i].field == f)
			return d->answer->faults.v[i].text;
	return STR_NONE;
}

static bool
input_of(const struct editing *d, size_t i, struct input_view *v, struct err *e)
{
	const struct field *f = &d->g->fields[i];

	*v = (struct input_view){
		.kind = kinds[f->type], .name = str_of(f->name), .label = str_of(lang_text(f->label)),
		.hint = f->help != NULL ? str_of(lang_text(f->help)) : STR_NONE,
		.unit = f->unit != NULL ? str_of(lang_text(f->unit)) : STR_NONE,
		.value = typed(d, i), .fault = fault_of(d, f),
		.required = (f->flags & FIELD_REQUIRED) != 0,
	};
	if (!is_typed(d, i)) {
		v->kind = INPUT_SHOWN;
		v->required = false;
		v->value = str_of(seal_sentence(d->rec->cells[i].set ? d->rec->cells[i].seal : SEAL_DENIED));
		return true;
	}
	if (f->type == FIELD_TEXT) {
		v->max = f->max != 0 ? f->max : 200;
		if (v->max > 200)
			v->kind = INPUT_LINES;
	}
	if (f->type == FIELD_CODE || f->type == FIELD_CODES)
		code_options(d, f, v);
	else if (f->type == FIELD_REF || f->type == FIELD_REFS)
		return ref_options(d, i, v, e);
	return true;
}

const char *const edit_widths[] = {
	[WIDTH_LINE] = "w-line", [WIDTH_HALF] = "w-half", [WIDTH_QUARTER] = "w-quarter",
	[WIDTH_COUNT] = "w-count",
};

static enum edit_width
width_of(const struct field *f, const struct input_view *v)
{
	switch (v->kind) {
	case INPUT_NUMBER:
		/* A count that is 0 unless somebody was counted. */
		return f->fallback != NULL ? WIDTH_COUNT : WIDTH_QUARTER;
	case INPUT_MONEY:
	case INPUT_DATE:
	case INPUT_CLOCK:
		return WIDTH_QUARTER;
	case INPUT_LINES:
	case INPUT_CODES:
	case INPUT_REFS:
	case INPUT_SLOTS:
		return WIDTH_LINE;
	case INPUT_TEXT:
	case INPUT_YES_NO:
	case INPUT_CODE:
	case INPUT_REF:
	case INPUT_FILE:
	case INPUT_SHOWN:
		break;
	}
	return WIDTH_HALF;
}

static bool
inputs_of(const struct editing *d, struct edit_view *out, struct err *e)
{
	struct input_view *v = arena_array(d->r->arena, struct input_view, d->g->n_fields);
	struct edit_part *parts = arena_array(d->r->arena, struct edit_part, d->g->n_fields);
	enum edit_width *width = arena_array(d->r->arena, enum edit_width, d->g->n_fields);
	size_t n = 0;

	for (size_t i = 0; i < d->g->n_fields; i++) {
		const struct field *f = &d->g->fields[i];

		if ((f->flags & FIELD_DERIVED) != 0)
			continue;
		if (!input_of(d, i, &v[n], e))
			return false;
		width[n] = width_of(f, &v[n]);
		if (out->n_parts == 0 || f->part != NULL) {
			parts[out->n_parts].v = &v[n];
			parts[out->n_parts].width = &width[n];
			if (f->part != NULL)
				parts[out->n_parts].label = str_of(lang_text(f->part));
			out->n_parts++;
		}
		parts[out->n_parts - 1].n++;
		n++;
	}
	out->parts = parts;
	return true;
}

static void
faults_of(const struct editing *d, struct edit_view *out)
{
	struct form_fault *v = arena_array(d->r->arena, struct form_fault,
	    d->answer != NULL ? d->answer->faults.n : 0);

	for (size_t i = 0; d->answer != NULL && i < d->answer->faults.n; i++) {
		const struct fault *f = &d->answer->faults.v[i];

		v[out->n_faults++] = (struct form_fault){
			f->field != NULL ? str_of(f->field->name) : STR_NONE, f->text };
	}
	out->faults = v;
}

/* Both sides of a conflict, field by field. */
static bool
differences(const struct editing *d, struct show *w, struct edit_view *out, struct err *e)
{
	const struct save_answer *x = d->answer;
	struct history_field *v;

	if (x == NULL || x->result != SAVE_CONFLICT)
		return true;
	v = arena_array(d->r->arena, struct history_field, d->g->n_fields);
	for (size_t i = 0; i < d->g->n_fields; i++) {
		const struct field *f = &d->g->fields[i];
		struct table_cell stands, mine;

		if ((f->flags & FIELD_DERIVED) != 0 || cell_equal(f, &x->record.cells[i], &x->mine.cells[i]))
			continue;
		if (!show_cell(w, f, &x->record.cells[i], &stands, e) ||
		    !show_cell(w, f, &x->mine.cells[i], &mine, e))
			return false;
		v[out->n_differ++] = (struct history_field){ str_of(lang_text(f->label)), stands.text,
			mine.text };
	}
	out->differ = v;
	return true;
}

/* A record that does not stand yet has its identifier already: sent twice, it is one. */
static struct str
new_id(const struct editing *d)
{
	struct uuid id;
	uint8_t random[10];

	if (d->form != NULL && uuid_parse(form_word(d->form, "id"), &id))
		return form_word(d->form, "id");
	if (d->rec != NULL || getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return STR_NONE;
	id = uuid_v7(d->r->now_ms, random);
	return uuid_text(d->r->arena, &id);
}

static bool
draw_form(const struct editing *d, int status, struct err *e)
{
	struct web_request *r = d->r;
	struct show *w = show_new(r);
	struct edit_view v = { .csrf = web_csrf(r), .made = d->rec != NULL };
	struct shell s;

	v.head.title = d->rec != NULL ? show_title(w, d->rec) : str_of(_("New record"));
	v.head.under = str_of(lang_text(d->g->label));
	v.action = d->rec != NULL ? record_below(r, d->rec, "edit") :
	    url_join(r->arena, show_register(r, d->g), STR("new"));
	v.back = d->rec != NULL ? record_below(r, d->rec, NULL) : show_register(r, d->g);
	v.base = d->answer != NULL && d->answer->result == SAVE_CONFLICT ? d->answer->record.version :
	    d->rec != NULL ? d->rec->version : 0;
	v.id = new_id(d);
	v.reason = d->rec != NULL && reg_field(d->g, STR("state")) >= 0;
	if (d->form != NULL) {
		v.source_id = form_word(d->form, "source_id");
		v.reason_text = form_word(d->form, "why");
	}
	faults_of(d, &v);
	if (!inputs_of(d, &v, e) || !differences(d, w, &v, e))
		return false;
	record_shell(r, d->g, v.head.title, &s);
	draw_edit(answer_page(r, status), &s, &v);
	return true;
}

static bool
may_make(struct web_request *r, const struct reg *g, struct err *e)
{
	return access_may(g, web_reach(r), OP_MAKE) != REACH_NONE || err_set(e, ERR_DENIED,
	    "access.refused", _("Your role does not allow that with “%s”."), lang_text(g->label));
}

bool
page_new(struct web_request *r, struct err *e)
{
	struct editing d = { .r = r };

	return reg_asked(r, &d.g, e) && may_make(r, d.g, e) && draw_form(&d, 200, e);
}

bool
page_edit(struct web_request *r, struct err *e)
{
	struct record rec;
	struct editing d = { .r = r, .rec = &rec };
	bool may;

	if (!record_asked(r, &rec, e) || !record_may(r, OP_CHANGE, &rec, &may, e))
		return false;
	if (!may)
		return err_set(e, ERR_DENIED, "access.refused", _("You may read this record, not change it."));
	d.g = rec.reg;
	return reveal(&d, &rec, e) && draw_form(&d, 200, e);
}

/* Saves what was typed; shows the form again when that is refused. */
static bool
take_form(struct editing *d, struct err *e)
{
	struct web_request *r = d->r;
	struct save_field *fields = arena_array(r->arena, struct save_field, d->g->n_fields);
	struct save_ask ask = { .action = SAVE_PUT, .reg = d->g, .fields = fields };
	struct save_answer answer = { .result = SAVED_SAME };
	int64_t base = 0;

	(void)str_int(form_word(d->form, "base"), &base);
	if (d->rec != NULL)
		ask.id = d->rec->id;
	else if (str_trim(form_word(d->form, "source_id")).n == 0 || !reg_is_large(d->g))
		(void)uuid_parse(form_word(d->form, "id"), &ask.id); /* else it follows from the own one */
	ask.base = d->rec != NULL ? base : 0;
	ask.source_id = d->rec != NULL ? STR_NONE : form_word(d->form, "source_id");
	ask.reason = form_word(d->form, "why");
	for (size_t i = 0; i < d->g->n_fields; i++)
		if (is_typed(d, i))
			fields[ask.n++] = (struct save_field){ .field = i, .text = typed(d, i) };
	if (!web_save(r, &ask, &answer, e))
		return false;
	d->answer = &answer;
	if (answer.result == SAVE_REFUSED)
		return draw_form(d, 422, e);
	if (answer.result == SAVE_CONFLICT && (!record_reveal(r, &answer.record, e) ||
	    !record_reveal(r, &answer.mine, e)))
		return false;
	if (answer.result == SAVE_CONFLICT)
		return draw_form(d, 409, e);
	if (!save_succeeded(r, &answer, e))
		return false;
	answer_redirect(r, show_record(r, d->g, &answer.record.id).s);
	return true;
}

bool
make_record(struct web_request *r, struct err *e)
{
	struct editing d = { .r = r };

	return reg_asked(r, &d.g, e) && may_make(r, d.g, e) && web_form(r, &d.form, e) && take_form(&d, e);
}

bool
change_record(struct web_request *r, struct err *e)
{
	struct record rec;
	struct editing d = { .r = r, .rec = &rec };

	if (!record_asked(r, &rec, e) || !web_form(r, &d.form, e))
		return false;
	d.g = rec.reg;
	return reveal(&d, &rec, e) && take_form(&d, e);
}
