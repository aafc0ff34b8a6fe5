/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/page_components.h"

#include "base/lang.h"
#include "components.html.h"
#include "web/gate.h"

/* The content is invented and French, as records are: it is not translated. */
#define T(s) { ("" s), sizeof(s) - 1 }
#define U(s) { T(s) }

static const struct page_tool tools[] = {
	{ "export", T("Exporter"), U("#"), false },
	{ "file-text", T("Préparer le rapport"), U("#"), true },
};

static const struct choice_link choices[] = {
	{ T("Semaine"), U("#"), false }, { T("Mois"), U("#"), true }, { T("Année"), U("#"), false },
};
static const struct choice_link tabs[] = {
	{ T("La fiche"), U("#"), true }, { T("Ce qui a changé"), U("#"), false },
};

static const double now_1[] = { 48, 52, 55, 50, 61, 58, 66, 70, 64, 72, 75, 71 };
static const double then_1[] = { 50, 49, 52, 54, 50, 56, 57, 60, 61, 62, 64, 65 };
static const double now_2[] = { 170, 182, 175, 190, 186, 200, 195, 204, 198, 210, 206, 212 };

#define WHY(title, definition, calculation) \
	{ T(title), T(definition), T(calculation), T("742 fiches de terrain, toutes validées"), \
	    T("3 novembre 2025 à 8 h 12"), U("#"), U("#"), 742 }

static const struct key_figure keys[] = {
	{ T("Interventions"), T("742"), .change = T("+ 9 %"), .before = T("680 en octobre 2024"),
	    .spark = { now_1, then_1, 12, T("Interventions sur 12 mois : hausse de 48 à 71 par semaine") },
	    .why = WHY("742 interventions", "Une fiche = une situation vécue sur le terrain.",
	        "751 fiches reçues, moins 9 doublons fusionnés") },
	{ T("Personnes rencontrées"), T("2 186"),
	    .before = T("pas de comparaison : le dispositif a ouvert en mai"),
	    .spark = { now_2, NULL, 12, T("Personnes rencontrées sur 12 mois : hausse") },
	    .why = WHY("2 186 personnes rencontrées", "Une personne vue deux fois compte deux fois.",
	        "Somme des comptages des 742 fiches") },
	{ T("Situations apaisées"), T("81"), T("%"), .change = T("+ 3 points"),
	    .before = T("78 % en octobre 2024"),
	    .spark = { now_1, then_1, 12, T("Part de situations apaisées sur 12 mois : stable") },
	    .why = WHY("81 % de situations apaisées", "La part des fiches finies par « C’est apaisé ».",
	        "431 apaisées sur 532 situations") },
	{ T("Mises en relation"), T("moins de 5"), .none = true,
	    .why = WHY("Mises en relation", "Relais pris avec l’accord de la personne.", "Caché : moins de 5") },
};

static const struct form_fault faults[] = {
	{ T("date"), T("La date est dans le futur.") },
	{ T("kind"), T("La nature est vide.") },
	{ { NULL, 0 }, T("La fiche ressemble à une autre du même jour.") },
};

static const struct table_column columns[] = {
	{ T("Date"), false, U("#"), -1 }, { T("Lieu"), false, U("#"), 0 },
	{ T("Personnes"), true, U("#"), 0 }, { .name = T("État") },
};
static const struct table_cell cells[] = {
	{ T("lundi 3 novembre"), U("#"), 0 }, { .text = T("Tour Hamon, hall 3") }, { .text = T("4") },
	{ .text = T("Validée"), .meaning = MEANING_GOOD },
	{ T("dimanche 2 novembre"), U("#"), 0 }, { .text = T("Square des Acacias") }, { .text = T("12") },
	{ .text = T("À revoir"), .meaning = MEANING_WARN },
	{ T("samedi 1er novembre"), U("#"), 0 }, { .text = T("<b>Rue</b> & \"place\"") }, { .text = T("1 204") },
	{ .text = T("Envoyée"), .meaning = MEANING_INFO },
};
static const struct column_choice column_choices[] = {
	{ T("date"), T("Date"), true }, { T("place"), T("Lieu"), true }, { T("n"), T("Personnes"), true },
	{ T("origin"), T("Origine"), false },
};
static const struct kept_word kept[] = { { T("sort"), T("-date") } };

static const struct input_option few[] = {
	{ T("O1"), T("Apaisé"), { NULL, 0 }, true }, { T("O2"), T("Orienté"), { NULL, 0 }, false },
	{ T("O3"), T("À suivre"), { NULL, 0 }, false },
};
static const struct input_option many[] = {
	{ T("T01"), T("Bruit"), T("Vivre ensemble"), false },
	{ T("T02"), T("Groupe dans un hall"), T("Vivre ensemble"), true },
	{ T("T03"), T("Conflit de voisins"), T("Vivre ensemble"), false },
	{ T("T10"), T("Personne en difficulté"), T("Aide"), false },
	{ T("T11"), T("Accès aux droits"), T("Aide"), true },
	{ T("T20"), T("Déchets, dégâts"), T("Cadre de vie"), false },
};
static const struct input_option places[] = {
	{ T("Monplaisir"), T("Monplaisir, Angers"), { NULL, 0 }, false },
	{ T("La Roseraie"), T("La Roseraie, Angers"), { NULL, 0 }, false },
};

