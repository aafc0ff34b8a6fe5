/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Accounts, passwords, sessions, tokens, links, lock-out and the audit log, on both engines. */
#include "access/setting.h"
#include "record/codes.h"

#include "engines.h"

#define NOW 1750000000000LL
#define SECOND 1000LL
#define HOUR 3600000LL
#define DAY (24 * HOUR)
#define SESSION_IDLE_MS (12 * HOUR) /* as long as nothing else is set */
#define SESSION_END_MS (14 * DAY)
#define GOOD "quatre mots faciles a retenir"

struct hand {
	struct arena a;
	struct store *s;
	struct writer *w;
	const char *name;
	struct err e;
	char token[SECRET_TEXT_MAX];
	struct principal p;
	int64_t wait;
};

static const struct deed by = { .actor = { "chief", 5 }, .peer = { "192.0.2.1", 9 }, .now_ms = NOW };

static bool
fails(const struct hand *h, bool done, enum err_kind kind, const char *key)
{
	if (!done && h->e.kind == kind && strcmp(h->e.key, key) == 0)
		return true;
	printf("# %s\n", done ? "it did it" : h->e.text);
	return false;
}

static bool
well(const struct hand *h, bool done)
{
	if (!done)
		printf("# %s\n", h->e.text);
	return done;
}

/* Runs a writing call in a transaction of its own. */
#define DO(h, call) (store_begin((h)->s, &(h)->e) && ((call) ? store_commit((h)->s, &(h)->e) \
	: (store_rollback((h)->s), false)))

static struct uuid
id_of(int64_t n)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)n);
	return uuid_v8(n, str_of(text));
}

static bool
make(struct hand *h, const char *login, enum role role, const char *password, struct account *out)
{
	char hash[PASSWORD_HASH_MAX];

	*out = (struct account){ .login = str_of(login), .role = role };
	return DO(h, account_make(h->s, out, &by, &h->e)) &&
	    (password == NULL || (password_hash(str_of(password), hash, &h->e) &&
	        DO(h, account_password(h->s, &out->id, hash, NULL, &by, &h->e))));
}

static bool
enter(struct hand *h, const char *login, const char *password, const char *peer, int64_t now)
{
	const struct sign_in ask = {
		.login = str_of(login), .password = str_of(password), .peer = str_of(peer),
		.device = STR("Firefox, Linux"), .now_ms = now,
	};

	return sign_in(h->s, h->w, &ask, &h->a, h->token, &h->p, &h->wait, &h->e);
}

static bool
known(struct hand *h, const char *token, int64_t now)
{
	bool found = false;

	return well(h, principal_find(h->s, str_of(token), now, &h->a, &h->p, &found, &h->e)) && found;
}

static void
open_hand(struct hand *h, enum store_engine engine)
{
	int from, to;
	int64_t added;

	*h = (struct hand){ .name = engine_name(engine) };
	arena_init(&h->a);
	h->s = empty_store(&h->a, engine);
	if (store_begin(h->s, &h->e) && migrate_run(h->s, &from, &to, &h->e) && schema_update(h->s, &h->e) &&
	    codes_load(h->s, &added, &h->e) && store_commit(h->s, &h->e) &&
	    writer_start(h->s, &h->a, &h->w, &h->e))
		return;
	printf("Bail out! %s\n", h->e.text);
	exit(1);
}

static void
close_hand(struct hand *h)
{
	writer_stop(h->w);
	store_close(h->s);
	arena_release(&h->a);
}

/* -- passwords ------------------------------------------------------------------------------- */

static void
passwords(void)
{
	static const struct {
		const char *text;
		enum { PASSWORD_FORM, PASSWORD_COMMAND } rules;
		const char *key; /* NULL: taken */
	} cases[] = {
		{ GOOD, PASSWORD_FORM, NULL },
		{ "onze signes", PASSWORD_FORM, "password.short" },
		{ "éàùçôîéàùçô", PASSWORD_FORM, "password.short" },
		{ "douze signes", PASSWORD_FORM, NULL },
		{ "MotDePasse2025!", PASSWORD_FORM, "password.common" },
		{ "Azertyuiop123", PASSWORD_FORM, "password.common" },
		{ "123456789012", PASSWORD_FORM, "password.common" },
		{ "aaaaaaaaaaaaaaa", PASSWORD_FORM, "password.common" },
		{ "abababababababab", PASSWORD_FORM, "password.common" },
		{ "abcdefghijklmnop", PASSWORD_FORM, "password.common" },
		{ "jean.martin-demo", PASSWORD_FORM, "password.common" },
		{ "12345678", PASSWORD_COMMAND, NULL },
		{ "1234567", PASSWORD_COMMAND, "password.short" },
		{ "", PASSWORD_COMMAND, "password.short" },
		{ "\xff\xfe not a text", PASSWORD_COMMAND, "password.form" },
	};
	char hash[PASSWORD_HASH_MAX], again[PASSWORD_HASH_MAX], cheap[] =
	    "$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
	struct err e = { 0 };

	for (size_t i = 0; i < COUNT(cases); i++) {
		bool taken = cases[i].rules == PASSWORD_COMMAND ? password_check_command(str_of(cases[i].text), &e) :
		    password_check(str_of(cases[i].text), STR("jean.martin-demo"), 12, &e);

		OK(taken == (cases[i].key == NULL) && (taken || strcmp(e.key, cases[i].key) == 0),
		    "the password “%s” is %s", i == COUNT(cases) - 1 ? "(no text)" : cases[i].text,
		    cases[i].key == NULL ? "taken" : cases[i].key);
	}
	OK(password_hash(STR(GOOD), hash, &e) && password_is(STR(GOOD), hash) &&
	    !password_is(STR("another one"), hash), "a hash knows its password and no other");
	OK(str_starts(str_of(hash), STR("$argon2id$v=19$m=32768,t=3,p=1$")),
	    "the hash costs three passes over 32 MB");
	OK(password_hash(STR(GOOD), again, &e) && strcmp(hash, again) != 0,
	    "the same password has another hash each time");
	OK(!password_is(STR(GOOD), NULL) && !password_is(STR_NONE, NULL), "no hash knows no password");
	OK(!password_is_old(hash) && password_is_old(cheap), "a hash of other costs is old");
}

