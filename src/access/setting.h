/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What an operator may set: one table of settings, each read by whoever needs it, at the moment it is
 * needed, so that a change holds at once and for every process over the store.  Only what is set
 * otherwise than usual stands in the store.  Reading takes any store; changing runs inside the caller's
 * transaction and writes its line of the audit log.
 */
#ifndef MAILLAGE_ACCESS_SETTING_H
#define MAILLAGE_ACCESS_SETTING_H

#include "access/access.h"

enum setting_name {
	SETTING_CONTACT,         /* who helps with accounts */
	SETTING_DASHBOARD,       /* length of the period that a dashboard opens with */
	SETTING_SESSION_IDLE,    /* hours */
	SETTING_SESSION_END,     /* days */
	SETTING_INVITE,          /* days */
	SETTING_PASSWORD,        /* code points */
	SETTING_AUDIT,           /* days */
	SETTING_ALERT_MAIL,      /* addresses that weak signals and calls for help are sent to */
	SETTING_ALERT_SERVER,    /* "smtp://host:25" */
	SETTING_ALERT_FROM,      /* an address */
	SETTING_ALERT_HOOK,      /* "https://…" */
	N_SETTINGS,
};

enum setting_type { SETTING_NUMBER, SETTING_TEXT, SETTING_CHOICE };

#define SETTING_TEXT_MAX 200   /* code points */
#define SETTING_CHOICES_MAX 6
struct setting {
	const char *key;          /* "session.idle_hours": in the store and the audit log */
	enum setting_type type;
	int64_t min, max;         /* of a number */
	const char *usual;        /* as text: what holds when nothing is set */
	const char *unit;         /* N_() */
	const char *label, *help; /* N_() */
	struct {
		const char *value, *label; /* N_() */
	} choices[SETTING_CHOICES_MAX]; /* ended by a NULL value */
};
extern const struct setting settings[N_SETTINGS];

/* All of them, as they stand. */
struct setting_values {
	struct str text[N_SETTINGS]; /* never absent; the usual where nothing (or nonsense) is set */
	int64_t number[N_SETTINGS];  /* of numbers */
	bool set[N_SETTINGS];        /* otherwise than usual */
};
bool settings_read(struct store *s, struct arena *a, struct setting_values *out, struct err *e) MUST_USE;
/* One number. */
bool setting_number(struct store *s, enum setting_name name, int64_t *out, struct err *e) MUST_USE;
/* The number that a stored text (absent: none) means. */
int64_t setting_taken(enum setting_name name, struct str text);
/* A value as it would be kept, trimmed; ERR_INVALID "setting.value" with a sentence. Blank gives the
 * usual. */
bool setting_parse(enum setting_name name, struct str text, struct arena *a, struct str *out,
    struct err *e) MUST_USE;
/* *changed false: it stands so already. */
bool setting_change(struct store *s, enum setting_name name, struct str text, const struct deed *d,
    bool *changed, struct err *e) MUST_USE;

#endif
