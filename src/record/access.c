/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/access.h"

#include "base/buf.h"
#include "base/lang.h"
#include "record/sql.h"

#include <assert.h>
#include <stdlib.h>

static const struct {
	const char *name, *label;
} roles[N_ROLES] = {
	[ROLE_MEDIATOR] = { "mediator", N_("Mediator") },
	[ROLE_TEAM_LEADER] = { "team_leader", N_("Team leader") },
	[ROLE_MANAGER] = { "manager", N_("Manager") },
	[ROLE_AGENCY] = { "agency", N_("Agency") },
	[ROLE_HEAD_OFFICE] = { "head_office", N_("Head office") },
	[ROLE_CLIENT] = { "client", N_("Client") },
	[ROLE_PARTNER] = { "partner", N_("Partner") },
	[ROLE_TRAINER] = { "trainer", N_("Trainer") },
	[ROLE_ADMINISTRATOR] = { "administrator", N_("Administrator") },
	[ROLE_DPO] = { "dpo", N_("Data-protection officer") },
};

static const char *const operations[N_OPERATIONS] = {
	[OP_READ] = "read", [OP_MAKE] = "make", [OP_CHANGE] = "change", [OP_DELETE] = "delete",
	[OP_VALIDATE] = "validate", [OP_LOCK] = "lock", [OP_IMPORT] = "import", [OP_EXPORT] = "export",
	[OP_REVEAL] = "reveal",
};

/* One row a role, in the order of enum operation: read, make, change, delete, validate, lock, import,

 * export, reveal. A role without a row may do nothing and does not know that the register is there. */
#define ROW(...) { __VA_ARGS__ }
#define NONE REACH_NONE
#define OWN REACH_OWN
#define TEAM REACH_TEAM
#define IN REACH_WITHIN
#define ALL REACH_ALL
#define EVERYTHING ROW(ALL, ALL, ALL, ALL, NONE, NONE, ALL, ALL)

const struct access access_ground = { "ground", {
	[ROLE_MEDIATOR] = ROW(OWN, IN, OWN, OWN, NONE, NONE, NONE, OWN),
	[ROLE_TEAM_LEADER] = ROW(IN, IN, IN, IN, IN, NONE, IN, IN),
	[ROLE_MANAGER] = ROW(IN, IN, IN, IN, IN, IN, IN, IN),
	[ROLE_AGENCY] = ROW(IN, IN, IN, IN, IN, IN, IN, IN),
	[ROLE_HEAD_OFFICE] = ROW(ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL),
} };

const struct access access_field = { "field", {
	[ROLE_MEDIATOR] = ROW(IN),
	[ROLE_TEAM_LEADER] = ROW(IN, IN, IN, NONE, NONE, NONE, NONE, IN),
	[ROLE_MANAGER] = ROW(IN, IN, IN, IN, NONE, NONE, IN, IN),
	[ROLE_AGENCY] = ROW(IN, IN, IN, IN, NONE, NONE, IN, IN),
	[ROLE_HEAD_OFFICE] = EVERYTHING,
	[ROLE_ADMINISTRATOR] = EVERYTHING,
} };

const struct access access_work = { "work", {
	[ROLE_MEDIATOR] = ROW(IN, IN, OWN),
	[ROLE_TEAM_LEADER] = ROW(IN, IN, IN, IN, NONE, NONE, NONE, IN),
	[ROLE_MANAGER] = ROW(IN, IN, IN, IN, NONE, NONE, IN, IN),
	[ROLE_AGENCY] = ROW(IN, IN, IN, IN, NONE, NONE, IN, IN),
	[ROLE_HEAD_OFFICE] = EVERYTHING,
} };

/* A new scheme is within nobody's reach yet: the house makes it. */
const struct access access_scheme = { "scheme", {
	[ROLE_MEDIATOR] = ROW(IN),
	[ROLE_TEAM_LEADER] = ROW(IN, NONE, NONE, NONE, NONE, NONE, NONE, IN),
	[ROLE_MANAGER] = ROW(IN, NONE, IN, NONE, NONE, NONE, NONE, IN),
	[ROLE_AGENCY] = ROW(IN, NONE, IN, NONE, NONE, NONE, NONE, IN),
	[ROLE_HEAD_OFFICE] = EVERYTHING,
	[ROLE_ADMINISTRATOR] = EVERYTHING,
} };

