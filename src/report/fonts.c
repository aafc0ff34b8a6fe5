/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report/fonts.h"

#include <errno.h>
#include <fontconfig/fontconfig.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/embed.h"
#include "base/lang.h"

/* From pango/pangofc-fontmap.h, which reads FreeType's headers, and those name what banned.h bans. */
typedef struct _PangoFcFontMap PangoFcFontMap;
extern void pango_fc_font_map_set_config(PangoFcFontMap *map, FcConfig *config);
extern GType pango_fc_font_map_get_type(void);

static const char *const files[] = {
	"digits-400.ttf",
	"digits-700.ttf",
	"other-400.ttf",
	"text-400.ttf",
	"text-400i.ttf",
	"text-700.ttf",
	"text-ext-400.ttf",
	"text-ext-700.ttf",
	"title-500.ttf",
	"title-700.ttf",
	"title-ext-700.ttf",
};

/* The folder has a name of its own for each document: cairo remembers faces by file name. */
struct font_folder {
	char *dir;
	char *paths[COUNT(files)];
	FcConfig *config;
	PangoFontMap *map;
};

static void
fonts_close(void *p)
{
	struct font_folder *f = p;

	if (f->map != NULL)
		g_object_unref(f->map);
	if (f->config != NULL)
		FcConfigDestroy(f->config);
	for (size_t i = 0; i < COUNT(files); i++)
		if (f->paths[i] != NULL)
			(void)unlink(f->paths[i]);
	if (f->dir != NULL)
		(void)rmdir(f->dir);
}

static bool
write_file(const char *path, const struct embedded *from, struct err *e)
{
	FILE *to = fopen(path, "wbx");

	if (to == NULL)
		return err_set(e, ERR_UNAVAILABLE, "fonts.write",
		    _("A font could not be written to the temporary folder: %s."), err_os(errno));
	if (fwrite(from->p, 1, from->n, to) != from->n || fflush(to) != 0) {
		(void)fclose(to);
		return err_set(e, ERR_BUSY, "fonts.write",
		    _("A font could not be written to the temporary folder: it may be full."));
	}
	(void)fclose(to);
	return true;
}

static bool
folder_make(struct arena *a, struct font_folder *f, struct err *e)
{
	const char *tmp = getenv("TMPDIR");
	struct str name;

	name = str_fmt(a, "%s/maillage-fonts-XXXXXX", tmp != NULL && tmp[0] == '/' ? tmp : "/tmp");
	f->dir = str_cstr(a, name);
	if (mkdtemp(f->dir) == NULL) {
		f->dir = NULL;
		return err_set(e, ERR_UNAVAILABLE, "fonts.folder",
		    _("No temporary folder could be made for the fonts: %s."), err_os(errno));
	}
	return true;
}

bool
fonts_open(struct arena *a, PangoFontMap **out, struct err *e)
{
	struct font_folder *f = arena_new(a, struct font_folder);

	arena_defer(a, fonts_close, f);
	if (!folder_make(a, f, e))
		return false;
	f->config = FcConfigCreate();
	if (f->config == NULL)
		return err_set(e, ERR_UNAVAILABLE, "fonts.config", _("The font library does not start."));
	for (size_t i = 0; i < COUNT(files); i++) {
		const struct embedded *from = embed_find(
		    str_cstr(a, str_fmt(a, "data/fonts/%s", files[i])));
		char *path = str_cstr(a, str_fmt(a, "%s/%s", f->dir, files[i]));

		if (from == NULL)
			return err_set(e, ERR_INTERNAL, "fonts.missing",
			    _("The program does not carry the font %s."), files[i]);
		f->paths[i] = path;
		if (!write_file(path, from, e))
			return false;
		if (!FcConfigAppFontAddFile(f->config, (const FcChar8 *)path))
			return err_set(e, ERR_INTERNAL, "fonts.broken",
			    _("The font %s cannot be read."), files[i]);
	}
	f->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
	if (f->map == NULL || !G_TYPE_CHECK_INSTANCE_TYPE(f->map, pango_fc_font_map_get_type()))
		return err_set(e, ERR_UNAVAILABLE, "fonts.map", _("The font library does not start."));
	pango_fc_font_map_set_config((PangoFcFontMap *)f->map, f->config);
	*out = f->map;
	return true;
}
