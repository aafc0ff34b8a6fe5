/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/save.h"

#include "base/lang.h"
#include "base/text.h"
#include "record/cell.h"
#include "record/check.h"
#include "record/find.h"
#include "record/history.h"
#include "record/saver.h"
#include "record/state.h"
#include "record/twin.h"
#include "record/used.h"
#include "record/vault.h"
#include "rules/guard.h"

/* -- composing ------------------------------------------------------------------------------- */

struct saving {
	struct saver *v;
	struct store *s;
	const struct save_ask *ask;
	struct arena *a;
	struct save_answer *out;
	struct record now;       /* as it stands; version 0: there is none */
	struct record r;         /* as it shall stand */
	struct twins twins;      /* of one that is deleted */
	bool hoped;              /* nobody has looked whether it stands: the insert tells */
};

/* A save goes step by step, until one of them has the answer. */
enum step { STEP_ON, STEP_ANSWERED, STEP_FAILED };

static struct fault
place(const struct saving *x)
{
	return (struct fault){ .reg = x->ask->reg, .record = x->r.source_id };
}

static void
refuse(struct saving *x, const struct field *f, const char *code, const char *text)
{
	struct fault at = place(x);

	at.field = f;
	at.code = code;
	fault_add(&x->out->faults, &at, "%s", text);
}

static void
copy_cells(struct saving *x, struct record *to, const struct record *from)
{
	struct cell *cells = arena_array(x->a, struct cell, x->ask->reg->n_fields);

	*to = *from;
	memcpy(cells, from->cells, x->ask->reg->n_fields * sizeof(*cells));
	to->cells = cells;
}

/* A record of which nothing is said yet: fallbacks. */
static void
blank(struct saving *x, struct record *r)
{
	const struct reg *g = x->ask->reg;
	struct cell_place p = { .at = { .reg = g }, .faults = &x->out->faults, .lookup = x->v->lookup };

	*r = (struct record){ .reg = g, .id = x->ask->id, .cells = arena_array(x->a, struct cell, g->n_fields) };
	if (x->ask->who != NULL)
		r->made_by = x->ask->who->login;
	for (size_t i = 0; i < g->n_fields; i++) {
		const struct field *f = &g->fields[i];

		if (field_from_zero(f))
			r->cells[i] = (struct cell){ .set = true };
		else if (f->fallback != NULL)
			(void)cell_of_text(&p, f, STR_NONE, x->a, &r->cells[i]);
	}
}

/* A JSON value as import would find it typed; absent: it is nothing that the field could be. */
static struct str
typed(const struct saving *x, const struct field *f, const struct json *json)
{
	struct cell c;
	struct buf b;

	if (js_kind(json) == JS_NULL)
		return STR("");
	if (js_kind(json) == JS_STR)
		return js_text(json);
	if (js_kind(json) == JS_OBJECT || !cell_of_json(json, f, x->v->codes, x->a, &c))
		return STR_NONE;
	buf_init_in(&b, x->a);
	cell_text(&b, f, &c, x->v->codes);
	return b.n > 0 ? buf_text(&b) : STR("");
}

static void
put_field(struct saving *x, struct record *r, const struct save_field *f)
{
	const struct field *field = &x->ask->reg->fields[f->field];
	int scheme = reg_field(x->ask->reg, STR("scheme"));
	struct cell_place p = { .at = place(x), .faults = &x->out->faults, .lookup = x->v->lookup };
	struct str text = f->json != NULL ? typed(x, field, f->json) : f->text;

	if (scheme >= 0 && r->cells[scheme].set)
		p.within = &r->cells[scheme].u;
	if (text.p == NULL && f->json != NULL)
		refuse(x, field, "bad_json", _("This value is none that the field could have."));
	else
		(void)cell_of_text(&p, field, text, x->a, &r->cells[f->field]);
}

/* Puts what is asked into a record; names local to the scheme once the scheme is known. */
static void
put_fields(struct saving *x, struct record *r)
{
	const struct reg *g = x->ask->reg;

	for (int local = 0; local < 2; local++)
		for (size_t i = 0; i < x->ask->n; i++) {
			unsigned flags = g->fields[x->ask->fields[i].field].flags;

			if ((flags & FIELD_DERIVED) == 0 && ((flags & FIELD_LOCAL) != 0) == local)
				put_field(x, r, &x->ask->fields[i]);
		}
	if (x->ask->source_id.p != NULL)
		r->source_id = str_trim(x->ask->source_id).n > 0 ? str_trim(x->ask->source_id) : STR_NONE;
}

