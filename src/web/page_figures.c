/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* All figures that somebody may be told, in the groups of the registers; each leads to its own page. */
#include "web/page_figures.h"

#include "base/lang.h"
#include "base/text.h"
#include "figures.html.h"
#include "web/asked.h"
#include "web/pages.h"

/* Whether each word is in the figure's name, identifier or definition. */
static bool
fits(struct arena *a, const struct figure *fig, struct str words)
{
	struct buf text;
	struct str one;

	buf_init_in(&text, a);
	text_fold(&text, str_fmt(a, "%s %s %s", lang_text(fig->label), fig->id, lang_text(fig->definition)));
	while (str_cut(&words, ' ', &one))
		if (one.n > 0 && memmem(text.p, text.n, one.p, one.n) == NULL)
			return false;
	return true;
}

/* Whether he may be told it, and it can be asked of what is within his reach. */
static bool
is_told(const struct web_request *r, const struct figure *fig, const struct asked *q)
{
	struct err e = { 0 };
	bool told = asked_figure(r, fig, &e);

	for (size_t i = 0; told && i < q->n_filters; i++)
		told = figure_takes(fig, q->filters[i].dim);
	return told;
}

static struct figure_lines
lines_of(const struct web_request *r, int group, const struct asked *q, struct str words)
{
	struct figure_line *v = arena_array(r->arena, struct figure_line, figures_count() + 1);
	size_t n = 0;

	for (size_t i = 0; figure_at(i) != NULL; i++) {
		const struct figure *fig = figure_at(i);

		if (figure_reg_group(fig) != group || !is_told(r, fig, q) || !fits(r->arena, fig, words))
			continue;
		v[n++] = (struct figure_line){ str_of(lang_text(fig->label)), str_of(lang_text(fig->definition)),
			{ str_fmt(r->arena, "/figure/%s", fig->id) } };
	}
	return (struct figure_lines){ lang_text(reg_group_label((enum reg_group)group)), v, n };
}

bool
page_figures(struct web_request *r, struct err *e)
{
	struct figures_all_view v = { .head = { .title = str_of(_("All figures")) } };
	struct figure_lines *groups = arena_array(r->arena, struct figure_lines, N_GROUPS);
	const struct form *form;
	struct buf folded;
	struct asked q;
	struct shell s;

	if (!web_query(r, &form, e) || !asked_read(r, &q, e))
		return false;
	v.asked = form_word(form, "q");
	buf_init_in(&folded, r->arena);
	text_fold(&folded, v.asked);
	v.v = groups;
	for (int g = 0; g < N_GROUPS; g++) {
		groups[v.n] = lines_of(r, g, &q, buf_text(&folded));
		v.n += groups[v.n].n > 0;
	}
	v.empty = (struct empty_place){ "magnifying-glass", str_of(_("No figure here")),
		str_of(_("None that you may be told has these words in its name or definition.")),
		URL("/figures"), str_of(_("See all figures")) };
	shell_of(r, v.head.title, &s);
	draw_figures_all(answer_page(r, 200), &s, &v);
	return true;
}
