/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The words of a report: read, written, finished, opened again. Saving is a record's (record/save.h): with
 * the version it was based on, so that nobody's text replaces another's unseen. */
#include "web/page_narrative.h"

#include "base/lang.h"
#include "narrative.html.h"
#include "record/journal.h"
#include "registers/registers.h"
#include "report/narrative.h"
#include "report/typo.h"
#include "web/asked.h"
#include "web/pages.h"
#include "web/records.h"
#include "web/show.h"

#define N_WORDS_FIELDS 7
#define CITED_MAX DIRECTIVE_WORDS_MAX

/* A place of a report that the reader may write. */
struct writing {
	struct web_request *r;
	struct asked q;
	struct template *t;
	struct template_slot slot;
	struct narrative_key key;
	struct uuid id;
	struct record rec;
	bool found;            /* there is a text */
	bool deleted;          /* there was one */
	bool finished;
};

static struct str
text_of(const struct record *rec)
{
	const struct cell *c = &rec->cells[reg_field(&reg_narrative, STR("text"))];

	return c->set ? c->s : STR("");
}

static bool
is_finished(const struct record *rec)
{
	const struct cell *c = &rec->cells[reg_field(&reg_narrative, STR("finished"))];

	return c->set && c->i != 0;
}

static bool
find_slot(struct writing *w, struct err *e)
{
	struct template_slot *v;
	size_t n = template_slots(w->t, w->r->arena, &v);

	for (size_t i = 0; i < n; i++)
		if (str_eq(v[i].name, web_param(w->r, "slot"))) {
			w->slot = v[i];
			return true;
		}
	return err_set(e, ERR_NOT_FOUND, "report.slot", _("This report has no such place for words."));
}

static bool
read_record(struct writing *w, struct err *e)
{
	struct web_request *r = w->r;

	if (!record_read(r->store, r->codes, &reg_narrative, &w->id, r->arena, &w->rec, &w->found, e))
		return false;
	w->deleted = w->found && w->rec.deleted;
	w->found = w->found && !w->deleted;
	w->finished = w->found && is_finished(&w->rec);
	return true;
}

/* What the address names; refuses who may not write it. */
static bool
writing_open(struct web_request *r, struct writing *w, struct err *e)
{
	struct uuid scheme;

	*w = (struct writing){ .r = r };
	if (!asked_read(r, &w->q, e) || !asked_template(r, web_param(r, "template"), &w->t, e) ||
	    !find_slot(w, e))
		return false;
	if (!w->q.has_period)
		return err_set(e, ERR_INVALID, "report.period", _("Which period? period=2025-10"));
	if (!period_fits(&w->q.period, w->t->period))
		return err_set(e, ERR_INVALID, "report.period", _("This report is of another length of period."));
	if (!asked_words_scheme(r, &w->q, &scheme))
		return err_set(e, ERR_INVALID, "report.scope",
		    _("Words are written for the report of one scheme, or of the whole house."));
	if (!asked_may_write(r, &scheme))
		return err_set(e, ERR_DENIED, "access.reach",
		    _("The words of this report are for those to write who work for all of it."));
	w->key = (struct narrative_key){ w->t->name, w->slot.name, scheme, w->q.period.first,
		w->q.period.last };
	w->id = narrative_id(&w->key);
	return read_record(w, e);
}

/* The address below /report/{template} or its twin for programs, with scope and period. */
static struct url
address_of(const struct writing *w, const char *before, bool slot)
{
	struct arena *a = w->r->arena;
	struct buf b;

	buf_init_in(&b, a);
	buf_fmt(&b, "%s", before);
	query_escape(&b, w->t->name);
	if (slot) {
		buf_cstr(&b, "/narrative/");
		query_escape(&b, w->slot.name);
	}
	for (size_t i = 0; i < w->q.n_shown; i++)
		query_put(&b, w->q.shown[i].dim, w->q.shown[i].codes[0]);
	query_put(&b, STR("period"), str_dup(a, str_of(w->q.period.name)));
	return (struct url){ buf_text(&b) };
}

/* -- what stands beside the words ------------------------------------------------------------ */

static void
note_figures(const struct directive *d, struct str ids[CITED_MAX], size_t *n)
{
	if (d->type->kind != DIRECTIVE_FIGURES && d->type->kind != DIRECTIVE_TABLE)
		return;
	for (size_t i = 0; i < d->n_words; i++) {
		size_t k = 0;

		while (k < *n && !str_eq(ids[k], d->words[i]))
			k++;
		if (k == *n && *n < CITED_MAX)
			ids[(*n)++] = d->words[i];
	}
}

