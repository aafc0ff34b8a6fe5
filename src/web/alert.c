/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/alert.h"

#include <pthread.h>
#include <stdlib.h>

#include "access/setting.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "queries.h"
#include "record/journal.h"
#include "web/alert_post.h"
#include "web/phone.h"

#define LOOK_MS 1000         /* what another process wrote is seen within */
#define REST_MS 200          /* between two looks */
#define BEAT_MS 20000        /* a stream says that it is there */
#define POSITION "alert.position"

/* Somebody's open page. */
struct listener {
	struct http_stream *stream;
	struct uuid user;
	bool all;
	struct uuid *schemes;
	size_t n_schemes;
	enum lang lang;
	struct listener *next;
};

struct alerts {
	struct arena a;              /* of the thread's own connection */
	struct store *store;
	struct codes *codes;
	struct alerts_options o;
	struct poster *poster;
	pthread_t thread;
	pthread_mutex_t lock;        /* of what stands below */
	pthread_cond_t work;
	bool news, stop, joined;
	struct listener *listeners;
	size_t n;
	int64_t seen, beat;          /* the thread's */
};

/* -- who listens ----------------------------------------------------------------------------- */

static void
listener_free(struct listener *l)
{
	http_stream_end(l->stream);
	http_stream_unref(l->stream);
	free(l->schemes);
	free(l);
}

bool
alerts_tell(struct alerts *x, struct http_stream *stream, const struct uuid *user, const struct reach *who,
    enum lang lang)
{
	struct listener *l = calloc(1, sizeof(*l)), **at, *oldest = NULL;
	size_t mine = 0;

	if (l == NULL || (l->schemes = malloc((who->schemes.n + 1) * sizeof(struct uuid))) == NULL)
		abort();
	*l = (struct listener){ http_stream_ref(stream), *user, who->all, l->schemes, who->schemes.n, lang,
		NULL };
	if (who->schemes.n > 0)
		memcpy(l->schemes, who->schemes.v, who->schemes.n * sizeof(struct uuid));
	pthread_mutex_lock(&x->lock);
	for (at = &x->listeners; *at != NULL; at = &(*at)->next)
		if (uuid_eq(&(*at)->user, user)) {
			oldest = oldest == NULL ? *at : oldest;
			mine++;
		}
	if (mine >= ALERT_STREAMS_OF_ONE) {
		for (at = &x->listeners; *at != oldest; at = &(*at)->next)
			continue;
		*at = oldest->next;
		listener_free(oldest);
		x->n--;
		for (; *at != NULL; at = &(*at)->next)
			continue;
	}
	if (x->stop || x->n >= ALERT_STREAMS_MAX) {
		pthread_mutex_unlock(&x->lock);
		listener_free(l);
		return false;
	}
	*at = l;
	x->n++;
	pthread_mutex_unlock(&x->lock);
	return true;
}

/* Those who are gone are let go. With the lock. */
static void
send_all(struct alerts *x, const struct uuid *scheme, const struct str text[2])
{
	struct listener **at = &x->listeners;

	while (*at != NULL) {
		struct listener *l = *at;
		bool hears = scheme == NULL || l->all ||
		    uuid_set_has(&(struct uuid_set){ l->schemes, l->n_schemes }, scheme);

		if (!hears || http_stream_send(l->stream, text[l->lang])) {
			at = &l->next;
			continue;
		}
		*at = l->next;
		x->n--;
		listener_free(l);
	}
}

/* -- what is told ---------------------------------------------------------------------------- */

static struct str
event_of(const struct alert *alert, struct arena *a)
{
	struct json_writer w;
	struct buf b;

	buf_init_in(&b, a);
	buf_cstr(&b, "event: alert\ndata: ");
	js_init(&w, &b);
	js_object(&w);
	js_key(&w, "kind");
	js_cstr(&w, alert->help ? "help" : "weak_signal");
	js_key(&w, "said");
	js_str(&w, alert_said(alert, a));
	js_key(&w, "to");
	js_str(&w, alert_path(alert, a));
	js_key(&w, "at");
	js_int(&w, utc_ms());
	js_end_object(&w);
	buf_cstr(&b, "\n\n");
	return buf_text(&b);
}

static void
tell_pages(struct alerts *x, const struct alert *alert, struct arena *a)
{
	struct str text[2];

	for (int l = 0; l < 2; l++) {
		lang_use((enum lang)l);
		text[l] = event_of(alert, a);
	}
	lang_use(LANG_FR);
	pthread_mutex_lock(&x->lock);
	send_all(x, &alert->scheme, text);
	pthread_mutex_unlock(&x->lock);
}

/* -- the journal ----------------------------------------------------------------------------- */

struct outgoing {
	const struct alert *v;
	size_t n;
	bool mail, hook;
	int64_t seen;
};

/* Job: what leaves the house stands in the store until it is out. */
static bool
job_out(void *ctx, struct store *s, struct err *e)
{
	const struct outgoing *o = ctx;
	int64_t now = utc_ms();
	struct arena a;
	bool ok = true;

	arena_init(&a);
	for (size_t i = 0; ok && i < o->n; i++) {
		const struct alert *v = &o->v[i];

		ok = (!o->mail || sql_alert_put(s, v->pos, STR("mail"), v->reg, &v->record, now, e)) &&
		    (!o->hook || sql_alert_put(s, v->pos, STR("hook"), v->reg, &v->record, now, e));
	}
	ok = ok && sql_meta_put(s, STR(POSITION), str_fmt(&a, "%lld", (long long)o->seen), e);
	arena_release(&a);
	return ok;
}

