/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who is there: accounts, passwords, sessions, programs' tokens, invitations, lock-out, the audit
 * log.  No HTTP.  Nothing secret is stored: passwords as Argon2id, tokens and links as hashes of 256
 * random bits, shown once.
 *
 * Functions that read take any store.  Those that write run inside the caller's transaction: a
 * writer's job in the server, store_begin on the command line; each writes its own line of the audit
 * log.  sign_in alone drives the writer itself, because it hashes between two transactions: call it
 * from a worker, never from the loop.
 */
#ifndef MAILLAGE_ACCESS_ACCESS_H
#define MAILLAGE_ACCESS_ACCESS_H

#include "base/buf.h"
#include "base/lang.h"
#include "record/access.h"
#include "store/writer.h"

/* -- permissions of routes ------------------------------------------------------------------- */

enum permit {
	PERMIT_NONE,      /* invalid in a table */
	PERMIT_ANYONE,    /* without signing in */
	PERMIT_SIGNED_IN,
	PERMIT_OWN,       /* one's own account, by oneself: never a program's token */
	PERMIT_FIGURES,   /* cut to the reach */
	PERMIT_EVIDENCE,  /* the identifiers behind a figure: never clients */
	PERMIT_REPORTS,
	PERMIT_NARRATIVE, /* write a report's words, publish */
	PERMIT_RECORDS,   /* read; asked again by register, operation and reach */
	PERMIT_WRITE,     /* make, change, delete records; asked again likewise */
	PERMIT_VALIDATE,
	PERMIT_IMPORT,
	PERMIT_EXPORT,
	PERMIT_MAP,       /* the shared map */
	PERMIT_USERS,
	PERMIT_SETTINGS,
	PERMIT_AUDIT,
	PERMIT_SYNC,      /* what phones of the field app ask: a device’s token opens this and nothing else */
	PERMIT_DEVICES,   /* phones of one’s people */
	PERMIT_PERSONS,   /* people's rights: finding, ordering, erasing; counts, never content */
	PERMIT_HAND_OVER, /* an export that was ordered; asked again record by record */
	N_PERMITS,
};
const char *permit_name(enum permit p);
const char *permit_help(enum permit p); /* N_(): one sentence */

/* What a program's token may be used for. */
enum scope {
	SCOPE_READ = 1 << 0,    /* registers.read */
	SCOPE_WRITE = 1 << 1,   /* registers.write */
	SCOPE_FIGURES = 1 << 2,
	SCOPE_REPORTS = 1 << 3,
	SCOPE_IMPORT = 1 << 4,
	SCOPE_EXPORT = 1 << 5,
};
#define N_SCOPES 6
/* "registers.read", "registers.write", "figures", "reports", "import", "export". */
const char *scope_name(enum scope s);
/* "figures,reports" to bits. False at an unknown name. */
bool scopes_parse(struct str s, unsigned *out);
/* N_(): "Reading records". */
const char *scope_label(enum scope s);
/* The scopes that open anything to a role's programs. */
unsigned role_scopes(enum role r);

enum theme { THEME_SYSTEM, THEME_LIGHT, THEME_DARK };
const char *theme_name(enum theme t);
bool theme_parse(struct str s, enum theme *out);

/* Who asks. NULL or user nil: nobody signed in. */
struct principal {
	struct uuid user;
	struct reach reach;      /* role, login, staff, schemes … */
	bool demo;               /* an account of the demonstration */
	bool has_lang;           /* false: the request's own language */
	enum lang lang;
	enum theme theme;
	struct uuid session;     /* nil under a program's token */
	struct uuid token;       /* nil in a session */
	struct uuid device;      /* nil but under a device's token */
	bool revoked;            /* it was that of a device that is revoked: nobody is signed in */
	unsigned scopes;         /* of a token; a session has no such bounds */
	int64_t seen_at;         /* when the session or token was last noted as used (ms) */
};
/* The role's matrix, and a token's scopes. */
bool principal_may(const struct principal *p, enum permit what);
/* The same for a role alone (documentation, tests). */
bool role_may(enum role r, enum permit what);
unsigned permit_scopes(enum permit p); /* any of these bits lets a token through; 0: never a token */

/* -- tokens as text -------------------------------------------------------------------------- */

