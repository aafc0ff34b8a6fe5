/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* With a file's name as argument, writes the page there for who wants to look at it. */
#include "base/lang.h"
#include "report/document.h"

#include "../tap.h"

/* A slice in a constant. */
#define T(s) { ("" s), sizeof(s) - 1 }

static struct doc_figure key_figures[] = {
	{ .id = "interventions", .label = T("Interventions"), .has_value = true, .value = 742, .n = 742,
	    .printed = T("742"), .change = T("+ 9 %"), .old = T("680 en octobre 2024"),
	    .definition = T("Ce que l’équipe a fait sur place."), .calculation = T("Nombre de fiches."),
	    .anchor = T("def-interventions") },
	{ .id = "contacts", .label = T("Personnes rencontrées (contacts)"), .has_value = true,
	    .value = 2186, .n = 640, .printed = T("2 186"), .change = T("+ 4 %"),
	    .old = T("2 102 en octobre 2024"),
	    .definition = T("Une personne vue deux fois compte deux fois."), .calculation = T("Somme."),
	    .anchor = T("def-contacts") },
	{ .id = "settled_rate", .label = T("Situations apaisées"), .has_value = true, .value = 81.2,
	    .n = 532, .printed = T("81 %"), .change = T("+ 3 points"),
	    .old = T("78 % en octobre 2024"),
	    .definition = T("Part des situations."),
	    .calculation = T("Situations apaisées, divisées par toutes."), .worked = T("432 ÷ 532 = 81 %"),
	    .source = T("532 fiches de terrain"),
	    .anchor = T("def-settled_rate") },
	{ .id = "relays", .label = T("Mises en relation"), .hidden = true, .value = 3, .n = 3,
	    .printed = T("moins de 5"), .definition = T("Relais pris."), .calculation = T("Paires."),
	    .anchor = T("def-relays") },
};

static struct series series[] = {
	{ .name = T("Groupe dans un hall"), .v = { 38, 41, 40, 44, 47, 45, 49, 52, 58, 66, 71, 79 },
	    .n = 12, .reference = 46, .summary = T("hausse, 79"), .change = 1 },
	{ .name = T("Bruit"), .v = { 82, 78, 85, 90, 96, 101, 110, 118, 112, 104, 88, 61 }, .n = 12,
	    .reference = 94, .summary = T("baisse, 61"), .change = -1 },
	{ .name = T("Déchets, dégâts"), .v = { 36, 39, 35, 41, 44, 47, 43, 40, 38, 42, 45, 41 },
	    .n = 12, .reference = 40, .summary = T("41") },
	{ .name = T("<b>Conflit</b> & \"voisins\""), .v = { 44, 0, 42, 46, 41, 43, 47, 45, 42, 44, 46, 43 },
	    .n = 12, .reference = 45, .summary = T("43") },
};

static struct bar places[] = {
	{ .name = T("Tour Hamon"), .value = 64, .printed = T("64"), .change = T("+ 22") },
	{ .name = T("Place de l’Europe"), .value = 47, .printed = T("47"), .change = T("+ 1") },
	{ .name = T("Square des Acacias"), .value = 21, .printed = T("21"), .change = T("− 17") },
	{ .name = T("Tous les autres"), .value = 33, .rest = true, .printed = T("33") },
};

static struct bar outcomes[] = {
	{ .name = T("Apaisé"), .value = 431, .printed = T("431"), .change = T("58 %"), .tone = 0 },
	{ .name = T("Orienté"), .value = 118, .printed = T("118"), .change = T("16 %"), .tone = 1 },
	{ .name = T("À suivre"), .value = 104, .printed = T("104"), .change = T("14 %"), .tone = 2 },
	{ .name = T("Pas de contact"), .value = 89, .printed = T("89"), .change = T("12 %"), .tone = 3 },
};

static struct column columns[] = {
	{ .name = T("Âge") }, { .name = T("Femmes"), .number = true },
	{ .name = T("Hommes"), .number = true },
};
static struct str row_1[] = { T("18-25"), T("120"), T("240") };
static struct str row_2[] = { T("26-39"), T("80"), T("moins de 5") };
static struct str *rows[] = { row_1, row_2 };
static struct heat heat = { .first_hour = 17, .n_hours = 8, .peak_day = -1 };

