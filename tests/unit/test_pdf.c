/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* test_pdf: checks what can be seen from inside.  test_pdf NAME FILE: writes the document NAME
 * ("full", "empty", "long", "odd"), which tests/test_pdf.py reads with poppler. */
#include <math.h>

#include "base/lang.h"
#include "report/document.h"
#include "tap.h"

#define N "\xE2\x80\xAF"
#define B "\xC2\xA0"
#define SHOWN 4u

static struct block *
block(struct arena *a, struct block ***at, enum block_kind kind)
{
	struct block *b = arena_new(a, struct block);

	b->kind = kind;
	**at = b;
	*at = &b->next;
	return b;
}

static void
text(struct arena *a, struct block *b, const char *s)
{
	b->spans = arena_new(a, struct span);
	b->spans[0].text = str_of(s);
	b->n_spans = 1;
}

static struct block *
heading(struct arena *a, struct block ***at, int level, const char *id, const char *s)
{
	struct block *b = block(a, at, BLOCK_HEADING);

	b->level = level;
	b->id = str_of(id);
	b->title = str_of(s);
	return b;
}

static void
paragraph(struct arena *a, struct block ***at, const char *s)
{
	text(a, block(a, at, BLOCK_PARAGRAPH), s);
}

static struct series
months(void)
{
	struct series s = { .summary = STR("Interventions sur douze mois" B ": entre 30 et 79."), .n = 24 };

	for (size_t i = 0; i < s.n; i++) {
		s.known[i] = i > 3;
		s.v[i] = (double)(30 + i * 7 % 50);
	}
	return s;
}

static struct doc_figure *
shown(struct arena *a)
{
	const struct doc_figure f[SHOWN] = {
		{ .id = "interventions", .label = STR("interventions"), .has_value = true, .value = 742,
		    .n = 742, .printed = STR("742"), .change = STR("+ 9" N "%"),
		    .old = STR("680 en octobre 2024"), .anchor = STR("def-interventions"),
		    .definition = STR("Une intervention est une fiche de terrain validée."),
		    .calculation = STR("Nombre de fiches validées dont la date est dans la période."),
		    .source = STR("742 fiches de terrain"), .trend = months(), .trend_low = 20,
		    .trend_high = 90 },
		{ .id = "people", .label = STR("personnes rencontrées"), .has_value = true, .value = 2186,
		    .n = 742, .printed = STR("2" N "186"), .anchor = STR("def-people"),
		    .definition = STR("Les personnes présentes, comptées par l’équipe. Une personne vue deux "
		    "fois compte deux fois."),
		    .calculation = STR("Somme des personnes de toutes les fiches.") },
		{ .id = "calmed", .label = STR("situations apaisées"), .has_value = true, .value = 81,
		    .n = 601, .printed = STR("81" N "%"), .change = STR("+ 2 points"),
		    .old = STR("79" N "% en octobre 2024"), .anchor = STR("def-calmed"),
		    .definition = STR("Part des interventions qui se terminent dans le calme."),
		    .calculation = STR("Fiches apaisées, divisées par toutes."),
		    .worked = STR("601 ÷ 742 = 81" N "%") },
		{ .id = "referrals", .label = STR("orientations vers un partenaire"), .hidden = true, .n = 3,
		    .printed = STR("moins de 5"), .anchor = STR("def-referrals"),
		    .definition = STR("Les personnes orientées vers un service."),
		    .calculation = STR("Nombre d’orientations.") },
	};

	return memcpy(arena_array(a, struct doc_figure, SHOWN), f, sizeof(f));
}

