/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "access/access.h"

#include "base/text.h"

#include <sodium.h>

_Static_assert(PASSWORD_HASH_MAX == crypto_pwhash_STRBYTES, "libsodium's length");

/* The commonest ones (of many public lists), here and in French, each at least as long as a command
 * line takes: shorter ones are refused for that. Compared folded; a tail of digits and marks is not
 * looked at. */
static const char *const common[] = {
	"password", "motdepasse", "mot de passe", "azertyuiop", "azerty", "qwertyuiop", "qwerty", "abcdefgh",
	"iloveyou", "jetaime", "bonjour", "soleil", "doudou", "chouchou", "loulou", "marseille", "toulouse",
	"football", "baseball", "basketball", "princess", "princesse", "superman", "batman", "starwars",
	"sunshine", "trustno", "letmein", "welcome", "bienvenue", "administrateur", "administrator", "admin",
	"changeme", "changezmoi", "maillage", "mediation", "mediateur", "mediatrice", "secret", "monkey",
	"dragon", "michael", "jordan", "nicolas", "camille", "caroline", "julien", "vacances", "naruto",
	"pokemon", "whatever", "computer", "internet", "samsung", "football club", "paris", "rennes",
	"nantes", "france", "liberte", "default", "guest", "invite", "temporaire", "provisoire", "passw0rd",
	"p@ssw0rd", "p@ssword", "qwertz", "asdfghjkl", "zxcvbnm", "wxcvbn", "aqwzsx", "azerty uiop",
};

static bool
is_digit_or_mark(char c)
{
	return (c >= '0' && c <= '9') || strchr("!?.,;:*+-_#$&%@()/= ", c) != NULL;
}

/* "12345678", "aaaaaaaa", "abababab": a few characters again and again, or one after the other. */
static bool
is_monotonous(struct str s)
{
	size_t runs = 0, different = 0;
	bool seen[256] = { false };

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		int step = i > 0 ? c - (unsigned char)s.p[i - 1] : 0;

		different += !seen[c];
		seen[c] = true;
		runs += i > 0 && (step == 1 || step == -1 || step == 0);
	}
	return different <= 2 || runs + 1 == s.n;
}

static bool
is_common(struct str folded)
{
	while (folded.n > 0 && is_digit_or_mark(folded.p[folded.n - 1]))
		folded.n--;
	while (folded.n > 0 && is_digit_or_mark(folded.p[0]))
		folded = str_sub(folded, 1, folded.n);
	for (size_t i = 0; i < COUNT(common); i++)
		if (str_is(folded, common[i]))
			return true;
	return folded.n == 0; /* digits and marks only */
}

static bool
is_long_enough(struct str password, size_t min, struct err *e)
{
	if (password.n > PASSWORD_MAX || !utf8_valid(password))
		return err_set(e, ERR_INVALID, "password.form",
		    _("This password is too long or is no text. Nothing was changed."));
	if (utf8_count(password) < min)
		return err_set(e, ERR_INVALID, "password.short",
		    _("A password has at least %d characters; three or four words are easy to keep in mind."),
		    (int)min);
	return true;
}

bool
password_check_command(struct str password, struct err *e)
{
	return is_long_enough(password, PASSWORD_MIN_COMMAND, e);
}

bool
password_check(struct str password, struct str login, int64_t least, struct err *e)
{
	struct buf folded;
	bool easy;

	if (!is_long_enough(password, (size_t)least, e))
		return false;
	buf_init(&folded);
	text_fold(&folded, password);
	easy = is_common(buf_text(&folded)) || is_monotonous(buf_text(&folded)) ||
	    (login.n > 0 && str_eq(buf_text(&folded), login));
	sodium_memzero(folded.p, folded.n);
	buf_release(&folded);
	return !easy || err_set(e, ERR_INVALID, "password.common",
	    _("This password is among the first that somebody would try. Choose another; three or four "
	      "words are easy to keep in mind."));
}

bool
password_hash(struct str password, char out[PASSWORD_HASH_MAX], struct err *e)
{
	if (sodium_init() < 0 || crypto_pwhash_str_alg(out, password.p, password.n, PASSWORD_PASSES,
	    PASSWORD_MEMORY, crypto_pwhash_ALG_ARGON2ID13) != 0)
		return err_set(e, ERR_UNAVAILABLE, "password.memory",
		    _("There is not enough memory to work on a password. Try again in a moment."));
	return true;
}

bool
password_is(struct str password, const char *hash)
{
	/* The shape of a hash whose password nobody has: as much work as a real one. */
	char nobody[PASSWORD_HASH_MAX];
	bool real = hash != NULL;

	if (sodium_init() < 0)
		return false;
	if (!real) {
		snprintf(nobody, sizeof(nobody), "$argon2id$v=19$m=%u,t=%d,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
		    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", PASSWORD_MEMORY / 1024, PASSWORD_PASSES);
		hash = nobody;
	}
	return crypto_pwhash_str_verify(hash, password.p != NULL ? password.p : "", password.n) == 0 && real;
}

bool
password_is_old(const char *hash)
{
	return crypto_pwhash_str_needs_rehash(hash, PASSWORD_PASSES, PASSWORD_MEMORY) != 0;
}
