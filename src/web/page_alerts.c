/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The stream of alerts for open pages (server-sent events). */
#include "base/lang.h"
#include "web/pages.h"
#include "web/web.h"

bool
page_alerts(struct web_request *r, struct err *e)
{
	struct http_stream *s;

	if (r->http->minor == 0)
		return err_set(e, ERR_INVALID, "alerts.http", _("This stream asks for HTTP/1.1."));
	s = http_stream_new(r->out);
	r->out->status = 200;
	r->out->type = STR("text/event-stream; charset=utf-8");
	http_add(r->out, "X-Accel-Buffering", STR("no"));
	/* How long a page waits before it comes again. */
	(void)http_stream_send(s, STR("retry: 5000\n\n"));
	if (!alerts_tell(r->web->alerts, s, &r->who.user, web_reach(r), r->lang))
		http_stream_end(s);
	return true;
}
