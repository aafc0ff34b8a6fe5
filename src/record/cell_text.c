/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From what a person typed in a spreadsheet to a value, or a refusal that helps. */
#include "base/lang.h"
#include "base/text.h"
#include "record/cell.h"
#include "rules/guard.h"
#include "rules/schedule.h"

#include <stdio.h>
#include <stdlib.h>

#define NEAREST 3

static bool
refuse(const struct cell_place *p, const struct field *f, const char *code, const char *text)
{
	struct fault at = p->at;

	at.field = f;
	at.code = code;
	fault_add(p->faults, &at, "%s", text);
	return false;
}

/* A cell as quoted in a refusal: short, on one line. */
static struct str
quoted(struct arena *a, struct str text)
{
	size_t at = 0;

	if (text.n > 60) {
		while (at < 57)
			utf8_next(text, &at);
		return str_fmt(a, "%.*s…", (int)at, text.p);
	}
	return text;
}

static bool
refuse_unknown(const struct cell_place *p, const struct field *f, struct str text,
    const struct str *near, size_t n, struct arena *a)
{
	struct fault at = p->at;
	struct str q = quoted(a, text);

	at.field = f;
	at.code = "unknown_code";
	if (n == 0)
		fault_add(p->faults, &at, _("“%.*s” is not known here."), STR_A(q));
	else if (n == 1)
		fault_add(p->faults, &at, _("“%.*s” is not known. Nearest: %.*s."), STR_A(q),
		    STR_A(near[0]));
	else if (n == 2)
		fault_add(p->faults, &at, _("“%.*s” is not known. Nearest: %.*s; %.*s."), STR_A(q),
		    STR_A(near[0]), STR_A(near[1]));
	else
		fault_add(p->faults, &at, _("“%.*s” is not known. Nearest: %.*s; %.*s; %.*s."), STR_A(q),
		    STR_A(near[0]), STR_A(near[1]), STR_A(near[2]));
	return false;
}

static bool
refuse_code(const struct cell_place *p, const struct field *f, const struct code_list *l,
    struct str text, struct arena *a)
{
	uint16_t near[NEAREST];
	struct str labels[NEAREST];
	size_t n = code_nearest(l, text, near);

	for (size_t i = 0; i < n; i++)
		labels[i] = str_fmt(a, STR_F " (" STR_F ")", STR_A(code_label(l, near[i])),
		    STR_A(l->v[near[i]].code));
	return refuse_unknown(p, f, text, labels, n, a);
}

static bool
read_int(const struct cell_place *p, const struct field *f, struct str text, struct arena *a,
    struct cell *out)
{
	double d;

	/* Spreadsheets write 3 as 3.0 or 3,00. */
	if (!str_int(text, &out->i)) {
		if (!str_decimal(text, &d) || d < -1e15 || d > 1e15 || d < (double)(int64_t)d ||
		    d > (double)(int64_t)d) {
			return refuse(p, f, "bad_number",
			    str_cstr(a, str_fmt(a, _("“%.*s” is not a whole number."),
			        STR_A(quoted(a, text)))));
		}
		out->i = (int64_t)d;
	}
	if ((f->min != 0 || f->max != 0) && (out->i < f->min || out->i > f->max))
		return refuse(p, f, "out_of_range",
		    str_cstr(a, str_fmt(a, _("%lld is outside %lld to %lld."), (long long)out->i,
		        (long long)f->min, (long long)f->max)));
	return true;
}

/* A number is kept to its twelfth decimal (of a degree, a tenth of a micrometre): with these it is
 * written without an exponent and read back as it was. */
static double
kept(double r)
{
	char text[48];

	snprintf(text, sizeof(text), "%.12f", r);
	return strtod(text, NULL);
}

/* With no more decimals than that it is what it was (one ulp of what is larger is more than the twelfth). */
static bool
has_more_decimals(struct str text)
{
	size_t point = str_find(text, '.');

	return text.n > (point < text.n ? point : str_find(text, ',')) + 1 + 12;
}

static bool
read_real(const struct cell_place *p, const struct field *f, struct str text, struct arena *a,
    struct cell *out)
{
	if (!str_decimal(text, &out->r))
		return refuse(p, f, "bad_number",
		    str_cstr(a, str_fmt(a, _("“%.*s” is not a number."), STR_A(quoted(a, text)))));
	if (has_more_decimals(text))
		out->r = kept(out->r);
	if ((f->min != 0 || f->max != 0) && (out->r < (double)f->min || out->r > (double)f->max))
		return refuse(p, f, "out_of_range",
		    str_cstr(a, str_fmt(a, _("“%.*s” is outside %lld to %lld."), STR_A(text),
		        (long long)f->min, (long long)f->max)));
	return true;
}

