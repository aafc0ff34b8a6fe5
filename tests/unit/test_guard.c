/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/guard.h"

#include "../tap.h"

#define NBSP "\xc2\xa0"
#define NARROW "\xe2\x80\xaf"
#define HYPHEN "\xe2\x80\x91" /* no-break */

struct sample {
	enum guard want;
	const char *text;
};

static const struct sample emails[] = {
	{ GUARD_EMAIL, "camille.exemple@exemple.fr" },
	{ GUARD_EMAIL, "écrire à CAMILLE@EXEMPLE.FR." },
	{ GUARD_EMAIL, "(a+b_c%d@mail.exemple.co.uk)" },
	{ GUARD_EMAIL, "mail :" NBSP "x@y-z.org, merci" },
	{ GUARD_EMAIL, "rené@exemple.fr" },
	{ GUARD_EMAIL, "camille@éxemple.fr" },
	{ GUARD_EMAIL, "a@b.fr" },
	{ GUARD_CLEAN, "@ville" },
	{ GUARD_CLEAN, "rdv @ place du marché." },
	{ GUARD_CLEAN, "3 jeunes @12h" },
	{ GUARD_CLEAN, "a@" },
	{ GUARD_CLEAN, "@" },
	{ GUARD_CLEAN, "a@b" },
	{ GUARD_CLEAN, "a@b." },
	{ GUARD_CLEAN, "a@.fr" },
};

static const struct sample phones[] = {
	{ GUARD_PHONE, "06 12 34 56 78" },
	{ GUARD_PHONE, "06.12.34.56.78" },
	{ GUARD_PHONE, "06-12-34-56-78" },
	{ GUARD_PHONE, "06/12/34/56/78" },
	{ GUARD_PHONE, "06_12_34_56_78" },
	{ GUARD_PHONE, "0612345678" },
	{ GUARD_PHONE, "06 12345678" },
	{ GUARD_PHONE, "0612 345 678" },
	{ GUARD_PHONE, "0 612 345 678" },
	{ GUARD_PHONE, "06 - 12 - 34 - 56 - 78" },
	{ GUARD_PHONE, "06" NBSP "12" NBSP "34" NBSP "56" NBSP "78" },
	{ GUARD_PHONE, "06" NARROW "12" NARROW "34" NARROW "56" NARROW "78" },
	{ GUARD_PHONE, "06" HYPHEN "12" HYPHEN "34" HYPHEN "56" HYPHEN "78" },
	{ GUARD_PHONE, "06\t12\t34\t56\t78" },
	{ GUARD_PHONE, "tél :" NBSP "0612345678" },
	{ GUARD_PHONE, "n°0612345678" },
	{ GUARD_PHONE, "«" NBSP "02 99 00 00 00" NBSP "»" },
	{ GUARD_PHONE, "rappeler le 02 40 12 34 56." },
	{ GUARD_PHONE, "(06) 12 34 56 78" },
	{ GUARD_PHONE, "le 12/10/2025 06 12 34 56 78" },
	{ GUARD_PHONE, "à 21h40 0612345678" },
	{ GUARD_PHONE, "+33 6 12 34 56 78" },
	{ GUARD_PHONE, "+33612345678" },
	{ GUARD_PHONE, "+33" NBSP "6" NBSP "12" NBSP "34" NBSP "56" NBSP "78" },
	{ GUARD_PHONE, "+33 (0)6 12 34 56 78" },
	{ GUARD_PHONE, "+33.6.12.34.56.78" },
	{ GUARD_PHONE, "(+33) 6 12 34 56 78" },
	{ GUARD_PHONE, "tel+33612345678" },
	{ GUARD_PHONE, "0033612345678" },
	{ GUARD_PHONE, "0033 6 12 34 56 78" },
	{ GUARD_PHONE, "00 33 6 12 34 56 78" },
	{ GUARD_PHONE, "+44 20 7946 0000" },
	{ GUARD_PHONE, "+212 6 12 34 56 78" },
};

static const struct sample plates[] = {
	{ GUARD_PLATE, "AB-123-CD" },
	{ GUARD_PLATE, "AB 123 CD" },
	{ GUARD_PLATE, "AB123CD" },
	{ GUARD_PLATE, "ab-123-cd" },
	{ GUARD_PLATE, "ab 123 cd" },
	{ GUARD_PLATE, "ab123cd" },
	{ GUARD_PLATE, "Ab-123-Cd" },
	{ GUARD_PLATE, "AB.123.CD" },
	{ GUARD_PLATE, "AB - 123 - CD" },
	{ GUARD_PLATE, "AB" NBSP "123" NBSP "CD" },
	{ GUARD_PLATE, "AB" HYPHEN "123" HYPHEN "CD" },
	{ GUARD_PLATE, "«" NBSP "AB-123-CD" NBSP "»" },
	{ GUARD_PLATE, "«AB-123-CD»" },
	{ GUARD_PLATE, "voiture AB-123-CD, mal garée" },
	{ GUARD_PLATE, "AB 100 EN" },
	{ GUARD_PLATE, "1234 AB 35" },
	{ GUARD_PLATE, "1234AB35" },
	{ GUARD_PLATE, "1234-AB-35" },
	{ GUARD_PLATE, "1234ab35" },
	{ GUARD_PLATE, "1234 ab 35" },
	{ GUARD_PLATE, "1234 LE 35" },
	{ GUARD_PLATE, "123 ABC 75" },
	{ GUARD_PLATE, "12 ABC 75" },
	{ GUARD_PLATE, "1234 AB 2A" },
	{ GUARD_PLATE, "123 AB 974" },
	{ GUARD_PLATE, "1234" NBSP "AB" NBSP "35" NBSP "!" },
};