static bool
differs(const struct saving *x, size_t i)
{
	return !cell_equal(&x->ask->reg->fields[i], &x->r.cells[i], &x->now.cells[i]);
}

/* What was worked out from fields that change is worked out again: derived fields always; what was
 * looked up, when the place or the time changes; of those that tell the same thing in two ways (end
 * and length), the one that was not touched. */
static void
clear_worked_out(struct saving *x)
{
	const struct reg *g = x->ask->reg;
	bool moved = false, clock = false, kept = false;

	for (size_t i = 0; i < g->n_fields; i++) {
		const struct field *f = &g->fields[i];

		if ((f->flags & (FIELD_DERIVED | FIELD_RESOLVED)) != 0 || !differs(x, i))
			continue;
		moved = moved || f->type == FIELD_REF || f->type == FIELD_DATE || f->type == FIELD_CLOCK;
		if ((f->flags & FIELD_COMPUTED) == 0)
			clock = clock || f->type == FIELD_CLOCK;
		else if (x->r.cells[i].set)
			kept = true;
	}
	for (size_t i = 0; i < g->n_fields; i++) {
		unsigned flags = g->fields[i].flags;

		if ((flags & FIELD_DERIVED) != 0 || ((flags & FIELD_RESOLVED) != 0 && moved && !differs(x, i)))
			x->r.cells[i] = (struct cell){ .set = false };
		if ((flags & FIELD_COMPUTED) == 0 || !x->r.cells[i].set || differs(x, i))
			continue;
		if (kept)
			x->r.cells[i] = (struct cell){ .set = false };
		kept = kept || clock;
	}
}

static void
run_rules(struct saving *x)
{
	struct allowance more = { &x->now, x->ask->catalogue };

	check_rules(&x->r, &more, x->v->lookup, x->ask->today, x->a, &x->out->faults);
}

/* -- identity -------------------------------------------------------------------------------- */

static bool
stands(struct saving *x, const struct uuid *id, bool *out, struct err *e)
{
	struct record r;

	return journal_record(x->v->journal, x->ask->reg, id, x->a, &r, out, e);
}

/* An own id is that of one record alone. */
static bool
check_own(struct saving *x, struct err *e)
{
	const struct reg *g = x->ask->reg;
	int scope = g->scope != NULL ? reg_field(g, str_of(g->scope)) : -1;
	struct uuid id;
	struct buf b;
	bool taken = false;

	if (utf8_count(x->r.source_id) > SOURCE_ID_MAX) {
		refuse(x, NULL, "id_too_long", _("An identifier has at most 64 characters."));
		return true;
	}
	buf_init_in(&b, x->a);
	id = record_own_id(&b, g, x->r.source_id,
	    scope >= 0 && x->r.cells[scope].set ? &x->r.cells[scope].u : NULL);
	if (lookup_holds(g) && lookup_own(x->v->lookup, g, x->r.source_id, &id))
		taken = !uuid_eq(&id, &x->r.id);
	else if (!uuid_eq(&id, &x->r.id) && !stands(x, &id, &taken, e))
		return false;
	if (taken)
		refuse(x, NULL, "id_taken", _("This identifier is that of another record."));
	else if (uuid_is_nil(&x->r.id))
		x->r.id = id;
	return true;
}

static bool
identify(struct saving *x, struct err *e)
{
	if (x->r.source_id.p != NULL && !str_eq(x->r.source_id, x->now.source_id) && !check_own(x, e))
		return false;
	if (uuid_is_nil(&x->r.id))
		x->r.id = uuid_v7(x->ask->now_ms, x->ask->random);
	return true;
}

/* -- permission ------------------------------------------------------------------------------ */

static enum step
answered(struct saving *x, enum save_result result)
{
	x->out->result = result;
	return STEP_ANSWERED;
}

static enum step
may(struct saving *x, enum operation op, const struct record *r, struct err *e)
{
	enum access_answer answer;

	if (!access_of_record(x->s, x->ask->who, op, r, &answer, e))
		return STEP_FAILED;
	return answer == ACCESS_GRANTED ? STEP_ON :
	    answered(x, answer == ACCESS_HIDDEN ? SAVE_HIDDEN : SAVE_DENIED);
}

