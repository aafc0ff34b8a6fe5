/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report/show_text.h"

#include "base/lang.h"
#include "record/cell.h"
#include "record/journal.h"
#include "record/vault.h"
#include "report/words.h"

#define MS_A_DAY 86400000

/* Names found already, the newest first: a page names few records, many times. */
struct known_name {
	const struct reg *reg;
	struct uuid id;
	struct str name;       /* absent: there is no such record */
	struct known_name *next;
};

struct shown {
	struct arena *a;
	struct store *s;
	const struct codes *codes;
	struct known_name *names;
};

struct shown *
shown_new(struct arena *a, struct store *s, const struct codes *codes)
{
	struct shown *w = arena_new(a, struct shown);

	*w = (struct shown){ .a = a, .s = s, .codes = codes };
	return w;
}

struct str
show_day(struct arena *a, int32_t day)
{
	return str_fmt(a, "%s " STR_F, weekday_name(day_weekday(day)), STR_A(day_words(a, day)));
}

struct str
show_clock(struct arena *a, int64_t minutes)
{
	int h = (int)(minutes / 60), m = (int)(minutes % 60);

	if (lang_now() != LANG_FR)
		return str_fmt(a, "%02d:%02d", h, m);
	return m == 0 ? str_fmt(a, "%d h", h) : str_fmt(a, "%d h %02d", h, m);
}

struct str
show_instant(struct arena *a, int64_t ms)
{
	struct str day = day_words(a, (int32_t)(ms / MS_A_DAY));

	return str_fmt(a, _("%.*s at %.*s"), STR_A(day), STR_A(show_clock(a, ms % MS_A_DAY / 60000)));
}

struct str
show_record_title(struct arena *a, const struct record *r)
{
	int title = r->reg->title != NULL ? reg_field(r->reg, str_of(r->reg->title)) : -1;
	int day = reg_field(r->reg, STR("date")), start = reg_field(r->reg, STR("start"));
	char id[37];

	if (title >= 0 && r->cells[title].set && r->reg->fields[title].type == FIELD_TEXT)
		return r->cells[title].s;
	if (day >= 0 && r->cells[day].set) {
		struct str words = show_day(a, (int32_t)r->cells[day].i);

		/* A day may have many: the operator's own id tells them apart. */
		if (start < 0 || !r->cells[start].set)
			return r->source_id.p == NULL ? words :
			    str_fmt(a, STR_F " · " STR_F, STR_A(words), STR_A(r->source_id));
		return str_fmt(a, STR_F ", " STR_F, STR_A(words), STR_A(show_clock(a, r->cells[start].i)));
	}
	if (r->source_id.p != NULL)
		return r->source_id;
	uuid_format(&r->id, id);
	return str_dup(a, str_of(id));
}

static bool
name_of(struct shown *w, const struct reg *g, const struct uuid *id, struct str *out, struct err *e)
{
	struct known_name *k;
	struct record rec;
	bool found;

	for (k = w->names; k != NULL; k = k->next)
		if (k->reg == g && uuid_eq(&k->id, id)) {
			*out = k->name;
			return true;
		}
	if (!record_read(w->s, w->codes, g, id, w->a, &rec, &found, e))
		return false;
	k = arena_new(w->a, struct known_name);
	*k = (struct known_name){ .reg = g, .id = *id, .next = w->names };
	if (found)
		k->name = show_record_title(w->a, &rec);
	w->names = k;
	*out = k->name;
	return true;
}

static struct str
joined(struct arena *a, const struct str *v, size_t n)
{
	struct buf b;

	buf_init_in(&b, a);
	for (size_t i = 0; i < n; i++)
		buf_fmt(&b, "%s" STR_F, i > 0 ? ", " : "", STR_A(v[i]));
	return buf_text(&b);
}

static struct str
codes_text(struct shown *w, const struct field *f, const struct cell *c)
{
	const struct code_list *l = codes_list(w->codes, f->codes);
	struct str v[LIST_MAX];

	for (size_t i = 0; i < c->n; i++)
		v[i] = code_label(l, c->codes[i]);
	return joined(w->a, v, c->n);
}

