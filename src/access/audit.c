/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "access/secret.h"
#include "access/setting.h"

#include "queries.h"

#define HOUR_MS 3600000LL
#define DAY_MS (24 * HOUR_MS)

static const struct {
	const char *name, *label;
} actions[N_AUDIT_ACTIONS] = {
	[AUDIT_SIGN_IN] = { "sign_in", N_("Signed in") },
	[AUDIT_SIGN_IN_FAILED] = { "sign_in_failed", N_("Sign-in refused") },
	[AUDIT_SIGN_OUT] = { "sign_out", N_("Signed out") },
	[AUDIT_SESSIONS_ENDED] = { "sessions_ended", N_("Sessions ended") },
	[AUDIT_LOCKED] = { "locked", N_("Too many attempts: made to wait") },
	[AUDIT_ACCOUNT_MADE] = { "account_made", N_("Account made") },
	[AUDIT_ACCOUNT_CHANGED] = { "account_changed", N_("Account changed") },
	[AUDIT_ACCOUNT_DISABLED] = { "account_disabled", N_("Account disabled") },
	[AUDIT_ACCOUNT_ENABLED] = { "account_enabled", N_("Account enabled") },
	[AUDIT_PASSWORD] = { "password", N_("Password changed") },
	[AUDIT_INVITED] = { "invited", N_("Invitation made") },
	[AUDIT_RESET] = { "reset", N_("Reset link made") },
	[AUDIT_TOKEN_MADE] = { "token_made", N_("Program’s token made") },
	[AUDIT_TOKEN_REVOKED] = { "token_revoked", N_("Program’s token revoked") },
	[AUDIT_EXPORT] = { "export", N_("Export") },
	[AUDIT_IMPORT] = { "import", N_("Import") },
	[AUDIT_REPORT] = { "report", N_("Report") },
	[AUDIT_SETTINGS] = { "settings", N_("Settings changed") },
	[AUDIT_REFUSED] = { "refused", N_("Permission refused") },
	[AUDIT_DEVICE_ENROLLED] = { "device_enrolled", N_("Device enrolled") },
	[AUDIT_DEVICE_REVOKED] = { "device_revoked", N_("Device revoked") },
	[AUDIT_REVEALED] = { "revealed", N_("Sealed texts read") },
	[AUDIT_RETENTION] = { "retention", N_("Old texts erased") },
	[AUDIT_PERSON] = { "person", N_("A person’s data taken out or erased") },
	[AUDIT_KEY] = { "key", N_("Key of the store made or changed") },
};

const char *
audit_name(enum audit_action a)
{
	return actions[a].name;
}

const char *
audit_label(enum audit_action a)
{
	return actions[a].label;
}

bool
audit_action_parse(struct str s, enum audit_action *out)
{
	for (size_t i = 0; i < N_AUDIT_ACTIONS; i++)
		if (str_is(s, actions[i].name)) {
			*out = (enum audit_action)i;
			return true;
		}
	return false;
}

/* At most AUDIT_TEXT_MAX bytes, cut between characters; never absent. */
static struct str
bounded(struct str s)
{
	size_t n = s.n < AUDIT_TEXT_MAX ? s.n : AUDIT_TEXT_MAX;

	if (s.p == NULL)
		return STR("");
	while (n < s.n && n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	return str_sub(s, 0, n);
}

bool
audit_put(struct store *s, enum audit_action action, struct str subject, struct str detail,
    const struct deed *d, struct err *e)
{
	return sql_audit_insert(s, d->now_ms, str_of(actions[action].name), bounded(d->actor),
	    bounded(subject), bounded(detail), d->peer.p != NULL ? bounded(d->peer) : STR_NONE, e);
}

bool
audit_read(struct store *s, const struct audit_ask *ask, struct arena *a, struct audit **out,
    size_t *n, struct err *e)
{
	size_t limit = ask->limit > 0 ? ask->limit : 100, count = 0;
	struct audit *v = arena_array(a, struct audit, limit);
	struct sql_audit_before row;
	struct rows *rows;
	bool more;

	if (!sql_audit_before(s, ask->before > 0 ? ask->before : INT64_MAX,
	    ask->actor.p != NULL ? ask->actor : STR(""),
	    ask->one_action ? str_of(actions[ask->action].name) : STR(""), (int64_t)limit, &rows, e))
		return false;
	for (;;) {
		enum audit_action action;

		if (!sql_audit_before_next(rows, &row, &more, e))
			return false;
		if (!more)
			break;
		/* A newer version's actions are passed over. */
		if (count == limit || !audit_action_parse(row.action, &action))
			continue;
		v[count++] = (struct audit){
			.pos = row.pos, .at = row.at, .action = action, .actor = str_dup(a, row.actor),
			.subject = str_dup(a, row.subject), .detail = str_dup(a, row.detail),
			.peer = str_dup(a, row.peer),
		};
	}
	*out = v;
	*n = count;
	return true;
}

bool
access_tidy(struct store *s, int64_t now_ms, struct err *e)
{
	int64_t days, hours;

	return setting_number(s, SETTING_AUDIT, &days, e) && setting_number(s, SETTING_SESSION_IDLE, &hours, e) &&
	    sql_audit_tidy(s, now_ms - days * DAY_MS, e) &&
	    sql_subject_order_tidy(s, now_ms - days * DAY_MS, e) &&
	    sql_session_tidy(s, now_ms, now_ms - hours * HOUR_MS, e) && sql_link_tidy(s, now_ms - DAY_MS, e) &&
	    sql_attempt_tidy(s, now_ms - DAY_MS, now_ms, e);
}
