/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The demonstration years as tables of text, as if they came from an operator's spreadsheets. */
#include "cli/demo_crew.h"

#define CELLS_MAX 72
#define DEMO_VALIDATED 20423 /* 2025-12-01 */

/* A row under construction. */
struct demo_rows {
	const struct demo_plan *plan;
	const struct demo *demo;
	const char *const *header;
	size_t n_header;
	bool header_given;
	size_t i;               /* of the staff, the shift or the report */
	struct demo_record *records;
	int record, n_records;  /* of this shift */
	int64_t number;         /* of the record, over all */
	int64_t contacts_seen, contacts_given; /* beyond one a record, in this segment */
	int32_t segment_end;
	struct buf text;
	size_t ends[CELLS_MAX];
	size_t n;
	struct str cells[CELLS_MAX];
	int64_t line;
};

static void
end_cell(struct demo_rows *r)
{
	r->ends[r->n++] = r->text.n;
}

static void
put(struct demo_rows *r, struct str s)
{
	buf_str(&r->text, s);
	end_cell(r);
}

static void
put_int(struct demo_rows *r, int64_t v)
{
	buf_int(&r->text, v);
	end_cell(r);
}

static void
put_day(struct demo_rows *r, int32_t day)
{
	char text[11];

	day_format(day, text);
	put(r, str_of(text));
}

/* Minutes from the start of a day, also past midnight. */
static void
put_clock(struct demo_rows *r, int minutes)
{
	char text[6];

	clock_format(minutes % 1440, text);
	put(r, str_of(text));
}

static void
put_list(struct demo_rows *r, const struct str *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_char(&r->text, '|');
		buf_str(&r->text, v[i]);
	}
	end_cell(r);
}

static void
begin(struct demo_rows *r)
{
	buf_clear(&r->text);
	r->n = 0;
}

static bool
give(struct demo_rows *r, const struct str **cells, size_t *n, int64_t *line)
{
	size_t from = 0;

	for (size_t i = 0; i < r->n; i++) {
		r->cells[i] = r->ends[i] == from ? STR("") :
		    (struct str){ r->text.p + from, r->ends[i] - from };
		from = r->ends[i];
	}
	*cells = r->cells;
	*n = r->n;
	*line = ++r->line;
	return true;
}

static bool
give_header(struct demo_rows *r, const struct str **cells, size_t *n, int64_t *line)
{
	r->header_given = true;
	begin(r);
	for (size_t i = 0; i < r->n_header; i++)
		put(r, str_of(r->header[i]));
	return give(r, cells, n, line);
}

static int64_t
position(const struct table *t)
{
	const struct demo_rows *r = t->state;

	return r->line;
}

static void
release(void *arg)
{
	struct demo_rows *r = arg;

	buf_release(&r->text);
}

static struct demo_rows *
rows_new(struct arena *a, const char *const *header, size_t n_header, struct table *out,
    bool (*next)(struct table *, const struct str **, size_t *, int64_t *, struct err *),
    int64_t total)
{
	struct demo_rows *r = arena_new(a, struct demo_rows);

	r->header = header;
	r->n_header = n_header;
	buf_init(&r->text);
	arena_defer(a, release, r);
	*out = (struct table){ .next = next, .position = position, .total = total, .state = r };
	return r;
}

/* -- shifts ---------------------------------------------------------------------------------- */

static void
put_shift_id(struct demo_rows *r, const struct demo_shift *s)
{
	buf_fmt(&r->text, "V-" STR_F "-%d-%05u", STR_A(r->demo->schemes[s->scheme].id),
	    ymd_of_day(s->day).year, s->number);
	end_cell(r);
}

static bool
next_shift(struct table *t, const struct str **cells, size_t *n, int64_t *line, struct err *e)
{
	static const char *const states[] = {
		[DEMO_HELD] = "held", [DEMO_CANCELLED] = "cancelled", [DEMO_UNKEPT] = "planned",
	};
	static const char *const reasons[] = {
		"Absence dans l'équipe", "Alerte météo", "Formation collective", "Réunion de service",
	};
	struct demo_rows *r = t->state;
	const struct demo_shift *s;

	(void)e;
	if (!r->header_given)
		return give_header(r, cells, n, line);
	begin(r);
	if (r->i == r->plan->n_shifts)
		return give(r, cells, n, line);
	s = &r->plan->shifts[r->i++];
	put_shift_id(r, s);
	put(r, r->demo->schemes[s->scheme].id);
	put_day(r, s->day);
	put_clock(r, s->start);
	put_clock(r, s->end);
	if (s->state == DEMO_HELD) {
		put_clock(r, s->came);
		put_clock(r, s->left);
	} else {
		end_cell(r);
		end_cell(r);
	}
	for (size_t i = 0; i < s->n_team; i++)
		buf_fmt(&r->text, "%sM-%04u", i > 0 ? "|" : "",
		    demo_crew_holder(r->plan->demo->crew, s->members[i], s->day));
	end_cell(r);
	put(r, r->demo->schemes[s->scheme].centres[s->centre].name);
	put(r, str_of(states[s->state]));
	put(r, s->state == DEMO_CANCELLED ? str_of(reasons[s->number % COUNT(reasons)]) : STR(""));
	return give(r, cells, n, line);
}

