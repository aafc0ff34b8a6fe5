/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Files into registers, for programs; and the way that pages share with it. */
#include "base/lang.h"
#include "web/pages.h"
#include "web/records.h"
#include "web/upload.h"

#include <errno.h>
#include <stdio.h>
#include <sys/random.h>
#include <unistd.h>

struct upload_job {
	struct import_options options;
	struct table table;
	struct arena *arena;
	struct import_result *result;
};

static bool
job_import(void *ctx, struct store *s, struct err *e)
{
	struct upload_job *j = ctx;
	struct codes *codes;

	return codes_open(s, j->arena, &codes, e) &&
	    import_table(s, codes, &j->options, &j->table, j->arena, j->result, e);
}

struct noted {
	struct str register_name, detail;
	struct deed deed;
};

static bool
job_note(void *ctx, struct store *s, struct err *e)
{
	struct noted *n = ctx;

	return audit_put(s, AUDIT_IMPORT, n->register_name, n->detail, &n->deed, e);
}

static bool
spool(struct str bytes, int fd, struct err *e)
{
	while (bytes.n > 0) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(e, ERR_UNAVAILABLE, "file.write",
			    _("The file could not be written: %s. The store is as it was."), strerror(errno));
		bytes = str_sub(bytes, (size_t)n, bytes.n);
	}
	return true;
}

/* Tables are opened by name: the nameless file has one for this process. */
static bool
open_table(struct web_request *r, struct str bytes, struct table *out, struct err *e)
{
	char path[32];
	bool ok;
	int fd;

	if (!http_spool(&fd, e))
		return false;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	ok = spool(bytes, fd, e) && table_open(r->arena, path, out, e);
	close(fd);
	return ok;
}

bool
upload_run(struct web_request *r, const struct upload *u, struct import_result *out, struct err *e)
{
	struct upload_job j = { .arena = r->arena, .result = out, .options = {
		.reg = u->reg, .file_name = u->name, .partial = u->partial, .dry = u->dry,
		.actor = r->who.reach.login, .who = web_reach(r), .now_ms = r->now_ms, .today = r->today } };
	struct noted n = { str_of(u->reg->name), STR_NONE, web_deed(r) };

	if (getrandom(j.options.random, sizeof(j.options.random), 0) != sizeof(j.options.random))
		return err_set(e, ERR_UNAVAILABLE, "random",
		    _("This machine gives no random numbers. Nothing was changed. Try again later."));
	if (!open_table(r, u->bytes, &j.table, e) || !writer_do_alone(web_writer(r), job_import, &j, e))
		return false;
	if (!out->written)
		return true;
	n.detail = str_fmt(r->arena, "lines=%lld made=%lld changed=%lld refused=%lld", (long long)out->lines,
	    (long long)out->made, (long long)out->changed, (long long)out->refused);
	return web_write(r, job_note, &n, e);
}

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
