/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/alert_post.h"

#include <pthread.h>

#include "access/setting.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "queries.h"
#include "record/journal.h"
#include "sync/receipt.h"
#include "web/phone.h"
#include "web/post.h"

#define LOOK_MS 5000
#define CLAIM_MS 60000       /* longer than anything that is sent takes */
#define BACK_MS 15000        /* the second try; each further one waits twice as long */
#define TRIES_MAX 8
#define KEEP_MS (30LL * 86400000)

/* -- an alert -------------------------------------------------------------------------------- */

bool
alert_read(struct store *s, const struct codes *codes, struct alert *alert, struct arena *a, bool *found,
    struct err *e)
{
	const struct reg *g = reg_find(alert->reg), *schemes = reg_find(STR("scheme"));
	struct record r, scheme;
	int at;

	*found = false;
	if (g == NULL)
		return true;
	if (!record_read(s, codes, g, &alert->record, a, &r, found, e))
		return false;
	at = reg_field(g, STR("scheme"));
	*found = *found && !r.deleted && r.cells[at].set;
	if (!*found)
		return true;
	alert->scheme = r.cells[at].u;
	alert->help = strcmp(g->name, "help_call") == 0;
	if (!record_read(s, codes, schemes, &alert->scheme, a, &scheme, found, e))
		return false;
	at = reg_field(schemes, STR("name"));
	alert->scheme_name = *found && scheme.cells[at].set ? scheme.cells[at].s : STR("?");
	*found = true;
	return true;
}

struct str
alert_said(const struct alert *alert, struct arena *a)
{
	return str_fmt(a, alert->help ? _("A team calls for help: %.*s") : _("A weak signal was noted: %.*s"),
	    STR_A(alert->scheme_name));
}

struct str
alert_path(const struct alert *alert, struct arena *a)
{
	char id[37];

	uuid_format(&alert->record, id);
	return str_fmt(a, "/r/" STR_F "/%s", STR_A(alert->reg), id);
}

/* -- the thread ------------------------------------------------------------------------------ */

struct poster {
	struct arena a;
	struct store *store;
	struct codes *codes;
	struct alerts_options o;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t work;
	bool news, stop;
};

/* One way of one alert. */
struct errand {
	int64_t pos, next_at, tries, done_at;
	struct str way, trouble;
	struct alert alert;
	bool mine;
};

/* Job: takes it for this server, for a while. */
static bool
job_claim(void *ctx, struct store *s, struct err *e)
{
	struct errand *x = ctx;
	struct sql_alert_state row;
	struct arena a;
	bool found, ok;

	arena_init(&a);
	ok = sql_alert_state(s, x->pos, x->way, &a, &row, &found, e);
	x->mine = ok && found && row.done_at == 0 && row.next_at == x->next_at;
	x->next_at = utc_ms() + CLAIM_MS;
	ok = ok && (!x->mine || sql_alert_set(s, x->pos, x->way, x->next_at, x->tries + 1, 0, STR_NONE, e));
	arena_release(&a);
	return ok;
}

static bool
job_done(void *ctx, struct store *s, struct err *e)
{
	struct errand *x = ctx;

	return sql_alert_set(s, x->pos, x->way, x->next_at, x->tries + 1, x->done_at, x->trouble, e) &&
	    sql_alert_tidy(s, utc_ms() - KEEP_MS, e);
}

static bool
send_mail(struct poster *p, const struct setting_values *v, const struct alert *alert, struct arena *a,
    struct err *e)
{
	struct str said = alert_said(alert, a), from = v->text[SETTING_ALERT_FROM];
	struct mail m = { .server = v->text[SETTING_ALERT_SERVER], .to = v->text[SETTING_ALERT_MAIL],
		.from = from.n > 0 ? from : v->text[SETTING_ALERT_MAIL], .subject = said, .at = utc_ms() };

	if (from.n == 0)
		m.from = str_trim(str_sub(m.from, 0, str_find(m.from, ',')));
	m.text = p->o.origin.p == NULL ? str_fmt(a, "%.*s.\n\n%s\n", STR_A(said),
	        _("Open Maillage to see what it is about.")) :
	    str_fmt(a, "%.*s.\n\n%.*s%.*s\n", STR_A(said), STR_A(p->o.origin), STR_A(alert_path(alert, a)));
	return post_mail(&m, a, e);
}

/* What is signed is the time, a point and the body, by the key of receipts. */
static bool
send_note(struct poster *p, const struct setting_values *v, const struct alert *alert, struct arena *a,
    struct err *e)
{
	uint8_t signature[SYNC_SIGNATURE_BYTES];
	struct note n = { .to = v->text[SETTING_ALERT_HOOK], .at = str_fmt(a, "%lld", (long long)utc_ms()) };
	struct str path = alert_path(alert, a), said;
	struct json_writer w;
	struct buf b;

