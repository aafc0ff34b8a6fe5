/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/asset.h"

#include "base/lang.h"
#include "web/web.h"

const char *
asset_url(const char *name)
{
	size_t low = 0, high = n_assets;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int c = strcmp(name, assets[middle].name);

		if (c == 0)
			return assets[middle].url;
		if (c < 0)
			high = middle;
		else
			low = middle + 1;
	}
	fprintf(stderr, "event=no_such_asset name=%s\n", name);
	abort();
}

static const struct asset *
find(struct str path)
{
	for (size_t i = 0; i < n_assets; i++)
		if (str_is(path, assets[i].url))
			return &assets[i];
	return NULL;
}

/* The form that the browser takes, under a tag of its own. */
static bool
give(struct web_request *r, const struct asset *a, const char *cache, struct err *e)
{
	struct str accept = http_header(r->http, "accept-encoding");

	if (a == NULL)
		return err_set(e, ERR_NOT_FOUND, "web.not_found", _("There is nothing at this address."));
	r->out->status = 200;
	r->out->type = str_of(a->type);
	r->out->fixed = a->raw;
	if (a->brotli.p != NULL && http_accepts(accept, "br")) {
		r->out->fixed = a->brotli;
		r->out->coding = CODING_BROTLI;
	} else if (a->gzip.p != NULL && http_accepts(accept, "gzip")) {
		r->out->fixed = a->gzip;
		r->out->coding = CODING_GZIP;
	}
	if (a->gzip.p != NULL || a->brotli.p != NULL)
		http_add(r->out, "Vary", STR("Accept-Encoding"));
	http_add(r->out, "Cache-Control", str_of(cache));
	/* The content's hash, and the coding: these bytes. */
	(void)http_conditional(r->http, r->out, str_fmt(r->arena, "\"%s%s\"", a->hash,
	    r->out->coding == CODING_BROTLI ? ".br" : r->out->coding == CODING_GZIP ? ".gz" : ""), 0);
	return true;
}

bool
static_file(struct web_request *r, struct err *e)
{
	return give(r, find(r->http->path), "public, max-age=31536000, immutable", e);
}

bool
field_file(struct web_request *r, struct err *e)
{
	return give(r, find(r->http->path), "no-cache", e);
}

bool
field_door(struct web_request *r, struct err *e)
{
	(void)e;
	answer_redirect(r, STR("/terrain/"));
	return true;
}
