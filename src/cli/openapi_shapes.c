/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The schemas of the API's description: our shapes and tables as JSON Schema. */
#include "cli/openapi.h"

#include "base/lang.h"
#include "cli/figures_out.h"
#include "registers/registers.h"

void
openapi_note(struct yaml *y, const char *help)
{
	if (help != NULL)
		yaml_member(y, "description", lang_text(help));
}

/* "key: [a, b]" of words that need no quotes. */
void
openapi_words(struct openapi *o, const char *key, size_t n, const char *(*word)(const void *of, size_t i),
    const void *of)
{
	struct buf b;

	buf_init_in(&b, o->a);
	for (size_t i = 0; i < n; i++)
		if (word(of, i) != NULL)
			buf_fmt(&b, "%s%s", b.n > 0 ? ", " : "[", word(of, i));
	buf_cstr(&b, b.n > 0 ? "]" : "[]");
	yaml_key(&o->y, key);
	yaml_raw(&o->y, str_cstr(o->a, buf_text(&b)));
}

/* -- shapes ---------------------------------------------------------------------------------- */

void
openapi_ref(struct openapi *o, const char *kind, struct str name)
{
	yaml_key(&o->y, "$ref");
	yaml_str(&o->y, str_fmt(o->a, "#/components/%s/" STR_F, kind, STR_A(name)));
}

/* "record.*": the one of whichever register is asked for. */
static void
any_register(struct openapi *o, struct str family)
{
	yaml_open(&o->y, "anyOf");
	for (size_t i = 0; i < n_registers; i++) {
		yaml_open_item(&o->y);
		openapi_ref(o, "schemas", str_fmt(o->a, STR_F "%s", STR_A(family), registers[i]->name));
		yaml_end(&o->y);
	}
	yaml_end(&o->y);
}

static void
plain(struct yaml *y, struct str s)
{
	static const struct {
		const char *word, *type, *format;
	} types[] = {
		{ "uuid", "string", "uuid" }, { "date", "string", "date" }, { "string", "string", NULL },
		{ "integer", "integer", NULL }, { "number", "number", NULL }, { "boolean", "boolean", NULL },
	};

	for (size_t i = 0; i < COUNT(types); i++)
		if (str_is(s, types[i].word)) {
			yaml_member(y, "type", types[i].type);
			if (types[i].format != NULL)
				yaml_member(y, "format", types[i].format);
		}
	if (str_is(s, "binary"))
		yaml_member(y, "contentMediaType", "application/octet-stream");
}

static void
either(struct openapi *o, struct str s, struct str or)
{
	const struct str both[] = { s, or };

	yaml_open(&o->y, "anyOf");
	for (size_t i = 0; i < COUNT(both); i++) {
		yaml_open_item(&o->y);
		if (both[i].n == 0)
			yaml_member(&o->y, "type", "null");
		else
			openapi_shape(o, both[i]);
		yaml_end(&o->y);
	}
	yaml_end(&o->y);
}

/* The keys of a shape; words of our own tables, a few letters deep. */
void
openapi_shape(struct openapi *o, struct str s)
{
	struct yaml *y = &o->y;
	bool map = s.n > 0 && s.p[0] == '{' && s.p[s.n - 1] == '}';
	size_t bar = map ? s.n : str_find(s, '|');

	if (bar < s.n) {
		either(o, str_sub(s, 0, bar), str_sub(s, bar + 1, s.n));
	} else if (str_ends(s, STR("?"))) {
		either(o, str_sub(s, 0, s.n - 1), STR_NONE);
	} else if (str_ends(s, STR("[]")) || str_ends(s, STR("[,]")) || map) {
		yaml_member(y, "type", map ? "object" : "array");
		s = str_sub(s, map, s.n - (map ? 1 : str_ends(s, STR("[,]")) ? 3 : 2));
		openapi_shape_under(o, map ? "additionalProperties" : "items", str_cstr(o->a, s));
	} else if (str_starts(s, STR("#")) && str_ends(s, STR("*"))) {
		any_register(o, str_sub(s, 1, s.n - 1));
	} else if (str_starts(s, STR("#"))) {
		openapi_ref(o, "schemas", str_sub(s, 1, s.n));
	} else {
		plain(y, s);
	}
}

void
openapi_shape_under(struct openapi *o, const char *key, const char *s)
{
	yaml_key(&o->y, key);
	if (strcmp(s, "any") == 0) {
		yaml_bool(&o->y, true);
		return;
	}
	yaml_nest(&o->y);
	openapi_shape(o, str_of(s));
	yaml_end(&o->y);
}