static void
add_text(struct arena *a, struct block ***at)
{
	struct block *b, **child;

	heading(a, at, 2, "passe", "Les halls montent, le bruit baisse");
	b = block(a, at, BLOCK_NOTE);
	b->title = str_of("D’où viennent ces chiffres" N "?");
	text(a, b, "742 fiches de terrain, validées une par une. Une personne vue deux fois compte deux "
	    "fois.");
	paragraph(a, at, "Les groupes dans les halls ont augmenté de plus d’un tiers depuis juillet. Le "
	    "bruit dans les squares baisse depuis que le banc du square des Acacias a été déplacé. Les "
	    "équipes passent plus tard, et restent plus longtemps au même endroit.");
	b = block(a, at, BLOCK_PARAGRAPH);
	b->n_spans = 6;
	b->spans = arena_array(a, struct span, 6);
	b->spans[0].text = str_of("Voir ");
	b->spans[1] = (struct span){ SPAN_LINK, STR("la méthode"), STR("#methode"), NULL };
	b->spans[2].text = str_of(" et les ");
	b->spans[3] = (struct span){ SPAN_FIGURE, STR("742"), STR_NONE, shown(a) };
	b->spans[4] = (struct span){ SPAN_STRONG, STR(" interventions du mois"), STR_NONE, NULL };
	b->spans[5] = (struct span){ SPAN_EMPH, STR(", toutes validées."), STR_NONE, NULL };
	b = block(a, at, BLOCK_NOTE);
	b->title = str_of("Petits nombres");
	text(a, b, "Sous 5 fiches, le point n’est pas montré. Personne ne doit être reconnu.");
	b = block(a, at, BLOCK_LIST);
	b->ordered = false;
	child = &b->children;
	{
		struct block **items = child;

		paragraph(a, &items, "Aller vers les groupes, sans attendre l’appel.");
		paragraph(a, &items, "Revenir le lendemain" B ": une parole tenue compte plus qu’un long "
		    "discours, et les habitants le disent à chaque rencontre.");
	}
}

static void
add_multiples(struct arena *a, struct block ***at)
{
	static const char *const names[] = { "Groupe dans un hall", "Bruit", "Déchets, dégâts",
		"Conflit de voisins", "Alcool ou drogue", "Personne en difficulté" };
	static const char *const ends[] = { "hausse, 79", "baisse, 61", "41", "43", "68", "44" };
	static const int change[] = { 1, -1, 0, 0, 0, 0 };
	static const double v[6][12] = { { 38, 41, 40, 44, 47, 45, 49, 52, 58, 66, 71, 79 },
		{ 82, 78, 85, 90, 96, 101, 110, 118, 112, 104, 88, 61 },
		{ 36, 39, 35, 41, 44, 47, 43, 40, 38, 42, 45, 41 },
		{ 44, 40, 42, 46, 41, 43, 47, 45, 42, 44, 46, 43 },
		{ 52, 55, 51, 58, 61, 66, 70, 74, 71, 69, 66, 68 },
		{ 31, 34, 38, 40, 36, 33, 35, 32, 36, 39, 41, 44 } };
	struct block *b = block(a, at, BLOCK_MULTIPLES);

	b->title = str_of("Deux situations changent vraiment");
	b->note = str_of("Nombre de fiches par mois. Trait plein" B ": 12 derniers mois. Pointillé" B
	    ": moyenne de l’année d’avant. En prune" B ": les changements de plus de 15" N
	    "%. Même échelle partout.");
	b->summary = str_of("Six courbes sur douze mois" B ": les halls montent à 79, le bruit baisse à 61.");
	b->n_series = 6;
	b->series = arena_array(a, struct series, 6);
	b->scale_max = 120;
	for (size_t i = 0; i < 6; i++) {
		struct series *s = &b->series[i];

		s->name = str_of(names[i]);
		s->summary = str_of(ends[i]);
		s->change = change[i];
		s->n = 12;
		s->reference = i == 4 ? (double)NAN : 46 + (double)i;
		for (size_t k = 0; k < 12; k++) {
			s->v[k] = v[i][k];
			s->known[k] = !(i == 5 && (k == 3 || k == 5 || k == 0));
		}
	}
}

