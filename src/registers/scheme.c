/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "base/text.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"
#include "rules/complete.h"
#include "rules/schedule.h"

static const struct field fields[] = {
	{ "name", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .flags = FIELD_REQUIRED, .label = N_("Name"), .aliases = "Nom" },
	{ "form", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Form of mediation"),
	    .aliases = "Forme|Forme de médiation|Type", .codes = "form" },
	{ "agency", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Agency"),
	    .aliases = "Agence", .ref = "agency" },
	{ "town", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Town"),
	    .aliases = "Commune|Ville", .ref = "town" },
	{ "client", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Client"),
	    .aliases = "Client|Donneur d’ordre", .ref = "client" },
	{ "start", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Start"),
	    .aliases = "Début|Date de début" },
	{ "end", FIELD_DATE, .label = N_("End"), .aliases = "Fin|Date de fin",
	    .help = N_("Empty while it runs.") },
	{ "contract", FIELD_REF, .label = N_("Contract"), .aliases = "Contrat|Marché",
	    .ref = "contract" },
	{ "schedule", FIELD_SLOTS, .label = N_("Weekly hours"),
	    .aliases = "Horaires|Horaires hebdomadaires", .codes = "season",
	    .max = 1000,
	    .help = N_("Mo-Fr 14:00-21:00 @summer; Th-Sa 21:30-06:00. An end before the start "
	        "is the next day.") },
	{ "team_size", FIELD_INT, .label = N_("People a team"),
	    .aliases = "Taille d’équipe|Taille de l’équipe", .min = 1, .max = 4,
	    .fallback = "2" },
	{ "duty_phone", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .label = N_("Telephone on duty"), .aliases = "Téléphone d’astreinte",
	    .max = 20, .help = N_("Of the service, never somebody’s own: a phone’s help button calls it.") },
	{ "population", FIELD_INT, .label = N_("Inhabitants concerned"),
	    .aliases = "Population|Habitants concernés", .min = 0, .max = 20000000 },
	{ "centre", FIELD_REF, .label = N_("Revenue centre"), .aliases = "Centre|Centre de produit",
	    .ref = "revenue_centre" },
	{ "parent", FIELD_REF, .label = N_("Extends the scheme"), .aliases = "Prolonge|Dispositif parent",
	    .ref = "scheme", .help = N_("It is counted with the scheme that it extends.") },
	{ "experimental", FIELD_BOOL, .label = N_("Experimental"), .aliases = "Expérimental",
	    .fallback = "non" },
	{ "service_since", FIELD_INT, .label = N_("The client’s service exists since"),
	    .aliases = "Service créé en", .min = 1900, .max = 2100,
	    .help = N_("A year; empty when it began with us.") },
	{ "pairs", FIELD_INT, .label = N_("Pairs planned"), .aliases = "Binômes|Binômes prévus", .min = 0,
	    .max = 200 },
	{ "schedule_assumed", FIELD_BOOL, .label = N_("Hours are assumed"), .aliases = "Horaires supposés",
	    .fallback = "non", .help = N_("Yes: nobody has confirmed them yet; a clock says so.") },
	{ "window_start", FIELD_CLOCK, .flags = FIELD_DERIVED, .label = N_("Begins at"),
	    .aliases = "Première heure", .help = N_("The earliest hour of the week.") },
	{ "window_end", FIELD_CLOCK, .flags = FIELD_DERIVED, .label = N_("Ends at"),
	    .aliases = "Dernière heure", .help = N_("The latest hour of the week, after midnight too.") },
	{ "days_a_week", FIELD_INT, .flags = FIELD_DERIVED, .label = N_("Days a week"),
	    .aliases = "Jours par semaine", .unit = N_("days") },
	{ "hours_a_week", FIELD_REAL, .flags = FIELD_DERIVED, .label = N_("Hours a week"),
	    .aliases = "Heures par semaine", .unit = N_("h"),
	    .help = N_("During which somebody is there, however many they are.") },
};

struct week {
	unsigned days;
	int first, last, minutes; /* minutes of a day; last may pass midnight */
};

/* One line of the weekly hours, "Th-Sa 21:30-06:00 @summer". */
static void
add_line(struct str text, struct week *w)
{
	struct schedule_line line;
	struct str hours;
	struct buf b;

	(void)str_cut(&text, '@', &hours);
	buf_init(&b);
	text_fold(&b, str_trim(hours));
	if (schedule_read(buf_text(&b), &line)) {
		for (size_t i = 0; i < line.n; i++) {
			int length = act_minutes(line.start[i], line.end[i]);

			w->first = line.start[i] < w->first ? line.start[i] : w->first;
			w->last = line.start[i] + length > w->last ? line.start[i] + length : w->last;
			w->minutes += length * __builtin_popcount(line.days);
		}
		w->days |= line.days;
	}
	buf_release(&b);
}

static void
add_up_week(struct record *r)
{
	const struct cell *schedule = record_cell(r, "schedule");
	struct str rest = schedule->set ? schedule->s : STR_NONE, line;
	struct week w = { .first = 1440 };
	bool known;

	while (rest.p != NULL && str_cut(&rest, ';', &line))
		add_line(line, &w);
	known = w.days != 0;
	*record_cell(r, "window_start") = (struct cell){ .set = known, .i = known ? w.first : 0 };
	*record_cell(r, "window_end") = (struct cell){ .set = known, .i = w.last % 1440 };
	*record_cell(r, "days_a_week") = (struct cell){ .set = known, .i = __builtin_popcount(w.days) };
	*record_cell(r, "hours_a_week") = (struct cell){ .set = known };
	record_cell(r, "hours_a_week")->r = known ? w.minutes / 60.0 : 0;
}

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	const struct cell *parent = record_cell(r, "parent");

	(void)c;
	rule_days(f, r, "start", "end");
	add_up_week(r);
	if (parent->set && uuid_eq(&parent->u, &r->id))
		rule_fault(f, r, "parent", "itself", _("A scheme does not extend itself."));
}

const struct reg reg_scheme = {
	.name = "scheme",
	.label = N_("Schemes"),
	.group = GROUP_GROUND,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "name",
	.rules = check,
	.access = &access_scheme,
	.within = "id",
};
