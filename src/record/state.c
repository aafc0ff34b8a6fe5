/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/state.h"

int
state_field(const struct reg *g)
{
	int at = reg_field(g, STR("state"));

	return at >= 0 && g->fields[at].codes != NULL && strcmp(g->fields[at].codes, "record_state") == 0
	    ? at : -1;
}

enum record_state
state_of(const struct record *r, const struct codes *codes)
{
	static const struct {
		const char *code;
		enum record_state state;
	} states[] = {
		{ "draft", STATE_DRAFT }, { "sent", STATE_SENT }, { "validated", STATE_VALIDATED },
		{ "locked", STATE_LOCKED },
	};
	int at = state_field(r->reg);
	struct str code;

	if (at < 0 || !r->cells[at].set)
		return STATE_NONE;
	code = codes_list(codes, "record_state")->v[r->cells[at].i].code;
	for (size_t i = 0; i < COUNT(states); i++)
		if (str_is(code, states[i].code))
			return states[i].state;
	return STATE_NONE;
}

bool
state_asks(enum record_state from, enum record_state to, enum operation *needs)
{
	enum record_state high = from > to ? from : to;

	if (high < STATE_VALIDATED)
		return false;
	*needs = high == STATE_LOCKED ? OP_LOCK : OP_VALIDATE;
	return true;
}

bool
state_asks_reason(enum record_state from, enum record_state to)
{
	return from >= STATE_VALIDATED && !(from == STATE_VALIDATED && to == STATE_LOCKED);
}
