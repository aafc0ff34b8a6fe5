/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/xlsx_part.h"

#include "base/lang.h"
#include "record/xlsx.h"

#include <errno.h>
#include <libxml/parser.h>
#include <zip.h>

#define RATIO_FROM (16u << 20) /* bytes below which packing very well is nothing strange */

struct package {
	zip_t *zip;
	uint64_t bytes; /* of the archive: a member cannot be packed into more */
};

struct part {
	zip_file_t *file;
	xmlParserCtxtPtr xml;
	struct part_events on;
	uint64_t packed, claimed, unpacked;
	bool refused, enough, ended;
	struct err why;
	char piece[XLSX_PIECE];
};

struct attributes {
	int n;
	const xmlChar **v; /* local name, prefix, namespace, value, its end */
};

struct str
attribute(const struct attributes *attributes, const char *name)
{
	for (int i = 0; i < attributes->n; i++) {
		const xmlChar **v = attributes->v + (ptrdiff_t)i * 5;

		if (strcmp((const char *)v[0], name) == 0)
			return (struct str){ (const char *)v[3], (size_t)(v[4] - v[3]) };
	}
	return STR_NONE;
}

static void
on_start(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *space, int n_spaces,
    const xmlChar **spaces, int n, int n_defaults, const xmlChar **v)
{
	struct part *p = ctx;
	struct attributes attributes = { n, v };

	(void)prefix, (void)space, (void)n_spaces, (void)spaces, (void)n_defaults;
	if (!p->refused && !p->enough && p->on.start != NULL)
		p->on.start(p->on.ctx, (const char *)name, &attributes);
}

static void
on_end(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *space)
{
	struct part *p = ctx;

	(void)prefix, (void)space;
	if (!p->refused && !p->enough && p->on.end != NULL)
		p->on.end(p->on.ctx, (const char *)name);
}

static void
on_text(void *ctx, const xmlChar *text, int n)
{
	struct part *p = ctx;

	if (!p->refused && !p->enough && p->on.text != NULL && n > 0)
		p->on.text(p->on.ctx, (struct str){ (const char *)text, (size_t)n });
}

/* No spreadsheet program writes a document type; entities that blow up come in one. */
static void
on_doctype(void *ctx, const xmlChar *name, const xmlChar *external, const xmlChar *system_id)
{
	struct part *p = ctx;
	struct err why = { 0 };

	(void)name, (void)external, (void)system_id;
	err_set(&why, ERR_INVALID, "xlsx.doctype",
	    _("This workbook declares entities of its own, which no spreadsheet needs. Nothing was "
	      "changed."));
	part_refuse(p, &why);
}

/* The parser must not write to standard error; its verdict is read from its state. */
static void
on_error(void *ctx, const xmlError *error)
{
	(void)ctx, (void)error;
}

static void
close_zip(void *p)
{
	zip_discard(p);
}

static void
close_part(void *arg)
{
	struct part *p = arg;

	if (p->xml != NULL)
		xmlFreeParserCtxt(p->xml);
	if (p->file != NULL)
		zip_fclose(p->file);
	p->xml = NULL;
	p->file = NULL;
}

static bool
damaged(struct err *e)
{
	return err_set(e, ERR_INVALID, "xlsx.damaged",
	    _("This workbook is damaged or cut short. Open it in a spreadsheet program, save it again as "
	      "XLSX and try once more. Nothing was changed."));
}

bool
package_open(struct arena *a, const char *path, struct package **out, struct err *e)
{
	struct package *p = arena_new(a, struct package);
	FILE *f = fopen(path, "rbe");
	int code;
	long end;

	if (f == NULL)
		return err_set(e, ERR_NOT_FOUND, "file.open", _("%s cannot be read: %s."), path, err_os(errno));
	if (fseek(f, 0, SEEK_END) == 0 && (end = ftell(f)) > 0)
		p->bytes = (uint64_t)end;
	fclose(f);
	p->zip = zip_open(path, ZIP_RDONLY, &code);
	if (p->zip == NULL)
		return damaged(e);
	arena_defer(a, close_zip, p->zip);
	*out = p;
	return true;
}

bool
part_open(struct package *pk, struct arena *a, const char *name, const struct part_events *on,
    struct part **out, struct err *e)
{
	static const xmlSAXHandler handler = {
		.internalSubset = on_doctype, .characters = on_text, .ignorableWhitespace = on_text,
		.cdataBlock = on_text, .initialized = XML_SAX2_MAGIC, .startElementNs = on_start,
		.endElementNs = on_end, .serror = (xmlStructuredErrorFunc)(void (*)(void))on_error,
	};
	struct part *p;
	zip_stat_t st;
	xmlSAXHandler sax = handler;

