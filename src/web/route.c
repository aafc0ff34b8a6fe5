/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Patterns against paths. */
#include "web/web.h"

/* "{id}", "{register}.csv" against one segment; *value is what stands for the braces. */
static bool
segment_is(struct str pattern, struct str segment, struct str *value)
{
	size_t open = str_find(pattern, '{'), close = str_find(pattern, '}');
	struct str before, after;

	*value = STR_NONE;
	if (open == pattern.n)
		return str_eq(pattern, segment);
	before = str_sub(pattern, 0, open);
	after = str_sub(pattern, close + 1, pattern.n);
	if (segment.n <= before.n + after.n || !str_starts(segment, before) || !str_ends(segment, after))
		return false;
	*value = str_sub(segment, before.n, segment.n - after.n);
	return true;
}

/* Whether what a pattern says before its first brace begins the path: most patterns are told apart here. */
static bool
begins(const char *pattern, struct str path)
{
	size_t i = 0;

	for (; pattern[i] != '\0' && pattern[i] != '{'; i++)
		if (i == path.n || pattern[i] != path.p[i])
			return false;
	return pattern[i] == '{' || i == path.n;
}

static bool
path_is(const char *pattern, struct str path, struct str param[WEB_PARAMS_MAX], size_t *n_params)
{
	struct str want = str_of(pattern), have = path, w, h;

	*n_params = 0;
	want = str_sub(want, 1, want.n);
	have = str_sub(have, 1, have.n);
	for (;;) {
		struct str value, rest = have;
		bool more_want = str_cut(&want, '/', &w), more_have = str_cut(&have, '/', &h);

		if (!more_want || !more_have)
			return more_want == more_have;
		if (str_ends(w, STR("*}"))) {
			if (rest.n == 0 || *n_params == WEB_PARAMS_MAX)
				return false;
			param[(*n_params)++] = rest;
			return true;
		}
		if (!segment_is(w, h, &value))
			return false;
		if (value.p != NULL && *n_params < WEB_PARAMS_MAX)
			param[(*n_params)++] = value;
	}
}

const struct route *
route_find(enum method m, struct str path, struct str param[WEB_PARAMS_MAX], size_t *n_params,
    unsigned *allow)
{
	const struct route *found = NULL;

	*allow = 0;
	for (size_t i = 0; i < n_routes; i++) {
		struct str values[WEB_PARAMS_MAX];
		size_t n;

		if (!begins(routes[i].pattern, path) || !path_is(routes[i].pattern, path, values, &n))
			continue;
		*allow |= 1u << routes[i].method;
		if (routes[i].method == METHOD_GET)
			*allow |= 1u << METHOD_HEAD;
		if (found != NULL ||
		    (routes[i].method != m && !(m == METHOD_HEAD && routes[i].method == METHOD_GET)))
			continue;
		found = &routes[i];
		*n_params = n;
		memcpy(param, values, n * sizeof(values[0]));
	}
	return found;
}

bool
web_has_page(struct str path)
{
	struct str param[WEB_PARAMS_MAX];
	size_t n;
	unsigned allow;
	const struct route *route = route_find(METHOD_GET, path, param, &n, &allow);

	return route != NULL && route->whose == FOR_PEOPLE;
}

struct str
web_param(const struct web_request *r, const char *name)
{
	struct str rest = str_of(r->route->pattern), part;
	size_t i = 0, n = strlen(name);

	while (str_cut(&rest, '/', &part)) {
		size_t open = str_find(part, '{'), close = str_find(part, '}');
		struct str inner;

		if (open == part.n)
			continue;
		inner = str_sub(part, open + 1, close);
		if (inner.n > 0 && inner.p[inner.n - 1] == '*')
			inner.n--;
		if (inner.n == n && memcmp(inner.p, name, n) == 0 && i < r->n_params)
			return r->param[i];
		i++;
	}
	fprintf(stderr, "event=no_such_param route=%s name=%s\n", r->route->pattern, name);
	abort();
}
