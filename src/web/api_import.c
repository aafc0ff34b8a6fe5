/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Files into registers, for programs. */
#include "web/pages.h"
#include "web/records.h"
#include "web/upload.h"

bool
api_import(struct web_request *r, struct err *e)
{
	struct upload u = { .bytes = r->http->body };
	struct import_result result;
	const struct form *q;

	if (!reg_asked(r, &u.reg, e) || !web_query(r, &q, e))
		return false;
	u.partial = str_is(form_get(q, "partial"), "1");
	u.dry = str_is(form_get(q, "dry"), "1");
	u.name = form_has(q, "name") ? form_get(q, "name") : STR("api");
	if (!upload_run(r, &u, &result, e))
		return false;
	/* Nothing was taken, and why stands in the answer. */
	r->out->status = result.faults.total > 0 && !u.partial ? 422 : 200;
	import_json(answer_json(r), str_cstr(r->arena, u.name), &result);
	return true;
}
