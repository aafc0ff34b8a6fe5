/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The validation inbox: one record in words, and what a look at it found. */
#include "web/page_inbox.h"

#include "base/lang.h"
#include "record/journal.h"
#include "record/state.h"
#include "report/words.h"
#include "web/records.h"
#include "web/told.h"

struct str
inbox_id(struct arena *a, const struct record *rec)
{
	char id[37];

	uuid_format(&rec->id, id);
	return str_fmt(a, "%s.%lld", id, (long long)rec->version);
}

/* -- flags ----------------------------------------------------------------------------------- */

static struct flag_view
duplicate_words(struct web_request *r, const struct reg *g, const struct review_flag *f)
{
	struct str at = show_clock(r->arena, f->other_minute);
	char other[37];

	uuid_format(&f->other, other);
	return (struct flag_view){ str_of(_("Perhaps a duplicate")), str_of(_("Perhaps a duplicate")),
		str_fmt(r->arena, _("Another record, at %.*s, tells of the same kind in the same place."), STR_A(at)),
		show_record(r, g, &f->other),
		reg_field(g, STR("twin_of")) >= 0 ? str_dup(r->arena, str_of(other)) : STR_NONE };
}

static struct flag_view
text_words(const struct review_flag *f)
{
	static const struct {
		const char *word, *title, *text;
	} words[] = {
		[DOUBT_REFUSED] = { N_("Text to read again"), N_("The text would reach a person"),
		    N_("It holds a telephone number, an e-mail address or a number plate. Take it out.") },
		[DOUBT_NAME] = { N_("A name in the text"), N_("The name of a person seems to be written"),
		    N_("A record must not say who a person is.") },
		[DOUBT_DWELLING] = { N_("An address in the text"), N_("A dwelling can be recognised"),
		    N_("Name the public place, not where somebody lives.") },
		[DOUBT_NUMBER] = { N_("A long number"), N_("A long number is written"),
		    N_("If it belongs to a person or a file, take it out.") },
		[DOUBT_BIRTH] = { N_("A date of birth"), N_("A date of birth is written"),
		    N_("The age band is enough.") },
	};

	return (struct flag_view){ str_of(lang_text(words[f->doubt].word)),
		str_of(lang_text(words[f->doubt].title)), str_of(lang_text(words[f->doubt].text)), { STR_NONE },
		STR_NONE };
}

static struct flag_view
count_words(struct web_request *r, const struct review_flag *f)
{
	struct arena *a = r->arena;
	struct str n = number_words(a, (double)f->count, 0), from = number_words(a, (double)f->from, 0);
	struct flag_view v = { .word = STR_NONE };

	if (f->facts) {
		v.word = str_fmt(a, _("%.*s facts: check"), STR_A(n));
		v.title = str_fmt(a, _("%.*s facts in one record"), STR_A(n));
		v.text = str_fmt(a, _("From %.*s on in one record, we ask whether it is right."), STR_A(from));
		return v;
	}
	v.word = str_fmt(a, _("%.*s people: check"), STR_A(n));
	v.title = str_fmt(a, _("%.*s people in one record"), STR_A(n));
	if (f->usual > 0)
		v.text = str_fmt(a, _("A record of this scheme counts %.*s on average. From %.*s on, we ask."),
		    STR_A(number_words(a, f->usual, 1)), STR_A(from));
	else
		v.text = str_fmt(a, _("From %.*s on in one record, we ask whether it is right."), STR_A(from));
	return v;
}

static struct flag_view
shift_words(struct web_request *r, const struct review_flag *f)
{
	struct flag_view v = { .word = str_of(_("Outside its shift")), .title = str_of(_("Outside its shift")) };
	struct str from = show_clock(r->arena, f->start), to = show_clock(r->arena, f->end);

	switch (f->outside) {
	case OUTSIDE_BEFORE:
		v.text = str_fmt(r->arena, _("It starts before its shift, which goes from %.*s to %.*s."),
		    STR_A(from), STR_A(to));
		break;
	case OUTSIDE_AFTER:
		v.text = str_fmt(r->arena, _("It starts after its shift, which goes from %.*s to %.*s."),
		    STR_A(from), STR_A(to));
		break;
	case OUTSIDE_CANCELLED:
		v.text = str_of(_("Its shift was cancelled."));
		break;
	case OUTSIDE_NONE:
		v.text = str_of(_("No shift of the scheme was out at that time."));
		break;
	}
	return v;
}

