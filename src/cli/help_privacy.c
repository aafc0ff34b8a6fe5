/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* help privacy: what is kept about people, how long, and who reads it, as Markdown, from the registers' own
 * fields and the rules that erase. docs/privacy.md is its French; a test compares them. */
#include "access/retention.h"
#include "access/subject.h"
#include "cli/cli.h"
#include "record/vault.h"

#include <stdio.h>

static const char *const classes[] = {
	[PERSONAL_UNSAID] = "–", [PERSONAL_NONE] = "–", [PERSONAL_PSEUDONYM] = N_("number or nickname"),
	[PERSONAL_TEXT] = N_("free text, guarded"), [PERSONAL_PLACE] = N_("place"),
	[PERSONAL_TRAIT] = N_("trait of an unnamed person"), [PERSONAL_IDENTITY] = N_("identity, sealed"),
};

static const char *const how_far[] = {
	[REACH_NONE] = "–", [REACH_TEAM] = N_("team"), [REACH_OWN] = N_("own"), [REACH_WITHIN] = N_("reach"),
	[REACH_ALL] = N_("all"),
};

static void
print_readers(const struct reg *g, enum operation op)
{
	const char *sep = "";

	for (int r = ROLE_NONE + 1; r < N_ROLES; r++) {
		enum reach_kind may = (enum reach_kind)g->access->may[r][op];

		if (may == REACH_NONE)
			continue;
		printf("%s%s (%s)", sep, lang_text(role_label((enum role)r)), lang_text(how_far[may]));
		sep = ", ";
	}
}

/* The day on which the time begins. */
static const char *
from_label(const struct retention_rule *r)
{
	int at = r->from != NULL ? reg_field(r->reg, str_of(r->from)) : -1;

	return at >= 0 ? lang_text(r->reg->fields[at].label) : _("day it was made");
}

static void
print_days(int days)
{
	if (days % 365 <= days / 365)
		printf(lang_plural("%lld year", "%lld years", days / 365), (long long)(days / 365));
	else
		printf(lang_plural("%lld day", "%lld days", days), (long long)days);
}

static void
print_spared(const struct retention_rule *r)
{
	if (r->spared != NULL)
		printf(_(", unless “%s”"), lang_text(r->reg->fields[reg_field(r->reg, str_of(r->spared))].label));
}

static void
print_rule(const struct retention_rule *r)
{
	print_days(r->days);
	printf(_(" after “%s”: %s"), from_label(r), lang_text(retention_label(r->action)));
	print_spared(r);
}

/* What becomes of a field: by its own rules, else with its record. */
static void
print_times(const struct reg *g, size_t i, const struct retention_rule *rules, size_t n)
{
	bool any = false;

	for (size_t k = 0; k < n; k++)
		if (rules[k].reg == g && rules[k].fields[i]) {
			printf("%s", any ? "; " : "");
			print_rule(&rules[k]);
			any = true;
		}
	if (!any)
		printf("%s", _("as long as the record"));
}

static bool
is_told(const struct field *f)
{
	return f->personal > PERSONAL_NONE;
}

static void
print_register(const struct reg *g, const struct retention_rule *rules, size_t n)
{
	bool told = false;

	for (size_t i = 0; i < g->n_fields; i++)
		told = told || is_told(&g->fields[i]);
	if (!told)
		return;
	printf("\n## %s\n\n%s ", lang_text(g->label), _("Read by:"));
	print_readers(g, OP_READ);
	printf(".\n");
	if (reg_has_sealed(g)) {
		printf("\n%s ", _("What is sealed is read by:"));
		print_readers(g, OP_REVEAL);
		printf(".\n");
	}
	printf("\n| %s | %s | %s |\n| --- | --- | --- |\n", _("Field"), _("Class"), _("Kept for"));
	for (size_t i = 0; i < g->n_fields; i++) {
		const struct field *f = &g->fields[i];

		if (!is_told(f))
			continue;
		printf("| %s (`%s`) | %s | ", lang_text(f->label), f->name, lang_text(classes[f->personal]));
		print_times(g, i, rules, n);
		printf(" |\n");
	}
}