	buf_init_in(&b, a);
	js_init(&w, &b);
	js_object(&w);
	js_key(&w, "kind");
	js_cstr(&w, alert->help ? "help" : "weak_signal");
	js_key(&w, "scheme");
	js_str(&w, alert->scheme_name);
	js_key(&w, "said");
	js_str(&w, alert_said(alert, a));
	js_key(&w, "to");
	js_str(&w, p->o.origin.p == NULL ? path : str_fmt(a, STR_F STR_F, STR_A(p->o.origin), STR_A(path)));
	js_key(&w, "position");
	js_int(&w, alert->pos);
	js_end_object(&w);
	n.body = buf_text(&b);
	said = str_fmt(a, STR_F "." STR_F, STR_A(n.at), STR_A(n.body));
	note_sign(p->o.keys, said, signature);
	n.signature = str_fmt(a, "ed25519=" STR_F, STR_A(sync_text(a, signature, sizeof(signature))));
	return post_note(&n, a, e);
}

static bool
run(struct poster *p, struct errand *x, struct arena *a, struct err *e)
{
	struct err why = { .kind = ERR_NONE };
	struct setting_values v;
	bool found, out;

	if (!settings_read(p->store, a, &v, e) || !writer_do(p->o.writer, job_claim, x, e))
		return false;
	if (!x->mine)
		return true;
	if (!alert_read(p->store, p->codes, &x->alert, a, &found, e))
		return false;
	out = !found || (str_is(x->way, "mail") ? send_mail : send_note)(p, &v, &x->alert, a, &why);
	if (out || x->tries + 1 >= TRIES_MAX)
		x->done_at = utc_ms();
	if (!out) {
		x->next_at = utc_ms() + (BACK_MS << x->tries);
		x->trouble = str_dup(a, str_of(why.text));
		log_line(LOG_WARN, "event=alert_not_out way=" STR_F " tries=%lld key=%s", STR_A(x->way),
		    (long long)x->tries + 1, why.key);
	}
	return writer_do(p->o.writer, job_done, x, e);
}

static bool
look(struct poster *p, struct arena *a, struct err *e)
{
	struct errand v[20];
	struct sql_alert_due row;
	struct rows *rows;
	size_t n = 0;
	bool more, ok = true;

	if (!sql_alert_due(p->store, utc_ms(), &rows, e))
		return false;
	for (;;) {
		if (!sql_alert_due_next(rows, &row, &more, e))
			return false;
		if (!more || n == COUNT(v))
			break;
		v[n] = (struct errand){ .pos = row.pos, .next_at = row.next_at, .tries = row.tries,
			.way = str_dup(a, row.way), .alert = { .pos = row.pos, .reg = str_dup(a, row.reg) } };
		memcpy(v[n].alert.record.b, row.record.p, sizeof(v->alert.record.b));
		n++;
	}
	for (size_t i = 0; ok && i < n; i++) {
		pthread_mutex_lock(&p->lock);
		ok = !p->stop;
		pthread_mutex_unlock(&p->lock);
		ok = ok && run(p, &v[i], a, e);
	}
	return ok;
}

static void *
work(void *ctx)
{
	struct poster *p = ctx;

	lang_use(LANG_FR);
	pthread_mutex_lock(&p->lock);
	while (!p->stop) {
		struct err e = { .kind = ERR_NONE };
		struct arena a;
		int64_t until = clock_ms() + LOOK_MS;

		while (!p->news && !p->stop && clock_cond_wait(&p->work, &p->lock, until) == 0)
			continue;
		p->news = false;
		if (p->stop)
			break;
		pthread_mutex_unlock(&p->lock);
		arena_init(&a);
		if (!look(p, &a, &e) && e.kind != ERR_NONE)
			log_line(LOG_WARN, "event=alerts_out key=%s", e.key);
		arena_release(&a);
		pthread_mutex_lock(&p->lock);
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

bool
poster_start(const struct alerts_options *o, struct arena *a, struct poster **out, struct err *e)
{
	struct poster *p = arena_new(a, struct poster);

	post_ready();
	arena_init(&p->a);
	p->o = *o;
	p->news = true;
	pthread_mutex_init(&p->lock, NULL);
	clock_cond_init(&p->work);
	if (!store_again(o->like, STORE_READ, &p->a, &p->store, e) ||
	    !codes_open(p->store, &p->a, &p->codes, e) ||
	    (pthread_create(&p->thread, NULL, work, p) != 0 &&
	        !err_set(e, ERR_UNAVAILABLE, "alerts.thread", _("The system gives no thread.")))) {
		arena_release(&p->a);
		return false;
	}
	*out = p;
	return true;
}

void
poster_nudge(struct poster *p)
{
	pthread_mutex_lock(&p->lock);
	p->news = true;
	pthread_cond_signal(&p->work);
	pthread_mutex_unlock(&p->lock);
}

void
poster_stop(struct poster *p)
{
	pthread_mutex_lock(&p->lock);
	p->stop = true;
	pthread_cond_signal(&p->work);
	pthread_mutex_unlock(&p->lock);
	pthread_join(p->thread, NULL);
	pthread_cond_destroy(&p->work);
	pthread_mutex_destroy(&p->lock);
	arena_release(&p->a);
}