static bool
read_money(const struct cell_place *p, const struct field *f, struct str text, struct arena *a,
    struct cell *out)
{
	double d;

	if (!str_decimal(text, &d) || d < -1e13 || d > 1e13)
		return refuse(p, f, "bad_number",
		    str_cstr(a, str_fmt(a, _("“%.*s” is not an amount."), STR_A(quoted(a, text)))));
	out->i = (int64_t)(d * 100 + (d < 0 ? -0.5 : 0.5));
	if ((f->min != 0 || f->max != 0) && (out->i < f->min || out->i > f->max))
		return refuse(p, f, "out_of_range",
		    str_cstr(a, str_fmt(a, _("“%.*s” is outside %lld to %lld."), STR_A(quoted(a, text)),
		        (long long)(f->min / 100), (long long)(f->max / 100))));
	return true;
}

static bool
read_bool(const struct cell_place *p, const struct field *f, struct str text, struct arena *a,
    struct cell *out)
{
	static const struct {
		const char *word;
		int value;
	} words[] = {
		{ "oui", 1 }, { "non", 0 }, { "true", 1 }, { "false", 0 }, { "1", 1 }, { "0", 0 },
		{ "x", 1 }, { "yes", 1 }, { "no", 0 }, { "vrai", 1 }, { "faux", 0 }, { "1.0", 1 },
		{ "0.0", 0 },
	};
	struct buf folded;

	if (text.n < 8) {
		buf_init(&folded);
		text_fold(&folded, text);
		for (size_t i = 0; i < COUNT(words); i++)
			if (str_is(buf_text(&folded), words[i].word)) {
				out->i = words[i].value;
				buf_release(&folded);
				return true;
			}
		buf_release(&folded);
	}
	return refuse(p, f, "bad_bool",
	    str_cstr(a, str_fmt(a, _("“%.*s” is neither yes nor no. Write oui or non."),
	        STR_A(quoted(a, text)))));
}

static bool
read_text(const struct cell_place *p, const struct field *f, struct str text, struct arena *a,
    struct cell *out)
{
	int64_t max = f->max != 0 ? f->max : 200;
	size_t n = text.n;

	if (n > (size_t)max && (n = utf8_count(text)) > (size_t)max)
		return refuse(p, f, "too_long",
		    str_cstr(a, str_fmt(a, _("This text has %zu characters; at most %lld fit."), n,
		        (long long)max)));
	if ((f->flags & FIELD_GUARDED) != 0) {
		switch (guard_text(text)) {
		case GUARD_CLEAN:
			break;
		case GUARD_EMAIL:
			return refuse(p, f, "guarded_email",
			    _("This text holds an e-mail address. Take it out: nobody must be recognised."));
		case GUARD_PHONE:
			return refuse(p, f, "guarded_phone",
			    _("This text holds a telephone number. Take it out: nobody must be recognised."));
		case GUARD_PLATE:
			return refuse(p, f, "guarded_plate",
			    _("This text holds a number plate. Take it out: nobody must be recognised."));
		}
	}
	out->s = str_dup(a, text);
	return true;
}

static bool
read_ref(const struct cell_place *p, const struct field *f, struct str text, struct arena *a,
    struct uuid *out)
{
	const struct reg *reg = reg_find(str_of(f->ref));
	struct err e = { 0 };
	bool ambiguous = false;
	struct str near[NEAREST];

	/* Names of sectors are local to the town of the record's scheme. */
	if (lookup_find(p->lookup, reg, text, (f->flags & FIELD_LOCAL) != 0 ? p->within : NULL, out,
	    &ambiguous, &e))
		return true;
	if (e.kind != ERR_NONE)
		return refuse(p, f, e.key, e.text);
	if (ambiguous)
		return refuse(p, f, "ambiguous",
		    str_cstr(a, str_fmt(a, _("“%.*s” fits several records. Give the identifier."),
		        STR_A(quoted(a, text)))));
	return refuse_unknown(p, f, text, near, lookup_nearest(p->lookup, reg, text, near), a);
}

/* Calls f for each item of a list cell: only '|' separates where there is one; else the whole cell is
 * first tried as one label, then split at commas. */
struct list_cell {
	struct str rest;
	char sep;
};

static struct list_cell
list_open(struct str text, bool whole_fits)
{
	if (str_find(text, '|') < text.n)
		return (struct list_cell){ text, '|' };
	return (struct list_cell){ text, whole_fits ? '\0' : ',' };
}

static bool
list_next(struct list_cell *l, struct str *item)
{
	while (l->sep == '\0' ? (*item = l->rest, l->rest = STR_NONE, item->p != NULL)
	                      : str_cut(&l->rest, l->sep, item)) {
		*item = str_trim(*item);
		if (item->n > 0)
			return true;
	}
	return false;
}

