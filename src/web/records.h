/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What pages and API of registers share: the record of an address, and saving one by the writer. */
#ifndef MAILLAGE_WEB_RECORDS_H
#define MAILLAGE_WEB_RECORDS_H

#include "record/history.h"
#include "record/list.h"
#include "record/save.h"
#include "web/gate.h"

/* The register of "{register}"; ERR_NOT_FOUND when there is none or the reader may not see it. */
bool reg_asked(struct web_request *r, const struct reg **out, struct err *e) MUST_USE;
/* The record of "{register}" and "{id}" (UUID or own id), permission OP_READ asked; ERR_NOT_FOUND
 * otherwise. */
bool record_asked(struct web_request *r, struct record *out, struct err *e) MUST_USE;
/* The same, also of one that was deleted, for who may delete it. */
bool record_asked_ever(struct web_request *r, struct record *out, struct err *e) MUST_USE;
/* Whether the reader may do that with a record that it may see. */
bool record_may(struct web_request *r, enum operation op, const struct record *rec, bool *may,
    struct err *e) MUST_USE;
/* Reads a page of a list, by the facts where they know the register and what is asked. */
bool list_quick(struct web_request *r, struct list_ask *ask, struct list_page *out, struct err *e)
    MUST_USE;
/* Saves in the writer's thread; fills who, time and randomness of the ask. */
bool web_save(struct web_request *r, struct save_ask *ask, struct save_answer *out, struct err *e)
    MUST_USE;
/* Many in one job of the writer: each stands or falls by itself; false when the store failed, and then
 * none was written. */
bool web_save_all(struct web_request *r, struct save_ask *asks, size_t n, struct save_answer *answers,
    struct err *e) MUST_USE;
/* A refusal, conflict or denial as an err (and r->faults); true for a success. */
bool save_succeeded(struct web_request *r, const struct save_answer *answer, struct err *e) MUST_USE;
/* Faults that were gathered in r->faults make the request wrong: false with err set. */
bool no_faults(struct web_request *r, struct err *e) MUST_USE;
/* A record as JSON, with its version as ETag. */
void answer_record(struct web_request *r, int status, const struct record *rec);
/* What is sealed of a record, as the reader may have it; that it was read is noted in the audit log. To be
 * called before a record is shown whole. */
bool record_reveal(struct web_request *r, struct record *rec, struct err *e) MUST_USE;
/* The same for what changed in it. */
bool history_reveal(struct web_request *r, const struct record *rec, struct history_entry *v, size_t n,
    struct err *e) MUST_USE;
/* A line of the audit log; the detail may be absent. */
bool web_note(struct web_request *r, enum audit_action action, struct str what, struct str detail,
    struct err *e) MUST_USE;

#endif
