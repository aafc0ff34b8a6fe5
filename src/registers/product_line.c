/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Date"), .aliases = "Date",
	    .help = N_("A day of the financial year to which it belongs.") },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Document"), .aliases = "Pièce|Type",
	    .codes = "product_kind" },
	{ "scheme", FIELD_REF, .label = N_("Scheme"), .aliases = "Dispositif", .ref = "scheme",
	    .help = N_("Empty for what belongs to no scheme: training.") },
	{ "centre", FIELD_REF, .flags = FIELD_RESOLVED, .label = N_("Revenue centre"),
	    .aliases = "Centre|Centre de produit", .ref = "revenue_centre",
	    .help = N_("Empty: that of the scheme.") },
	{ "funder", FIELD_REF, .flags = FIELD_RESOLVED, .label = N_("Funder"), .aliases = "Financeur",
	    .ref = "funder", .help = N_("Empty: that of the grant.") },
	{ "invoice", FIELD_REF, .label = N_("Invoice or credit note"), .aliases = "Facture|Avoir",
	    .ref = "client_invoice" },
	{ "grant", FIELD_REF, .label = N_("Grant"), .aliases = "Subvention|Dossier",
	    .ref = "grant_application" },
	{ "reference", FIELD_TEXT,
	    .personal = PERSONAL_NONE, .label = N_("Reference of the document"),
	    .aliases = "Autre pièce|Référence", .max = 60,
	    .help = N_("Needed for what is neither an invoice nor a grant.") },
	{ "amount", FIELD_MONEY, .flags = FIELD_REQUIRED, .label = N_("Amount"), .aliases = "Montant",
	    .min = -100000000000, .max = 100000000000,
	    .help = N_("Without tax; less than nothing for a credit note.") },
};

/* A line stands on one document, and its sign is that document's. */
static void
check_document(struct record *r, const struct rule_context *c, struct faults *f)
{
	static const struct {
		const char *kind, *field;
	} documents[] = {
		{ "invoice", "invoice" }, { "credit_note", "invoice" }, { "grant", "grant" },
		{ "other", "reference" },
	};
	struct str kind = rule_code(c, r, "kind");
	const char *needed = NULL;

	for (size_t i = 0; i < COUNT(documents); i++)
		if (str_is(kind, documents[i].kind))
			needed = documents[i].field;
	for (size_t i = 1; needed != NULL && i < COUNT(documents); i++) {
		const char *field = documents[i].field;
		bool is = strcmp(field, needed) == 0;

		/* A reference may always stand there; a link to another document may not. */
		if (is ? !record_cell(r, field)->set
		       : strcmp(field, "reference") != 0 && record_cell(r, field)->set)
			rule_fault(f, r, field, is ? "required" : "not_here",
			    _("A line of products names the one document that its kind says."));
	}
	if (record_cell(r, "amount")->set &&
	    str_is(kind, "credit_note") != (record_cell(r, "amount")->i < 0))
		rule_fault(f, r, "amount", "sign",
		    _("A credit note takes away, every other document adds: look at the sign."));
}

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	const struct cell *scheme = record_cell(r, "scheme"), *centre;
	struct uuid u;

	rule_filled(c, r, "centre", "scheme", "centre");
	rule_filled(c, r, "centre", "grant", "centre");
	rule_filled(c, r, "funder", "grant", "funder");
	centre = record_cell(r, "centre");
	if (!centre->set)
		rule_fault(f, r, "centre", "required",
		    _("Neither the line nor its scheme says to which revenue centre it belongs."));
	else if (scheme->set && lookup_ref(c->lookup, reg_find(STR("scheme")), &scheme->u, "centre", &u) &&
	    !uuid_eq(&u, &centre->u))
		rule_fault(f, r, "centre", "other_centre", _("This scheme belongs to another revenue centre."));
	check_document(r, c, f);
}

const struct reg reg_product_line = {
	.name = "product_line",
	.label = N_("Lines of products"),
	.group = GROUP_MONEY,
	.fields = fields,
	.n_fields = COUNT(fields),
	.listed = "date kind centre scheme funder amount",
	.rules = check,
	.keep = { .years = 10 },
	.many = true,
	.access = &access_accounts,
	.order = "date",
	.within = "scheme",
};
