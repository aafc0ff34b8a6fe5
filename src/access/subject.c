/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "access/subject.h"

#include "access/kept_text.h"
#include "base/lang.h"
#include "record/cell.h"
#include "record/journal.h"
#include "record/redact.h"
#include "record/sql.h"
#include "record/used.h"
#include "record/vault.h"

static const struct subject_kind kinds[] = {
	{ "staff", "staff", 0, N_("Member of staff") },
	{ "trainee", "trainee", 0, N_("Trainee") },
	{ "party-a", "case_file", 'a', N_("Party A of a case") },
	{ "party-b", "case_file", 'b', N_("Party B of a case") },
};

const struct subject_reason subject_reasons[] = {
	{ "asked", N_("The person asked for it (GDPR, article 17).") },
	{ "no_need", N_("It is not needed any more (GDPR, article 17, 1 a).") },
	{ "consent", N_("The person withdrew consent (GDPR, article 17, 1 b).") },
	{ "objection", N_("The person objects to it (GDPR, article 17, 1 c).") },
	{ "unlawful", N_("It should never have been recorded (GDPR, article 17, 1 d).") },
	{ "duty", N_("A law asks for it to be erased (GDPR, article 17, 1 e).") },
};
const size_t n_subject_reasons = COUNT(subject_reasons);

static const char *const fates[] = {
	[SUBJECT_DELETED] = N_("deleted"), [SUBJECT_BLANKED] = N_("emptied"), [SUBJECT_KEPT] = N_("kept"),
};

/* By what right the records of a group stay, without what is personal in the person's own record. */
static const struct {
	enum reg_group group;
	const char *ground;
} grounds[] = {
	{ GROUP_STAFF, N_("Employment and pay: kept for five years after the end (Code civil, article 2224).") },
	{ GROUP_TRAINING, N_("Proof for who pays for training: kept for its time (Code du travail, L6362-5).") },
	{ GROUP_MONEY, N_("Accounts: kept for ten years (Code de commerce, L123-22).") },
};

const struct reg *
subject_register(struct str name)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (str_is(name, kinds[i].reg))
			return reg_find(name);
	return NULL;
}

bool
subject_kind_parse(struct str name, struct subject *out)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (str_is(name, kinds[i].name)) {
			out->reg = reg_find(str_of(kinds[i].reg));
			out->party = kinds[i].party;
			return true;
		}
	return false;
}

const struct subject_kind *
subject_kind(const struct subject *who)
{
	size_t i = 0;

	while (strcmp(kinds[i].reg, who->reg->name) != 0 || kinds[i].party != who->party)
		i++;
	return &kinds[i];
}

const struct subject_reason *
subject_reason(struct str name)
{
	for (size_t i = 0; i < COUNT(subject_reasons); i++)
		if (str_is(name, subject_reasons[i].name))
			return &subject_reasons[i];
	return NULL;
}

const char *
subject_fate_label(enum subject_fate f)
{
	return fates[f];
}

const char *
subject_ground(enum reg_group g)
{
	for (size_t i = 0; i < COUNT(grounds); i++)
		if (grounds[i].group == g)
			return grounds[i].ground;
	return NULL;
}

static const char *
ground_of(const struct reg *g)
{
	const char *ground = subject_ground(g->group);

	return ground != NULL ? ground : N_("It says a number that leads to nobody any more.");
}

/* -- finding --------------------------------------------------------------------------------- */

struct finding {
	struct store *s;
	struct arena *a;
	struct subject_record *v;
	size_t n, cap;
};

static void
add(struct finding *f, const struct reg *g, const struct uuid *id)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->v[i].reg == g && uuid_eq(&f->v[i].id, id))
			return;
	if (f->n == f->cap) {
		size_t cap = f->cap == 0 ? 64 : f->cap * 2;
		struct subject_record *more = arena_array(f->a, struct subject_record, cap);

		if (f->n > 0)
			memcpy(more, f->v, f->n * sizeof(*more));
		f->v = more;
		f->cap = cap;
	}
	f->v[f->n++] = (struct subject_record){ g, *id };
}

/* Records of `g` that refer to one by the field. */
static bool
referring(struct finding *f, const struct reg *g, const struct field *field, const struct uuid *id,
    struct err *e)
{
	struct value v = V_UUID(id);
	struct rows *rows;
	struct uuid own;
	struct buf sql;
	bool more;