/* -- accounts -------------------------------------------------------------------------------- */

static void
accounts(enum store_engine engine)
{
	struct hand h;
	struct account acc, got, *list;
	struct uuid schemes[2] = { id_of(2), id_of(1) };
	struct str login;
	bool found;
	size_t n;

	open_hand(&h, engine);
	OK(login_parse(STR(" Jean.Martin@example.org "), &h.a, &login, &h.e) &&
	    str_is(login, "jean.martin@example.org") && !login_parse(STR("é"), &h.a, &login, &h.e) &&
	    !login_parse(STR("a b"), &h.a, &login, &h.e) && !login_parse(STR("-role"), &h.a, &login, &h.e) &&
	    !login_parse(STR("cli"), &h.a, &login, &h.e) && !login_parse(STR_NONE, &h.a, &login, &h.e),
	    "%s: a login is plain letters, and not the house's own", h.name);
	acc = (struct account){
		.login = STR("Leo"), .role = ROLE_MANAGER, .schemes = { schemes, 2 }, .has_lang = true,
		.lang = LANG_EN, .theme = THEME_DARK, .staff = id_of(9),
	};
	OK(well(&h, DO(&h, account_make(h.s, &acc, &by, &h.e))) &&
	    account_find(h.s, STR("leo"), &h.a, &got, &found, &h.e) && found && got.role == ROLE_MANAGER &&
	    got.schemes.n == 2 && got.agencies.n == 0 && got.lang == LANG_EN && got.theme == THEME_DARK &&
	    uuid_eq(&got.staff, &acc.staff) && !got.has_password && got.made_at == NOW,
	    "%s: an account is read as it was made, with its reach and without a password", h.name);
	acc.login = STR("LEO");
	OK(fails(&h, DO(&h, account_make(h.s, &acc, &by, &h.e)), ERR_CONFLICT, "account.exists"),
	    "%s: a login is there once, whatever its case", h.name);
	got.role = ROLE_AGENCY;
	got.agencies = (struct uuid_set){ schemes, 1 };
	got.schemes.n = 0;
	OK(well(&h, DO(&h, account_change(h.s, &got, &by, &h.e))) &&
	    account_read(h.s, &got.id, &h.a, &acc, &found, &h.e) && found && acc.role == ROLE_AGENCY &&
	    acc.schemes.n == 0 && acc.agencies.n == 1, "%s: role and reach change together", h.name);
	OK(make(&h, "boss", ROLE_ADMINISTRATOR, NULL, &acc) &&
	    fails(&h, DO(&h, account_disable(h.s, &acc.id, true, &by, &h.e)), ERR_CONFLICT, "account.last"),
	    "%s: the last administrator cannot be disabled", h.name);
	acc.role = ROLE_MEDIATOR;
	OK(fails(&h, DO(&h, account_change(h.s, &acc, &by, &h.e)), ERR_CONFLICT, "account.last"),
	    "%s: nor lose the role", h.name);
	OK(make(&h, "boss2", ROLE_ADMINISTRATOR, NULL, &got) &&
	    well(&h, DO(&h, account_disable(h.s, &acc.id, true, &by, &h.e))) &&
	    account_read(h.s, &acc.id, &h.a, &acc, &found, &h.e) && acc.disabled_at == NOW,
	    "%s: with another one it can", h.name);
	OK(well(&h, account_list(h.s, STR_NONE, 2, &h.a, &list, &n, &h.e)) && n == 2 &&
	    str_is(list[0].login, "boss") && str_is(list[1].login, "boss2") &&
	    account_list(h.s, list[1].login, 2, &h.a, &list, &n, &h.e) && n == 1 &&
	    str_is(list[0].login, "leo") && list[0].agencies.n == 1, "%s: accounts are listed by login", h.name);
	OK(one_number(h.s, "SELECT count(*) FROM audit WHERE action = 'account_made' AND actor = 'chief'") == 3 &&
	    one_number(h.s, "SELECT count(*) FROM audit WHERE action = 'account_changed'") == 1 &&
	    one_number(h.s, "SELECT count(*) FROM audit WHERE action = 'account_disabled'") == 1,
	    "%s: each change stands in the audit log, refused ones do not", h.name);
	close_hand(&h);
}