static bool
read_codes(const struct cell_place *p, const struct field *f, struct str text, struct arena *a,
    struct cell *out)
{
	const struct code_list *l = codes_list(lookup_codes(p->lookup), f->codes);
	struct list_cell list = list_open(text, code_find(l, text) != CODE_NONE);
	uint16_t v[LIST_MAX];
	struct str item;
	uint16_t *kept;

	while (list_next(&list, &item)) {
		uint16_t i = code_find(l, item);
		size_t j = 0;

		if (i == CODE_NONE)
			return refuse_code(p, f, l, item, a);
		while (j < out->n && v[j] != i)
			j++;
		if (j < out->n)
			continue; /* a code repeated counts once */
		if (out->n == LIST_MAX)
			return refuse(p, f, "too_many", _("This list is too long."));
		v[out->n++] = i;
	}
	kept = arena_array(a, uint16_t, out->n);
	memcpy(kept, v, out->n * sizeof(*v));
	out->codes = kept;
	out->set = out->n > 0;
	return true;
}

static bool
read_refs(const struct cell_place *p, const struct field *f, struct str text, struct arena *a,
    struct cell *out)
{
	const struct reg *reg = reg_find(str_of(f->ref));
	struct uuid whole;
	bool ambiguous;
	struct err e = { 0 };
	struct list_cell list =
	    list_open(text, lookup_find(p->lookup, reg, text, NULL, &whole, &ambiguous, &e));
	struct uuid v[LIST_MAX];
	struct uuid *kept;
	struct str item;
	size_t max = f->max > 0 ? (size_t)f->max : LIST_MAX;

	while (list_next(&list, &item)) {
		struct uuid u;
		size_t j = 0;

		if (!read_ref(p, f, item, a, &u))
			return false;
		while (j < out->n && !uuid_eq(&v[j], &u))
			j++;
		if (j < out->n)
			continue;
		if (out->n == max)
			return refuse(p, f, "too_many",
			    str_cstr(a, str_fmt(a, _("At most %zu fit here."), max)));
		v[out->n++] = u;
	}
	kept = arena_array(a, struct uuid, out->n);
	memcpy(kept, v, out->n * sizeof(*v));
	out->us = kept;
	out->set = out->n > 0;
	return true;
}

/* "IC31", "IC31x2", "IC31x2!3", or a label with the same tail. */
static bool
split_fact(struct str item, struct str *code, int64_t *n, int64_t *severity)
{
	size_t i = item.n;

	*n = 1;
	*severity = 1;
	while (i > 0 && item.p[i - 1] != '!')
		i--;
	if (i > 0) {
		if (!str_int(str_trim(str_sub(item, i, item.n)), severity))
			return false;
		item = str_trim(str_sub(item, 0, i - 1));
	}
	i = item.n;
	while (i > 0 && item.p[i - 1] >= '0' && item.p[i - 1] <= '9')
		i--;
	if (i > 0 && i < item.n && (item.p[i - 1] == 'x' || item.p[i - 1] == 'X')) {
		if (!str_int(str_sub(item, i, item.n), n))
			return false;
		item = str_trim(str_sub(item, 0, i - 1));
	}
	*code = item;
	return true;
}

static bool
read_facts(const struct cell_place *p, const struct field *f, struct str text, struct arena *a,
    struct cell *out)
{
	const struct code_list *l = codes_list(lookup_codes(p->lookup), f->codes);
	struct list_cell list;
	struct fact v[FACTS_MAX];
	struct fact *kept;
	struct str item, code;
	int64_t n, severity;

	list = list_open(text, split_fact(text, &code, &n, &severity) && code_find(l, code) != CODE_NONE);
	while (list_next(&list, &item)) {
		uint16_t i = CODE_NONE;
		size_t j = 0;

		if (split_fact(item, &code, &n, &severity))
			i = code_find(l, code);
		if (i == CODE_NONE)
			return refuse_code(p, f, l, item, a);
		/* Facts of one kind and severity add up. */
		while (j < out->n && (v[j].code != i || v[j].severity != severity))
			j++;
		if (n < 1 || severity < 1 || severity > 3 || n > FACT_COUNT_MAX - (j < out->n ? v[j].n : 0))
			return refuse(p, f, "bad_fact",
			    str_cstr(a, str_fmt(a,
			        _("“%.*s”: a fact is counted from 1 to 500, with a severity from 1 to 3 "
			          "(IC31x2!3)."), STR_A(quoted(a, item)))));
		if (j == FACTS_MAX)
			return refuse(p, f, "too_many", _("This list is too long."));
		if (j == out->n)
			v[out->n++] = (struct fact){ i, 0, (uint8_t)severity };
		v[j].n = (uint16_t)(v[j].n + n);
	}
	kept = arena_array(a, struct fact, out->n);
	memcpy(kept, v, out->n * sizeof(*v));
	out->facts = kept;
	out->set = out->n > 0;
	return true;
}