#define SECRET_BYTES 32
#define SECRET_TEXT_MAX 64     /* with prefix and NUL */
#define SECRET_HASH_BYTES 32
/* What a session's pages carry against foreign forms; derived, never stored. */
void session_csrf(struct str token, char out[SECRET_TEXT_MAX]);
bool session_csrf_is(struct str token, struct str csrf);

/* -- accounts -------------------------------------------------------------------------------- */

#define LOGIN_MAX 64
#define ACCOUNT_REACH_MAX 1000 /* schemes, agencies or clients given to one account */
struct account {
	struct uuid id;
	struct str login;
	enum role role;
	struct uuid staff;
	bool has_lang;
	enum lang lang;
	enum theme theme;
	bool has_password;
	bool demo;               /* made by the demonstration */
	int64_t disabled_at;     /* 0: no */
	int64_t made_at, changed_at, signed_in_at; /* ms; 0: never */
	struct uuid_set schemes, agencies, clients; /* as given */
};
/* Lower case letters, digits and . _ - @, 2 to LOGIN_MAX. Upper case is folded. */
bool login_parse(struct str s, struct arena *a, struct str *out, struct err *e) MUST_USE;
bool account_find(struct store *s, struct str login, struct arena *a, struct account *out, bool *found,
    struct err *e) MUST_USE;
bool account_read(struct store *s, const struct uuid *id, struct arena *a, struct account *out,
    bool *found, struct err *e) MUST_USE;
/* In order of login, from behind `after` (absent: the first). */
bool account_list(struct store *s, struct str after, size_t limit, struct arena *a,
    struct account **out, size_t *n, struct err *e) MUST_USE;

/* Who does something to accounts: for the audit log. */
struct deed {
	struct str actor;        /* login, or "cli" */
	struct str peer;         /* address; absent on the command line */
	int64_t now_ms;
};
/* Makes an account (.id is set) without a password: it cannot sign in before it has one. ERR_CONFLICT
 * "account.exists". */
bool account_make(struct store *s, struct account *acc, const struct deed *d, struct err *e) MUST_USE;
/* Role, reach, staff, language, theme as given. Ends its sessions when role or reach changed. */
bool account_change(struct store *s, const struct account *acc, const struct deed *d, struct err *e)
    MUST_USE;
/* Disabling ends sessions and tokens; the last administrator cannot be disabled (ERR_CONFLICT). */
bool account_disable(struct store *s, const struct uuid *id, bool disabled, const struct deed *d,
    struct err *e) MUST_USE;
/* Language and theme only: one's own page. */
bool account_prefer(struct store *s, const struct uuid *id, const struct account *wish,
    const struct deed *d, struct err *e) MUST_USE;

/* -- passwords ------------------------------------------------------------------------------- */

#define PASSWORD_MIN_COMMAND 8  /* code points */
#define PASSWORD_MAX 1024       /* bytes */
#define PASSWORD_HASH_MAX 128
/* Argon2id: three passes over 32 MB take about 60 ms, once a sign-in. */
#define PASSWORD_PASSES 3
#define PASSWORD_MEMORY (32u << 20)
/* Shorter than `least` code points (SETTING_PASSWORD), too long, among the commonest, or the login itself:
 * ERR_INVALID with the sentence. */
bool password_check(struct str password, struct str login, int64_t least, struct err *e) MUST_USE;
/* The command line's rule, which other programs drive: length alone. */
bool password_check_command(struct str password, struct err *e) MUST_USE;
/* Slow on purpose: in a worker, outside of any transaction. */
bool password_hash(struct str password, char out[PASSWORD_HASH_MAX], struct err *e) MUST_USE;
/* hash NULL: false, after the same work. */
bool password_is(struct str password, const char *hash);
/* Made with other costs than today's: hash it again at the next sign-in. */
bool password_is_old(const char *hash);
/* Stores a hash and ends all sessions but `keep` (NULL: none kept). */
bool account_password(struct store *s, const struct uuid *id, const char *hash,
    const struct uuid *keep, const struct deed *d, struct err *e) MUST_USE;
/* One's own password, by who knows the old one. Whoever found an open session may not guess it: it is
 * counted as signing in is. ERR_DENIED "access.wrong", ERR_BUSY "access.wait", ERR_INVALID as
 * password_check, ERR_CONFLICT "password.demo": it is everybody's. Ends all sessions but the one it comes
 * from. Worker threads only. */
