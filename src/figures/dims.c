/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The dimensions: where each one's keys come from. */
#include "base/lang.h"
#include "base/text.h"
#include "figures/plan.h"
#include "rules/service.h"

/* A number of at least so many digits at p; returns what is behind it. */
static char *
put_number(char *p, int v, int width)
{
	char digits[12];
	int n = 0;

	for (; v > 0 || n < width; v /= 10)
		digits[n++] = (char)('0' + v % 10);
	while (n > 0)
		*p++ = digits[--n];
	return p;
}

static struct str
put_after_year(char out[KEY_TEXT_MAX], int year, const char *mark, int v, int width)
{
	char *p = put_number(out, year, 4);

	while (*mark != '\0')
		*p++ = *mark++;
	p = put_number(p, v, width);
	return (struct str){ out, (size_t)(p - out) };
}

static struct str
key_number(int64_t code, char out[KEY_TEXT_MAX])
{
	return (struct str){ out, (size_t)(put_number(out, (int)code, 1) - out) };
}

static struct str
key_weekday(int64_t day, char out[KEY_TEXT_MAX])
{
	return key_number(day_weekday((int32_t)day), out);
}

static struct str
key_day(int64_t day, char out[KEY_TEXT_MAX])
{
	day_format((int32_t)day, out);
	return (struct str){ out, 10 };
}

static struct str
key_week(int64_t day, char out[KEY_TEXT_MAX])
{
	int year, week;

	day_iso_week((int32_t)day, &year, &week);
	return put_after_year(out, year, "-W", week, 2);
}

static struct str
key_month(int64_t day, char out[KEY_TEXT_MAX])
{
	struct ymd d = ymd_of_day((int32_t)day);

	return put_after_year(out, d.year, "-", d.month, 2);
}

static struct str
key_quarter(int64_t day, char out[KEY_TEXT_MAX])
{
	struct ymd d = ymd_of_day((int32_t)day);

	return put_after_year(out, d.year, "-Q", (d.month + 2) / 3, 1);
}

static struct str
key_year(int64_t day, char out[KEY_TEXT_MAX])
{
	return (struct str){ out, (size_t)(put_number(out, ymd_of_day((int32_t)day).year, 4) - out) };
}

static struct str
key_hour(int64_t minute, char out[KEY_TEXT_MAX])
{
	return key_number(minute / 60, out);
}

static struct str
key_slot(int64_t minute, char out[KEY_TEXT_MAX])
{
	int slot = service_slot((int)minute);

	if (slot == 0)
		return STR_NONE;
	out[0] = 'S';
	out[1] = (char)('0' + slot);
	return (struct str){ out, 2 };
}

#define ENTITY_DIM(name, text, from, table) \
	{ name, N_(text), from, 0, BELOW_NONE, true, NULL, NULL, NULL, table, NULL, name, NULL }
#define BYTE_DIM(name, text, part, list, roll, names) \
	{ name, N_(text), COLUMN_BYTE, part, BELOW_NONE, false, list, roll, names, -1, NULL, NULL, NULL }
#define DAY_DIM(name, text, names, key) \
	{ name, N_(text), COLUMN_DAY, 0, BELOW_NONE, true, NULL, NULL, names, -1, key, NULL, NULL }
#define ITEM_DIM(name, text, list, part, codes, roll, names, key) \
	{ name, N_(text), COLUMN_ITEM, part, list, false, codes, roll, names, -1, key, NULL, NULL }

/* What only ledgers have: codes of a list, records of a register, a yes or no. */
#define CODE_DIM(list, text) \
	{ list, N_(text), COLUMN_LEDGER, 0, BELOW_NONE, false, list, NULL, list, -1, NULL, NULL, NULL }
#define RECORD_DIM(name, text) \
	{ name, N_(text), COLUMN_LEDGER, 0, BELOW_NONE, false, NULL, NULL, NULL, -1, NULL, name, NULL }
