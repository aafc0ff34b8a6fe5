/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/person_file.h"

#include "access/retention.h"
#include "base/json.h"
#include "base/lang.h"
#include "record/export.h"
#include "record/journal.h"
#include "report/document.h"
#include "report/show_text.h"
#include "report/words.h"

#define SIDE_BY_SIDE 4 /* so many records are told field by field; more stand in one table */

static const struct query structure_is = {
	.name = "person.structure",
	.sql = "SELECT name FROM structure WHERE deleted = 0 ORDER BY id LIMIT 1",
};

/* What records of a group are kept for (article 15, 1 a). */
static const char *const purposes[N_GROUPS] = {
	[GROUP_GROUND] = N_("Kept for: mediation in the field, and proof of the work done."),
	[GROUP_PARTNERS] = N_("Kept for: the work with partners."),
	[GROUP_PARTICIPATION] = N_("Kept for: citizens’ councils."),
	[GROUP_WASTE] = N_("Kept for: rounds of bulky waste, and the register that the law asks for."),
	[GROUP_STAFF] = N_("Kept for: employment, safety at work and pay."),
	[GROUP_TRAINING] = N_("Kept for: training, and proof for who pays for it."),
	[GROUP_MONEY] = N_("Kept for: accounts."),
	[GROUP_TERRITORY] = N_("Kept for: knowing the places of work."),
	[GROUP_QUALITY] = N_("Kept for: quality and the life of the association."),
	[GROUP_HOUSE] = N_("Kept for: running this program."),
};

/* -- by register ----------------------------------------------------------------------------- */

static int
by_register(const void *x, const void *y)
{
	const struct subject_record *a = x, *b = y;
	int by_name = strcmp(a->reg->name, b->reg->name);

	return by_name != 0 ? by_name : memcmp(&a->id, &b->id, sizeof(a->id));
}

void
person_sort(struct subject_record *v, size_t n)
{
	/* The person's own record stays first. */
	if (n > 2)
		qsort(v + 1, n - 1, sizeof(*v), by_register);
}

bool
person_gather(struct person_file *f, struct arena *a, struct err *e)
{
	bool found;

	if (!subject_reference(f->s, f->who, a, &f->reference, &found, e) ||
	    !subject_find(f->s, f->who, a, &f->records, &f->n, e) ||
	    !subject_sent(f->s, f->who, f->records, f->n, a, &f->sent, &f->n_sent, e))
		return false;
	person_sort(f->records, f->n);
	return true;
}

size_t
person_run(const struct subject_record *v, size_t n)
{
	size_t i = 1;

	while (i < n && v[i].reg == v[0].reg)
		i++;
	return i;
}

struct str
person_kept(struct arena *a, const struct reg *g)
{
	struct retention_rule *rules;
	size_t n, i = 0;
	int at, years;

	retention_rules(a, &rules, &n);
	while (i < n && (rules[i].reg != g || rules[i].action != RETAIN_DELETE))
		i++;
	if (i == n)
		return str_of(_("Emptied on schedule, kept for counts."));
	at = rules[i].from != NULL ? reg_field(g, str_of(rules[i].from)) : -1;
	years = rules[i].days / 365;
	return str_fmt(a, lang_plural("Kept for %lld year after “%s”.", "Kept for %lld years after “%s”.", years),
	    (long long)years, at >= 0 ? lang_text(g->fields[at].label) : _("day it was made"));
}

/* -- to read --------------------------------------------------------------------------------- */

struct reading {
	const struct person_file *f;
	struct arena *a;
	struct shown *shown;
	struct document d;
	struct block **end;
};

static struct block *
block_new(struct reading *x, enum block_kind kind)
{
	struct block *b = arena_new(x->a, struct block);

	*b = (struct block){ .kind = kind };
	*x->end = b;
	x->end = &b->next;
	return b;
}

static void
paragraph(struct reading *x, struct str text)
{
	struct block *b = block_new(x, BLOCK_PARAGRAPH);

	b->spans = arena_new(x->a, struct span);
	*b->spans = (struct span){ .style = SPAN_PLAIN, .text = text };
	b->n_spans = 1;
}

static bool
text_of(struct reading *x, const struct field *f, const struct cell *c, struct str *out, struct err *e)
{
	if (!show_text(x->shown, f, c, out, e))
		return false;
	if (out->p == NULL)
		*out = STR("");
	return true;
}

static struct block *
table_new(struct reading *x, struct str caption, size_t columns, size_t rows)
{
	struct block *b = block_new(x, BLOCK_TABLE);

	b->title = caption;
	b->columns = arena_array(x->a, struct column, columns);
	b->rows = arena_array(x->a, struct str *, rows);
	for (size_t i = 0; i < rows; i++)
		b->rows[i] = arena_array(x->a, struct str, columns);
	b->n_columns = columns;
	return b;
}