/* "3 h", "25 min". */
static struct str
length_words(struct arena *a, int64_t ms)
{
	int64_t minutes = ((ms < 0 ? -ms : ms) + 30000) / 60000;

	if (minutes < 60)
		return str_fmt(a, _("%lld min"), (long long)minutes);
	if (minutes < 2880)
		return minutes % 60 == 0 ? str_fmt(a, _("%lld h"), (long long)(minutes / 60)) :
		    str_fmt(a, _("%lld h %02lld"), (long long)(minutes / 60), (long long)(minutes % 60));
	return str_fmt(a, lang_plural("%lld day", "%lld days", minutes / 1440), (long long)(minutes / 1440));
}

static struct flag_view
phone_clock_words(struct web_request *r, const struct review_flag *f)
{
	static const char *const words[] = {
		[FLAG_CLOCK_RIGHT] = N_("The hour was put right, the day stayed as it was noted. Check both."),
		[FLAG_CLOCK_LEFT] = N_("The hour stands as it was noted. Ask its author."),
		[FLAG_CLOCK_SENT] = N_("It was so when the record was sent; whether it was so when it was noted is "
		    "not known. Ask its author."),
		[FLAG_CLOCK_BEFORE] = N_("Check its day and its hour."),
	};
	struct str by = length_words(r->arena, f->ahead_ms);

	return (struct flag_view){ str_fmt(r->arena, _("Clock wrong by %.*s"), STR_A(by)),
		str_fmt(r->arena, f->ahead_ms > 0 ? _("The phone’s clock was %.*s fast") :
		    _("The phone’s clock was %.*s late"), STR_A(by)), str_of(lang_text(words[f->clock])),
		{ STR_NONE }, STR_NONE };
}

struct flag_view
inbox_flag(struct web_request *r, const struct reg *g, const struct review_flag *f)
{
	switch (f->flag) {
	case FLAG_DUPLICATE:
		return duplicate_words(r, g, f);
	case FLAG_TEXT:
		return text_words(f);
	case FLAG_COUNT:
		return count_words(r, f);
	case FLAG_CLOCK:
		return phone_clock_words(r, f);
	case FLAG_SHIFT:
	case N_FLAGS:
		break;
	}
	return shift_words(r, f);
}

/* -- the record ------------------------------------------------------------------------------ */

static const struct review_flag *
doubt_of(const struct review *v, const struct field *f)
{
	for (size_t i = 0; i < v->n; i++)
		if (v->v[i].flag == FLAG_TEXT && v->v[i].field == f)
			return &v->v[i];
	return NULL;
}

static struct note_view
note_of(const struct field *f, struct str text, const struct review *v)
{
	const struct review_flag *d = doubt_of(v, f);
	struct note_view n = { .label = str_of(lang_text(f->label)), .before = text };

	if (d != NULL && d->at + d->n <= text.n) {
		n.before = str_sub(text, 0, d->at);
		n.marked = str_sub(text, d->at, d->at + d->n);
		n.after = str_sub(text, d->at + d->n, text.n);
	}
	return n;
}

/* Said in the head already, or nothing that a reader decides by. */
static bool
is_said(const struct field *f)
{
	static const char *const said[] = { "date", "start", "sector", "place", "kind", "state", "service_date",
		"cell", "lon", "lat", "end", "shift" };

	for (size_t i = 0; i < COUNT(said); i++)
		if (strcmp(f->name, said[i]) == 0)
			return true;
	return (f->flags & FIELD_DERIVED) != 0 || told_is_people(f);
}

static bool
lines_of(struct web_request *r, struct show *w, const struct record *rec, const struct review *v,
    struct inbox_one *out, struct err *e)
{
	const struct reg *g = rec->reg;
	struct inbox_line *lines = arena_array(r->arena, struct inbox_line, g->n_fields + 1);
	struct note_view *notes = arena_array(r->arena, struct note_view, g->n_fields);
	struct str people = told_people(r, rec);