static const char *
must_have(const void *of, size_t i)
{
	const struct shape_member *m = (const struct shape_member *)of + i;

	return m->use == SHAPE_MAY_LACK ? NULL : m->name;
}

static void
object(struct openapi *o, const struct object_shape *s)
{
	struct yaml *y = &o->y;

	yaml_open(y, s->name);
	openapi_note(y, s->help);
	yaml_member(y, "type", "object");
	yaml_flag(y, "additionalProperties", false);
	openapi_words(o, "required", s->n, must_have, s->members);
	yaml_open(y, "properties");
	for (size_t i = 0; i < s->n; i++) {
		yaml_open(y, s->members[i].name);
		openapi_note(y, s->members[i].help);
		openapi_shape(o, str_of(s->members[i].shape));
		yaml_end(y);
	}
	yaml_end(y);
	yaml_end(y);
}

/* -- registers ------------------------------------------------------------------------------- */

static const char *const personal_names[] = {
	[PERSONAL_PSEUDONYM] = "pseudonym", [PERSONAL_TEXT] = "text", [PERSONAL_PLACE] = "place",
	[PERSONAL_TRAIT] = "trait", [PERSONAL_IDENTITY] = "identity",
};

static void
bounds(struct yaml *y, const struct field *f)
{
	if (f->max <= f->min)
		return;
	yaml_number(y, "minimum", f->min);
	yaml_number(y, "maximum", f->max);
}

/* The keys of a value that is there: cell_json's forms. */
static void
field_shape(struct openapi *o, const struct field *f)
{
	struct yaml *y = &o->y;

	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_SLOTS:
		yaml_member(y, "type", "string");
		yaml_number(y, "maxLength", f->max != 0 ? f->max : 200);
		return;
	case FIELD_INT:
	case FIELD_MONEY:
	case FIELD_REAL:
		yaml_member(y, "type", f->type == FIELD_REAL ? "number" : "integer");
		bounds(y, f);
		return;
	case FIELD_BOOL:
		yaml_member(y, "type", "boolean");
		return;
	case FIELD_DATE:
		openapi_shape(o, STR("date"));
		return;
	case FIELD_CLOCK:
		yaml_member(y, "type", "string");
		yaml_member(y, "pattern", "^[0-2][0-9]:[0-5][0-9]$");
		return;
	case FIELD_CODE:
		openapi_ref(o, "schemas", str_fmt(o->a, "code.%s", f->codes));
		return;
	case FIELD_CODES:
		openapi_shape(o, str_fmt(o->a, "#code.%s[]", f->codes));
		return;
	case FIELD_REF:
		openapi_shape(o, STR("uuid"));
		return;
	case FIELD_REFS:
		openapi_shape(o, STR("uuid[]"));
		return;
	case FIELD_FACTS:
		openapi_shape(o, STR("#fact[]"));
		return;
	}
}

static void
field(struct openapi *o, const struct field *f)
{
	struct yaml *y = &o->y;

	yaml_open(y, f->name);
	yaml_member(y, "title", lang_text(f->label));
	openapi_note(y, f->help);
	if ((f->flags & FIELD_DERIVED) != 0)
		yaml_flag(y, "readOnly", true);
	if (f->ref != NULL)
		yaml_member(y, "x-register", f->ref);
	if (f->unit != NULL)
		yaml_member(y, "x-unit", lang_text(f->unit));
	if (f->type == FIELD_MONEY)
		yaml_member(y, "x-unit", "cent");
	if (f->personal > PERSONAL_NONE)
		yaml_member(y, "x-personal", personal_names[f->personal]);
	if ((f->flags & FIELD_SEALED) != 0)
		yaml_flag(y, "x-sealed", true);
	if ((f->flags & (FIELD_REQUIRED | FIELD_SEALED)) == FIELD_REQUIRED) {
		field_shape(o, f);
	} else {
		yaml_open(y, "anyOf");
		yaml_open_item(y);
		field_shape(o, f);
		yaml_end(y);
		yaml_open_item(y);
		yaml_member(y, "type", "null");
		yaml_end(y);
		yaml_end(y);
	}
	yaml_end(y);
}

static const char *
field_name(const void *of, size_t i)
{
	static const char *const own[] = { "id", "source_id", "version" };

	return i < COUNT(own) ? own[i] : ((const struct reg *)of)->fields[i - COUNT(own)].name;
}

