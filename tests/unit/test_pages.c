/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* With a folder as argument, writes the pages and what they are sent with there, for who wants to look:
 * python3 -m http.server in it. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "components.html.h"
#include "door.html.h"
#include "error.html.h"
#include "web/asset.h"
#include "web/page_components.h"
#include "web/page_door.h"

#include "../tap.h"

static struct arena arena;
static const char *folder;

static bool
has(const struct buf *b, const char *text)
{
	return memmem(b->p, b->n, text, strlen(text)) != NULL;
}

static size_t
count(const struct buf *b, const char *text)
{
	size_t n = 0, length = strlen(text);

	for (size_t i = 0; i + length <= b->n; i++)
		n += memcmp(b->p + i, text, length) == 0;
	return n;
}

static void
save(const char *path, struct str s)
{
	char full[4096];
	FILE *f;

	if (folder == NULL)
		return;
	snprintf(full, sizeof full, "%s/static", folder);
	mkdir(full, 0777);
	snprintf(full, sizeof full, "%s/%s", folder, path);
	f = fopen(full, "w");
	if (f == NULL || fwrite(s.p, 1, s.n, f) != s.n || fclose(f) != 0)
		abort();
}

/* What every page has. */
static void
sound(const struct buf *b, const char *name)
{
	char path[100];

	OK(count(b, "<h1") == 1 && count(b, "<main") == 1 && count(b, "class=\"skip\"") == 1,
	    "%s: one title, one main part, one way to it", name);
	OK(!has(b, " style=") && !has(b, "<style") && !has(b, "javascript:") && !has(b, " on"
	    "click="), "%s: nothing that the content policy refuses", name);
	snprintf(path, sizeof path, "%s.html", name);
	save(path, buf_text(b));
}

static struct shell
signed_in(void)
{
	static struct scheme_choice two[2];
	struct shell s = { .title = STR("Composants"), .lang = LANG_FR, .user = STR("samir.k"),
		.role = "Responsable", .csrf = STR("token"), .scheme = STR("Médiation de nuit"),
		.scheme_place = STR("Ville d’Angers") };

	two[0] = (struct scheme_choice){ STR("Médiation de nuit"), STR("Ville d’Angers"),
	    URL("/scheme/1"), true };
	two[1] = (struct scheme_choice){ STR("Écoles <b>"), STR("Ville d’Angers"), URL("/scheme/2"), false };
	s.schemes = two;
	s.n_schemes = 2;
	s.initials = shell_initials(&arena, s.user);
	shell_nav(&s, &arena, PERMIT_BIT(PERMIT_FIGURES) | PERMIT_BIT(PERMIT_VALIDATE) |
	    PERMIT_BIT(PERMIT_RECORDS) | PERMIT_BIT(PERMIT_WRITE) | PERMIT_BIT(PERMIT_REPORTS), STR("/validate"));
	shell_count(&s, "/validate", 14);
	return s;
}

static void
rail(void)
{
	struct shell s = signed_in();

	OK(s.n_groups == 2, "a group without an open way is left out");
	OK(s.groups[0].v[2].here && s.groups[0].v[2].count == 14,
	    "the way one is on is marked, what waits is told");
	shell_nav(&s, &arena, PERMIT_BIT(PERMIT_RECORDS), STR("/r/intervention/018f"));
	OK(s.groups[0].n == 2 && s.groups[0].v[0].above && !s.groups[0].v[0].here,
	    "a record lies below its register's way");
	OK(!s.groups[1].v[0].above, "and not below the registers' own");
	shell_nav(&s, &arena, PERMIT_BIT(PERMIT_RECORDS), STR("/r/town"));
	OK(s.groups[1].v[0].above, "a register without a way of its own lies below the registers");
	shell_nav(&s, &arena, 0, STR("/"));
	OK(s.n_groups == 0, "who may nothing sees nothing");
	OK(str_is(shell_initials(&arena, STR("n.b.angers")), "NB") &&
	    str_is(shell_initials(&arena, STR("admin")), "A") &&
	    str_is(shell_initials(&arena, STR("42")), "?") &&
	    str_is(shell_initials(&arena, STR("zoe@example.org")), "Z"), "initials come from the login");
}

static void
pages(void)
{
	static const struct demo_account accounts[] = {
		{ { "mediation", 9 }, { "Médiation", 10 } }, { { "siege", 5 }, { "Siège", 6 } },
	};
	struct shell in = signed_in(), out = { .title = STR("Se connecter"), .lang = LANG_FR };
	struct sign_in_view v = { .login = STR("\"><script>alert(1)</script>"), .next = STR("/r/scheme"),
		.fault = STR("L’identifiant ou le mot de passe ne convient pas."),
		.demo = accounts, .n_demo = 2, .demo_password = STR("demo") };
	struct password_view p = { STR("samir.k"), STR_NONE, true, 12 };
	struct error_view error = { 404, STR("Rien ici"), STR("L’adresse <i>x</i> est fausse."), NULL, 0, 12 };
	struct buf b;

	buf_init_in(&b, &arena);
	draw_components(&b, &in, &components_sample);
	sound(&b, "components");
	OK(b.n < 60 << 10, "components: %zu bytes, no more than a page may weigh", b.n);
	OK(has(&b, "&lt;b&gt;Rue&lt;/b&gt; &amp; &quot;place&quot;"), "markup in a record comes back as text");
	OK(count(&b, "aria-current=\"page\"") == 2, "the way one is on is told to who cannot see it");
	buf_clear(&b);
	draw_sign_in(&b, &out, &v);
	sound(&b, "sign-in-fault");
	OK(!has(&b, "<script>alert"), "what was typed comes back as text");
	buf_clear(&b);
	v = (struct sign_in_view){ .n_demo = 0 };
	draw_sign_in(&b, &out, &v);
	sound(&b, "sign-in");
	buf_clear(&b);
	draw_choose_password(&b, &out, &p);
	sound(&b, "invitation");
	buf_clear(&b);
	draw_forgotten(&b, &out, STR("Camille"));
	sound(&b, "forgotten");
	buf_clear(&b);
	draw_link_over(&b, &out);
	sound(&b, "link-over");
	buf_clear(&b);
	draw_error(&b, &out, &error);
	sound(&b, "error-outside");
	OK(has(&b, "&lt;i&gt;x"), "what an error tells comes back as text");
	buf_clear(&b);
	draw_error(&b, &in, &error);
	sound(&b, "error");
}

static void
files(void)
{
	bool named = true;

	for (size_t i = 0; i < n_assets; i++) {
		named = named && str_is(static_url(assets[i].name).s, assets[i].url);
		save(assets[i].url + 1, assets[i].raw);
	}
	OK(n_assets >= 7 && named, "files are found by their name");
}

int
main(int argc, char **argv)
{
	folder = argc > 1 ? argv[1] : NULL;
	arena_init(&arena);
	lang_use(LANG_FR);
	files();
	rail();
	pages();
	arena_release(&arena);
	return tap_done();
}