/* Both sides of a conflict. */
static enum step
conflict(struct saving *x, struct err *e)
{
	struct history_moment when = { .pos = x->ask->base };
	struct faults faults = x->out->faults;
	struct record base;
	bool found = false;

	if (x->ask->base > 0 && !record_as_it_stood(x->s, x->v->codes, x->ask->who, x->ask->reg, &x->now.id,
	    &when, x->a, &base, &found, e))
		return STEP_FAILED;
	if (!found)
		blank(x, &base);
	x->out->record = x->now;
	x->out->base = base;
	copy_cells(x, &x->out->mine, &base);
	put_fields(x, &x->out->mine);
	x->out->faults = faults;
	return answered(x, SAVE_CONFLICT);
}

static bool
is_same(const struct saving *x)
{
	for (size_t i = 0; i < x->ask->reg->n_fields; i++)
		if ((x->ask->reg->fields[i].flags & FIELD_DERIVED) == 0 && !x->r.cells[i].resolved &&
		    differs(x, i))
			return false;
	return x->r.deleted == x->now.deleted &&
	    (x->r.source_id.p == NULL || str_eq(x->r.source_id, x->now.source_id));
}

/* A new record whose id stands already: the same one sent again, or another. */
static enum step
again(struct saving *x, struct err *e)
{
	blank(x, &x->r);
	x->r.id = x->now.id;
	put_fields(x, &x->r);
	if (!vault_keep(x->v->vault, &x->r, &x->now, x->a, e))
		return STEP_FAILED;
	if (x->out->faults.total == 0)
		run_rules(x);
	if (x->out->faults.total > 0 || !is_same(x))
		return conflict(x, e);
	x->out->record = x->now;
	return answered(x, SAVED_SAME);
}

/* -- the steps ------------------------------------------------------------------------------- */

/* Who may not see a record learns nothing of it, not even that it changed. */
static enum step
meet(struct saving *x, struct err *e)
{
	const struct save_ask *ask = x->ask;
	enum step step;

	if (x->now.version == 0)
		return ask->action == SAVE_PUT && ask->base == 0 ? STEP_ON : answered(x, SAVE_HIDDEN);
	step = may(x, OP_READ, &x->now, e);
	if (step != STEP_ON)
		return step;
	if (x->now.deleted != (ask->action == SAVE_RESTORE))
		return answered(x, SAVE_HIDDEN);
	x->out->record = x->now;
	if (ask->base == 0 && ask->action == SAVE_PUT)
		return again(x, e);
	return ask->base == x->now.version ? STEP_ON : conflict(x, e);
}

/* Whether it may be written at all: who may not is not told what does not fit. */
static enum step
permit(struct saving *x, struct err *e)
{
	if (x->now.version > 0)
		return may(x, x->ask->action == SAVE_PUT ? OP_CHANGE : OP_DELETE, &x->now, e);
	return access_may(x->ask->reg, x->ask->who, OP_MAKE) != REACH_NONE ? STEP_ON :
	    may(x, OP_MAKE, &x->r, e);
}

/* Nobody empties what he cannot read: a program that sends back what it was given changes nothing. */
static bool
keep_unread(struct saving *x, struct err *e)
{
	struct record shown = x->now;
	bool revealed, empties = false;

	for (size_t i = 0; i < x->ask->reg->n_fields; i++)
		empties = empties || (x->now.cells[i].seal == SEAL_CLOSED && !x->r.cells[i].set);
	if (!empties)
		return true;
	if (!vault_present(x->v->vault, x->ask->who, &shown, x->a, &revealed, e))
		return false;
	for (size_t i = 0; i < x->ask->reg->n_fields; i++)
		if (x->now.cells[i].seal == SEAL_CLOSED && !x->r.cells[i].set && shown.cells[i].seal != SEAL_OPEN)
			x->r.cells[i] = x->now.cells[i];
	return true;
}

