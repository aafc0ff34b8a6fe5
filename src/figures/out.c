/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "figures/out.h"

#include "base/lang.h"
#include "record/field.h"

static const char *const unit_names[] = {
	[UNIT_COUNT] = "count", [UNIT_PERCENT] = "percent", [UNIT_HOURS] = "hours",
	[UNIT_MINUTES] = "minutes", [UNIT_POINTS] = "points", [UNIT_RATIO] = "ratio",
	[UNIT_EURO] = "euro", [UNIT_KEURO] = "thousand_euro", [UNIT_TONNES] = "tonnes", [UNIT_YEARS] = "years",
	[UNIT_MONTHS] = "months", [UNIT_DAYS] = "days", [UNIT_FTE] = "full_time", [UNIT_YEAR] = "year",
	[UNIT_CLOCK] = "clock",
};

const char *
figure_unit_name(enum figure_unit unit)
{
	return unit_names[unit];
}

static void
value_json(struct json_writer *w, bool has, double value, int64_t n)
{
	js_key(w, "value");
	if (has)
		js_real(w, value);
	else
		js_null(w);
	js_key(w, "n");
	js_int(w, n);
}

static void
scope_json(struct json_writer *w, const struct shown *sh)
{
	js_key(w, "scope");
	js_object(w);
	for (size_t i = 0; i < sh->n_scope; i++) {
		const struct shown_filter *f = &sh->scope[i];

		js_key_str(w, f->dim);
		if (f->n_codes == 1) {
			js_str(w, f->codes[0]);
			continue;
		}
		js_array(w);
		for (size_t j = 0; j < f->n_codes; j++)
			js_str(w, f->codes[j]);
		js_end_array(w);
	}
	js_end_object(w);
}

static void
groups_json(struct json_writer *w, const struct shown *sh, const struct figure_answer *answer)
{
	js_key(w, "groups");
	js_array(w);
	for (size_t i = 0; i < answer->n_groups; i++) {
		const struct figure_group *g = &answer->groups[i];

		js_object(w);
		js_key(w, "key");
		js_object(w);
		for (size_t j = 0; j < sh->ask->n_by; j++) {
			js_key(w, dim_id(sh->ask->by[j]));
			js_str(w, g->key[j]);
		}
		js_end_object(w);
		value_json(w, g->has_value, g->value, g->n);
		js_end_object(w);
	}
	js_end_array(w);
}

static void
evidence_json(struct json_writer *w, const struct uuid *v, size_t n)
{
	js_key(w, "evidence");
	js_array(w);
	for (size_t i = 0; i < n; i++) {
		char id[37];

		uuid_format(&v[i], id);
		js_cstr(w, id);
	}
	js_end_array(w);
}

static void
sources_json(struct json_writer *w, const struct figure_answer *answer)
{
	js_key(w, "sources");
	js_array(w);
	for (size_t i = 0; i < answer->n_sources; i++) {
		const struct figure_source *s = &answer->sources[i];

		js_object(w);
		js_key(w, "register");
		js_cstr(w, s->reg->name);
		js_key(w, "n");
		js_int(w, s->n);
		evidence_json(w, s->evidence, s->n_evidence);
		js_end_object(w);
	}
	js_end_array(w);
}

void
figure_json(struct json_writer *w, const struct shown *sh, const struct figure_answer *answer)
{
	const struct figure *fig = answer->figure;

	js_object(w);
	js_key(w, "id");
	js_cstr(w, fig->id);
	js_key(w, "label");
	js_cstr(w, lang_text(fig->label));
	js_key(w, "unit");
	js_cstr(w, unit_names[fig->unit]);
	value_json(w, answer->has_value, answer->value, answer->n);
	js_key(w, "definition");
	js_cstr(w, lang_text(fig->definition));
	scope_json(w, sh);
	js_key(w, "period");
	js_str(w, sh->ask->period != NULL ? str_of(sh->ask->period->name) : STR_NONE);
	groups_json(w, sh, answer);
	evidence_json(w, answer->evidence, answer->n_evidence);
	/* Of one register the evidence says it all. */
	if (sh->ask->evidence && answer->n_sources > 1)
		sources_json(w, answer);
	js_end_object(w);
}
