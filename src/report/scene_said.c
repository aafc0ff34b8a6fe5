/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Codes as a sentence says them: a label names a row ("Propreté, encombrants, cadre de vie"), a
 * finding speaks ("Les problèmes de propreté montent"). */
#include "report/scene.h"

#include "base/lang.h"

static const struct {
	const char *dim, *key, *words; /* in French with their article */
	int number;                    /* of its verb: 1 or 2, in both languages */
} said[] = {
	{ "theme", "T10", N_("noise between neighbours"), 1 },
	{ "theme", "T11", N_("other quarrels between neighbours"), 2 },
	{ "theme", "T12", N_("conflicts in common parts"), 2 },
	{ "theme", "T20", N_("conflicts of use in public space"), 2 },
	{ "theme", "T21", N_("gatherings"), 2 },
	{ "theme", "T22", N_("rivalries between groups"), 2 },
	{ "theme", "T23", N_("the feeling of insecurity"), 1 },
	{ "theme", "T30", N_("conflicts between pupils"), 2 },
	{ "theme", "T31", N_("cases of bullying"), 2 },
	{ "theme", "T32", N_("absences and drop-outs"), 2 },
	{ "theme", "T33", N_("exchanges between family and school"), 2 },
	{ "theme", "T34", N_("situations around schools"), 2 },
	{ "theme", "T40", N_("requests about rights"), 2 },
	{ "theme", "T41", N_("tense receptions"), 2 },
	{ "theme", "T42", N_("cases of isolation"), 2 },
	{ "theme", "T43", N_("cases of homelessness"), 2 },
	{ "theme", "T44", N_("talks with young people"), 2 },
	{ "theme", "T50", N_("cases of alcohol or drug use"), 2 },
	{ "theme", "T51", N_("risks of being drawn into dealing"), 2 },
	{ "theme", "T52", N_("cases of gender or family violence"), 2 },
	{ "theme", "T53", N_("dangers on nights out"), 2 },
	{ "theme", "T60", N_("situations at pools and beaches"), 2 },
	{ "theme", "T61", N_("situations in cultural places"), 2 },
	{ "theme", "T70", N_("nuisances of works"), 2 },
	{ "theme", "T71", N_("questions of mobility"), 2 },
	{ "theme", "T80", N_("problems of cleanliness"), 2 },
	{ "theme", "T81", N_("technical defects"), 2 },
	{ "theme", "T90", N_("talks about citizenship"), 2 },
	{ "theme", "T91", N_("cases of discrimination"), 2 },
	{ "incivility_family", "A", N_("offences against persons"), 2 },
	{ "incivility_family", "B", N_("offences against property"), 2 },
	{ "incivility_family", "C", N_("occupations of places"), 2 },
	{ "incivility_family", "D", N_("noise"), 1 },
	{ "incivility_family", "E", N_("problems of cleanliness"), 2 },
	{ "incivility_family", "F", N_("nuisances by vehicles"), 2 },
	{ "incivility_family", "G", N_("drug use and dealing"), 2 },
	{ "incivility_family", "H", N_("nuisances by animals"), 2 },
	{ "incivility_family", "I", N_("breaches of a facility’s rules"), 2 },
	{ "partner_kind", "PT01", N_("the town"), 1 },
	{ "partner_kind", "PT02", N_("the municipal police"), 1 },
	{ "partner_kind", "PT03", N_("the national police"), 1 },
	{ "partner_kind", "PT04", N_("the landlord"), 1 },
	{ "partner_kind", "PT05", N_("the school authority"), 1 },
	{ "partner_kind", "PT06", N_("the social service"), 1 },
	{ "partner_kind", "PT07", N_("the department"), 1 },
	{ "partner_kind", "PT08", N_("street outreach"), 1 },
	{ "partner_kind", "PT09", N_("youth justice"), 1 },
	{ "partner_kind", "PT10", N_("local associations"), 2 },
	{ "partner_kind", "PT11", N_("youth work"), 1 },
	{ "partner_kind", "PT12", N_("the youth employment office"), 1 },
	{ "partner_kind", "PT13", N_("health services"), 2 },
	{ "partner_kind", "PT14", N_("the rescue services"), 2 },
	{ "partner_kind", "PT15", N_("the shelter line 115"), 1 },
	{ "partner_kind", "PT16", N_("the child protection line 119"), 1 },
	{ "partner_kind", "PT17", N_("help to victims"), 1 },
	{ "partner_kind", "PT18", N_("the transport company"), 1 },
	{ "partner_kind", "PT19", N_("the owner of the works"), 1 },
	{ "partner_kind", "PT20", N_("the facility’s operator"), 1 },
	{ "partner_kind", "PT21", N_("the prefecture"), 1 },
	{ "partner_kind", "PT22", N_("the justice system"), 1 },
	{ "partner_kind", "PT23", N_("the technical services"), 2 },
	{ "partner_kind", "PT24", N_("the prison administration"), 1 },
	{ "partner_kind", "PT25", N_("the training fund or the employer"), 1 },
};

struct said
scene_said(struct scene *sc, const struct dim *by, struct str key)
{
	static const char *const named[] = { "scheme", "agency", "client", "town", "sector", "area" };

	for (size_t i = 0; i < COUNT(said); i++)
		if (strcmp(said[i].dim, dim_id(by)) == 0 && str_is(key, said[i].key))
			return (struct said){ scene_say(sc, "%s", _(said[i].words)), said[i].number };
	for (size_t i = 0; i < COUNT(named); i++)
		if (strcmp(named[i], dim_id(by)) == 0) {
			struct str name = scene_text(sc, dim_key_label(sc->f, by, key, sc->a));

			return (struct said){ name, str_starts(name, STR("Les ")) ? 2 : 1 };
		}
	/* A code that an operator added is quoted by its label. */
	return (struct said){ scene_say(sc, "\"" STR_F "\"", STR_A(scene_label(sc, by, key))), 1 };
}

struct said
scene_said_all(struct scene *sc, const struct said *v, size_t n)
{
	struct str words[SAID_MAX] = { STR_NONE };

	for (size_t i = 0; i < n; i++)
		words[i] = v[i].words;
	return (struct said){ series_words(sc->a, words, n), n == 1 ? v[0].number : 2 };
}
