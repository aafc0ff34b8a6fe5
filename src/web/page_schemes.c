/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* All schemes within reach, for who has more of them than the rail shows. */
#include "web/page_schemes.h"

#include "base/lang.h"
#include "base/text.h"
#include "schemes.html.h"
#include "web/pages.h"
#include "web/schemes.h"

/* Whether each word is in the name or in the client's. */
static bool
fits(struct arena *a, const struct scheme_line *s, struct str words)
{
	struct buf client;
	struct str one;

	buf_init_in(&client, a);
	text_fold(&client, s->client);
	while (str_cut(&words, ' ', &one))
		if (one.n > 0 && memmem(s->folded.p, s->folded.n, one.p, one.n) == NULL &&
		    (client.n == 0 || memmem(client.p, client.n, one.p, one.n) == NULL))
			return false;
	return true;
}

bool
page_schemes(struct web_request *r, struct err *e)
{
	struct schemes_view v = { .head = { .title = str_of(_("Schemes")) } };
	const struct scheme_line *all;
	struct scheme_choice *c;
	const struct form *q;
	struct buf folded;
	struct shell s;
	size_t n;

	if (!web_query(r, &q, e) || !web_schemes(r, &all, &n, e))
		return false;
	v.asked = form_word(q, "q");
	buf_init_in(&folded, r->arena);
	text_fold(&folded, v.asked);
	v.v = c = arena_array(r->arena, struct scheme_choice, n);
	for (size_t i = 0; i < n; i++)
		if (fits(r->arena, &all[i], buf_text(&folded)))
			c[v.n++] = (struct scheme_choice){ all[i].name, all[i].client,
				web_scheme_url(r, &all[i]), false };
	/* The one that was looked for. */
	if (v.asked.p != NULL && v.n == 1) {
		answer_redirect(r, c[0].to.s);
		return true;
	}
	v.empty = (struct empty_place){ "magnifying-glass", str_of(_("No scheme here")), v.asked.p != NULL ?
		str_of(_("None that you see has these words in its name.")) :
		str_of(_("No scheme is within your reach yet.")),
		v.asked.p != NULL ? URL("/schemes") : (struct url){ STR_NONE }, str_of(_("See all schemes")) };
	shell_of(r, v.head.title, &s);
	draw_schemes(answer_page(r, 200), &s, &v);
	return true;
}