const struct access access_directory = { "directory", {
	[ROLE_MEDIATOR] = ROW(ALL),
	[ROLE_TEAM_LEADER] = ROW(ALL, ALL, ALL, NONE, NONE, NONE, NONE, ALL),
	[ROLE_MANAGER] = ROW(ALL, ALL, ALL, ALL, NONE, NONE, ALL, ALL),
	[ROLE_AGENCY] = ROW(ALL, ALL, ALL, ALL, NONE, NONE, ALL, ALL),
	[ROLE_HEAD_OFFICE] = EVERYTHING,
	[ROLE_ADMINISTRATOR] = EVERYTHING,
} };

const struct access access_shared = { "shared", {
	[ROLE_MEDIATOR] = ROW(ALL),
	[ROLE_TEAM_LEADER] = ROW(ALL),
	[ROLE_MANAGER] = ROW(ALL, NONE, NONE, NONE, NONE, NONE, NONE, ALL),
	[ROLE_AGENCY] = ROW(ALL, NONE, NONE, NONE, NONE, NONE, NONE, ALL),
	[ROLE_HEAD_OFFICE] = EVERYTHING,
	[ROLE_TRAINER] = ROW(ALL),
	[ROLE_ADMINISTRATOR] = EVERYTHING,
} };

const struct access access_money = { "money", {
	[ROLE_MANAGER] = ROW(IN),
	[ROLE_AGENCY] = ROW(IN, NONE, IN, NONE, NONE, NONE, NONE, IN),
	[ROLE_HEAD_OFFICE] = EVERYTHING,
} };

const struct access access_staff = { "staff", {
	[ROLE_MEDIATOR] = ROW(OWN),
	[ROLE_TEAM_LEADER] = ROW(IN),
	[ROLE_MANAGER] = ROW(IN, IN, IN, NONE, NONE, NONE, NONE, IN),
	[ROLE_AGENCY] = ROW(IN, IN, IN, IN, NONE, NONE, IN, IN),
	[ROLE_HEAD_OFFICE] = EVERYTHING,
	[ROLE_ADMINISTRATOR] = EVERYTHING,
} };

/* Contracts of employment: nobody's business on a team. */
const struct access access_employment = { "employment", {
	[ROLE_MEDIATOR] = ROW(OWN),
	[ROLE_TEAM_LEADER] = ROW(OWN),
	[ROLE_MANAGER] = ROW(OWN),
	[ROLE_AGENCY] = ROW(IN, IN, IN, NONE, NONE, NONE, IN, IN),
	[ROLE_HEAD_OFFICE] = EVERYTHING,
} };

/* What a team is led by: who is away, who goes with whom, who holds which title. */
const struct access access_team = { "team", {
	[ROLE_MEDIATOR] = ROW(OWN),
	[ROLE_TEAM_LEADER] = ROW(IN),
	[ROLE_MANAGER] = ROW(IN, IN, IN, IN, NONE, NONE, NONE, IN),
	[ROLE_AGENCY] = ROW(IN, IN, IN, IN, NONE, NONE, IN, IN),
	[ROLE_HEAD_OFFICE] = EVERYTHING,
} };

/* Courses of the operator's own people. */
const struct access access_course = { "course", {
	[ROLE_MEDIATOR] = ROW(OWN),
	[ROLE_TEAM_LEADER] = ROW(IN),
	[ROLE_MANAGER] = ROW(IN, IN, IN, NONE, NONE, NONE, NONE, IN),
	[ROLE_AGENCY] = ROW(IN, IN, IN, IN, NONE, NONE, IN, IN),
	[ROLE_HEAD_OFFICE] = EVERYTHING,
	[ROLE_TRAINER] = ROW(ALL, ALL, ALL, NONE, NONE, NONE, ALL, ALL),
} };

/* Whoever was hit declares it. */
const struct access access_incident = { "incident", {
	[ROLE_MEDIATOR] = ROW(OWN, IN, OWN),
	[ROLE_TEAM_LEADER] = ROW(IN, IN, IN),
	[ROLE_MANAGER] = ROW(IN, IN, IN, NONE, NONE, NONE, NONE, IN),
	[ROLE_AGENCY] = ROW(IN, IN, IN, IN, NONE, NONE, IN, IN),
	[ROLE_HEAD_OFFICE] = EVERYTHING,
} };

