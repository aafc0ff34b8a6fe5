/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What phones of the field app ask and send (docs/sync.md). */
#include "access/device.h"
#include "base/lang.h"
#include "web/pages.h"
#include "web/phone.h"
#include "web/web.h"

#include <time.h>

int64_t
utc_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void
put_uuid(struct json_writer *w, const char *key, const struct uuid *id)
{
	char text[37];

	js_key(w, key);
	uuid_format(id, text);
	if (uuid_is_nil(id))
		js_null(w);
	else
		js_cstr(w, text);
}

void
put_account(struct json_writer *w, const struct principal *who)
{
	js_key(w, "account");
	js_object(w);
	put_uuid(w, "id", &who->user);
	js_key(w, "login");
	js_str(w, who->reach.login);
	js_key(w, "role");
	js_cstr(w, role_name(who->reach.role));
	js_key(w, "lang");
	js_cstr(w, who->has_lang && who->lang == LANG_EN ? "en" : "fr");
	put_uuid(w, "staff", &who->reach.staff);
	js_end_object(w);
}

/* -- enrolling ------------------------------------------------------------------------------- */

struct enrolling {
	struct device dev;
	struct deed deed;
	struct principal who;
	char token[SECRET_TEXT_MAX];
};

/* The session of the sign-in was for this alone. */
static bool
job_enrol(void *ctx, struct store *s, struct err *e)
{
	struct enrolling *x = ctx;
	bool ended;

	return device_enrol(s, &x->dev, &x->deed, x->token, e) &&
	    session_end(s, &x->who.user, &x->who.session, &x->deed, &ended, e);
}

static void
tell_device(struct web_request *r, const struct enrolling *x)
{
	const struct sync_keys *k = &r->web->keys;
	struct json_writer *w = answer_json(r);
	uint8_t share[SYNC_KEY_BYTES];

	sync_share(k, &x->who.user, &x->dev.id, share);
	r->out->status = 201;
	js_object(w);
	put_uuid(w, "device", &x->dev.id);
	js_key(w, "token");
	js_cstr(w, x->token);
	js_key(w, "share");
	js_str(w, sync_text(r->arena, share, sizeof(share)));
	js_key(w, "receipt_key");
	js_str(w, sync_text(r->arena, k->receipt_public, SYNC_KEY_BYTES));
	js_key(w, "export_key");
	js_str(w, sync_text(r->arena, k->export_public, SYNC_KEY_BYTES));
	put_account(w, &x->who);
	js_key(w, "now");
	js_int(w, utc_ms());
	js_end_object(w);
}

bool
sync_enrol(struct web_request *r, struct err *e)
{
	struct sign_in ask = { .peer = r->http->peer, .device = STR("–"), .now_ms = r->now_ms };
	struct enrolling *x = arena_new(r->arena, struct enrolling);
	const struct json *body, *id;
	char session[SECRET_TEXT_MAX];
	int64_t wait_s = 0;

	if (!web_json(r, &body, e))
		return false;
	ask.login = js_text(js_get(body, "login"));
	ask.password = js_text(js_get(body, "password"));
	if (ask.login.p == NULL || ask.password.p == NULL)
		return err_set(e, ERR_INVALID, "access.body", _("Send login and password."));
	id = js_get(body, "device");
	if (js_kind(id) != JS_NULL && !uuid_parse(js_text(id), &x->dev.id))
		return err_set(e, ERR_INVALID, "access.body", _("“device” is a UUID, or is left out."));
	if (!sign_in(r->store, web_writer(r), &ask, r->arena, session, &x->who, &wait_s, e)) {
		if (wait_s > 0)
			http_add(r->out, "Retry-After", str_fmt(r->arena, "%lld", (long long)wait_s));
		return false;
	}
	if (!role_may(x->who.reach.role, PERMIT_SYNC))
		return err_set(e, ERR_DENIED, "device.role", _("This role has no field app."));
	x->dev.account = x->who.user;
	x->dev.name = js_text(js_get(body, "name"));
	x->dev.app = js_text(js_get(body, "app"));
	x->deed = (struct deed){ .actor = x->who.reach.login, .peer = r->http->peer, .now_ms = r->now_ms };
	if (!web_write(r, job_enrol, x, e))
		return false;
	tell_device(r, x);
	return true;
}