static bool
put_out(struct alerts *x, struct outgoing *out, struct arena *a, struct err *e)
{
	struct setting_values v;

	if (!settings_read(x->store, a, &v, e))
		return false;
	out->mail = v.text[SETTING_ALERT_MAIL].n > 0 && v.text[SETTING_ALERT_SERVER].n > 0;
	out->hook = v.text[SETTING_ALERT_HOOK].n > 0;
	if (!writer_do(x->o.writer, job_out, out, e))
		return false;
	if (out->mail || out->hook)
		poster_nudge(x->poster);
	return true;
}

/* What there is behind what was seen; an alert whose record is gone again is none. */
static bool
look(struct alerts *x, struct arena *a, struct err *e)
{
	struct alert *v = arena_array(a, struct alert, ALERTS_AT_ONCE);
	struct outgoing out = { .v = v };
	struct sql_alert_after row;
	struct rows *rows;
	size_t n = 0;
	int64_t end;
	bool more;

	if (!journal_position(x->store, &end, e) || end == x->seen)
		return end == x->seen;
	if (!sql_alert_after(x->store, x->seen, &rows, e))
		return false;
	for (;;) {
		if (!sql_alert_after_next(rows, &row, &more, e))
			return false;
		if (!more)
			break;
		v[n].pos = row.pos;
		v[n].reg = str_dup(a, row.reg);
		memcpy(v[n].record.b, row.record.p, sizeof(v->record.b));
		n++;
	}
	x->seen = n == ALERTS_AT_ONCE ? v[n - 1].pos : end;
	for (size_t i = 0; i < n; i++) {
		bool found;

		if (!alert_read(x->store, x->codes, &v[i], a, &found, e))
			return false;
		if (!found)
			continue;
		v[out.n] = v[i];
		tell_pages(x, &v[out.n++], a);
	}
	out.seen = x->seen;
	return out.n == 0 || put_out(x, &out, a, e);
}

static void
beat(struct alerts *x)
{
	static const struct str text[2] = { { ":\n\n", 3 }, { ":\n\n", 3 } };

	if (clock_ms() - x->beat < BEAT_MS)
		return;
	x->beat = clock_ms();
	pthread_mutex_lock(&x->lock);
	send_all(x, NULL, text);
	pthread_mutex_unlock(&x->lock);
}

static void *
work(void *ctx)
{
	struct alerts *x = ctx;

	lang_use(LANG_FR);
	pthread_mutex_lock(&x->lock);
	while (!x->stop) {
		struct err e = { .kind = ERR_NONE };
		struct arena a;
		int64_t until = clock_ms() + LOOK_MS, rest = clock_ms() + REST_MS;

		while (!x->news && !x->stop && clock_cond_wait(&x->work, &x->lock, until) == 0)
			continue;
		x->news = false;
		pthread_mutex_unlock(&x->lock);
		arena_init(&a);
		if (!look(x, &a, &e))
			log_line(LOG_WARN, "event=alerts key=%s", e.key);
		arena_release(&a);
		beat(x);
		pthread_mutex_lock(&x->lock);
		while (!x->stop && clock_ms() < rest && clock_cond_wait(&x->work, &x->lock, rest) == 0)
			continue;
	}
	while (x->listeners != NULL) {
		struct listener *l = x->listeners;

		x->listeners = l->next;
		listener_free(l);
	}
	pthread_mutex_unlock(&x->lock);
	return NULL;
}

/* Where the last server stopped to look; the end when there was none. */
static bool
begin(struct alerts *x, struct err *e)
{
	struct sql_meta_get row;
	bool found;

	if (!store_again(x->o.like, STORE_READ, &x->a, &x->store, e) ||
	    !codes_open(x->store, &x->a, &x->codes, e) ||
	    !sql_meta_get(x->store, STR(POSITION), &x->a, &row, &found, e))
		return false;
	return (found && str_int(row.value, &x->seen)) || journal_position(x->store, &x->seen, e);
}

bool
alerts_start(const struct alerts_options *o, struct arena *a, struct alerts **out, struct err *e)
{
	struct alerts *x = arena_new(a, struct alerts);

	arena_init(&x->a);
	x->o = *o;
	x->beat = clock_ms();
	pthread_mutex_init(&x->lock, NULL);
	clock_cond_init(&x->work);
	if (!begin(x, e) || !poster_start(o, &x->a, &x->poster, e)) {
		arena_release(&x->a);
		return false;
	}
	if (pthread_create(&x->thread, NULL, work, x) != 0) {
		poster_stop(x->poster);
		arena_release(&x->a);
		return err_set(e, ERR_UNAVAILABLE, "alerts.thread", _("The system gives no thread."));
	}
	*out = x;
	return true;
}

void
alerts_nudge(struct alerts *x)
{
	if (x == NULL)
		return;
	pthread_mutex_lock(&x->lock);
	if (!x->news)
		pthread_cond_signal(&x->work);
	x->news = true;
	pthread_mutex_unlock(&x->lock);
}

void
alerts_stop(struct alerts *x)
{
	if (x == NULL || x->joined)
		return;
	pthread_mutex_lock(&x->lock);
	x->stop = true;
	pthread_cond_broadcast(&x->work);
	pthread_mutex_unlock(&x->lock);
	pthread_join(x->thread, NULL);
	poster_stop(x->poster);
	x->joined = true;
	pthread_cond_destroy(&x->work);
	pthread_mutex_destroy(&x->lock);
	arena_release(&x->a);
}