/* What is taught, where and when: nothing about who learns. */
const struct access access_catalogue = { "catalogue", {
	[ROLE_MEDIATOR] = ROW(ALL),
	[ROLE_TEAM_LEADER] = ROW(ALL),
	[ROLE_MANAGER] = ROW(ALL, NONE, NONE, NONE, NONE, NONE, NONE, ALL),
	[ROLE_AGENCY] = ROW(ALL, NONE, NONE, NONE, NONE, NONE, NONE, ALL),
	[ROLE_HEAD_OFFICE] = EVERYTHING,
	[ROLE_TRAINER] = EVERYTHING,
} };

/* Who learns: the trainers and the house. */
const struct access access_training = { "training", {
	[ROLE_HEAD_OFFICE] = EVERYTHING,
	[ROLE_TRAINER] = EVERYTHING,
} };

const struct access access_words = { "words", {
	[ROLE_TEAM_LEADER] = ROW(IN, IN, IN, IN, NONE, NONE, NONE, IN),
	[ROLE_MANAGER] = ROW(IN, IN, IN, IN, NONE, NONE, IN, IN),
	[ROLE_AGENCY] = ROW(IN, IN, IN, IN, NONE, NONE, IN, IN),
	[ROLE_HEAD_OFFICE] = EVERYTHING,
} };

const struct access access_accounts = { "accounts", {
	[ROLE_AGENCY] = ROW(IN, NONE, NONE, NONE, NONE, NONE, NONE, IN),
	[ROLE_HEAD_OFFICE] = EVERYTHING,
} };

const struct access access_quality = { "quality", {
	[ROLE_MANAGER] = ROW(ALL, ALL, ALL, NONE, NONE, NONE, NONE, ALL),
	[ROLE_AGENCY] = ROW(ALL, ALL, ALL, NONE, NONE, NONE, ALL, ALL),
	[ROLE_HEAD_OFFICE] = EVERYTHING,
	[ROLE_ADMINISTRATOR] = EVERYTHING,
} };

/* Who holds a mandate is sealed; the head office declares it. */
const struct access access_governance = { "governance", {
	[ROLE_HEAD_OFFICE] = ROW(ALL, ALL, ALL, ALL, NONE, NONE, ALL, ALL, ALL),
	[ROLE_ADMINISTRATOR] = EVERYTHING,
} };

/* Who the parties are is for the case's team alone, whatever the rank: others see how it goes. */
const struct access access_case = { "case", {
	[ROLE_MEDIATOR] = ROW(OWN, IN, TEAM, NONE, NONE, NONE, NONE, TEAM, TEAM),
	[ROLE_TEAM_LEADER] = ROW(IN, IN, IN, NONE, NONE, NONE, NONE, IN, TEAM),
	[ROLE_MANAGER] = ROW(IN, IN, IN, IN, NONE, NONE, IN, IN, TEAM),
	[ROLE_AGENCY] = ROW(IN, IN, IN, IN, NONE, NONE, IN, IN, TEAM),
	[ROLE_HEAD_OFFICE] = ROW(ALL, ALL, ALL, ALL, NONE, NONE, ALL, ALL, TEAM),
} };

const struct access *const accesses[] = {
	&access_ground, &access_field, &access_work, &access_scheme, &access_directory, &access_shared,
	&access_money, &access_staff, &access_employment, &access_team, &access_course, &access_incident,
	&access_catalogue, &access_training, &access_words, &access_accounts, &access_quality,
	&access_governance, &access_case,
};
const size_t n_accesses = COUNT(accesses);

/* Statements on registers' tables, which the generator of sql/queries/ does not see. */
static const struct query schemes_all = {
	.name = "reach_schemes",
	.sql = "SELECT id, agency, town, client, contract FROM scheme WHERE structure = 1 AND deleted = 0 "
	       "ORDER BY id",
};
static const struct query scheme_of_staff = {
	.name = "reach_staff", .n_params = 1,
	.sql = "SELECT scheme FROM staff WHERE structure = 1 AND id = $1 AND deleted = 0",
};

const char *
role_name(enum role r)
{
	return roles[r].name;
}

const char *
role_label(enum role r)
{
	return roles[r].label;
}

bool
role_parse(struct str s, enum role *out)
{
	for (size_t i = ROLE_NONE + 1; i < N_ROLES; i++)
		if (str_is(s, roles[i].name)) {
			*out = (enum role)i;
			return true;
		}
	return false;
}

const char *
operation_name(enum operation op)
{
	return operations[op];
}

static int
uuid_order(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct uuid));
}