/* A report of the figures that the template tells, and of the words: the same rules about small numbers. */
static bool
small_report(struct writing *w, struct str text, struct document **out, struct err *e)
{
	struct report_words words = { w->slot.name, words_pieces(text, w->r->arena), false };
	struct report_ask ask = { .words = &words, .n_words = 1 };
	struct str ids[CITED_MAX];
	struct template *t;
	struct buf b;
	size_t n = 0;

	for (const struct piece *p = w->t->pieces; p != NULL; p = p->next)
		if (p->kind == PIECE_DIRECTIVE)
			note_figures(p->directive, ids, &n);
	buf_init_in(&b, w->r->arena);
	buf_fmt(&b, "---\ntitle: x\nlang: %s\nperiod: any\n---\n\n", w->t->lang == LANG_FR ? "fr" : "en");
	if (n > 0)
		buf_cstr(&b, "::figures");
	for (size_t i = 0; i < n; i++)
		buf_fmt(&b, " " STR_F, STR_A(ids[i]));
	if (w->slot.proposals)
		buf_cstr(&b, "\n\n::proposals\n");
	else
		buf_fmt(&b, "\n\n::narrative " STR_F "\n", STR_A(w->slot.name));
	if (!template_parse(w->t->name, buf_text(&b), w->r->arena, &t, e))
		return false;
	ask.template = t;
	return asked_report(w->r, &w->q, &ask, out, e);
}

static void
cite(struct writing *w, const struct block *b, struct narrative_view *v)
{
	struct cited_figure *cited = arena_array(w->r->arena, struct cited_figure, b->n_figures);

	for (size_t i = 0; i < b->n_figures; i++) {
		const struct doc_figure *f = &b->figures[i];
		struct buf words;

		buf_init_in(&words, w->r->arena);
		cited[i] = (struct cited_figure){ .label = f->label, .value = f->printed, .change = f->change };
		if (!f->has_value || f->hidden)
			continue;
		buf_fmt(&words, STR_F " ", STR_A(f->printed));
		/* "742 interventions": inside of a sentence, a label begins small. */
		if (f->label.n > 1 && f->label.p[0] >= 'A' && f->label.p[0] <= 'Z') {
			buf_char(&words, (char)(f->label.p[0] - 'A' + 'a'));
			buf_str(&words, str_sub(f->label, 1, f->label.n));
		} else {
			buf_str(&words, f->label);
		}
		cited[i].cite = buf_text(&words);
	}
	v->figures = cited;
	v->n_figures = b->n_figures;
}

static struct str
saved_state(struct writing *w, const struct record *rec)
{
	return str_fmt(w->r->arena, _("Saved on %.*s."), STR_A(show_instant(w->r->arena, rec->changed_at)));
}

/* -- the page -------------------------------------------------------------------------------- */

/* Why a text cannot be shown as it is; true when it can. */
static bool
text_reads(const struct writing *w, struct str text, struct err *e)
{
	struct piece *pieces;

	if (!narrative_parse(text, w->r->arena, &pieces, e))
		return false;
	return !w->slot.proposals || pieces == NULL || (narrative_proposals(pieces) != NULL &&
	    pieces->next == NULL) || err_set(e, ERR_INVALID, "report.proposals",
	    _("Proposals are one numbered list: “1. …”, then “2. …” on a line of its own."));
}

static bool
writing_draw(struct writing *w, int status, struct narrative_view *v, struct err *e)
{
	struct web_request *r = w->r;
	struct crumb *crumbs = arena_array(r->arena, struct crumb, 2);
	struct document *d;
	struct err reads;
	struct shell s;

	if (!small_report(w, v->text, &d, e))
		return false;
	for (const struct block *b = d->blocks; b != NULL; b = b->next)
		if (b->kind == BLOCK_FIGURES)
			cite(w, b, v);
		else
			v->shown = b;
	v->d = d;
	v->head.title = w->slot.heading.n > 0 ? typo(r->arena, w->slot.heading, w->t->lang) :
	    str_of(_("The words of the report"));
	v->head.under = str_fmt(r->arena, STR_F ", " STR_F, STR_A(w->t->title),
	    STR_A(d->scheme.n > 0 ? str_fmt(r->arena, STR_F ", " STR_F, STR_A(d->scheme), STR_A(d->title)) :
	        d->title));
	v->action = address_of(w, "/report/", true);
	v->api = address_of(w, "/api/v1/reports/", true);
	v->back = address_of(w, "/report/", false);
	v->max = NARRATIVE_MAX;
	v->proposals = w->slot.proposals;
	if (v->fault.p == NULL && !text_reads(w, v->text, &reads)) {
		v->fault = str_dup(r->arena, str_of(reads.text));
		v->saved = true;
	}
	crumbs[0] = (struct crumb){ str_of(_("Reports")), URL("/reports") };
	crumbs[1] = (struct crumb){ d->title, v->back };
	shell_of(r, v->head.title, &s);
	s.crumbs = crumbs;
	s.n_crumbs = 2;
	draw_narrative(answer_page(r, status), &s, v);
	return true;
}