/* -- signing in ------------------------------------------------------------------------------ */

static void
sessions(enum store_engine engine)
{
	struct hand h;
	struct account acc, none;
	struct session *list;
	struct uuid first;
	char one[SECRET_TEXT_MAX], csrf[SECRET_TEXT_MAX], hash[PASSWORD_HASH_MAX];
	struct password_change change;
	int64_t ended;
	size_t n;
	bool done;

	open_hand(&h, engine);
	make(&h, "leo", ROLE_HEAD_OFFICE, GOOD, &acc);
	make(&h, "new", ROLE_HEAD_OFFICE, NULL, &none);
	OK(well(&h, enter(&h, " Leo ", GOOD, "192.0.2.7", NOW)) && uuid_eq(&h.p.user, &acc.id) &&
	    h.p.reach.role == ROLE_HEAD_OFFICE && h.p.reach.all && str_is(h.p.reach.login, "leo") &&
	    !uuid_is_nil(&h.p.session) && uuid_is_nil(&h.p.token), "%s: login and password open a session",
	    h.name);
	memcpy(one, h.token, sizeof(one));
	first = h.p.session;
	OK(strlen(one) == 47 && one_number(h.s, "SELECT length(hash) FROM session") == 32 &&
	    known(&h, one, NOW + 1) && uuid_eq(&h.p.session, &first),
	    "%s: its token is 256 bits, of which the store keeps a hash", h.name);
	session_csrf(str_of(one), csrf);
	OK(session_csrf_is(str_of(one), str_of(csrf)) && !session_csrf_is(str_of("mls_other"), str_of(csrf)) &&
	    !session_csrf_is(str_of(one), STR("")) && strstr(one, csrf) == NULL,
	    "%s: its forms carry a secret of their own", h.name);
	OK(fails(&h, enter(&h, "leo", "wrong", "192.0.2.7", NOW), ERR_DENIED, "access.wrong") &&
	    fails(&h, enter(&h, "nobody", GOOD, "192.0.2.7", NOW), ERR_DENIED, "access.wrong") &&
	    fails(&h, enter(&h, "new", "", "192.0.2.7", NOW), ERR_DENIED, "access.wrong") &&
	    fails(&h, enter(&h, "é; DROP", GOOD, "192.0.2.7", NOW), ERR_DENIED, "access.wrong"),
	    "%s: a wrong password, an unknown login and one without a password are told alike", h.name);
	OK(one_number(h.s, "SELECT count(*) FROM audit WHERE action = 'sign_in_failed' AND actor = '?'") == 2 &&
	    one_number(h.s, "SELECT count(*) FROM audit WHERE actor LIKE '%nobody%'") == 0,
	    "%s: a login that nobody has is not written down", h.name);
	one[8] = one[8] == 'A' ? 'B' : 'A';
	OK(!known(&h, one, NOW) && !known(&h, "", NOW) && !known(&h, "mls_", NOW) &&
	    !known(&h, "mlt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", NOW),
	    "%s: another text is nobody's", h.name);
	enter(&h, "leo", GOOD, "192.0.2.8", NOW);
	memcpy(one, h.token, sizeof(one));
	OK(known(&h, one, NOW + SESSION_IDLE_MS - 1) && !known(&h, one, NOW + SESSION_IDLE_MS),
	    "%s: a session that nobody uses ends after twelve hours", h.name);
	known(&h, one, NOW);
	for (int64_t t = NOW; t < NOW + SESSION_END_MS; t += SESSION_IDLE_MS / 2)
		done = DO(&h, principal_seen(h.s, &h.p, t, &h.e));
	OK(done && known(&h, one, NOW + SESSION_END_MS - 1) && !known(&h, one, NOW + SESSION_END_MS),
	    "%s: one in use ends after fourteen days", h.name);
	OK(well(&h, session_list(h.s, &acc.id, NOW + HOUR, &h.a, &list, &n, &h.e)) && n == 2 &&
	    str_is(list[0].device, "Firefox, Linux") && uuid_eq(&list[1].id, &first),
	    "%s: sessions are listed, the last used first", h.name);
	OK(well(&h, DO(&h, session_end(h.s, &none.id, &first, &by, &done, &h.e))) && !done &&
	    well(&h, DO(&h, session_end(h.s, &acc.id, &first, &by, &done, &h.e))) && done &&
	    session_list(h.s, &acc.id, NOW + HOUR, &h.a, &list, &n, &h.e) && n == 1,
	    "%s: one's own session can be ended, nobody else's", h.name);
	enter(&h, "leo", GOOD, "192.0.2.8", NOW);
	OK(well(&h, DO(&h, session_end_all(h.s, &acc.id, &h.p.session, &by, &ended, &h.e))) && ended == 1 &&
	    known(&h, h.token, NOW) && !known(&h, one, NOW), "%s: all but this one can be ended", h.name);
	OK(password_hash(STR("another good password"), hash, &h.e) &&
	    well(&h, DO(&h, account_password(h.s, &acc.id, hash, &h.p.session, &by, &h.e))) &&
	    known(&h, h.token, NOW) &&
	    well(&h, DO(&h, account_password(h.s, &acc.id, hash, NULL, &by, &h.e))) && !known(&h, h.token, NOW),
	    "%s: a new password ends the sessions, if one likes but this one", h.name);
	enter(&h, "leo", "another good password", "192.0.2.8", NOW);
	change = (struct password_change){ .who = &h.p, .old = STR("another good passwort"), .new = STR(GOOD),
		.peer = STR("192.0.2.8"), .now_ms = NOW };
	OK(fails(&h, password_change(h.s, h.w, &change, &h.a, &h.wait, &h.e), ERR_DENIED, "access.wrong") &&
	    (change.old = STR("another good password"), change.new = STR("short"),
	    fails(&h, password_change(h.s, h.w, &change, &h.a, &h.wait, &h.e), ERR_INVALID, "password.short")) &&
	    (change.new = STR(GOOD),
	    well(&h, password_change(h.s, h.w, &change, &h.a, &h.wait, &h.e))) && known(&h, h.token, NOW) &&
	    fails(&h, password_change(h.s, h.w, &change, &h.a, &h.wait, &h.e), ERR_DENIED, "access.wrong"),
	    "%s: one's own is changed by who knows the old one", h.name);
	for (int i = 0; i < 6; i++)
		done = password_change(h.s, h.w, &change, &h.a, &h.wait, &h.e);
	OK(fails(&h, done, ERR_BUSY, "access.wait") && h.wait > 0,
	    "%s: guessing the old one is slowed as guessing at the door is", h.name);
	change.old = STR(GOOD);
	change.new = STR("another good password");
	change.now_ms = NOW + HOUR;
	OK(well(&h, password_change(h.s, h.w, &change, &h.a, &h.wait, &h.e)), "%s: and waited out", h.name);
	acc.role = ROLE_MANAGER;
	OK(known(&h, h.token, NOW) && well(&h, DO(&h, account_change(h.s, &acc, &by, &h.e))) &&
	    !known(&h, h.token, NOW), "%s: so does another role", h.name);
	enter(&h, "leo", "another good password", "192.0.2.8", NOW);
	OK(known(&h, h.token, NOW) && well(&h, DO(&h, account_disable(h.s, &acc.id, true, &by, &h.e))) &&
	    !known(&h, h.token, NOW) &&
	    fails(&h, enter(&h, "leo", "another good password", "192.0.2.8", NOW), ERR_DENIED, "access.wrong") &&
	    well(&h, DO(&h, account_disable(h.s, &acc.id, false, &by, &h.e))) && !known(&h, h.token, NOW) &&
	    well(&h, enter(&h, "leo", "another good password", "192.0.2.8", NOW)),
	    "%s: a disabled account has no session and gets none until it is enabled", h.name);
	run_sql(h.s, "UPDATE account SET password = '$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA"
	    "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' WHERE login = 'new'");
	OK(fails(&h, enter(&h, "new", "x", "192.0.2.8", NOW), ERR_DENIED, "access.wrong"),
	    "%s: a hash of other costs is still asked", h.name);
	close_hand(&h);
}