static void
print_records(const struct retention_rule *rules, size_t n)
{
	printf("\n## %s\n\n| %s | %s |\n| --- | --- |\n", _("Whole records, and the log"), _("Register"),
	    _("Kept for"));
	for (size_t i = 0; i < n; i++) {
		const struct retention_rule *r = &rules[i];

		if (r->action != RETAIN_DELETE && r->action != RETAIN_LOGS)
			continue;
		printf("| %s | ", r->reg != NULL ? lang_text(r->reg->label) : _("Audit log"));
		print_days(r->days);
		if (r->reg != NULL)
			printf(_(" after “%s”"), from_label(r));
		print_spared(r);
		printf(" |\n");
	}
}

/* What domain and law have a time for, and no field of this program takes; held to by what guarded texts
 * refuse. */
static void
print_nothing_of(void)
{
	static const char *const kinds[] = {
		N_("Numbers of people who call: no field takes one, and texts refuse them."),
		N_("Applications for a job: they are not kept here. A person is in the register of staff from the "
		   "day of the contract on."),
		N_("Names of pupils and of their parents: a pupil is a mark that the team chose."),
		N_("Names of prisoners, tracks of where somebody went, photographs of people."),
	};
	size_t texts = 0, guarded = 0;

	for (size_t i = 0; i < n_registers; i++)
		for (size_t k = 0; k < registers[i]->n_fields; k++) {
			const struct field *f = &registers[i]->fields[k];

			texts += f->personal == PERSONAL_TEXT;
			guarded += f->personal == PERSONAL_TEXT && (f->flags & FIELD_GUARDED) != 0;
		}
	printf("\n## %s\n\n", _("What is not kept"));
	for (size_t i = 0; i < COUNT(kinds); i++)
		printf("- %s\n", lang_text(kinds[i]));
	printf(_("\nFree texts that refuse telephone numbers, e-mail addresses and number plates: %zu of %zu.\n"),
	    guarded, texts);
}

static void
print_roles(enum permit p)
{
	const char *sep = "";

	for (int r = ROLE_NONE + 1; r < N_ROLES; r++)
		if (role_may((enum role)r, p)) {
			printf("%s%s", sep, lang_text(role_label((enum role)r)));
			sep = ", ";
		}
}

/* Who orders, who opens, who erases, and why. */
static void
print_rights(void)
{
	printf("\n## %s\n\n%s\n\n%s ", _("A person’s rights"),
	    _("Whoever asks what is kept about them, or to have it erased, is found by an exact reference or the "
	      "whole name, as a member of staff, a trainee or a party of a case. The officer for data protection "
	      "sees registers and logs, no content: so finding and ordering tell how many records there are, and "
	      "opening the export is another’s. An ordered export is taken out by who may export every record of "
	      "it and read what is sealed in it: by these tables the head office for staff and trainees, and for "
	      "a party of a case a member of its team. Where nobody of the team is left, the command line takes "
	      "it out. It also holds what phones sent about the person that waits unstored. Without other people "
	      "in it, it goes to the person within one month."),
	    _("Finding, ordering and erasing:"));
	print_roles(PERMIT_PERSONS);
	printf(".\n\n%s\n\n", _("Erasing first tells what would go and what stays, then asks for one of these "
	    "reasons, which the audit log keeps without any content:"));
	for (size_t i = 0; i < n_subject_reasons; i++)
		printf("- %s\n", lang_text(subject_reasons[i].label));
	printf("\n%s\n\n| %s | %s |\n| --- | --- |\n", _("What stays after an erasure, and by what right:"),
	    _("Registers"), _("Why"));
	for (enum reg_group g = 0; g < N_GROUPS; g++)
		if (subject_ground(g) != NULL)
			printf("| %s | %s |\n", lang_text(reg_group_label(g)), lang_text(subject_ground(g)));
}

void
help_privacy(struct cli *c)
{
	struct retention_rule *rules;
	size_t n;

	retention_rules(&c->arena, &rules, &n);
	printf("# %s\n\n%s\n", _("What is kept about people"),
	    _("Made by: maillage help privacy. Each field that may tell something about somebody: of what class, "
	      "how long it is kept, who reads it. A server erases every night what is due (maillage retention), "
	      "from the record and from its past; the journal keeps that something stood there. Registers that "
	      "are not named hold nothing of the kind."));
	for (size_t i = 0; i < n_registers; i++)
		print_register(registers[i], rules, n);
	print_records(rules, n);
	print_nothing_of();
	print_rights();
}
