/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The monthly report in its steps, the facts being open.
 *
 * usage: report STORE PERIOD SCHEME
 *
 * Prints seconds of the document, the page and the PDF (medians), and the peak of memory during each.
 */
#include "base/embed.h"
#include "bench/clock.h"
#include "report/resolve.h"

#define TURNS 5
#define NOW_MS 1893456000000LL /* 2030 */

enum step { STEP_DOCUMENT, STEP_HTML, STEP_PDF, N_STEPS };

static const char *const names[N_STEPS] = { "document", "html", "pdf" };

struct measure {
	double seconds[TURNS];
	long peak_kb;
	size_t bytes;
};

static void
begin(struct measure *m, size_t turn)
{
	memory_forget_peak();
	m->seconds[turn] = clock_now(CLOCK_PROCESS_CPUTIME_ID);
}

static void
end(struct measure *m, size_t turn)
{
	long peak = memory_kb("VmHWM:");

	m->seconds[turn] = clock_now(CLOCK_PROCESS_CPUTIME_ID) - m->seconds[turn];
	m->peak_kb = peak > m->peak_kb ? peak : m->peak_kb;
}

static void
write_as(bool (*write)(const struct document *, struct buf *, struct err *), const struct document *d,
    struct measure *m, size_t turn)
{
	struct err e = { 0 };
	struct buf out;

	buf_init(&out);
	begin(m, turn);
	must_do(write(d, &out, &e), &e);
	end(m, turn);
	m->bytes = out.n;
	buf_release(&out);
}

static void
run_turn(struct facts *f, struct store *s, const struct report_ask *ask, struct measure *m, size_t turn)
{
	struct document *d;
	struct err e = { 0 };
	struct arena a;

	arena_init(&a);
	begin(&m[STEP_DOCUMENT], turn);
	must_do(report_resolve(f, s, ask, &a, &d, &e), &e);
	end(&m[STEP_DOCUMENT], turn);
	write_as(document_html, d, &m[STEP_HTML], turn);
	write_as(document_pdf, d, &m[STEP_PDF], turn);
	arena_release(&a);
}

int
main(int argc, char **argv)
{
	static struct measure m[N_STEPS];
	const struct embedded *text = embed_find("reports/monthly.md");
	struct report_ask ask = { .now_ms = NOW_MS, .today = (int32_t)(NOW_MS / 86400000), .n_filters = 1 };
	struct template *t;
	struct facts *f;
	struct store *s;
	struct str scheme;
	struct err e = { 0 };
	struct arena a;
	long before;

	if (argc != 4 || text == NULL) {
		fprintf(stderr, "usage: report STORE PERIOD SCHEME\n");
		return 2;
	}
	scheme = str_of(argv[3]);
	arena_init(&a);
	must_do(template_parse(STR("monthly"), (struct str){ (const char *)text->p, text->n }, &a, &t, &e) &&
	    period_parse(str_of(argv[2]), &ask.period, &e) &&
	    store_open(&(struct store_options){ .url = str_of(argv[1]), .mode = STORE_READ }, &a, &s, &e) &&
	    facts_open(s, &(struct facts_options){ .rebuild = false }, &a, &f, &e), &e);
	ask.template = t;
	ask.filters[0] = (struct figure_filter){ dim_find(STR("scheme")), &scheme, 1 };
	before = memory_kb("VmRSS:");
	for (size_t i = 0; i < TURNS; i++)
		run_turn(f, s, &ask, m, i);
	printf("{\"before_kb\":%ld", before);
	for (size_t i = 0; i < N_STEPS; i++)
		printf(",\"%s\":{\"seconds\":%.6f,\"peak_kb\":%ld,\"bytes\":%zu}", names[i],
		    clock_median(m[i].seconds, TURNS), m[i].peak_kb, m[i].bytes);
	printf("}\n");
	arena_release(&a);
	return 0;
}
