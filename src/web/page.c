/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/gate.h"
#include "access/subject.h"
#include "base/log.h"
#include "web/page.h"
#include "web/schemes.h"

/* The rail: every way there is. */
static const struct way {
	int group;
	const char *path, *icon, *label;
	enum permit may;
} ways[] = {
	{ 0, "/", "chart-bar", N_("Dashboard"), PERMIT_FIGURES },
	{ 0, "/record", "note-pencil", N_("Note a situation"), PERMIT_WRITE },
	{ 0, "/validate", "tray", N_("To validate"), PERMIT_VALIDATE },
	{ 0, "/validate/kept", "warning", N_("Sent, not stored"), PERMIT_VALIDATE },
	{ 0, "/r/intervention", "list", N_("Interventions"), PERMIT_RECORDS },
	{ 0, "/r/shift", "calendar-dots", N_("Shifts"), PERMIT_RECORDS },
	{ 0, "/reports", "file-text", N_("Reports"), PERMIT_REPORTS },
	{ 1, "/organisation", "buildings", N_("The organisation"), PERMIT_FIGURES },
	{ 1, "/figures", "trend-up", N_("All figures"), PERMIT_FIGURES },
	{ 1, "/r", "books", N_("Registers"), PERMIT_RECORDS },
	{ 1, "/import", "download-simple", N_("Import"), PERMIT_IMPORT },
	{ 2, "/persons", "identification-badge", N_("People’s rights"), PERMIT_PERSONS },
	{ 2, "/hand-over", "export", N_("To hand over"), PERMIT_HAND_OVER },
	{ 2, "/devices", "device-mobile", N_("Phones"), PERMIT_DEVICES },
	{ 2, "/users", "users", N_("Accounts"), PERMIT_USERS },
	{ 2, "/settings", "gear", N_("Settings"), PERMIT_SETTINGS },
	{ 2, "/audit", "shield", N_("Audit log"), PERMIT_AUDIT },
	{ 2, "/retention", "clock", N_("How long data are kept"), PERMIT_AUDIT },
};
static const char *const group_names[NAV_GROUPS] = { N_("In the field"), N_("Association"), N_("House") };

/* Whether `path` is the way's own or lies below it. "/r" lists registers: a register of its own way is not
 * below it, nor is anything below "/". */
static bool
is_below(struct str path, const char *way)
{
	static const char *const boards[] = { "/scheme/", "/schemes", "/agency/" };
	size_t n = strlen(way);

	/* A dashboard is one, whosever figures it shows. */
	for (size_t i = 0; n == 1 && i < COUNT(boards); i++)
		if (str_starts(path, str_of(boards[i])))
			return true;
	return n > 1 && path.n > n && memcmp(path.p, way, n) == 0 && path.p[n] == '/';
}

static const char *
nearest(struct str path)
{
	const char *best = NULL;

	for (size_t i = 0; i < COUNT(ways); i++)
		if ((str_is(path, ways[i].path) || is_below(path, ways[i].path)) &&
		    (best == NULL || strlen(ways[i].path) > strlen(best)))
			best = ways[i].path;
	return best;
}

void
shell_nav(struct shell *s, struct arena *a, permits may, struct str path)
{
	const char *best = nearest(path);

	s->n_groups = 0;
	for (int g = 0; g < NAV_GROUPS; g++) {
		struct nav_group *to = &s->groups[s->n_groups];

		*to = (struct nav_group){ .label = lang_text(group_names[g]) };
		to->v = arena_array(a, struct nav_item, COUNT(ways));
		for (size_t i = 0; i < COUNT(ways); i++) {
			if (ways[i].group != g || (may & PERMIT_BIT(ways[i].may)) == 0)
				continue;
			to->v[to->n++] = (struct nav_item){ .icon = ways[i].icon,
				.label = lang_text(ways[i].label), .to = { str_of(ways[i].path) },
				.here = str_is(path, ways[i].path),
				.above = best == ways[i].path && !str_is(path, ways[i].path) };
		}
		s->n_groups += to->n > 0;
	}
}

void
shell_count(struct shell *s, const char *path, int64_t count)
{
	for (size_t g = 0; g < s->n_groups; g++)
		for (size_t i = 0; i < s->groups[g].n; i++)
			if (str_is(s->groups[g].v[i].to.s, path))
				s->groups[g].v[i].count = count;
}