void
demo_shift_table(struct arena *a, const struct demo_plan *p, struct table *out)
{
	static const char *const header[] = {
		"id", "scheme", "date", "planned_start", "planned_end", "actual_start", "actual_end",
		"team", "sector", "state", "reason",
	};
	struct demo_rows *r = rows_new(a, header, COUNT(header), out, next_shift,
	    (int64_t)p->n_shifts);

	r->plan = p;
	r->demo = p->demo;
}

/* -- interventions --------------------------------------------------------------------------- */

static const char *const ages[] = {
	"A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A0", "A23", "A56", "A78",
};
/* On the phone, ages are guessed in wider bands: the place in `ages` of each band's wider one. */
static const unsigned char wider[] = { 0, 9, 9, 3, 10, 10, 11, 11, 8 };
static const char *const sexes[] = { "F", "M", "N" };

#define AGES (sizeof(ages) / sizeof(ages[0]))
#define SEXES (sizeof(sexes) / sizeof(sexes[0]))

/* In Rennes, the persons beyond the first of each record are shared out anew, so that they add up to
 * what was counted there between October and September. */
static int
contacts_in(struct demo_rows *r, const struct demo_record *rec)
{
	const struct demo_plan *p = r->plan;
	int32_t day = rec->shift->day;
	int64_t wanted, given;

	if (!r->demo->schemes[rec->shift->scheme].quota || rec->contacts == 0)
		return rec->contacts;
	if (day > r->segment_end) {
		r->contacts_seen = r->contacts_given = 0;
		r->segment_end = day < DEMO_WINDOW_FIRST ? DEMO_WINDOW_FIRST - 1 :
		    day <= DEMO_WINDOW_LAST ? DEMO_WINDOW_LAST : DAY_MAX;
	}
	if (p->contact_extras == 0)
		return rec->contacts;
	r->contacts_seen += rec->contacts - 1;
	wanted = p->contacts_wanted - p->contact_records;
	given = r->contacts_seen * (wanted > 0 ? wanted : 0) / p->contact_extras;
	wanted = given - r->contacts_given;
	r->contacts_given = given;
	return 1 + (int)wanted;
}

static void
put_public(struct demo_rows *r, const struct demo_record *rec, int contacts)
{
	const struct demo_scheme *s = &r->demo->schemes[rec->shift->scheme];
	struct draw d = { rec->seed };
	int counts[AGES][SEXES] = { { 0 } };
	struct str age = STR_NONE;
	bool phone = rec->shift->day > DEMO_WINDOW_LAST && draw_chance(&d, 35);

	for (int i = 0; i < contacts; i++) {
		struct str sex = weights_draw(&s->lists[DEMO_SEX][rec->kind], &d)->code;
		bool alike = age.p != NULL && draw_chance(&d, 62);
		size_t x = 0, y = 0;

		/* People who are together are mostly of an age. */
		if (!alike)
			age = weights_draw(&s->lists[DEMO_AGE][rec->kind], &d)->code;
		while (x + 1 < AGES && !str_is(age, ages[x]))
			x++;
		while (y + 1 < SEXES && !str_is(sex, sexes[y]))
			y++;
		counts[phone && x < COUNT(wider) ? wider[x] : x][y]++;
	}
	for (size_t x = 0; x < AGES; x++)
		for (size_t y = 0; y < SEXES; y++) {
			if (counts[x][y] > 0)
				buf_int(&r->text, counts[x][y]);
			end_cell(r);
		}
}

static void
put_degrees(struct demo_rows *r, bool there, int32_t micro)
{
	uint32_t m = (uint32_t)(micro < 0 ? -micro : micro);

	if (there)
		buf_fmt(&r->text, "%s%u.%06u", micro < 0 ? "-" : "", m / 1000000, m % 1000000);
	end_cell(r);
}

static void
put_facts(struct demo_rows *r, const struct demo_record *rec)
{
	for (size_t i = 0; i < rec->n_facts; i++) {
		buf_fmt(&r->text, "%s" STR_F, i > 0 ? "|" : "", STR_A(rec->facts[i].code));
		if (rec->facts[i].n > 1)
			buf_fmt(&r->text, "x%d", rec->facts[i].n);
		if (rec->facts[i].severity > 1)
			buf_fmt(&r->text, "!%d", rec->facts[i].severity);
	}
	end_cell(r);
}

