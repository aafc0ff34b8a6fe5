/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Keys and values as people read them, in the language of the thread. */
#include "base/lang.h"
#include "figures/ledger.h"

#include <math.h>

static const char *const months[] = {
	N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"),
	N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
};
static const char *const weekdays[] = {
	N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"),
	N_("Sunday"),
};

static struct str
entity_label(const struct facts *f, int table, struct str key, struct arena *a)
{
	struct uuid id;
	bool is_id = uuid_parse(key, &id);

	for (size_t i = 0; i < f->entity[table].n; i++) {
		const struct entity *en = &f->entity[table].v[i];

		if ((is_id && uuid_eq(&id, &en->id)) || (en->own.p != NULL && str_eq(en->own, key)))
			return en->title.n > 0 ? en->title : key;
	}
	return str_dup(a, key);
}

static struct str
record_label(const struct ledger *l, struct str key, struct arena *a)
{
	struct uuid id;
	bool is_id = uuid_parse(key, &id);

	for (size_t i = 0; i < l->n; i++) {
		const struct ledger_page *p = ledger_page(l, i);
		size_t at = i % LEDGER_ROWS;

		if (p->title[at].n > 0 && ((is_id && uuid_eq(&id, &p->id[at])) ||
		    (p->own[at].p != NULL && str_eq(p->own[at], key))))
			return p->title[at];
	}
	return str_dup(a, key);
}

static struct str
day_label(const struct dim *d, struct str key, struct arena *a)
{
	int64_t n, m;
	int32_t when;

	if (strcmp(d->id, "weekday") == 0 && str_int(key, &n) && n >= 1 && n <= 7)
		return str_of(lang_text(weekdays[n - 1]));
	if (strcmp(d->id, "month") == 0 && key.n == 7 && str_int(str_sub(key, 5, 7), &m) && m >= 1 &&
	    m <= 12)
		return str_fmt(a, "%s " STR_F, lang_text(months[m - 1]), STR_A(str_sub(key, 0, 4)));
	if (strcmp(d->id, "quarter") == 0 && key.n == 7)
		return str_fmt(a, _("quarter %.*s of %.*s"), STR_A(str_sub(key, 6, 7)),
		    STR_A(str_sub(key, 0, 4)));
	if (strcmp(d->id, "week") == 0 && key.n == 8)
		return str_fmt(a, _("week %.*s of %.*s"), STR_A(str_sub(key, 6, 8)),
		    STR_A(str_sub(key, 0, 4)));
	if (strcmp(d->id, "day") == 0 && day_parse(key, &when)) {
		struct ymd ymd = ymd_of_day(when);

		return lang_now() == LANG_FR
		    ? str_fmt(a, "%d%s %s %d", ymd.day, ymd.day == 1 ? "er" : "",
		        lang_text(months[ymd.month - 1]), ymd.year)
		    : str_fmt(a, "%d %s %d", ymd.day, lang_text(months[ymd.month - 1]), ymd.year);
	}
	return key;
}

struct str
dim_key_label(const struct facts *f, const struct dim *d, struct str key, struct arena *a)
{
	const struct code_list *l = d->key_codes != NULL ? codes_list(f->codes, d->key_codes) : NULL;
	uint16_t i;

	if (key.p == NULL)
		return str_of(_("not said"));
	if (l != NULL && (i = code_find(l, key)) != CODE_NONE)
		return code_label(l, i);
	if (d->entity >= 0)
		return entity_label(f, d->entity, key, a);
	if (d->reg != NULL)
		return record_label(facts_ledger(f, dim_register(d)), key, a);
	if (d->flag != NULL)
		return str_of(str_is(key, "1") ? _("yes") : _("no"));
	if (strcmp(d->id, "hour") == 0)
		return lang_now() == LANG_FR ? str_fmt(a, STR_F " h", STR_A(key))
		                             : str_fmt(a, STR_F ":00", STR_A(key));
	return day_label(d, key, a);
}

/* Digits in groups of three, with a decimal mark. */
static void
put_number(struct buf *b, double value, int decimals)
{
	const char *group = lang_now() == LANG_FR ? "\xe2\x80\xaf" : ",";
	char digits[64];
	double scaled = floor(fabs(value) * pow(10, decimals) + 0.5);
	int n, whole;

	if (value < 0 && scaled > 0)
		buf_cstr(b, lang_now() == LANG_FR ? "\xe2\x88\x92" : "-");
	n = snprintf(digits, sizeof(digits), "%0*.0f", decimals + 1, scaled);
	whole = n - decimals;
	for (int i = 0; i < whole; i++) {
		if (i > 0 && (whole - i) % 3 == 0)
			buf_cstr(b, group);
		buf_char(b, digits[i]);
	}
	if (decimals > 0) {
		buf_char(b, lang_now() == LANG_FR ? ',' : '.');
		buf_put(b, digits + whole, (size_t)decimals);
	}
}

struct str
figure_print(const struct figure *fig, bool has_value, double value, struct arena *a)
{
	struct buf b;

	if (!has_value)
		return STR("–");
	buf_init_in(&b, a);
	if (fig->unit == UNIT_YEAR) {
		buf_fmt(&b, "%.0f", value);
	} else if (fig->unit == UNIT_CLOCK) {
		int minutes = (int)floor(value + 0.5);

		buf_fmt(&b, lang_now() == LANG_FR ? "%d\u00A0h\u00A0%02d" : "%d:%02d", minutes / 60, minutes % 60);
	} else {
		put_number(&b, value, fig->decimals);
	}
	if (fig->unit == UNIT_PERCENT)
		buf_cstr(&b, lang_now() == LANG_FR ? "\xc2\xa0%" : "%");
	if (fig->unit == UNIT_EURO || fig->unit == UNIT_KEURO)
		buf_cstr(&b, fig->unit == UNIT_EURO ? "\u00A0€" : "\u00A0k€");
	return buf_text(&b);
}