static void
locked_out(enum store_engine engine)
{
	struct hand h;
	struct account acc, other;
	char peer[24], login[24];
	bool good = true;
	int n = 0;

	open_hand(&h, engine);
	make(&h, "leo", ROLE_HEAD_OFFICE, GOOD, &acc);
	make(&h, "zoe", ROLE_HEAD_OFFICE, GOOD, &other);
	/* From where its owner signs in. */
	enter(&h, "leo", GOOD, "192.0.2.7", NOW);
	for (int i = 0; i < 5; i++)
		good = good && fails(&h, enter(&h, "leo", "wrong", "192.0.2.66", NOW), ERR_DENIED, "access.wrong");
	OK(good && h.wait == 0, "%s: five tries are free", h.name);
	OK(fails(&h, enter(&h, "leo", "wrong", "192.0.2.66", NOW), ERR_DENIED, "access.wrong") &&
	    fails(&h, enter(&h, "leo", GOOD, "192.0.2.66", NOW), ERR_BUSY, "access.wait") && h.wait == 1,
	    "%s: the next waits, even with the right password", h.name);
	OK(one_number(h.s, "SELECT count(*) FROM audit WHERE action = 'locked'") == 1,
	    "%s: and the audit log tells so", h.name);
	OK(fails(&h, enter(&h, "leo", "wrong", "192.0.2.66", NOW + SECOND), ERR_DENIED, "access.wrong") &&
	    fails(&h, enter(&h, "leo", "wrong", "192.0.2.66", NOW + SECOND), ERR_BUSY, "access.wait") &&
	    h.wait == 2, "%s: the wait grows", h.name);
	OK(well(&h, enter(&h, "leo", GOOD, "192.0.2.7", NOW)), "%s: elsewhere its owner signs in", h.name);
	OK(well(&h, enter(&h, "leo", GOOD, "192.0.2.66", NOW + 4 * SECOND)) &&
	    fails(&h, enter(&h, "leo", "wrong", "192.0.2.66", NOW + 5 * SECOND), ERR_DENIED, "access.wrong") &&
	    fails(&h, enter(&h, "leo", "wrong", "192.0.2.66", NOW + 5 * SECOND), ERR_DENIED, "access.wrong"),
	    "%s: success clears it", h.name);
	for (int i = 0; i < 4; i++)
		enter(&h, "ghost", "x", "192.0.2.67", NOW);
	OK(fails(&h, enter(&h, "ghost", "x", "192.0.2.67", NOW), ERR_DENIED, "access.wrong") &&
	    fails(&h, enter(&h, "ghost", "x", "192.0.2.67", NOW), ERR_DENIED, "access.wrong") &&
	    fails(&h, enter(&h, "ghost", "x", "192.0.2.67", NOW), ERR_BUSY, "access.wait"),
	    "%s: a login that nobody has waits just so", h.name);
	OK(fails(&h, enter(&h, "ghost", "x", "192.0.2.67", NOW + 25 * HOUR), ERR_DENIED, "access.wrong") &&
	    fails(&h, enter(&h, "ghost", "x", "192.0.2.67", NOW + 25 * HOUR), ERR_DENIED, "access.wrong"),
	    "%s: a day later it is forgotten", h.name);
	/* Strangers from everywhere try one login. */
	run_sql(h.s, "DELETE FROM attempt");
	enter(&h, "leo", GOOD, "192.0.2.7", NOW);
	/* A password takes its time: the counters are put near their ends. */
	enter(&h, "leo", "wrong", "198.51.100.1", NOW);
	run_sql(h.s, "UPDATE attempt SET failures = 28 WHERE known_until = 0");
	for (n = 28, h.wait = 0; n < 100 && h.wait == 0; n++) {
		snprintf(peer, sizeof(peer), "198.51.100.%d", n);
		good = enter(&h, "leo", "wrong", peer, NOW);
	}
	OK(n == 32 && h.wait == 1, "%s: thirty-one addresses make a login wait", h.name);
	OK(fails(&h, enter(&h, "leo", GOOD, "203.0.113.9", NOW), ERR_BUSY, "access.wait") &&
	    well(&h, enter(&h, "leo", GOOD, "192.0.2.7", NOW)),
	    "%s: its owner enters from the address that is known", h.name);
	run_sql(h.s, "UPDATE attempt SET failures = 1000, last_at = 1750000000000 WHERE known_until = 0");
	enter(&h, "leo", "wrong", "203.0.113.10", NOW);
	OK(fails(&h, enter(&h, "leo", GOOD, "203.0.113.11", NOW), ERR_BUSY, "access.wait") && h.wait == 60 &&
	    well(&h, enter(&h, "leo", GOOD, "203.0.113.11", NOW + 60 * SECOND)),
	    "%s: and nobody is kept out for longer than a minute by strangers", h.name);
	/* One address tries many logins. */
	run_sql(h.s, "DELETE FROM attempt");
	enter(&h, "user", "wrong", "192.0.2.99", NOW);
	run_sql(h.s, "UPDATE attempt SET failures = 48");
	for (n = 48, h.wait = 0; n < 100 && h.wait == 0; n++) {
		snprintf(login, sizeof(login), "user%d", n);
		good = enter(&h, login, "wrong", "192.0.2.99", NOW);
		/* A login of its own does not buy more tries. */
		if (n == 48)
			good = enter(&h, "zoe", GOOD, "192.0.2.99", NOW);
	}
	OK(n == 52 && h.wait == 1, "%s: an address that tries fifty-one logins waits", h.name);
	OK(one_number(h.s, "SELECT count(*) FROM attempt WHERE length(key) <> 16") == 0,
	    "%s: what is counted names neither login nor address", h.name);
	close_hand(&h);
}