	buf_init_in(&sql, f->a);
	if (field->type == FIELD_REF)
		buf_fmt(&sql, "SELECT id FROM \"%s\" WHERE structure = %d AND \"%s\" = $1 ORDER BY id", g->name,
		    STRUCTURE_ONE, field->name);
	else
		buf_fmt(&sql, "SELECT DISTINCT record FROM \"%s_%s\" WHERE structure = %d AND ref = $1 "
		    "ORDER BY record", g->name, field->name, STRUCTURE_ONE);
	if (!store_built(f->s, buf_text(&sql), &v, 1, &rows, e))
		return false;
	for (;;) {
		if (!rows_uuid(rows, &own, &more, e))
			return false;
		if (!more)
			return true;
		add(f, g, &own);
	}
}

static bool
refer_to(struct finding *f, const struct subject_record *r, struct err *e)
{
	for (size_t k = 0; k < n_registers; k++)
		for (size_t i = 0; i < registers[k]->n_fields; i++) {
			const struct field *field = &registers[k]->fields[i];

			if (field->ref != NULL && strcmp(field->ref, r->reg->name) == 0 &&
			    !referring(f, registers[k], field, &r->id, e))
				return false;
		}
	return true;
}

bool
subject_find(struct store *s, const struct subject *who, struct arena *a, struct subject_record **out,
    size_t *n, struct err *e)
{
	struct finding f = { .s = s, .a = a };
	struct value key = V_UUID(&who->id);
	const struct value *row;
	bool found;

	if (!store_one(s, &reg_sql_new(who->reg, a)->read, &key, a, &row, &found, e))
		return false;
	if (!found)
		return err_set(e, ERR_NOT_FOUND, "access.hidden", _("There is no such record."));
	add(&f, who->reg, &who->id);
	/* What refers to a trainee's enrolment is that trainee's; what refers to a shift is the streets'. */
	for (size_t i = 0; i < f.n; i++)
		if (i == 0 || (who->reg->group == GROUP_TRAINING && f.v[i].reg->group == GROUP_TRAINING)) {
			struct subject_record r = f.v[i];

			if (!refer_to(&f, &r, e))
				return false;
		}
	*out = f.v;
	*n = f.n;
	return true;
}

/* -- what phones sent of them and was not stored --------------------------------------------- */

static bool
names(const struct json *v, const struct uuid *id)
{
	struct uuid to;

	return uuid_parse(js_text(v), &to) && uuid_eq(&to, id);
}

/* Whether an entry says the person in this field. */
static bool
names_person(const struct subject_record *who, const struct field *f, const struct json *v)
{
	bool said = false;

	if (v == NULL || f->ref == NULL || strcmp(f->ref, who->reg->name) != 0)
		return false;
	if (f->type == FIELD_REF)
		return names(v, &who->id);
	for (size_t i = 0; i < js_count(v) && !said; i++)
		said = names(js_at(v, i), &who->id);
	return said;
}

static bool
is_of(const struct kept_text *k, const struct subject_record *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].reg == k->reg && uuid_eq(&v[i].id, &k->record))
			return true;
	return false;
}

/* Whether an entry is about one of the person's records, or would be a record that refers to the person's;
 * the person's own record is the first. */
static bool
is_about(const struct kept_text *k, const struct subject_record *v, size_t n)
{
	bool about = is_of(k, v, n);

	for (size_t i = 0; i < k->reg->n_fields && !about; i++)
		about = names_person(&v[0], &k->reg->fields[i], js_get(k->said, k->reg->fields[i].name));
	return about;
}

/* -- who may take it out -------------------------------------------------------------------- */

/* What an entry says, as the record that it would be. */
static struct record
as_said(const struct codes *codes, const struct subject_record *r, const struct json *said, struct arena *a)
{
	struct record rec = { .reg = r->reg, .id = r->id,
		.cells = arena_array(a, struct cell, r->reg->n_fields) };

	for (size_t i = 0; i < r->reg->n_fields; i++) {
		const struct json *v = js_get(said, r->reg->fields[i].name);

		if (js_kind(v) != JS_NULL && !cell_of_json(v, &r->reg->fields[i], codes, a, &rec.cells[i]))
			rec.cells[i] = (struct cell){ .set = false };
	}
	return rec;
}

