/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "access/setting.h"

#include "base/text.h"
#include "queries.h"

/* What is not here is meant so: thresholds of figures, small numbers that are hidden and the hour at which
 * a service day ends are part of what a figure means, and the same for everybody. */
const struct setting settings[N_SETTINGS] = {
	[SETTING_CONTACT] = { "house.contact", SETTING_TEXT, .usual = "",
	    .label = N_("Who helps with accounts and pages"),
	    .help = N_("A name, a telephone number or an address: shown to who forgot a password, and in the "
	        "help.") },
	[SETTING_DASHBOARD] = { "dashboard.period", SETTING_CHOICE, .usual = "month",
	    .label = N_("A dashboard opens with"),
	    .help = N_("The last period of that length of which there are records."),
	    .choices = { { "week", N_("a week") }, { "month", N_("a month") }, { "quarter", N_("a quarter") },
	        { "year", N_("a year") }, { "twelve", N_("twelve months") } } },
	[SETTING_SESSION_IDLE] = { "session.idle_hours", SETTING_NUMBER, 1, 72, .usual = "12", .unit = N_("h"),
	    .label = N_("A session that nobody uses ends after"),
	    .help = N_("From 1 to 72 hours. The longest shift should fit in.") },
	[SETTING_SESSION_END] = { "session.days", SETTING_NUMBER, 1, 90, .usual = "14", .unit = N_("days"),
	    .label = N_("One signs in again after"),
	    .help = N_("From 1 to 90 days, for sessions that begin from now on.") },
	[SETTING_INVITE] = { "invitation.days", SETTING_NUMBER, 1, 30, .usual = "7", .unit = N_("days"),
	    .label = N_("An invitation works for"),
	    .help = N_("From 1 to 30 days, for those that are made from now on.") },
	[SETTING_PASSWORD] = { "password.characters", SETTING_NUMBER, 12, 40, .usual = "12",
	    .unit = N_("characters"), .label = N_("A password has at least"),
	    .help = N_("From 12 to 40, for passwords that are chosen from now on.") },
	[SETTING_AUDIT] = { "audit.days", SETTING_NUMBER, 180, 1095, .usual = "365", .unit = N_("days"),
	    .label = N_("A line of the audit log is kept for"),
	    .help = N_("From 180 to 1095 days. More than a year wants a written reason (CNIL, recommendation "
	        "2021-122).") },
	[SETTING_ALERT_MAIL] = { "alert.mail", SETTING_TEXT, .usual = "",
	    .label = N_("Alerts go by e-mail to"),
	    .help = N_("Addresses with commas. A message says what and in which scheme, and nothing of "
	        "anybody.") },
	[SETTING_ALERT_SERVER] = { "alert.smtp", SETTING_TEXT, .usual = "",
	    .label = N_("Mail server"),
	    .help = N_("smtp://name:25 or smtps://name. Name and password are given to the program by "
	        "MAILLAGE_SMTP_USER and MAILLAGE_SMTP_PASSWORD.") },
	[SETTING_ALERT_FROM] = { "alert.from", SETTING_TEXT, .usual = "",
	    .label = N_("Sender of alerts"), .help = N_("An address. Empty: the first of those they go to.") },
	[SETTING_ALERT_HOOK] = { "alert.hook", SETTING_TEXT, .usual = "",
	    .label = N_("Alerts go to the web address"),
	    .help = N_("A program of yours that receives them signed: see the page on phones in the "
	        "documentation.") },
};

static bool
number_of(const struct setting *t, struct str text, int64_t *out)
{
	return str_int(text, out) && *out >= t->min && *out <= t->max;
}