bool
uuid_set_has(const struct uuid_set *s, const struct uuid *u)
{
	return s->n > 0 && bsearch(u, s->v, s->n, sizeof(*u), uuid_order) != NULL;
}

/* -- the sets -------------------------------------------------------------------------------- */

enum { REACH_SCHEME, REACH_AGENCY, REACH_TOWN, REACH_CLIENT, REACH_CONTRACT, N_SETS };

struct growing {
	struct uuid *v;
	size_t n, cap;
};

static void
set_add(struct growing *g, struct arena *a, const struct value *v)
{
	if (v->kind != VALUE_BLOB || v->s.n != sizeof(*g->v))
		return;
	if (g->n == g->cap) {
		size_t cap = g->cap == 0 ? 16 : g->cap * 2;
		struct uuid *more = arena_array(a, struct uuid, cap);

		if (g->n > 0)
			memcpy(more, g->v, g->n * sizeof(*more));
		g->v = more;
		g->cap = cap;
	}
	memcpy(&g->v[g->n++], v->s.p, sizeof(*g->v));
}

static struct uuid_set
set_done(struct growing *g)
{
	size_t n = 0;

	if (g->n > 0)
		qsort(g->v, g->n, sizeof(*g->v), uuid_order);
	for (size_t i = 0; i < g->n; i++)
		if (n == 0 || !uuid_eq(&g->v[n - 1], &g->v[i]))
			g->v[n++] = g->v[i];
	return (struct uuid_set){ g->v, n };
}

static bool
given_has(const struct uuid_set *s, const struct value *v)
{
	for (size_t i = 0; v->kind == VALUE_BLOB && v->s.n == sizeof(*s->v) && i < s->n; i++)
		if (memcmp(&s->v[i], v->s.p, sizeof(*s->v)) == 0)
			return true;
	return false;
}

bool
reach_expand(struct store *s, const struct reach_given *g, struct arena *a, struct reach *out,
    struct err *e)
{
	struct growing sets[N_SETS] = { 0 };
	struct value staff = V_UUID(&g->staff), main_scheme = V_NULL;
	const struct value *row;
	struct rows *rows;
	bool all = g->role == ROLE_HEAD_OFFICE, found;

	if (!uuid_is_nil(&g->staff)) {
		if (!store_one(s, &scheme_of_staff, &staff, a, &row, &found, e))
			return false;
		if (found)
			main_scheme = row[0];
	}
	/* Agencies and clients without any scheme yet are within reach too. */
	for (size_t i = 0; i < g->agencies.n; i++)
		set_add(&sets[REACH_AGENCY], a, &V_UUID(&g->agencies.v[i]));
	for (size_t i = 0; i < g->clients.n; i++)
		set_add(&sets[REACH_CLIENT], a, &V_UUID(&g->clients.v[i]));
	if (!store_rows(s, &schemes_all, NULL, &rows, e))
		return false;
	for (;;) {
		if (!rows_next(rows, &row, e))
			return false;
		if (row == NULL)
			break;
		if (all || given_has(&g->schemes, &row[REACH_SCHEME]) ||
		    given_has(&g->agencies, &row[REACH_AGENCY]) || given_has(&g->clients, &row[REACH_CLIENT]) ||
		    (main_scheme.kind == VALUE_BLOB && str_eq(main_scheme.s, row[REACH_SCHEME].s)))
			for (size_t i = 0; i < N_SETS; i++)
				set_add(&sets[i], a, &row[i]);
	}
	*out = (struct reach){
		.role = g->role, .all = all, .login = g->login, .staff = g->staff,
		.schemes = set_done(&sets[REACH_SCHEME]), .agencies = set_done(&sets[REACH_AGENCY]),
		.towns = set_done(&sets[REACH_TOWN]), .clients = set_done(&sets[REACH_CLIENT]),
		.contracts = set_done(&sets[REACH_CONTRACT]),
	};
	return true;
}

const struct uuid_set *
reach_set(const struct reach *r, const struct reg *g)
{
	const struct {
		const char *reg;
		const struct uuid_set *set;
	} sets[] = {
		{ "scheme", &r->schemes }, { "agency", &r->agencies }, { "town", &r->towns },
		{ "client", &r->clients }, { "contract", &r->contracts },
	};
	const char *to = g->name;
	int at;

	assert(g->within != NULL);
	if (strcmp(g->within, "id") != 0) {
		at = reg_field(g, str_of(g->within));
		assert(at >= 0 && g->fields[at].type == FIELD_REF);
		to = g->fields[at].ref;
	}
	for (size_t i = 0; i < COUNT(sets); i++)
		if (strcmp(sets[i].reg, to) == 0)
			return sets[i].set;
	assert(to == NULL); /* a register is within reach by one of these */
	return NULL;
}

