/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the pages of people's rights share: whose page it is. */
#ifndef MAILLAGE_WEB_PERSON_ASKED_H
#define MAILLAGE_WEB_PERSON_ASKED_H

#include "access/subject.h"
#include "web/gate.h"
#include "web/page.h"

struct person_asked {
	struct subject who;
	struct str reference, title; /* "M-0003", "Member of staff M-0003" */
};
/* The person of "{kind}" and "{id}" (own id or UUID); ERR_NOT_FOUND when there is none. */
bool person_asked(struct web_request *r, struct person_asked *out, struct err *e) MUST_USE;
struct str person_title(struct web_request *r, const struct subject *who, struct str reference);
struct url person_page(struct web_request *r, const struct subject *who);
/* Who ordered it when, and until when it is to be handed over. */
struct str person_due(struct web_request *r, const struct subject_order *o);
/* What was just done, from "?done=". */
void person_flash(struct web_request *r, struct shell *s);

#endif
