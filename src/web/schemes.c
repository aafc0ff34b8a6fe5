/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/schemes.h"

#include "base/text.h"
#include "record/find.h"

#define SCHEMES_MAX 5000 /* one may choose among */

struct web_schemes {
	struct scheme_line *v;
	size_t n, cap;
};

struct gathering {
	struct web_request *r;
	struct web_schemes *all;
	struct uuid *clients;  /* of each scheme */
};

static bool
take_scheme(void *ctx, const struct record_name *n)
{
	struct gathering *g = ctx;
	struct arena *a = g->r->arena;
	const struct reach *who = web_reach(g->r);
	struct scheme_line *s = &g->all->v[g->all->n];
	struct buf b;
	char u[37];

	if (!who->all && !uuid_set_has(&who->schemes, &n->id))
		return true;
	uuid_format(&n->id, u);
	*s = (struct scheme_line){ .id = n->id,
		.key = str_dup(a, n->source_id.n > 0 ? n->source_id : str_of(u)) };
	s->name = n->title.n > 0 ? str_dup(a, n->title) : s->key;
	buf_init_in(&b, a);
	text_fold(&b, s->name);
	s->folded = buf_text(&b);
	g->clients[g->all->n++] = n->other;
	return g->all->n < g->all->cap;
}

static bool
take_client(void *ctx, const struct record_name *n)
{
	struct gathering *g = ctx;
	struct str name = STR_NONE;

	for (size_t i = 0; i < g->all->n; i++) {
		if (!uuid_eq(&g->clients[i], &n->id))
			continue;
		if (name.p == NULL)
			name = str_dup(g->r->arena, n->title);
		g->all->v[i].client = name;
	}
	return true;
}

static int
by_name(const void *x, const void *y)
{
	const struct scheme_line *a = x, *b = y;

	return str_cmp(a->folded, b->folded);
}

static bool
gather(struct web_request *r, struct web_schemes *all, struct err *e)
{
	const struct reach *who = web_reach(r);
	struct gathering g = { r, all, NULL };

	all->cap = who->all ? SCHEMES_MAX : who->schemes.n;
	if (!web_may(r, PERMIT_FIGURES) || all->cap == 0)
		return true;
	all->v = arena_array(r->arena, struct scheme_line, all->cap);
	g.clients = arena_array(r->arena, struct uuid, all->cap);
	/* Names of the own schemes, also for roles that read no registers. */
	if (!record_names_with(r->store, reg_find(STR("scheme")), NULL, "client", take_scheme, &g, e) ||
	    !record_names(r->store, reg_find(STR("client")), NULL, take_client, &g, e))
		return false;
	if (all->n > 1)
		qsort(all->v, all->n, sizeof(*all->v), by_name);
	return true;
}

bool
web_schemes(struct web_request *r, const struct scheme_line **out, size_t *n, struct err *e)
{
	if (r->schemes == NULL) {
		struct web_schemes *all = arena_new(r->arena, struct web_schemes);

		if (!gather(r, all, e))
			return false;
		r->schemes = all;
	}
	*out = r->schemes->v;
	*n = r->schemes->n;
	return true;
}

const struct scheme_line *
web_scheme_here(struct web_request *r, const struct scheme_line *v, size_t n)
{
	const struct form *q;
	struct str asked;
	struct uuid id;
	struct err e;
	bool by_id;

	if (r->route != NULL && strcmp(r->route->pattern, "/scheme/{id}") == 0)
		asked = web_param(r, "id");
	else if (web_query(r, &q, &e))
		asked = form_word(q, "scheme");
	else
		return NULL;
	by_id = uuid_parse(asked, &id);
	for (size_t i = 0; asked.n > 0 && i < n; i++)
		if (str_eq(v[i].key, asked) || (by_id && uuid_eq(&v[i].id, &id)) || str_eq(v[i].name, asked))
			return &v[i];
	return NULL;
}

/* Pages that show one scheme after the other by their address, and which of its words they take along. */
static const struct {
	const char *pattern;
	bool stays;            /* scheme= of the same page; else the scheme's own */
} same[] = {
	{ "/scheme/{id}", false }, { "/", false }, { "/agency/{id}", false }, { "/organisation", false },
	{ "/report/{template}", true }, { "/figure/{figure}", true },
};

struct url
web_scheme_url(struct web_request *r, const struct scheme_line *to)
{
	const struct form *q;
	struct url u = url_join(r->arena, URL("/scheme"), to->key);
	struct err e;

	if (r->route == NULL || r->http->method != METHOD_GET || !web_query(r, &q, &e))
		return u;
	for (size_t i = 0; i < COUNT(same); i++) {
		if (strcmp(r->route->pattern, same[i].pattern) != 0)
			continue;
		if (same[i].stays)
			u = url_with(r->arena, url_here(r->arena, r->http->path), "scheme", to->key);
		if (form_word(q, "period").p != NULL)
			u = url_with(r->arena, u, "period", form_word(q, "period"));
	}
	return u;
}
