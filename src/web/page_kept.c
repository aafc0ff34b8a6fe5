/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What phones sent and was not stored: both versions side by side, to choose, to merge, to mend. */
#include "base/lang.h"
#include "phones.html.h"
#include "record/cell.h"
#include "record/journal.h"
#include "sync/kept.h"
#include "web/page_phones.h"
#include "web/pages.h"
#include "web/records.h"
#include "web/show.h"
#include "web/web.h"

/* -- the list -------------------------------------------------------------------------------- */

static struct str
register_of(const struct kept *k)
{
	const struct reg *g = reg_find(k->reg);

	return g != NULL ? str_of(lang_text(g->label)) : k->reg;
}

bool
page_kepts(struct web_request *r, struct err *e)
{
	struct kepts_view v = { .n = 0 };
	struct kept_line *lines;
	struct kept *all;
	struct shell s;

	if (!kept_list(r->store, web_reach(r), r->arena, &all, &v.n, e))
		return false;
	lines = arena_array(r->arena, struct kept_line, v.n + 1);
	for (size_t i = 0; i < v.n; i++) {
		char id[37];

		uuid_format(&all[i].id, id);
		lines[i] = (struct kept_line){ .title = register_of(&all[i]),
			.under = str_fmt(r->arena, _("sent by %.*s, arrived on %.*s"), STR_A(all[i].login),
			    STR_A(show_instant(r->arena, all[i].kept_at))),
			.state = str_of(all[i].status == PUSH_CONFLICT ? _("two versions") : _("refused")),
			.to = { str_fmt(r->arena, "/validate/kept/%s", id) } };
	}
	v.v = lines;
	v.empty = (struct empty_place){ .icon = "check-circle", .title = str_of(_("Nothing waits")),
		.text = str_of(_("All that phones sent was stored.")) };
	v.head = (struct page_head){ .title = str_of(_("Sent, and not stored")),
		.under = str_of(_("What a rule refused, or what two people changed at once. It stays until you "
		    "settle it.")) };
	shell_of(r, v.head.title, &s);
	draw_kepts(answer_page(r, 200), &s, &v);
	return true;
}

/* -- one of them ----------------------------------------------------------------------------- */

struct keeping {
	struct web_request *r;
	struct kept k;
	const struct reg *reg;       /* NULL: this program has no such register */
	const struct json *said;     /* its fields */
	struct record now;           /* as it stands */
	bool there;
	struct kept_view v;
	struct show *show;
};

static bool
read_kept(struct keeping *x, struct web_request *r, struct err *e)
{
	struct uuid id;
	bool found;

	*x = (struct keeping){ .r = r, .show = show_new(r) };
	if (!web_param_uuid(r, "id", &id, e) ||
	    !kept_read(r->store, web_reach(r), &id, r->arena, &x->k, &found, e))
		return false;
	if (!found)
		return err_set(e, ERR_NOT_FOUND, "kept.missing", _("There is nothing of that kind here."));
	x->reg = reg_find(x->k.reg);
	x->v.over = x->k.settled.p != NULL;
	if (!js_parse(r->arena, x->k.fields, &x->said, e))
		return false;
	if (x->reg != NULL &&
	    !record_read(r->store, r->codes, x->reg, &x->k.record, r->arena, &x->now, &x->there, e))
		return false;
	return true;
}

/* What a phone sent, as somebody would type it. */
static struct str
typed(struct keeping *x, const struct field *f, const struct json *v)
{
	struct cell c;
	struct buf b;

	if (js_kind(v) == JS_STR)
		return js_text(v);
	if (js_kind(v) == JS_NULL || !cell_of_json(v, f, x->r->codes, x->r->arena, &c))
		return STR("");
	buf_init_in(&b, x->r->arena);
	cell_text(&b, f, &c, x->r->codes);
	return b.n > 0 ? buf_text(&b) : STR("");
}

static struct str
fault_of(const struct web_request *r, const struct field *f)
{
	for (size_t i = 0; i < r->faults.n; i++)
		if (r->faults.v[i].field == f)
			return r->faults.v[i].text;
	return STR_NONE;
}

static bool
fields_of(struct keeping *x, const struct form *form, struct err *e)
{
	struct kept_field *v = arena_array(x->r->arena, struct kept_field, x->reg->n_fields);

	for (size_t i = 0; i < x->reg->n_fields; i++) {
		const struct field *f = &x->reg->fields[i];
		const struct json *said = js_get(x->said, f->name);
		struct kept_field *k = &v[x->v.n];
		struct table_cell cell = { .text = STR_NONE };

		if (said == NULL || (f->flags & FIELD_DERIVED) != 0)
			continue;
		*k = (struct kept_field){ .name = str_of(f->name), .label = str_of(lang_text(f->label)),
			.fault = fault_of(x->r, f) };
		if (x->there && !show_cell(x->show, f, &x->now.cells[i], &cell, e))
			return false;
		k->now = cell.text.p != NULL ? cell.text : STR("");
		/* One code or one record is typed by its name too. */
		if (x->k.status == PUSH_CONFLICT ||
		    (form == NULL && (f->type == FIELD_CODE || f->type == FIELD_REF))) {
			if (!show_said(show_words(x->show), f, said, &k->sent, e))
				return false;
		} else {
			k->sent = form != NULL ? form_get(form, f->name) : typed(x, f, said);
		}
		k->differs = !str_eq(k->now, k->sent);
		x->v.n_differ += k->differs;
		x->v.n++;
	}
	x->v.v = v;
	return true;
}