/* `said`: of an entry, which may not be a record yet; NULL: the record stands or does not open. */
static bool
opens_one(struct store *s, const struct codes *codes, const struct reach *reader,
    const struct subject_record *r, const struct json *said, enum operation op, struct arena *a, bool *opens,
    struct err *e)
{
	enum access_answer answer;
	struct record rec;
	bool found;

	*opens = access_may(r->reg, reader, op) == REACH_ALL;
	if (*opens || access_may(r->reg, reader, op) == REACH_NONE)
		return true;
	if (!record_read(s, codes, r->reg, &r->id, a, &rec, &found, e))
		return false;
	if (!found && said == NULL)
		return true;
	if (!found)
		rec = as_said(codes, r, said, a);
	if (!access_of_record(s, reader, op, &rec, &answer, e))
		return false;
	*opens = answer == ACCESS_GRANTED;
	return true;
}

bool
subject_opens(struct store *s, const struct codes *codes, const struct reach *reader,
    const struct subject_record *v, size_t n, bool *opens, struct err *e)
{
	struct kept_text *kept = NULL;
	struct arena a;
	bool ok = true;
	size_t all = 0;

	arena_init(&a);
	*opens = n > 0;
	if (n > 0 && reg_has_sealed(v[0].reg))
		ok = opens_one(s, codes, reader, &v[0], NULL, OP_REVEAL, &a, opens, e);
	for (size_t i = 0; ok && *opens && i < n; i++) {
		struct arena_mark m = arena_mark(&a);

		ok = opens_one(s, codes, reader, &v[i], NULL, OP_EXPORT, &a, opens, e);
		arena_back(&a, m);
	}
	if (ok && *opens)
		ok = kept_texts(s, &a, &kept, &all, e);
	for (size_t i = 0; ok && *opens && i < all; i++) {
		struct subject_record of = { kept[i].reg, kept[i].record };

		if (is_about(&kept[i], v, n) && !is_of(&kept[i], v, n))
			ok = opens_one(s, codes, reader, &of, kept[i].said, OP_EXPORT, &a, opens, e);
	}
	arena_release(&a);
	return ok;
}

/* -- taking out ------------------------------------------------------------------------------ */

/* Whether a field of a case file is the other party's. */
static bool
is_other_party(const struct subject *who, const struct field *f)
{
	return who->party != 0 && strncmp(f->name, who->party == 'a' ? "party_b" : "party_a", 7) == 0;
}

/* Whether a field tells something of people whose case somebody works on: it is theirs. */
static bool
is_of_the_case(const struct subject *who, const struct reg *g, const struct field *f)
{
	return g->access == &access_case && who->reg->access != &access_case && f->ref == NULL &&
	    f->personal > PERSONAL_NONE;
}

/* What of a field the person may have: colleagues are others, and so is who teaches. */
enum cut { CUT_NOTHING, CUT_ALL, CUT_OTHERS };

static enum cut
cut_of(const struct subject *who, const struct reg *g, const struct field *f)
{
	if (is_other_party(who, f) || is_of_the_case(who, g, f))
		return CUT_ALL;
	if (f->ref != NULL && strcmp(f->ref, "trainer") == 0)
		return CUT_ALL;
	if (f->ref == NULL || strcmp(f->ref, "staff") != 0)
		return CUT_NOTHING;
	return strcmp(who->reg->name, "staff") == 0 ? CUT_OTHERS : CUT_ALL;
}

bool
subject_cut(struct store *s, const struct codes *codes, const struct subject *who,
    const struct subject_record *r, struct arena *a, struct record *out, struct err *e)
{
	struct uuid *own = arena_array(a, struct uuid, 1);
	bool found;

	*own = who->id;
	if (!record_read(s, codes, r->reg, &r->id, a, out, &found, e))
		return false;
	if (!found)
		return err_set(e, ERR_NOT_FOUND, "access.hidden", _("There is no such record."));
	for (size_t i = 0; i < r->reg->n_fields; i++) {
		const struct field *f = &r->reg->fields[i];
		struct cell *c = &out->cells[i];
		enum cut cut = cut_of(who, r->reg, f);

		if (!c->set || cut == CUT_NOTHING)
			continue;
		if (cut == CUT_OTHERS && f->type == FIELD_REFS)
			*c = (struct cell){ .set = true, .n = 1, .us = own };
		else if (cut == CUT_ALL || !uuid_eq(&c->u, &who->id))
			*c = (struct cell){ .set = false };
	}
	return vault_open(vault_new(s, a), out, a, e);
}