static const struct sample clean[] = {
	{ GUARD_CLEAN, "" },
	{ GUARD_CLEAN, "0" },
	{ GUARD_CLEAN, "+" },
	{ GUARD_CLEAN, "00" },
	{ GUARD_CLEAN, "21h40" },
	{ GUARD_CLEAN, "de 15h à 18h" },
	{ GUARD_CLEAN, "de 15 à 18" },
	{ GUARD_CLEAN, "de 08:00 à 12:30" },
	{ GUARD_CLEAN, "2025-10-12" },
	{ GUARD_CLEAN, "12/10/2025" },
	{ GUARD_CLEAN, "01/12/2025 08 h" },
	{ GUARD_CLEAN, "01/12/2025 08:30" },
	{ GUARD_CLEAN, "du 12/01/2025 - 31/12/2025" },
	{ GUARD_CLEAN, "03/04/2025 - 05/04/2025" },
	{ GUARD_CLEAN, "03/04/25 - 05/04/25" },
	{ GUARD_CLEAN, "01.02.2025 - 03.02.2025" },
	{ GUARD_CLEAN, "2025-01-02 - 2025-01-05" },
	{ GUARD_CLEAN, "2025-01-12 14 30 00" },
	{ GUARD_CLEAN, "à 20:00 12/10/2025" },
	{ GUARD_CLEAN, "à 20:05 12/10/2025" },
	{ GUARD_CLEAN, "2025-10-12T21:40:00Z" },
	{ GUARD_CLEAN, "1 250,00 €" },
	{ GUARD_CLEAN, "12" NBSP "345" NBSP "678,90" NBSP "€" },
	{ GUARD_CLEAN, "12345678901234" },
	{ GUARD_CLEAN, "12 rue des Lilas, 35000 Rennes" },
	{ GUARD_CLEAN, "12 bis rue Lesage 35" },
	{ GUARD_CLEAN, "01000 Bourg-en-Bresse" },
	{ GUARD_CLEAN, "IC31x2" },
	{ GUARD_CLEAN, "IC31x2!3|IC12" },
	{ GUARD_CLEAN, "2 IC31" },
	{ GUARD_CLEAN, "3 IC31x2, T41" },
	{ GUARD_CLEAN, "bus C4" },
	{ GUARD_CLEAN, "bus C4, ligne 12, arrêt 35" },
	{ GUARD_CLEAN, "le 115 et le 3919" },
	{ GUARD_CLEAN, "LE 115 ET LE SAMU" },
	{ GUARD_CLEAN, "de" NBSP "100" NBSP "en cent" },
	{ GUARD_CLEAN, "plus de 100 en un mois" },
	{ GUARD_CLEAN, "RN 137 KM 12" },
	{ GUARD_CLEAN, "DU 12 AU 15" },
	{ GUARD_CLEAN, "LE 2 ET 10 JUIN" },
	{ GUARD_CLEAN, "12 RUE 35" },
	{ GUARD_CLEAN, "30min45" },
	{ GUARD_CLEAN, "30 min 45" },
	{ GUARD_CLEAN, "15 ans 12" },
	{ GUARD_CLEAN, "groupe de 12 jeunes, 15-18 ans" },
	{ GUARD_CLEAN, "CRS3035RES200mN2846200E3455000" },
	{ GUARD_CLEAN, "0 incident, 0 conflit" },
	{ GUARD_CLEAN, "06 12 34 56" },
	{ GUARD_CLEAN, "1,06 12 34 56 78" },
	{ GUARD_CLEAN, "ABC-123-DE" },
	{ GUARD_CLEAN, "AB-123-CDE" },
	{ GUARD_CLEAN, "AB-1234-CD" },
	{ GUARD_CLEAN, "éAB-123-CD" },
	{ GUARD_CLEAN, "1234 AB 3500" },
};

static void
test_samples(const struct sample *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		static const char *const names[] = { "clean", "an e-mail address", "a telephone number",
			"a number plate" };
		enum guard found = guard_text(str_of(v[i].text));

		if (!OK(found == v[i].want, "“%s” is %s", v[i].text, names[v[i].want]))
			printf("# taken for %s\n", names[found]);
	}
}

/* Every beginning of every sample is judged alike, whatever stands behind it in memory. */
static bool
same_behind(const struct sample *v, size_t n)
{
	static const char behind[] = { '9', 'A', '@', '.', '\0', '\xa0' };
	char copy[128];

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k <= strlen(v[i].text); k++) {
			enum guard first = GUARD_CLEAN;

			for (size_t b = 0; b < COUNT(behind); b++) {
				enum guard found;

				memset(copy, behind[b], sizeof(copy));
				memcpy(copy, v[i].text, k);
				found = guard_text((struct str){ copy, k });
				if (b == 0)
					first = found;
				else if (found != first)
					return false;
			}
		}
	return true;
}

int
main(void)
{
	test_samples(emails, COUNT(emails));
	test_samples(phones, COUNT(phones));
	test_samples(plates, COUNT(plates));
	test_samples(clean, COUNT(clean));
	OK(same_behind(emails, COUNT(emails)) && same_behind(phones, COUNT(phones)) &&
	    same_behind(plates, COUNT(plates)) && same_behind(clean, COUNT(clean)),
	    "what stands behind the end of a text does not count");
	OK(guard_text(STR_NONE) == GUARD_CLEAN, "no text is clean");
	return tap_done();
}