/* -- push ------------------------------------------------------------------------------------ */

struct push_job {
	struct web_request *r;
	int64_t now;
	const struct pusher *pusher;
	struct push push;
	struct push_ask ask;
	struct push_result *out;
};

static bool
job_push(void *ctx, struct store *s, struct err *e)
{
	struct push_job *j = ctx;
	struct device dev = { .id = j->push.device, .account = j->push.account, .app = j->push.app,
		.name = STR("–"), .skew = j->push.skew, .told_skew = j->push.told_now, .waiting = j->push.waiting };
	struct deed d = web_deed(j->r);

	lang_use(j->r->lang);
	/* A device's own token has made it known. */
	if (uuid_is_nil(&j->r->who.device) && !device_known(s, &dev, &d, e))
		return false;
	return push_write(j->pusher, s, &j->ask, j->r->arena, j->out, e) &&
	    device_told(s, &dev, j->r->now_ms, e);
}

static void
tell_corrected(struct json_writer *w, const struct push_entry *en)
{
	if (en->corrected == NULL)
		return;
	js_key(w, "corrected");
	js_object(w);
	for (size_t i = 0; i < en->n; i++)
		if (en->corrected[en->fields[i].field]) {
			js_key(w, en->reg->fields[en->fields[i].field].name);
			js_str(w, en->fields[i].text);
		}
	js_end_object(w);
}

static void
tell_result(struct json_writer *w, const struct push_entry *en, const struct push_result *r)
{
	js_object(w);
	put_uuid(w, "id", &en->id);
	js_key(w, "status");
	js_cstr(w, r->duplicate ? "duplicate" : push_status_name(r->status));
	if (r->duplicate) {
		js_key(w, "first");
		js_cstr(w, push_status_name(r->status));
	}
	js_key(w, "register");
	js_str(w, en->reg_name);
	put_uuid(w, "record", &en->record);
	js_key(w, "version");
	js_int(w, r->version);
	js_key(w, "receipt");
	js_str(w, r->receipt);
	tell_corrected(w, en);
	js_key(w, "errors");
	js_raw(w, r->errors);
	js_end_object(w);
}

static bool
tell_push(struct web_request *r, void *ctx, struct err *e)
{
	const struct push_job *j = ctx;
	struct json_writer *w = answer_json(r);

	(void)e;
	js_object(w);
	js_key(w, "now");
	js_int(w, j->now);
	js_key(w, "skew");
	if (j->push.told_now)
		js_int(w, j->push.skew);
	else
		js_null(w);
	js_key(w, "results");
	js_array(w);
	for (size_t i = 0; i < j->push.n; i++)
		tell_result(w, &j->push.v[i], &j->out[i]);
	js_end_array(w);
	js_end_object(w);
	return true;
}

bool
sync_push(struct web_request *r, struct err *e)
{
	struct push_job *j = arena_new(r->arena, struct push_job);
	const struct json *body;

	j->now = utc_ms();
	if (!web_json(r, &body, e) || !push_read(body, j->now, r->arena, &j->push, e))
		return false;
	if (!uuid_is_nil(&r->who.device) && !uuid_eq(&r->who.device, &j->push.device))
		return err_set(e, ERR_INVALID, "sync.body",
		    _("This token is that of another device. Nothing was written."));
	j->r = r;
	j->pusher = &r->web->pusher;
	j->push.account = r->who.user;
	j->ask = (struct push_ask){ &j->push, web_reach(r), r->now_ms, r->today };
	j->out = arena_array(r->arena, struct push_result, j->push.n + 1);
	return web_write_then(r, job_push, j, tell_push);
}