struct sending {
	const struct subject *who;
	const struct reg *reg;
	struct json_writer w;
};

static bool
put_said(void *ctx, struct str key, const struct json *v)
{
	struct sending *x = ctx;
	const struct subject_record who = { x->who->reg, x->who->id };
	int at = reg_field(x->reg, key);
	const struct field *f = at >= 0 ? &x->reg->fields[at] : NULL;
	enum cut cut = f != NULL ? cut_of(x->who, x->reg, f) : CUT_NOTHING;
	char own[37];

	if (cut == CUT_ALL || (cut == CUT_OTHERS && !names_person(&who, f, v)))
		return true;
	js_key_str(&x->w, key);
	if (cut == CUT_OTHERS && f->type == FIELD_REFS) {
		uuid_format(&who.id, own);
		js_array(&x->w);
		js_cstr(&x->w, own);
		js_end_array(&x->w);
	} else {
		js_put(&x->w, v);
	}
	return true;
}

bool
subject_sent(struct store *s, const struct subject *who, const struct subject_record *v, size_t n,
    struct arena *a, struct subject_sent **out, size_t *n_out, struct err *e)
{
	struct kept_text *kept;
	size_t all;

	*n_out = 0;
	if (!kept_texts(s, a, &kept, &all, e))
		return false;
	*out = arena_array(a, struct subject_sent, all + 1);
	for (size_t i = 0; i < all; i++) {
		struct sending x = { .who = who, .reg = kept[i].reg };
		struct subject_sent *one = &(*out)[*n_out];
		struct buf b;

		if (!is_about(&kept[i], v, n))
			continue;
		buf_init_in(&b, a);
		js_init(&x.w, &b);
		js_object(&x.w);
		js_each(kept[i].said, put_said, &x);
		js_end_object(&x.w);
		*one = (struct subject_sent){ .reg = kept[i].reg, .record = kept[i].record, .at = kept[i].kept_at };
		if (!js_parse(a, buf_text(&b), &one->said, e))
			return false;
		++*n_out;
	}
	return true;
}

bool
subject_note(struct store *s, const struct subject *who, const char *what, int64_t records,
    const struct deed *d, struct err *e)
{
	char id[37];
	struct arena a;
	bool ok;

	arena_init(&a);
	uuid_format(&who->id, id);
	ok = audit_put(s, AUDIT_PERSON, str_of(who->reg->name), str_fmt(&a, "%s record=%s records=%lld", what, id,
	    (long long)records), d, e);
	arena_release(&a);
	return ok;
}

/* -- erasing --------------------------------------------------------------------------------- */

struct erasing {
	struct store *s;
	const struct subject_erase *ask;
	struct codes *codes;
	struct journal *journal; /* NULL: a plan */
	struct arena *a;
	struct subject_line *v;
	size_t n;
};

static void
count(struct erasing *x, const struct reg *g, enum subject_fate fate, const char *ground)
{
	for (size_t i = 0; i < x->n; i++)
		if (x->v[i].reg == g && x->v[i].fate == fate && x->v[i].ground == ground) {
			x->v[i].records++;
			return;
		}
	x->v[x->n++] = (struct subject_line){ g, fate, 1, ground };
}

/* What goes of a record: of the person's own all that is personal; of others what was written about them. */
static bool
goes(const struct erasing *x, const struct subject_record *r, const struct field *f)
{
	const struct subject *who = &x->ask->who;
	bool own = r->reg == who->reg;

	if ((f->flags & (FIELD_REQUIRED | FIELD_DERIVED)) != 0 || f->ref != NULL)
		return false;
	if (who->party != 0)
		return own && f->personal == PERSONAL_IDENTITY && !is_other_party(who, f);
	return own ? f->personal > PERSONAL_NONE :
	    r->reg->group == GROUP_TRAINING && who->reg->group == GROUP_TRAINING && f->personal == PERSONAL_TEXT;
}

