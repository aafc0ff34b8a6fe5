/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report/scene.h"

#include "base/uuid.h"

static const struct query structure_name = {
	.name = "report.structure",
	.sql = "SELECT name FROM structure WHERE deleted = 0 ORDER BY id LIMIT 1",
	.n_params = 0,
};

static const struct query scheme_by_own = {
	.name = "report.scheme",
	.sql = "SELECT s.name, c.name, s.source_id FROM scheme s LEFT JOIN client c ON c.id = s.client "
	    "WHERE s.source_id = $1",
	.n_params = 1,
};

static const struct query scheme_by_id = {
	.name = "report.scheme_id",
	.sql = "SELECT s.name, c.name, s.source_id FROM scheme s LEFT JOIN client c ON c.id = s.client "
	    "WHERE s.id = $1",
	.n_params = 1,
};

static struct str
text_of(struct scene *sc, const struct value *v)
{
	return v->kind == VALUE_TEXT ? scene_text(sc, v->s) : STR_NONE;
}

/* "Rennes – médiation de jour" beside "Ville de Rennes": the town need not be told twice. */
static struct str
without_town(struct str scheme, struct str client)
{
	struct str dash = STR(" – "), town;
	const char *at = scheme.n == 0 ? NULL : memmem(scheme.p, scheme.n, dash.p, dash.n);

	if (at == NULL || client.n == 0)
		return scheme;
	town = str_sub(scheme, 0, (size_t)(at - scheme.p));
	return memmem(client.p, client.n, town.p, town.n) == NULL ? scheme :
	    str_sub(scheme, town.n + dash.n, scheme.n);
}

static bool
scheme_names(struct scene *sc, struct str code, struct err *e)
{
	struct value param = V_TEXT(code);
	const struct query *q = &scheme_by_own;
	const struct value *row;
	struct uuid id;
	bool found;

	if (uuid_parse(code, &id)) {
		q = &scheme_by_id;
		param = V_UUID(&id);
	}
	if (!store_one(sc->s, q, &param, sc->a, &row, &found, e))
		return false;
	if (!found)
		return true;
	sc->d->client = text_of(sc, &row[1]);
	sc->d->scheme = without_town(text_of(sc, &row[0]), sc->d->client);
	sc->d->scope_key = row[2].kind == VALUE_TEXT ? row[2].s : STR_NONE;
	return true;
}

/* Records that a scope may name, by identifier. */
static const struct {
	const char *dim;
	struct query by_id, by_own;
} owners[] = {
	{ "client",
	    { .name = "report.client_id", .n_params = 1,
	        .sql = "SELECT name, source_id FROM client WHERE id = $1" },
	    { .name = "report.client", .n_params = 1,
	        .sql = "SELECT name, source_id FROM client WHERE source_id = $1" } },
	{ "agency",
	    { .name = "report.agency_id", .n_params = 1,
	        .sql = "SELECT name, source_id FROM agency WHERE id = $1" },
	    { .name = "report.agency", .n_params = 1,
	        .sql = "SELECT name, source_id FROM agency WHERE source_id = $1" } },
};

static bool
owner_name(struct scene *sc, const char *dim, struct str code, struct str *name, struct err *e)
{
	struct value param = V_TEXT(code);
	const struct value *row;
	struct uuid id;
	bool by_id = uuid_parse(code, &id), found;

	if (by_id)
		param = V_UUID(&id);
	for (size_t i = 0; i < COUNT(owners); i++) {
		if (strcmp(owners[i].dim, dim) != 0)
			continue;
		if (!store_one(sc->s, by_id ? &owners[i].by_id : &owners[i].by_own, &param, sc->a, &row,
		    &found, e))
			return false;
		if (found) {
			*name = text_of(sc, &row[0]);
			sc->d->scope_key = row[1].kind == VALUE_TEXT ? row[1].s : STR_NONE;
		}
	}
	return true;
}

/* One scheme has its name and its client's; any other scope is named where a scheme's name stands. */
bool
scene_names(struct scene *sc, struct err *e)
{
	const struct value *row;
	bool found;

	if (!store_one(sc->s, &structure_name, NULL, sc->a, &row, &found, e))
		return false;
	if (found)
		sc->d->structure = text_of(sc, &row[0]);
	for (size_t i = 0; i < sc->ask->n_filters; i++) {
		const struct figure_filter *f = &sc->ask->filters[i];
		const char *dim = dim_id(f->dim);
		struct str name = STR_NONE;

		if (f->n_codes != 1)
			continue;
		if (strcmp(dim, "scheme") == 0)
			return scheme_names(sc, f->codes[0], e);
		if (!owner_name(sc, dim, f->codes[0], &name, e))
			return false;
		if (name.p == NULL)
			name = scene_text(sc, dim_key_label(sc->f, f->dim, f->codes[0], sc->a));
		if (strcmp(dim, "client") == 0)
			sc->d->client = name;
		else
			sc->d->scheme = name;
	}
	return true;
}