static bool
is_valid(const struct setting *t, struct str text)
{
	int64_t n;

	switch (t->type) {
	case SETTING_NUMBER:
		return number_of(t, text, &n);
	case SETTING_TEXT:
		return utf8_valid(text) && utf8_count(text) <= SETTING_TEXT_MAX && str_find(text, '\n') == text.n;
	case SETTING_CHOICE:
		for (size_t i = 0; i < SETTING_CHOICES_MAX && t->choices[i].value != NULL; i++)
			if (str_is(text, t->choices[i].value))
				return true;
		return false;
	}
	return false;
}

static void
take(struct setting_values *v, size_t i, struct str text)
{
	v->text[i] = text;
	if (settings[i].type == SETTING_NUMBER)
		v->number[i] = setting_taken((enum setting_name)i, text);
}

bool
settings_read(struct store *s, struct arena *a, struct setting_values *out, struct err *e)
{
	struct sql_setting_all row;
	struct rows *rows;
	bool more;

	*out = (struct setting_values){ .set = { false } };
	for (size_t i = 0; i < N_SETTINGS; i++)
		take(out, i, str_of(settings[i].usual));
	if (!sql_setting_all(s, &rows, e))
		return false;
	for (;;) {
		if (!sql_setting_all_next(rows, &row, &more, e))
			return false;
		if (!more)
			return true;
		/* A newer version's settings are passed over. */
		for (size_t i = 0; i < N_SETTINGS; i++)
			if (str_is(row.key, settings[i].key) && is_valid(&settings[i], row.value)) {
				take(out, i, str_dup(a, row.value));
				out->set[i] = !str_is(row.value, settings[i].usual);
			}
	}
}

int64_t
setting_taken(enum setting_name name, struct str text)
{
	int64_t n = 0;

	if (text.p == NULL || !number_of(&settings[name], text, &n))
		(void)!number_of(&settings[name], str_of(settings[name].usual), &n);
	return n;
}

bool
setting_number(struct store *s, enum setting_name name, int64_t *out, struct err *e)
{
	struct setting_values v;
	struct arena a;
	bool ok;

	arena_init(&a);
	ok = settings_read(s, &a, &v, e);
	if (ok)
		*out = v.number[name];
	arena_release(&a);
	return ok;
}

bool
setting_parse(enum setting_name name, struct str text, struct arena *a, struct str *out, struct err *e)
{
	const struct setting *t = &settings[name];

	text = str_trim(text);
	if (text.n == 0)
		text = str_of(t->usual);
	if (is_valid(t, text)) {
		*out = str_dup(a, text);
		return true;
	}
	switch (t->type) {
	case SETTING_NUMBER:
		return err_set(e, ERR_INVALID, "setting.value", _("A whole number from %lld to %lld."),
		    (long long)t->min, (long long)t->max);
	case SETTING_TEXT:
		return err_set(e, ERR_INVALID, "setting.value", _("At most %d characters, on one line."),
		    SETTING_TEXT_MAX);
	case SETTING_CHOICE:
		return err_set(e, ERR_INVALID, "setting.value", _("Choose one of those there are."));
	}
	return false;
}

bool
setting_change(struct store *s, enum setting_name name, struct str text, const struct deed *d,
    bool *changed, struct err *e)
{
	const struct setting *t = &settings[name];
	struct setting_values now;
	struct arena a;
	struct str value, said;
	bool ok;

	arena_init(&a);
	ok = setting_parse(name, text, &a, &value, e) && settings_read(s, &a, &now, e);
	*changed = ok && !str_eq(value, now.text[name]);
	if (*changed) {
		/* A text may name somebody: the log does not repeat it. */
		said = t->type == SETTING_TEXT ? STR_NONE :
		    str_fmt(&a, STR_F " → " STR_F, STR_A(now.text[name]), STR_A(value));
		ok = (str_is(value, t->usual) ? sql_setting_drop(s, str_of(t->key), e) :
		    sql_setting_put(s, str_of(t->key), value, d->now_ms, d->actor, e)) &&
		    audit_put(s, AUDIT_SETTINGS, str_of(t->key), said, d, e);
	}
	arena_release(&a);
	return ok;
}
