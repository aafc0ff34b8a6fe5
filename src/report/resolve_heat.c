/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report/scene.h"

#include "base/lang.h"
#include "base/uuid.h"

#include <math.h>

#define DAYS 7
#define HOURS 24
#define CELLS ((size_t)DAYS * HOURS)

/* The shifts of a period that were held, with the scheme as figures name it. */
static const struct query held_shifts = {
	.name = "report.held_shifts",
	.sql = "SELECT f.date, f.actual_start, f.actual_end, c.source_id, c.id "
	    "FROM shift f JOIN scheme c ON c.id = f.scheme "
	    "WHERE f.deleted = 0 AND f.state = 'held' AND f.date BETWEEN $1 AND $2 "
	    "AND f.actual_start IS NOT NULL AND f.actual_end IS NOT NULL",
	.n_params = 2,
};

/* Schemes of the scope: those with hours in the period, or with records where hours cannot be split. */
static bool
schemes(struct scene *sc, struct figure_answer *out, struct err *e)
{
	struct scene_ask q = { .figure = figure_find(STR("interventions")), .period = &sc->ask->period,
		.by = { dim_find(STR("scheme")) } };
	struct figure_answer hours;
	struct err ignored;

	if (!scene_eval(sc, &q, out, e))
		return false;
	q.figure = figure_find(STR("presence_hours"));
	/* An area cuts through shifts: then the schemes that recorded something there must do. */
	if (scene_eval(sc, &q, &hours, &ignored) && hours.n_groups > 0)
		*out = hours;
	return true;
}

static bool
in_scope(const struct figure_answer *schemes_in, struct str own, struct str id)
{
	char text[37];
	struct uuid u;

	if (own.n == 0 && id.n == sizeof(u.b)) {
		memcpy(u.b, id.p, sizeof(u.b));
		uuid_format(&u, text);
		own = str_of(text);
	}
	for (size_t i = 0; i < schemes_in->n_groups; i++)
		if (str_eq(schemes_in->groups[i].key[0], own))
			return true;
	return false;
}

/* Marks the clock hours a shift touched, in the row of the day on which it began. */
static void
mark_shift(bool out[DAYS][HOURS], int32_t day, int start, int end)
{
	int row = day_weekday(day) - 1;

	if (end <= start)
		end += HOURS * 60;
	for (int minute = start / 60 * 60; minute < end; minute += 60)
		out[row][minute / 60 % HOURS] = true;
}

static bool
read_out(struct scene *sc, bool out[DAYS][HOURS], struct err *e)
{
	struct figure_answer in;
	char first[11], last[11];
	struct value params[2];
	const struct value *row;
	struct rows *rows;

	if (!schemes(sc, &in, e))
		return false;
	day_format(sc->ask->period.first, first);
	day_format(sc->ask->period.last, last);
	params[0] = V_TEXT(str_of(first));
	params[1] = V_TEXT(str_of(last));
	if (!store_rows(sc->s, &held_shifts, params, &rows, e))
		return false;
	for (;;) {
		int start, end;
		int32_t day;

		if (!rows_next(rows, &row, e))
			return false;
		if (row == NULL)
			return true;
		if (in_scope(&in, row[3].kind == VALUE_TEXT ? row[3].s : STR_NONE, row[4].s) &&
		    day_parse(row[0].s, &day) && clock_parse(row[1].s, &start) &&
		    clock_parse(row[2].s, &end))
			mark_shift(out, day, start, end);
	}
}

static bool
read_counts(struct scene *sc, const struct figure *fig, double v[DAYS][HOURS], struct err *e)
{
	struct scene_ask q = { .figure = fig, .period = &sc->ask->period,
		.by = { dim_find(STR("weekday")), dim_find(STR("hour")) } };
	struct figure_answer an;

	if (!scene_eval(sc, &q, &an, e))
		return false;
	for (size_t i = 0; i < an.n_groups; i++) {
		int64_t day, hour;

		if (str_int(an.groups[i].key[0], &day) && str_int(an.groups[i].key[1], &hour) && day >= 1 &&
		    day <= DAYS && hour >= 0 && hour < HOURS && an.groups[i].has_value)
			v[day - 1][hour] += an.groups[i].value;
	}
	return true;
}