static enum step
compose(struct saving *x, struct err *e)
{
	struct fault at;

	if (x->now.version > 0)
		copy_cells(x, &x->r, &x->now);
	else
		blank(x, &x->r);
	x->r.deleted = x->ask->action == SAVE_DELETE;
	if (x->ask->action == SAVE_DELETE)
		return twin_goes(x->s, &x->r, x->a, &x->twins, e) ? STEP_ON : STEP_FAILED;
	if (x->ask->action == SAVE_RESTORE)
		return twin_returns(x->v, &x->r, x->a, e) ? STEP_ON : STEP_FAILED;
	put_fields(x, &x->r);
	if (x->now.version > 0) {
		if (!vault_keep(x->v->vault, &x->r, &x->now, x->a, e) || !keep_unread(x, e))
			return STEP_FAILED;
		clear_worked_out(x);
	}
	at = place(x);
	check_required(&x->r, &at, &x->out->faults);
	if (x->out->faults.total == 0)
		run_rules(x);
	if (x->out->faults.total == 0 && !identify(x, e))
		return STEP_FAILED;
	x->out->record = x->r;
	return x->out->faults.total == 0 ? STEP_ON : answered(x, SAVE_REFUSED);
}

/* Who does not read what is sealed does not write over it. */
static enum step
permit_sealed(struct saving *x, struct err *e)
{
	for (size_t i = 0; x->now.version > 0 && i < x->ask->reg->n_fields; i++)
		if ((x->ask->reg->fields[i].flags & FIELD_SEALED) != 0 && differs(x, i)) {
			enum step step = may(x, OP_REVEAL, &x->now, e);

			return step == STEP_ANSWERED ? answered(x, SAVE_DENIED) : step;
		}
	return STEP_ON;
}

/* The operation on what shall stand: nobody moves a record out of his reach, or makes one there; and what
 * the way from state to state asks for. */
static enum step
permit_result(struct saving *x, struct err *e)
{
	bool known = x->now.version > 0;
	enum record_state from = known ? state_of(&x->now, x->v->codes) : STATE_NONE;
	enum operation op = !known ? OP_MAKE : x->ask->action == SAVE_PUT ? OP_CHANGE : OP_DELETE, needs;
	enum step step = may(x, op, &x->r, e);

	if (step == STEP_ANSWERED)
		return answered(x, SAVE_DENIED);
	if (step != STEP_ON || !state_asks(from, state_of(&x->r, x->v->codes), &needs))
		return step;
	return may(x, needs, known ? &x->now : &x->r, e);
}

static enum step
check_reason(struct saving *x, struct err *e)
{
	struct str reason = x->ask->reason;

	if (x->now.version > 0 && is_same(x)) {
		x->out->record = x->now;
		return answered(x, SAVED_SAME);
	}
	/* Taking back a deletion undoes what had its reason. */
	if (x->now.version > 0 && x->ask->action != SAVE_RESTORE && str_trim(reason).n == 0 &&
	    state_asks_reason(state_of(&x->now, x->v->codes), state_of(&x->r, x->v->codes)))
		refuse(x, NULL, "reason_required",
		    _("This record was validated. Say in a few words why it changes."));
	if (utf8_count(reason) > SAVE_REASON_MAX)
		refuse(x, NULL, "reason_too_long", _("A reason has at most 200 characters."));
	if (guard_text(reason) != GUARD_CLEAN)
		refuse(x, NULL, "reason_guarded",
		    _("A reason names nobody: no telephone number, e-mail address or number plate."));
	if (x->ask->action == SAVE_DELETE &&
	    !record_unused(x->s, x->ask->reg, &x->now.id, USED_BUT_BY_TWINS, &x->out->faults, e))
		return STEP_FAILED;
	return x->out->faults.total == 0 ? STEP_ON : answered(x, SAVE_REFUSED);
}

static enum step
fixed(struct saving *x)
{
	for (size_t i = 0; i < x->ask->reg->n_fields; i++)
		if ((x->ask->reg->fields[i].flags & FIELD_FIXED) != 0 && differs(x, i))
			refuse(x, &x->ask->reg->fields[i], "fixed",
			    _("This never changes once it is written. Make a new record instead."));
	return answered(x, SAVE_REFUSED);
}

