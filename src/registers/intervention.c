/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"
#include "rules/grid.h"
#include "rules/service.h"

/* People met, of one sex and age band. */
#define PUBLIC_BEGINS(name, text, french, begins) \
	{ name, FIELD_INT, .label = N_(text), .aliases = french, .min = 0, .max = 500, .fallback = "0", \
	    .part = begins }
#define PUBLIC(name, text, french) PUBLIC_BEGINS(name, text, french, NULL)

/* Counts of one sex over the bands: eight, not noted, and the wider three of the phone. */
#define PUBLICS(sex, begins) \
	PUBLIC_BEGINS(sex "_A1", sex " 0-10", sex " 0-10", begins), \
	PUBLIC(sex "_A2", sex " 11-14", sex " 11-14"), \
	PUBLIC(sex "_A3", sex " 15-17", sex " 15-17"), \
	PUBLIC(sex "_A4", sex " 18-25", sex " 18-25"), \
	PUBLIC(sex "_A5", sex " 26-39", sex " 26-39"), \
	PUBLIC(sex "_A6", sex " 40-59", sex " 40-59"), \
	PUBLIC(sex "_A7", sex " 60-74", sex " 60-74"), \
	PUBLIC(sex "_A8", sex " 75+", sex " 75+"), \
	PUBLIC(sex "_A0", sex " age not noted", sex " âge non noté"), \
	PUBLIC(sex "_A23", sex " 11-17", sex " 11-17"), \
	PUBLIC(sex "_A56", sex " 26-59", sex " 26-59"), \
	PUBLIC(sex "_A78", sex " 60+", sex " 60+")

static const struct field fields[] = {
	{ "scheme", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Scheme"), .aliases = "Dispositif",
	    .ref = "scheme", .part = N_("When and where") },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Date"), .aliases = "Date",
	    .help = N_("The calendar day on which it started.") },
	{ "start", FIELD_CLOCK, .flags = FIELD_REQUIRED, .label = N_("Start"),
	    .aliases = "Début|Heure de début" },
	{ "end", FIELD_CLOCK, .flags = FIELD_COMPUTED, .label = N_("End"),
	    .aliases = "Fin|Heure de fin", .help = N_("Earlier than the start: the next day.") },
	{ "duration_min", FIELD_INT, .flags = FIELD_COMPUTED, .label = N_("Length"),
	    .aliases = "Durée|Durée (min)", .min = 0, .max = 720, .unit = N_("min"),
	    .help = N_("This or the end; both must agree.") },
	{ "shift", FIELD_REF, .flags = FIELD_RESOLVED, .label = N_("Shift"), .aliases = "Vacation",
	    .ref = "shift",
	    .help = N_("Empty: the shift of the scheme that covers the start.") },
	{ "sector", FIELD_REF, .flags = FIELD_LOCAL | FIELD_GROW, .label = N_("Sector"),
	    .aliases = "Secteur|Quartier", .ref = "sector",
	    .help = N_("A name within the scheme’s town; an unknown one is created.") },
	{ "place", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("Place"), .aliases = "Lieu|Adresse",
	    .max = 200, .personal = PERSONAL_PLACE, .keep_days = 730,
	    .help = N_("A public place, never a dwelling.") },
	{ "place_kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Place kind"),
	    .aliases = "Type de lieu", .codes = "place_kind" },
	{ "lon", FIELD_REAL, .label = N_("Longitude"), .aliases = "Longitude", .min = -180, .max = 180,
	    .personal = PERSONAL_PLACE, .help = N_("WGS 84; inside metropolitan France.") },
	{ "lat", FIELD_REAL, .label = N_("Latitude"), .aliases = "Latitude", .min = -90, .max = 90,
	    .personal = PERSONAL_PLACE, .help = N_("WGS 84; inside metropolitan France.") },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Kind"),
	    .aliases = "Nature|Nature de l’intervention", .codes = "kind", .part = N_("What") },
	{ "theme", FIELD_CODE, .label = N_("Theme"), .aliases = "Thème|Thème principal",
	    .codes = "theme", .help = N_("Required unless the kind is PA1, PA2 or VT1.") },
	{ "theme2", FIELD_CODE, .label = N_("Second theme"), .aliases = "Thème 2", .codes = "theme" },
	{ "theme3", FIELD_CODE, .label = N_("Third theme"), .aliases = "Thème 3", .codes = "theme" },
	{ "origin", FIELD_CODE, .label = N_("Origin"), .aliases = "Origine", .codes = "origin",
	    .fallback = "OI1" },
	PUBLICS("F", N_("Women and girls met")),
	PUBLICS("M", N_("Men and boys met")),
	PUBLICS("N", N_("People met, sex not noted")),
	{ "actions", FIELD_CODES, .label = N_("Actions"), .aliases = "Actions", .codes = "action",
	    .max = 21, .part = N_("What was done, and what came of it") },
	{ "outcome", FIELD_CODE, .label = N_("Outcome"), .aliases = "Issue|Résultat",
	    .codes = "outcome", .help = N_("Required unless the kind is PA1.") },
	{ "relays", FIELD_CODES, .label = N_("Relays"), .aliases = "Relais|Partenaires sollicités",
	    .codes = "partner_kind", .max = 26 },
	{ "facts", FIELD_FACTS, .label = N_("Incivility facts"),
	    .aliases = "Faits constatés|Incivilités", .codes = "incivility", .max = 32,
	    .help = N_("IC31, IC31x2 for two, IC31x2!3 for two serious ones.") },
	{ "tension_before", FIELD_INT, .label = N_("Tension before"), .aliases = "Tension avant",
	    .min = 0, .max = 4 },
	{ "tension_after", FIELD_INT, .label = N_("Tension after"), .aliases = "Tension après",
	    .min = 0, .max = 4 },
	{ "weak_signal", FIELD_BOOL, .label = N_("Weak signal"), .aliases = "Signal faible",
	    .fallback = "non" },
	{ "comment", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("Comment"),
	    .aliases = "Commentaire", .max = 280, .personal = PERSONAL_TEXT, .keep_days = 730,
	    .help = N_("No name, telephone number, e-mail address or number plate.") },
	{ "state", FIELD_CODE, .label = N_("State"), .aliases = "État", .codes = "record_state",
	    .fallback = "sent" },
	{ "service_date", FIELD_DATE, .flags = FIELD_DERIVED | FIELD_INDEXED,
	    .label = N_("Service date"),
	    .help = N_("The date of the shift to which the night belongs.") },
	{ "cell", FIELD_TEXT, .flags = FIELD_DERIVED, .label = N_("Grid cell"), .max = 40,
	    .help = N_("The INSEE 200 m cell of the point.") },
};

