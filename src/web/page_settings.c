/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What an operator may set: the table of settings, and the structure's own record. */
#include "web/page_settings.h"

#include "access/setting.h"
#include "base/lang.h"
#include "record/find.h"
#include "record/journal.h"
#include "settings.html.h"
#include "web/pages.h"
#include "web/show.h"

/* -- the structure --------------------------------------------------------------------------- */

static bool
take_first(void *ctx, const struct record_name *n)
{
	struct uuid *id = ctx;

	*id = n->id;
	return false;
}

static bool
house_of(struct web_request *r, struct settings_view *v, struct err *e)
{
	const struct reg *g = reg_find(STR("structure"));
	struct show *show = show_new(r);
	struct uuid id = { { 0 } };
	struct house_line *lines;
	struct record rec;
	bool found = false;

	if (!record_names(r->store, g, web_reach(r), take_first, &id, e))
		return false;
	if (!uuid_is_nil(&id) && !record_read(r->store, r->codes, g, &id, r->arena, &rec, &found, e))
		return false;
	if (!found) {
		if (web_has_page(STR("/r/structure/new")))
			v->house_record = URL("/r/structure/new");
		return true;
	}
	lines = arena_array(r->arena, struct house_line, g->n_fields);
	for (size_t i = 0; i < g->n_fields; i++) {
		struct table_cell cell;

		if (!show_cell(show, &g->fields[i], &rec.cells[i], &cell, e))
			return false;
		lines[v->n_house++] = (struct house_line){ str_of(lang_text(g->fields[i].label)), cell.text };
	}
	v->house = lines;
	v->house_record = url_join(r->arena, show_record(r, g, &id), STR("edit"));
	if (!web_has_page(v->house_record.s))
		v->house_record = show_record(r, g, &id);
	return true;
}

/* -- the settings ---------------------------------------------------------------------------- */

static void
field_of(struct web_request *r, enum setting_name name, struct str value, struct input_view *f)
{
	const struct setting *t = &settings[name];
	struct input_option *o;

	*f = (struct input_view){ .kind = INPUT_TEXT, .name = str_of(t->key), .value = value,
		.label = str_of(lang_text(t->label)), .hint = str_of(lang_text(t->help)),
		.required = t->type != SETTING_TEXT, .of_choice = true };
	switch (t->type) {
	case SETTING_NUMBER:
		f->kind = INPUT_NUMBER;
		f->unit = str_of(lang_text(t->unit));
		f->hint = str_fmt(r->arena, _("%s Usually %s."), lang_text(t->help), t->usual);
		break;
	case SETTING_TEXT:
		f->max = SETTING_TEXT_MAX;
		break;
	case SETTING_CHOICE:
		f->kind = INPUT_CODE;
		o = arena_array(r->arena, struct input_option, SETTING_CHOICES_MAX);
		for (size_t i = 0; i < SETTING_CHOICES_MAX && t->choices[i].value != NULL; i++)
			o[f->n_options++] = (struct input_option){ .value = str_of(t->choices[i].value),
				.label = str_of(lang_text(t->choices[i].label)),
				.chosen = str_is(value, t->choices[i].value) };
		f->options = o;
		break;
	}
}

/* `typed` NULL: as they stand. */
static bool
show_settings(struct web_request *r, const struct form *typed, struct settings_view *v, struct err *e)
{
	struct input_view *f = arena_array(r->arena, struct input_view, N_SETTINGS);
	struct setting_values now;
	const struct form *q;
	struct shell s;

	v->head = (struct page_head){ .title = str_of(_("Settings")) };
	if (!web_query(r, &q, e) || !settings_read(r->store, r->arena, &now, e) || !house_of(r, v, e))
		return false;
	for (size_t i = 0; i < N_SETTINGS; i++) {
		struct str value = now.text[i];

		if (typed != NULL && form_has(typed, settings[i].key))
			value = form_get(typed, settings[i].key);
		field_of(r, (enum setting_name)i, value, &f[i]);
		for (size_t k = 0; k < v->n_faults; k++)
			if (str_is(v->faults[k].field, settings[i].key))
				f[i].fault = v->faults[k].text;
	}
	v->fields = f;
	v->n_fields = N_SETTINGS;
	shell_of(r, v->head.title, &s);
	if (str_is(form_get(q, "done"), "changed")) {
		s.flash = MEANING_GOOD;
		s.flash_text = str_of(_("The settings are saved. They hold from now on."));
	}
	draw_settings_page(answer_page(r, v->n_faults > 0 ? 422 : 200), &s, v);
	return true;
}

bool
page_settings(struct web_request *r, struct err *e)
{
	struct settings_view v = { .n_fields = 0 };

	return show_settings(r, NULL, &v, e);
}

struct settings_job {
	struct str text[N_SETTINGS]; /* absent: not asked for */
	struct deed deed;
};

static bool
job_settings(void *ctx, struct store *s, struct err *e)
{
	struct settings_job *j = ctx;
	bool changed;

	for (size_t i = 0; i < N_SETTINGS; i++)
		if (j->text[i].p != NULL &&
		    !setting_change(s, (enum setting_name)i, j->text[i], &j->deed, &changed, e))
			return false;
	return true;
}

/* All of them or none. */
bool
page_settings_send(struct web_request *r, struct err *e)
{
	struct settings_job j = { .deed = web_deed(r) };
	struct form_fault *faults = arena_array(r->arena, struct form_fault, N_SETTINGS);
	struct settings_view v = { .faults = faults };
	const struct form *f;

	if (!web_form(r, &f, e))
		return false;
	for (size_t i = 0; i < N_SETTINGS; i++) {
		if (!form_has(f, settings[i].key) ||
		    setting_parse((enum setting_name)i, form_get(f, settings[i].key), r->arena, &j.text[i], e))
			continue;
		faults[v.n_faults++] = (struct form_fault){ str_of(settings[i].key),
			str_fmt(r->arena, "%s: %s", lang_text(settings[i].label), e->text) };
	}
	if (v.n_faults > 0)
		return show_settings(r, f, &v, e);
	if (!web_write(r, job_settings, &j, e))
		return false;
	answer_redirect(r, STR("/settings?done=changed"));
	return true;
}
