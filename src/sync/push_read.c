/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A push as it came, to entries. */
#include "base/date.h"
#include "base/lang.h"
#include "base/text.h"
#include "record/cell.h"
#include "sync/clock.h"
#include "sync/push.h"

struct reading {
	struct arena *a;
	struct push *out;
	int64_t now, mono;       /* of the push */
	struct str boot;
};

static bool
wrong(struct err *e, size_t place, const char *what)
{
	return err_set(e, ERR_INVALID, "sync.body",
	    _("Entry %zu: “%s” is missing or is not what it should be. Nothing was written."), place, what);
}

static bool
take_uuid(const struct json *j, struct uuid *out)
{
	return js_text(j).p != NULL && uuid_parse(js_text(j), out) && !uuid_is_nil(out);
}

/* -- fields ---------------------------------------------------------------------------------- */

static bool
take_field(void *ctx, struct str key, const struct json *v)
{
	struct push_entry *en = ctx;
	int i = reg_field(en->reg, key);
	struct fault at = { .reg = en->reg, .column = key, .code = "unknown_field" };

	if (str_is(key, "deleted") && i < 0)
		en->action = js_integer(v) != 0 ? SAVE_DELETE : SAVE_RESTORE;
	else if (str_is(key, "source_id"))
		en->source_id = js_text(v);
	else if (i < 0)
		fault_add(&en->faults, &at, _("“%.*s” is no field of this register."), STR_A(key));
	else if ((en->reg->fields[i].flags & FIELD_DERIVED) == 0)
		en->fields[en->n++] = (struct save_field){ .field = (size_t)i, .json = v };
	return true;
}

static struct save_field *
field_asked(struct push_entry *en, struct str name)
{
	for (size_t i = 0; i < en->n; i++)
		if (str_is(name, en->reg->fields[en->fields[i].field].name))
			return &en->fields[i];
	return NULL;
}

/* Whether all that the app took from the clock can be put right within the day; does so with `a`. */
static bool
correct(struct push_entry *en, const struct json *clocked, struct arena *a)
{
	for (size_t i = 0; i < js_count(clocked); i++) {
		struct save_field *f = field_asked(en, js_text(js_at(clocked, i)));
		int minute;
		char text[6];

		if (f == NULL || en->reg->fields[f->field].type != FIELD_CLOCK ||
		    !clock_parse(js_text(f->json), &minute))
			continue;
		if (!clock_moved(minute, en->off, &minute))
			return false;
		if (a == NULL)
			continue;
		clock_format(minute, text);
		*f = (struct save_field){ .field = f->field, .text = str_dup(a, str_of(text)) };
		en->corrected[f->field] = true;
	}
	return true;
}

static void
take_clock(struct reading *x, struct push_entry *en, const struct json *j)
{
	struct clock_ask ask = {
		.now = x->now, .at = en->at, .mono = x->mono, .noted_mono = js_integer(js_get(j, "mono")),
		.same_run = x->boot.n > 0 && str_eq(js_text(js_get(j, "boot")), x->boot),
	};
	const struct json *clocked = js_get(j, "clocked");

	en->off = clock_off(&ask);
	en->off_known = clock_known(&ask);
	en->timed = (en->base == 0 && uuid_is_nil(&en->base_entry)) || js_count(clocked) > 0;
	if (en->off == 0 || js_kind(clocked) != JS_ARRAY || en->reg == NULL || !correct(en, clocked, NULL))
		return;
	en->corrected = arena_array(x->a, bool, en->reg->n_fields);
	(void)!correct(en, clocked, x->a);
}

/* -- entries --------------------------------------------------------------------------------- */

static bool
take_base(const struct json *j, struct push_entry *en)
{
	switch (js_kind(j)) {
	case JS_NULL:
		return true;
	case JS_INT:
		en->base = js_integer(j);
		return en->base >= 0;
	case JS_STR:
		return take_uuid(j, &en->base_entry);
	case JS_BOOL:
	case JS_REAL:
	case JS_ARRAY:
	case JS_OBJECT:
		break;
	}
	return false;
}

static bool
take_entry(struct reading *x, const struct json *j, size_t place, struct push_entry *en, struct err *e)
{
	struct str catalogue = js_text(js_get(j, "catalogue"));

	*en = (struct push_entry){ .action = SAVE_PUT, .faults = { .a = x->a } };
	if (!take_uuid(js_get(j, "id"), &en->id))
		return wrong(e, place, "id");
	if (!take_uuid(js_get(j, "record"), &en->record))
		return wrong(e, place, "record");
	en->reg_name = js_text(js_get(j, "register"));
	if (en->reg_name.n == 0 || en->reg_name.n > 64)
		return wrong(e, place, "register");
	en->said = js_get(j, "fields");
	if (js_kind(en->said) != JS_OBJECT)
		return wrong(e, place, "fields");
	if (!take_base(js_get(j, "base"), en))
		return wrong(e, place, "base");
	if (js_kind(js_get(j, "at")) != JS_INT || js_integer(js_get(j, "at")) <= 0)
		return wrong(e, place, "at");
	en->at = js_integer(js_get(j, "at"));
	en->reason = js_text(js_get(j, "reason"));
	if (catalogue.p != NULL && (!day_parse(catalogue, &en->catalogue) ||
	        en->catalogue > (int32_t)(x->now / 86400000) + 1))
		return wrong(e, place, "catalogue");
	en->reg = reg_find(en->reg_name);
	if (en->reg != NULL) {
		en->fields = arena_array(x->a, struct save_field, en->reg->n_fields);
		js_each(en->said, take_field, en);
	}
	take_clock(x, en, j);
	return true;
}

bool
push_read(const struct json *body, int64_t now, struct arena *a, struct push *out, struct err *e)
{
	const struct json *entries = js_get(body, "entries"), *told = js_get(body, "now");
	struct reading x = { .a = a, .out = out, .now = now, .mono = js_integer(js_get(body, "mono")),
		.boot = js_text(js_get(body, "boot")) };

	*out = (struct push){ .app = js_text(js_get(body, "app")), .token = js_text(js_get(body, "token")) };
	if (js_kind(body) != JS_OBJECT || !take_uuid(js_get(body, "device"), &out->device) ||
	    js_kind(entries) != JS_ARRAY)
		return err_set(e, ERR_INVALID, "sync.body",
		    _("A push is an object with “device”, a UUID, and “entries”, a list. Nothing was written."));
	if (js_count(entries) > PUSH_MAX)
		return err_set(e, ERR_INVALID, "sync.body",
		    _("At most %d entries go into one push. Nothing was written."), PUSH_MAX);
	out->device_text = uuid_text(a, &out->device);
	/* A file tells when it was made, not what time it is now. */
	out->told_now = js_kind(told) == JS_INT && out->token.p == NULL;
	out->skew = out->told_now ? js_integer(told) - now : 0;
	out->waiting = js_integer(js_get(body, "waiting"));
	out->n = js_count(entries);
	out->v = arena_array(a, struct push_entry, out->n);
	for (size_t i = 0; i < out->n; i++)
		if (!take_entry(&x, js_at(entries, i), i + 1, &out->v[i], e))
			return false;
	return true;
}
