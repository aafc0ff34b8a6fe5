/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Devices of the field app, and a queue of one that comes as a file. */
#include "web/page_phones.h"

#include "base/lang.h"
#include "phones.html.h"
#include "sync/queue.h"
#include "web/pages.h"
#include "web/phone.h"
#include "web/show.h"
#include "web/web.h"

#define SKEW_TOLD_MS 120000

/* -- lines ----------------------------------------------------------------------------------- */

static struct str
under_of(struct web_request *r, const struct device *d)
{
	struct arena *a = r->arena;
	int64_t off = d->skew < 0 ? -d->skew : d->skew;
	struct buf b;

	buf_init_in(&b, a);
	buf_fmt(&b, _("last seen on %.*s"), STR_A(show_instant(a, d->seen_at)));
	if (d->app.n > 0)
		buf_fmt(&b, _(", app %.*s"), STR_A(d->app));
	if (off > SKEW_TOLD_MS)
		buf_fmt(&b, d->skew > 0 ? _(", its clock is %lld min ahead") : _(", its clock is %lld min late"),
		    (long long)(off / 60000));
	if (d->waiting > 0)
		buf_fmt(&b, lang_plural(", %lld record waits on it", ", %lld records wait on it", d->waiting),
		    (long long)d->waiting);
	return buf_text(&b);
}

const struct phone_line *
phone_lines(struct web_request *r, const struct device *v, size_t n, bool whose)
{
	struct phone_line *out = arena_array(r->arena, struct phone_line, n + 1);

	for (size_t i = 0; i < n; i++) {
		char id[37];

		uuid_format(&v[i].id, id);
		out[i] = (struct phone_line){
			.name = whose ? str_fmt(r->arena, STR_F " – " STR_F, STR_A(v[i].login), STR_A(v[i].name)) :
			    v[i].name,
			.under = under_of(r, &v[i]), .id = str_dup(r->arena, str_of(id)), .revoked = v[i].revoked_at != 0,
		};
	}
	return out;
}

/* -- of one's people ------------------------------------------------------------------------- */

/* Whether whoever has it works where the reader leads; an administrator and the head office see all. */
static bool
is_mine(struct web_request *r, const struct uuid *account, bool *mine, struct err *e)
{
	const struct reach *me = web_reach(r);
	struct principal who;
	struct account acc;
	bool found;

	*mine = me->all || me->role == ROLE_ADMINISTRATOR;
	if (*mine)
		return true;
	if (!account_read(r->store, account, r->arena, &acc, &found, e) ||
	    (found && !principal_of(r->store, &acc, r->arena, &who, e)))
		return false;
	for (size_t i = 0; found && !who.reach.all && i < who.reach.schemes.n && !*mine; i++)
		*mine = uuid_set_has(&me->schemes, &who.reach.schemes.v[i]);
	return true;
}

bool
page_devices(struct web_request *r, struct err *e)
{
	struct phones_view v = { .action = URL("/devices/revoke") };
	struct device *all;
	struct shell s;
	size_t n, k = 0;

	if (!device_list(r->store, NULL, r->arena, &all, &n, e))
		return false;
	for (size_t i = 0; i < n; i++) {
		bool mine;

		if (!is_mine(r, &all[i].account, &mine, e))
			return false;
		if (mine)
			all[k++] = all[i];
	}
	v.v = phone_lines(r, all, k, true);
	v.n = k;
	v.head = (struct page_head){ .title = str_of(_("Phones")),
		.under = str_of(_("Those of the people you lead. Where they are, nobody knows here.")) };
	shell_of(r, v.head.title, &s);
	draw_phones(answer_page(r, 200), &s, &v);
	return true;
}

struct revoking {
	struct uuid id;
	struct deed deed;
	bool revoked;
};

static bool
job_revoke(void *ctx, struct store *s, struct err *e)
{
	struct revoking *x = ctx;

	return device_revoke(s, &x->id, &x->deed, &x->revoked, e);
}