static const struct input_view fields[] = {
	{ INPUT_TEXT, T("place"), T("Lieu"), T("Un lieu public, jamais un logement."),
	    .value = T("Tour Hamon, hall 3"),
	    .max = 200 },
	{ INPUT_LINES, T("comment"), T("Commentaire"), T("Ni nom, ni téléphone, ni plaque."),
	    .value = T("Le groupe était calme.\nOn a parlé du match."), .max = 280 },
	{ INPUT_NUMBER, T("duration"), T("Durée"), .unit = T("min"), .value = T("25"), .required = true },
	{ INPUT_MONEY, T("amount"), T("Montant"), .value = T("1 250,00") },
	{ INPUT_DATE, T("date"), T("Date"), .value = T("2035-11-03"), .required = true,
	    .fault = T("La date est dans le futur.") },
	{ INPUT_CLOCK, T("start"), T("Début"), .value = T("23:36"), .required = true },
	{ INPUT_YES_NO, T("weak"), T("Signal faible"), .value = T("oui") },
	{ INPUT_CODE, T("outcome"), T("Issue"), .options = few, .n_options = COUNT(few), .value = T("O1") },
	{ INPUT_CODE, T("kind"), T("Nature"), .options = many, .n_options = COUNT(many), .required = true,
	    .fault = T("La nature est vide.") },
	{ INPUT_CODES, T("themes"), T("Thèmes"), .options = many, .n_options = COUNT(many) },
	{ INPUT_REF, T("sector"), T("Secteur"), .options = places, .n_options = COUNT(places), .many = true,
	    .search = U("#"), .hint = T("Un nom inconnu est créé.") },
	{ INPUT_REF, T("scheme"), T("Dispositif"), .options = places, .n_options = COUNT(places),
	    .required = true },
	{ INPUT_SLOTS, T("schedule"), T("Horaires"), T("Lu-Ve 14:00-21:00 ; Je-Sa 21:30-06:00"),
	    .value = T("Mo-Fr 14:00-21:00") },
	{ INPUT_FILE, T("file"), T("Fichier"), T("CSV ou XLSX, 64 Mo au plus."), .accept = T(".csv,.xlsx") },
	{ INPUT_SHOWN, T("cell"), T("Carreau"), .value = T("CRS3035RES200mN2841200E3759400"), .required = true },
};

static const struct inbox_item first[] = {
	{ "door", T("Groupe dans un hall"), T("Tour Hamon, hall 3"), T("23 h 36"), MEANING_WARN,
	    T("Un nom dans le texte"), U("#"), true },
	{ "speaker-high", T("Bruit"), T("Square des Acacias"), T("23 h 10"), MEANING_WARN,
	    T("Peut-être un doublon"), U("#"), false },
	{ .icon = "hand-heart", .title = T("Personne en difficulté"), .under = T("Arrêt de tram Europe"),
	    .when = T("22 h 48"), .to = U("#") },
};
static const struct inbox_group inbox[] = {
	{ T("Nuit du lundi 3 novembre"), T("binôme 1"), first, COUNT(first) },
};

static const struct history_field changed[] = {
	{ T("Lieu"), T("Tour Hamon"), T("Tour Hamon, hall 3") }, { T("Thème"), { NULL, 0 }, T("Bruit") },
};
static const struct history_step steps[] = {
	{ T("Corrigée"), T("4 novembre 2025 à 9 h 02"), T("samir.k"), { NULL, 0 }, T("le hall manquait"), changed,
	    COUNT(changed) },
	{ T("Créée"), T("3 novembre 2025 à 23 h 41"), T("solene.t"), T("téléphone 12"), { NULL, 0 }, NULL, 0 },
};

