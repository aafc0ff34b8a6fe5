/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/buf.h"
#include "base/embed.h"
#include "report/template.h"

#include "../tap.h"

#define HEAD "---\ntitle: Essai\nlang: fr\nperiod: month\n---\n"

static struct template *
good(struct arena *a, const char *text)
{
	struct template *t = NULL;
	struct err e = { .kind = ERR_NONE };

	if (!template_parse(STR("test"), str_of(text), a, &t, &e)) {
		printf("# %s\n", e.text);
		return NULL;
	}
	return t;
}

static void
refused(struct arena *a, const char *text, const char *part, const char *why)
{
	struct template *t = NULL;
	struct err e = { .kind = ERR_NONE };
	bool ok = template_parse(STR("test"), str_of(text), a, &t, &e);

	OK(!ok && e.kind == ERR_INVALID && strstr(e.text, part) != NULL && t == NULL, "%s", why);
	if (!ok && strstr(e.text, part) == NULL)
		printf("# %s\n", e.text);
}

static void
test_reading(struct arena *a)
{
	struct template *t = good(a, HEAD "\n## Titre *vif*\n\nDu texte, {{contacts.minors}} et {{a_b}}.\n\n"
	    "::figures interventions contacts against=before\n::heat\n\n"
	    "1. Un\n2. **Deux** fois\n\n> Une parole.\n>\n> — Une habitante\n");
	const struct piece *p = t != NULL ? t->pieces : NULL;
	const struct text_run *r;

	OK(t != NULL && str_is(t->title, "Essai") && t->lang == LANG_FR && t->period == PERIOD_MONTH,
	    "the front matter is read");
	if (p == NULL)
		return;
	OK(p->kind == PIECE_HEADING && p->level == 2 && p->line == 7, "a heading knows its line");
	OK(p->runs != NULL && p->runs->next != NULL && p->runs->next->style == TEXT_EMPH,
	    "emphasis is a style of a run");
	p = p->next;
	r = p->runs;
	OK(str_is(r->text, "Du texte, ") && r->next->style == TEXT_FIGURE &&
	    str_is(r->next->text, "contacts.minors"), "a figure in a text is a run of its own");
	OK(str_is(r->next->next->next->text, "a_b"), "an underscore does not break a figure's name");
	p = p->next;
	OK(p->kind == PIECE_DIRECTIVE && p->directive->type->kind == DIRECTIVE_FIGURES &&
	    p->directive->n_words == 2 && str_is(p->directive->words[1], "contacts") &&
	    str_is(directive_option(p->directive, "against"), "before"), "a directive has words and options");
	p = p->next;
	OK(p->directive->type->kind == DIRECTIVE_HEAT && p->directive->line == 12,
	    "directives on following lines are each one");
	p = p->next;
	OK(p->kind == PIECE_LIST && p->ordered && p->children->next->runs->style == TEXT_STRONG,
	    "an ordered list has its items");
	p = p->next;
	OK(p->kind == PIECE_QUOTE && p->source != NULL && str_is(p->source->text, "Une habitante"),
	    "who spoke stands behind a dash");
}

static void
test_refusals(struct arena *a)
{
	struct buf b;

	refused(a, "", "1", "an empty template is refused");
	refused(a, "# Rien\n", "1", "a template without front matter is refused");
	refused(a, "---\ntitle: x\n", "3", "a front matter that never ends is refused");
	refused(a, "---\ntitle: x\n---\n", "3", "a template without language is refused");
	refused(a, "---\ntitle: x\nlang: de\n---\n", "3", "an unknown language is refused with its line");
	refused(a, "---\ntitle: x\nlang: fr\ncolour: red\n---\n", "colour", "an unknown name is refused");
	refused(a, HEAD "\n::figure x\n", "7", "an unknown directive is refused with its line");
	refused(a, HEAD "\ntext\n\n::places topp=3\n", "topp", "an unknown option is refused by name");
	refused(a, HEAD "\n::places top=3 top=4\n", "top", "an option given twice is refused");
	refused(a, HEAD "\n::bars\n", "7", "a directive without its words is refused");
	refused(a, HEAD "\n:: heat\n", "7", "a directive without a name is refused");
	refused(a, HEAD "\n::heat\ntext\n", "7", "text right behind a directive is refused");
	refused(a, HEAD "\n- ::heat\n", "7", "a directive inside a list is refused");
	refused(a, HEAD "\n# Titre\n", "7", "a heading of level 1 is refused");
	refused(a, HEAD "\n<b>x</b>\n", "HTML", "HTML is refused");
	refused(a, HEAD "\ntexte <b>x</b>\n", "HTML", "HTML inside a text is refused");
	refused(a, HEAD "\n![x](y.png)\n", "7", "a picture is refused");
	refused(a, HEAD "\n{{interventions\n", "7", "a figure that is never closed is refused");
	refused(a, HEAD "\n> > a\n", "7", "a quotation inside a quotation is refused");
	refused(a, HEAD "\n\xff\xfe\n", "UTF-8", "text that is no UTF-8 is refused");
	buf_init(&b);
	buf_cstr(&b, HEAD "\n");
	for (int i = 0; i <= TEMPLATE_DIRECTIVES_MAX; i++)
		buf_cstr(&b, "::heat\n");
	buf_char(&b, '\0');
	refused(a, b.p, "", "too many directives are refused");
	buf_clear(&b);
	buf_cstr(&b, HEAD "\n");
	for (int i = 0; i < 200; i++)
		buf_cstr(&b, "*a **b ");
	for (int i = 0; i < 200; i++)
		buf_cstr(&b, "b** a* ");
	buf_char(&b, '\0');
	refused(a, b.p, "7", "emphasis nested too deep is refused");
	buf_clear(&b);
	buf_cstr(&b, HEAD "\n");
	while (b.n <= TEMPLATE_BYTES_MAX)
		buf_cstr(&b, "texte\n\n");
	buf_char(&b, '\0');
	refused(a, b.p, "", "a text that is too long is refused");
	buf_release(&b);
}

