/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* help openapi: the API's description (OpenAPI 3.1) from the tables that decide: routes, shapes,
 * registers, figures, dimensions, codes. docs/openapi.yaml is its French; a test compares them. */
#include "base/lang.h"
#include "cli/cli.h"
#include "cli/openapi.h"

#include <stdio.h>

/* -- operations ------------------------------------------------------------------------------ */

static bool
has_word(const char *list, const char *name)
{
	struct str rest = str_of(list), one;

	while (rest.p != NULL && str_cut(&rest, ' ', &one))
		if (str_is(one, name))
			return true;
	return false;
}

/* The parts in braces of a pattern, one after the other. */
static bool
next_part(const char **pattern, struct str *name)
{
	const char *open = strchr(*pattern, '{'), *close = open != NULL ? strchr(open, '}') : NULL;

	if (close == NULL)
		return false;
	*name = (struct str){ open + 1, (size_t)(close - open - 1) };
	*pattern = close + 1;
	return true;
}

static void
parameter(struct openapi *o, const char *where, const struct shape_member *m)
{
	struct yaml *y = &o->y;

	yaml_open_item(y);
	yaml_member(y, "name", m->name);
	yaml_member(y, "in", where);
	yaml_flag(y, "required", m->use != SHAPE_MAY_LACK);
	openapi_note(y, m->help);
	if (str_ends(str_of(m->shape), STR("[,]"))) {
		yaml_member(y, "style", "form");
		yaml_flag(y, "explode", false);
	}
	openapi_shape_under(o, "schema", m->shape);
	yaml_end(y);
}

static void
path_parameters(struct openapi *o, const struct route *r)
{
	static const struct shape_member known[] = {
		{ "register", "#register", N_("A register."), 0 },
		{ "id", "string", N_("A record: its UUID or the operator’s own identifier."), 0 },
		{ "figure", "#figure_id", N_("A figure."), 0 },
		{ "template", "string", N_("A report: monthly."), 0 },
	};
	const char *rest = r->pattern;
	struct str name;

	if (strchr(r->pattern, '{') == NULL)
		return;
	yaml_open(&o->y, "parameters");
	while (next_part(&rest, &name)) {
		struct shape_member m = { str_cstr(o->a, name), "string", NULL, 0 };

		for (size_t i = 0; i < COUNT(known); i++)
			if (str_is(name, known[i].name))
				m = known[i];
		parameter(o, "path", &m);
	}
	yaml_end(&o->y);
}

/* A filter is a word of the address by the name of its field. */
static void
filter_parameter(struct openapi *o)
{
	struct yaml *y = &o->y;

	yaml_open_item(y);
	yaml_member(y, "name", "filters");
	yaml_member(y, "in", "query");
	yaml_flag(y, "required", false);
	openapi_note(y, N_("Each field is a word of the address by its own name: date=2025-03&kind=PA3."));
	yaml_member(y, "style", "form");
	yaml_flag(y, "explode", true);
	openapi_shape_under(o, "schema", "#filters.*");
	yaml_end(y);
}

static void
operation_parameters(struct openapi *o, const struct api_shape *s)
{
	if (s->words == NULL)
		return;
	yaml_open(&o->y, "parameters");
	for (size_t i = 0; i < n_word_groups; i++)
		for (size_t k = 0; has_word(s->words, word_groups[i].name) && k < word_groups[i].n; k++)
			parameter(o, word_groups[i].header ? "header" : "query", &word_groups[i].members[k]);
	if (has_word(s->words, "filters"))
		filter_parameter(o);
	yaml_end(&o->y);
}

static void
bodies(struct openapi *o, const struct body_shape *b)
{
	yaml_open(&o->y, "content");
	for (size_t i = 0; i < BODY_SHAPES_MAX && b[i].type != NULL; i++) {
		yaml_open(&o->y, b[i].type);
		openapi_shape_under(o, "schema", b[i].shape);
		yaml_end(&o->y);
	}
	yaml_end(&o->y);
}

static void
refusal(struct openapi *o, const char *status)
{
	yaml_open(&o->y, status);
	openapi_ref(o, "responses", STR("problem"));
	yaml_end(&o->y);
}