static struct span words[] = {
	{ .style = SPAN_PLAIN, .text = T("L’équipe a noté ") },
	{ .style = SPAN_FIGURE, .text = T("742"), .figure = &key_figures[0] },
	{ .style = SPAN_PLAIN, .text = T(" interventions. ") },
	{ .style = SPAN_LINK, .text = T("mauvais lien"), .href = T("javascript:alert(1)") },
	{ .style = SPAN_LINK, .text = T("bon lien"), .href = T("https://example.org/?a=1&b=\"2\"") },
};
static struct span said[] = { { .text = T("On descend les poubelles plus tranquillement.") } };
static struct span first[] = { { .style = SPAN_STRONG, .text = T("Tour Hamon : une présence à 22 h") },
	{ .text = T(" Avec le bailleur, pendant quatre semaines.") } };
static struct span second[] = { { .style = SPAN_STRONG, .text = T("Square : garder le banc") },
	{ .text = T(" Le bruit a été divisé par trois.") } };
static struct span sources[] = {
	{ .text = T("742 fiches de terrain. Une personne vue deux fois compte deux fois.") },
};

static struct block proposals_items[] = {
	{ .kind = BLOCK_PARAGRAPH, .spans = first, .n_spans = 2 },
	{ .kind = BLOCK_PARAGRAPH, .spans = second, .n_spans = 2 },
};

static struct block blocks[] = {
	{ .kind = BLOCK_FIGURES, .figures = key_figures, .n_figures = 4 },
	{ .kind = BLOCK_NOTE, .title = T("D’où viennent ces chiffres ?"), .spans = sources, .n_spans = 1 },
	{ .kind = BLOCK_HEADING, .level = 2, .title = T("Ce qui s’est passé"), .id = T("passe") },
	{ .kind = BLOCK_MULTIPLES, .title = T("Les halls montent, le bruit baisse"), .series = series,
	    .n_series = 4, .scale_max = 120, .summary = T("Six thèmes sur douze mois."),
	    .note = T("Nombre de fiches par mois. Trait plein : 12 derniers mois.") },
	{ .kind = BLOCK_PARAGRAPH, .spans = words, .n_spans = 5 },
	{ .kind = BLOCK_QUOTE, .spans = said, .n_spans = 1, .note = T("Une habitante") },
	{ .kind = BLOCK_HEADING, .level = 2, .title = T("Où et quand"), .id = T("ou") },
	{ .kind = BLOCK_HEAT, .title = T("Le pic : vendredi et samedi, de 21 h à minuit"), .heat = &heat,
	    .summary = T("Le plus de fiches : samedi à 22 h.") },
	{ .kind = BLOCK_BARS, .title = T("La tour Hamon passe en tête"), .bars = places, .n_bars = 4,
	    .summary = T("Quatre lieux.") },
	{ .kind = BLOCK_TABLE, .title = T("Un public surtout masculin"), .columns = columns,
	    .n_columns = 3, .rows = rows, .n_rows = 2 },
	{ .kind = BLOCK_HEADING, .level = 2, .title = T("Ce que nous avons fait") },
	{ .kind = BLOCK_STACK, .title = T("Plus d’une fiche sur deux est apaisée"), .bars = outcomes,
	    .n_bars = 4, .summary = T("Apaisé 431, orienté 118, à suivre 104, pas de contact 89.") },
	{ .kind = BLOCK_HEADING, .level = 2, .title = T("Ce que nous proposons") },
	{ .kind = BLOCK_PROPOSALS, .children = proposals_items },
	{ .kind = BLOCK_HEADING, .level = 2, .title = T("Méthode") },
	{ .kind = BLOCK_DEFINITIONS, .figures = key_figures, .n_figures = 4 },
};

static struct document doc = {
	.lang = T("fr"),
	.template_name = T("monthly"),
	.template_title = T("Rapport mensuel"),
	.client = T("Ville d’Angers"),
	.scheme = T("Nuit <script>alert(\"x\")</script> & 'co'"),
	.structure = T("Opérateur de médiation"),
	.title = T("Octobre 2025"), .running = T("Rapport mensuel, octobre 2025"),
	.lead = T("Le mois a été plus actif qu’en 2024. Quatre situations sur cinq se terminent dans le calme."),
	.period = { .first = 20362, .last = 20392, .name = "2025-10" },
	.position = 12345,
	.made_on = T("le 4 novembre 2025"),
	.blocks = blocks,
};

