/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* help: what the tables of commands, registers, fields and codes say of themselves. */
#include "base/buf.h"
#include "base/lang.h"
#include "base/text.h"
#include "cli/figures_out.h"
#include "report/template.h"

static const char *const type_names[] = {
	[FIELD_TEXT] = N_("text"),
	[FIELD_INT] = N_("whole number"),
	[FIELD_REAL] = N_("decimal number"),
	[FIELD_MONEY] = N_("amount in euros"),
	[FIELD_BOOL] = N_("yes or no"),
	[FIELD_DATE] = N_("date"),
	[FIELD_CLOCK] = N_("time of day"),
	[FIELD_CODE] = N_("code or label"),
	[FIELD_CODES] = N_("list of codes or labels"),
	[FIELD_REF] = N_("identifier or name"),
	[FIELD_REFS] = N_("list of identifiers or names"),
	[FIELD_FACTS] = N_("list of facts: IC31, IC31x2, IC31x2!3"),
	[FIELD_SLOTS] = N_("weekly hours: Mo-Fr 14:00-21:00; Th-Sa 21:30-06:00"),
};

static void
help_all(void)
{
	printf(_("maillage: the records, figures and reports of a social-mediation operator.\n\n"));
	for (size_t i = 0; i < n_commands; i++)
		printf("  %-8s  %s\n", commands[i].name, lang_text(commands[i].help));
	printf(_("\nEverywhere: --db FILE or postgresql://… (default maillage.db), --json, --lang fr|en, "
	         "--quiet.\nExit status: 0 done, 1 refused and nothing changed, 2 usage, 3 the store or the "
	         "system failed.\n"));
}

/* What a template may say. */
static void
help_directives(void)
{
	printf("\n%s\n", _("Directives of a template, each on a line of its own:"));
	for (size_t i = 0; i < n_directive_types; i++)
		printf("  %s\n      %s\n", directive_types[i].usage, lang_text(directive_types[i].help));
}

static void
help_figures(void)
{
	printf("\n%s\n", _("Figures; without one, all that can be split so:"));
	for (int g = 0; g < N_GROUPS; g++) {
		bool any = false;

		for (size_t i = 0; figure_at(i) != NULL; i++) {
			if (figure_reg_group(figure_at(i)) != g)
				continue;
			if (!any)
				printf("\n %s\n", lang_text(reg_group_label((enum reg_group)g)));
			any = true;
			printf("  %-27s  %s\n", figure_at(i)->id, lang_text(figure_at(i)->label));
		}
	}
	printf("\n%s\n", _("Dimensions of --by and --where:"));
	for (size_t i = 0; dim_at(i) != NULL; i++)
		printf("  %-18s  %s\n", dim_id(dim_at(i)), dim_label(dim_at(i)));
}

static void
help_command(const struct command *cmd)
{
	printf("maillage %s\n\n%s\n", cmd->usage, lang_text(cmd->help));
	if (cmd->details != NULL)
		printf("\n%s\n", lang_text(cmd->details));
	if (cmd->run == run_report)
		help_directives();
	if (cmd->run == run_figures)
		help_figures();
}

static void
help_name(const struct field *f)
{
	struct str rest = str_of(f->aliases), label;
	const char *own = lang_text(f->label);

	printf("%s%s: %s", f->name, (f->flags & FIELD_REQUIRED) != 0 ? " *" : "", own);
	while (str_cut(&rest, '|', &label))
		if (!str_is(label, own))
			printf(", " STR_F, STR_A(label));
	printf("\n");
}

/* A range that only keeps nonsense out is not worth a reader's time. */
#define RANGE_TOLD 10000

static void
help_rule(const struct field *f)
{
	printf("    %s", lang_text(type_names[f->type]));
	if (f->codes != NULL && f->type != FIELD_SLOTS)
		printf(_(", list %s below"), f->codes);
	if (f->ref != NULL)
		printf(_(", register %s"), f->ref);
	if ((f->type == FIELD_INT || f->type == FIELD_REAL) && f->max > f->min && f->max <= RANGE_TOLD)
		printf(_(", %lld to %lld"), (long long)f->min, (long long)f->max);
	if (f->type == FIELD_TEXT)
		printf(_(", at most %lld characters"), (long long)(f->max != 0 ? f->max : 200));
	if (f->unit != NULL)
		printf(" (%s)", lang_text(f->unit));
	if (f->fallback != NULL)
		printf(_(", empty means %s"), f->fallback);
	printf("\n");
	if (f->help != NULL)
		printf("    %s\n", lang_text(f->help));
}

