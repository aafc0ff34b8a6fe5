/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "enrolment", FIELD_REF, .flags = FIELD_REQUIRED | FIELD_INDEXED, .label = N_("Enrolment"),
	    .aliases = "Inscription", .ref = "enrolment", .personal = PERSONAL_PSEUDONYM },
	{ "title", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Title"), .aliases = "Titre|Certification",
	    .codes = "title" },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Day of the jury"),
	    .aliases = "Date|Jury du|Date du jury" },
	{ "result", FIELD_CODE, .label = N_("Result"), .aliases = "Résultat", .codes = "exam_result",
	    .help = N_("Empty before the jury. A rate of success is: admitted among those present.") },
	{ "blocks", FIELD_CODES, .label = N_("Blocks obtained"), .aliases = "Blocs obtenus|CCP obtenus",
	    .codes = "title_block", .max = 6 },
	{ "programme", FIELD_REF, .flags = FIELD_DERIVED, .label = N_("Programme"), .ref = "programme",
	    .help = N_("That of the enrolment.") },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	const struct cell *blocks = record_cell(r, "blocks");
	const struct code_list *list = codes_list(lookup_codes(c->lookup), "title_block");
	struct str title = rule_code(c, r, "title"), result = rule_code(c, r, "result");

	rule_taken(c, r, "programme", "enrolment", "programme");
	if (result.p != NULL)
		rule_not_ahead(c, f, r, "date");
	if (str_is(result, "partial") && !blocks->set)
		rule_fault(f, r, "blocks", "required", _("Say which blocks were obtained."));
	if (str_is(result, "absent") && blocks->set)
		rule_fault(f, r, "blocks", "absent", _("Whoever was absent obtained no block."));
	for (size_t i = 0; blocks->set && i < blocks->n; i++)
		if (!str_eq(code_roll(list, blocks->codes[i], "title"), title))
			rule_fault(f, r, "blocks", "other_title", _("“%.*s” is a block of another title."),
			    STR_A(code_label(list, blocks->codes[i])));
}

const struct reg reg_exam_candidate = {
	.name = "exam_candidate",
	.label = N_("Exam candidates"),
	.group = GROUP_TRAINING,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "enrolment title result blocks",
	.rules = check,
	.access = &access_training,
	.order = "date",
};