static void
build(void)
{
	for (size_t k = 0; k < COUNT(series); k++)
		for (size_t i = 0; i < 12; i++)
			series[k].known[i] = true;
	series[3].known[1] = false;
	for (size_t i = 0; i + 1 < COUNT(blocks); i++)
		blocks[i].next = &blocks[i + 1];
	proposals_items[0].next = &proposals_items[1];
	for (int d = 0; d < 6; d++)
		for (int h = 0; h < 8; h++) {
			heat.out[d][h] = true;
			heat.v[d][h] = (d * 7 + h * 5) % 31;
			heat.hidden[d][h] = heat.v[d][h] > 0 && heat.v[d][h] < 5;
		}
}

static bool
holds(struct str page, const char *text)
{
	return memmem(page.p, page.n, text, strlen(text)) != NULL;
}

static size_t
times(struct str page, const char *text)
{
	size_t n = 0, len = strlen(text);
	const char *at = page.p, *end = page.p + page.n;

	while ((at = memmem(at, (size_t)(end - at), text, len)) != NULL) {
		n++;
		at += len;
	}
	return n;
}

static void
check(struct str page)
{
	static const char *const tags[] = { "section", "table", "ul", "ol", "li", "details", "div", "svg",
		"a", "p", "tr", "td", "th", "blockquote", "aside", "main", "nav", "dl" };

	OK(!holds(page, "<script"), "no script stands in the page, not even the scheme's name");
	OK(holds(page, "Nuit &lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;co&#39;"),
	    "the scheme's name is printed as it was given");
	OK(holds(page, "aria-label=\"&lt;b&gt;Conflit&lt;/b&gt; &amp; &quot;voisins&quot;"),
	    "a name inside an attribute is escaped");
	OK(!holds(page, "javascript:"), "a link that runs something is no link");
	OK(holds(page, "href=\"https://example.org/?a=1&amp;b=&quot;2&quot;\""), "a link is escaped");
	OK(!holds(page, " style=\"") && !holds(page, " onclick"), "no inline style, no event handler");
	OK(!holds(page, "src=\"") && !holds(page, "url(http") && !holds(page, "@import"),
	    "the page asks for nothing from outside");
	OK(holds(page, "<html lang=\"fr\">"), "the page says its language");
	OK(times(page, "<h1>") == 1, "there is one first heading");
	OK(holds(page, "href=\"#def-interventions\"") && holds(page, "id=\"def-interventions\""),
	    "a figure's link leads to its definition");
	OK(times(page, "moins de 5") >= 3 && !holds(page, ">3<"), "a hidden number is nowhere in the page");
	for (size_t i = 0; i < COUNT(tags); i++) {
		char open[20], open_with[20], close[20];

		snprintf(open, sizeof(open), "<%s>", tags[i]);
		snprintf(open_with, sizeof(open_with), "<%s ", tags[i]);
		snprintf(close, sizeof(close), "</%s>", tags[i]);
		OK(times(page, open) + times(page, open_with) == times(page, close),
		    "every <%s> is closed", tags[i]);
	}
}

int
main(int argc, char **argv)
{
	struct buf page, again;
	struct err e = { .kind = ERR_NONE };
	FILE *f;

	build();
	buf_init(&page);
	buf_init(&again);
	lang_use(LANG_EN);
	OK(document_html(&doc, &page, &e), "a document becomes a page");
	OK(lang_now() == LANG_EN, "the caller's language is as it was");
	OK(document_html(&doc, &again, &e) && str_eq(buf_text(&page), buf_text(&again)),
	    "the same document gives the same page");
	check(buf_text(&page));
	if (argc > 1 && (f = fopen(argv[1], "wb")) != NULL) {
		fwrite(page.p, 1, page.n, f);
		fclose(f);
	}
	buf_release(&page);
	buf_release(&again);
	return tap_done();
}