/* The columns begin after the longest stretch of hours in which nothing ever happens. */
static void
choose_hours(const bool used[HOURS], int *first, int *n)
{
	int best = 0, at = 0;

	for (int start = 0; start < HOURS; start++) {
		int len = 0;

		while (len < HOURS && !used[(start + len) % HOURS])
			len++;
		if (len > best) {
			best = len;
			at = start;
		}
	}
	*first = (at + best) % HOURS;
	*n = HOURS - best;
	/* Around the clock: a day begins at five, like the service day. */
	if (best == 0)
		*first = 5;
}

static void
fill_heat(const struct scene *sc, struct heat *h, double v[DAYS][HOURS], bool out[DAYS][HOURS])
{
	int64_t counts[DAYS * HOURS];
	uint8_t hidden[DAYS * HOURS] = { 0 };
	bool used[HOURS] = { false };

	for (int d = 0; d < DAYS; d++)
		for (int k = 0; k < HOURS; k++) {
			used[k] = used[k] || out[d][k] || v[d][k] > 0;
			counts[d * HOURS + k] = (int64_t)llround(v[d][k]);
		}
	/* Only the total stands elsewhere in the report, neither days nor hours: one list. */
	scene_gate(sc, counts, CELLS, hidden);
	choose_hours(used, &h->first_hour, &h->n_hours);
	for (int d = 0; d < DAYS; d++)
		for (int k = 0; k < h->n_hours; k++) {
			int hour = (h->first_hour + k) % HOURS;

			h->out[d][k] = out[d][hour] || v[d][hour] > 0;
			h->hidden[d][k] = hidden[d * HOURS + hour] != 0;
			h->v[d][k] = h->hidden[d][k] ? 0 : v[d][hour];
		}
}

/* The two hours in a row, of one day, in which most is shown; gives their sum. */
static double
find_peak(struct heat *h)
{
	double sum = 0;

	h->peak_day = h->peak_at = -1;
	for (int d = 0; d < DAYS; d++)
		for (int k = 0; k + 1 < h->n_hours; k++)
			if (h->v[d][k] + h->v[d][k + 1] > sum) {
				sum = h->v[d][k] + h->v[d][k + 1];
				h->peak_day = d;
				h->peak_at = k;
			}
	return sum;
}

/* After midnight two days share a name: "nuit de samedi à dimanche". */
static struct str
peak_words(struct scene *sc, const struct heat *h)
{
	int from = h->first_hour + h->peak_at;
	struct str a = clock_words(sc->a, from % HOURS), b = clock_words(sc->a, (from + 2) % HOURS);

	if (from < HOURS)
		return scene_say(sc, _("The peak: %s, from %.*s to %.*s"), weekday_name(h->peak_day + 1),
		    STR_A(a), STR_A(b));
	return scene_say(sc, _("The peak: the night from %s to %s, from %.*s to %.*s"),
	    weekday_name(h->peak_day + 1), weekday_name((h->peak_day + 1) % DAYS + 1), STR_A(a), STR_A(b));
}

bool
resolve_heat(struct scene *sc, const struct directive *d, struct block **out, struct err *e)
{
	struct str id = d->n_words > 0 ? d->words[0] : STR("interventions"), finding;
	double v[DAYS][HOURS] = { { 0 } }, sum;
	bool teams[DAYS][HOURS] = { { false } };
	const struct figure *fig;
	struct block *b;

	if (!scene_figure(d, id, &fig, e))
		return false;
	if (fig->unit != UNIT_COUNT)
		return directive_refuse(d, e, "%s", _("a calendar shows counts."));
	if (!read_counts(sc, fig, v, e) || !read_out(sc, teams, e) || !scene_use(sc, fig, e))
		return false;
	b = scene_block(sc, BLOCK_HEAT, d);
	b->heat = arena_new(sc->a, struct heat);
	fill_heat(sc, b->heat, v, teams);
	sum = find_peak(b->heat);
	/* Where no hour of the week has five, there is nothing to show. */
	if (sum <= 0)
		return true;
	finding = peak_words(sc, b->heat);
	b->summary = scene_say(sc, _("Records by day and hour. %.*s, with %.*s records."), STR_A(finding),
	    STR_A(scene_count(sc, sum)));
	if (b->title.p == NULL)
		b->title = finding;
	b->note = sc->ask->own_team ? scene_say(sc, _("%s by the hour, whole period. After midnight the hours "
	    "belong to the evening before. Empty cell: no team out."), _(fig->label)) :
	    scene_say(sc, _("%s by the hour, whole period. After midnight the hours belong to the "
	    "evening before. Empty cell: no team out. Hatched: 1 to 4, or a number that would give one "
	    "away."), _(fig->label));
	*out = b;
	return true;
}
