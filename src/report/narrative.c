/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report/narrative.h"

#include "record/journal.h"
#include "registers/registers.h"

static struct piece *
plain(struct str text, struct arena *a)
{
	struct piece *first = NULL, **tail = &first;

	while (text.n > 0) {
		const char *gap = memmem(text.p, text.n, "\n\n", 2);
		size_t n = gap != NULL ? (size_t)(gap - text.p) : text.n;
		struct str one = str_trim(str_sub(text, 0, n));

		text = str_trim(str_sub(text, n, text.n));
		if (one.n == 0)
			continue;
		*tail = arena_new(a, struct piece);
		(*tail)->kind = PIECE_PARAGRAPH;
		(*tail)->runs = arena_new(a, struct text_run);
		(*tail)->runs->text = str_dup(a, one);
		tail = &(*tail)->next;
	}
	return first;
}

const struct piece *
words_pieces(struct str text, struct arena *a)
{
	struct piece *pieces;
	struct err e;

	return narrative_parse(text, a, &pieces, &e) ? pieces : plain(text, a);
}

bool
words_read(struct store *s, const struct codes *codes, const struct words_ask *ask, struct arena *a,
    struct report_words **out, size_t *n, struct err *e)
{
	struct template_slot *slots;
	size_t n_slots = template_slots(ask->template, a, &slots);
	struct report_words *v = arena_array(a, struct report_words, n_slots);
	size_t count = 0;

	for (size_t i = 0; i < n_slots; i++) {
		struct narrative_key k = { ask->template->name, slots[i].name, ask->scheme, ask->period.first,
			ask->period.last };
		struct uuid id = narrative_id(&k);
		bool found, finished;
		struct record r;

		if (!record_read(s, codes, &reg_narrative, &id, a, &r, &found, e))
			return false;
		if (!found || r.deleted || !record_cell(&r, "text")->set)
			continue;
		finished = record_cell(&r, "finished")->set && record_cell(&r, "finished")->i != 0;
		if (!finished && ask->wanted == WORDS_FINISHED)
			continue;
		v[count++] = (struct report_words){ slots[i].name,
			words_pieces(record_cell(&r, "text")->s, a), !finished };
	}
	*out = v;
	*n = count;
	return true;
}
