/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who it is that asks for what is kept about them: by an exact reference or the whole name. */
#include "access/subject.h"

#include "base/lang.h"
#include "base/text.h"
#include "record/find.h"
#include "record/journal.h"
#include "record/sql.h"
#include "record/vault.h"

#define MATCHES_MAX 50

struct matching {
	struct store *s;
	const struct codes *codes;
	struct arena *a;
	struct subject *v;
	size_t n;
	struct str folded;       /* of what is looked for */
	bool unread;
};

static void
add(struct matching *m, const struct reg *g, const struct uuid *id, char party)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->v[i].reg == g && m->v[i].party == party && uuid_eq(&m->v[i].id, id))
			return;
	if (m->n < MATCHES_MAX)
		m->v[m->n++] = (struct subject){ g, *id, party };
}

struct referring {
	struct matching *m;
	const struct reg *g;
	struct str text;
	struct arena a;          /* of one name */
};

/* Two may have the same nickname: both are told. */
static bool
compare(void *ctx, const struct record_name *n)
{
	struct referring *x = ctx;
	struct arena_mark mark = arena_mark(&x->a);
	bool is = n->source_id.p != NULL && str_eq(n->source_id, x->text);
	struct buf folded;

	if (!is && n->title.p != NULL) {
		buf_init_in(&folded, &x->a);
		text_fold(&folded, n->title);
		is = str_eq(buf_text(&folded), x->m->folded);
	}
	arena_back(&x->a, mark);
	if (is && strcmp(x->g->name, "case_file") == 0) {
		add(x->m, x->g, &n->id, 'a');
		add(x->m, x->g, &n->id, 'b');
	} else if (is) {
		add(x->m, x->g, &n->id, 0);
	}
	return true;
}

static bool
by_reference(struct matching *m, const char *reg, struct str text, struct err *e)
{
	struct referring x = { .m = m, .g = reg_find(str_of(reg)), .text = text };
	struct subject who = { .reg = x.g };
	bool found = false, ok;
	struct str own;

	if (uuid_parse(text, &who.id)) {
		struct record_name n = { .id = who.id, .source_id = text };

		if (!subject_reference(m->s, &who, m->a, &own, &found, e))
			return false;
		return !found || compare(&x, &n);
	}
	arena_init(&x.a);
	ok = record_names(m->s, x.g, NULL, compare, &x, e);
	arena_release(&x.a);
	return ok;
}

/* The parties of one case whose name it is. */
static bool
look_into(struct matching *m, const struct reg *g, const struct uuid *id, struct arena *a, struct err *e)
{
	static const struct {
		const char *field;
		char party;
	} names[] = { { "party_a_name", 'a' }, { "party_b_name", 'b' } };
	struct record r;
	struct buf folded;
	bool found;

	if (!record_read(m->s, m->codes, g, id, a, &r, &found, e))
		return false;
	if (!found || r.deleted)
		return true;
	if (!vault_open(vault_new(m->s, a), &r, a, e))
		return false;
	buf_init_in(&folded, a);
	for (size_t i = 0; i < COUNT(names); i++) {
		const struct cell *c = record_cell(&r, names[i].field);

		if (!c->set)
			continue;
		m->unread = m->unread || c->seal == SEAL_LOST || c->seal == SEAL_BROKEN;
		if (c->seal != SEAL_OPEN)
			continue;
		buf_clear(&folded);
		text_fold(&folded, str_trim(c->s));
		if (str_eq(buf_text(&folded), m->folded))
			add(m, g, id, names[i].party);
	}
	return true;
}

static bool
by_name(struct matching *m, struct err *e)
{
	const struct reg *g = reg_find(STR("case_file"));
	struct rows *rows;
	struct uuid id, *ids = NULL;
	size_t n = 0, cap = 0;
	struct arena a;
	bool ok, more;

	arena_init(&a);
	ok = store_built(m->s, str_fmt(&a, "SELECT id FROM \"%s\" WHERE structure = %d AND deleted = 0 AND "
	    "(party_a_name IS NOT NULL OR party_b_name IS NOT NULL) ORDER BY id", g->name, STRUCTURE_ONE),
	    NULL, 0, &rows, e);
	while (ok && (ok = rows_uuid(rows, &id, &more, e)) && more) {
		if (n == cap) {
			struct uuid *wider = arena_array(&a, struct uuid, cap == 0 ? 64 : cap * 2);

			if (n > 0)
				memcpy(wider, ids, n * sizeof(*ids));
			ids = wider;
			cap = cap == 0 ? 64 : cap * 2;
		}
		ids[n++] = id;
	}
	for (size_t i = 0; ok && i < n; i++) {
		struct arena_mark mark = arena_mark(&a);

		ok = look_into(m, g, &ids[i], &a, e);
		arena_back(&a, mark);
	}
	arena_release(&a);
	return ok;
}

bool
subject_match(struct store *s, const struct codes *codes, struct str text, struct arena *a,
    struct subject **out, size_t *n, bool *unread, struct err *e)
{
	struct matching m = { .s = s, .codes = codes, .a = a };
	struct buf folded;

	m.v = arena_array(a, struct subject, MATCHES_MAX);
	buf_init_in(&folded, a);
	text_fold(&folded, str_trim(text));
	m.folded = buf_text(&folded);
	if (m.folded.n > 0 && (!by_reference(&m, "staff", str_trim(text), e) ||
	    !by_reference(&m, "trainee", str_trim(text), e) ||
	    !by_reference(&m, "case_file", str_trim(text), e) || !by_name(&m, e)))
		return false;
	*out = m.v;
	*n = m.n;
	*unread = m.unread;
	return true;
}

bool
subject_reference(struct store *s, const struct subject *who, struct arena *a, struct str *out, bool *found,
    struct err *e)
{
	struct value key = V_UUID(&who->id);
	const struct value *row;
	char id[37];

	*out = STR_NONE;
	if (!store_one(s, &reg_sql_new(who->reg, a)->read, &key, a, &row, found, e))
		return false;
	*found = *found && row[ROW_DELETED].i == 0;
	uuid_format(&who->id, id);
	if (*found)
		*out = row[ROW_SOURCE_ID].kind == VALUE_TEXT ? row[ROW_SOURCE_ID].s : str_dup(a, str_of(id));
	return true;
}
