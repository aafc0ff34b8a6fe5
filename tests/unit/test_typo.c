/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/str.h"
#include "report/typo.h"
#include "tap.h"

#define N "\xE2\x80\xAF" /* U+202F */
#define B "\xC2\xA0"     /* U+00A0 */

struct trial {
	const char *what, *given, *french, *english;
};

static const struct trial trials[] = {
	{ "a question mark takes a narrow space", "Qui ?", "Qui" N "?", "Qui ?" },
	{ "a missing space is added", "Qui?Quoi !", "Qui" N "?Quoi" N "!", "Qui?Quoi !" },
	{ "semicolons too", "un ; deux", "un" N "; deux", "un ; deux" },
	{ "two marks stand together", "Quoi ?!", "Quoi" N "?!", "Quoi ?!" },
	{ "a colon takes a full no-break space", "Lieu : hall", "Lieu" B ": hall", "Lieu : hall" },
	{ "a colon without a space gains one", "Lieu: hall", "Lieu" B ": hall", "Lieu: hall" },
	{ "clock times are left alone", "à 21:40 au plus", "à 21:40 au plus", "à 21:40 au plus" },
	{ "guillemets hold their text", "« oui »", "«" B "oui" B "»", "« oui »" },
	{ "guillemets without spaces", "«oui»", "«" B "oui" B "»", "«oui»" },
	{ "straight quotes become guillemets", "dit \"oui\".", "dit «" B "oui" B "».",
	    "dit \xE2\x80\x9Coui\xE2\x80\x9D." },
	{ "the apostrophe is a real one", "l'équipe d'Angers", "l’équipe d’Angers", "l’équipe d’Angers" },
	{ "an apostrophe after a digit", "les 5'", "les 5'", "les 5'" },
	{ "three points are one sign", "et puis...", "et puis…", "et puis…" },
	{ "four points are left alone", "a....b", "a....b", "a....b" },
	{ "thousands do not break", "1 264 heures", "1" N "264 heures", "1 264 heures" },
	{ "two plain numbers may break", "12 34 lieux", "12 34 lieux", "12 34 lieux" },
	{ "a year holds nothing", "en 2024 125 lieux", "en 2024 125 lieux", "en 2024 125 lieux" },
	{ "millions hold together", "2 186 400 pas", "2" N "186" N "400 pas", "2 186 400 pas" },
	{ "a year is no thousand", "en 3 2025", "en 3 2025", "en 3 2025" },
	{ "percent stays on its number", "81 % et 9%", "81" N "% et 9" N "%", "81 % et 9%" },
	{ "euros too", "2 390 €", "2" N "390" N "€", "2 390 €" },
	{ "units too", "17 h 30, 5 min", "17" B "h 30, 5" B "min", "17 h 30, 5 min" },
	{ "a word that begins like a unit breaks", "3 heures", "3 heures", "3 heures" },
	{ "a day stays with its month", "le 4 novembre 2025", "le 4" B "novembre 2025",
	    "le 4 novembre 2025" },
	{ "ranges get a dash", "18-25 ans, 2024-2025", "18–25" B "ans, 2024–2025", "18–25 ans, 2024–2025" },
	{ "dates are no ranges", "2025-03-14 et 2025-03", "2025-03-14 et 2025-03",
	    "2025-03-14 et 2025-03" },
	{ "words keep their hyphen", "porte-à-porte", "porte-à-porte", "porte-à-porte" },
	{ "codes keep their hyphen", "SC-12-14", "SC-12-14", "SC-12-14" },
	{ "addresses stay", "voir https://a.fr/?q=1;b: ici", "voir https://a.fr/?q=1;b" B ": ici",
	    "voir https://a.fr/?q=1;b: ici" },
	{ "mail addresses stay", "d'a@b.fr", "d'a@b.fr", "d'a@b.fr" },
	{ "nothing gives nothing", "", "", "" },
	{ "a lone mark is not preceded", "?", "?", "?" },
};

static struct str
of(struct arena *a, struct str s, enum lang l)
{
	return typo(a, s, l);
}

int
main(void)
{
	struct arena a;

	arena_init(&a);
	for (size_t i = 0; i < COUNT(trials); i++) {
		const struct trial *t = &trials[i];
		struct str fr = of(&a, str_of(t->given), LANG_FR);
		struct str en = of(&a, str_of(t->given), LANG_EN);

		if (!OK(str_is(fr, t->french), "French: %s", t->what))
			printf("# got  " STR_F "\n# want %s\n", STR_A(fr), t->french);
		if (!OK(str_is(en, t->english), "English: %s", t->what))
			printf("# got  " STR_F "\n# want %s\n", STR_A(en), t->english);
		OK(str_eq(of(&a, fr, LANG_FR), fr), "French, twice: %s", t->what);
		OK(str_eq(of(&a, en, LANG_EN), en), "English, twice: %s", t->what);
	}
	OK(typo(&a, STR_NONE, LANG_FR).p == NULL, "absent stays absent");
	arena_release(&a);
	return tap_done();
}