/* One chart of each kind. */
#define KNOWN { true, true, true, true, true, true, true, true, true, true, true, true }
static struct series series[] = {
	{ .name = T("Groupe dans un hall"), .v = { 38, 41, 40, 44, 47, 45, 49, 52, 58, 66, 71, 79 },
	    .known = KNOWN, .n = 12, .reference = 46, .summary = T("hausse, 79"), .change = 1 },
	{ .name = T("Bruit"), .v = { 82, 78, 85, 90, 96, 101, 110, 118, 112, 104, 88, 61 }, .known = KNOWN,
	    .n = 12, .reference = 94, .summary = T("baisse, 61"), .change = -1 },
	{ .name = T("Déchets, dégâts"), .v = { 36, 39, 35, 41, 44, 47, 43, 40, 38, 42, 45, 41 },
	    .known = KNOWN, .n = 12, .reference = 40, .summary = T("41") },
};
#define OUT { true, true, true, true, true, true, true, true }
static struct heat heat = { .first_hour = 17, .n_hours = 8, .peak_day = 4, .peak_at = 4,
	.v = { { 6, 9, 10, 12, 23, 19, 21, 4 }, { 7, 8, 12, 15, 15, 25, 18, 0 },
	    { 7, 12, 12, 15, 19, 19, 20, 9 }, { 5, 7, 14, 15, 18, 18, 23, 7 },
	    { 8, 15, 13, 23, 36, 31, 25, 12 }, { 6, 15, 18, 17, 27, 29, 23, 10 } },
	.out = { OUT, OUT, OUT, OUT, OUT, OUT }, .hidden = { { [7] = true } } };
static struct bar places_met[] = {
	{ .name = T("Tour Hamon"), .value = 64, .printed = T("64"), .change = T("+ 22") },
	{ .name = T("Place de l’Europe"), .value = 47, .printed = T("47"), .change = T("+ 1") },
	{ .name = T("Square des Acacias"), .value = 21, .printed = T("21"), .change = T("− 17") },
	{ .name = T("Tous les autres"), .value = 33, .rest = true, .printed = T("33") },
};
static struct bar outcomes[] = {
	{ .name = T("Apaisé"), .value = 431, .printed = T("431"), .change = T("58 %"), .tone = 0 },
	{ .name = T("Orienté"), .value = 118, .printed = T("118"), .change = T("16 %"), .tone = 1 },
	{ .name = T("À suivre"), .value = 104, .printed = T("104"), .change = T("14 %"), .tone = 2 },
	{ .name = T("Pas de contact"), .value = 89, .printed = T("89"), .change = T("12 %"), .tone = 3 },
};
static const struct document document = { .period = { 20362, 20392, PERIOD_MONTH, 0, "2025-10" } };
static const struct block charts[] = {
	{ .kind = BLOCK_HEAT, .title = T("Le pic : le vendredi, de 21 h à 23 h"), .heat = &heat,
	    .summary = T("Interventions par jour et par heure. Le plus fort : le vendredi à 21 h."),
	    .note = T("Nombre d’interventions par heure. Case vide : pas d’équipe sur le terrain.") },
	{ .kind = BLOCK_BARS, .title = T("La tour Hamon passe en tête"), .bars = places_met,
	    .n_bars = COUNT(places_met), .summary = T("Lieux et nombre de fiches, du plus au moins.") },
	{ .kind = BLOCK_STACK, .title = T("Plus d’une fiche sur deux est apaisée"), .bars = outcomes,
	    .n_bars = COUNT(outcomes),
	    .summary = T("Apaisé 58 %, orienté 16 %, à suivre 14 %, sans contact 12 %.") },
	{ .kind = BLOCK_MULTIPLES, .title = T("Les halls montent, le bruit baisse"), .series = series,
	    .n_series = COUNT(series), .scale_max = 118, .summary = T("Trois thèmes sur douze mois."),
	    .note = T("Nombre de fiches par mois. Pointillé : moyenne de l’année d’avant.") },
};

const struct components components_sample = {
	.head = { T("Composants"), T("Toutes les parties des pages, dans tous leurs états."), tools,
	    COUNT(tools) },
	.choices = choices, .n_choices = COUNT(choices), .tabs = tabs, .n_tabs = COUNT(tabs),
	.keys = keys, .n_keys = COUNT(keys), .faults = faults, .n_faults = COUNT(faults),
	.table = { T("Interventions"), columns, COUNT(columns), cells, COUNT(cells) / COUNT(columns),
	    .paging = { T("1 à 3 sur 742"), U("#"), U("#") },
	    .choices = column_choices, .n_choices = COUNT(column_choices), .kept = kept, .n_kept = COUNT(kept) },
	.nothing = { T("Interventions"), columns, COUNT(columns), NULL, 0,
	    .empty = { "note-pencil", T("Aucune fiche encore"),
	        T("Les fiches de l’équipe viennent ici. La première se note en moins d’une minute."), U("#"),
	        T("Noter une situation") } },
	.fields = fields, .n_fields = COUNT(fields), .inbox = inbox, .n_inbox = COUNT(inbox),
	.steps = steps, .n_steps = COUNT(steps),
	.document = &document, .charts = charts, .n_charts = COUNT(charts),
	.question = { T("Supprimer cette fiche ?"),
	    T("Elle ne comptera plus. On peut la reprendre depuis son historique."),
	    T("Supprimer la fiche"), T("x"),
	    U("#"), U("#"), true, true },
};

bool
page_components(struct web_request *r, struct err *e)
{
	struct shell s;

	(void)e;
	shell_of(r, components_sample.head.title, &s);
	draw_components(answer_page(r, 200), &s, &components_sample);
	return true;
}
