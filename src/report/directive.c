/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report/directive.h"

#include <stdarg.h>
#include <stdio.h>

const struct directive_type directive_types[] = {
	{ DIRECTIVE_FIGURES, "figures", 1, DIRECTIVE_WORDS_MAX, "against trend",
	    "::figures ID… [against=year|before] [trend=yes]",
	    N_("A strip of key figures with their change; with their twelve months in reports of a month, "
	       "or by trend=yes.") },
	{ DIRECTIVE_CHART, "chart", 1, 2, "by top title",
	    "::chart multiples [FIGURE] by=DIM [top=6] [title=\"…\"]",
	    N_("Small multiples: one line a code over twelve months, all on one scale.") },
	{ DIRECTIVE_HEAT, "heat", 0, 1, "title", "::heat [FIGURE] [title=\"…\"]",
	    N_("A calendar of weekdays and hours that tells no team from nobody met.") },
	{ DIRECTIVE_TABLE, "table", 1, DIRECTIVE_WORDS_MAX, "by top title",
	    "::table FIGURE… [by=DIM[,DIM]] [top=40] [title=\"…\"]",
	    N_("A table: figures against the periods before, by one dimension, or one figure by two.") },
	{ DIRECTIVE_BARS, "bars", 1, 1, "by top title", "::bars FIGURE by=DIM [top=8] [title=\"…\"]",
	    N_("Named bars, the longest first, the others together at the end.") },
	{ DIRECTIVE_STACK, "stack", 1, 1, "title", "::stack outcomes [title=\"…\"]",
	    N_("One bar whose parts add up: how the interventions ended.") },
	{ DIRECTIVE_PLACES, "places", 0, 1, "top title", "::places [FIGURE] [top=10] [title=\"…\"]",
	    N_("The sectors with most records, with their change and the rule of five.") },
	{ DIRECTIVE_NOTE, "note", 1, 1, "", "::note sources|small|compare",
	    N_("A side note: where figures come from, small numbers, or what they compare with.") },
	{ DIRECTIVE_NARRATIVE, "narrative", 0, 1, "", "::narrative [PLACE]",
	    N_("What people wrote for this place of the report; nothing when nobody wrote.") },
	{ DIRECTIVE_PROPOSALS, "proposals", 0, 0, "", "::proposals",
	    N_("What people propose, as a numbered list.") },
	{ DIRECTIVE_DEFINITIONS, "definitions", 0, 0, "", "::definitions",
	    N_("Every figure used, with its definition, its calculation and its records.") },
	{ DIRECTIVE_CHECKS, "checks", 0, 0, "title", "::checks [title=\"…\"]",
	    N_("What the numbers of several registers say of each other: what does not hold, with both.") },
};
const size_t n_directive_types = COUNT(directive_types);

bool
directive_refuse(const struct directive *d, struct err *e, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return err_set(e, ERR_INVALID, "template.directive", _("Line %d, ::%s: %s"), d->line,
	    d->type->name, text);
}

struct str
directive_option(const struct directive *d, const char *name)
{
	for (size_t i = 0; i < d->n_options; i++)
		if (str_is(d->options[i].name, name))
			return d->options[i].value;
	return STR_NONE;
}

bool
directive_number(const struct directive *d, const char *name, int min, int max, int otherwise,
    int *out, struct err *e)
{
	struct str s = directive_option(d, name);
	int64_t v = otherwise;

	if (s.p != NULL && (!str_int(s, &v) || v < min || v > max))
		return directive_refuse(d, e, _("%s takes a whole number between %d and %d."), name, min,
		    max);
	*out = (int)v;
	return true;
}

/* Whether the blank-separated list holds the name. */
static bool
listed(const char *list, struct str name)
{
	struct str rest = str_of(list), one;

	while (str_cut(&rest, ' ', &one))
		if (one.n > 0 && str_eq(one, name))
			return true;
	return false;
}

static const struct directive_type *
type_find(struct str name)
{
	for (size_t i = 0; i < n_directive_types; i++)
		if (str_is(name, directive_types[i].name))
			return &directive_types[i];
	return NULL;
}

/* The next word: up to a blank that stands outside double quotes. False when only blanks are left. */
static bool
next_word(struct str *rest, struct str *word)
{
	bool quoted = false;
	size_t n = 0;

	*rest = str_trim(*rest);
	if (rest->n == 0)
		return false;
	for (; n < rest->n; n++) {
		char c = rest->p[n];

		if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == ' ' || c == '\t'))
			break;
	}
	*word = str_sub(*rest, 0, n);
	*rest = str_sub(*rest, n, rest->n);
	return true;
}

static bool
take_option(struct directive *d, struct str word, size_t eq, struct err *e)
{
	struct str name = str_sub(word, 0, eq), value = str_sub(word, eq + 1, word.n);
	const char *name_c = d->type->options;

	if (!listed(name_c, name)) {
		if (*name_c == '\0')
			return directive_refuse(d, e, _("it takes no options, “%.*s” is one."), STR_A(name));
		return directive_refuse(d, e, _("“%.*s” is no option; there are: %s."), STR_A(name), name_c);
	}
	if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
		value = str_sub(value, 1, value.n - 1);
	if (value.n == 0 || memchr(value.p, '"', value.n) != NULL)
		return directive_refuse(d, e, _("the option %.*s has no proper value."), STR_A(name));
	for (size_t i = 0; i < d->n_options; i++)
		if (str_eq(d->options[i].name, name))
			return directive_refuse(d, e, _("the option %.*s stands twice."), STR_A(name));
	if (d->n_options == DIRECTIVE_OPTIONS_MAX)
		return directive_refuse(d, e, _("too many options."));
	d->options[d->n_options++] = (struct directive_option){ .name = name, .value = value };
	return true;
}

static bool
take_word(struct directive *d, struct str word, struct err *e)
{
	/* An "=" inside quotes belongs to the value of an option before it, so the first one decides. */
	size_t eq = str_find(word, '=');

	if (eq < word.n)
		return take_option(d, word, eq, e);
	if (memchr(word.p, '"', word.n) != NULL)
		return directive_refuse(d, e, _("quotes belong to the value of an option."));
	if (d->n_words == DIRECTIVE_WORDS_MAX)
		return directive_refuse(d, e, _("too many words."));
	d->words[d->n_words++] = word;
	return true;
}

bool
directive_parse(struct str text, int line, struct arena *a, struct directive **out, struct err *e)
{
	struct directive *d = arena_new(a, struct directive);
	struct str rest = str_sub(str_dup(a, text), 2, text.n), word;

	d->line = line;
	if (rest.n == 0 || rest.p[0] == ' ' || rest.p[0] == '\t' || !next_word(&rest, &word))
		return err_set(e, ERR_INVALID, "template.directive",
		    _("Line %d: the name of a directive belongs right after “::”."), line);
	d->type = type_find(word);
	if (d->type == NULL)
		return err_set(e, ERR_INVALID, "template.directive",
		    _("Line %d: “::%.*s” is no directive. Those there are: maillage help report."), line,
		    STR_A(str_sub(word, 0, 60)));
	while (next_word(&rest, &word))
		if (!take_word(d, word, e))
			return false;
	if (d->n_words < d->type->words_min || d->n_words > d->type->words_max)
		return directive_refuse(d, e, _("it is written %s"), d->type->usage);
	*out = d;
	return true;
}
