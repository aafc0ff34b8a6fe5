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

bool
static_file(struct web_request *r, struct err *e)
{
	const struct asset *a = find(r->http->path);
	struct str accept = http_header(r->http, "accept-encoding");
	struct str tag;

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
	http_add(r->out, "Cache-Control", STR("public, max-age=31536000, immutable"));
	/* The hash in the name, and the coding: these bytes. */
	tag = str_fmt(r->arena, "\"%s%s\"", a->url + strlen("/static/"),
	    r->out->coding == CODING_BROTLI ? ".br" : r->out->coding == CODING_GZIP ? ".gz" : "");
	(void)http_conditional(r->http, r->out, tag, 0);
	return true;
}