static void
add_heat(struct arena *a, struct block ***at)
{
	struct block *b = block(a, at, BLOCK_HEAT);

	b->title = str_of("Le jeudi et le vendredi, entre 21 h et minuit");
	b->note = str_of("Fiches par jour et par heure, octobre 2025.");
	b->summary = str_of("Calendrier" B ": le plus fort le vendredi à 22 h, 31 fiches.");
	b->heat = arena_new(a, struct heat);
	b->heat->first_hour = 16;
	b->heat->n_hours = 12;
	b->heat->peak_day = 5;
	b->heat->peak_at = 4;
	for (int d = 0; d < 7; d++)
		for (int i = 0; i < 12; i++) {
			b->heat->out[d][i] = !(d == 0 || i > 10);
			b->heat->v[d][i] = b->heat->out[d][i] ? (d * i * 7) % 32 : 0;
			b->heat->hidden[d][i] = b->heat->v[d][i] > 0 && b->heat->v[d][i] < 5;
		}
}

static void
add_bars(struct arena *a, struct block ***at)
{
	struct block *b = block(a, at, BLOCK_BARS);

	b->title = str_of("Monplaisir porte un tiers des fiches");
	b->note = str_of("Fiches par quartier, octobre 2025.");
	b->summary = str_of("Barres" B ": Monplaisir 244, Belle-Beille 180, un quartier sous 5.");
	b->n_bars = 4;
	b->bars = arena_array(a, struct bar, 4);
	b->bars[0] = (struct bar){ .name = STR("Monplaisir"), .value = 244,
		.printed = STR("244"), .change = STR("+ 21" N "%") };
	b->bars[1] = (struct bar){ .name = STR("Belle-Beille"), .value = 180, .printed = STR("180") };
	b->bars[2] = (struct bar){ .value = 95,
		.name = STR("Quartier au très long nom qui tient sur deux lignes au moins"),
		.printed = STR("95"), .change = STR("− 4" N "%" N "; 99 en octobre 2024") };
	b->bars[3] = (struct bar){ .name = STR("Autres"), .value = 33, .rest = true,
		.printed = STR("33") };
	b = block(a, at, BLOCK_STACK);
	b->title = str_of("Plus d’hommes que de femmes");
	b->note = str_of("Personnes rencontrées, octobre 2025.");
	b->summary = str_of("Une barre" B ": 1" N "240 hommes, 800 femmes, 146 non précisé.");
	b->n_bars = 4;
	b->bars = arena_array(a, struct bar, 4);
	b->bars[0] = (struct bar){ .name = STR("Femmes"), .value = 800, .printed = STR("800"),
		.change = STR("37" N "%") };
	b->bars[1] = (struct bar){ .name = STR("Hommes"), .value = 1240, .printed = STR("1" N "240"),
		.change = STR("57" N "%"), .tone = 1 };
	b->bars[2] = (struct bar){ .name = STR("Non précisé"), .value = 146, .printed = STR("146"),
		.change = STR("7" N "%"), .tone = 8 };
	b->bars[3] = (struct bar){ .name = STR("Autre"), .value = 7, .printed = STR("7"), .tone = 2 };
}

static void
add_table(struct arena *a, struct block ***at, size_t rows)
{
	static const char *const lieux[] = { "Tour Hamon, hall 3", "Square des Acacias", "Arrêt Europe",
		"Place de la Laïcité, devant la bibliothèque et le centre social, côté marché" };
	struct block *b = block(a, at, BLOCK_TABLE);

	b->id = str_of("tableau");
	b->title = str_of("Les lieux, du plus au moins visité");
	b->note = str_of("Fiches validées. Sous 5, le nombre n’est pas montré.");
	b->n_columns = 4;
	b->columns = arena_array(a, struct column, 4);
	b->columns[0] = (struct column){ .name = STR("Lieu") };
	b->columns[1] = (struct column){ .name = STR("Situation la plus fréquente") };
	b->columns[2] = (struct column){ .name = STR("Fiches"), .number = true };
	b->columns[3] = (struct column){ .name = STR("Octobre 2024"), .number = true };
	b->n_rows = rows;
	b->rows = arena_array(a, struct str *, rows);
	for (size_t r = 0; r < rows; r++) {
		b->rows[r] = arena_array(a, struct str, 4);
		b->rows[r][0] = str_fmt(a, "%zu. %s", r + 1, lieux[r % 4]);
		b->rows[r][1] = str_of(r % 3 == 0 ? "Groupe dans un hall" : "Bruit");
		b->rows[r][2] = r % 7 == 6 ? str_of("moins de 5") : str_fmt(a, "%zu", 400 - r);
		b->rows[r][3] = str_fmt(a, "%zu", 300 - r);
	}
}

