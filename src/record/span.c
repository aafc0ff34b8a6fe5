/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/span.h"

#include "queries.h"

bool
journal_span_of(struct store *s, int64_t first, int64_t last, struct str actor, struct arena *a,
    struct span_entry **out, size_t *n, struct err *e)
{
	struct span_entry *v;
	struct sql_journal_span row;
	struct rows *rows;
	size_t k = 0;
	bool more = true;

	*n = 0;
	if (first < 1 || last < first || last - first >= SPAN_MAX)
		return true;
	v = arena_array(a, struct span_entry, SPAN_MAX);
	if (!sql_journal_span(s, first, last, actor, &rows, e))
		return false;
	while (more) {
		if (!sql_journal_span_next(rows, &row, &more, e))
			return false;
		if (!more || row.record.n != sizeof(v[k].id))
			continue;
		v[k].pos = row.pos;
		v[k].reg = reg_find(row.reg);
		memcpy(&v[k].id, row.record.p, sizeof(v[k].id));
		k += v[k].reg != NULL;
	}
	*out = v;
	*n = k;
	return true;
}
