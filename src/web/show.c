/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/show.h"

#include "base/lang.h"
#include "record/cell.h"
#include "record/journal.h"
#include "record/returned.h"
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

struct show {
	struct web_request *r;
	struct known_name *names;
};

struct show *
show_new(struct web_request *r)
{
	struct show *w = arena_new(r->arena, struct show);

	w->r = r;
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
show_reason(struct arena *a, const struct reg *g, struct str reason)
{
	const struct field *f;
	struct str word = returned_word(g, reason, &f);

	return f == NULL ? word : str_fmt(a, _("%s: %.*s"), lang_text(f->label), STR_A(word));
}

struct url
show_register(struct web_request *r, const struct reg *g)
{
	return url_join(r->arena, URL("/r"), str_of(g->name));
}

struct url
show_record(struct web_request *r, const struct reg *g, const struct uuid *id)
{
	char text[37];

	uuid_format(id, text);
	return url_join(r->arena, show_register(r, g), str_dup(r->arena, str_of(text)));
}

struct str
show_title(struct show *w, const struct record *r)
{
	struct arena *a = w->r->arena;
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
name_of(struct show *w, const struct reg *g, const struct uuid *id, struct str *out, struct err *e)
{
	struct known_name *k;
	struct record rec;
	bool found;

	for (k = w->names; k != NULL; k = k->next)
		if (k->reg == g && uuid_eq(&k->id, id)) {
			*out = k->name;
			return true;
		}
	if (!record_read(w->r->store, w->r->codes, g, id, w->r->arena, &rec, &found, e))
		return false;
	k = arena_new(w->r->arena, struct known_name);
	*k = (struct known_name){ .reg = g, .id = *id, .next = w->names };
	if (found)
		k->name = show_title(w, &rec);
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
codes_text(struct show *w, const struct field *f, const struct cell *c)
{
	const struct code_list *l = codes_list(w->r->codes, f->codes);
	struct str v[LIST_MAX];

	for (size_t i = 0; i < c->n; i++)
		v[i] = code_label(l, c->codes[i]);
	return joined(w->r->arena, v, c->n);
}

static struct str
facts_text(struct show *w, const struct field *f, const struct cell *c)
{
	const struct code_list *l = codes_list(w->r->codes, f->codes);
	struct arena *a = w->r->arena;
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
refs_text(struct show *w, const struct field *f, const struct cell *c, struct str *out, struct err *e)
{
	const struct reg *g = reg_find(str_of(f->ref));
	struct str v[LIST_MAX];

	for (size_t i = 0; i < c->n; i++)
		if (!name_of(w, g, &c->us[i], &v[i], e))
			return false;
	*out = joined(w->r->arena, v, c->n);
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
show_cell(struct show *w, const struct field *f, const struct cell *c, struct table_cell *out,
    struct err *e)
{
	struct arena *a = w->r->arena;
	const struct reg *other;

	*out = (struct table_cell){ .text = STR_NONE };
	if (!c->set)
		return true;
	if (c->seal != SEAL_OPEN) {
		out->text = str_of(seal_sentence(c->seal));
		return true;
	}
	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_SLOTS:
		out->text = c->s;
		return true;
	case FIELD_INT:
		/* What has always four digits is a year: no blank within. */
		if (f->min >= 1000 && f->max <= 9999)
			out->text = str_fmt(a, "%lld", (long long)c->i);
		else
			out->text = with_unit(a, number_words(a, (double)c->i, 0), f);
		return true;
	case FIELD_REAL:
		out->text = with_unit(a, number_words(a, c->r, decimals_of(c->r)), f);
		return true;
	case FIELD_MONEY:
		out->text = str_fmt(a, STR_F " €", STR_A(number_words(a, (double)c->i / 100, 2)));
		return true;
	case FIELD_BOOL:
		out->text = str_of(c->i != 0 ? _("yes") : _("no"));
		return true;
	case FIELD_DATE:
		out->text = day_words(a, (int32_t)c->i);
		return true;
	case FIELD_CLOCK:
		out->text = show_clock(a, c->i);
		return true;
	case FIELD_CODE:
		out->text = code_label(codes_list(w->r->codes, f->codes), (uint16_t)c->i);
		return true;
	case FIELD_CODES:
		out->text = codes_text(w, f, c);
		return true;
	case FIELD_FACTS:
		out->text = facts_text(w, f, c);
		return true;
	case FIELD_REFS:
		return refs_text(w, f, c, &out->text, e);
	case FIELD_REF:
		other = reg_find(str_of(f->ref));
		if (!name_of(w, other, &c->u, &out->text, e))
			return false;
		if (out->text.p != NULL && access_may(other, web_reach(w->r), OP_READ) != REACH_NONE)
			out->to = show_record(w->r, other, &c->u);
		return true;
	}
	return true;
}

void
show_table(struct arena *a, struct table_view *t, const char *caption, const char *const *names,
    const bool *numbers, size_t n)
{
	struct table_column *columns = arena_array(a, struct table_column, n);

	for (size_t i = 0; i < n; i++)
		columns[i] = (struct table_column){ .name = str_of(lang_text(names[i])), .number = numbers[i] };
	t->caption = str_of(caption);
	t->columns = columns;
	t->n_columns = n;
}