static void
add_end(struct arena *a, struct block ***at)
{
	static const char *const titles[] = { "Tour Hamon" B ": une présence à 22" B "h, du jeudi au samedi",
		"Arrêt de tram Europe" B ": prévenir la prévention spécialisée",
		"Square des Acacias" B ": garder l’aménagement" };
	static const char *const texts[] = {
		"Avec le bailleur, pendant quatre semaines. Point ensemble le 5 décembre.",
		"Sept notes parlent de rendez-vous. Nous n’en savons pas plus pour l’instant.",
		"Le bruit a été divisé par trois." };
	struct block *b = block(a, at, BLOCK_QUOTE), **child;

	text(a, b, "«" B "On sait qu’ils passent le soir. On descend les poubelles plus "
	    "tranquillement." B "»");
	b->note = str_of("Une habitante, Monplaisir");
	b = block(a, at, BLOCK_NARRATIVE);
	b = block(a, at, BLOCK_NARRATIVE);
	text(a, b, "Le responsable écrit ici ce que les chiffres ne disent pas.");
	heading(a, at, 2, "propositions", "Ce que nous proposons");
	b = block(a, at, BLOCK_PROPOSALS);
	child = &b->children;
	for (size_t i = 0; i < 3; i++) {
		struct block **items = child;
		struct block *c = block(a, &items, BLOCK_PARAGRAPH);

		c->title = str_of(titles[i]);
		text(a, c, texts[i]);
		child = items;
	}
	heading(a, at, 2, "methode", "Méthode");
	heading(a, at, 3, "chiffres", "Chaque chiffre, sa définition");
	b = block(a, at, BLOCK_DEFINITIONS);
	b->figures = shown(a);
	b->n_figures = SHOWN;
}

static struct document
full(struct arena *a, size_t rows)
{
	struct document d = { .lang = STR("fr"), .template_name = STR("monthly"),
		.template_title = STR("Rapport mensuel"), .client = STR("Ville d’Angers"),
		.scheme = STR("médiation urbaine et sociale de nuit"), .structure = STR("Opérateur d’essai"),
		.title = STR("Octobre 2025"), .running = STR("Rapport mensuel, octobre 2025"),
		 .made_on = STR("le 4 novembre 2025") };
	struct block **at = &d.blocks;
	struct block *b;
	struct err e;

	d.lead = str_of("Le mois a été plus actif qu’en 2024, surtout à Monplaisir. Quatre situations sur "
	    "cinq se terminent dans le calme. Un point demande votre attention" B
	    ": le hall 3 de la tour Hamon.");
	OK(period_parse(STR("2025-10"), &d.period, &e), "the period is one");
	b = block(a, &at, BLOCK_NOTE);
	b->title = str_of("Qui a compté" N "?");
	text(a, b, "Les équipes, sur place, le soir même. Un responsable a relu chaque fiche.");
	b = block(a, &at, BLOCK_FIGURES);
	b->figures = shown(a);
	b->n_figures = SHOWN;
	add_text(a, &at);
	add_multiples(a, &at);
	heading(a, &at, 2, "ou", "Où et quand");
	paragraph(a, &at, "Les soirées de fin de semaine concentrent les fiches.");
	add_heat(a, &at);
	add_bars(a, &at);
	add_table(a, &at, rows);
	add_end(a, &at);
	return d;
}

