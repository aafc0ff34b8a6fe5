/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The figures: what each counts, and what a reader is told of it (interchange.md, "Figures"). */
#include "base/lang.h"
#include "figures/catalogue.h"

#define COUNTED "yes|passive"
#define PLAN(...) (&(const struct figure_plan){ __VA_ARGS__ }), NULL

static const struct figure figures_field[] = {
	{ "interventions", N_("Interventions"),
	    N_("Everything the teams did that counts as an intervention, passes without contact included."),
	    N_("Number of records whose kind counts as an intervention or as a pass."), UNIT_COUNT, 0,
	    PLAN(.counts = COUNTED) },
	{ "interventions.active", N_("Interventions without passes"),
	    N_("Interventions in which the team did more than pass by."),
	    N_("Number of records whose kind counts as an intervention; passes without contact are left out."),
	    UNIT_COUNT, 0, PLAN(.counts = "yes") },
	{ "interventions.public_space", N_("Interventions in public space"),
	    N_("Interventions in streets, parks, at the foot of buildings, around schools, stops, shops and "
	       "night venues; passes included."),
	    N_("Number of interventions whose place kind belongs to public space."), UNIT_COUNT, 0,
	    PLAN(.counts = COUNTED, .which = WHICH_PUBLIC_SPACE) },
	{ "contacts", N_("People met (contacts)"),
	    N_("Contacts; the same person may be counted several times."),
	    N_("Sum of the people counted in all interventions."), UNIT_COUNT, 0,
	    PLAN(.list = BELOW_PUBLICS, .counts = COUNTED, .value = ITEM_N) },
	{ "contacts.minors", N_("of whom minors"),
	    N_("Contacts with people who looked younger than 18."),
	    N_("Sum of the people counted in the bands 0-10, 11-14, 15-17 and 11-17."), UNIT_COUNT, 0,
	    PLAN(.list = BELOW_PUBLICS, .counts = COUNTED, .value = ITEM_MINORS) },
	{ "contacts.women", N_("of whom women"), N_("Contacts with women and girls."),
	    N_("Sum of the women and girls counted in all interventions."), UNIT_COUNT, 0,
	    PLAN(.list = BELOW_PUBLICS, .counts = COUNTED, .value = ITEM_WOMEN) },
	{ "contacts.men", N_("of whom men"), N_("Contacts with men and boys."),
	    N_("Sum of the men and boys counted in all interventions."), UNIT_COUNT, 0,
	    PLAN(.list = BELOW_PUBLICS, .counts = COUNTED, .value = ITEM_MEN) },
	{ "incivilities", N_("Incivility facts"),
	    N_("Facts of incivility that teams or partners observed; people are never described."),
	    N_("Sum of the fact counts of all records and of partners’ reports."), UNIT_COUNT, 0,
	    PLAN(.list = BELOW_FACTS, .value = ITEM_N) },
	{ "incivilities.serious", N_("Serious facts"),
	    N_("Facts of incivility of severity 3, reported to a partner."),
	    N_("Sum of the counts of facts of severity 3."), UNIT_COUNT, 0,
	    PLAN(.list = BELOW_FACTS, .value = ITEM_SERIOUS) },
	{ "relays", N_("Relays"), N_("Times a person or a situation was passed on to a partner."),
	    N_("Number of pairs of a record and a kind of partner called on."), UNIT_COUNT, 0,
	    PLAN(.list = BELOW_RELAYS, .value = ITEM_N) },
	{ "technical_reports", N_("Technical reports"),
	    N_("Defects reported: lighting, doors, cleanliness, equipment."),
	    N_("Number of records whose kind or action is a technical report."), UNIT_COUNT, 0,
	    PLAN(.which = WHICH_TECHNICAL) },
	{ "weak_signals", N_("Weak signals"), N_("Early signs that a team leader looks at the same day."),
	    N_("Number of records whose kind is a weak signal or that are marked as one."), UNIT_COUNT, 0,
	    PLAN(.which = WHICH_WEAK) },
	{ "settled_rate", N_("Situations settled"),
	    N_("Share of situations that were settled, improved or ended with an agreement. Not shown below "
	       "eleven situations."),
	    N_("Situations settled, improved or ended with an agreement, divided by all whose outcome is "
	       "neither “not applicable” nor “nobody, nothing found”."), UNIT_PERCENT, 0,
	    PLAN(.counts = COUNTED, .which = WHICH_RATED, .value = SETTLED, .every = true,
	        .finish = FINISHED_PERCENT, .least_n = 11) },
	{ "tension_drop", N_("Fall of tension"),
	    N_("By how many points of 4 the tension fell during interventions. Not shown below eleven."),
	    N_("Mean of the tension before less the tension after, where both were noted."), UNIT_POINTS, 2,
	    PLAN(.which = WHICH_TENSION, .value = TENSION_FALL, .every = true, .finish = FINISHED_MEAN,
	        .least_n = 11) },
	{ "presence_hours", N_("Hours of presence"),
	    N_("Hours during which a team was there; a pair present for two hours is two hours."),
	    N_("Sum of the actual hours of the shifts that were held."), UNIT_HOURS, 0,
	    PLAN(.over = OVER_SHIFTS, .which = WHICH_HELD, .value = MINUTES, .finish = FINISHED_HOURS) },
	{ "mediator_hours", N_("Mediator hours"),
	    N_("Hours of presence of each mediator; a pair present for two hours is four hours."),
	    N_("Sum of the actual hours of held shifts times the size of the team."), UNIT_HOURS, 0,
	    PLAN(.over = OVER_SHIFTS, .list = BELOW_TEAM, .which = WHICH_HELD, .value = MINUTES,
	        .finish = FINISHED_HOURS) },
	{ "shifts.held_rate", N_("Shifts held"), N_("Share of the shifts due that were held."),
	    N_("Shifts held, divided by those held, cancelled, or planned and past."), UNIT_PERCENT, 0,
	    PLAN(.over = OVER_SHIFTS, .which = WHICH_DUE, .value = IS_HELD, .every = true,
	        .finish = FINISHED_PERCENT, .least_n = 1) },
	{ "interventions_per_hour", N_("Interventions per hour of presence"),
	    N_("How many interventions a team makes in an hour. Not shown below ten hours."),
	    N_("Interventions divided by hours of presence, over the same scope and period."), UNIT_RATIO, 2,
	    PLAN(.over = OVER_SHIFTS, .which = WHICH_HELD, .value = MINUTES,
	        .finish = FINISHED_PER_HOUR) },
	{ "duration_minutes", N_("Mean length"),
	    N_("How long an intervention lasts, passes without contact left out."),
	    N_("Mean of the minutes of interventions without passes."), UNIT_MINUTES, 0,
	    PLAN(.counts = "yes", .value = LENGTH, .every = true, .finish = FINISHED_MEAN, .least_n = 1) },
};
static const struct {
	const struct figure *v;
	const size_t *n;
} themes[] = {
	{ figures_field, &(const size_t){ COUNT(figures_field) } },
	{ figures_cases, &n_figures_cases },
	{ figures_money, &n_figures_money },
	{ figures_partners, &n_figures_partners },
	{ figures_teams, &n_figures_teams },
	{ figures_territory, &n_figures_territory },
	{ figures_training, &n_figures_training },
};

const struct figure *
figure_at(size_t i)
{
	for (size_t k = 0; k < COUNT(themes); k++) {
		if (i < *themes[k].n)
			return &themes[k].v[i];
		i -= *themes[k].n;
	}
	return NULL;
}

size_t
figures_count(void)
{
	size_t n = 0;

	for (size_t k = 0; k < COUNT(themes); k++)
		n += *themes[k].n;
	return n;
}

const struct figure *
figure_find(struct str id)
{
	for (size_t k = 0; k < COUNT(themes); k++)
		for (size_t i = 0; i < *themes[k].n; i++)
			if (str_is(id, themes[k].v[i].id))
				return &themes[k].v[i];
	return NULL;
}

bool
figure_of_shifts(const struct figure *fig)
{
	return fig->plan != NULL && fig->plan->over == OVER_SHIFTS;
}