static bool
erase_one(struct erasing *x, const struct subject_record *r, struct err *e)
{
	bool *fields = arena_array(x->a, bool, r->reg->n_fields), any = false, changed;
	struct redaction take = {
		.reg = r->reg, .id = r->id, .fields = fields, .at = x->ask->deed.now_ms, .actor = x->ask->deed.actor,
		.reason = STR("erasure"),
	};
	struct faults used = { .a = x->a };
	int64_t entries;

	for (size_t i = 0; i < r->reg->n_fields; i++) {
		fields[i] = goes(x, r, &r->reg->fields[i]);
		any = any || fields[i];
	}
	if (r->reg == x->ask->who.reg && x->ask->who.party == 0) {
		if (!record_unused(x->s, r->reg, &r->id, USED_BY_ANY, &used, e))
			return false;
		take.delete = used.total == 0;
	}
	if (!any && !take.delete) {
		count(x, r->reg, SUBJECT_KEPT, ground_of(r->reg));
		return true;
	}
	if (x->journal != NULL && !journal_redact(x->journal, x->s, x->codes, &take, &changed, &entries, e))
		return false;
	count(x, r->reg, take.delete ? SUBJECT_DELETED : SUBJECT_BLANKED, x->ask->reason->label);
	return true;
}

/* Who still works here has a contract that needs the record. */
static bool
check_left(struct erasing *x, struct err *e)
{
	int end = reg_field(x->ask->who.reg, STR("end"));
	struct record r;
	bool found;

	if (strcmp(x->ask->who.reg->name, "staff") != 0 || end < 0)
		return true;
	if (!record_read(x->s, x->codes, x->ask->who.reg, &x->ask->who.id, x->a, &r, &found, e))
		return false;
	if (!found || (r.cells[end].set && r.cells[end].i * 86400000 <= x->ask->deed.now_ms))
		return true;
	return err_set(e, ERR_CONFLICT, "subject.employed",
	    _("This person still works here: what the contract needs is kept. Nothing was changed. Write the "
	      "last day first."));
}

static bool
erase_kept(struct erasing *x, const struct subject_record *v, size_t n, struct err *e)
{
	struct kept_text *kept;
	size_t all;

	if (!kept_texts(x->s, x->a, &kept, &all, e))
		return false;
	for (size_t i = 0; i < all; i++) {
		const struct subject_record r = { kept[i].reg, kept[i].record };
		bool *fields = arena_array(x->a, bool, r.reg->n_fields);

		for (size_t k = 0; k < r.reg->n_fields; k++)
			fields[k] = goes(x, &r, &r.reg->fields[k]);
		if (!is_about(&kept[i], v, n) || !kept_text_says(&kept[i], fields))
			continue;
		if (x->journal != NULL && !kept_text_cut(x->s, &kept[i], fields, e))
			return false;
		count(x, r.reg, SUBJECT_BLANKED, N_("Sent by a phone and never stored."));
	}
	return true;
}

static bool
erase_all(struct erasing *x, struct subject_line **out, size_t *n, size_t *found, struct err *e)
{
	struct subject_record *v;

	if (!subject_find(x->s, &x->ask->who, x->a, &v, found, e) || !check_left(x, e))
		return false;
	x->v = arena_array(x->a, struct subject_line, n_registers * 4);
	for (size_t i = 0; i < *found; i++)
		if (!erase_one(x, &v[i], e))
			return false;
	if (!erase_kept(x, v, *found, e))
		return false;
	*out = x->v;
	*n = x->n;
	return true;
}

bool
subject_plan(struct store *s, struct codes *codes, const struct subject_erase *ask, struct arena *a,
    struct subject_line **out, size_t *n, struct err *e)
{
	struct erasing x = { .s = s, .ask = ask, .a = a, .codes = codes };
	size_t found;

	return erase_all(&x, out, n, &found, e);
}

bool
subject_erase(struct store *s, const struct subject_erase *ask, struct arena *a,
    struct subject_line **out, size_t *n, struct err *e)
{
	struct erasing x = { .s = s, .ask = ask, .a = a };
	size_t found;

	return store_secure(s, e) && codes_open(s, a, &x.codes, e) &&
	    journal_open(s, x.codes, a, &x.journal, e) && erase_all(&x, out, n, &found, e) &&
	    subject_note(s, &ask->who, str_cstr(a, str_fmt(a, "erase %s", ask->reason->name)), (int64_t)found,
	        &ask->deed, e);
}