	*out = NULL;
	if (zip_stat(pk->zip, name, ZIP_FL_NOCASE, &st) != 0)
		return true;
	p = arena_new(a, struct part);
	p->on = *on;
	p->packed = (st.valid & ZIP_STAT_COMP_SIZE) != 0 ? st.comp_size : 0;
	p->packed = p->packed > pk->bytes ? pk->bytes : p->packed;
	p->claimed = (st.valid & ZIP_STAT_SIZE) != 0 ? st.size : 0;
	arena_defer(a, close_part, p);
	if ((st.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && st.encryption_method != ZIP_EM_NONE)
		return err_set(e, ERR_INVALID, "xlsx.encrypted",
		    _("This workbook is protected by a password. Save it without one. Nothing was changed."));
	p->file = zip_fopen_index(pk->zip, st.index, 0);
	if (p->file == NULL)
		return damaged(e);
	p->xml = xmlCreatePushParserCtxt(&sax, p, NULL, 0, NULL);
	if (p->xml == NULL)
		abort(); /* out of memory */
	if (on->self != NULL)
		*on->self = p;
	xmlCtxtUseOptions(p->xml, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	*out = p;
	return true;
}

void
part_refuse(struct part *p, const struct err *why)
{
	if (p->refused)
		return;
	p->refused = true;
	p->why = *why;
	xmlStopParser(p->xml);
}

void
part_enough(struct part *p)
{
	p->enough = true;
	xmlStopParser(p->xml);
}

/* What is unpacked is counted, whatever the archive claims. */
static bool
bomb(struct part *p, struct err *e)
{
	if (p->unpacked <= XLSX_UNPACKED_MAX &&
	    (p->unpacked <= RATIO_FROM || p->unpacked / XLSX_RATIO_MAX <= p->packed))
		return false;
	err_set(e, ERR_INVALID, "xlsx.bomb",
	    _("This workbook unpacks to far more than a spreadsheet holds. Nothing was changed."));
	return true;
}

bool
part_feed(struct part *p, bool *more, struct err *e)
{
	zip_int64_t n;
	int code;

	*more = false;
	if (p->refused) {
		*e = p->why;
		return false;
	}
	if (p->ended || p->enough)
		return true;
	n = zip_fread(p->file, p->piece, sizeof(p->piece));
	if (n < 0)
		return damaged(e);
	p->unpacked += (uint64_t)n;
	if (bomb(p, e))
		return false;
	p->ended = n == 0;
	code = xmlParseChunk(p->xml, p->piece, (int)n, p->ended);
	if (p->refused) {
		*e = p->why;
		return false;
	}
	if (p->enough)
		return true;
	/* A namespace that is not well-formed is only a warning here: names are read without it. */
	if (code != XML_ERR_OK && !p->xml->wellFormed)
		return damaged(e);
	*more = !p->ended;
	return true;
}

int64_t
part_position(const struct part *p)
{
	return (int64_t)p->unpacked;
}

int64_t
part_size(const struct part *p)
{
	return p->claimed > INT64_MAX ? 0 : (int64_t)p->claimed;
}

bool
part_read(struct package *pk, struct arena *a, const char *name, const struct part_events *on,
    bool *found, struct err *e)
{
	struct part *p;
	bool more = true;

	*found = false;
	if (!part_open(pk, a, name, on, &p, e))
		return false;
	if (p == NULL)
		return true;
	*found = true;
	while (more)
		if (!part_feed(p, &more, e))
			return false;
	close_part(p);
	return true;
}

/* A worksheet may be large: it is not parsed, only looked at where it ends. */
static bool
sheet_ends(zip_t *zip, zip_uint64_t i)
{
	static const char end[] = "</worksheet>";
	char piece[XLSX_PIECE];
	size_t kept = 0, tail = sizeof(end) - 1;
	zip_file_t *f = zip_fopen_index(zip, i, 0);
	zip_int64_t n = 0;

	if (f == NULL)
		return false;
	/* The last bytes of a piece are kept before the next one. */
	while ((n = zip_fread(f, piece + kept, sizeof(piece) - kept)) > 0) {
		kept += (size_t)n;
		if (kept > tail) {
			memmove(piece, piece + kept - tail, tail);
			kept = tail;
		}
	}
	zip_fclose(f);
	return n == 0 && kept == tail && memcmp(piece, end, tail) == 0;
}

bool
package_is_whole(const char *path, struct err *e)
{
	static const struct part_events nothing;
	struct arena a;
	struct package *p;
	bool whole, found;

	arena_init(&a);
	whole = package_open(&a, path, &p, e);
	for (zip_int64_t i = 0; whole && i < zip_get_num_entries(p->zip, 0); i++) {
		const char *name = zip_get_name(p->zip, (zip_uint64_t)i, 0);

		if (name != NULL && str_starts(str_of(name), STR("xl/worksheets/sheet")))
			whole = sheet_ends(p->zip, (zip_uint64_t)i);
		else
			whole = name != NULL && part_read(p, &a, name, &nothing, &found, e);
	}
	arena_release(&a);
	return whole;
}
