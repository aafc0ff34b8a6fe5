/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "enrolment", FIELD_REF, .flags = FIELD_REQUIRED | FIELD_INDEXED, .label = N_("Enrolment"),
	    .aliases = "Inscription", .ref = "enrolment", .personal = PERSONAL_PSEUDONYM },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED | FIELD_INDEXED, .label = N_("Date"),
	    .aliases = "Date|Jour" },
	{ "half", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Half-day"),
	    .aliases = "Demi-journée", .codes = "half_day" },
	{ "state", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Attendance"),
	    .aliases = "Présence", .codes = "attendance_state", .fallback = "present" },
	{ "hours", FIELD_REAL, .label = N_("Hours attended"), .aliases = "Heures|Heures suivies", .min = 0,
	    .max = 6, .unit = N_("h") },
	{ "signed_by", FIELD_CODE, .label = N_("How it was signed"),
	    .aliases = "Mode de signature|Signature", .codes = "signature_way", .part = N_("Signature"),
	    .help = N_("What proves it is who signed and when. No picture of a signature is kept.") },
	{ "signed_on", FIELD_DATE, .label = N_("Signed on"), .aliases = "Signé le" },
	{ "signed_at", FIELD_CLOCK, .label = N_("Signed at"), .aliases = "Heure de signature|Signé à" },
	{ "trainer", FIELD_REF, .label = N_("Signed by the trainer"), .aliases = "Formateur signataire|Formateur",
	    .ref = "trainer", .personal = PERSONAL_PSEUDONYM },
	{ "sheet", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .label = N_("Number of the sheet"), .aliases = "Numéro de feuille|Feuille",
	    .max = 40, .help = N_("Of the paper sheet on which it was signed.") },
	{ "session", FIELD_REF, .flags = FIELD_DERIVED, .label = N_("Session"), .ref = "training_session",
	    .help = N_("That of the enrolment.") },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	bool present = str_is(rule_code(c, r, "state"), "present");
	const struct cell *way = record_cell(r, "signed_by"), *hours = record_cell(r, "hours");

	rule_not_ahead(c, f, r, "date");
	rule_taken(c, r, "session", "enrolment", "session");
	rule_days(f, r, "date", "signed_on");
	if (present && (!hours->set || hours->r <= 0))
		rule_fault(f, r, "hours", "required", _("Whoever is present attends some hours."));
	if (!present && ((hours->set && hours->r > 0) || way->set))
		rule_fault(f, r, way->set ? "signed_by" : "hours", "absent",
		    _("Whoever is absent signs nothing and attends no hours."));
	if (present && (!way->set || !record_cell(r, "signed_on")->set || !record_cell(r, "trainer")->set))
		rule_fault(f, r, "signed_by", "unsigned",
		    _("Attendance counts when it is signed: how, on which day, and by which trainer too."));
	if (str_is(rule_code(c, r, "signed_by"), "paper") && !record_cell(r, "sheet")->set)
		rule_fault(f, r, "sheet", "required", _("A signature on paper is found by the number of its sheet."));
	else if (way->set && !str_is(rule_code(c, r, "signed_by"), "paper") && !record_cell(r, "signed_at")->set)
		rule_fault(f, r, "signed_at", "required", _("A signature that is not on paper has its time."));
}

const struct reg reg_attendance = {
	.name = "attendance",
	.label = N_("Attendance"),
	.group = GROUP_TRAINING,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "enrolment session half state hours signed_by",
	.rules = check,
	.keep = { .years = 5 },
	.access = &access_training,
	.order = "date",
	.many = true,
};