static enum step
put(struct saving *x, struct err *e)
{
	const struct save_ask *ask = x->ask;
	struct change c = {
		.record = &x->r, .at = ask->now_ms, .device = ask->device,
		.actor = ask->actor.p != NULL ? ask->actor : ask->who != NULL ? ask->who->login : STR("cli"),
		.reason = str_trim(ask->reason).n > 0 ? str_trim(ask->reason) : STR_NONE,
	};
	enum change_result result;
	int64_t clash;

	x->out->result = x->now.version == 0 ? SAVED_NEW : SAVED_CHANGED;
	if (ask->dry)
		return STEP_ANSWERED;
	x->r.version = x->now.version;
	if ((!x->v->begun && !journal_begin(x->v->journal, e)) ||
	    !journal_put(x->v->journal, &c, &result, &clash, e))
		return STEP_FAILED;
	x->v->begun = true;
	x->out->record = x->r;
	switch (result) {
	case CHANGE_NEW:
	case CHANGE_VERSION:
		/* The next one sees it; a contract's codes are read again. */
		if (!saver_took(x->v, x->s, &x->r, e))
			return STEP_FAILED;
		memcpy(x->out->hash, x->v->seen.hash, sizeof(x->out->hash));
		return twin_hand_over(x->v, x->s, &x->r, &x->twins, &c, e) ? STEP_ANSWERED : STEP_FAILED;
	case CHANGE_NONE:
		return answered(x, SAVED_SAME);
	case CHANGE_FIXED:
		return fixed(x);
	case CHANGE_CONFLICT:
		if (x->hoped)
			return answered(x, SAVE_CONFLICT);
		break;
	case CHANGE_CLASH:
	case CHANGE_REFUSED:
	case CHANGE_DENIED:
		break; /* no batch; the version was compared; nothing settles; access was asked */
	}
	err_set(e, ERR_INTERNAL, "save.result", _("Nothing was changed. Try again."));
	return STEP_FAILED;
}

static bool
go_through(struct saving *x, struct err *e)
{
	static enum step (*const steps[])(struct saving *, struct err *) = {
		meet, permit, compose, permit_result, permit_sealed, check_reason, put,
	};
	const struct save_ask *ask = x->ask;
	enum step step = STEP_ON;
	bool found = false;

	*x->out = (struct save_answer){ .result = SAVE_REFUSED, .faults = { .a = x->a } };
	x->now = x->r = (struct record){ .reg = ask->reg };
	if (!uuid_is_nil(&ask->id) && !x->hoped &&
	    !journal_record(x->v->journal, ask->reg, &ask->id, x->a, &x->now, &found, e))
		return false;
	if (!found)
		x->now = x->r;
	for (size_t i = 0; i < COUNT(steps) && step == STEP_ON; i++)
		step = steps[i](x, e);
	return step != STEP_FAILED;
}

/* Who sends a new record with its id, a phone, nearly always sends it once: it is taken for new, which its
 * insert proves.  With any other answer it is looked for, and all is asked again. */
static bool
save(struct saver *v, struct store *s, const struct save_ask *ask, struct arena *a, struct save_answer *out,
    struct err *e)
{
	struct saving x = { .v = v, .s = s, .ask = ask, .a = a, .out = out };

	x.hoped = ask->action == SAVE_PUT && ask->base == 0 && !ask->dry && !uuid_is_nil(&ask->id);
	if (!go_through(&x, e))
		return false;
	if (!x.hoped || out->result == SAVED_NEW)
		return true;
	x.hoped = false;
	return go_through(&x, e);
}

bool
record_save(struct saver *v, struct store *s, const struct save_ask *ask, struct arena *a,
    struct save_answer *out, struct err *e)
{
	v->begun = false;
	return saver_follow(v, s, e) && save(v, s, ask, a, out, e);
}

bool
record_save_next(struct saver *v, struct store *s, const struct save_ask *ask, struct arena *a,
    struct save_answer *out, struct err *e)
{
	return save(v, s, ask, a, out, e);
}

bool
save_explain(const struct save_answer *answer, struct err *e)
{
	if (answer->result == SAVE_HIDDEN)
		return err_set(e, ERR_NOT_FOUND, "access.hidden", _("There is no such record."));
	if (answer->result == SAVE_CONFLICT)
		return err_set(e, ERR_CONFLICT, "record.conflict",
		    _("Somebody changed this record meanwhile. Nothing of yours was written: look at it as it is "
		      "now, and change it again."));
	return err_set(e, ERR_DENIED, "access.refused",
	    _("Your role may not do that with this record. Nothing was changed."));
}
