/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Draws, weights, and the skeleton as it stands in data/demo/. */
#include "base/embed.h"
#include "base/lang.h"
#include "cli/demo.h"
#include "cli/demo_crew.h"
#include "cli/demo_map.h"


static uint64_t
mix(uint64_t z)
{
	/* splitmix64 (Steele, Lea, Flood 2014) */
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

uint64_t
draw_next(struct draw *d)
{
	d->state += 0x9e3779b97f4a7c15u;
	return mix(d->state);
}

struct draw
draw_for(uint64_t purpose, uint64_t a, uint64_t b)
{
	struct draw d = { mix(purpose + 0x4d61696c6c616765u) };

	d.state = mix(d.state ^ (a * 0x9e3779b97f4a7c15u));
	d.state = mix(d.state ^ (b * 0xd1b54a32d192ed03u));
	return d;
}

uint32_t
draw_below(struct draw *d, uint32_t n)
{
	return (uint32_t)(((draw_next(d) >> 32) * n) >> 32);
}

bool
draw_chance(struct draw *d, uint32_t percent)
{
	return draw_below(d, 100) < percent;
}

const struct weight *
weights_draw(const struct weights *w, struct draw *d)
{
	uint32_t at = draw_below(d, w->total);

	for (size_t i = 0; i < w->n; i++)
		if (at < w->v[i].upto)
			return &w->v[i];
	return &w->v[w->n - 1];
}

uint32_t
weights_value(const struct weights *w, struct str code, uint32_t none)
{
	for (size_t i = 0; i < w->n; i++)
		if (str_eq(w->v[i].code, code))
			return w->v[i].value;
	return none;
}

uint32_t
weights_at(const struct weights *w, int number, uint32_t none)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->v[i].number == number)
			return w->v[i].value;
	return none;
}

/* -- files ----------------------------------------------------------------------------------- */

static ptrdiff_t
text_source(void *ctx, char *into, size_t cap, struct err *e)
{
	struct str *rest = ctx;
	size_t n = rest->n < cap ? rest->n : cap;

	(void)e;
	if (n > 0)
		memcpy(into, rest->p, n);
	*rest = str_sub(*rest, n, rest->n);
	return (ptrdiff_t)n;
}

bool
demo_text(struct arena *a, struct str text, struct table *out, struct err *e)
{
	struct str *rest = arena_new(a, struct str);

	*rest = text;
	return table_csv(a, text_source, rest, out, e);
}

bool
demo_file(struct arena *a, const char *name, struct table *out, struct err *e)
{
	const struct embedded *f = embed_find(str_fmt(a, "data/demo/%s.csv", name).p);

	if (f == NULL)
		return err_set(e, ERR_INTERNAL, "demo.file", "data/demo/%s.csv", name);
	return demo_text(a, (struct str){ (const char *)f->p, f->n }, out, e);
}

bool
demo_lines(struct arena *a, const char *name, size_t columns, struct demo_lines *out, struct err *e)
{
	struct table t;
	const struct str *cells;
	size_t n;
	int64_t line;

	out->n = 0;
	if (!demo_file(a, name, &t, e) || !t.next(&t, &cells, &n, &line, e))
		return false;
	for (;;) {
		if (!t.next(&t, &cells, &n, &line, e))
			return false;
		if (n == 0)
			return true;
		if (n != columns || out->n == DEMO_ROWS_MAX)
			return err_set(e, ERR_INTERNAL, "demo.file", "data/demo/%s.csv:%lld", name,
			    (long long)line);
		out->rows[out->n] = arena_array(a, struct str, n);
		for (size_t i = 0; i < n; i++)
			out->rows[out->n][i] = str_dup(a, cells[i]);
		out->n++;
	}
}

static int
number(struct str s)
{
	int64_t v = 0;

	(void)str_int(s, &v);
	return (int)v;
}

static int
clock_of(struct str s)
{
	int minutes = 0;

	(void)clock_parse(s, &minutes);
	return minutes;
}

static int
scheme_find(const struct demo *d, struct str id)
{
	for (size_t i = 0; i < d->n_schemes; i++)
		if (str_eq(d->schemes[i].id, id))
			return (int)i;
	return -1;
}

static bool
load_schemes(struct demo *d, struct demo_lines *f, struct err *e)
{
	if (!demo_lines(d->a, "scheme", 17, f, e))
		return false;
	d->schemes = arena_array(d->a, struct demo_scheme, f->n);
	for (size_t i = 0; i < f->n; i++) {
		struct demo_scheme *s = &d->schemes[d->n_schemes++];
		struct str *c = f->rows[i];

		s->id = c[0];
		s->form = c[2];
		s->town = c[4];
		if (!day_parse(c[6], &s->first))
			s->first = DAY_MIN;
		if (!day_parse(c[7], &s->last))
			s->last = DAY_MAX;
		s->quota = str_is(s->id, "REN") || str_is(s->id, "RBI");
	}
	return true;
}

