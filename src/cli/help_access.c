/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* help access: the table of rights, as Markdown, from the matrices that decide. docs/access.md is its
 * French; a test compares them. */
#include "access/access.h"
#include "cli/cli.h"

#include <stdio.h>

static const char *const how_far[] = {
	[REACH_NONE] = "–", [REACH_TEAM] = N_("team"), [REACH_OWN] = N_("own"),
	[REACH_WITHIN] = N_("reach"), [REACH_ALL] = N_("all"),
};

static const char *const verbs[N_OPERATIONS] = {
	[OP_READ] = N_("read"), [OP_MAKE] = N_("make"), [OP_CHANGE] = N_("change"), [OP_DELETE] = N_("delete"),
	[OP_VALIDATE] = N_("validate"), [OP_LOCK] = N_("lock"), [OP_IMPORT] = N_("import"),
	[OP_EXPORT] = N_("export"), [OP_REVEAL] = N_("unseal"),
};

static void
head(size_t n, const char *(*title)(size_t i), const char *first)
{
	printf("\n| %s", first);
	for (size_t i = 0; i < n; i++)
		printf(" | %s", title(i));
	printf(" |\n| ---");
	for (size_t i = 0; i < n; i++)
		printf(" | ---");
	printf(" |\n");
}

static const char *
verb(size_t i)
{
	return lang_text(verbs[i]);
}

static const char *
role(size_t i)
{
	return lang_text(role_label((enum role)(i + ROLE_NONE + 1)));
}

static void
print_matrix(const struct access *m)
{
	const char *sep = "\n## ";

	for (size_t i = 0; i < n_registers; i++)
		if (registers[i]->access == m) {
			printf("%s%s", sep, lang_text(registers[i]->label));
			sep = ", ";
		}
	printf("\n");
	head(N_OPERATIONS, verb, _("Role"));
	for (size_t r = ROLE_NONE + 1; r < N_ROLES; r++) {
		printf("| %s", role(r - ROLE_NONE - 1));
		for (size_t op = 0; op < N_OPERATIONS; op++)
			printf(" | %s", lang_text(how_far[m->may[r][op]]));
		printf(" |\n");
	}
}

void
help_access(void)
{
	printf("# %s\n\n%s\n", _("Rights"),
	    _("Made by: maillage help access. “team”: records whose team the person is on. “own”: these and "
	      "those that it made. “unseal”: read what is sealed, as names and telephone numbers. "
	      "“reach”: records of the schemes the person is given, and of their agencies, towns and "
	      "contracts. Who cannot read a record does not learn that it is there. What was validated "
	      "changes only with a reason and by whom may validate; what is locked, by whom may lock."));
	for (size_t i = 0; i < n_accesses; i++)
		print_matrix(accesses[i]);
	printf("\n## %s\n", _("Everything else"));
	head(N_ROLES - ROLE_NONE - 1, role, "");
	for (size_t p = PERMIT_SIGNED_IN; p < N_PERMITS; p++) {
		printf("| %s", lang_text(permit_help((enum permit)p)));
		for (size_t r = ROLE_NONE + 1; r < N_ROLES; r++)
			printf(" | %s", role_may((enum role)r, (enum permit)p) ? _("yes") : "–");
		printf(" |\n");
	}
}
