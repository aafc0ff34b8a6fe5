/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registers/narrative.h"

#include "base/buf.h"
#include "base/embed.h"
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

#define MS_A_DAY 86400000LL

static const struct field fields[] = {
	{ "template", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .flags = FIELD_REQUIRED, .label = N_("Report"),
	    .aliases = "Modèle|Modèle de rapport", .max = 20, .help = N_("Its short name: monthly.") },
	{ "scheme", FIELD_REF, .label = N_("Scheme"), .aliases = "Dispositif", .ref = "scheme",
	    .help = N_("Empty: the report of the whole house.") },
	{ "start", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("From"), .aliases = "Début|Du" },
	{ "end", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Until"), .aliases = "Fin|Au",
	    .help = N_("The last day of the report’s period.") },
	{ "slot", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .flags = FIELD_REQUIRED, .label = N_("Place in the report"),
	    .aliases = "Emplacement", .max = SLOT_NAME_MAX,
	    .help = N_("The place that the report has for these words: text or proposals.") },
	{ "text", FIELD_TEXT, .flags = FIELD_GUARDED, .label = N_("Text"), .aliases = "Texte",
	    .max = NARRATIVE_MAX, .personal = PERSONAL_TEXT,
	    .help = N_("Paragraphs, lists and quotations. Nobody must be recognised.") },
	{ "finished", FIELD_BOOL, .label = N_("Finished"), .aliases = "Terminé", .fallback = "non",
	    .help = N_("Yes: the report shows it to everybody who may read the report.") },
};

bool
slot_name_ok(struct str s)
{
	bool good = s.n > 0 && s.n <= SLOT_NAME_MAX;

	for (size_t i = 0; i < s.n; i++)
		good = good && ((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') ||
		    s.p[i] == '-');
	return good;
}

struct uuid
narrative_id(const struct narrative_key *k)
{
	struct uuid id;
	struct buf b;

	buf_init(&b);
	buf_fmt(&b, "narrative|" STR_F "|" STR_F "|%d|%d|", STR_A(k->template), STR_A(k->slot), (int)k->first,
	    (int)k->last);
	buf_put(&b, k->scheme.b, sizeof(k->scheme.b));
	id = uuid_v8(k->first * MS_A_DAY, buf_text(&b));
	buf_release(&b);
	return id;
}

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	struct narrative_key k = { .template = record_cell(r, "template")->s, .slot = record_cell(r, "slot")->s,
		.first = (int32_t)record_cell(r, "start")->i, .last = (int32_t)record_cell(r, "end")->i };
	const struct cell *scheme = record_cell(r, "scheme");
	struct uuid id;

	if (scheme->set)
		k.scheme = scheme->u;
	rule_days(f, r, "start", "end");
	if (embed_find(str_cstr(c->a, str_fmt(c->a, "reports/" STR_F ".md", STR_A(k.template)))) == NULL)
		rule_fault(f, r, "template", "unknown_template", _("“%.*s” is no report."), STR_A(k.template));
	if (!slot_name_ok(k.slot))
		rule_fault(f, r, "slot", "bad_slot", _("A place is named by small letters, digits and hyphens."));
	if (record_cell(r, "finished")->i != 0 && !record_cell(r, "text")->set)
		rule_fault(f, r, "text", "required", _("An empty text cannot be finished. Write it first."));
	/* Two of one place would hide each other. */
	id = narrative_id(&k);
	if (!uuid_eq(&r->id, &id))
		rule_fault(f, r, NULL, "identity",
		    _("A report’s text is written on the report’s own page, or brought in with the id that an "
		      "export gave it."));
}

const struct reg reg_narrative = {
	.name = "narrative",
	.label = N_("Texts of reports"),
	.group = GROUP_GROUND,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "template scheme start slot finished",
	.rules = check,
	.access = &access_words,
	.within = "scheme",
};