/* A file whose lines were refused is told as what became of it. */
static void
refusal_of(struct openapi *o, const char *shape_name)
{
	const struct body_shape both[BODY_SHAPES_MAX] = {
		{ "application/json", shape_name }, { "application/problem+json", "#problem" },
	};

	yaml_open(&o->y, "422");
	yaml_member(&o->y, "description", _("Something does not fit; nothing was changed."));
	bodies(o, both);
	yaml_end(&o->y);
}

static void
responses(struct openapi *o, const struct route *r, const struct api_shape *s)
{
	struct str rest = str_of(s != NULL && s->status != NULL ? s->status : "200"), one;
	struct yaml *y = &o->y;

	yaml_open(y, "responses");
	while (str_cut(&rest, ' ', &one)) {
		yaml_open_str(y, one);
		yaml_member(y, "description", str_is(one, "201") ? _("It was made.") : _("It was done."));
		if (s != NULL && s->etag) {
			yaml_open(y, "headers");
			yaml_open(y, "ETag");
			openapi_ref(o, "headers", STR("ETag"));
			yaml_end(y);
			yaml_end(y);
		}
		if (s != NULL && s->gives[0].type != NULL)
			bodies(o, s->gives);
		yaml_end(y);
	}
	if (r->may != PERMIT_ANYONE) {
		refusal(o, "401");
		refusal(o, "403");
	}
	if (strchr(r->pattern, '{') != NULL)
		refusal(o, "404");
	if (r->method == METHOD_PUT || r->method == METHOD_DELETE) {
		refusal(o, "409");
		refusal(o, "428");
	}
	if (s != NULL && s->refused != NULL)
		refusal_of(o, s->refused);
	if (r->per_minute > 0)
		refusal(o, "429");
	refusal(o, "default");
	yaml_end(y);
}

static const char *
scope_word(const void *of, size_t i)
{
	return (*(const unsigned *)of & 1u << i) != 0 ? scope_name((enum scope)(1u << i)) : NULL;
}

static void
security(struct openapi *o, const struct route *r)
{
	const unsigned scopes = permit_scopes(r->may);
	struct yaml *y = &o->y;

	yaml_key(y, "security");
	if (r->may == PERMIT_ANYONE) {
		yaml_raw(y, "[]");
		return;
	}
	yaml_nest(y);
	yaml_open_item(y);
	openapi_words(o, "bearer", N_SCOPES, scope_word, &scopes);
	yaml_end(y);
	yaml_open_item(y);
	yaml_key(y, "session");
	yaml_raw(y, "[]");
	yaml_end(y);
	yaml_end(y);
}

/* "get_registers_register_history": method and path, for who generates a client. */
static struct str
operation_id(struct openapi *o, const struct route *r)
{
	const char *p = r->pattern;
	struct buf b;

	buf_init_in(&b, o->a);
	if (strncmp(p, "/api/v1", 7) == 0)
		p += 7;
	for (const char *m = method_name(r->method); *m != '\0'; m++)
		buf_char(&b, (char)(*m | 0x20));
	for (; *p != '\0'; p++)
		if (*p == '/' || *p == '.')
			buf_char(&b, '_');
		else if (*p != '{' && *p != '}')
			buf_char(&b, *p);
	return buf_text(&b);
}

/* The first part behind /api/v1: registers, figures … */
static struct str
tag(const struct route *r)
{
	struct str s = str_of(r->pattern);

	s = str_sub(s, str_starts(s, STR("/api/v1/")) ? 8 : 1, s.n);
	return str_sub(s, 0, str_find(s, str_find(s, '/') < s.n ? '/' : '.'));
}

static void
operation(struct openapi *o, const struct route *r)
{
	const struct api_shape *s = api_shape_of(r);
	struct yaml *y = &o->y;

	yaml_open_str(y, str_sub(operation_id(o, r), 0, strlen(method_name(r->method))));
	yaml_key(y, "operationId");
	yaml_str(y, operation_id(o, r));
	yaml_member(y, "summary", lang_text(r->help));
	yaml_open(y, "tags");
	yaml_item(y);
	yaml_str(y, tag(r));
	yaml_end(y);
	yaml_member(y, "x-permission", permit_name(r->may));
	security(o, r);
	if (s != NULL)
		operation_parameters(o, s);
	if (s != NULL && s->takes[0].type != NULL) {
		yaml_open(y, "requestBody");
		yaml_flag(y, "required", true);
		bodies(o, s->takes);
		yaml_end(y);
	}
	responses(o, r, s);
	yaml_end(y);
}