/* -- one record ------------------------------------------------------------------------------ */

enum reach_kind
access_may(const struct reg *g, const struct reach *r, enum operation op)
{
	return r == NULL ? REACH_ALL : (enum reach_kind)g->access->may[r->role][op];
}

bool
access_within(const struct reach *who, const struct record *r)
{
	const struct uuid_set *set = reach_set(who, r->reg);
	const struct cell *c;

	if (strcmp(r->reg->within, "id") == 0)
		return uuid_set_has(set, &r->id);
	c = &r->cells[reg_field(r->reg, str_of(r->reg->within))];
	return c->set && uuid_set_has(set, &c->u);
}

/* On the team of the record that this one refers to. */
static bool
on_team(struct store *s, const struct reg *g, const struct uuid *id, const struct uuid *staff, bool *is,
    struct err *e)
{
	struct value v[2] = { V_UUID(id), V_UUID(staff) };
	const struct value *row;
	struct rows *rows;
	struct buf sql;
	bool ok;

	buf_init(&sql);
	buf_fmt(&sql, "SELECT i FROM \"%s_%s\" WHERE structure = %d AND record = $1 AND ref = $2 "
	    "ORDER BY i LIMIT 1",
	    g->name, g->team, STRUCTURE_ONE);
	ok = store_built(s, buf_text(&sql), v, 2, &rows, e) && rows_next(rows, &row, e);
	*is = ok && row != NULL;
	if (*is)
		rows_close(rows);
	buf_release(&sql);
	return ok;
}

/* It is itself, or it is on the team or on the team of its shift or case. */
static bool
team(struct store *s, const struct reach *who, const struct record *r, bool *is, struct err *e)
{
	const struct reg *g = r->reg;
	bool staff = !uuid_is_nil(&who->staff);

	*is = staff && strcmp(g->name, "staff") == 0 && uuid_eq(&r->id, &who->staff);
	for (size_t i = 0; staff && !*is && i < g->n_fields; i++) {
		const struct field *f = &g->fields[i];
		const struct cell *c = &r->cells[i];
		const struct reg *to;

		if (!c->set || f->ref == NULL)
			continue;
		if (strcmp(f->ref, "staff") == 0 && f->type == FIELD_REF)
			*is = uuid_eq(&c->u, &who->staff);
		for (size_t k = 0; strcmp(f->ref, "staff") == 0 && f->type == FIELD_REFS && k < c->n; k++)
			*is = *is || uuid_eq(&c->us[k], &who->staff);
		to = reg_find(str_of(f->ref));
		if (to->team != NULL && f->type == FIELD_REF && !on_team(s, to, &c->u, &who->staff, is, e))
			return false;
	}
	return true;
}

/* Made by it, or on the team. */
static bool
own(struct store *s, const struct reach *who, const struct record *r, bool *is, struct err *e)
{
	*is = who->login.n > 0 && str_eq(r->made_by, who->login);
	return *is || team(s, who, r, is, e);
}

static bool
allowed(struct store *s, const struct reach *who, enum operation op, const struct record *r, bool *is,
    struct err *e)
{
	switch (access_may(r->reg, who, op)) {
	case REACH_NONE:
		*is = false;
		return true;
	case REACH_TEAM:
		return team(s, who, r, is, e);
	case REACH_OWN:
		return own(s, who, r, is, e);
	case REACH_WITHIN:
		*is = access_within(who, r);
		return true;
	case REACH_ALL:
		*is = true;
		return true;
	}
	return true;
}

bool
access_of_record(struct store *s, const struct reach *who, enum operation op, const struct record *r,
    enum access_answer *out, struct err *e)
{
	bool is = false, seen = false;

	if (!allowed(s, who, op, r, &is, e))
		return false;
	if (is) {
		*out = ACCESS_GRANTED;
		return true;
	}
	/* What is yet to be made is no secret of anybody: only the register may be. */
	if (op == OP_MAKE)
		seen = access_may(r->reg, who, OP_READ) != REACH_NONE;
	else if (!allowed(s, who, OP_READ, r, &seen, e))
		return false;
	*out = seen ? ACCESS_REFUSED : ACCESS_HIDDEN;
	return true;
}