static struct document
empty(struct arena *a)
{
	struct document d = { .lang = STR("fr"), .title = STR("Mars 2026") };
	struct block **at = &d.blocks;
	struct err e;

	OK(period_parse(STR("2026-03"), &d.period, &e), "the period is one");
	for (int k = BLOCK_HEADING; k <= BLOCK_NOTE; k++)
		(void)block(a, &at, (enum block_kind)k);
	heading(a, &at, 2, "rien", "Rien ce mois-ci");
	block(a, &at, BLOCK_TABLE)->title = str_of("Un tableau sans ligne");
	return d;
}

static struct document
longest(struct arena *a)
{
	struct document d = full(a, 200);
	struct block **at = &d.blocks;
	struct block *b;
	struct buf words;

	buf_init_in(&words, a);
	for (int i = 0; i < 900; i++)
		buf_fmt(&words, "%smot%d", i > 0 ? " " : "", i);
	while (*at != NULL)
		at = &(*at)->next;
	heading(a, &at, 2, "long", "Un titre si long qu’il ne tient pas sur une seule ligne et doit donc "
	    "passer à la suivante sans rien perdre");
	text(a, block(a, &at, BLOCK_PARAGRAPH), str_cstr(a, buf_text(&words)));
	b = block(a, &at, BLOCK_TABLE);
	b->title = str_of("Une cellule plus longue qu’une page");
	b->n_columns = 2;
	b->columns = arena_array(a, struct column, 2);
	b->columns[0].name = str_of("Colonne");
	b->columns[1].name = str_of("Texte");
	b->n_rows = 1;
	b->rows = arena_new(a, struct str *);
	b->rows[0] = arena_array(a, struct str, 2);
	b->rows[0][0] = str_of("Unmotsanscoupurequinetientpasdutoutdanssacolonneetdoitetrecoupe");
	b->rows[0][1] = str_fmt(a, STR_F " " STR_F, STR_A(buf_text(&words)), STR_A(buf_text(&words)));
	add_table(a, &at, 3);
	b = block(a, &at, BLOCK_BARS);
	b->title = str_of("Cent barres");
	b->n_bars = 100;
	b->bars = arena_array(a, struct bar, 100);
	for (size_t i = 0; i < 100; i++) {
		b->bars[i].name = str_fmt(a, "Barre %zu", i + 1);
		b->bars[i].value = (double)(100 - i);
		b->bars[i].printed = str_fmt(a, "%zu", 100 - i);
	}
	return d;
}