/* -- tokens and links ------------------------------------------------------------------------ */

static void
tokens(enum store_engine engine)
{
	struct hand h;
	struct account acc;
	struct token t, *list;
	char text[SECRET_TEXT_MAX];
	unsigned scopes;
	bool revoked;
	size_t n;

	open_hand(&h, engine);
	make(&h, "robot", ROLE_MANAGER, NULL, &acc);
	OK(scopes_parse(STR("figures, reports"), &scopes) && scopes == (SCOPE_FIGURES | SCOPE_REPORTS) &&
	    !scopes_parse(STR("figures,all"), &scopes) && !scopes_parse(STR(""), &scopes),
	    "scopes are named");
	t = (struct token){
		.user = acc.id, .name = STR("Tableau de la mairie"), .scopes = SCOPE_FIGURES | SCOPE_READ,
		.ends_at = NOW + 30 * DAY,
	};
	OK(well(&h, DO(&h, token_make(h.s, &t, &by, text, &h.e))) && known(&h, text, NOW + DAY) &&
	    uuid_eq(&h.p.token, &t.id) && uuid_is_nil(&h.p.session) && h.p.scopes == t.scopes &&
	    h.p.reach.role == ROLE_MANAGER, "%s: a token has its account's reach", h.name);
	OK(principal_may(&h.p, PERMIT_FIGURES) && principal_may(&h.p, PERMIT_RECORDS) &&
	    !principal_may(&h.p, PERMIT_WRITE) && !principal_may(&h.p, PERMIT_REPORTS) &&
	    !principal_may(&h.p, PERMIT_NARRATIVE) && !principal_may(&h.p, PERMIT_USERS),
	    "%s: and no more than its scopes", h.name);
	OK(!known(&h, text, NOW + 30 * DAY), "%s: it ends", h.name);
	OK(known(&h, text, NOW) && well(&h, DO(&h, principal_seen(h.s, &h.p, NOW + HOUR, &h.e))) &&
	    token_list(h.s, &acc.id, &h.a, &list, &n, &h.e) && n == 1 && list[0].seen_at == NOW + HOUR &&
	    list[0].scopes == t.scopes && str_is(list[0].name, "Tableau de la mairie"),
	    "%s: it is listed with its last use, without its text", h.name);
	OK(well(&h, DO(&h, token_revoke(h.s, &t.id, &t.id, &by, &revoked, &h.e))) && !revoked &&
	    known(&h, text, NOW), "%s: nobody revokes somebody else's", h.name);
	OK(well(&h, DO(&h, token_revoke(h.s, &acc.id, &t.id, &by, &revoked, &h.e))) && revoked &&
	    !known(&h, text, NOW) && DO(&h, token_revoke(h.s, NULL, &t.id, &by, &revoked, &h.e)) && !revoked,
	    "%s: it is revoked once", h.name);
	t.ends_at = NOW;
	OK(fails(&h, DO(&h, token_make(h.s, &t, &by, text, &h.e)), ERR_INVALID, "token.form"),
	    "%s: one without an end is not made", h.name);
	t.ends_at = NOW + DAY;
	OK(DO(&h, token_make(h.s, &t, &by, text, &h.e)) &&
	    DO(&h, account_disable(h.s, &acc.id, true, &by, &h.e)) && !known(&h, text, NOW) &&
	    DO(&h, account_disable(h.s, &acc.id, false, &by, &h.e)) && !known(&h, text, NOW),
	    "%s: disabling the account revokes it for good", h.name);
	close_hand(&h);
}

