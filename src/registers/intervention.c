/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"
#include "rules/complete.h"
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
	    .aliases = "Commentaire", .max = 280, .personal = PERSONAL_TEXT, .keep_days = 183,
	    .help = N_("No name, telephone number, e-mail address or number plate.") },
	{ "twin_of", FIELD_REF, .flags = FIELD_INDEXED | FIELD_SPARSE | FIELD_TWIN, .label = N_("Same event as"),
	    .aliases = "Même évènement que", .ref = "intervention",
	    .help = N_("Another record of the same event: both stay, and figures count it once.") },
	{ "state", FIELD_CODE, .label = N_("State"), .aliases = "État", .codes = "record_state",
	    .fallback = "sent" },
	{ "service_date", FIELD_DATE, .flags = FIELD_DERIVED | FIELD_INDEXED,
	    .label = N_("Service date"),
	    .help = N_("The date of the shift to which the night belongs.") },
	{ "cell", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .flags = FIELD_DERIVED, .label = N_("Grid cell"), .max = 40,
	    .help = N_("The INSEE 200 m cell of the point.") },
};

/* Whichever of end and length is missing is worked out of the other. */
static void
complete_times(struct record *r)
{
	struct cell *end = record_cell(r, "end"), *length = record_cell(r, "duration_min");
	int start = (int)record_cell(r, "start")->i;

	if (!end->set && length->set)
		*end = (struct cell){ .set = true, .i = (start + length->i) % 1440 };
	else if (end->set && !length->set)
		*length = (struct cell){ .set = true, .i = act_minutes(start, (int)end->i) };
}

/* What src/rules found, as this reader is told. */
static void
tell(struct faults *f, const struct record *r, const struct act *a, const struct act_fault *fault)
{
	const char *field = act_field_names[fault->field];

	if (strcmp(fault->code, "too_long") == 0)
		rule_fault(f, r, field, fault->code,
		    _("From start to end there are %d minutes; an intervention lasts at most %d."),
		    fault->minutes, ACT_LENGTH_MAX);
	else if (strcmp(fault->code, "times_disagree") == 0)
		rule_fault(f, r, field, fault->code,
		    _("The length says %d minutes, but from start to end there are %d."), a->length,
		    fault->minutes);
	else if (strcmp(fault->code, "same_theme") == 0)
		rule_fault(f, r, field, fault->code,
		    _("This theme stands there already; further themes are others."));
	else if (strcmp(fault->code, "reason_required") == 0)
		rule_fault(f, r, field, fault->code,
		    _("The theme “other” (T99) asks for a comment that says which."));
	else if (fault->field == ACT_END)
		rule_fault(f, r, field, fault->code, _("Give the end or the length."));
	else if (fault->field == ACT_THEME)
		rule_fault(f, r, field, fault->code,
		    _("The theme is empty. It may be only for the kinds PA1, PA2 and VT1."));
	else if (fault->field == ACT_OUTCOME)
		rule_fault(f, r, field, fault->code, _("The outcome is empty. It may be only for the kind PA1."));
	/* The others are required fields: refused before any rule is asked. */
}

static void
check_complete(struct record *r, const struct rule_context *c, struct faults *f)
{
	struct act a = {
		.start = (int)record_cell(r, "start")->i,
		.end = (int)record_cell(r, "end")->i,
		.length = (int)record_cell(r, "duration_min")->i,
	};
	struct act_fault faults[ACT_FAULTS_MAX];
	size_t n;

	for (enum act_field i = 0; i < N_ACT_FIELDS; i++) {
		const struct cell *cell = record_cell(r, act_field_names[i]);

		if (!cell->set)
			continue;
		if (i == ACT_KIND || (i >= ACT_THEME && i <= ACT_OUTCOME))
			a.value[i] = rule_code(c, r, act_field_names[i]);
		else
			a.value[i] = i == ACT_COMMENT ? cell->s : STR("given");
	}
	n = act_faults(&a, faults);
	for (size_t i = 0; i < n; i++)
		tell(f, r, &a, &faults[i]);
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

#define TWINS_MAX 8

/* Of several records of one event all point to one, which points to none. */
static void
check_twin(struct record *r, const struct rule_context *c, struct faults *f)
{
	struct cell *twin = record_cell(r, "twin_of");
	struct uuid further;

	for (int i = 0; twin->set && i < TWINS_MAX && lookup_twin(c->lookup, &twin->u, &further); i++)
		twin->u = further;
	if (twin->set && uuid_eq(&twin->u, &r->id))
		rule_fault(f, r, "twin_of", "twin_of_itself",
		    _("This record would be a second one of itself: the other one points here."));
}

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	char cell[GRID_ID_MAX];

	check_complete(r, c, f);
	complete_times(r);
	if (rule_point(f, r) && grid_cell(record_cell(r, "lon")->r, record_cell(r, "lat")->r, cell))
		*record_cell(r, "cell") = (struct cell){ .set = true, .s = str_dup(c->a, str_of(cell)) };
	find_service_date(r, c, f);
	check_twin(r, c, f);
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
	.many = true,
	.access = &access_ground,
	.order = "service_date",
	.within = "scheme",
};
