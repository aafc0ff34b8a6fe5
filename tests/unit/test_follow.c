/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The facts while they follow: what a view shows stays, the next question sees what was written, many
 * threads read while one writes, and following comes to the same as reading everything. */
#include <pthread.h>
#include <stdatomic.h>

#include "facts/follow.h"
#include "figures/figures.h"
#include "record/journal.h"

#include "engines.h"

#define READERS 4
#define ROUNDS 60

static struct codes *codes;

static struct store *
new_store(struct arena *a, enum store_engine engine)
{
	struct store *s = empty_store(a, engine);
	struct err e = { 0 };
	int from, to;
	int64_t added;

	if (store_begin(s, &e) && migrate_run(s, &from, &to, &e) && schema_update(s, &e) &&
	    codes_load(s, &added, &e) && store_commit(s, &e) && codes_open(s, a, &codes, &e))
		return s;
	printf("Bail out! %s\n", e.text);
	exit(1);
}

static struct uuid
id_of(int64_t n)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)n);
	return uuid_v8(n, str_of(text));
}

/* -- records --------------------------------------------------------------------------------- */

struct hand {
	struct store *s;
	struct journal *j;
	struct arena a;
};

static struct hand
hand_of(struct store *s, struct arena *a)
{
	struct hand h = { .s = s };
	struct err e = { 0 };

	arena_init(&h.a);
	if (!journal_open(s, codes, a, &h.j, &e)) {
		printf("Bail out! %s\n", e.text);
		exit(1);
	}
	return h;
}

static struct record
record_of(struct hand *h, const char *reg, int64_t n)
{
	struct record r = { .reg = reg_find(str_of(reg)), .id = id_of(n) };

	r.cells = arena_array(&h->a, struct cell, r.reg->n_fields);
	return r;
}

static bool
put(struct hand *h, struct record *r)
{
	struct change c = { .record = r, .at = 1700000000000, .actor = STR("test"), .any_base = true };
	enum change_result result;
	struct err e = { 0 };
	int64_t clash;
	bool ok = journal_put(h->j, &c, &result, &clash, &e);

	if (!ok)
		printf("# %s\n", e.text);
	return ok;
}

static int64_t
number_of(const char *list, const char *code)
{
	return code_find(codes_list(codes, list), str_of(code));
}

/* An intervention of a scheme, with two facts and eight persons. */
static bool
put_act(struct hand *h, int64_t n, int64_t scheme, int32_t day)
{
	struct record r = record_of(h, "intervention", n);
	struct fact *facts = arena_array(&h->a, struct fact, 2);

	facts[0] = (struct fact){ .code = 0, .n = 2, .severity = 1 };
	facts[1] = (struct fact){ .code = 1, .n = 1, .severity = 3 };
	*record_cell(&r, "service_date") = (struct cell){ .set = true, .i = day };
	*record_cell(&r, "date") = (struct cell){ .set = true, .i = day };
	*record_cell(&r, "start") = (struct cell){ .set = true, .i = 900 };
	*record_cell(&r, "scheme") = (struct cell){ .set = true, .u = id_of(scheme) };
	*record_cell(&r, "kind") = (struct cell){ .set = true, .i = number_of("kind", "GC1") };
	*record_cell(&r, "duration_min") = (struct cell){ .set = true, .i = 10 };
	*record_cell(&r, "F_A4") = (struct cell){ .set = true, .i = 8 };
	*record_cell(&r, "facts") = (struct cell){ .set = true, .n = 2, .facts = facts };
	return put(h, &r);
}

static bool
put_shift(struct hand *h, int64_t n, int64_t scheme, int32_t day, int minutes)
{
	struct record r = record_of(h, "shift", n);

	*record_cell(&r, "scheme") = (struct cell){ .set = true, .u = id_of(scheme) };
	*record_cell(&r, "date") = (struct cell){ .set = true, .i = day };
	*record_cell(&r, "planned_start") = (struct cell){ .set = true, .i = 840 };
	*record_cell(&r, "planned_end") = (struct cell){ .set = true, .i = 840 + minutes };
	*record_cell(&r, "actual_start") = (struct cell){ .set = true, .i = 840 };
	*record_cell(&r, "actual_end") = (struct cell){ .set = true, .i = 840 + minutes };
	*record_cell(&r, "state") = (struct cell){ .set = true, .i = number_of("shift_state", "held") };
	return put(h, &r);
}