static void
links(enum store_engine engine)
{
	struct hand h;
	struct account acc, got;
	char one[SECRET_TEXT_MAX], two[SECRET_TEXT_MAX], hash[PASSWORD_HASH_MAX];
	enum link_kind kind;
	bool found, used;

	open_hand(&h, engine);
	make(&h, "leo", ROLE_HEAD_OFFICE, NULL, &acc);
	if (!password_hash(STR(GOOD), hash, &h.e))
		printf("# %s\n", h.e.text);
	OK(well(&h, DO(&h, link_make(h.s, &acc.id, LINK_INVITE, &by, one, &h.e))) &&
	    well(&h, link_find(h.s, str_of(one), NOW + 6 * DAY, &h.a, &got, &kind, &found, &h.e)) && found &&
	    kind == LINK_INVITE && str_is(got.login, "leo"), "%s: an invitation knows whose it is", h.name);
	OK(link_find(h.s, str_of(one), NOW + 7 * DAY, &h.a, &got, &kind, &found, &h.e) && !found,
	    "%s: for a week", h.name);
	OK(well(&h, DO(&h, link_use(h.s, str_of(one), hash, &by, &used, &h.e))) && used &&
	    well(&h, enter(&h, "leo", GOOD, "192.0.2.7", NOW)), "%s: it gives a password", h.name);
	OK(well(&h, DO(&h, link_use(h.s, str_of(one), hash, &by, &used, &h.e))) && !used &&
	    known(&h, h.token, NOW), "%s: once", h.name);
	OK(DO(&h, link_make(h.s, &acc.id, LINK_RESET, &by, one, &h.e)) &&
	    DO(&h, link_make(h.s, &acc.id, LINK_RESET, &by, two, &h.e)) &&
	    link_find(h.s, str_of(one), NOW, &h.a, &got, &kind, &found, &h.e) && !found &&
	    link_find(h.s, str_of(two), NOW, &h.a, &got, &kind, &found, &h.e) && found && kind == LINK_RESET &&
	    link_find(h.s, str_of(two), NOW + HOUR, &h.a, &got, &kind, &found, &h.e) && !found,
	    "%s: a newer link ends the older, a reset after an hour", h.name);
	OK(well(&h, DO(&h, link_use(h.s, str_of(two), hash, &by, &used, &h.e))) && used &&
	    !known(&h, h.token, NOW), "%s: a reset ends the sessions", h.name);
	OK(one_number(h.s, "SELECT count(*) FROM audit WHERE action = 'password' AND actor = 'leo'") == 2,
	    "%s: who uses a link acts as the account", h.name);
	OK(DO(&h, link_make(h.s, &acc.id, LINK_RESET, &by, one, &h.e)) &&
	    DO(&h, account_disable(h.s, &acc.id, true, &by, &h.e)) &&
	    DO(&h, link_use(h.s, str_of(one), hash, &by, &used, &h.e)) && !used &&
	    fails(&h, DO(&h, link_make(h.s, &acc.id, LINK_RESET, &by, one, &h.e)), ERR_CONFLICT,
	        "account.disabled"), "%s: a disabled account has none", h.name);
	OK(one_number(h.s, "SELECT count(*) FROM link WHERE length(hash) = 32") == 4 &&
	    one_number(h.s, "SELECT count(*) FROM audit WHERE detail LIKE '%mli%' OR subject LIKE '%mli%'") == 0,
	    "%s: their secrets stand nowhere", h.name);
	close_hand(&h);
}

