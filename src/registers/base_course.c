/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

#define BASE_COURSE_DAYS 6

static const struct field fields[] = {
	{ "staff", FIELD_REF, .flags = FIELD_REQUIRED | FIELD_INDEXED, .label = N_("Member of staff"),
	    .aliases = "Salarié|Matricule", .ref = "staff", .personal = PERSONAL_PSEUDONYM },
	{ "contract", FIELD_REF, .label = N_("Hired by this contract"), .aliases = "Contrat d’embauche|Contrat",
	    .ref = "employment_contract",
	    .help = N_("The contract that made the person a newcomer.") },
	{ "enrolment", FIELD_REF, .label = N_("Enrolment"), .aliases = "Inscription", .ref = "enrolment",
	    .help = N_("That in the course, with its attendance by half-day.") },
	{ "start", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("First day"),
	    .aliases = "Début|Premier jour" },
	{ "days", FIELD_INT, .flags = FIELD_REQUIRED, .label = N_("Days taken"),
	    .aliases = "Jours suivis|Nombre de jours", .min = 0, .max = BASE_COURSE_DAYS, .unit = N_("days"),
	    .help = N_("The whole course has six days.") },
	{ "completed", FIELD_DATE, .label = N_("Completed on"), .aliases = "Terminé le|Fin",
	    .help = N_("The sixth day; empty before.") },
	{ "newcomer", FIELD_BOOL, .label = N_("Newcomer of the year"),
	    .aliases = "Nouveau salarié|Embauché dans l’année", .fallback = "oui",
	    .help = N_("Hired in the calendar year in which the course was begun.") },
	{ "agency", FIELD_REF, .flags = FIELD_DERIVED, .label = N_("Agency"), .ref = "agency",
	    .help = N_("That of the member of staff.") },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	const struct cell *days = record_cell(r, "days"), *completed = record_cell(r, "completed");

	rule_days(f, r, "start", "completed");
	rule_not_ahead(c, f, r, "completed");
	rule_taken(c, r, "agency", "staff", "agency");
	if (days->set && (days->i == BASE_COURSE_DAYS) != completed->set)
		rule_fault(f, r, "completed", "days",
		    _("The course is completed with its sixth day: give that day then, and not before."));
}

const struct reg reg_base_course = {
	.name = "base_course",
	.label = N_("Base course"),
	.group = GROUP_STAFF,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "staff days completed newcomer agency",
	.rules = check,
	.keep = { .years = 5, .from = "start" },
	.access = &access_course,
	.order = "start",
	.within = "agency",
};
