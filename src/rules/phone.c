/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/phone.h"

#include "base/uuid.h"
#include "rules/complete.h"
#include "rules/doubt.h"
#include "rules/flags.h"
#include "rules/grid.h"
#include "rules/guard.h"
#include "rules/outline.h"
#include "rules/service.h"

/* The fixed places: the phone has one thread, and no memory to give back. */
static char question[PHONE_ROOM];
static char answer[4096];
static size_t answered;

char *
phone_question(void)
{
	return question;
}

const char *
phone_answer(void)
{
	return answer;
}

static void
say(const char *text)
{
	while (*text != '\0' && answered < sizeof(answer))
		answer[answered++] = *text++;
}

static void
say_number(int64_t v)
{
	char digits[24];
	size_t n = sizeof(digits);
	uint64_t u = v < 0 ? (uint64_t)0 - (uint64_t)v : (uint64_t)v;

	digits[--n] = '\0';
	do
		digits[--n] = (char)('0' + u % 10);
	while ((u /= 10) > 0);
	if (v < 0)
		digits[--n] = '-';
	say(digits + n);
}

static void
say_yes(bool yes)
{
	say(yes ? "yes" : "no");
}

static bool
number(struct str *rest, int64_t *out)
{
	struct str one;

	return str_cut(rest, '\t', &one) && str_int(one, out) && *out > -1000000000 && *out < 1000000000;
}

static bool
numbers(struct str *rest, int64_t *out, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!number(rest, &out[i]))
			return false;
	return true;
}

static bool
text(struct str *rest, struct str *out)
{
	return str_cut(rest, '\t', out);
}

static double
degrees(int64_t millionths)
{
	return (double)millionths / 1e6;
}

static bool
ask_guard(struct str *rest)
{
	static const char *const words[] = {
		[GUARD_CLEAN] = "clean", [GUARD_EMAIL] = "email", [GUARD_PHONE] = "phone", [GUARD_PLATE] = "plate",
	};
	struct str s;

	if (!text(rest, &s))
		return false;
	say(words[guard_text(s)]);
	return true;
}

static bool
ask_doubt(struct str *rest)
{
	static const char *const words[] = {
		[DOUBT_NONE] = "none", [DOUBT_REFUSED] = "refused", [DOUBT_NAME] = "name",
		[DOUBT_DWELLING] = "dwelling", [DOUBT_NUMBER] = "number", [DOUBT_BIRTH] = "birth",
	};
	struct str s;
	size_t at, n;

	if (!text(rest, &s))
		return false;
	say(words[doubt_text(s, &at, &n)]);
	return true;
}

static bool
ask_service_date(struct str *rest)
{
	int64_t v[4] = { 0 };
	bool has_shift;

	if (!numbers(rest, v, 2))
		return false;
	has_shift = rest->p != NULL;
	if (has_shift && !numbers(rest, v + 2, 2))
		return false;
	say_number(service_date((int32_t)v[0], (int)v[1], has_shift, (int32_t)v[2], (int)v[3]));
	return true;
}

static bool
ask_slot(struct str *rest)
{
	int64_t minute;

	if (!number(rest, &minute) || minute < 0 || minute > 1439)
		return false;
	say_number(service_slot((int)minute));
	return true;
}

static bool
ask_cell(struct str *rest)
{
	int64_t v[2];
	char cell[GRID_ID_MAX];

	if (!numbers(rest, v, 2))
		return false;
	if (grid_cell(degrees(v[0]), degrees(v[1]), cell))
		say(cell);
	return true;
}

static bool
ask_metres(struct str *rest)
{
	int64_t v[4];

	if (!numbers(rest, v, 4))
		return false;
	say_number(point_metres(degrees(v[0]), degrees(v[1]), degrees(v[2]), degrees(v[3])));
	return true;
}

static bool
ask_outline(struct str *rest)
{
	int64_t v[2];
	struct str wkt;

	if (!numbers(rest, v, 2) || !text(rest, &wkt))
		return false;
	say_number(outline_metres(wkt, degrees(v[0]), degrees(v[1])));
	return true;
}