struct str
shell_initials(struct arena *a, struct str login)
{
	struct buf b;
	bool begins = true;

	buf_init_in(&b, a);
	for (size_t i = 0; i < login.n && b.n < 2; i++) {
		char c = login.p[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		if (letter && begins)
			buf_char(&b, c >= 'a' ? (char)(c - 'a' + 'A') : c);
		begins = !letter;
		if (c == '@')
			break;
	}
	return b.n > 0 ? buf_text(&b) : STR("?");
}

static const struct {
	const char *name, *icon;
} meanings[] = {
	[MEANING_NONE] = { "", "info" },
	[MEANING_GOOD] = { "good", "check-circle" },
	[MEANING_WARN] = { "warn", "warning" },
	[MEANING_BAD] = { "bad", "warning-circle" },
	[MEANING_INFO] = { "info", "info" },
};

const char *
meaning_name(enum meaning m)
{
	return meanings[m].name;
}

const char *
meaning_icon(enum meaning m)
{
	return meanings[m].icon;
}

static permits
permits_of(const struct web_request *r)
{
	permits may = 0;

	for (int p = PERMIT_NONE + 1; p < N_PERMITS; p++)
		may |= web_may(r, (enum permit)p) ? PERMIT_BIT(p) : 0;
	return may;
}

/* A way leads somewhere, for this reader too, or it is not shown. */
static bool
leads_somewhere(const struct web_request *r, struct str path, size_t waiting)
{
	const struct reg *g = str_is(path, "/record") ? reg_find(STR("intervention")) :
	    str_starts(path, STR("/r/")) ? reg_find(str_sub(path, 3, path.n)) : NULL;

	if (g != NULL && access_may(g, web_reach(r), str_is(path, "/record") ? OP_MAKE : OP_READ) == REACH_NONE)
		return false;
	/* A way that is there on the rare day on which something waits. */
	if (str_is(path, "/hand-over") && waiting == 0)
		return false;
	return web_has_page(path) && (web_reach(r)->all || !str_is(path, "/organisation"));
}

static void
keep_pages(const struct web_request *r, struct shell *s, size_t waiting)
{
	size_t groups = 0;

	for (size_t g = 0; g < s->n_groups; g++) {
		struct nav_group group = s->groups[g];
		size_t n = 0;

		for (size_t i = 0; i < group.n; i++)
			if (leads_somewhere(r, group.v[i].to.s, waiting))
				group.v[n++] = group.v[i];
		group.n = n;
		if (n > 0)
			s->groups[groups++] = group;
	}
	s->n_groups = groups;
}

/* The schemes one may choose among. Without them the page still serves. */
static void
choose_scheme(struct web_request *r, struct shell *out)
{
	const struct scheme_line *v, *here;
	struct scheme_choice *c;
	struct err e;
	size_t n;

	if (!web_schemes(r, &v, &n, &e)) {
		log_line(LOG_WARN, "event=no_schemes key=%s", e.key);
		return;
	}
	if (n == 0)
		return;
	here = web_scheme_here(r, v, n);
	out->all_schemes = n;
	out->n_schemes = n < SCHEMES_SHOWN ? n : SCHEMES_SHOWN;
	out->schemes = c = arena_array(r->arena, struct scheme_choice, out->n_schemes);
	for (size_t i = 0; i < out->n_schemes; i++)
		c[i] = (struct scheme_choice){ v[i].name, v[i].client, web_scheme_url(r, &v[i]), &v[i] == here };
	if (here == NULL && n == 1)
		here = v;
	out->every_scheme = n > 1 ? URL("/") : (struct url){ STR_NONE };
	out->every_here = str_is(r->http->path, "/");
	out->scheme = here != NULL ? here->name : str_of(_("All schemes"));
	out->scheme_place = here != NULL ? here->client :
	    str_fmt(r->arena, lang_plural("%lld scheme", "%lld schemes", (int64_t)n), (long long)n);
}

/* Exports that this reader may hand over. Without them the page still serves. */
static size_t
count_waiting(struct web_request *r)
{
	struct subject_order *v;
	struct err e;
	size_t n;

	if (!web_may(r, PERMIT_HAND_OVER))
		return 0;
	if (subject_order_waiting(r->store, r->codes, web_reach(r), r->arena, &v, &n, &e))
		return n;
	log_line(LOG_WARN, "event=no_orders key=%s", e.key);
	return 0;
}

void
shell_of(struct web_request *r, struct str title, struct shell *out)
{
	size_t waiting;

	*out = (struct shell){ .title = title, .lang = r->lang, .theme = r->who.theme };
	if (!web_signed_in(r))
		return;
	waiting = count_waiting(r);
	out->user = r->who.reach.login;
	out->role = lang_text(role_label(r->who.reach.role));
	out->initials = shell_initials(r->arena, out->user);
	out->csrf = web_csrf(r);
	out->alerts = web_may(r, PERMIT_VALIDATE);
	if (web_has_page(STR("/me")))
		out->me = URL("/me");
	shell_nav(out, r->arena, permits_of(r), r->http->path);
	keep_pages(r, out, waiting);
	shell_count(out, "/hand-over", (int64_t)waiting);
	choose_scheme(r, out);
}