static bool
put_scheme(struct hand *h, int64_t n, const char *name)
{
	struct record r = record_of(h, "scheme", n);

	*record_cell(&r, "name") = (struct cell){ .set = true, .s = str_of(name) };
	return put(h, &r);
}

/* A round: ten new interventions, one of the round before moved to another day, a shift that grows. */
static bool
write_round(struct hand *h, int64_t round)
{
	struct err e = { 0 };
	char name[32];
	bool ok = store_begin(h->s, &e) && journal_begin(h->j, &e);

	snprintf(name, sizeof(name), "Round %lld", (long long)round);
	for (int64_t i = 0; ok && i < 10; i++)
		ok = put_act(h, 10000 + round * 10 + i, 1 + i % 3, 20000 + (int32_t)(round % 300));
	if (ok && round > 0)
		ok = put_act(h, 10000 + (round - 1) * 10, 1, 20400);
	ok = ok && put_shift(h, 500 + round / 2, 1, 20000, 60 + (int)(round % 2) * 60) &&
	    put_scheme(h, 1, name) && store_commit(h->s, &e);
	if (!ok)
		printf("# round %lld: %s\n", (long long)round, e.text);
	arena_release(&h->a);
	arena_init(&h->a);
	return ok;
}

/* -- figures --------------------------------------------------------------------------------- */

struct seen {
	double interventions, hours, contacts, facts, sum_by_scheme, sum_by_day;
	int64_t position;
	bool ok;
};

static double
value_of(const struct facts *f, const char *figure, const char *by, struct arena *a, double *sum)
{
	struct figure_ask ask = { .figure = figure_find(str_of(figure)), .now_ms = 1900000000000 };
	struct figure_answer answer;
	struct err e = { 0 };

	if (by != NULL) {
		ask.by[0] = dim_find(str_of(by));
		ask.n_by = 1;
	}
	if (!figure_eval(f, &ask, a, &answer, &e)) {
		printf("# %s: %s\n", figure, e.text);
		return -1;
	}
	for (size_t i = 0; sum != NULL && i < answer.n_groups; i++)
		*sum += answer.groups[i].value;
	return answer.has_value ? answer.value : 0;
}

static struct seen
look(const struct facts *f)
{
	struct seen s = { .position = facts_position(f) };
	struct arena a;

	arena_init(&a);
	s.interventions = value_of(f, "interventions", "scheme", &a, &s.sum_by_scheme);
	s.hours = value_of(f, "presence_hours", NULL, &a, NULL);
	s.contacts = value_of(f, "contacts", "day", &a, &s.sum_by_day);
	s.facts = value_of(f, "incivilities", NULL, &a, NULL);
	s.ok = s.interventions == s.sum_by_scheme && s.contacts == s.sum_by_day &&
	    s.contacts == s.interventions * 8 && s.facts == s.interventions * 3;
	arena_release(&a);
	return s;
}

static bool
same(const struct seen *a, const struct seen *b)
{
	return memcmp(a, b, offsetof(struct seen, ok)) == 0 && a->ok && b->ok;
}

static bool
enter(struct follower *f, struct store *s, const struct facts **out)
{
	struct err e = { 0 };
	int64_t position;

	if (journal_position(s, &position, &e) && follower_enter(f, position, 20000, out, &e))
		return true;
	printf("# %s\n", e.text);
	return false;
}

static bool
as_built_anew(struct store *s, const struct seen *now)
{
	struct facts_options o = { .no_cache = true, .rebuild = true };
	struct facts *f;
	struct err e = { 0 };
	struct arena a;
	struct seen anew = { .ok = false };

	arena_init(&a);
	if (facts_open(s, &o, &a, &f, &e))
		anew = look(f);
	arena_release(&a);
	return same(now, &anew);
}

/* -- tests ----------------------------------------------------------------------------------- */