static void
put_record(struct demo_rows *r, const struct demo_record *rec)
{
	const struct demo_shift *s = rec->shift;
	const struct demo_scheme *scheme = &r->demo->schemes[s->scheme];

	buf_fmt(&r->text, STR_F "-%d-%06lld", STR_A(scheme->id), ymd_of_day(s->day).year,
	    (long long)++r->number);
	end_cell(r);
	put(r, scheme->id);
	put_day(r, s->day + rec->start / 1440);
	put_clock(r, rec->start);
	put_int(r, rec->minutes);
	put_shift_id(r, s);
	put(r, scheme->centres[s->centre].name);
	put(r, rec->place);
	put(r, rec->place_kind);
	put_degrees(r, rec->located, rec->lon);
	put_degrees(r, rec->located, rec->lat);
	put(r, r->demo->kinds[rec->kind]);
	put(r, rec->theme);
	put(r, rec->theme2);
	put(r, rec->origin);
	put_public(r, rec, contacts_in(r, rec));
	put_list(r, rec->actions, rec->n_actions);
	put(r, rec->outcome);
	put_list(r, rec->relays, rec->n_relays);
	put_facts(r, rec);
	if (rec->before >= 0)
		buf_int(&r->text, rec->before);
	end_cell(r);
	if (rec->after >= 0)
		buf_int(&r->text, rec->after);
	end_cell(r);
	put(r, rec->weak_signal ? STR("oui") : STR(""));
	put(r, rec->comment);
	/* The last month still waits for its second reading. */
	put(r, s->day < DEMO_VALIDATED && rec->seed % 50 != 0 ? STR("validated") : STR("sent"));
}

static bool
next_intervention(struct table *t, const struct str **cells, size_t *n, int64_t *line,
    struct err *e)
{
	struct demo_rows *r = t->state;

	(void)e;
	if (!r->header_given)
		return give_header(r, cells, n, line);
	while (r->record == r->n_records && r->i < r->plan->n_shifts) {
		const struct demo_shift *s = &r->plan->shifts[r->i++];

		demo_shift_records(r->plan, s, r->records);
		r->record = 0;
		r->n_records = s->n;
	}
	begin(r);
	if (r->record < r->n_records)
		put_record(r, &r->records[r->record++]);
	return give(r, cells, n, line);
}

void
demo_intervention_table(struct arena *a, const struct demo_plan *p, struct table *out)
{
	static const char *const header[] = {
		"id", "scheme", "date", "start", "duration_min", "shift", "sector", "place", "place_kind",
		"lon", "lat", "kind", "theme", "theme2", "origin",
		"F_A1", "M_A1", "N_A1", "F_A2", "M_A2", "N_A2", "F_A3", "M_A3", "N_A3",
		"F_A4", "M_A4", "N_A4", "F_A5", "M_A5", "N_A5", "F_A6", "M_A6", "N_A6",
		"F_A7", "M_A7", "N_A7", "F_A8", "M_A8", "N_A8", "F_A0", "M_A0", "N_A0",
		"F_A23", "M_A23", "N_A23", "F_A56", "M_A56", "N_A56", "F_A78", "M_A78", "N_A78",
		"actions", "outcome", "relays", "facts", "tension_before", "tension_after", "weak_signal",
		"comment", "state",
	};
	struct demo_rows *r = rows_new(a, header, COUNT(header), out, next_intervention,
	    p->n_records);

	r->plan = p;
	r->demo = p->demo;
	r->segment_end = DAY_MIN;
	r->records = arena_array(a, struct demo_record, DEMO_SHIFT_RECORDS_MAX);
}

/* -- partners' reports ------------------------------------------------------------------------ */

static bool
next_report(struct table *t, const struct str **cells, size_t *n, int64_t *line, struct err *e)
{
	static const char *const sources[] = { "meeting", "call", "message", "form" };
	struct demo_rows *r = t->state;
	const struct demo_partner *partner = NULL;
	const struct demo_scheme *scheme;
	const struct demo_shift *s = NULL;
	struct demo_record rec;

	(void)e;
	if (!r->header_given)
		return give_header(r, cells, n, line);
	begin(r);
	while (partner == NULL && r->i < r->plan->n_shifts) {
		s = &r->plan->shifts[r->i++];
		partner = demo_report(r->demo, s, &rec);
	}
	if (partner == NULL)
		return give(r, cells, n, line);
	scheme = &r->demo->schemes[s->scheme];
	buf_fmt(&r->text, "S-" STR_F "-%d-%05u", STR_A(scheme->id), ymd_of_day(s->day).year, s->number);
	end_cell(r);
	put(r, partner->id);
	put(r, str_of(sources[rec.seed % COUNT(sources)]));
	put(r, scheme->id);
	put_day(r, s->day + rec.start / 1440);
	put_clock(r, rec.start);
	put(r, scheme->centres[s->centre].name);
	put(r, rec.place);
	put(r, rec.place_kind);
	put_degrees(r, rec.located, rec.lon);
	put_degrees(r, rec.located, rec.lat);
	put_facts(r, &rec);
	return give(r, cells, n, line);
}

void
demo_report_table(struct arena *a, const struct demo_plan *p, struct table *out)
{
	static const char *const header[] = {
		"id", "partner", "source", "scheme", "date", "start", "sector", "place", "place_kind",
		"lon", "lat", "facts",
	};
	struct demo_rows *r = rows_new(a, header, COUNT(header), out, next_report,
	    (int64_t)p->n_shifts);

	r->plan = p;
	r->demo = p->demo;
}
