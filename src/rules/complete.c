/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/complete.h"

const char *const act_field_names[N_ACT_FIELDS] = {
	"scheme", "date", "start", "end", "duration_min", "place_kind", "kind", "theme", "theme2", "theme3",
	"outcome", "comment",
};

struct gathered {
	const struct act *act;
	struct act_fault *out;
	size_t n;
};

static void
add(struct gathered *g, enum act_field field, const char *code, int minutes)
{
	g->out[g->n++] = (struct act_fault){ field, code, minutes };
}

static bool
given(const struct act *a, enum act_field field)
{
	return a->value[field].n > 0;
}

static void
need(struct gathered *g, enum act_field field)
{
	if (!given(g->act, field))
		add(g, field, "required", 0);
}

static bool
is_one_of(struct str code, const char *codes)
{
	struct str rest = str_of(codes), one;

	while (str_cut(&rest, ' ', &one))
		if (str_eq(one, code))
			return true;
	return false;
}

int
act_minutes(int start, int end)
{
	return end >= start ? end - start : end + 1440 - start;
}

/* End and length tell the same. */
static void
times(struct gathered *g)
{
	const struct act *a = g->act;
	int minutes;

	need(g, ACT_START);
	if (!given(a, ACT_END)) {
		if (!given(a, ACT_LENGTH))
			add(g, ACT_END, "required", 0);
		return;
	}
	if (!given(a, ACT_START))
		return;
	minutes = act_minutes(a->start, a->end);
	if (minutes > ACT_LENGTH_MAX)
		add(g, ACT_END, "too_long", minutes);
	else if (given(a, ACT_LENGTH) && a->length != minutes)
		add(g, ACT_LENGTH, "times_disagree", minutes);
}

static void
themes(struct gathered *g)
{
	const struct act *a = g->act;

	if (!given(a, ACT_THEME) && !is_one_of(a->value[ACT_KIND], "PA1 PA2 VT1"))
		add(g, ACT_THEME, "required", 0);
	for (enum act_field i = ACT_THEME; i <= ACT_THEME3; i++) {
		if (!given(a, i))
			continue;
		for (enum act_field k = i + 1; k <= ACT_THEME3; k++)
			if (given(a, k) && str_eq(a->value[k], a->value[i]))
				add(g, k, "same_theme", 0);
		if (str_is(a->value[i], "T99") && !given(a, ACT_COMMENT))
			add(g, ACT_COMMENT, "reason_required", 0);
	}
}

size_t
act_faults(const struct act *a, struct act_fault out[ACT_FAULTS_MAX])
{
	struct gathered g = { .act = a, .out = out };

	need(&g, ACT_SCHEME);
	need(&g, ACT_DATE);
	times(&g);
	need(&g, ACT_PLACE_KIND);
	need(&g, ACT_KIND);
	themes(&g);
	if (!given(a, ACT_OUTCOME) && !str_is(a->value[ACT_KIND], "PA1"))
		add(&g, ACT_OUTCOME, "required", 0);
	return g.n;
}
