/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/serve.h"

#include "base/lang.h"
#include "base/log.h"
#include "record/schema.h"
#include "store/migrate.h"
#include "web/nightly.h"
#include "web/upload.h"
#include "web/web.h"

#include <signal.h>

/* Records come in their order: more would hold pages that nobody asks for again. */
#define WRITER_CACHE_KB 8192

static bool
open_store(struct web *w, struct err *e)
{
	struct store_options o = { .url = w->options.db, .mode = STORE_WRITE, .cache_kb = WRITER_CACHE_KB,
		.key = w->options.key };

	bool demo = true;

	if (!store_open(&o, &w->arena, &w->store, e) || !migrate_check(w->store, e) ||
	    !schema_check(w->store, e) || (w->options.demo_accounts && !demo_store(w->store, &demo, e)))
		return false;
	return demo || err_set(e, ERR_CONFLICT, "demo.real",
	    _("This store is no demonstration's: its accounts are shown to nobody. Start without "
	      "--demo-accounts."));
}

static bool
open_workers(struct web *w, struct err *e)
{
	w->n_workers = http_workers(w->http);
	w->workers = arena_array(&w->arena, struct web_worker, (size_t)w->n_workers);
	for (int i = 0; i < w->n_workers; i++) {
		arena_init(&w->workers[i].arena);
		if (!store_again(w->store, STORE_READ, &w->workers[i].arena, &w->workers[i].store, e) ||
		    !codes_open(w->workers[i].store, &w->workers[i].arena, &w->workers[i].codes, e))
			return false;
	}
	return true;
}

static void
close_workers(struct web *w)
{
	for (int i = 0; w->workers != NULL && i < w->n_workers; i++)
		arena_release(&w->workers[i].arena);
}

/* The keys for phones are there before the first one comes. */
static bool
job_keys(void *ctx, struct store *s, struct err *e)
{
	struct web *w = ctx;

	return sync_keys_make(s, &w->keys, e);
}

static bool
run(struct web *w, struct err *e)
{
	static const int signals[] = { SIGTERM, SIGINT, 0 };
	struct facts_options facts = { .no_cache = false };
	struct http_site site = { w, gate_head, gate_handle, gate_done };
	const struct serve_options *o = &w->options;
	bool ok;

	if (!open_store(w, e) || !writer_start(w->store, &w->arena, &w->writer, e) ||
	    !follower_start(w->store, &facts, &w->arena, &w->follower, e) ||
	    !http_listen(o->host, o->port, &o->limits, &site, &w->http, e))
		return false;
	w->saver = saver_new(&w->arena);
	w->pusher = (struct pusher){ w->saver, &w->keys };
	if (!writer_do(w->writer, job_keys, w, e)) {
		http_free(w->http);
		return false;
	}
	if (!alerts_start(&(struct alerts_options){ w->store, w->writer, &w->keys, w->options.origin }, &w->arena,
	        &w->alerts, e)) {
		http_free(w->http);
		return false;
	}
	http_stop_on(w->http, signals);
	w->nightly = nightly_start(w->store, w->writer, o->retention_at);
	w->uploads = uploads_start(w->writer, HELD_MS);
	ok = open_workers(w, e);
	if (ok) {
		log_line(LOG_INFO, "event=serve port=%d workers=%d", http_port(w->http), w->n_workers);
		if (o->ready != NULL)
			o->ready(o->ctx, http_port(w->http));
		ok = http_run(w->http, e);
	}
	/* Workers first: what they still write, the writer takes; then what they read from. */
	http_free(w->http);
	uploads_stop(w->uploads);
	alerts_stop(w->alerts);
	nightly_stop(w->nightly);
	writer_stop(w->writer);
	follower_stop(w->follower);
	close_workers(w);
	log_line(LOG_INFO, "event=stop");
	return ok;
}

bool
serve(const struct serve_options *o, struct err *e)
{
	struct web *w = calloc(1, sizeof(*w));
	struct timespec t;
	bool ok;

	if (w == NULL)
		abort();
	arena_init(&w->arena);
	w->options = *o;
	w->secure = o->origin.p != NULL && str_starts(o->origin, STR("https://"));
	w->cookie = w->secure ? STR("__Host-maillage_session") : STR("maillage_session");
	w->rates = rates_new(&w->arena);
	clock_gettime(CLOCK_REALTIME, &t);
	w->started_ms = (int64_t)t.tv_sec * 1000;
	ok = run(w, e);
	arena_release(&w->arena);
	free(w);
	return ok;
}