#define DURATION_MAX 720

/* End and length tell the same: whichever is missing is worked out. */
static void
check_times(struct record *r, struct faults *f)
{
	struct cell *end = record_cell(r, "end"), *length = record_cell(r, "duration_min");
	int start = (int)record_cell(r, "start")->i, minutes;

	if (!end->set && !length->set) {
		rule_fault(f, r, "end", "required", _("Give the end or the length."));
		return;
	}
	if (!end->set) {
		*end = (struct cell){ .set = true, .i = (start + length->i) % 1440 };
		return;
	}
	minutes = rule_minutes(start, (int)end->i);
	if (minutes > DURATION_MAX)
		rule_fault(f, r, "end", "too_long",
		    _("From start to end there are %d minutes; an intervention lasts at most %d."), minutes,
		    DURATION_MAX);
	else if (length->set && length->i != minutes)
		rule_fault(f, r, "duration_min", "times_disagree",
		    _("The length says %d minutes, but from start to end there are %d."), (int)length->i,
		    minutes);
	else
		*length = (struct cell){ .set = true, .i = minutes };
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

static void
check_themes(struct record *r, const struct rule_context *c, struct faults *f)
{
	static const char *const names[] = { "theme", "theme2", "theme3" };
	const struct cell *comment = record_cell(r, "comment"), *theme[COUNT(names)];

	for (size_t i = 0; i < COUNT(names); i++)
		theme[i] = record_cell(r, names[i]);
	if (!theme[0]->set && !is_one_of(rule_code(c, r, "kind"), "PA1 PA2 VT1"))
		rule_fault(f, r, "theme", "required",
		    _("The theme is empty. It may be only for the kinds PA1, PA2 and VT1."));
	for (size_t i = 0; i < COUNT(names); i++) {
		if (!theme[i]->set)
			continue;
		for (size_t k = i + 1; k < COUNT(names); k++)
			if (theme[k]->set && str_eq(rule_code(c, r, names[k]), rule_code(c, r, names[i])))
				rule_fault(f, r, names[k], "same_theme",
				    _("This theme stands there already; further themes are others."));
		if (str_is(rule_code(c, r, names[i]), "T99") && (!comment->set || comment->s.n == 0))
			rule_fault(f, r, "comment", "reason_required",
			    _("The theme “other” (T99) asks for a comment that says which."));
	}
}

/* The shift given, else the one that covers the start; then the date to which the night belongs. */
static void
find_service_date(struct record *r, const struct rule_context *c, struct faults *f)
{
	const struct uuid *scheme = &record_cell(r, "scheme")->u;
	int32_t day = (int32_t)record_cell(r, "date")->i;
	int start = (int)record_cell(r, "start")->i;
	struct cell *shift = record_cell(r, "shift");
	const struct lookup_shift *s = shift->set ? lookup_shift_by_id(c->lookup, &shift->u)
	                                          : lookup_shift_at(c->lookup, scheme, day, start);

	if (shift->set && s != NULL && !uuid_eq(&s->scheme, scheme))
		rule_fault(f, r, "shift", "other_scheme", _("This shift belongs to another scheme."));
	if (!shift->set && s != NULL)
		*shift = (struct cell){ .set = true, .u = s->id };
	*record_cell(r, "service_date") = (struct cell){
		.set = true,
		.i = service_date(day, start, s != NULL, s != NULL ? s->day : 0, s != NULL ? s->start : 0),
	};
}

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	char cell[GRID_ID_MAX];

	check_times(r, f);
	check_themes(r, c, f);
	if (!record_cell(r, "outcome")->set && !str_is(rule_code(c, r, "kind"), "PA1"))
		rule_fault(f, r, "outcome", "required",
		    _("The outcome is empty. It may be only for the kind PA1."));
	if (rule_point(f, r) && grid_cell(record_cell(r, "lon")->r, record_cell(r, "lat")->r, cell))
		*record_cell(r, "cell") = (struct cell){ .set = true, .s = str_dup(c->a, str_of(cell)) };
	find_service_date(r, c, f);
}

const struct reg reg_intervention = {
	.name = "intervention",
	.label = N_("Interventions"),
	.group = GROUP_GROUND,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "scheme sector place_kind kind theme outcome state",
	.scope = "scheme",
	.rules = check,
	.keep = { .years = 5 },
	.facts = true,
	.access = &access_ground,
	.order = "service_date",
	.within = "scheme",
};