static bool
load_centres(struct demo *d, struct demo_lines *f, struct err *e)
{
	if (!demo_lines(d->a, "sector", 7, f, e))
		return false;
	demo_map_make(d->a, f, &d->map);
	for (size_t i = 0; i < f->n; i++) {
		struct str *c = f->rows[i], rest = c[5], id;

		while (str_cut(&rest, '|', &id)) {
			int s = scheme_find(d, id);
			struct demo_scheme *scheme;

			if (s < 0 || d->schemes[s].n_centres == DEMO_CENTRES_MAX)
				continue;
			scheme = &d->schemes[s];
			scheme->centres[scheme->n_centres++] = (struct demo_centre){ c[1],
				d->map.v[i].centre.lon, d->map.v[i].centre.lat, d->map.v[i].seed, &d->map.v[i].outline };
		}
	}
	return true;
}

/* "Mo-Sa" or "Mo,Tu,Th,Fr". */
static uint8_t
days_of(struct str s)
{
	static const char names[] = "MoTuWeThFrSaSu";
	uint8_t days = 0;
	int from = -1;

	for (size_t i = 0; i + 1 < s.n; i += 3) {
		for (int k = 0; k < 7; k++) {
			if (memcmp(names + (ptrdiff_t)k * 2, s.p + i, 2) != 0)
				continue;
			for (int w = from >= 0 ? from : k; w <= k; w++)
				days |= (uint8_t)(1u << w);
			from = i + 2 < s.n && s.p[i + 2] == '-' ? k : -1;
			break;
		}
	}
	return days;
}

static bool
load_patterns(struct demo *d, struct demo_lines *f, struct err *e)
{
	if (!demo_lines(d->a, "pattern", 8, f, e))
		return false;
	d->patterns = arena_array(d->a, struct demo_pattern, f->n);
	for (size_t i = 0; i < f->n; i++) {
		struct str *c = f->rows[i];
		struct demo_pattern *p = &d->patterns[d->n_patterns++];
		int scheme = scheme_find(d, c[0]);

		if (scheme < 0)
			return err_set(e, ERR_INTERNAL, "demo.file", "data/demo/pattern.csv: " STR_F,
			    STR_A(c[0]));
		*p = (struct demo_pattern){ .scheme = (uint16_t)scheme, .days = days_of(c[1]),
			.start = clock_of(c[2]), .end = clock_of(c[3]), .season = c[4],
			.teams = number(c[5]), .size = number(c[6]), .rate = number(c[7]) };
		if (p->end <= p->start)
			p->end += 1440;
	}
	if (!demo_lines(d->a, "season", 3, f, e))
		return false;
	d->seasons = arena_array(d->a, struct demo_season, f->n);
	for (size_t i = 0; i < f->n; i++) {
		struct demo_season *s = &d->seasons[d->n_seasons++];

		s->name = f->rows[i][0];
		if (!day_parse(f->rows[i][1], &s->first) || !day_parse(f->rows[i][2], &s->last))
			return err_set(e, ERR_INTERNAL, "demo.file", "data/demo/season.csv:%zu", i + 2);
	}
	return true;
}

/* Staff are numbered in the order of the file; who works on the ground is in the scheme's pool. */
static bool
load_staff(struct demo *d, struct demo_lines *f, struct err *e)
{
	size_t total = 0;

	if (!demo_lines(d->a, "roster", 4, f, e))
		return false;
	for (size_t i = 0; i < f->n; i++)
		total += (size_t)number(f->rows[i][3]);
	d->staff = arena_array(d->a, struct demo_staff, total);
	for (size_t i = 0; i < f->n; i++) {
		struct str *c = f->rows[i], rest, id, main = STR_NONE;
		bool ground = str_is(c[1], "mediator") || str_is(c[1], "team_leader") ||
		    str_is(c[0], "ENC");

		rest = c[0];
		(void)str_cut(&rest, '|', &main);
		for (int k = 0; k < number(c[3]); k++) {
			d->staff[d->n_staff++] = (struct demo_staff){ c[1], c[2], main };
			rest = c[0];
			while (ground && str_cut(&rest, '|', &id)) {
				int s = scheme_find(d, id);

				if (s >= 0 && d->schemes[s].n_pool < COUNT(d->schemes[s].pool))
					d->schemes[s].pool[d->schemes[s].n_pool++] = (uint16_t)d->n_staff;
			}
		}
	}
	return true;
}

static bool
load_texts(struct demo *d, struct demo_lines *f, struct err *e)
{
	if (!demo_lines(d->a, "comment", 1, f, e))
		return false;
	d->comments = arena_array(d->a, struct str, f->n);
	for (size_t i = 0; i < f->n; i++)
		d->comments[d->n_comments++] = f->rows[i][0];
	if (!demo_lines(d->a, "partner", 7, f, e))
		return false;
	d->partners = arena_array(d->a, struct demo_partner, f->n);
	for (size_t i = 0; i < f->n; i++)
		d->partners[d->n_partners++] = (struct demo_partner){ f->rows[i][0], f->rows[i][2],
			f->rows[i][3], str_is(f->rows[i][4], "field"),
			!str_is(f->rows[i][4], "waste") && !str_is(f->rows[i][2], "PT99") };
	if (!demo_lines(d->a, "spot", 2, f, e))
		return false;
	d->spots = arena_array(d->a, struct demo_spots, f->n);
	for (size_t i = 0; i < f->n; i++) {
		struct demo_spots *s = &d->spots[d->n_spots++];
		struct str rest = f->rows[i][1], one;

		s->kind = f->rows[i][0];
		while (s->n < COUNT(s->names) && str_cut(&rest, '|', &one))
			s->names[s->n++] = one;
	}
	return true;
}