/* The page over what the store has. */
static void
view_of_record(struct writing *w, struct narrative_view *v)
{
	*v = (struct narrative_view){ .text = STR("") };
	if (!w->found)
		return;
	v->text = text_of(&w->rec);
	v->base = w->rec.version;
	v->finished = w->finished;
	v->state = saved_state(w, &w->rec);
}

bool
page_narrative(struct web_request *r, struct err *e)
{
	struct narrative_view v;
	struct writing w;

	if (!writing_open(r, &w, e))
		return false;
	view_of_record(&w, &v);
	return writing_draw(&w, 200, &v, e);
}

/* -- saving ---------------------------------------------------------------------------------- */

/* As the store keeps lines: browsers send CR LF. */
static struct str
plain_lines(struct arena *a, struct str s)
{
	struct buf b;

	buf_init_in(&b, a);
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '\r')
			buf_char(&b, s.p[i]);
		else if (i + 1 == s.n || s.p[i + 1] != '\n')
			buf_char(&b, '\n');
	return buf_text(&b);
}

struct asked_save {
	struct str text;       /* absent: as it stands */
	int64_t base;
	bool finished;
};

static struct save_field
field_of(const char *name, struct str text)
{
	return (struct save_field){ .field = (size_t)reg_field(&reg_narrative, str_of(name)), .text = text };
}

/* A text that was deleted is the same record when it is written again: its history goes on. */
static bool
take_back(struct writing *w, int64_t *base, struct save_answer *out, struct err *e)
{
	struct save_ask ask = { .action = SAVE_RESTORE, .reg = &reg_narrative, .id = w->id,
		.base = w->rec.version };

	if (*base != 0)
		return true;
	if (!web_save(w->r, &ask, out, e) || !save_succeeded(w->r, out, e))
		return false;
	*base = out->record.version;
	return true;
}

static bool
writing_save(struct writing *w, const struct asked_save *s, struct save_answer *out, struct err *e)
{
	struct save_field v[N_WORDS_FIELDS];
	struct save_ask ask = { .action = SAVE_PUT, .reg = &reg_narrative, .id = w->id, .base = s->base,
		.fields = v };
	char first[11], last[11], scheme[37] = "";

	day_format(w->key.first, first);
	day_format(w->key.last, last);
	if (!uuid_is_nil(&w->key.scheme))
		uuid_format(&w->key.scheme, scheme);
	v[ask.n++] = field_of("template", w->key.template);
	v[ask.n++] = field_of("slot", w->key.slot);
	v[ask.n++] = field_of("start", str_of(first));
	v[ask.n++] = field_of("end", str_of(last));
	v[ask.n++] = field_of("scheme", str_of(scheme));
	v[ask.n++] = field_of("finished", s->finished ? STR("oui") : STR("non"));
	if (s->text.p != NULL)
		v[ask.n++] = field_of("text", s->text);
	*out = (struct save_answer){ .result = SAVED_SAME };
	if (w->deleted && !take_back(w, &ask.base, out, e))
		return false;
	return web_save(w->r, &ask, out, e);
}

/* What was typed could not be saved: it stands in the page again, with the reason, or beside the text that
 * somebody else saved meanwhile. */
static bool
saved_not(struct writing *w, const struct asked_save *s, const struct save_answer *answer, struct err *e)
{
	struct narrative_view v;

	view_of_record(w, &v);
	v.text = s->text;
	v.base = s->base;
	v.finished = false;
	if (answer->result == SAVE_CONFLICT) {
		v.conflict = true;
		v.other = text_of(&answer->record);
		v.other_state = saved_state(w, &answer->record);
		v.base = answer->record.version;
		return writing_draw(w, 409, &v, e);
	}
	v.fault = answer->faults.n > 0 ? answer->faults.v[0].text : STR_NONE;
	return writing_draw(w, 422, &v, e);
}

static bool
reopen(struct writing *w, int64_t base, struct err *e)
{
	const struct asked_save s = { .base = base };
	struct save_answer answer;

	if (!writing_save(w, &s, &answer, e) || !save_succeeded(w->r, &answer, e))
		return false;
	answer_redirect(w->r, address_of(w, "/report/", true).s);
	return true;
}

