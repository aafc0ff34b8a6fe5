/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* help routes: the table of addresses and who may use them; with --json also the matrices of rights, so
 * that a test can walk every route as every role. */
#include "base/lang.h"
#include "cli/cli.h"
#include "web/gate.h"

#include <stdio.h>

static void
names_json(struct json_writer *w, const char *key, unsigned bits, size_t n, const char *(*name)(size_t i))
{
	js_key(w, key);
	js_array(w);
	for (size_t i = 0; i < n; i++)
		if ((bits & 1u << i) != 0 && name(i) != NULL)
			js_cstr(w, name(i));
	js_end_array(w);
}

static const char *
role_at(size_t i)
{
	return i == ROLE_NONE ? NULL : role_name((enum role)i);
}

static const char *
scope_at(size_t i)
{
	return scope_name((enum scope)(1u << i));
}

static void
route_json(struct json_writer *w, const struct route *r)
{
	unsigned roles = 0;

	for (size_t i = ROLE_NONE + 1; i < N_ROLES; i++)
		roles |= role_may((enum role)i, r->may) ? 1u << i : 0;
	js_object(w);
	js_key(w, "method");
	js_cstr(w, method_name(r->method));
	js_key(w, "pattern");
	js_cstr(w, r->pattern);
	js_key(w, "for");
	js_cstr(w, r->whose == FOR_PEOPLE ? "people" : "programs");
	js_key(w, "permission");
	js_cstr(w, permit_name(r->may));
	names_json(w, "roles", roles, N_ROLES, role_at);
	names_json(w, "scopes", permit_scopes(r->may), N_SCOPES, scope_at);
	js_key(w, "body_max");
	js_int(w, (int64_t)r->body_max);
	js_key(w, "per_minute");
	js_int(w, r->per_minute);
	js_key(w, "help");
	js_cstr(w, lang_text(r->help));
	js_end_object(w);
}

static void
rights_json(struct json_writer *w, const struct access *m)
{
	static const char *const reach[] = {
		[REACH_NONE] = "none", [REACH_TEAM] = "team", [REACH_OWN] = "own",
		[REACH_WITHIN] = "within", [REACH_ALL] = "all",
	};

	js_object(w);
	for (size_t r = ROLE_NONE + 1; r < N_ROLES; r++) {
		js_key(w, role_name((enum role)r));
		js_object(w);
		for (size_t op = 0; op < N_OPERATIONS; op++) {
			js_key(w, operation_name((enum operation)op));
			js_cstr(w, reach[m->may[r][op]]);
		}
		js_end_object(w);
	}
	js_end_object(w);
}

/* Fields that refer to another register, and which. */
static void
references(struct json_writer *w, const struct reg *g)
{
	js_object(w);
	for (size_t i = 0; i < g->n_fields; i++)
		if (g->fields[i].ref != NULL) {
			js_key(w, g->fields[i].name);
			js_cstr(w, g->fields[i].ref);
		}
	js_end_object(w);
}

static void
sealed(struct json_writer *w, const struct reg *g)
{
	js_array(w);
	for (size_t i = 0; i < g->n_fields; i++)
		if ((g->fields[i].flags & FIELD_SEALED) != 0)
			js_cstr(w, g->fields[i].name);
	js_end_array(w);
}

static void
all_json(struct json_writer *w)
{
	js_object(w);
	js_key(w, "routes");
	js_array(w);
	for (size_t i = 0; i < n_routes; i++)
		route_json(w, &routes[i]);
	js_end_array(w);
	js_key(w, "registers");
	js_object(w);
	for (size_t i = 0; i < n_registers; i++) {
		js_key(w, registers[i]->name);
		js_object(w);
		js_key(w, "within");
		js_cstr(w, registers[i]->within);
		js_key(w, "team");
		js_cstr(w, registers[i]->team);
		js_key(w, "references");
		references(w, registers[i]);
		js_key(w, "sealed");
		sealed(w, registers[i]);
		js_key(w, "rights");
		rights_json(w, registers[i]->access);
		js_end_object(w);
	}
	js_end_object(w);
	js_end_object(w);
}

void
help_routes(struct cli *c)
{
	struct json_writer w;
	struct buf b;

	if (!c->json) {
		for (size_t i = 0; i < n_routes; i++)
			printf("%-6s %s\n    %s %s\n", method_name(routes[i].method), routes[i].pattern,
			    lang_text(routes[i].help), lang_text(permit_help(routes[i].may)));
		return;
	}
	buf_init_in(&b, &c->arena);
	js_init(&w, &b);
	w.indent = 1;
	all_json(&w);
	buf_char(&b, '\n');
	fwrite(b.p, 1, b.n, stdout);
}