/* -- audit log ------------------------------------------------------------------------------- */

static void
audits(enum store_engine engine)
{
	struct hand h;
	struct audit_ask ask = { .limit = 2 };
	struct audit none[2] = { 0 }, *v = none;
	struct deed d = by;
	char text[AUDIT_TEXT_MAX + 60];
	size_t n;
	bool good = true;

	open_hand(&h, engine);
	memset(text, 'x', sizeof(text));
	memcpy(text + AUDIT_TEXT_MAX - 1, "é", 2);
	for (int i = 0; i < 5; i++) {
		d.now_ms = NOW + i;
		d.actor = i % 2 == 0 ? STR("leo") : STR("zoe");
		good = good && DO(&h, audit_put(h.s, i == 4 ? AUDIT_REFUSED : AUDIT_EXPORT, STR("intervention"),
		    (struct str){ text, sizeof(text) }, &d, &h.e));
	}
	OK(well(&h, good) && audit_read(h.s, &ask, &h.a, &v, &n, &h.e) && n == 2 &&
	    v[0].action == AUDIT_REFUSED &&
	    v[0].at == NOW + 4 && v[1].action == AUDIT_EXPORT && str_is(v[1].peer, "192.0.2.1"),
	    "%s: the log is read from the newest on", h.name);
	OK(v[0].detail.n == AUDIT_TEXT_MAX - 1, "%s: a long text is cut between characters", h.name);
	ask.before = v[1].pos;
	OK(audit_read(h.s, &ask, &h.a, &v, &n, &h.e) && n == 2 && v[0].at == NOW + 2, "%s: page by page", h.name);
	ask = (struct audit_ask){ .actor = STR("zoe") };
	OK(audit_read(h.s, &ask, &h.a, &v, &n, &h.e) && n == 2 && v[0].at == NOW + 3,
	    "%s: of one person", h.name);
	ask = (struct audit_ask){ .one_action = true, .action = AUDIT_REFUSED };
	OK(audit_read(h.s, &ask, &h.a, &v, &n, &h.e) && n == 1, "%s: of one kind", h.name);
	OK(well(&h, DO(&h, access_tidy(h.s, NOW + 365 * DAY + 2, &h.e))) &&
	    one_number(h.s, "SELECT count(*) FROM audit") == 3, "%s: what is too old goes", h.name);
	close_hand(&h);
}

/* -- settings -------------------------------------------------------------------------------- */

static bool
set(struct hand *h, enum setting_name name, const char *text, bool *changed)
{
	return DO(h, setting_change(h->s, name, str_of(text), &by, changed, &h->e));
}