static const char *
filter_name(const void *of, size_t i)
{
	static const char *const own[] = { "id", "source_id", "made_by", "made_at", "changed_at" };

	return i < COUNT(own) ? own[i] : ((const struct reg *)of)->fields[i - COUNT(own)].name;
}

static void
own_fields(struct openapi *o)
{
	static const struct shape_member own[] = {
		{ "id", "uuid", NULL, 0 },
		{ "source_id", "string?", N_("The operator’s own identifier."), 0 },
		{ "version", "integer", N_("Grows with each change; goes back in If-Match."), 0 },
	};

	for (size_t i = 0; i < COUNT(own); i++) {
		yaml_open(&o->y, own[i].name);
		openapi_note(&o->y, own[i].help);
		openapi_shape(o, str_of(own[i].shape));
		yaml_end(&o->y);
	}
}

/* "record.intervention:" and what every object begins with. */
static void
begin_object(struct openapi *o, const char *family, const struct reg *g)
{
	yaml_open_str(&o->y, str_fmt(o->a, "%s.%s", family, g->name));
	yaml_member(&o->y, "title", lang_text(g->label));
	yaml_member(&o->y, "type", "object");
	yaml_flag(&o->y, "additionalProperties", false);
}

static void
record(struct openapi *o, const struct reg *g)
{
	struct yaml *y = &o->y;

	begin_object(o, "record", g);
	openapi_words(o, "required", g->n_fields + 3, field_name, g);
	yaml_open(y, "properties");
	own_fields(o);
	for (size_t i = 0; i < g->n_fields; i++)
		field(o, &g->fields[i]);
	yaml_end(y);
	yaml_end(y);
}

static void
same_as(struct openapi *o, const struct reg *g, const char *name)
{
	yaml_open(&o->y, name);
	openapi_ref(o, "schemas", str_fmt(o->a, "record.%s/properties/%s", g->name, name));
	yaml_end(&o->y);
}

static void
change(struct openapi *o, const struct reg *g)
{
	static const struct shape_member reason = { "reason", "string",
		N_("Why; asked for of a record that was validated."), SHAPE_MAY_LACK };

	begin_object(o, "change", g);
	openapi_note(&o->y, N_("What changes; what is not named stays. A value may also be a text as import "
	    "takes it: a label, an own identifier. Of a new record, what is required."));
	yaml_open(&o->y, "properties");
	for (size_t i = 0; i < g->n_fields + 3; i++)
		if (i < 3 || (g->fields[i - 3].flags & FIELD_DERIVED) == 0)
			same_as(o, g, field_name(g, i));
	if (reg_field(g, str_of(reason.name)) < 0) {
		yaml_open(&o->y, reason.name);
		openapi_note(&o->y, reason.help);
		openapi_shape(o, str_of(reason.shape));
		yaml_end(&o->y);
	}
	yaml_end(&o->y);
	yaml_end(&o->y);
}

static void
page(struct openapi *o, const struct reg *g)
{
	struct yaml *y = &o->y;
	const struct shape_member members[] = {
		{ "records", str_cstr(o->a, str_fmt(o->a, "#record.%s[]", g->name)), NULL, 0 },
		{ "total", "integer", N_("How many there are in all, as far as they were counted."), 0 },
		{ "more_than_total", "boolean", N_("There are more than that."), 0 },
		{ "next", "string?", N_("The cursor of the page behind; none: this is the last."), 0 },
		{ "previous", "string?", N_("The cursor of the page before."), 0 },
	};

	begin_object(o, "page", g);
	openapi_words(o, "required", COUNT(members), must_have, members);
	yaml_open(y, "properties");
	for (size_t i = 0; i < COUNT(members); i++) {
		yaml_open(y, members[i].name);
		openapi_note(y, members[i].help);
		openapi_shape(o, str_of(members[i].shape));
		yaml_end(y);
	}
	yaml_end(y);
	yaml_end(y);
}

static void
filters(struct openapi *o, const struct reg *g)
{
	begin_object(o, "filters", g);
	yaml_open(&o->y, "properties");
	for (size_t i = 0; i < g->n_fields + 5; i++) {
		if (i >= 5 && (g->fields[i - 5].flags & FIELD_SEALED) != 0)
			continue;
		yaml_open(&o->y, filter_name(g, i));
		openapi_ref(o, "schemas", STR("filter"));
		yaml_end(&o->y);
	}
	yaml_end(&o->y);
	yaml_end(&o->y);
}

