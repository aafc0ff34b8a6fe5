/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "record/access.h"
#include "registers/registers.h"
#include "registers/rules.h"

static const struct field fields[] = {
	{ "number", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .flags = FIELD_REQUIRED, .label = N_("Number of the document"),
	    .aliases = "Numéro|N°",
	    .max = 40, .help = N_("The supplier’s own."), .part = N_("Document") },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Kind"), .aliases = "Type|Nature",
	    .codes = "invoice_kind", .fallback = "invoice" },
	{ "supplier", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .flags = FIELD_REQUIRED | FIELD_GUARDED, .label = N_("Supplier"),
	    .aliases = "Fournisseur", .max = 120,
	    .help = N_("The name of the firm, association or public body, never of a person.") },
	{ "siret", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .label = N_("SIRET"), .aliases = "SIRET|Numéro SIRET", .max = 20 },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Issued on"),
	    .aliases = "Date|Date d’émission" },
	{ "booked", FIELD_DATE, .flags = FIELD_RESOLVED, .label = N_("Booked on"),
	    .aliases = "Comptabilisée le", .help = N_("Empty: the day on which it was issued.") },
	{ "purchase", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("What was bought"),
	    .aliases = "Achat|Nature de l’achat", .codes = "purchase_kind" },
	{ "agency", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Agency"), .aliases = "Agence",
	    .ref = "agency" },
	{ "centre", FIELD_REF, .label = N_("Revenue centre"), .aliases = "Centre|Centre de produit",
	    .ref = "revenue_centre" },
	{ "scheme", FIELD_REF, .label = N_("Scheme"), .aliases = "Dispositif", .ref = "scheme" },
	{ "net", FIELD_MONEY, .flags = FIELD_REQUIRED, .label = N_("Amount without tax"),
	    .aliases = "Montant HT|HT", .min = 0, .max = 100000000000, .part = N_("Amounts and payment"),
	    .help = N_("Without a sign; the kind tells whether it is owed or given back.") },
	{ "tax", FIELD_MONEY, .label = N_("Value added tax"), .aliases = "TVA", .min = 0,
	    .max = 100000000000, .fallback = "0" },
	{ "total", FIELD_MONEY, .flags = FIELD_DERIVED, .label = N_("Amount with tax"),
	    .aliases = "Montant TTC|TTC" },
	{ "cost", FIELD_MONEY, .flags = FIELD_DERIVED, .label = N_("Effect on charges"),
	    .aliases = "Effet sur les charges", .help = N_("Less than nothing for a credit note.") },
	{ "approved", FIELD_DATE, .label = N_("Approved on"), .aliases = "Approuvée le|Bon à payer le" },
	{ "due", FIELD_DATE, .label = N_("Due on"), .aliases = "Échéance" },
	{ "paid", FIELD_DATE, .label = N_("Paid on"), .aliases = "Payée le|Réglée le",
	    .help = N_("Empty until all of it is paid.") },
	{ "days_to_pay", FIELD_INT, .flags = FIELD_DERIVED, .label = N_("Days until paid"),
	    .aliases = "Délai de paiement", .unit = N_("days") },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	const struct cell *date = record_cell(r, "date");
	struct cell *booked = record_cell(r, "booked");

	rule_siret(f, c, r);
	rule_amounts(r, f, "cost", str_is(rule_code(c, r, "kind"), "credit_note"));
	rule_filled(c, r, "centre", "scheme", "centre");
	if (!booked->set && date->set)
		*booked = (struct cell){ .set = true, .i = date->i };
	rule_days(f, r, "date", "approved");
	if (record_cell(r, "paid")->set && !record_cell(r, "approved")->set)
		rule_fault(f, r, "approved", "required", _("What is paid was approved before: give the day."));
	rule_days(f, r, "approved", "paid");
}

const struct reg reg_supplier_invoice = {
	.name = "supplier_invoice",
	.label = N_("Supplier invoices and credit notes"),
	.group = GROUP_MONEY,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "number",
	.listed = "kind supplier date purchase net due paid",
	.rules = check,
	.keep = { .years = 10 },
	.many = true,
	.access = &access_accounts,
	.order = "booked",
	.within = "agency",
};