static void
setting_values(enum store_engine engine)
{
	struct setting_values v;
	struct account acc;
	struct hand h;
	int64_t n;
	bool changed;

	open_hand(&h, engine);
	OK(well(&h, settings_read(h.s, &h.a, &v, &h.e)) && v.number[SETTING_SESSION_IDLE] == 12 &&
	    v.number[SETTING_AUDIT] == 365 && str_is(v.text[SETTING_DASHBOARD], "month") &&
	    v.text[SETTING_CONTACT].p != NULL && !v.set[SETTING_SESSION_IDLE], "%s: nothing set: the usual",
	    h.name);
	OK(well(&h, set(&h, SETTING_SESSION_IDLE, " 24 ", &changed)) && changed &&
	    set(&h, SETTING_SESSION_IDLE, "24", &changed) && !changed &&
	    setting_number(h.s, SETTING_SESSION_IDLE, &n, &h.e) && n == 24 &&
	    one_number(h.s, "SELECT count(*) FROM audit WHERE action = 'settings' AND detail = '12 → 24'") == 1,
	    "%s: a change is kept once, and written down", h.name);
	OK(fails(&h, set(&h, SETTING_SESSION_IDLE, "73", &changed), ERR_INVALID, "setting.value") &&
	    fails(&h, set(&h, SETTING_SESSION_IDLE, "x", &changed), ERR_INVALID, "setting.value") &&
	    fails(&h, set(&h, SETTING_DASHBOARD, "day", &changed), ERR_INVALID, "setting.value") &&
	    fails(&h, set(&h, SETTING_CONTACT, "a\nb", &changed), ERR_INVALID, "setting.value") &&
	    setting_number(h.s, SETTING_SESSION_IDLE, &n, &h.e) && n == 24, "%s: nonsense is refused", h.name);
	make(&h, "leo", ROLE_HEAD_OFFICE, GOOD, &acc);
	enter(&h, "leo", GOOD, "192.0.2.7", NOW);
	OK(known(&h, h.token, NOW + 24 * HOUR - 1) && !known(&h, h.token, NOW + 24 * HOUR),
	    "%s: a session lasts as long as is set", h.name);
	OK(set(&h, SETTING_SESSION_IDLE, "", &changed) && changed &&
	    one_number(h.s, "SELECT count(*) FROM setting") == 0 && !known(&h, h.token, NOW + 12 * HOUR),
	    "%s: an empty value gives the usual back", h.name);
	run_sql(h.s, "INSERT INTO setting VALUES (1, 'session.idle_hours', 'often', 0, 'x'), "
	    "(1, 'new', '1', 0, 'x')");
	OK(settings_read(h.s, &h.a, &v, &h.e) && v.number[SETTING_SESSION_IDLE] == 12 &&
	    !known(&h, h.token, NOW + 12 * HOUR) && known(&h, h.token, NOW + 1),
	    "%s: what the store holds and no program knows is passed over", h.name);
	OK(set(&h, SETTING_CONTACT, "Camille", &changed) && changed &&
	    one_number(h.s, "SELECT count(*) FROM audit WHERE detail LIKE '%Camille%'") == 0,
	    "%s: a text is not repeated in the log", h.name);
	close_hand(&h);
}

/* -- permissions ----------------------------------------------------------------------------- */

static void
permits(void)
{
	struct principal nobody = { .scopes = 0 }, dpo = { .reach = { .role = ROLE_DPO } };

	dpo.user = id_of(1);
	for (size_t p = PERMIT_NONE + 1; p < N_PERMITS; p++)
		OK(permit_name((enum permit)p) != NULL && permit_help((enum permit)p) != NULL,
		    "the permission %s has its sentence", permit_name((enum permit)p));
	for (size_t p = PERMIT_NONE; p < N_PERMITS; p++)
		OK(principal_may(NULL, (enum permit)p) == (p == PERMIT_ANYONE) &&
		    principal_may(&nobody, (enum permit)p) == (p == PERMIT_ANYONE),
		    "nobody may %s", p == PERMIT_NONE ? "what is no permission" : permit_name((enum permit)p));
	for (size_t r = ROLE_NONE + 1; r < N_ROLES; r++)
		OK(!role_may((enum role)r, PERMIT_NONE) && role_may((enum role)r, PERMIT_SIGNED_IN) &&
		    role_may((enum role)r, PERMIT_USERS) == (r == ROLE_ADMINISTRATOR),
		    "%s signs in, and only administrators make accounts", role_name((enum role)r));
	OK(!role_may(ROLE_CLIENT, PERMIT_RECORDS) && !role_may(ROLE_CLIENT, PERMIT_EVIDENCE) &&
	    !role_may(ROLE_CLIENT, PERMIT_EXPORT) && role_may(ROLE_CLIENT, PERMIT_FIGURES) &&
	    role_may(ROLE_CLIENT, PERMIT_REPORTS), "a client has figures and reports, never a record");
	OK(!role_may(ROLE_PARTNER, PERMIT_RECORDS) && !role_may(ROLE_PARTNER, PERMIT_FIGURES) &&
	    role_may(ROLE_PARTNER, PERMIT_MAP), "a partner has the shared map and nothing else");
	OK(!principal_may(&dpo, PERMIT_RECORDS) && !principal_may(&dpo, PERMIT_FIGURES) &&
	    principal_may(&dpo, PERMIT_AUDIT), "a data-protection officer has the logs and no content");
	OK(!role_may(ROLE_ADMINISTRATOR, PERMIT_FIGURES) && !role_may(ROLE_ADMINISTRATOR, PERMIT_REPORTS) &&
	    !role_may(ROLE_ADMINISTRATOR, PERMIT_VALIDATE), "an administrator sees nothing of the field");
}

int
main(void)
{
	lang_use(LANG_EN);
	permits();
	passwords();
	on_engines(accounts);
	on_engines(sessions);
	on_engines(locked_out);
	on_engines(tokens);
	on_engines(links);
	on_engines(audits);
	on_engines(setting_values);
	remove_engines();
	return tap_done();
}