/* What no report should hold, and some will. */
static struct document
odd(struct arena *a)
{
	struct document d = full(a, 3);
	struct block **at = &d.blocks, **child;
	struct block *b;

	d.lang = str_of("en");
	d.structure = str_of("A structure whose name is so long that it cannot stand in the running head "
	    "beside the title of the document, whatever is tried, and is therefore cut");
	d.title = str_of("From 14 September 2025 to the second of November 2025, both included");
	while (*at != NULL)
		at = &(*at)->next;
	heading(a, &at, 2, "ou", "The same anchor twice, and brackets (a) <b> & \\ 'c'");
	b = block(a, &at, BLOCK_PARAGRAPH);
	b->n_spans = 4;
	b->spans = arena_array(a, struct span, 4);
	b->spans[0] = (struct span){ SPAN_LINK, STR("nowhere, "), STR("#nowhere"), NULL };
	b->spans[1] = (struct span){ SPAN_LINK, STR("not allowed, "), STR("javascript:x"), NULL };
	b->spans[2] = (struct span){ SPAN_LINK, STR("outside and over so many words that the line has to "
	    "break inside of the link, "), STR("https://example.org/?a='b'&c=(d)\\"), NULL };
	b->spans[3] = (struct span){ SPAN_EMPH, STR("Łódź, Ωμέγα, Жизнь, ≥ 5 → ½ № 日本"), STR_NONE, NULL };
	b = block(a, &at, BLOCK_FIGURES);
	b->n_figures = 7;
	b->figures = arena_array(a, struct doc_figure, 7);
	for (size_t i = 0; i < 7; i++)
		b->figures[i] = (struct doc_figure){ .id = "x", .label = STR("A figure of seven"),
			.printed = str_of(i == 3 ? "123 456 789 h 30" : "12"), .has_value = true };
	b = block(a, &at, BLOCK_TABLE);
	b->title = str_of("Twenty-two columns");
	b->n_columns = 22;
	b->columns = arena_array(a, struct column, 22);
	b->n_rows = 3;
	b->rows = arena_array(a, struct str *, 3);
	for (size_t r = 0; r < 3; r++)
		b->rows[r] = arena_array(a, struct str, 22);
	for (size_t i = 0; i < 22; i++) {
		b->columns[i] = (struct column){ .name = str_fmt(a, "Column %zu", i), .number = i % 2 == 1 };
		for (size_t r = 0; r < 3; r++)
			b->rows[r][i] = i == 4 ? STR_NONE : str_fmt(a, "%zu", r * 1000 + i);
	}
	b = block(a, &at, BLOCK_HEAT);
	b->title = str_of("A whole day, thousands");
	b->heat = arena_new(a, struct heat);
	b->heat->peak_day = -1;
	b->heat->first_hour = 6;
	b->heat->n_hours = 24;
	for (int i = 0; i < 168; i++) {
		b->heat->out[i / 24][i % 24] = true;
		b->heat->v[i / 24][i % 24] = i * 12.5;
	}
	b = block(a, &at, BLOCK_MULTIPLES);
	b->n_series = 1;
	b->series = arena_new(a, struct series);
	b->series[0] = (struct series){ .name = STR("A single series of a single month with a long name "
	    "that breaks"), .v = { 5 }, .known = { true }, .n = 1, .reference = (double)NAN,
		.summary = STR("5") };
	b = block(a, &at, BLOCK_LIST);
	b->ordered = true;
	child = &b->children;
	for (int i = 0; i < 12; i++) {
		b = block(a, &child, i % 2 == 0 ? BLOCK_PARAGRAPH : BLOCK_LIST);
		if (i % 2 == 0)
			text(a, b, "An item, and below it another list.");
		else
			child = &b->children;
	}
	for (int i = 0; i < 9; i++) {
		b = block(a, &at, BLOCK_NOTE);
		b->title = str_of("One note after another");
		text(a, b, "Notes that have no text beside them stand under one another in the text itself.");
	}
	heading(a, &at, 2, "", "A heading that ends the document");
	return d;
}

static bool
write_out(const struct buf *b, const char *path)
{
	FILE *f = fopen(path, "wb");

	return f != NULL && fwrite(b->p, 1, b->n, f) == b->n && fclose(f) == 0;
}

int
main(int argc, char **argv)
{
	struct arena a;
	struct buf one, two;
	struct err e = { 0 };
	struct document d;

	arena_init(&a);
	buf_init(&one);
	buf_init(&two);
	d = argc > 2 && strcmp(argv[1], "empty") == 0 ? empty(&a)
	    : argc > 2 && strcmp(argv[1], "long") == 0 ? longest(&a)
	    : argc > 2 && strcmp(argv[1], "odd") == 0 ? odd(&a) : full(&a, 12);
	lang_use(LANG_EN);
	if (!OK(document_pdf(&d, &one, &e), "the document becomes a PDF"))
		printf("# %s\n", e.text);
	OK(lang_now() == LANG_EN, "the caller's language is as it was");
	OK(document_pdf(&d, &two, &e), "and once more");
	OK(one.n > 1000 && memcmp(one.p, "%PDF-1.7", 8) == 0, "it is PDF 1.7");
	OK(one.n == two.n && memcmp(one.p, two.p, one.n) == 0, "the same document gives the same bytes");
	if (argc > 2)
		OK(write_out(&one, argv[2]), "written to %s", argv[2]);
	buf_release(&one);
	buf_release(&two);
	arena_release(&a);
	return tap_done();
}