#define FLAG_DIM(name, text) \
	{ name, N_(text), COLUMN_LEDGER, 0, BELOW_NONE, false, NULL, NULL, NULL, -1, NULL, NULL, name }

static const struct dim dims[] = {
	ENTITY_DIM("scheme", "Scheme", COLUMN_SCHEME, ENTITY_SCHEME),
	ENTITY_DIM("agency", "Agency", COLUMN_SCHEME, ENTITY_AGENCY),
	ENTITY_DIM("client", "Client", COLUMN_SCHEME, ENTITY_CLIENT),
	ENTITY_DIM("town", "Town", COLUMN_SCHEME, ENTITY_TOWN),
	ENTITY_DIM("sector", "Sector", COLUMN_SECTOR, ENTITY_SECTOR),
	ENTITY_DIM("area", "Area", COLUMN_SECTOR, ENTITY_AREA),
	BYTE_DIM("kind", "Kind", ACT_KIND, "kind", NULL, "kind"),
	BYTE_DIM("norm_register", "Register of the norm", ACT_KIND, "kind", "register", "register"),
	BYTE_DIM("theme", "Theme", ACT_THEME, "theme", NULL, "theme"),
	ITEM_DIM("theme_any", "Theme, each of up to three", BELOW_THEMES, 0, "theme", NULL, "theme", NULL),
	BYTE_DIM("place_kind", "Place kind", ACT_PLACE_KIND, "place_kind", NULL, "place_kind"),
	BYTE_DIM("place_group", "Group of places", ACT_PLACE_KIND, "place_kind", "group", "place_group"),
	BYTE_DIM("origin", "Origin", ACT_ORIGIN, "origin", NULL, "origin"),
	BYTE_DIM("origin_group", "Group of origins", ACT_ORIGIN, "origin", "group", "origin_group"),
	BYTE_DIM("outcome", "Outcome", ACT_OUTCOME, "outcome", NULL, "outcome"),
	ITEM_DIM("partner_kind", "Partner kind", BELOW_RELAYS, 0, "partner_kind", NULL, "partner_kind",
	    NULL),
	ITEM_DIM("incivility", "Incivility", BELOW_FACTS, 0, "incivility", NULL, "incivility", NULL),
	ITEM_DIM("incivility_family", "Family of incivilities", BELOW_FACTS, 0, "incivility", "family",
	    "incivility_family", NULL),
	ITEM_DIM("severity", "Severity", BELOW_FACTS, 1, NULL, NULL, "severity", key_number),
	ITEM_DIM("age", "Age", BELOW_PUBLICS, 0, "age", NULL, "age", NULL),
	ITEM_DIM("sex", "Sex", BELOW_PUBLICS, 1, "sex", NULL, "sex", NULL),
	ITEM_DIM("action", "Action", BELOW_ACTIONS, 0, "action", NULL, "action", NULL),
	DAY_DIM("weekday", "Day of the week", NULL, key_weekday),
	{ "hour", N_("Hour"), COLUMN_MINUTE, 0, BELOW_NONE, false, NULL, NULL, NULL, -1, key_hour, NULL,
	    NULL },
	{ "slot", N_("Time slot"), COLUMN_MINUTE, 0, BELOW_NONE, false, NULL, NULL, "slot", -1, key_slot,
	    NULL, NULL },
	DAY_DIM("day", "Day", NULL, key_day),
	DAY_DIM("week", "Week", NULL, key_week),
	DAY_DIM("month", "Month", NULL, key_month),
	DAY_DIM("quarter", "Quarter", NULL, key_quarter),
	DAY_DIM("year", "Year", NULL, key_year),
	BYTE_DIM("state", "State", ACT_STATE, "record_state", NULL, "record_state"),
	{ "cell", N_("Grid cell"), COLUMN_CELL, 0, BELOW_NONE, false, NULL, NULL, NULL, ENTITY_CELL, NULL,
	    NULL, NULL },
	{ "team", N_("Team"), COLUMN_ITEM, 0, BELOW_TEAM, true, NULL, NULL, NULL, ENTITY_STAFF, NULL,
	    "staff", NULL },
	CODE_DIM("form", "Form of mediation"),
	CODE_DIM("staff_role", "Role"),
	CODE_DIM("contract_kind", "Kind of contract"),
	CODE_DIM("client_kind", "Kind of client"),
	CODE_DIM("centre_kind", "Kind of revenue centre"),
	CODE_DIM("product_kind", "Kind of product"),
	CODE_DIM("invoice_kind", "Kind of document"),
	CODE_DIM("purchase_kind", "Kind of purchase"),
	CODE_DIM("grant_kind", "Kind of grant"),
	CODE_DIM("grant_decision", "Decision on a grant"),
	CODE_DIM("certificate_kind", "Kind of certificate"),
	CODE_DIM("label_level", "Level of a label"),
	CODE_DIM("finding_grade", "Grade of a finding"),
	CODE_DIM("press_kind", "Kind of press item"),
	CODE_DIM("post_function", "Function of a post"),
	CODE_DIM("employment_kind", "Kind of employment"),
	CODE_DIM("person_sex", "Sex of employees and trainees"),
	CODE_DIM("country", "Country of birth"),
	CODE_DIM("apprentice_function", "Function of apprentices"),
	CODE_DIM("title", "Title or diploma"),
	CODE_DIM("employer_kind", "Employer"),
	CODE_DIM("bpf_line", "Line of the training report"),
	CODE_DIM("programme_family", "Family of programmes"),
	CODE_DIM("skill_domain", "Domain of skill"),
	CODE_DIM("exam_result", "Result of an examination"),
	CODE_DIM("area_kind", "Kind of area"),
	CODE_DIM("event_kind", "Kind of event"),
	CODE_DIM("event_role", "Our part in an event"),
	CODE_DIM("instance", "Kind of meeting"),
	CODE_DIM("school_level", "Level of a school"),
	CODE_DIM("waste_flow", "Flow of waste"),
	CODE_DIM("relay_answer", "Answer to a relay"),
	CODE_DIM("order_kind", "Kind of order"),
	CODE_DIM("training_place_kind", "Kind of place of training"),
	RECORD_DIM("contract", "Contract"),
	RECORD_DIM("funder", "Funder"),
	RECORD_DIM("partner", "Partner"),
	RECORD_DIM("revenue_centre", "Revenue centre"),
	RECORD_DIM("school", "School"),
	RECORD_DIM("council", "Citizens’ council"),
	RECORD_DIM("programme", "Programme"),
	RECORD_DIM("training_session", "Session"),
	RECORD_DIM("training_place", "Place of training"),
	FLAG_DIM("diversity", "Diversity project"),
	FLAG_DIM("experimental", "Experimental"),
	FLAG_DIM("own_centre", "Our own centre"),
};

const struct dim *
dim_find(struct str id)
{
	for (size_t i = 0; i < COUNT(dims); i++)
		if (str_is(id, dims[i].id))
			return &dims[i];
	return NULL;
}

const struct dim *
dim_at(size_t i)
{
	return i < COUNT(dims) ? &dims[i] : NULL;
}

const struct reg *
dim_register(const struct dim *d)
{
	return d->reg != NULL ? reg_find(str_of(d->reg)) : NULL;
}

const char *
dim_codes(const struct dim *d)
{
	return d->key_codes;
}

bool
dim_range(const struct dim *d, int *first, int *last)
{
	static const struct {
		const char *dim;
		int first, last;
	} ranges[] = { { "severity", 1, 3 }, { "weekday", 1, 7 }, { "hour", 0, 23 } };

	for (size_t i = 0; i < COUNT(ranges); i++)
		if (strcmp(ranges[i].dim, d->id) == 0) {
			*first = ranges[i].first;
			*last = ranges[i].last;
			return true;
		}
	*first = 0;
	*last = 1;
	return d->flag != NULL;
}

const char *
dim_id(const struct dim *d)
{
	return d->id;
}

const char *
dim_label(const struct dim *d)
{
	return lang_text(d->label);
}