static bool
same_path(const struct route *a, const struct route *b)
{
	return b->whose == FOR_PROGRAMS && strcmp(a->pattern, b->pattern) == 0;
}

static void
paths(struct openapi *o)
{
	yaml_open(&o->y, "paths");
	for (size_t i = 0; i < n_routes; i++) {
		bool seen = routes[i].whose != FOR_PROGRAMS;

		for (size_t k = 0; k < i; k++)
			seen = seen || same_path(&routes[i], &routes[k]);
		if (seen)
			continue;
		yaml_open(&o->y, routes[i].pattern);
		path_parameters(o, &routes[i]);
		for (size_t k = i; k < n_routes; k++)
			if (same_path(&routes[i], &routes[k]))
				operation(o, &routes[k]);
		yaml_end(&o->y);
	}
	yaml_end(&o->y);
}

/* -- the whole ------------------------------------------------------------------------------- */

static void
info(struct yaml *y)
{
	yaml_member(y, "openapi", "3.1.0");
	yaml_open(y, "info");
	yaml_member(y, "title", "Maillage");
	yaml_member(y, "version", MAILLAGE_VERSION);
	yaml_member(y, "description",
	    _("Made by: maillage help openapi. Figures, reports and records of a social-mediation operator, as "
	      "far as the account or token reaches: what is out of reach answers 404, as what is not there. "
	      "Answers come in the language of the account, else of Accept-Language. Refusals are problem "
	      "documents (RFC 9457)."));
	yaml_open(y, "license");
	yaml_member(y, "name", "AGPL-3.0-or-later");
	yaml_member(y, "identifier", "AGPL-3.0-or-later");
	yaml_end(y);
	yaml_end(y);
	yaml_open(y, "servers");
	yaml_open_item(y);
	yaml_member(y, "url", "/");
	yaml_end(y);
	yaml_end(y);
}

static void
components(struct openapi *o)
{
	static const struct body_shape problem[BODY_SHAPES_MAX] = { { "application/problem+json", "#problem" } };
	struct yaml *y = &o->y;

	yaml_open(y, "components");
	yaml_open(y, "securitySchemes");
	yaml_open(y, "bearer");
	yaml_member(y, "type", "http");
	yaml_member(y, "scheme", "bearer");
	openapi_note(y, N_("A program’s token, bound to what it was made for, or that of a session."));
	yaml_end(y);
	yaml_open(y, "session");
	yaml_member(y, "type", "apiKey");
	yaml_member(y, "in", "cookie");
	yaml_member(y, "name", "maillage_session");
	openapi_note(y, N_("The cookie of pages; what writes also carries X-CSRF-Token."));
	yaml_end(y);
	yaml_end(y);
	yaml_open(y, "headers");
	yaml_open(y, "ETag");
	openapi_note(y, N_("The record’s version in quotes; goes back in If-Match."));
	openapi_shape_under(o, "schema", "string");
	yaml_end(y);
	yaml_end(y);
	yaml_open(y, "responses");
	yaml_open(y, "problem");
	openapi_note(y, N_("A refusal or failure (RFC 9457)."));
	bodies(o, problem);
	yaml_end(y);
	yaml_end(y);
	openapi_schemas(o);
	yaml_end(y);
}

bool
help_openapi(struct cli *c, struct err *e)
{
	struct openapi o = { .a = &c->arena };

	if (!codes_embedded(o.a, &o.codes, e))
		return false;
	buf_init_in(&o.text, o.a);
	yaml_init(&o.y, &o.text);
	buf_cstr(&o.text, "# SPDX-License-Identifier: AGPL-3.0-or-later\n");
	info(&o.y);
	paths(&o);
	components(&o);
	fwrite(o.text.p, 1, o.text.n, stdout);
	return true;
}