static void
views_stay(enum store_engine engine)
{
	const char *name = engine_name(engine);
	struct facts_options o = { .no_cache = true };
	struct arena a;
	struct store *s;
	struct hand h;
	struct follower *f;
	struct follower_state state;
	const struct facts *views[12], *last;
	struct seen before[12], now;
	struct err e = { 0 };
	bool stay = true, grow = true;

	arena_init(&a);
	s = new_store(&a, engine);
	h = hand_of(s, &a);
	OK(follower_start(s, &o, &a, &f, &e), "%s: the facts of an empty store are followed", name);
	/* The first it hears of is two rounds: a record that is new and changed at once. */
	write_round(&h, 0);
	for (int i = 0; i < 12; i++) {
		write_round(&h, i + 1);
		if (!enter(f, s, &views[i]))
			break;
		before[i] = look(views[i]);
		grow = grow && before[i].interventions == (i + 2) * 10 && before[i].ok;
	}
	OK(grow, "%s: the next question sees what was committed", name);
	for (int i = 0; i < 12; i++) {
		now = look(views[i]);
		stay = stay && same(&before[i], &now);
	}
	OK(stay, "%s: what a view shows stays as it was", name);
	OK(as_built_anew(s, &before[11]), "%s: following comes to the same as reading everything", name);
	OK(!follower_enter(f, 1000000, 50, &last, &e) && e.kind == ERR_BUSY,
	    "%s: who asks for more than there is waits no longer than told", name);
	follower_state(f, &state);
	OK(state.position == before[11].position && state.rows == 130 && state.failures == 0,
	    "%s: the follower tells where it is", name);
	follower_stop(f);
	now = look(views[11]);
	OK(same(&now, &before[11]), "%s: a view outlives its follower", name);
	for (int i = 0; i < 12; i++)
		follower_leave(views[i]);
	arena_release(&h.a);
	arena_release(&a);
}

struct crowd {
	struct follower *f;
	struct store *like;
	atomic_bool stop;
	atomic_int wrong, looks;
};

static void *
read_on(void *ctx)
{
	struct crowd *c = ctx;
	struct arena a;
	struct store *s;
	struct err e = { 0 };
	int64_t last = 0;
	double most = 0;

	arena_init(&a);
	if (!store_again(c->like, STORE_READ, &a, &s, &e)) {
		atomic_fetch_add(&c->wrong, 1);
		return NULL;
	}
	while (!atomic_load(&c->stop)) {
		const struct facts *v;
		struct seen first, second;

		if (!enter(c->f, s, &v)) {
			atomic_fetch_add(&c->wrong, 1);
			break;
		}
		first = look(v);
		second = look(v);
		if (!same(&first, &second) || first.position < last || first.interventions < most)
			atomic_fetch_add(&c->wrong, 1);
		last = first.position;
		most = first.interventions;
		follower_leave(v);
		atomic_fetch_add(&c->looks, 1);
	}
	arena_release(&a);
	return NULL;
}

static void
many_read(enum store_engine engine)
{
	const char *name = engine_name(engine);
	struct facts_options o = { .no_cache = true };
	struct arena a;
	struct hand h;
	struct crowd c = { .wrong = 0 };
	pthread_t t[READERS];
	const struct facts *v;
	struct seen end = { .ok = false };
	struct err e = { 0 };
	bool ok = true;

	arena_init(&a);
	c.like = new_store(&a, engine);
	h = hand_of(c.like, &a);
	if (!follower_start(c.like, &o, &a, &c.f, &e)) {
		printf("Bail out! %s\n", e.text);
		exit(1);
	}
	for (int i = 0; i < READERS; i++)
		pthread_create(&t[i], NULL, read_on, &c);
	for (int64_t i = 0; ok && i < ROUNDS; i++)
		ok = write_round(&h, i);
	while (atomic_load(&c.looks) < 50)
		usleep(1000);
	atomic_store(&c.stop, true);
	for (int i = 0; i < READERS; i++)
		pthread_join(t[i], NULL);
	OK(ok && atomic_load(&c.wrong) == 0,
	    "%s: %d threads read whole and ever newer facts while one writes", name, READERS);
	if (enter(c.f, c.like, &v)) {
		end = look(v);
		follower_leave(v);
	}
	OK(end.interventions == ROUNDS * 10 && as_built_anew(c.like, &end),
	    "%s: afterwards they are what the store holds", name);
	follower_stop(c.f);
	arena_release(&h.a);
	arena_release(&a);
}

int
main(void)
{
	on_engines(views_stay);
	on_engines(many_read);
	remove_engines();
	return tap_done();
}
