/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A pupil's situation that a school's mediators follow: bullying, absence, a conflict. The pupil is a mark
 * that the team chose, nothing else tells who it is, and it goes half a year after the school year. */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

#define MARK_MAX 8

static const struct field fields[] = {
	{ "school", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("School"),
	    .aliases = "Établissement|École", .ref = "school" },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Opened on"),
	    .aliases = "Date|Ouvert le" },
	{ "team", FIELD_REFS, .flags = FIELD_REQUIRED, .label = N_("Team"), .aliases = "Équipe|Médiateurs",
	    .ref = "staff", .min = 1, .max = 4, .personal = PERSONAL_PSEUDONYM },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Situation"),
	    .aliases = "Situation|Nature", .codes = "pupil_situation" },
	{ "mark", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("Mark"), .aliases = "Repère",
	    .max = MARK_MAX, .personal = PERSONAL_PSEUDONYM,
	    .help = N_("A few capitals or digits that you choose, to tell two pupils apart: never a name, "
	        "initials or a class.") },
	{ "parents", FIELD_CODE, .label = N_("Agreement of the parents"), .aliases = "Accord des parents",
	    .codes = "consent" },
	{ "interviews", FIELD_INT, .label = N_("Interviews"), .aliases = "Entretiens", .min = 0,
	    .max = 100, .part = N_("What was done") },
	{ "families", FIELD_INT, .label = N_("Meetings with the family"),
	    .aliases = "Rencontres avec la famille", .min = 0, .max = 50 },
	{ "alerted", FIELD_BOOL, .label = N_("An alert was made"), .aliases = "Alerte faite",
	    .fallback = "non",
	    .help = N_("That the duty to alert was met (119, the department’s unit): never what was said.") },
	{ "note", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("Note"), .aliases = "Note|Remarque",
	    .max = 280, .personal = PERSONAL_TEXT,
	    .help = N_("What is agreed for the next weeks: nobody is described, no health, no family matter.") },
	{ "closed", FIELD_DATE, .label = N_("Closed on"), .aliases = "Clos le", .part = N_("Outcome") },
	{ "outcome", FIELD_CODE, .label = N_("Outcome"), .aliases = "Issue|Résultat", .codes = "outcome" },
	{ "year_end", FIELD_DATE, .flags = FIELD_DERIVED, .label = N_("End of the school year"),
	    .help = N_("31 August behind the last day of this follow-up.") },
	{ "scheme", FIELD_REF, .flags = FIELD_DERIVED, .label = N_("Scheme"), .ref = "scheme",
	    .help = N_("That of the school.") },
};

/* Capitals and digits, nothing that could be read as a name. */
static bool
is_mark(struct str s)
{
	bool digit = false;

	for (size_t i = 0; i < s.n; i++) {
		if ((s.p[i] < 'A' || s.p[i] > 'Z') && (s.p[i] < '0' || s.p[i] > '9') && s.p[i] != '-')
			return false;
		digit = digit || (s.p[i] >= '0' && s.p[i] <= '9');
	}
	return digit;
}

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	const struct cell *opened = record_cell(r, "date"), *closed = record_cell(r, "closed");
	const struct cell *mark = record_cell(r, "mark");
	struct ymd last;

	rule_filled(c, r, "scheme", "school", "scheme");
	rule_order(f, r, "date", "closed");
	rule_needs(f, r, "closed", "outcome");
	rule_needs(f, r, "outcome", "closed");
	if (mark->set && !is_mark(mark->s))
		rule_fault(f, r, "mark", "bad_mark",
		    _("A mark has capitals and at least one digit, as in B7: nothing that could be read as a name."));
	*record_cell(r, "year_end") = (struct cell){ .set = false };
	if (!opened->set)
		return;
	last = ymd_of_day((int32_t)(closed->set ? closed->i : opened->i));
	*record_cell(r, "year_end") = (struct cell){ .set = true,
		.i = day_of_ymd((struct ymd){ last.year + (last.month > 8), 8, 31 }) };
}

const struct reg reg_pupil_follow_up = {
	.name = "pupil_follow_up",
	.label = N_("Follow-ups of pupils"),
	.group = GROUP_GROUND,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "school kind mark team interviews families outcome closed",
	.rules = check,
	.team = "team",
	.many = true,
	/* Half a year behind the school year. */
	.keep = { .days = 184, .from = "year_end" },
	.access = &access_case,
	.order = "date",
	.within = "scheme",
};