static bool
revoke(struct web_request *r, bool own, struct str back, struct err *e)
{
	struct revoking x = { .deed = web_deed(r) };
	const struct form *f;
	struct device dev;
	bool found = false, mine = false;

	if (!web_form(r, &f, e))
		return false;
	if (uuid_parse(form_get(f, "device"), &x.id) &&
	    !device_read(r->store, &x.id, r->arena, &dev, &found, e))
		return false;
	if (found && own)
		mine = uuid_eq(&dev.account, &r->who.user);
	else if (found && !is_mine(r, &dev.account, &mine, e))
		return false;
	if (!mine)
		return err_set(e, ERR_NOT_FOUND, "device.missing",
		    _("There is no such device, or it was revoked before."));
	if (!web_write(r, job_revoke, &x, e))
		return false;
	answer_redirect(r, back);
	return true;
}

bool
page_devices_revoke(struct web_request *r, struct err *e)
{
	return revoke(r, false, STR("/devices"), e);
}

bool
page_me_revoke(struct web_request *r, struct err *e)
{
	return revoke(r, true, STR("/me"), e);
}

/* -- a queue as a file ----------------------------------------------------------------------- */

static bool
show_queue(struct web_request *r, int status, struct queue_view *v)
{
	struct shell s;

	v->head = (struct page_head){ .title = str_of(_("A phone’s queue")) };
	v->file = (struct input_view){ .kind = INPUT_FILE, .name = STR("file"), .label = str_of(_("File")),
		.required = true, .accept = STR(".mlq") };
	shell_of(r, v->head.title, &s);
	draw_queue_file(answer_page(r, status), &s, v);
	return true;
}

bool
page_import_queue(struct web_request *r, struct err *e)
{
	(void)e;
	return show_queue(r, 200, &(struct queue_view){ .fault = STR_NONE });
}

struct bringing {
	struct web_request *r;
	struct push push;
	struct push_ask ask;
	struct push_result *out;
};

static bool
job_bring(void *ctx, struct store *s, struct err *e)
{
	struct bringing *x = ctx;

	lang_use(x->r->lang);
	return push_write(&x->r->web->pusher, s, &x->ask, x->r->arena, x->out, e);
}

/* As its device would have pushed it, which its token proves. */
static bool
bring(struct web_request *r, struct str file, struct str *done, struct err *e)
{
	struct bringing x = { .r = r };
	struct principal *who = arena_new(r->arena, struct principal);
	const struct json *body;
	size_t n[3] = { 0 };
	bool found = false;

	if (!queue_open(&r->web->keys, file, r->arena, &body, e) ||
	    !push_read(body, utc_ms(), r->arena, &x.push, e) ||
	    !principal_find(r->store, x.push.token, r->now_ms, r->arena, who, &found, e))
		return false;
	if (!found || !uuid_eq(&who->device, &x.push.device))
		return err_set(e, ERR_INVALID, "queue.device",
		    _("The device of this queue is not known any more: it was revoked, or enrolled anew. Nothing was "
		      "changed."));
	x.push.account = who->user;
	x.ask = (struct push_ask){ &x.push, &who->reach, r->now_ms, r->today };
	x.out = arena_array(r->arena, struct push_result, x.push.n + 1);
	if (!web_write(r, job_bring, &x, e))
		return false;
	for (size_t i = 0; i < x.push.n; i++)
		n[x.out[i].status]++;
	*done = str_fmt(r->arena, _("Stored: %zu, in conflict: %zu, refused: %zu."), n[PUSH_STORED],
	    n[PUSH_CONFLICT], n[PUSH_REFUSED]);
	return true;
}

bool
page_import_queue_send(struct web_request *r, struct err *e)
{
	struct queue_view v = { .fault = STR_NONE };
	const struct form_file *file;
	const struct form *f;

	if (!web_form(r, &f, e))
		return false;
	file = form_file(f, "file");
	if (file == NULL || file->name.n == 0) {
		v.fault = str_of(_("Choose a file first. Nothing was changed."));
	} else if (!bring(r, file->bytes, &v.done, e)) {
		if (e->kind != ERR_INVALID)
			return false;
		v.fault = str_dup(r->arena, str_of(e->text));
	}
	return show_queue(r, v.fault.n > 0 ? 422 : 200, &v);
}
