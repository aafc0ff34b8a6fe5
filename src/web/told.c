/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/told.h"

#include "base/lang.h"

const struct cell *
told_cell(const struct record *r, const char *field)
{
	static const struct cell none = { .set = false };
	int at = reg_field(r->reg, str_of(field));

	return at >= 0 ? &r->cells[at] : &none;
}

static bool
shown(struct show *w, const struct record *rec, const char *field, struct str *out, struct err *e)
{
	int at = reg_field(rec->reg, str_of(field));
	struct table_cell cell;

	*out = STR_NONE;
	if (at < 0)
		return true;
	if (!show_cell(w, &rec->reg->fields[at], &rec->cells[at], &cell, e))
		return false;
	*out = cell.text;
	return true;
}

bool
told_what(struct show *w, const struct record *rec, struct str *out, struct err *e)
{
	if (!shown(w, rec, "kind", out, e) || (out->n == 0 && !shown(w, rec, "facts", out, e)))
		return false;
	if (out->n == 0)
		*out = show_title(w, rec);
	return true;
}

bool
told_where(struct web_request *r, struct show *w, const struct record *rec, struct str *out, struct err *e)
{
	struct str place, sector;

	if (!shown(w, rec, "place", &place, e) || (place.n == 0 && !shown(w, rec, "place_kind", &place, e)) ||
	    !shown(w, rec, "sector", &sector, e))
		return false;
	if (sector.n > 0 && place.n > 0)
		*out = str_fmt(r->arena, STR_F ", " STR_F, STR_A(place), STR_A(sector));
	else
		*out = place.n > 0 ? place : sector;
	return true;
}

bool
told_is_people(const struct field *f)
{
	return f->type == FIELD_INT && f->name[0] != '\0' && strchr("FMN", f->name[0]) != NULL &&
	    f->name[1] == '_' && f->name[2] == 'A';
}

static struct str
people_words(struct arena *a, char sex, int64_t n)
{
	if (sex == 'F')
		return str_fmt(a, lang_plural("%lld woman or girl", "%lld women or girls", n), (long long)n);
	if (sex == 'M')
		return str_fmt(a, lang_plural("%lld man or boy", "%lld men or boys", n), (long long)n);
	return str_fmt(a, lang_plural("%lld person", "%lld persons", n), (long long)n);
}

struct str
told_people(struct web_request *r, const struct record *rec)
{
	const struct code_list *ages = codes_list(r->codes, "age");
	struct buf b;

	buf_init_in(&b, r->arena);
	for (size_t i = 0; i < rec->reg->n_fields; i++) {
		const struct field *f = &rec->reg->fields[i];
		struct str words, age;

		if (!told_is_people(f) || !rec->cells[i].set || rec->cells[i].i == 0)
			continue;
		words = people_words(r->arena, f->name[0], rec->cells[i].i);
		/* "11–17 ans (mineurs)": what stands in brackets says it twice. */
		age = code_label(ages, code_find(ages, str_of(f->name + 2)));
		age = str_trim(str_sub(age, 0, str_find(age, '(')));
		buf_fmt(&b, "%s" STR_F " (" STR_F ")", b.n > 0 ? ", " : "", STR_A(words), STR_A(age));
	}
	return b.n > 0 ? buf_text(&b) : STR_NONE;
}

const char *
told_icon(struct web_request *r, const struct record *rec)
{
	static const struct {
		const char *norm, *icon;
	} icons[] = {
		{ "R1", "footprints" }, { "R2", "hand-palm" }, { "R3", "info" }, { "R4", "eye" },
		{ "R5", "handshake" }, { "R6", "calendar-dots" }, { "R7", "student" }, { "R8", "users-three" },
	};
	const struct cell *kind = told_cell(rec, "kind");
	struct str norm;

	if (!kind->set)
		return told_cell(rec, "facts")->set ? "warning-circle" : "note-pencil";
	norm = code_roll(codes_list(r->codes, "kind"), (uint16_t)kind->i, "register");
	for (size_t i = 0; i < COUNT(icons); i++)
		if (str_is(norm, icons[i].norm))
			return icons[i].icon;
	return "note-pencil";
}