static int
act_number(struct str s)
{
	int64_t v;

	return str_int(s, &v) && v >= 0 && v < 100000 ? (int)v : 0;
}

static bool
ask_missing(struct str *rest)
{
	struct act a = { 0 };
	struct act_fault faults[ACT_FAULTS_MAX];
	struct str one, name;
	size_t n;

	while (str_cut(rest, '\t', &one)) {
		size_t equals = str_find(one, '=');

		name = str_sub(one, 0, equals);
		for (size_t i = 0; i < N_ACT_FIELDS; i++)
			if (str_is(name, act_field_names[i]))
				a.value[i] = str_sub(one, equals + 1, one.n);
	}
	a.start = act_number(a.value[ACT_START]);
	a.end = act_number(a.value[ACT_END]);
	a.length = act_number(a.value[ACT_LENGTH]);
	n = act_faults(&a, faults);
	for (size_t i = 0; i < n; i++) {
		say(i > 0 ? "\t" : "");
		say(act_field_names[faults[i].field]);
		say(":");
		say(faults[i].code);
	}
	return true;
}

/* A number that stands for a text: equal texts have equal ones. Only compared, never shown. */
static struct uuid
stand_in(struct str s)
{
	struct uuid u = { 0 };

	for (size_t i = 0; i < s.n; i++)
		u.b[i % sizeof(u.b)] ^= (uint8_t)(s.p[i] + (char)(i / sizeof(u.b)));
	return u;
}

static bool
read_act(struct str *rest, struct flag_act *a, struct str *kind)
{
	int64_t v[2], place_kind;
	struct str sector, code;

	if (!numbers(rest, v, 2) || !text(rest, &a->place) || !text(rest, &a->cell) || !text(rest, &sector) ||
	    !text(rest, &code) || !text(rest, kind))
		return false;
	place_kind = 0;
	for (size_t i = 0; i < code.n; i++)
		place_kind = (place_kind * 31 + code.p[i]) & 0xffffff;
	a->day = (int32_t)v[0];
	a->minute = (int)v[1];
	a->place_kind = (int)place_kind;
	a->sector = stand_in(sector);
	return true;
}

static bool
ask_twins(struct str *rest)
{
	struct flag_act a = { 0 }, b = { 0 };
	struct str kind_a, kind_b;
	uint16_t same = 1;

	if (!read_act(rest, &a, &kind_a) || !read_act(rest, &b, &kind_b))
		return false;
	a.kinds = b.kinds = &same;
	a.n_kinds = 1;
	b.n_kinds = str_eq(kind_a, kind_b);
	say_yes(flag_duplicate(&a, &b));
	return true;
}

static bool
ask_unusual(struct str *rest)
{
	int64_t v[2];

	if (!numbers(rest, v, 2))
		return false;
	say_yes(v[1] >= flag_people_from(v[0] != 0, 0));
	return true;
}

static bool
ask_outside(struct str *rest)
{
	int64_t v[3];

	if (!numbers(rest, v, 3))
		return false;
	say_yes(flag_outside((int)v[0], (int)v[1], (int)v[2]));
	return true;
}

static const struct {
	const char *name;
	bool (*ask)(struct str *rest);
} asks[] = {
	{ "guard", ask_guard }, { "doubt", ask_doubt }, { "service_date", ask_service_date },
	{ "slot", ask_slot }, { "cell", ask_cell }, { "metres", ask_metres }, { "outline", ask_outline },
	{ "missing", ask_missing }, { "twins", ask_twins }, { "unusual", ask_unusual },
	{ "outside", ask_outside },
};

size_t
phone_ask(size_t n)
{
	struct str rest = { question, n <= PHONE_ROOM ? n : PHONE_ROOM }, name;

	answered = 0;
	if (!str_cut(&rest, '\t', &name))
		return 0;
	for (size_t i = 0; i < COUNT(asks); i++)
		if (str_is(name, asks[i].name) && asks[i].ask(&rest))
			return answered;
	answered = 0;
	say("?");
	return answered;
}