/* A line of two; none where there is nothing to say. */
static void
line(struct block *b, const char *label, struct str text)
{
	if (text.n == 0)
		return;
	b->rows[b->n_rows][0] = str_of(label);
	b->rows[b->n_rows++][1] = text;
}

/* One record: a line a field that says something. */
static bool
told_alone(struct reading *x, const struct record *rec, struct err *e)
{
	const struct reg *g = rec->reg;
	struct block *b = table_new(x, show_record_title(x->a, rec), 2, g->n_fields + 1);

	b->columns[0].name = str_of(_("Field"));
	b->columns[1].name = str_of(_("What is kept"));
	line(b, _("Own id"), rec->source_id);
	for (size_t i = 0; i < g->n_fields; i++) {
		struct str text;

		if (!text_of(x, &g->fields[i], &rec->cells[i], &text, e))
			return false;
		line(b, lang_text(g->fields[i].label), text);
	}
	return true;
}

/* Many records: a line each, without columns in which nothing stands. */
static bool
told_together(struct reading *x, const struct record *v, size_t n, struct err *e)
{
	const struct reg *g = v[0].reg;
	bool *said = arena_array(x->a, bool, g->n_fields);
	size_t columns = 1, at;
	struct block *b;

	for (size_t i = 0; i < g->n_fields; i++) {
		for (size_t k = 0; k < n; k++)
			said[i] = said[i] || v[k].cells[i].set;
		columns += said[i];
	}
	b = table_new(x, str_of(lang_text(g->label)), columns, n);
	b->columns[0].name = str_of(_("Own id"));
	for (size_t i = 0, c = 1; i < g->n_fields; i++)
		if (said[i])
			b->columns[c++].name = str_of(lang_text(g->fields[i].label));
	for (size_t k = 0; k < n; k++) {
		b->rows[k][0] = v[k].source_id.p != NULL ? v[k].source_id : STR("");
		at = 1;
		for (size_t i = 0; i < g->n_fields; i++)
			if (said[i] && !text_of(x, &g->fields[i], &v[k].cells[i], &b->rows[k][at++], e))
				return false;
	}
	b->n_rows = n;
	return true;
}

static bool
told_register(struct reading *x, const struct subject_record *v, size_t n, struct err *e)
{
	struct record *all = arena_array(x->a, struct record, n);
	struct block *head = block_new(x, BLOCK_HEADING);
	struct str kept = person_kept(x->a, v[0].reg);

	head->level = 2;
	head->title = str_of(lang_text(v[0].reg->label));
	head->id = str_of(v[0].reg->name);
	paragraph(x, str_fmt(x->a, "%s " STR_F, lang_text(purposes[v[0].reg->group]), STR_A(kept)));
	for (size_t i = 0; i < n; i++)
		if (!subject_cut(x->f->s, x->f->codes, x->f->who, &v[i], x->a, &all[i], e))
			return false;
	if (n > SIDE_BY_SIDE)
		return told_together(x, all, n, e);
	for (size_t i = 0; i < n; i++)
		if (!told_alone(x, &all[i], e))
			return false;
	return true;
}

/* What a phone sent: a line a field, in words where it is a value. */
static bool
told_sent(struct reading *x, const struct subject_sent *sent, struct err *e)
{
	const struct reg *g = sent->reg;
	struct str at = show_instant(x->a, sent->at);
	struct block *b = table_new(x, str_fmt(x->a, _("%s, arrived on %.*s"), lang_text(g->label), STR_A(at)), 2,
	    g->n_fields);

	b->columns[0].name = str_of(_("Field"));
	b->columns[1].name = str_of(_("What was sent"));
	for (size_t i = 0; i < g->n_fields; i++) {
		struct str text;

		if (!show_said(x->shown, &g->fields[i], js_get(sent->said, g->fields[i].name), &text, e))
			return false;
		line(b, lang_text(g->fields[i].label), text);
	}
	return true;
}

static bool
told_all_sent(struct reading *x, struct err *e)
{
	struct block *head;

	if (x->f->n_sent == 0)
		return true;
	head = block_new(x, BLOCK_HEADING);
	head->level = 2;
	head->title = str_of(_("Sent, and not stored"));
	head->id = STR("sent");
	paragraph(x, str_of(_("A phone sent this about you, and a rule refused it or somebody else had just "
	    "changed the same record. It waits until a team leader settles it; its texts go when those of a "
	    "record do.")));
	for (size_t i = 0; i < x->f->n_sent; i++)
		if (!told_sent(x, &x->f->sent[i], e))
			return false;
	return true;
}

