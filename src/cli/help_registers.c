/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* help registers: all of them as Markdown, from their own tables; docs/registers.md is its French, and a
 * test compares them. */
#include "base/buf.h"
#include "base/lang.h"
#include "cli/cli.h"
#include "cli/register_lines.h"
#include "record/access.h"

#include <stdio.h>

static const char *const classes[] = {
	[PERSONAL_NONE] = NULL, [PERSONAL_PSEUDONYM] = N_("pseudonym"), [PERSONAL_TEXT] = N_("free text"),
	[PERSONAL_PLACE] = N_("place"), [PERSONAL_TRAIT] = N_("trait"),
	[PERSONAL_IDENTITY] = N_("identity, sealed"),
};

static int
lines_of(const struct reg *g)
{
	for (size_t i = 0; i < n_register_lines; i++)
		if (strcmp(register_lines[i].name, g->name) == 0)
			return register_lines[i].lines;
	return 0;
}

/* The classes of its fields, each once, in the order of the enumeration. */
static void
print_classes(const struct reg *g)
{
	const char *sep = " ";

	printf(" |");
	for (size_t c = PERSONAL_NONE + 1; c < COUNT(classes); c++) {
		bool has = false;

		for (size_t i = 0; i < g->n_fields; i++)
			has = has || (size_t)g->fields[i].personal == c;
		if (has) {
			printf("%s%s", sep, lang_text(classes[c]));
			sep = ", ";
		}
	}
	if (sep[0] == ' ')
		printf(" –");
}

/* Of the record, and of fields that go before it. */
static void
print_retention(const struct reg *g)
{
	int shortest = 0;

	for (size_t i = 0; i < g->n_fields; i++) {
		int days = g->fields[i].keep_days;

		if (days > 0 && (shortest == 0 || days < shortest))
			shortest = days;
	}
	if (g->keep.years > 0)
		printf(_(" | %d years"), g->keep.years);
	if (g->keep.days > 0)
		printf(_(" | %d days"), g->keep.days);
	if ((g->keep.years > 0 || g->keep.days > 0) && g->keep.from != NULL)
		printf(" (%s)", lang_text(g->fields[reg_field(g, str_of(g->keep.from))].label));
	if (g->keep.unless != NULL)
		printf(_(", unless “%s”"), lang_text(g->fields[reg_field(g, str_of(g->keep.unless))].label));
	if (g->keep.years == 0 && g->keep.days == 0)
		printf(" | –");
	if (shortest > 0)
		printf(_("; some fields %d days"), shortest);
}

static void
print_register(const struct reg *g)
{
	enum lang own = lang_now();
	const char *fr, *en;

	lang_use(LANG_FR);
	fr = lang_text(g->label);
	lang_use(LANG_EN);
	en = lang_text(g->label);
	lang_use(own);
	printf("| `%s` | %s | %s | %zu | %s | %s", g->name, fr, en, g->n_fields,
	    g->rules != NULL ? _("yes") : "–", g->access->name);
	print_retention(g);
	print_classes(g);
	printf(" | %d |\n", lines_of(g));
}

static void
print_group(enum reg_group group)
{
	bool any = false;

	for (size_t i = 0; i < n_registers; i++) {
		if (registers[i]->group != group)
			continue;
		if (!any)
			printf("\n## %s\n\n| %s | %s | %s | %s | %s | %s | %s | %s | %s |\n"
			       "| --- | --- | --- | --: | --- | --- | --- | --- | --: |\n",
			    lang_text(reg_group_label(group)), _("Register"), _("French"), _("English"), _("Fields"),
			    _("Rules"), _("Rights"), _("Kept"), _("Personal data"), _("Lines of code"));
		any = true;
		print_register(registers[i]);
	}
}

void
help_registers(void)
{
	size_t lines = 0, fields = 0, own = 0;

	for (size_t i = 0; i < n_registers; i++) {
		lines += (size_t)lines_of(registers[i]);
		fields += registers[i]->n_fields;
		own += registers[i]->rules != NULL;
	}
	printf("# %s\n\n%s\n\n", _("Registers"),
	    _("Made by: maillage help registers. The rights are those of the matrix of that name in "
	      "access.md. A register is kept so long after the day of its record, or after the one in "
	      "brackets; “–”: as long as the operator needs it. Lines of code are those of its own "
	      "file, neither empty nor comment: the "
	      "table of fields and the rules. Lists, filters, pages, forms, history, import, export, rights "
	      "and the API follow from it."));
	printf(_("%zu registers, %zu fields, %zu registers with rules of their own, %zu lines of code.\n"),
	    n_registers, fields, own, lines);
	for (size_t g = 0; g < N_GROUPS; g++)
		print_group((enum reg_group)g);
}