static struct str
facts_text(struct shown *w, const struct field *f, const struct cell *c)
{
	const struct code_list *l = codes_list(w->codes, f->codes);
	struct arena *a = w->a;
	struct str v[LIST_MAX];

	for (size_t i = 0; i < c->n; i++) {
		const struct fact *fact = &c->facts[i];
		struct str label = code_label(l, fact->code);

		v[i] = fact->n == 1 ? label : str_fmt(a, STR_F " × %d", STR_A(label), fact->n);
		if (fact->severity == 3)
			v[i] = str_fmt(a, _("%.*s (serious)"), STR_A(v[i]));
	}
	return joined(a, v, c->n);
}

static bool
refs_text(struct shown *w, const struct field *f, const struct cell *c, struct str *out, struct err *e)
{
	const struct reg *g = reg_find(str_of(f->ref));
	struct str v[LIST_MAX];

	for (size_t i = 0; i < c->n; i++)
		if (!name_of(w, g, &c->us[i], &v[i], e))
			return false;
	*out = joined(w->a, v, c->n);
	return true;
}

static struct str
with_unit(struct arena *a, struct str number, const struct field *f)
{
	return f->unit == NULL ? number : str_fmt(a, STR_F " %s", STR_A(number), lang_text(f->unit));
}

#define DECIMALS_MAX 4

/* As many decimals as the number has, four at most: 0.976 is not 0.9760. */
static int
decimals_of(double r)
{
	int n = 0;

	for (double scaled = r < 0 ? -r : r; n < DECIMALS_MAX && scaled < 1e12; n++, scaled *= 10) {
		double rest = scaled - (double)(int64_t)(scaled + 0.5);

		if (rest < 1e-6 && rest > -1e-6)
			break;
	}
	return n;
}

bool
show_text(struct shown *w, const struct field *f, const struct cell *c, struct str *out, struct err *e)
{
	struct arena *a = w->a;

	*out = STR_NONE;
	if (!c->set)
		return true;
	if (c->seal != SEAL_OPEN) {
		*out = str_of(seal_sentence(c->seal));
		return true;
	}
	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_SLOTS:
		*out = c->s;
		return true;
	case FIELD_INT:
		/* What has always four digits is a year: no blank within. */
		if (f->min >= 1000 && f->max <= 9999)
			*out = str_fmt(a, "%lld", (long long)c->i);
		else
			*out = with_unit(a, number_words(a, (double)c->i, 0), f);
		return true;
	case FIELD_REAL:
		*out = with_unit(a, number_words(a, c->r, decimals_of(c->r)), f);
		return true;
	case FIELD_MONEY:
		*out = str_fmt(a, STR_F " €", STR_A(number_words(a, (double)c->i / 100, 2)));
		return true;
	case FIELD_BOOL:
		*out = str_of(c->i != 0 ? _("yes") : _("no"));
		return true;
	case FIELD_DATE:
		*out = day_words(a, (int32_t)c->i);
		return true;
	case FIELD_CLOCK:
		*out = show_clock(a, c->i);
		return true;
	case FIELD_CODE:
		*out = code_label(codes_list(w->codes, f->codes), (uint16_t)c->i);
		return true;
	case FIELD_CODES:
		*out = codes_text(w, f, c);
		return true;
	case FIELD_FACTS:
		*out = facts_text(w, f, c);
		return true;
	case FIELD_REFS:
		return refs_text(w, f, c, out, e);
	case FIELD_REF:
		return name_of(w, reg_find(str_of(f->ref)), &c->u, out, e);
	}
	return true;
}

bool
show_said(struct shown *w, const struct field *f, const struct json *v, struct str *out, struct err *e)
{
	struct json_writer j;
	struct cell c;
	struct buf b;

	*out = STR("");
	if (js_kind(v) == JS_NULL)
		return true;
	if (cell_of_json(v, f, w->codes, w->a, &c)) {
		if (!show_text(w, f, &c, out, e))
			return false;
		if (out->p == NULL)
			*out = STR("");
		return true;
	}
	if (js_kind(v) == JS_STR) {
		*out = js_text(v);
		return true;
	}
	buf_init_in(&b, w->a);
	js_init(&j, &b);
	js_put(&j, v);
	*out = buf_text(&b);
	return true;
}
