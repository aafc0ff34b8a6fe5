/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a role's door opens: the coarse question, before record/access.h asks the fine one. */
#include "access/access.h"

#define R(role) (1u << (role))
#define SIGNED_IN (~R(ROLE_NONE))
#define FIELD (R(ROLE_MEDIATOR) | LEADERS)
#define TEACHERS R(ROLE_TRAINER)
#define LEADERS (R(ROLE_TEAM_LEADER) | R(ROLE_MANAGER) | R(ROLE_AGENCY) | R(ROLE_HEAD_OFFICE))

static const struct {
	const char *name, *help;
	unsigned roles;
	unsigned scopes; /* any of them lets a program's token through; 0: none does */
} permits[N_PERMITS] = {
	[PERMIT_ANYONE] = { "anyone", N_("Without signing in."), ~0u, ~0u },
	[PERMIT_SIGNED_IN] = { "signed_in", N_("Whoever is signed in: the first page, help."), SIGNED_IN, ~0u },
	[PERMIT_OWN] = { "own", N_("One’s own page: language, password, sessions, tokens for programs."),
	    SIGNED_IN, 0 },
	[PERMIT_FIGURES] = { "figures", N_("Figures, cut to the schemes within reach."),
	    FIELD | R(ROLE_CLIENT), SCOPE_FIGURES },
	[PERMIT_EVIDENCE] = { "evidence", N_("The records behind a figure, and its numbers of 1 to 4."), LEADERS,
	    SCOPE_FIGURES },
	[PERMIT_REPORTS] = { "reports", N_("Reports of the schemes within reach."),
	    LEADERS | R(ROLE_CLIENT), SCOPE_REPORTS },
	[PERMIT_NARRATIVE] = { "narrative", N_("Writing a report’s words and publishing it."), LEADERS, 0 },
	[PERMIT_RECORDS] = { "records", N_("Reading records, register by register."),
	    FIELD | TEACHERS | R(ROLE_ADMINISTRATOR), SCOPE_READ },
	[PERMIT_WRITE] = { "write", N_("Making, changing and deleting records, register by register."),
	    FIELD | TEACHERS | R(ROLE_ADMINISTRATOR), SCOPE_WRITE },
	[PERMIT_VALIDATE] = { "validate", N_("Checking what mediators recorded."), LEADERS, SCOPE_WRITE },
	[PERMIT_IMPORT] = { "import", N_("Bringing in files, register by register."),
	    LEADERS | TEACHERS | R(ROLE_ADMINISTRATOR), SCOPE_IMPORT },
	[PERMIT_EXPORT] = { "export", N_("Taking out files, register by register."),
	    FIELD | TEACHERS | R(ROLE_ADMINISTRATOR), SCOPE_EXPORT },
	[PERMIT_MAP] = { "map", N_("The shared map, in cells that point to nobody."),
	    FIELD | R(ROLE_CLIENT) | R(ROLE_PARTNER), SCOPE_FIGURES },
	[PERMIT_USERS] = { "users", N_("Accounts and programs’ tokens."), R(ROLE_ADMINISTRATOR), 0 },
	[PERMIT_SETTINGS] = { "settings", N_("Settings of the house."), R(ROLE_ADMINISTRATOR), 0 },
	[PERMIT_SYNC] = { "sync", N_("What phones of the field app send and ask for."), FIELD, 0 },
	[PERMIT_DEVICES] = { "devices", N_("The phones of one’s people: listing and revoking them."),
	    LEADERS | R(ROLE_ADMINISTRATOR), 0 },
	[PERMIT_PERSONS] = { "persons",
	    N_("People’s rights: finding what is kept about a person, ordering its export, erasing it."),
	    R(ROLE_HEAD_OFFICE) | R(ROLE_DPO), 0 },
	[PERMIT_HAND_OVER] = { "hand_over", N_("Taking out what is kept about a person, once it is ordered."),
	    FIELD, 0 },
	[PERMIT_AUDIT] = { "audit", N_("The log of who did what."), R(ROLE_ADMINISTRATOR) | R(ROLE_DPO), 0 },
};

static const struct {
	const char *name, *label;
} scopes[N_SCOPES] = {
	{ "registers.read", N_("Reading records") },
	{ "registers.write", N_("Making and changing records") },
	{ "figures", N_("Figures") },
	{ "reports", N_("Reports") },
	{ "import", N_("Bringing in files") },
	{ "export", N_("Taking out files") },
};

static const char *const themes[] = {
	[THEME_SYSTEM] = "system", [THEME_LIGHT] = "light", [THEME_DARK] = "dark",
};

const char *
permit_name(enum permit p)
{
	return permits[p].name;
}

const char *
permit_help(enum permit p)
{
	return permits[p].help;
}

unsigned
permit_scopes(enum permit p)
{
	return permits[p].scopes;
}

bool
role_may(enum role r, enum permit what)
{
	return (permits[what].roles & R(r)) != 0;
}

bool
principal_may(const struct principal *p, enum permit what)
{
	if (p == NULL || uuid_is_nil(&p->user))
		return role_may(ROLE_NONE, what);
	if (!uuid_is_nil(&p->device) && what != PERMIT_SYNC && what != PERMIT_ANYONE)
		return false;
	if (!uuid_is_nil(&p->token) && (permits[what].scopes & p->scopes) == 0 && what != PERMIT_ANYONE)
		return false;
	return role_may(p->reach.role, what);
}

const char *
scope_name(enum scope s)
{
	for (size_t i = 0; i < N_SCOPES; i++)
		if (s == 1u << i)
			return scopes[i].name;
	return NULL;
}

const char *
scope_label(enum scope s)
{
	for (size_t i = 0; i < N_SCOPES; i++)
		if (s == 1u << i)
			return scopes[i].label;
	return NULL;
}

unsigned
role_scopes(enum role r)
{
	unsigned bits = 0;

	/* What asks for nothing but an account does not make a token useful. */
	for (int p = PERMIT_FIGURES; p < N_PERMITS; p++)
		bits |= role_may(r, (enum permit)p) ? permits[p].scopes : 0;
	return bits;
}

bool
scopes_parse(struct str s, unsigned *out)
{
	unsigned bits = 0;
	struct str one;

	while (str_cut(&s, ',', &one)) {
		size_t i = 0;

		while (i < N_SCOPES && !str_is(str_trim(one), scopes[i].name))
			i++;
		if (i == N_SCOPES)
			return false;
		bits |= 1u << i;
	}
	*out = bits;
	return bits != 0;
}

const char *
theme_name(enum theme t)
{
	return themes[t];
}

bool
theme_parse(struct str s, enum theme *out)
{
	for (size_t i = 0; i < COUNT(themes); i++)
		if (str_is(s, themes[i])) {
			*out = (enum theme)i;
			return true;
		}
	return false;
}