/* -- profiles -------------------------------------------------------------------------------- */

static const char *const list_names[DEMO_LISTS] = {
	[DEMO_KIND] = "kind", [DEMO_CONTACT] = "contact", [DEMO_GROUP] = "group",
	[DEMO_THEME] = "theme", [DEMO_PLACE] = "place", [DEMO_ORIGIN] = "origin",
	[DEMO_DURATION] = "duration", [DEMO_OUTCOME] = "outcome", [DEMO_ACTIONS] = "actions",
	[DEMO_RELAY_PCT] = "relay_pct", [DEMO_RELAYS] = "relays", [DEMO_FACTS_PCT] = "facts_pct",
	[DEMO_FACTS] = "facts", [DEMO_AGE] = "age", [DEMO_SEX] = "sex", [DEMO_HOURS] = "hours",
	[DEMO_WEEKDAY] = "weekday", [DEMO_MONTH] = "month", [DEMO_PUBLIC] = "place.public",
	[DEMO_OTHER] = "place.other",
};

static struct weights
weights_of(struct arena *a, struct str text)
{
	struct weight *v = arena_array(a, struct weight, 64);
	struct weights w = { v, 0, 0 };
	struct str one;

	while (w.n < 64 && str_cut(&text, '|', &one)) {
		struct weight *x = &v[w.n++];

		(void)str_cut(&one, ':', &x->code);
		x->number = number(x->code);
		x->value = (uint32_t)number(one);
		w.total += x->value;
		x->upto = w.total;
	}
	return w;
}

static size_t
kind_index(struct demo *d, struct str kind)
{
	for (size_t i = 1; i < d->n_kinds; i++)
		if (str_eq(d->kinds[i], kind))
			return i;
	if (d->n_kinds == DEMO_KINDS_MAX)
		return 0;
	d->kinds[d->n_kinds] = kind;
	return d->n_kinds++;
}

/* Which rows hold for a scheme: first those for all, then its form's, then its own, each over the
 * one before.  Then what is not told for a kind is as for any kind. */
static void
resolve(struct demo *d, struct demo_scheme *s, const struct demo_lines *f,
    const struct weights *weights)
{
	const struct str level[3] = { STR("*"), s->form, s->id };

	for (size_t l = 0; l < COUNT(level); l++)
		for (size_t i = 0; i < f->n; i++) {
			struct str name = f->rows[i][1], base, kind;
			size_t k = 0;

			if (!str_eq(f->rows[i][0], level[l]))
				continue;
			kind = name;
			(void)str_cut(&kind, ':', &base);
			if (kind.n > 0)
				k = kind_index(d, kind);
			for (size_t n = 0; n < DEMO_LISTS; n++)
				if (str_is(base, list_names[n]))
					s->lists[n][k] = weights[i];
		}
	for (size_t n = 0; n < DEMO_LISTS; n++)
		for (size_t k = 1; k < DEMO_KINDS_MAX; k++)
			if (s->lists[n][k].n == 0)
				s->lists[n][k] = s->lists[n][0];
	s->kinds = &s->lists[DEMO_KIND][0];
}

static bool
load_profiles(struct demo *d, struct demo_lines *f, struct err *e)
{
	struct weights *weights;

	if (!demo_lines(d->a, "profile", 3, f, e))
		return false;
	d->n_kinds = 1;
	weights = arena_array(d->a, struct weights, f->n);
	for (size_t i = 0; i < f->n; i++) {
		weights[i] = weights_of(d->a, f->rows[i][2]);
		for (size_t k = 0; k < weights[i].n && str_is(f->rows[i][1], "kind"); k++)
			(void)kind_index(d, weights[i].v[k].code);
	}
	for (size_t i = 0; i < d->n_schemes; i++)
		resolve(d, &d->schemes[i], f, weights);
	return true;
}

bool
demo_load(struct arena *a, struct demo **out, struct err *e)
{
	struct demo *d = arena_new(a, struct demo);
	struct demo_lines *f = arena_new(a, struct demo_lines);
	struct demo_crew *crew = arena_new(a, struct demo_crew);

	d->a = a;
	if (!load_schemes(d, f, e) || !load_centres(d, f, e) || !load_patterns(d, f, e) ||
	    !load_staff(d, f, e) || !load_texts(d, f, e) || !load_profiles(d, f, e) ||
	    !demo_crew_make(a, d, crew, e))
		return false;
	d->crew = crew;
	*out = d;
	return true;
}