static bool
read_moment(const struct cell_place *p, const struct field *f, struct str text, struct arena *a,
    struct cell *out)
{
	if (f->type == FIELD_DATE) {
		int32_t day;

		if (!day_parse(text, &day) || day < DAY_MIN || day > DAY_MAX)
			return refuse(p, f, "bad_date",
			    str_cstr(a, str_fmt(a,
			        _("“%.*s” is no date. Write 31/12/2025 or 2025-12-31."),
			        STR_A(quoted(a, text)))));
		out->i = day;
	} else {
		int minutes;

		if (!clock_parse(text, &minutes))
			return refuse(p, f, "bad_time",
			    str_cstr(a, str_fmt(a, _("“%.*s” is no time of day. Write 21:40 or 21h40."),
			        STR_A(quoted(a, text)))));
		out->i = minutes;
	}
	return true;
}

/* One line of a schedule, "Mo-Fr 14:00-21:00 @summer", in the form in which it is kept. */
static bool
read_slot(const struct cell_place *p, const struct field *f, struct str text, struct arena *a,
    struct buf *out)
{
	const struct code_list *seasons = codes_list(lookup_codes(p->lookup), f->codes);
	struct schedule_line line;
	struct str hours, season = text;
	struct buf folded;
	uint16_t code;
	bool good;

	(void)str_cut(&season, '@', &hours);
	buf_init(&folded);
	text_fold(&folded, hours);
	good = schedule_read(buf_text(&folded), &line);
	buf_release(&folded);
	if (!good)
		return refuse(p, f, "bad_schedule",
		    str_cstr(a, str_fmt(a, _("“%.*s” is no day and hours. Write Mo-Fr 14:00-21:00, or two "
		        "lines: Mo-Fr 14:00-21:00; Th-Sa 21:30-06:00 @summer."),
		        STR_A(quoted(a, str_trim(text))))));
	buf_cstr(out, out->n > 0 ? "; " : "");
	schedule_write(out, &line);
	if (season.p == NULL)
		return true;
	code = code_find(seasons, str_trim(season));
	if (code == CODE_NONE)
		return refuse_code(p, f, seasons, str_trim(season), a);
	buf_fmt(out, " @" STR_F, STR_A(seasons->v[code].code));
	return true;
}

static bool
read_slots(const struct cell_place *p, const struct field *f, struct str text, struct arena *a,
    struct cell *out)
{
	struct str one;
	struct buf b;
	bool good = true;

	buf_init_in(&b, a);
	while (good && str_cut(&text, ';', &one))
		good = str_trim(one).n == 0 || read_slot(p, f, one, a, &b);
	if (good && utf8_count(buf_text(&b)) > (size_t)f->max)
		good = refuse(p, f, "too_long", _("This schedule is too long."));
	out->s = buf_text(&b);
	out->set = out->s.n > 0;
	return good;
}

bool
cell_of_text(const struct cell_place *p, const struct field *f, struct str text, struct arena *a,
    struct cell *out)
{
	const struct code_list *l;
	uint16_t code;

	*out = (struct cell){ .set = false };
	text = str_trim(text);
	if (text.n == 0) {
		if (f->fallback == NULL)
			return true;
		text = str_of(f->fallback);
	}
	out->set = true;
	switch (f->type) {
	case FIELD_INT:
		return read_int(p, f, text, a, out);
	case FIELD_REAL:
		return read_real(p, f, text, a, out);
	case FIELD_MONEY:
		return read_money(p, f, text, a, out);
	case FIELD_BOOL:
		return read_bool(p, f, text, a, out);
	case FIELD_TEXT:
		return read_text(p, f, text, a, out);
	case FIELD_SLOTS:
		return read_slots(p, f, text, a, out);
	case FIELD_DATE:
	case FIELD_CLOCK:
		return read_moment(p, f, text, a, out);
	case FIELD_CODE:
		l = codes_list(lookup_codes(p->lookup), f->codes);
		code = code_find(l, text);
		if (code == CODE_NONE)
			return refuse_code(p, f, l, text, a);
		out->i = code;
		return true;
	case FIELD_CODES:
		return read_codes(p, f, text, a, out);
	case FIELD_REF:
		return read_ref(p, f, text, a, &out->u);
	case FIELD_REFS:
		return read_refs(p, f, text, a, out);
	case FIELD_FACTS:
		return read_facts(p, f, text, a, out);
	}
	return false;
}
