/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Search across registers.  The small ones are read through; of the large ones a record is found by its
 * identifier or the operator's own id, which name it without an index. */
#include "base/buf.h"
#include "base/text.h"
#include "record/find.h"
#include "record/journal.h"
#include "record/list.h"

#define WORDS_MAX 8
#define QUERY_MAX 200 /* bytes of it that are looked at */

enum rank { RANK_EXACT, RANK_TITLE, RANK_WORDS, N_RANKS };

struct searching {
	struct arena *a;
	const struct reg *reg;
	struct str folded;             /* the whole text */
	struct str words[WORDS_MAX];
	size_t n_words;
	struct buf title;
	struct search_hit *hits[N_RANKS]; /* room for the limit each */
	size_t n[N_RANKS];
	size_t limit;
};

/* Whether a word of the title begins so. */
static bool
has_word(struct str title, struct str word)
{
	for (size_t i = 0; i + word.n <= title.n; i++) {
		bool start = i == 0 || strchr(" '-/.,()_", title.p[i - 1]) != NULL;

		if (start && memcmp(title.p + i, word.p, word.n) == 0)
			return true;
	}
	return false;
}

static void
keep(struct searching *q, enum rank rank, const struct record_name *n)
{
	if (q->n[rank] == q->limit)
		return;
	q->hits[rank][q->n[rank]++] = (struct search_hit){
		.reg = q->reg, .id = n->id, .source_id = str_dup(q->a, n->source_id),
		.title = str_dup(q->a, n->title),
	};
}

static bool
look(void *ctx, const struct record_name *n)
{
	struct searching *q = ctx;
	struct str title, own;
	size_t at;

	buf_clear(&q->title);
	if (n->source_id.p != NULL)
		text_fold(&q->title, n->source_id);
	at = q->title.n;
	if (n->title.p != NULL)
		text_fold(&q->title, n->title);
	own = str_sub(buf_text(&q->title), 0, at);
	title = str_sub(buf_text(&q->title), at, q->title.n);
	if (str_eq(own, q->folded) || str_eq(title, q->folded)) {
		keep(q, RANK_EXACT, n);
	} else if (str_starts(title, q->folded) || str_starts(own, q->folded)) {
		keep(q, RANK_TITLE, n);
	} else {
		size_t i = 0;

		while (i < q->n_words && has_word(title, q->words[i]))
			i++;
		if (i == q->n_words)
			keep(q, RANK_WORDS, n);
	}
	return q->n[RANK_EXACT] < q->limit;
}

/* A record of a large register, or any by its identifier, if it may be seen. */
static bool
look_up(struct store *s, const struct codes *codes, const struct reach *who, struct searching *q,
    const struct reg *g, struct str text, struct err *e)
{
	struct record_name n = { .id = { { 0 } } };
	bool found, ambiguous, is_uuid = uuid_parse(text, &n.id);
	enum access_answer may;
	struct record r;

	if (access_may(g, who, OP_READ) == REACH_NONE || (!is_uuid && !reg_is_large(g)))
		return true;
	if (!record_find(s, g, who, text, &n.id, &found, &ambiguous, e))
		return false;
	if (!found || !record_read(s, codes, g, &n.id, q->a, &r, &found, e))
		return !found;
	if (!access_of_record(s, who, OP_READ, &r, &may, e))
		return false;
	if (may != ACCESS_GRANTED)
		return true;
	n.source_id = r.source_id;
	n.title = g->title != NULL && record_cell(&r, g->title)->set ? record_cell(&r, g->title)->s : STR_NONE;
	keep(q, RANK_EXACT, &n);
	return true;
}

bool
search_all(struct store *s, const struct codes *codes, const struct reach *who, struct str text,
    size_t limit, struct arena *a, struct search_hit **out, size_t *n, struct err *e)
{
	struct searching q = { .a = a, .limit = limit < SEARCH_MAX ? limit : SEARCH_MAX };
	struct buf folded;
	struct str rest, word;
	size_t cut = QUERY_MAX;
	bool ok = true;

	*n = 0;
	*out = NULL;
	text = str_trim(text);
	while (cut < text.n && cut > 0 && ((unsigned char)text.p[cut] & 0xc0) == 0x80)
		cut--;
	text = str_sub(text, 0, cut);
	buf_init(&folded);
	buf_init(&q.title);
	text_fold(&folded, text);
	q.folded = rest = buf_text(&folded);
	while (q.n_words < WORDS_MAX && rest.n > 0 && str_cut(&rest, ' ', &word))
		if (word.n > 0)
			q.words[q.n_words++] = word;
	for (int i = 0; i < N_RANKS; i++)
		q.hits[i] = arena_array(a, struct search_hit, q.limit);
	for (size_t i = 0; ok && q.folded.n > 0 && i < n_registers; i++) {
		q.reg = registers[i];
		ok = look_up(s, codes, who, &q, q.reg, text, e) &&
		    (reg_is_large(q.reg) || record_names(s, q.reg, who, look, &q, e));
	}
	*out = arena_array(a, struct search_hit, q.limit);
	for (int rank = 0; rank < N_RANKS; rank++)
		for (size_t i = 0; i < q.n[rank] && *n < q.limit; i++)
			(*out)[(*n)++] = q.hits[rank][i];
	buf_release(&q.title);
	buf_release(&folded);
	return ok;
}