static void
test_table(struct arena *a)
{
	bool helped = true, ordered = true;

	for (size_t i = 0; i < n_directive_types; i++) {
		helped = helped && *directive_types[i].help != '\0' &&
		    strncmp(directive_types[i].usage, "::", 2) == 0 &&
		    strncmp(directive_types[i].usage + 2, directive_types[i].name,
		    strlen(directive_types[i].name)) == 0;
		ordered = ordered && (size_t)directive_types[i].kind == i;
	}
	OK(helped, "every directive says how it is written and what it does");
	OK(ordered, "the table of directives has each kind once");
	for (size_t i = 0; i < n_embedded_files; i++) {
		const struct embedded *f = &embedded_files[i];
		struct template *t = NULL;
		struct err e = { .kind = ERR_NONE };

		if (!str_starts(str_of(f->name), STR("reports/")))
			continue;
		OK(template_parse(str_of(f->name), (struct str){ (const char *)f->p, f->n }, a, &t, &e),
		    "%s is a good template", f->name);
		if (e.kind != ERR_NONE)
			printf("# %s\n", e.text);
	}
}

static void
test_narrative(struct arena *a)
{
	struct piece *p = NULL;
	struct err e = { .kind = ERR_NONE };

	OK(narrative_parse(STR("Du texte avec [un lien](https://example.org) et [un autre](javascript:x).\n"),
	    a, &p, &e) && p->kind == PIECE_PARAGRAPH, "a narrative is read");
	if (p != NULL)
		OK(p->runs->next->style == TEXT_LINK && p->runs->next->next->style == TEXT_PLAIN,
		    "an address that runs something is plain text");
	OK(!narrative_parse(STR("::heat\n"), a, &p, &e), "a narrative with a directive is refused");
	OK(!narrative_parse(STR("{{contacts}}\n"), a, &p, &e), "a narrative with a figure is refused");
}

static void
test_slots(struct arena *a)
{
	struct template *t = NULL;
	struct template_slot *v;
	struct err e = { .kind = ERR_NONE };

	OK(template_parse(STR("r"), STR(HEAD "## Ce que l'équipe dit\n\n::narrative\n\n## Et *ensuite*\n\n"
	    "::narrative next-month\n::proposals\n"), a, &t, &e), "a template may have several places for words");
	OK(t != NULL && template_slots(t, a, &v) == 3 && str_is(v[0].name, "text") && !v[0].proposals &&
	    str_is(v[0].heading, "Ce que l'équipe dit") && str_is(v[1].name, "next-month") &&
	    str_is(v[1].heading, "Et ensuite") && str_is(v[2].name, "proposals") && v[2].proposals,
	    "each has its name and the heading over it");
	refused(a, HEAD "::narrative\n\n::narrative text\n", "8", "a place is there once");
	refused(a, HEAD "::narrative Le_mois\n", "6", "a place has a plain name");
	refused(a, HEAD "::narrative a b\n", "PLACE", "a place has one name");
}

int
main(void)
{
	struct arena a;

	arena_init(&a);
	test_reading(&a);
	test_refusals(&a);
	test_table(&a);
	test_narrative(&a);
	test_slots(&a);
	arena_release(&a);
	return tap_done();
}
