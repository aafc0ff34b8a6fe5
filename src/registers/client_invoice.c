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
	    .max = 40, .part = N_("Document") },
	{ "kind", FIELD_CODE, .flags = FIELD_REQUIRED, .label = N_("Kind"), .aliases = "Type|Nature",
	    .codes = "invoice_kind", .fallback = "invoice" },
	{ "date", FIELD_DATE, .flags = FIELD_REQUIRED, .label = N_("Issued on"),
	    .aliases = "Date|Date d’émission" },
	{ "client", FIELD_REF, .flags = FIELD_REQUIRED, .label = N_("Client"),
	    .aliases = "Client|Donneur d’ordre", .ref = "client" },
	{ "contract", FIELD_REF, .label = N_("Contract"), .aliases = "Contrat|Marché", .ref = "contract" },
	{ "scheme", FIELD_REF, .label = N_("Scheme"), .aliases = "Dispositif", .ref = "scheme" },
	{ "corrects", FIELD_REF, .label = N_("Invoice that it corrects"), .aliases = "Facture corrigée",
	    .ref = "client_invoice", .help = N_("For a credit note, and only there.") },
	{ "from", FIELD_DATE, .label = N_("Service from"), .aliases = "Prestation du" },
	{ "to", FIELD_DATE, .label = N_("Service until"), .aliases = "Prestation au" },
	{ "net", FIELD_MONEY, .flags = FIELD_REQUIRED, .label = N_("Amount without tax"),
	    .aliases = "Montant HT|HT", .min = 0, .max = 100000000000, .part = N_("Amounts and payment"),
	    .help = N_("Without a sign; the kind tells whether it is owed or given back.") },
	{ "tax", FIELD_MONEY, .label = N_("Value added tax"), .aliases = "TVA", .min = 0,
	    .max = 100000000000, .fallback = "0" },
	{ "total", FIELD_MONEY, .flags = FIELD_DERIVED, .label = N_("Amount with tax"),
	    .aliases = "Montant TTC|TTC" },
	{ "revenue", FIELD_MONEY, .flags = FIELD_DERIVED, .label = N_("Effect on products"),
	    .aliases = "Effet sur les produits", .help = N_("Less than nothing for a credit note.") },
	{ "due", FIELD_DATE, .label = N_("Due on"), .aliases = "Échéance" },
	{ "paid", FIELD_DATE, .label = N_("Paid on"), .aliases = "Payée le|Réglée le",
	    .help = N_("Empty until all of it is paid.") },
	{ "days_to_pay", FIELD_INT, .flags = FIELD_DERIVED, .label = N_("Days until paid"),
	    .aliases = "Délai de paiement", .unit = N_("days") },
	{ "service_code", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .label = N_("Service code"), .aliases = "Code service", .max = 100,
	    .part = N_("Deposit with Chorus Pro") },
	{ "commitment", FIELD_TEXT,
	    .personal = PERSONAL_NONE,
	    .label = N_("Commitment number"), .aliases = "Numéro d’engagement",
	    .max = 50 },
	{ "chorus", FIELD_CODE, .label = N_("Deposit"), .aliases = "Dépôt Chorus|Chorus|Statut Chorus",
	    .codes = "chorus_state" },
	{ "deposited", FIELD_DATE, .label = N_("Deposited on"), .aliases = "Déposée le" },
};

static void
check(struct record *r, const struct rule_context *c, struct faults *f)
{
	bool credit = str_is(rule_code(c, r, "kind"), "credit_note");

	rule_amounts(r, f, "revenue", credit);
	rule_days(f, r, "from", "to");
	rule_days(f, r, "date", "deposited");
	if (credit != record_cell(r, "corrects")->set)
		rule_fault(f, r, "corrects", credit ? "required" : "not_here",
		    _("A credit note names the invoice that it corrects; an invoice names none."));
	if (record_cell(r, "deposited")->set && !record_cell(r, "chorus")->set)
		rule_fault(f, r, "chorus", "required", _("A day of deposit needs to say how the deposit stands."));
}

const struct reg reg_client_invoice = {
	.name = "client_invoice",
	.label = N_("Client invoices and credit notes"),
	.group = GROUP_MONEY,
	.fields = fields,
	.n_fields = COUNT(fields),
	.title = "number",
	.listed = "kind date client net due paid chorus",
	.rules = check,
	.keep = { .years = 10 },
	.access = &access_accounts,
	.order = "date",
	.within = "client",
};