static bool
structure_name(const struct person_file *f, struct arena *a, struct str *out, struct err *e)
{
	struct rows *rows;
	const struct value *row;

	*out = STR("");
	if (!store_rows(f->s, &structure_is, NULL, &rows, e) || !rows_next(rows, &row, e))
		return false;
	if (row == NULL)
		return true;
	if (row[0].kind == VALUE_TEXT)
		*out = str_dup(a, row[0].s);
	rows_close(rows);
	return true;
}

bool
person_html(const struct person_file *f, struct arena *a, struct buf *out, struct err *e)
{
	struct reading x = { .f = f, .a = a, .shown = shown_new(a, f->s, f->codes) };
	struct document *d = &x.d;
	struct str day = day_words(a, f->today);

	x.end = &d->blocks;
	d->lang = lang_now() == LANG_FR ? STR("fr") : STR("en");
	d->template_name = STR("person");
	d->template_title = str_of(_("Extract of personal data"));
	d->title = str_of(_("What is kept about you"));
	d->running = str_fmt(a, _("Personal data, %.*s"), STR_A(f->reference));
	d->made_on = str_fmt(a, _("on %.*s"), STR_A(day));
	d->scheme = str_fmt(a, "%s " STR_F, lang_text(subject_kind(f->who)->label),
	    STR_A(f->reference));
	d->lead = str_of(_("This file holds all that is kept about you here, and nothing about other people. You "
	    "may have it corrected, restricted or erased as far as no law asks to keep it, object to its use, "
	    "and complain to the data-protection authority (in France, the CNIL)."));
	if (!structure_name(f, a, &d->structure, e) || !journal_position(f->s, &d->position, e))
		return false;
	for (size_t i = 0, n; i < f->n; i += n) {
		n = person_run(&f->records[i], f->n - i);
		if (!told_register(&x, &f->records[i], n, e))
			return false;
	}
	return told_all_sent(&x, e) && document_html(d, out, e);
}

/* -- for programs ---------------------------------------------------------------------------- */

static bool
into(void *ctx, struct str bytes, struct err *e)
{
	(void)e;
	buf_str(ctx, bytes);
	return true;
}

static bool
json_register(const struct person_file *f, const struct subject_record *v, size_t n, struct arena *a,
    struct json_writer *w, struct err *e)
{
	struct buf records;
	struct export_options o = { .reg = v[0].reg, .format = EXPORT_JSON, .sink = into, .ctx = &records,
		.sealed = true };
	struct export *x;

	buf_init_in(&records, a);
	if (!export_open(f->codes, &o, a, &x, e))
		return false;
	for (size_t i = 0; i < n; i++) {
		struct record rec;

		if (!subject_cut(f->s, f->codes, f->who, &v[i], a, &rec, e) || !export_put(x, &rec, e))
			return false;
	}
	if (!export_close(x, e))
		return false;
	js_object(w);
	js_key(w, "register");
	js_cstr(w, v[0].reg->name);
	js_key(w, "label");
	js_cstr(w, lang_text(v[0].reg->label));
	js_key(w, "records");
	js_raw(w, str_trim(buf_text(&records)));
	js_end_object(w);
	return true;
}

void
person_sent_json(const struct person_file *f, struct json_writer *w)
{
	js_array(w);
	for (size_t i = 0; i < f->n_sent; i++) {
		const struct subject_sent *sent = &f->sent[i];
		char id[37];

		uuid_format(&sent->record, id);
		js_object(w);
		js_key(w, "register");
		js_cstr(w, sent->reg->name);
		js_key(w, "label");
		js_cstr(w, lang_text(sent->reg->label));
		js_key(w, "record");
		js_cstr(w, id);
		js_key(w, "arrived");
		js_int(w, sent->at);
		js_key(w, "fields");
		js_put(w, sent->said);
		js_end_object(w);
	}
	js_end_array(w);
}

bool
person_json(const struct person_file *f, struct arena *a, struct buf *out, struct err *e)
{
	struct json_writer w;
	char day[11];

	day_format(f->today, day);
	js_init(&w, out);
	js_object(&w);
	js_key(&w, "person");
	js_cstr(&w, subject_kind(f->who)->name);
	js_key(&w, "reference");
	js_str(&w, f->reference);
	js_key(&w, "made");
	js_cstr(&w, day);
	js_key(&w, "registers");
	js_array(&w);
	for (size_t i = 0, n; i < f->n; i += n) {
		n = person_run(&f->records[i], f->n - i);
		if (!json_register(f, &f->records[i], n, a, &w, e))
			return false;
	}
	js_end_array(&w);
	js_key(&w, "sent");
	person_sent_json(f, &w);
	js_end_object(&w);
	return true;
}