bool
page_narrative_send(struct web_request *r, struct err *e)
{
	struct save_answer answer = { .result = SAVE_REFUSED };
	struct narrative_view v;
	struct asked_save s;
	const struct form *f;
	struct writing w;
	struct str word;
	struct err reads;

	if (!writing_open(r, &w, e) || !web_form(r, &f, e))
		return false;
	word = form_word(f, "do");
	s = (struct asked_save){
		.text = plain_lines(r->arena, form_has(f, "text") ? form_get(f, "text") : STR("")),
		.finished = str_is(word, "finish") };
	(void)str_int(form_word(f, "base"), &s.base);
	if (str_is(word, "reopen"))
		return reopen(&w, s.base, e);
	if (str_is(word, "preview")) {
		view_of_record(&w, &v);
		v.text = s.text;
		v.base = s.base;
		v.finished = false;
		return writing_draw(&w, 200, &v, e);
	}
	if (s.finished && !text_reads(&w, s.text, &reads)) {
		struct fault one = { .text = str_dup(r->arena, str_of(reads.text)) };

		/* Saved as the draft that it is, and shown with what is to be mended. */
		s.finished = false;
		if (!writing_save(&w, &s, &answer, e))
			return false;
		if (answer.result != SAVE_REFUSED && answer.result != SAVE_CONFLICT) {
			if (!save_succeeded(r, &answer, e))
				return false;
			s.base = answer.record.version;
			answer.result = SAVE_REFUSED;
			answer.faults = (struct faults){ .v = &one, .n = 1 };
		}
		return saved_not(&w, &s, &answer, e);
	}
	if (!writing_save(&w, &s, &answer, e))
		return false;
	if (answer.result == SAVE_REFUSED || answer.result == SAVE_CONFLICT)
		return saved_not(&w, &s, &answer, e);
	if (!save_succeeded(r, &answer, e))
		return false;
	answer_redirect(r, s.finished ? str_fmt(r->arena, STR_F "#slot-" STR_F,
	    STR_A(address_of(&w, "/report/", false).s), STR_A(w.slot.name)) : address_of(&w, "/report/", true).s);
	return true;
}

/* -- for programs, and for a page that saves by itself ---------------------------------------- */

static void
answer_words(struct web_request *r, int status, const struct record *rec)
{
	struct json_writer *j;

	http_add(r->out, "ETag", version_etag(r->arena, rec != NULL ? rec->version : 0));
	r->out->status = status;
	j = answer_json(r);
	js_object(j);
	js_key(j, "version");
	js_int(j, rec != NULL ? rec->version : 0);
	js_key(j, "text");
	js_str(j, rec != NULL ? text_of(rec) : STR(""));
	js_key(j, "finished");
	js_bool(j, rec != NULL && is_finished(rec));
	js_key(j, "changed_at");
	if (rec != NULL)
		js_int(j, rec->changed_at);
	else
		js_null(j);
	js_end_object(j);
}

bool
api_narrative(struct web_request *r, struct err *e)
{
	struct writing w;

	if (!writing_open(r, &w, e))
		return false;
	answer_words(r, 200, w.found ? &w.rec : NULL);
	return true;
}

bool
api_narrative_put(struct web_request *r, struct err *e)
{
	struct save_answer answer;
	const struct json *body, *text;
	struct asked_save s = { .base = 0 };
	struct writing w;

	if (!writing_open(r, &w, e))
		return false;
	/* Without a version it is a new text, as for any record. */
	if ((w.found || http_header(r->http, "if-match").p != NULL) && !web_if_match(r, &s.base, e))
		return false;
	if (!web_json(r, &body, e))
		return false;
	text = js_get(body, "text");
	if (js_kind(body) != JS_OBJECT || (text != NULL && js_text(text).p == NULL))
		return err_set(e, ERR_INVALID, "http.json", _("The body is no JSON object. Nothing was changed."));
	if (text != NULL)
		s.text = plain_lines(r->arena, js_text(text));
	s.finished = js_get(body, "finished") != NULL && js_integer(js_get(body, "finished")) != 0;
	if (s.finished && !text_reads(&w, text != NULL ? s.text : w.found ? text_of(&w.rec) : STR(""), e))
		return false;
	if (!writing_save(&w, &s, &answer, e) || !save_succeeded(r, &answer, e))
		return false;
	answer_words(r, answer.result == SAVED_NEW ? 201 : 200, &answer.record);
	return true;
}
