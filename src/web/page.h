/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What every page of the application has around its content: the rail with the schemes and the ways
 * one may go, crumbs, what was just done.  Handlers fill a struct shell (shell_nav for the ways) and
 * their template stands in {{ wrap shell(s) }}.  Everything is borrowed for as long as the page is
 * drawn; any thread.
 */
#ifndef MAILLAGE_WEB_PAGE_H
#define MAILLAGE_WEB_PAGE_H

#include "access/access.h"
#include "base/markup.h"

struct nav_item {
	const char *icon;
	const char *label;     /* translated */
	struct url to;
	bool here;             /* this page */
	bool above;            /* this page is below it */
	int64_t count;         /* what waits there; 0: nothing is said */
};

struct nav_group {
	const char *label;
	struct nav_item *v;
	size_t n;
};
#define NAV_GROUPS 3

struct scheme_choice {
	struct str name;
	struct str place;      /* "Ville d’Angers"; absent: none */
	struct url to;
	bool here;
};

#define SCHEMES_SHOWN 40   /* in the rail; more are found by a word, on a page of their own */
#define SCHEMES_SEARCH 10  /* from so many on, one may type */

struct crumb {
	struct str name;
	struct url to;
};

enum meaning { MEANING_NONE, MEANING_GOOD, MEANING_WARN, MEANING_BAD, MEANING_INFO };
/* "good", "warn" … as classes name them; "" for none. */
const char *meaning_name(enum meaning m);
/* Its icon: never the colour alone. */
const char *meaning_icon(enum meaning m);

struct shell {
	struct str title;      /* of the window, before "Maillage" */
	enum lang lang;
	enum theme theme;
	struct str user;       /* as the rail shows it; absent: nobody is signed in */
	const char *role;
	struct url me;         /* one's own page; absent: there is none */
	struct str initials;
	struct str csrf;
	struct nav_group groups[NAV_GROUPS];
	size_t n_groups;
	const struct scheme_choice *schemes; /* the first SCHEMES_SHOWN */
	size_t n_schemes, all_schemes;
	struct str scheme, scheme_place; /* of the chooser; absent: no chooser */
	struct url every_scheme;   /* what all of them have together; absent: nothing */
	bool every_here;           /* this page */
	const struct crumb *crumbs;      /* the way here, without this page */
	size_t n_crumbs;
	enum meaning flash;    /* what was just done; MEANING_NONE: nothing to say */
	struct str flash_text;
	bool alerts;           /* the page asks for alerts as they come */
	bool wide;             /* the content has its own columns to the edges */
};

struct web_request;
/* The shell of an answer: who is signed in, in which language and theme, and the ways that are open. */
void shell_of(struct web_request *r, struct str title, struct shell *out);

/* What a role may reach, for shell_nav: bit i is permit i. */
typedef uint32_t permits;
#define PERMIT_BIT(p) ((permits)1 << (p))

/* The ways that are open, grouped; `path` is where the page stands ("/r/scheme"). */
void shell_nav(struct shell *s, struct arena *a, permits may, struct str path);
/* Notes what waits behind an address of the rail ("/validate": 14). */
void shell_count(struct shell *s, const char *path, int64_t count);
/* "samir.k" to "SK", "administrateur" to "A": for the round beside the name. */
struct str shell_initials(struct arena *a, struct str login);

/* The address of a file of pages/ or data/fonts/: "app.css". See asset_url. */
struct url static_url(const char *name);
/* An icon of pages/icons/icons.svg, hidden from who cannot see it: a word stands beside it. */
void page_icon(struct buf *out, const char *name);
/* The mark, 28 pixels wide unless said otherwise. */
void page_mark(struct buf *out, int size);
/* Twelve or so values as a small line, over those of the year before; either may be NAN where nothing is
 * known. `label` tells it in a sentence. */
struct spark {
	const double *now, *then; /* then: NULL for none */
	size_t n;
	struct str label;
};
void page_spark(struct buf *out, const struct spark *s);
struct document;
struct block;
/* A block of a report, without its title: charts and tables for cards. */
void page_block(struct buf *out, const struct document *d, const struct block *b);
/* The months of key figures, to open as a table. */
void page_trends(struct buf *out, const struct document *d, const struct block *b);
/* A text with line feeds. */
void page_lines(struct buf *out, struct str s);

#endif
