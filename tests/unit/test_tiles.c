/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/codes.h"
#include "registers/tiles.h"

#include "../tap.h"

static struct codes *codes;

static bool
known(const char *list, const char *all)
{
	struct str rest = str_of(all), one;

	while (str_cut(&rest, ' ', &one)) {
		const struct code_list *l = codes_list(codes, list);
		uint16_t i = code_find(l, one);

		if (i == CODE_NONE || !str_eq(l->v[i].code, one))
			return false;
	}
	return true;
}

static void
each_form(void)
{
	const struct code_list *forms = codes_list(codes, "form");
	const struct tile *v[TILES_A_FORM];

	for (size_t i = 0; i < forms->n; i++) {
		size_t all = 0;
		bool differ = true;

		for (size_t k = 0; k < n_tiles; k++)
			all += tile_has(tiles[k].forms, forms->v[i].code);
		OK(all == TILES_A_FORM && tiles_of(forms->v[i].code, v) == TILES_A_FORM,
		    "the form " STR_F " has eight tiles (%zu)", STR_A(forms->v[i].code), all);
		for (size_t a = 0; a < TILES_A_FORM; a++)
			for (size_t b = a + 1; b < TILES_A_FORM; b++)
				differ = differ && !(strcmp(v[a]->kind, v[b]->kind) == 0 &&
				    strcmp(v[a]->theme, v[b]->theme) == 0);
		OK(differ, "no two of " STR_F " stand for the same", STR_A(forms->v[i].code));
	}
	OK(tiles_of(STR("none"), v) == TILES_A_FORM && tile_has(v[0]->forms, STR("FJ")),
	    "an unknown form has those of the day");
}

static bool
is_icon(const char *name, struct str sprite)
{
	char id[64];

	snprintf(id, sizeof(id), "id=\"%s\"", name);
	for (size_t i = 0; i + strlen(id) <= sprite.n; i++)
		if (memcmp(sprite.p + i, id, strlen(id)) == 0)
			return true;
	return false;
}

int
main(void)
{
	static char sprite[200000];
	FILE *f = fopen("pages/icons/icons.svg", "r");
	size_t n = f != NULL ? fread(sprite, 1, sizeof(sprite), f) : 0;
	struct arena a;
	struct err e;

	if (f != NULL)
		fclose(f);
	arena_init(&a);
	if (!OK(codes_embedded(&a, &codes, &e), "the nomenclature is there"))
		return tap_done();
	for (size_t i = 0; i < n_tiles; i++) {
		const struct tile *t = &tiles[i];

		OK(known("form", t->forms) && known("kind", t->kind) && known("theme", t->theme) &&
		    known("action", t->actions) && known("outcome", t->outcomes),
		    "“%s” (%s) has only codes of the nomenclature", t->label, t->forms);
		OK(is_icon(t->icon, (struct str){ sprite, n }), "its pictogram %s is there", t->icon);
	}
	each_form();
	OK(n_outcome_words == codes_list(codes, "outcome")->n, "each outcome has plain words");
	for (size_t i = 0; i < n_outcome_words; i++)
		OK(known("outcome", outcome_words[i].code) &&
		    is_icon(outcome_words[i].icon, (struct str){ sprite, n }), "%s too", outcome_words[i].code);
	arena_release(&a);
	return tap_done();
}
