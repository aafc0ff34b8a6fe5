/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Saving records in the writer's thread. */
#include "base/lang.h"
#include "web/records.h"
#include "web/web.h"

#include <sys/random.h>

struct save_job {
	struct saver *saver;
	const struct save_ask *asks;
	size_t n;
	struct arena *a;
	struct save_answer *out;
	enum lang lang;
};

static bool
save_job(void *ctx, struct store *s, struct err *e)
{
	struct save_job *j = ctx;

	/* Refusals speak the asker's language, and a language belongs to a thread. */
	lang_use(j->lang);
	for (size_t i = 0; i < j->n; i++)
		if (!(i == 0 ? record_save : record_save_next)(j->saver, s, &j->asks[i], j->a, &j->out[i], e))
			return false;
	return true;
}

bool
web_save_all(struct web_request *r, struct save_ask *asks, size_t n, struct save_answer *answers,
    struct err *e)
{
	struct save_job j = { r->web->saver, asks, n, r->arena, answers, r->lang };

	for (size_t i = 0; i < n; i++) {
		asks[i].who = web_reach(r);
		asks[i].now_ms = r->now_ms;
		asks[i].today = r->today;
		if (getrandom(asks[i].random, sizeof(asks[i].random), 0) != (ssize_t)sizeof(asks[i].random))
			return err_set(e, ERR_UNAVAILABLE, "system.random",
			    _("This machine gives no random numbers. Nothing was changed. Try again later."));
	}
	return web_write(r, save_job, &j, e);
}

bool
web_save(struct web_request *r, struct save_ask *ask, struct save_answer *out, struct err *e)
{
	return web_save_all(r, ask, 1, out, e);
}

bool
save_succeeded(struct web_request *r, const struct save_answer *answer, struct err *e)
{
	switch (answer->result) {
	case SAVED_NEW:
	case SAVED_CHANGED:
	case SAVED_SAME:
		return true;
	case SAVE_REFUSED:
		faults_join(web_faults(r), &answer->faults);
		return err_set(e, ERR_INVALID, "record.refused",
		    _("Something does not fit. Nothing was changed. Mend what is marked, then try again."));
	case SAVE_DENIED:
	case SAVE_HIDDEN:
	case SAVE_CONFLICT:
		break;
	}
	return save_explain(answer, e);
}