static bool
errors_of(struct keeping *x, struct err *e)
{
	const struct json *list;
	struct str *v;

	if (!js_parse(x->r->arena, x->k.errors, &list, e))
		return false;
	x->v.n_errors = js_count(list);
	v = arena_array(x->r->arena, struct str, x->v.n_errors + 1);
	for (size_t i = 0; i < x->v.n_errors; i++)
		v[i] = js_text(js_get(js_at(list, i), "message"));
	x->v.errors = v;
	return true;
}

static bool
show_kept(struct keeping *x, int status, const struct form *form, struct err *e)
{
	struct web_request *r = x->r;
	struct shell s;

	x->v.conflict = x->k.status == PUSH_CONFLICT;
	x->v.why = str_of(x->v.conflict ? _("Two people changed this record: choose field by field") :
	    _("This was refused: mend it, or put it aside"));
	x->v.action = (struct url){ r->http->path };
	if (x->there && !x->now.deleted)
		x->v.record = show_record(r, x->reg, &x->now.id);
	if ((x->reg != NULL && !fields_of(x, form, e)) || !errors_of(x, e))
		return false;
	x->v.head = (struct page_head){ .title = register_of(&x->k),
		.under = str_fmt(r->arena, _("sent by %.*s, arrived on %.*s"), STR_A(x->k.login),
		    STR_A(show_instant(r->arena, x->k.kept_at))) };
	shell_of(r, x->v.head.title, &s);
	draw_kept(answer_page(r, status), &s, &x->v);
	return true;
}

bool
page_kept(struct web_request *r, struct err *e)
{
	struct keeping x;

	return read_kept(&x, r, e) && show_kept(&x, 200, NULL, e);
}

/* -- settling -------------------------------------------------------------------------------- */

struct settling {
	struct keeping *x;
	struct save_ask ask;
	bool save;
	const char *how;
	struct save_answer answer;
};

/* The record and that it is settled stand or fall together. */
static bool
job_settle(void *ctx, struct store *s, struct err *e)
{
	struct settling *j = ctx;
	struct web_request *r = j->x->r;

	lang_use(r->lang);
	if (j->save && !record_save(r->web->saver, s, &j->ask, r->arena, &j->answer, e))
		return false;
	if (j->save && j->answer.result > SAVED_SAME)
		return true;
	return kept_settle(s, &j->x->k.id, j->how, r->now_ms, web_reach(r)->login, e);
}

static bool
is_taken(const struct form *f, const char *name)
{
	struct str all[64];
	size_t n = form_all(f, "take", all, COUNT(all));

	for (size_t i = 0; i < n && i < COUNT(all); i++)
		if (str_is(all[i], name))
			return true;
	return false;
}

/* What is taken over, field by field. */
static void
ask_of(struct settling *j, const struct form *f, struct str how)
{
	struct keeping *x = j->x;
	struct save_field *fields = arena_array(x->r->arena, struct save_field, x->reg->n_fields);

	j->ask = (struct save_ask){ .action = SAVE_PUT, .reg = x->reg, .who = web_reach(x->r), .id = x->k.record,
		.base = x->there ? x->now.version : 0, .fields = fields, .now_ms = x->r->now_ms,
		.today = x->r->today, .reason = str_fmt(x->r->arena, _("Sent by %.*s, settled by hand"),
		    STR_A(x->k.login)) };
	for (size_t i = 0; i < x->reg->n_fields; i++) {
		const struct field *field = &x->reg->fields[i];
		const struct json *said = js_get(x->said, field->name);

		if (said == NULL || (field->flags & FIELD_DERIVED) != 0 ||
		    (str_is(how, "merge") && !is_taken(f, field->name)))
			continue;
		fields[j->ask.n++] = str_is(how, "mend") ?
		    (struct save_field){ .field = i, .text = form_get(f, field->name) } :
		    (struct save_field){ .field = i, .json = said };
	}
	j->save = j->ask.n > 0;
}

bool
page_kept_send(struct web_request *r, struct err *e)
{
	struct settling j = { .how = "dropped", .answer = { .result = SAVED_SAME } };
	struct keeping x;
	const struct form *f;
	struct str how;

	if (!read_kept(&x, r, e) || !web_form(r, &f, e))
		return false;
	if (x.v.over)
		return show_kept(&x, 409, NULL, e);
	j.x = &x;
	how = form_get(f, "how");
	if (x.reg != NULL && (str_is(how, "merge") || str_is(how, "take") || str_is(how, "mend"))) {
		ask_of(&j, f, how);
		j.how = str_is(how, "merge") ? "merged" : str_is(how, "take") ? "chosen" : "mended";
	} else if (!str_is(how, "drop")) {
		return err_set(e, ERR_INVALID, "kept.how",
		    _("This form is not whole. Nothing was changed. Go back to the page and try again."));
	}
	if (!web_write(r, job_settle, &j, e))
		return false;
	if (j.save && !save_succeeded(r, &j.answer, e)) {
		x.v.fault = str_dup(r->arena, str_of(e->text));
		return show_kept(&x, 422, f, e);
	}
	answer_redirect(r, STR("/validate/kept"));
	return true;
}