/* Columns of a kind stand together: the people met, by sex and age. */
static bool
alike(const struct field *f, const struct field *g)
{
	return f->type == FIELD_INT && g->type == FIELD_INT && f->min == g->min && f->max == g->max &&
	    f->fallback == g->fallback && f->fallback != NULL && f->help == g->help && f->flags == g->flags;
}

static void
help_fields(const struct reg *g)
{
	const struct field *before = NULL;

	for (size_t i = 0; i < g->n_fields; i++) {
		const struct field *f = &g->fields[i];

		if ((f->flags & FIELD_DERIVED) != 0)
			continue;
		if (before == NULL || !alike(before, f)) {
			if (before != NULL)
				help_rule(before);
			printf("\n");
		}
		help_name(f);
		before = f;
	}
	if (before != NULL)
		help_rule(before);
}

static void
help_codes(const struct codes *codes, const struct reg *g)
{
	for (size_t i = 0; i < g->n_fields; i++) {
		const char *name = g->fields[i].codes;
		const struct code_list *l = name != NULL ? codes_list(codes, name) : NULL;
		bool seen = false;

		for (size_t k = 0; k < i; k++)
			seen = seen || (name != NULL && g->fields[k].codes != NULL &&
			    strcmp(g->fields[k].codes, name) == 0);
		if (l == NULL || seen)
			continue;
		printf("\n%s\n", name);
		for (uint16_t k = 0; k < l->n; k++)
			printf("    %-12.*s  " STR_F "\n", STR_A(l->v[k].code), STR_A(code_label(l, k)));
	}
}

static int
help_register(struct cli *c, const struct reg *g)
{
	struct codes *codes;
	struct err e = { 0 };

	printf(_("%s: %s. Columns; * is required.\n"), g->name, lang_text(g->label));
	printf("\nid%s: %s\n    %s\n", g->facts ? "" : " *", _("Identifier"),
	    g->facts ? _("A UUID or the operator's own id; without one, it is derived from the line.")
	             : _("A UUID or the operator's own id."));
	help_fields(g);
	if (!codes_embedded(&c->arena, &codes, &e))
		return cli_fail(c, &e);
	help_codes(codes, g);
	return EXIT_DONE;
}

static void
list_registers(void)
{
	printf(_("\nRegisters:\n"));
	for (size_t i = 0; i < n_registers; i++)
		printf("  %-20s  %s\n", registers[i]->name, lang_text(registers[i]->label));
	printf(_("\nmaillage help import REGISTER tells the columns, rules and codes of one.\n"));
}

/* What is no command: tables of the program. *status is set when `name` is one. */
static bool
help_table(struct cli *c, const char *name, int *status)
{
	struct err e = { 0 };

	*status = EXIT_DONE;
	if (strcmp(name, "access") == 0)
		help_access();
	else if (strcmp(name, "registers") == 0)
		help_registers();
	else if (strcmp(name, "privacy") == 0)
		help_privacy(c);
	else if (strcmp(name, "routes") == 0)
		help_routes(c);
	else if (strcmp(name, "openapi") != 0)
		return false;
	else if (!help_openapi(c, &e))
		*status = cli_fail(c, &e);
	return true;
}

int
run_help(struct cli *c, int argc, char **argv)
{
	const struct reg *g;
	int status;

	if (argc < 2) {
		help_all();
		return EXIT_DONE;
	}
	if (help_table(c, argv[1], &status))
		return status;
	for (size_t i = 0; i < n_commands; i++) {
		bool takes_register = strcmp(argv[1], "import") == 0 || strcmp(argv[1], "export") == 0;

		if (strcmp(commands[i].name, argv[1]) != 0)
			continue;
		if (takes_register && argc > 2) {
			if ((g = reg_find(str_of(argv[2]))) == NULL)
				return cli_usage(c, "help", _("“%s” is no register."), argv[2]);
			return help_register(c, g);
		}
		help_command(&commands[i]);
		if (takes_register)
			list_registers();
		return EXIT_DONE;
	}
	return cli_usage(c, "help", _("“%s” is no command."), argv[1]);
}
