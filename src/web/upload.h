/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A file that was sent, into a register: what page and API of imports share. */
#ifndef MAILLAGE_WEB_UPLOAD_H
#define MAILLAGE_WEB_UPLOAD_H

#include "record/import.h"
#include "web/gate.h"

struct upload {
	const struct reg *reg;
	struct str bytes;      /* CSV or XLSX, by what they are */
	struct str name;       /* of the file, without folders */
	bool partial, dry;
};
/* Runs alone in the writer, with the reach of who asks, and notes it in the audit log. */
bool upload_run(struct web_request *r, const struct upload *u, struct import_result *out, struct err *e)
    MUST_USE;

#endif
