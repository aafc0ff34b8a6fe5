/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/doubt.h"
#include "rules/flags.h"

#include "../tap.h"

#define NBSP "\xc2\xa0"

struct sample {
	enum doubt want;
	const char *text, *marked;
};

static const struct sample samples[] = {
	{ DOUBT_NAME, "Une dame, Mme Untel, demande de passer.", "Mme Untel" },
	{ DOUBT_NAME, "vu avec madame" NBSP "Untel hier", "madame" NBSP "Untel" },
	{ DOUBT_NAME, "M. Untel-Exemple était là", "M. Untel-Exemple" },
	{ DOUBT_NAME, "M." NBSP "Éxemple", "M." NBSP "Éxemple" },
	{ DOUBT_NAME, "le Dr. Untel est venu", "Dr. Untel" },
	{ DOUBT_NAME, "Me Untel, avocate", "Me Untel" },
	{ DOUBT_NAME, "il s’appelle Camille Exemple.", "appelle Camille Exemple" },
	{ DOUBT_NAME, "un jeune prénommé Camille", "prénommé Camille" },
	{ DOUBT_NAME, "nom : Exemple", "nom : Exemple" },
	{ DOUBT_NONE, "une dame du 4e étage", NULL },
	{ DOUBT_NONE, "Madame la maire est passée", NULL },
	{ DOUBT_NONE, "Madame La Maire est passée", NULL },
	{ DOUBT_NONE, "elle me Dit bonjour", NULL },
	{ DOUBT_NONE, "arrêt M6, sortie B", NULL },
	{ DOUBT_NONE, "monsieur calme, madame aussi", NULL },
	{ DOUBT_NONE, "On nous appelle souvent", NULL },
	{ DOUBT_NONE, "Commerce fermé. Rien à signaler.", NULL },
	{ DOUBT_DWELLING, "habite appartement 12", "appartement 12" },
	{ DOUBT_DWELLING, "appt n\xc2\xb0 4B au fond", "appt n\xc2\xb0 4B" },
	{ DOUBT_DWELLING, "au 12 rue des Lilas", "12 rue" },
	{ DOUBT_DWELLING, "3 bis, avenue du Parc", "3 bis, avenue" },
	{ DOUBT_NONE, "hall 3, deux jeunes rue des Lilas", NULL },
	{ DOUBT_NONE, "3 jeunes rue des Lilas", NULL },
	{ DOUBT_NONE, "la porte est forcée, square du Parc", NULL },
	{ DOUBT_NUMBER, "dossier 1234567", "1234567" },
	{ DOUBT_NUMBER, "dossier 12.34.567 à suivre", "12.34.567" },
	{ DOUBT_NONE, "le 12/03/2025 à 21 h 40", NULL },
	{ DOUBT_NONE, "environ 1 200 personnes", NULL },
	{ DOUBT_BIRTH, "né le 3 mai", "né le 3" },
	{ DOUBT_BIRTH, "Née en 1998", NULL },
	{ DOUBT_NONE, "une tension née en fin de match", NULL },
	{ DOUBT_REFUSED, "écrire à x@exemple.fr", "écrire à x@exemple.fr" },
	{ DOUBT_NONE, "", NULL },
	{ DOUBT_NONE, "Mme", NULL },
	{ DOUBT_NONE, "M.", NULL },
	{ DOUBT_NONE, "né le ", NULL },
	{ DOUBT_NONE, "appt n\xc2", NULL },
};

static void
texts(void)
{
	for (size_t i = 0; i < COUNT(samples); i++) {
		struct str s = str_of(samples[i].text);
		size_t at = 0, n = 0;
		enum doubt got = doubt_text(s, &at, &n);
		struct str marked = str_sub(s, at, at + n);

		OK(got == samples[i].want, "“%s” is %d", samples[i].text, samples[i].want);
		if (got != DOUBT_NONE && samples[i].marked != NULL)
			OK(str_is(marked, samples[i].marked), "and “%s” is marked (“" STR_F "”)",
			    samples[i].marked, STR_A(marked));
	}
}