struct password_change {
	const struct principal *who;
	struct str old, new;
	struct str peer;
	int64_t now_ms;
};
bool password_change(struct store *reader, struct writer *w, const struct password_change *ask,
    struct arena *a, int64_t *wait_s, struct err *e) MUST_USE;

/* -- a demonstration ------------------------------------------------------------------------- */

/* Accounts to try it with have a password that everybody knows. They are made in a store only that the
 * demonstration filled from nothing; a server shows them where it was asked to, and there. */
#define DEMO_PASSWORD "maillage demo 2025"
#define DEMO_ACCOUNTS_MAX 100
bool demo_store(struct store *s, bool *yes, struct err *e) MUST_USE;
/* Before the demonstration fills it: *marked false when the store holds a record or an account. */
bool demo_mark(struct store *s, bool *marked, struct err *e) MUST_USE;
/* Makes one (.id is set), `hash` that of DEMO_PASSWORD. ERR_CONFLICT "demo.real" elsewhere. Another
 * password makes it an account like all others. */
bool demo_account(struct store *s, struct account *acc, const char *hash, const struct deed *d,
    struct err *e) MUST_USE;
/* Those that are open, in order of role. */
bool demo_accounts(struct store *s, struct arena *a, struct account **out, size_t *n, struct err *e)
    MUST_USE;

/* -- signing in ------------------------------------------------------------------------------ */

struct sign_in {
	struct str login, password;
	struct str peer;         /* address of the caller */
	struct str device;       /* "Firefox, Linux": what the list of sessions shows */
	int64_t now_ms;
};
/* Costs the same for a login that does not exist. ERR_DENIED "access.wrong" (which of the two is not
 * said), ERR_BUSY "access.wait" (too many attempts; *wait_s tells how long; nothing was looked at).
 * `token` is the session's secret, `csrf` comes from session_csrf. Worker threads only. */
bool sign_in(struct store *reader, struct writer *w, const struct sign_in *ask, struct arena *a,
    char token[SECRET_TEXT_MAX], struct principal *out, int64_t *wait_s, struct err *e) MUST_USE;

/* -- sessions -------------------------------------------------------------------------------- */

/* How long one lasts is set: SETTING_SESSION_IDLE, SETTING_SESSION_END. */
#define SESSION_SEEN_MS 60000                /* last seen is written at most once a minute */

struct session {
	struct uuid id;
	struct str device;
	int64_t made_at, seen_at, ends_at;
};
/* The principal of a cookie's or a bearer's text (session or program's token; the prefix tells).
 * *found false: unknown, expired, ended, disabled. Reads only. */
bool principal_find(struct store *s, struct str token, int64_t now_ms, struct arena *a,
    struct principal *out, bool *found, struct err *e) MUST_USE;
/* Notes that it is in use; call by the writer when now - seen_at > SESSION_SEEN_MS. */
bool principal_seen(struct store *s, const struct principal *p, int64_t now_ms, struct err *e) MUST_USE;
/* The principal an account would be, without a session: for previews and tests. */
bool principal_of(struct store *s, const struct account *acc, struct arena *a, struct principal *out,
    struct err *e) MUST_USE;
bool session_list(struct store *s, const struct uuid *user, int64_t now_ms, struct arena *a,
    struct session **out, size_t *n, struct err *e) MUST_USE;
/* One's own session, ended; *ended false when it is none of the user's. */
bool session_end(struct store *s, const struct uuid *user, const struct uuid *session,
    const struct deed *d, bool *ended, struct err *e) MUST_USE;
/* All but `keep` (NULL: all). */
bool session_end_all(struct store *s, const struct uuid *user, const struct uuid *keep,
    const struct deed *d, int64_t *ended, struct err *e) MUST_USE;

/* -- programs' tokens ------------------------------------------------------------------------ */

struct token {
	struct uuid id, user;
	struct str login;        /* whose reach it has */
	struct str name;         /* what it is for */
	unsigned scopes;
	int64_t made_at, seen_at, ends_at, revoked_at; /* 0: never, not */
};
#define TOKEN_DAYS 365       /* when nothing else is said */
#define TOKEN_DAYS_MAX 1100
#define TOKENS_OPEN_MAX 50 /* of one account */
/* Sets .id; ERR_INVALID "token.form", ERR_CONFLICT "token.many"; `text` is shown once and stored nowhere. */
bool token_make(struct store *s, struct token *t, const struct deed *d, char text[SECRET_TEXT_MAX],
    struct err *e) MUST_USE;