static void
filter(struct openapi *o)
{
	yaml_open(&o->y, "filter");
	openapi_note(&o->y, N_("A value as import takes it; A..B, A.. or ..B: a range of dates, times or "
	    "numbers; a date may be a period: 2025-03; a text is contained, behind = it is exactly that; "
	    "-: empty; *: not empty. A name that stands several times: any of its values."));
	openapi_shape(o, STR("string|string[]"));
	yaml_end(&o->y);
}

/* -- tables of words ------------------------------------------------------------------------- */

static const char *
register_word(const void *of, size_t i)
{
	(void)of;
	return registers[i]->name;
}

static const char *
unit_word(const void *of, size_t i)
{
	(void)of;
	return figure_unit_name((enum figure_unit)i);
}

static void
word_list(struct openapi *o, const char *name, const char *help, size_t n,
    const char *(*word)(const void *of, size_t i))
{
	yaml_open(&o->y, name);
	openapi_note(&o->y, help);
	yaml_member(&o->y, "type", "string");
	openapi_words(o, "enum", n, word, NULL);
	yaml_end(&o->y);
}

/* A word and what it means, one of several. */
static void
meaning(struct openapi *o, struct str word, struct str title)
{
	yaml_open_item(&o->y);
	yaml_key(&o->y, "const");
	yaml_str(&o->y, word);
	yaml_key(&o->y, "title");
	yaml_str(&o->y, title);
	yaml_end(&o->y);
}

static void
figure_ids(struct openapi *o)
{
	yaml_open(&o->y, "figure_id");
	openapi_note(&o->y, N_("The catalogue of figures."));
	yaml_open(&o->y, "oneOf");
	for (size_t i = 0; figure_at(i) != NULL; i++)
		meaning(o, str_of(figure_at(i)->id), str_of(lang_text(figure_at(i)->label)));
	yaml_end(&o->y);
	yaml_end(&o->y);
}

static void
dimensions(struct openapi *o)
{
	yaml_open(&o->y, "dimension");
	openapi_note(&o->y, N_("By what figures can be split and narrowed."));
	yaml_open(&o->y, "oneOf");
	for (size_t i = 0; dim_at(i) != NULL; i++)
		meaning(o, str_of(dim_id(dim_at(i))), str_of(dim_label(dim_at(i))));
	yaml_end(&o->y);
	yaml_end(&o->y);
}

static void
code_list(struct openapi *o, const char *name)
{
	const struct code_list *l = codes_list(o->codes, name);
	struct yaml *y = &o->y;

	yaml_open_str(y, str_fmt(o->a, "code.%s", name));
	yaml_member(y, "type", "string");
	yaml_open(y, "anyOf");
	for (uint16_t i = 0; i < l->n; i++)
		meaning(o, l->v[i].code, code_label(l, i));
	if (contract_may_change(l->name)) {
		yaml_open_item(y);
		yaml_member(y, "pattern", "^[^-]+-[A-Z0-9]{1,8}$");
		yaml_member(y, "title", _("A contract’s own code, counted as the common one before the hyphen."));
		yaml_end(y);
	}
	yaml_end(y);
	yaml_end(y);
}

static bool
has_codes(const struct field *f)
{
	return f->type == FIELD_CODE || f->type == FIELD_CODES || f->type == FIELD_FACTS;
}

/* Each list that a field takes, once. */
static void
code_lists(struct openapi *o)
{
	struct buf seen;

	buf_init_in(&seen, o->a);
	buf_char(&seen, ' ');
	for (size_t g = 0; g < n_registers; g++)
		for (size_t i = 0; i < registers[g]->n_fields; i++) {
			const struct field *f = &registers[g]->fields[i];
			char *word;

			if (!has_codes(f))
				continue;
			word = str_cstr(o->a, str_fmt(o->a, " %s ", f->codes));
			if (strstr(str_cstr(o->a, buf_text(&seen)), word) != NULL)
				continue;
			buf_cstr(&seen, word + 1);
			code_list(o, f->codes);
		}
}

void
openapi_schemas(struct openapi *o)
{
	yaml_open(&o->y, "schemas");
	for (size_t i = 0; i < n_object_shapes; i++)
		object(o, &object_shapes[i]);
	word_list(o, "register", N_("The registers."), n_registers, register_word);
	word_list(o, "unit", N_("What a figure is counted in."), N_UNITS, unit_word);
	figure_ids(o);
	dimensions(o);
	filter(o);
	for (size_t i = 0; i < n_registers; i++) {
		record(o, registers[i]);
		change(o, registers[i]);
		page(o, registers[i]);
		filters(o, registers[i]);
	}
	code_lists(o);
	yaml_end(&o->y);
}
