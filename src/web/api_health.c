/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* For those who watch the server: is it there, how is it doing. Nothing about anybody. */
#include "base/lang.h"
#include "web/web.h"

#include <unistd.h>

bool
health(struct web_request *r, struct err *e)
{
	struct json_writer *w = answer_json(r);

	(void)e;
	js_object(w);
	js_key(w, "status");
	js_cstr(w, "ok");
	js_key(w, "version");
	js_cstr(w, MAILLAGE_VERSION);
	js_end_object(w);
	return true;
}

bool
robots(struct web_request *r, struct err *e)
{
	(void)e;
	buf_cstr(answer_text(r, 200, "text/plain; charset=utf-8"), "User-agent: *\nDisallow: /\n");
	return true;
}

/* Upper ends in microseconds: 0.25 ms to 10 s. */
static const int64_t bucket_ends[TIME_BUCKETS] = { 250, 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000,
	500000, 2000000, 10000000 };

static void
count(atomic_llong *n, int64_t more)
{
	atomic_fetch_add_explicit(n, more, memory_order_relaxed);
}

void
meter_take(struct web_meter *m, const struct http_report *report)
{
	size_t i = 0;

	while (i < TIME_BUCKETS && report->micros > bucket_ends[i])
		i++;
	count(&m->bucket[i], 1);
	count(&m->micros, report->micros);
	count(&m->bytes, report->bytes_out);
	count(&m->status[report->status / 100 % 6], 1);
}

static int64_t
read_count(const atomic_llong *n)
{
	return atomic_load_explicit(n, memory_order_relaxed);
}

static int64_t
resident_bytes(void)
{
	FILE *f = fopen("/proc/self/statm", "re");
	long long size = 0, pages = 0;

	if (f == NULL)
		return 0;
	if (fscanf(f, "%lld %lld", &size, &pages) != 2)
		pages = 0;
	fclose(f);
	return pages * sysconf(_SC_PAGESIZE);
}

static void
line(struct buf *b, const char *name, const char *kind, const char *help, int64_t v)
{
	buf_fmt(b, "# HELP maillage_%s %s\n# TYPE maillage_%s %s\nmaillage_%s %lld\n", name, help, name, kind,
	    name, (long long)v);
}

static void
times(struct buf *b, const struct web_meter *m)
{
	int64_t sum = 0;

	buf_cstr(b, "# HELP maillage_request_seconds Time to answer a request.\n"
	    "# TYPE maillage_request_seconds histogram\n");
	for (size_t i = 0; i <= TIME_BUCKETS; i++) {
		sum += read_count(&m->bucket[i]);
		if (i < TIME_BUCKETS)
			buf_fmt(b, "maillage_request_seconds_bucket{le=\"%lld.%06lld\"} %lld\n",
			    (long long)(bucket_ends[i] / 1000000), (long long)(bucket_ends[i] % 1000000),
			    (long long)sum);
		else
			buf_fmt(b, "maillage_request_seconds_bucket{le=\"+Inf\"} %lld\n", (long long)sum);
	}
	buf_fmt(b, "maillage_request_seconds_sum %lld.%06lld\nmaillage_request_seconds_count %lld\n",
	    (long long)(read_count(&m->micros) / 1000000), (long long)(read_count(&m->micros) % 1000000),
	    (long long)sum);
}

bool
metrics(struct web_request *r, struct err *e)
{
	const struct web *w = r->web;
	struct buf *b = answer_text(r, 200, "text/plain; version=0.0.4; charset=utf-8");
	struct follower_state facts;
	struct http_counts n;

	(void)e;
	http_counts_read(w->http, &n);
	follower_state(w->follower, &facts);
	line(b, "up_seconds", "gauge", "Time since the start.", (r->now_ms - w->started_ms) / 1000);
	line(b, "connections", "gauge", "Connections open.", n.connections);
	line(b, "connections_total", "counter", "Connections accepted.", n.accepted);
	line(b, "requests_total", "counter", "Requests taken.", n.requests);
	line(b, "malformed_total", "counter", "Requests refused before they were whole.", n.refused);
	line(b, "gone_total", "counter", "Requests whose client went away.", n.gone);
	line(b, "queued", "gauge", "Requests that wait for a worker.", n.queued);
	line(b, "workers_busy", "gauge", "Workers at work.", n.busy_workers);
	line(b, "workers", "gauge", "Workers.", w->n_workers);
	line(b, "sent_bytes_total", "counter", "Bytes sent.", read_count(&w->meter.bytes));
	line(b, "journal_position", "gauge", "Position of the journal that the facts have reached.",
	    facts.position);
	line(b, "facts_rows", "gauge", "Records in the facts.", facts.rows);
	line(b, "facts_bytes", "gauge", "Memory of the facts.", (int64_t)facts.bytes);
	line(b, "facts_follows_total", "counter", "Times the facts followed the journal.", facts.follows);
	line(b, "facts_failures_total", "counter", "Times they could not.", facts.failures);
	line(b, "resident_bytes", "gauge", "Memory of the process.", resident_bytes());
	buf_cstr(b, "# HELP maillage_answers_total Answers by class of status.\n"
	    "# TYPE maillage_answers_total counter\n");
	for (int i = 2; i < 6; i++)
		buf_fmt(b, "maillage_answers_total{class=\"%dxx\"} %lld\n", i,
		    (long long)read_count(&w->meter.status[i]));
	times(b, &w->meter);
	return true;
}