/* Of one user, or of all (NULL); newest first. */
bool token_list(struct store *s, const struct uuid *user, struct arena *a, struct token **out,
    size_t *n, struct err *e) MUST_USE;
/* `user`: it must be one of this account's (NULL: anybody's); else *revoked is false. */
bool token_revoke(struct store *s, const struct uuid *user, const struct uuid *id, const struct deed *d,
    bool *revoked, struct err *e) MUST_USE;

/* -- invitations and reset links ------------------------------------------------------------- */

enum link_kind { LINK_INVITE, LINK_RESET };
#define LINK_RESET_MS (3600000LL) /* an invitation's time is set: SETTING_INVITE */
#define LINK_PATH "/link/" /* of the page that takes one: LINK_PATH and the text */
/* A secret that sets a password once. A newer link of the same account ends the older ones. */
bool link_make(struct store *s, const struct uuid *user, enum link_kind kind, const struct deed *d,
    char text[SECRET_TEXT_MAX], struct err *e) MUST_USE;
/* Whose link it is, without using it; *found false: unknown, used, expired, account disabled. */
bool link_find(struct store *s, struct str text, int64_t now_ms, struct arena *a, struct account *out,
    enum link_kind *kind, bool *found, struct err *e) MUST_USE;
/* Uses it: stores the hash, ends all sessions. *used false as above. */
bool link_use(struct store *s, struct str text, const char *hash, const struct deed *d, bool *used,
    struct err *e) MUST_USE;

/* -- audit log ------------------------------------------------------------------------------- */

enum audit_action {
	AUDIT_SIGN_IN, AUDIT_SIGN_IN_FAILED, AUDIT_SIGN_OUT, AUDIT_SESSIONS_ENDED, AUDIT_LOCKED,
	AUDIT_ACCOUNT_MADE, AUDIT_ACCOUNT_CHANGED, AUDIT_ACCOUNT_DISABLED, AUDIT_ACCOUNT_ENABLED,
	AUDIT_PASSWORD, AUDIT_INVITED, AUDIT_RESET, AUDIT_TOKEN_MADE, AUDIT_TOKEN_REVOKED,
	AUDIT_EXPORT, AUDIT_IMPORT, AUDIT_REPORT, AUDIT_SETTINGS, AUDIT_REFUSED,
	AUDIT_DEVICE_ENROLLED, AUDIT_DEVICE_REVOKED,
	AUDIT_REVEALED, AUDIT_KEY, AUDIT_RETENTION, AUDIT_PERSON,
	N_AUDIT_ACTIONS,
};
const char *audit_name(enum audit_action a);  /* "sign_in" */
const char *audit_label(enum audit_action a); /* N_("Signed in") */
bool audit_action_parse(struct str s, enum audit_action *out);
#define AUDIT_TEXT_MAX 200

struct audit {
	int64_t pos, at;
	enum audit_action action;
	struct str actor;        /* login; "?" for one that does not exist: it may be a password typed in
	                          * the wrong place */
	struct str subject;      /* a login, a register, a route: never content */
	struct str detail;       /* "role=manager lines=300": never content */
	struct str peer;         /* absent: none */
};
bool audit_put(struct store *s, enum audit_action action, struct str subject, struct str detail,
    const struct deed *d, struct err *e) MUST_USE;
struct audit_ask {
	struct str actor;        /* absent: anybody */
	bool one_action;
	enum audit_action action;
	int64_t before;          /* position; 0: from the newest */
	size_t limit;            /* 0: 100 */
};
/* Newest first. */
bool audit_read(struct store *s, const struct audit_ask *ask, struct arena *a, struct audit **out,
    size_t *n, struct err *e) MUST_USE;
/* Deletes lines older than they are to be kept (SETTING_AUDIT), sessions, links and attempts that are over.
 * Signing in does so once a day. */
bool access_tidy(struct store *s, int64_t now_ms, struct err *e) MUST_USE;

#endif