	if (people.n > 0)
		lines[out->n_lines++] = (struct inbox_line){ str_of(_("Who")), { .text = people } };
	for (size_t i = 0; i < g->n_fields; i++) {
		const struct field *f = &g->fields[i];
		struct inbox_line *l = &lines[out->n_lines];
		bool quiet = f->type == FIELD_BOOL && rec->cells[i].i == 0;

		if (!rec->cells[i].set || quiet)
			continue;
		if (f->type == FIELD_TEXT && f->personal == PERSONAL_TEXT) {
			notes[out->n_notes++] = note_of(f, rec->cells[i].s, v);
			continue;
		}
		if (is_said(f))
			continue;
		l->label = str_of(lang_text(f->label));
		if (!show_cell(w, f, &rec->cells[i], &l->cell, e))
			return false;
		out->n_lines++;
	}
	out->lines = lines;
	out->notes = notes;
	return true;
}

/* "Fiche de Merle et Lilas, reçue le 4 novembre 2025 à 0 h 14." */
static bool
by_whom(struct web_request *r, struct show *w, const struct record *rec, struct str *out, struct err *e)
{
	const struct cell *shift = told_cell(rec, "shift");
	struct str when = show_instant(r->arena, rec->changed_at);
	struct str who = rec->made_by;
	struct record s;
	bool found = false;
	int team;

	if (shift->set && !record_read(r->store, r->codes, reg_find(STR("shift")), &shift->u, r->arena, &s,
	    &found, e))
		return false;
	team = found ? reg_field(s.reg, STR("team")) : -1;
	if (team >= 0 && s.cells[team].set) {
		struct table_cell cell;

		if (!show_cell(w, &s.reg->fields[team], &s.cells[team], &cell, e))
			return false;
		who = cell.text;
	}
	*out = str_fmt(r->arena, _("Record of %.*s, received on %.*s"), STR_A(who), STR_A(when));
	return true;
}

static bool
when_and_where(struct web_request *r, struct show *w, const struct record *rec, struct str *out,
    struct err *e)
{
	const struct cell *date = told_cell(rec, "date"), *start = told_cell(rec, "start");
	struct str where, when = STR_NONE;

	if (!told_where(r, w, rec, &where, e))
		return false;
	if (date->set)
		when = capital(r->arena, show_day(r->arena, (int32_t)date->i));
	if (start->set)
		when = str_fmt(r->arena, STR_F ", " STR_F, STR_A(when), STR_A(show_clock(r->arena, start->i)));
	*out = where.n > 0 ? str_fmt(r->arena, STR_F ". " STR_F, STR_A(when), STR_A(where)) : when;
	return true;
}

/* The fields that a word may be about. */
static void
about_of(struct web_request *r, const struct record *rec, struct inbox_one *out)
{
	struct input_option *v = arena_array(r->arena, struct input_option, rec->reg->n_fields);

	for (size_t i = 0; i < rec->reg->n_fields; i++) {
		const struct field *f = &rec->reg->fields[i];

		if (rec->cells[i].set && (f->flags & (FIELD_DERIVED | FIELD_RESOLVED)) == 0 &&
		    (int)i != state_field(rec->reg) && !(told_is_people(f) && rec->cells[i].i == 0))
			v[out->n_about++] = (struct input_option){ .value = str_of(f->name),
				.label = str_of(lang_text(f->label)) };
	}
	out->about = v;
}

bool
inbox_one_of(struct web_request *r, struct show *w, const struct record *rec, const struct review *v,
    struct inbox_one *out, struct err *e)
{
	struct flag_view *flags = arena_array(r->arena, struct flag_view, N_FLAGS);

	*out = (struct inbox_one){ .one = inbox_id(r->arena, rec) };
	if (!by_whom(r, w, rec, &out->by, e) || !told_what(w, rec, &out->title, e) ||
	    !when_and_where(r, w, rec, &out->when, e) || !lines_of(r, w, rec, v, out, e))
		return false;
	for (size_t i = 0; i < v->n; i++)
		flags[out->n_flags++] = inbox_flag(r, rec->reg, &v->v[i]);
	out->flags = flags;
	about_of(r, rec, out);
	out->open = show_record(r, rec->reg, &rec->id);
	out->edit = url_join(r->arena, out->open, STR("edit"));
	return true;
}
