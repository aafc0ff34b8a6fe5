/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The nomenclature: code lists with labels, validity and roll-ups.  The data files of
 * data/nomenclature/ are embedded, loaded into table `code` at init, and read back from the store,
 * so that a contract's sub-codes stand beside the common ones.  Codes are immutable: an index in a
 * list is stable within a process, the code itself for ever.
 *
 * A contract may have codes of its own below a common one (IN1-CAF, counted as IN1) and may hide common
 * ones: records of the register contract_code, read with the lists.  An own code always stands behind
 * the common ones of its list.
 */
#ifndef MAILLAGE_RECORD_CODES_H
#define MAILLAGE_RECORD_CODES_H

#include "base/uuid.h"
#include "store/store.h"

/* Lists: register (R1…), kind, theme, incivility, place_kind, age, sex, action, outcome, origin,
 * partner_kind, form, client_kind, staff_role, shift_state, record_state, contract_kind,
 * partner_source, instance, slot, incivility_family, place_group, origin_group, client_theme, … */
/* A contract that has the code as its own, or hides it. */
struct code_use {
	struct uuid contract;
	bool hidden;
	int32_t from, to; /* days; DAY_NONE: open */
};

struct code {
	struct str code;
	struct str label_fr, label_en;
	struct str rolls;    /* "register=R1 counts=passive contact=no": roll-ups as key=value */
	int32_t from, to;    /* validity, days; DAY_NONE: open */
	struct str parent;   /* a sub-code's common code; absent for a common one */
	uint16_t parent_i;   /* its index, or own index */
	bool of_contract;    /* a contract's own: figures count it as its parent */
	const struct code_use *uses;
	size_t n_uses;
};

struct code_list {
	struct str name;
	const struct code *v;
	size_t n;
	void *index; /* codes and folded labels, private */
};

struct codes; /* all lists of a store */

#define CODE_NONE UINT16_MAX

/* Writes the embedded lists into the store, within the caller's transaction: adds codes that are new;
 * of one that is there, labels, place and last day may change, never its meaning (roll-ups, parent). */
bool codes_load(struct store *s, int64_t *added, struct err *e) MUST_USE;
bool codes_open(struct store *s, struct arena *a, struct codes **out, struct err *e) MUST_USE;
/* Whether contracts' codes were changed since these were read: open them again then. Places of codes
 * that are in both are the same. */
bool codes_changed(struct store *s, const struct codes *c, bool *changed, struct err *e) MUST_USE;
/* The embedded lists without a store (help, tests). */
bool codes_embedded(struct arena *a, struct codes **out, struct err *e) MUST_USE;
const struct code_list *codes_list(const struct codes *c, const char *list); /* NULL when unknown */
/* By code (any case) or label (French or English; case, accents, blanks ignored). CODE_NONE when
 * unknown. */
uint16_t code_find(const struct code_list *l, struct str text);
/* The label in the current language. */
struct str code_label(const struct code_list *l, uint16_t i);
/* The value of a roll-up key ("register"), absent when it has none. A sub-code has its parent's. */
struct str code_roll(const struct code_list *l, uint16_t i, const char *key);
/* The place under which figures count it: its own, or the parent's of a contract's own code. */
uint16_t code_counted(const struct code_list *l, uint16_t i);
/* Three nearest labels to a text, nearest first, for a refusal. Returns how many. */
size_t code_nearest(const struct code_list *l, struct str text, uint16_t out[3]);

#endif