static const uint16_t noise[] = { 3, 7 }, other[] = { 4 };
static const struct uuid here = { { 1 } }, there = { { 2 } };

static struct flag_act
act(int32_t day, int minute, const char *place)
{
	return (struct flag_act){ .day = day, .minute = minute, .place = str_of(place), .sector = here,
		.place_kind = 1, .kinds = noise, .n_kinds = 1 };
}

static void
duplicates(void)
{
	struct flag_act a = act(100, 1430, "square"), b = act(101, 4, "square"), c;

	OK(flag_duplicate(&a, &b), "fourteen minutes apart, over midnight, is perhaps one event");
	b.minute = 5;
	OK(!flag_duplicate(&a, &b) && !flag_duplicate(&b, &a), "a quarter of an hour apart is another");
	b = act(100, 1430, "parc");
	OK(!flag_duplicate(&a, &b), "places of other names are other places");
	b.place = STR("");
	OK(flag_duplicate(&a, &b), "where one names no place, sector and kind of place decide");
	b.place_kind = 2;
	OK(!flag_duplicate(&a, &b), "and must both be the same");
	b.place_kind = 1;
	b.sector = there;
	OK(!flag_duplicate(&a, &b), "another sector is another place");
	a.cell = STR("CRS3035RES200mN1E1");
	b.cell = a.cell;
	OK(flag_duplicate(&a, &b), "the same cell is the same place, whatever the sector");
	b.cell = STR("CRS3035RES200mN1E2");
	b.sector = here;
	OK(!flag_duplicate(&a, &b), "another cell is not");
	c = act(100, 1430, "square");
	c.kinds = other;
	OK(!flag_duplicate(&a, &c), "another kind is another event");
	c.kinds = noise;
	c.n_kinds = 2;
	OK(flag_duplicate(&a, &c), "one kind in common is enough");
	c.minute = -1;
	OK(!flag_duplicate(&a, &c) && !flag_duplicate(&c, &a), "without a time nothing is said");
	a = act(100, 600, "");
	b = act(100, 600, "");
	a.sector = b.sector = (struct uuid){ { 0 } };
	OK(!flag_duplicate(&a, &b), "nor where nobody said the place");
}

static void
counts(void)
{
	OK(flag_people_from(false, 0) == 20, "without an average, twenty people are many");
	OK(flag_people_from(false, 3.0) == 20, "with a small one too");
	OK(flag_people_from(false, 6.1) == 31, "five times the average, rounded up, when that is more");
	OK(flag_people_from(true, 3.0) == 200, "where people are invited, two hundred");
	OK(flag_people_from(true, 60.0) == 300, "or five times the average");
}

static void
shifts(void)
{
	OK(!flag_outside(21 * 60, 21 * 60, 29 * 60), "the start of a shift is inside");
	OK(!flag_outside(21 * 60 - 15, 21 * 60, 29 * 60), "so is a quarter of an hour before");
	OK(flag_outside(21 * 60 - 16, 21 * 60, 29 * 60), "but not a minute more");
	OK(!flag_outside(28 * 60 + 30, 21 * 60, 29 * 60), "the night goes on over midnight");
	OK(!flag_outside(29 * 60 + 14, 21 * 60, 29 * 60), "and a quarter of an hour longer");
	OK(flag_outside(29 * 60 + 15, 21 * 60, 29 * 60), "not more");
}

static void
clocks(void)
{
	OK(!flag_clock(0) && !flag_clock(14 * 60000) && !flag_clock(-14 * 60000),
	    "a clock that is some minutes wrong is not told");
	OK(flag_clock(15 * 60000) && flag_clock(-15 * 60000) && flag_clock(3 * 86400000LL),
	    "one that is wrong by a quarter of an hour or more is, whichever way");
}

int
main(void)
{
	clocks();
	texts();
	duplicates();
	counts();
	shifts();
	return tap_done();
}
