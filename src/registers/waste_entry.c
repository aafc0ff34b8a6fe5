/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

/* What a chronological register of outgoing waste holds (order of 31 May 2021, art. 2): date, name and
 * code of the waste, quantity, origin, carrier, destination and what becomes of it; kept at least three
 * years. The code is that of the European list (decision 2000/532/EC), a star for hazardous waste; the
 * operation is one of the annexes of directive 2008/98/EC. */
static const struct field fields[] = {
	{ "number", FIELD_INT, .flags = FIELD_REQUIRED, .label = N_("Entry number"),
	    .aliases = "Numéro d’ordre",
	    .min = 1, .max = 10000000 },
	{ "scheme", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Scheme"), .aliases = "Dispositif",
	    .ref = "scheme" },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Sent off on"),
	    .aliases = "Date d’expédition|Date" },
	{ "flow", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Flow"), .aliases = "Flux",
	    .codes = "waste_flow", .part = N_("The waste") },
	{ "waste", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .flags = FIELD_REQUIRED, .label = N_("Usual name of the waste"),
	    .aliases = "Dénomination usuelle|Déchet", .max = 100 },
	{ "waste_code", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .flags = FIELD_RESOLVED, .label = N_("Waste code"),
	    .aliases = "Code déchet|Code du déchet", .max = 9,
	    .help = N_("Six digits of the European list, 20 03 07; a star for hazardous waste. Empty: that "
	        "of the flow.") },
	{ "ticket", FIELD_REF, .label = N_("Weighing ticket"),
	    .aliases = "Ticket de pesée|Bon de pesée",
	    .ref = "waste_ticket" },
	{ "tonnes", FIELD_REAL, .label = N_("Tonnes"), .aliases = "Quantité (t)|Tonnage", .min = 0,
	    .max = 44,
	    .unit = N_("t") },
	{ "volume", FIELD_REAL, .label = N_("Volume"), .aliases = "Volume (m³)", .min = 0, .max = 200,
	    .unit = N_("m³"), .help = N_("Where nothing was weighed.") },
	{ "slip", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .label = N_("Tracking slip"), .aliases = "Bordereau de suivi|BSD",
	    .max = 40,
	    .help = N_("Required for hazardous waste.") },
	{ "producer", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Producer"),
	    .aliases = "Producteur|Détenteur",
	    .ref = "client", .part = N_("From where to where") },
	{ "origin_town", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Town of origin"),
	    .aliases = "Commune d’origine", .ref = "town" },
	{ "origin", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("Address of origin"),
	    .aliases = "Adresse d’origine", .personal = PERSONAL_PLACE, .keep_days = 1095 },
	{ "carrier", FIELD_REF, .label = N_("Carrier"), .aliases = "Transporteur", .ref = "partner",
	    .help = N_("Empty: we carried it ourselves.") },
	{ "receipt", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .label = N_("Carrier’s receipt"),
	    .aliases = "Récépissé de transport", .max = 60,
	    .help = N_("Number of the declaration; empty where the carrier is exempt from it.") },
	{ "destination", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Destination"),
	    .aliases = "Destinataire|Destination",
	    .ref = "partner" },
	{ "treatment", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Treatment"),
	    .aliases = "Code de traitement|Traitement", .codes = "waste_treatment" },
	{ "ends_as", FIELD_CODE, .flags = FIELD_DERIVED, .label = N_("Recovery or disposal"),
	    .codes = "waste_end" },
	{ "hazardous", FIELD_BOOL, .flags = FIELD_DERIVED, .label = N_("Hazardous") },
};

#define CODE_DIGITS 6

/* "200307" and "20 03 07" are "20 03 07"; false when it is no code of the list. */
static bool
is_waste_code(struct str s, struct arena *a, struct str *out)
{
	char digits[CODE_DIGITS];
	size_t n = 0;
	bool star = s.n > 0 && s.p[s.n - 1] == '*';

	for (size_t i = 0; i < s.n - star; i++) {
		if (s.p[i] == ' ')
			continue;
		if (s.p[i] < '0' || s.p[i] > '9' || n == CODE_DIGITS)
			return false;
		digits[n++] = s.p[i];
	}
	if (n != CODE_DIGITS || digits[0] > '2' || (digits[0] == '2' && digits[1] > '0') ||
	    (digits[0] == '0' && digits[1] == '0'))
		return false;
	*out = str_fmt(a, "%.2s %.2s %.2s%s", digits, digits + 2, digits + 4, star ? "*" : "");
	return true;
}

static void
check_code(struct record *r, const struct rule_context *c, struct faults *f)
{
	struct cell *code = record_cell(r, "waste_code"), *danger = record_cell(r, "hazardous");
	struct str given = code->set ? code->s : rule_roll(c, r, "flow", "waste"), whole;

	if (!is_waste_code(given, c->a, &whole)) {
		rule_fault(f, r, "waste_code", "bad_waste_code",
		    _("A waste code has six digits, from chapter 01 to 20, with a star for hazardous waste: "
		      "20 03 07."));
		return;
	}
	*code = (struct cell){ .set = true, .s = whole };
	*danger = (struct cell){ .set = true, .i = whole.p[whole.n - 1] == '*' };
	if (danger->i != 0 && !record_cell(r, "slip")->set)
		rule_fault(f, r, "slip", "required",
		    _("Hazardous waste goes with a tracking slip: give its number."));
}

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	const struct code_list *l = codes_list(lookup_codes(c->lookup), "waste_end");

	check_code(r, c, f);
	if (!record_cell(r, "tonnes")->set && !record_cell(r, "volume")->set)
		rule_fault(f, r, "tonnes", "one_of", _("Give the tonnes, or the volume where nothing was weighed."));
	*record_cell(r, "ends_as") = (struct cell){ .set = true,
		.i = code_find(l, rule_roll(c, r, "treatment", "end")) };
}

const struct reg reg_waste_entry = {
	.name = "waste_entry",
	.label = N_("Waste register"),
	.group = GROUP_WASTE,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "number waste waste_code tonnes producer destination treatment ends_as",
	.rules = check,
	.keep = { .years = 5 },
	.access = &access_work,
	.order = "date",
	.within = "scheme",
};
