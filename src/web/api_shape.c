/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/shape.h"

#include "base/lang.h"
#include "web/pages.h"
#include "web/web.h"

/* -- objects --------------------------------------------------------------------------------- */

static const struct shape_member problem[] = {
	{ "type", "string", N_("urn:maillage:problem: and what happened, for programs."), 0 },
	{ "title", "string", N_("What the status means, for people."), 0 },
	{ "status", "integer", N_("The status of the answer."), 0 },
	{ "detail", "string", N_("What happened and what to do, in the caller’s language."), 0 },
	{ "instance", "string", N_("The number under which the server’s log knows the request."), 0 },
	{ "errors", "#fault[]", N_("What is wrong with a record, field by field."), SHAPE_MAY_LACK },
};
static const struct shape_member fault[] = {
	{ "register", "string?", NULL, 0 },
	{ "record", "string?", N_("The identifier as it was given."), 0 },
	{ "field", "string?", N_("None: the record as a whole."), 0 },
	{ "code", "string", N_("What is wrong, for programs: required, unknown_code, bad_date…"), 0 },
	{ "message", "string", N_("The same for people."), 0 },
};
static const struct shape_member import_fault[] = {
	{ "register", "string?", NULL, 0 },
	{ "record", "string?", N_("The identifier as it was given."), 0 },
	{ "line", "integer", N_("Line of the file where the record begins; the header is line 1."), 0 },
	{ "field", "string?", N_("None: the record as a whole."), 0 },
	{ "column", "string?", N_("The header as it is written."), 0 },
	{ "code", "string", N_("What is wrong, for programs: required, unknown_code, bad_date…"), 0 },
	{ "message", "string", N_("The same for people."), 0 },
};
static const struct shape_member import[] = {
	{ "file", "string", NULL, 0 },
	{ "lines", "integer", N_("Lines read."), 0 },
	{ "made", "integer", N_("New records."), 0 },
	{ "changed", "integer", N_("Records with another content than before."), 0 },
	{ "unchanged", "integer", N_("Records that were there as they are."), 0 },
	{ "refused", "integer", N_("Lines refused."), 0 },
	{ "grown", "integer", N_("Records of other registers made on the way: sectors."), 0 },
	{ "written", "boolean", N_("Whether anything was kept."), 0 },
	{ "errors", "#import_fault[]", NULL, 0 },
	{ "errors_total", "integer", N_("How many there are; the first ten thousand are told."), 0 },
};
static const struct shape_member health_told[] = {
	{ "status", "string", NULL, 0 },
	{ "version", "string", NULL, 0 },
};
static const struct shape_member session_ask[] = {
	{ "login", "string", NULL, 0 },
	{ "password", "string", NULL, 0 },
};
static const struct shape_member session[] = {
	{ "token", "string", N_("Goes into the header Authorization, behind Bearer."), 0 },
};
static const struct shape_member figure[] = {
	{ "id", "#figure_id", NULL, 0 },
	{ "label", "string", NULL, 0 },
	{ "unit", "#unit", NULL, 0 },
	{ "value", "number?", N_("None: too few records, or too few to be shown."), 0 },
	{ "n", "integer", N_("The records behind it; of a rate, those of the denominator."), 0 },
	{ "definition", "string", N_("What is counted, for people."), 0 },
	{ "scope", "{string|string[]}", N_("What was asked for, by dimension."), 0 },
	{ "period", "string?", N_("The period’s name; none: all that is there."), 0 },
	{ "groups", "#figure_group[]", N_("The parts of a split; those without records are left out."), 0 },
	{ "evidence", "uuid[]", N_("The records behind it, when they were asked for."), 0 },
	{ "sources", "#figure_source[]",
	    N_("With the evidence, where it lies in several registers: the same by register."),
	    SHAPE_MAY_LACK },
};
static const struct shape_member figure_source[] = {
	{ "register", "string", NULL, 0 },
	{ "n", "integer", NULL, 0 },
	{ "evidence", "uuid[]", NULL, 0 },
};
static const struct shape_member figure_group[] = {
	{ "key", "{string?}", N_("By dimension; none: records without a value there."), 0 },
	{ "value", "number?", NULL, 0 },
	{ "n", "integer", NULL, 0 },
};
static const struct shape_member document[] = {
	{ "template", "string", NULL, 0 },
	{ "lang", "string", NULL, 0 },
	{ "report", "string", N_("The report’s name for people."), SHAPE_MAY_LACK },
	{ "title", "string", NULL, 0 },
	{ "running", "string", N_("What stands on each page of a PDF."), SHAPE_MAY_LACK },
	{ "structure", "string", N_("The operator."), SHAPE_MAY_LACK },
	{ "client", "string", NULL, SHAPE_MAY_LACK },
	{ "scheme", "string", NULL, SHAPE_MAY_LACK },
	{ "scope", "string", NULL, SHAPE_MAY_LACK },
	{ "lead", "string", N_("The sentence that says it in short."), SHAPE_MAY_LACK },
	{ "period", "#document_period", NULL, 0 },
	{ "position", "integer", N_("How far the journal was."), 0 },
	{ "made", "string", N_("When it was made, for people."), SHAPE_MAY_LACK },
	{ "blocks", "#block[]", NULL, 0 },
};
static const struct shape_member document_period[] = {
	{ "name", "string", NULL, 0 },
	{ "from", "date", NULL, 0 },
	{ "to", "date", NULL, 0 },
};
static const struct shape_member block[] = {
	{ "kind", "string", N_("heading, paragraph, figures, table, heat… The other members follow it."), 0 },
	{ "level", "integer", N_("Of a heading: 2 or 3."), SHAPE_MAY_LACK },
	{ "ordered", "boolean", N_("Of a list."), SHAPE_MAY_LACK },
	{ "id", "string", NULL, SHAPE_MAY_LACK },
	{ "slot", "string", N_("The place that the report has for somebody’s words."), SHAPE_MAY_LACK },
	{ "draft", "boolean", N_("These words are not finished."), SHAPE_MAY_LACK },
	{ "title", "string", NULL, SHAPE_MAY_LACK },
	{ "summary", "string", N_("What a chart shows, as a sentence."), SHAPE_MAY_LACK },
	{ "spans", "#span[]", NULL, SHAPE_MAY_LACK },
	{ "figures", "#block_figure[]", NULL, SHAPE_MAY_LACK },
	{ "columns", "string?[]", NULL, SHAPE_MAY_LACK },
	{ "rows", "string?[][]", NULL, SHAPE_MAY_LACK },
	{ "scale_max", "number?", N_("The scale that all series share."), SHAPE_MAY_LACK },
	{ "series", "#series[]", NULL, SHAPE_MAY_LACK },
	{ "bars", "#bar[]", NULL, SHAPE_MAY_LACK },
	{ "hours", "integer[]", N_("The columns of a calendar of hours."), SHAPE_MAY_LACK },
	{ "days", "#heat_cell[][]", N_("Its rows, Monday first."), SHAPE_MAY_LACK },
	{ "note", "string", NULL, SHAPE_MAY_LACK },
	{ "blocks", "#block[]", N_("What stands inside."), SHAPE_MAY_LACK },
};
static const struct shape_member span[] = {
	{ "style", "string", N_("plain, strong, emph, link or figure."), 0 },
	{ "text", "string", NULL, SHAPE_MAY_LACK },
	{ "href", "string", NULL, SHAPE_MAY_LACK },
	{ "figure", "string", N_("The figure that is printed here."), SHAPE_MAY_LACK },
};
static const struct shape_member block_figure[] = {
	{ "id", "string", NULL, 0 },
	{ "label", "string", NULL, SHAPE_MAY_LACK },
	{ "value", "number?", NULL, 0 },
	{ "n", "integer?", NULL, 0 },
	{ "hidden", "boolean", N_("Too small to be shown outside the team."), 0 },
	{ "printed", "string", N_("The value as people read it."), SHAPE_MAY_LACK },
	{ "change", "string", NULL, SHAPE_MAY_LACK },
	{ "old", "string", N_("What it changed from."), SHAPE_MAY_LACK },
	{ "definition", "string", NULL, SHAPE_MAY_LACK },
	{ "calculation", "string", NULL, SHAPE_MAY_LACK },
	{ "worked", "string", N_("The calculation in numbers."), SHAPE_MAY_LACK },
	{ "source", "string", N_("How many records, and how many of them were checked."), SHAPE_MAY_LACK },
	{ "anchor", "string", NULL, SHAPE_MAY_LACK },
	{ "months", "number?[]", N_("The year before, then the last twelve months."), SHAPE_MAY_LACK },
};
static const struct shape_member series[] = {
	{ "key", "string", NULL, SHAPE_MAY_LACK },
	{ "name", "string", NULL, SHAPE_MAY_LACK },
	{ "values", "number?[]", N_("Oldest first; none: hidden, or before the records begin."), 0 },
	{ "reference", "number?", N_("The mean of the year before."), 0 },
	{ "change", "integer", N_("-1, 0 or 1: down, steady or up by more than 15 %."), 0 },
	{ "summary", "string", NULL, SHAPE_MAY_LACK },
};
static const struct shape_member bar[] = {
	{ "name", "string", NULL, SHAPE_MAY_LACK },
	{ "value", "number?", NULL, 0 },
	{ "rest", "boolean", N_("All the others together."), 0 },
	{ "printed", "string", NULL, SHAPE_MAY_LACK },
	{ "change", "string", NULL, SHAPE_MAY_LACK },
};
static const struct shape_member heat_cell[] = {
	{ "value", "number?", NULL, 0 },
	{ "out", "boolean", N_("Somebody was out at that hour."), 0 },
	{ "hidden", "boolean", N_("Too small to be shown outside the team."), 0 },
};
static const struct shape_member words_kept[] = {
	{ "version", "integer",
	    N_("Grows with each change; goes back in If-Match. 0: nothing was written yet."), 0 },
	{ "text", "string", NULL, 0 },
	{ "finished", "boolean", N_("Whether the report shows it."), 0 },
	{ "changed_at", "integer?", N_("Milliseconds since 1970."), 0 },
};
static const struct shape_member words_ask[] = {
	{ "text", "string", N_("Paragraphs, lists and quotations in Markdown."), SHAPE_MAY_LACK },
	{ "finished", "boolean", N_("Whether the report shows it."), SHAPE_MAY_LACK },
};
static const struct shape_member history[] = {
	{ "history", "#history_entry[]", N_("Newest first."), 0 },
};
static const struct shape_member history_entry[] = {
	{ "version", "integer", N_("The version that it made."), 0 },
	{ "base", "integer", N_("The version before; 0: none."), 0 },
	{ "at", "integer", N_("Milliseconds since 1970."), 0 },
	{ "actor", "string", N_("The login of who did it."), 0 },
	{ "device", "string?", NULL, 0 },
	{ "reason", "string?", N_("Why, in the words of who did it."), 0 },
	{ "changes", "{any[]}", N_("By field: before and after."), 0 },
};
static const struct shape_member fact[] = {
	{ "code", "#code.incivility", NULL, 0 },
	{ "n", "integer", N_("How many, 1 to 500."), 0 },
	{ "severity", "integer", N_("1 to 3."), 0 },
};

/* -- phones ---------------------------------------------------------------------------------- */

static const struct shape_member device_ask[] = {
	{ "login", "string", NULL, 0 },
	{ "password", "string", NULL, 0 },
	{ "device", "uuid?", N_("The one that this phone was to this account before."), SHAPE_MAY_LACK },
	{ "name", "string", N_("Android, Chrome: to know one’s own phones apart."), SHAPE_MAY_LACK },
	{ "app", "string", N_("The app’s version."), SHAPE_MAY_LACK },
};
static const struct shape_member device_told[] = {
	{ "device", "uuid", NULL, 0 },
	{ "token", "string", N_("Goes into the header Authorization, behind Bearer."), 0 },
	{ "share", "string", N_("The server’s half of the secret by which the phone’s own store is sealed."), 0 },
	{ "receipt_key", "string", N_("By which receipts are checked (Ed25519)."), 0 },
	{ "export_key", "string", N_("To which a queue is sealed that leaves the phone as a file (X25519)."), 0 },
	{ "account", "#account", NULL, 0 },
	{ "now", "integer", N_("Milliseconds since 1970 UTC."), 0 },
};
static const struct shape_member account[] = {
	{ "id", "uuid", NULL, 0 },
	{ "login", "string", NULL, 0 },
	{ "role", "string", NULL, 0 },
	{ "lang", "string", NULL, 0 },
	{ "staff", "uuid?", NULL, 0 },
};
static const struct shape_member push[] = {
	{ "device", "uuid", NULL, 0 },
	{ "entries", "#push_entry[]", N_("At most 500; in their order."), 0 },
	{ "app", "string", N_("The app’s version."), SHAPE_MAY_LACK },
	{ "now", "integer", N_("What the phone’s clock says."), SHAPE_MAY_LACK },
	{ "mono", "integer", N_("What its clock says that only goes forward."), SHAPE_MAY_LACK },
	{ "boot", "string", N_("New whenever that clock began anew."), SHAPE_MAY_LACK },
	{ "waiting", "integer", N_("Entries that stay on the phone."), SHAPE_MAY_LACK },
};
static const struct shape_member push_entry[] = {
	{ "id", "uuid", N_("Of the entry: always the same, however often it is sent."), 0 },
	{ "register", "#register", NULL, 0 },
	{ "record", "uuid", NULL, 0 },
	{ "base", "integer|uuid?", N_("The version that it was based on, or the entry that made it; none: new."),
	    SHAPE_MAY_LACK },
	{ "at", "integer", N_("When it was noted, by the phone’s clock; milliseconds since 1970 UTC."), 0 },
	{ "fields", "{any}", N_("As a record’s; deleted: true deletes it, false takes it back."), 0 },
	{ "reason", "string", N_("Why; asked for of a record that was validated."), SHAPE_MAY_LACK },
	{ "catalogue", "date", N_("The day of the code lists that the phone had."), SHAPE_MAY_LACK },
	{ "mono", "integer", N_("What its clock says that only goes forward."), SHAPE_MAY_LACK },
	{ "boot", "string", N_("New whenever that clock began anew."), SHAPE_MAY_LACK },
	{ "clocked", "string[]", N_("The fields that were taken from the phone’s clock."), SHAPE_MAY_LACK },
};
static const struct shape_member push_told[] = {
	{ "now", "integer", N_("Milliseconds since 1970 UTC."), 0 },
	{ "skew", "integer?", N_("The phone’s clock minus the server’s."), 0 },
	{ "results", "#push_result[]", N_("One an entry, in their order."), 0 },
};
static const struct shape_member push_result[] = {
	{ "id", "uuid", NULL, 0 },
	{ "status", "string", N_("stored, duplicate, conflict or refused."), 0 },
	{ "first", "string", N_("Of a duplicate: what was answered first."), SHAPE_MAY_LACK },
	{ "register", "string", NULL, 0 },
	{ "record", "uuid", NULL, 0 },
	{ "version", "integer", N_("The one that it made; of a conflict, the one that stands; 0: none."), 0 },
	{ "receipt", "string", N_("Signed: the server holds this entry."), 0 },
	{ "corrected", "{string}", N_("Clocks that were put right, by field."), SHAPE_MAY_LACK },
	{ "errors", "#push_fault[]", N_("Why it was refused."), 0 },
};
static const struct shape_member push_fault[] = {
	{ "field", "string?", N_("None: the record as a whole."), 0 },
	{ "code", "string", N_("What is wrong, for programs: required, unknown_code, bad_date…"), 0 },
	{ "message", "string", N_("The same for people."), 0 },
};

static const struct shape_member pulled[] = {
	{ "now", "integer", N_("Milliseconds since 1970 UTC."), 0 },
	{ "day", "date", N_("Today, where the server is."), 0 },
	{ "minute", "integer", N_("Of that day."), 0 },
	{ "zone", "string", N_("What the wall clock is ahead of UTC by: +01:00."), 0 },
	{ "account", "#account", NULL, 0 },
	{ "position", "string", N_("Goes into since of the next one, as it is."), 0 },
	{ "whole", "boolean", N_("This is all there is: what the phone had before is forgotten."), 0 },
	{ "registers", "{any[]}", N_("Records by register; fields that are empty, or 0, are left out."), 0 },
	{ "removed", "#pull_removed[]", N_("No longer there, or no longer needed."), 0 },
	{ "mates", "{string}", N_("Colleagues by their identifier, as colleagues know them."), 0 },
	{ "kept", "#pull_kept[]", N_("What was sent and not stored, lately."), 0 },
	{ "returned", "#pull_returned[]", N_("Records that came back with a word."), 0 },
	{ "catalogue", "#catalogue?", N_("None: the phone’s is as it is."), 0 },
	{ "tiles", "{#tile[]}", N_("By scheme, in the order of what it records most."), 0 },
};
static const struct shape_member pull_removed[] = {
	{ "register", "#register", NULL, 0 },
	{ "record", "uuid", NULL, 0 },
};
static const struct shape_member pull_kept[] = {
	{ "id", "uuid", N_("Of the entry."), 0 },
	{ "register", "string", NULL, 0 },
	{ "record", "uuid", NULL, 0 },
	{ "status", "string", N_("conflict or refused."), 0 },
	{ "settled", "string?", N_("How, by a team leader; none: not yet."), 0 },
};
static const struct shape_member pull_returned[] = {
	{ "register", "#register", NULL, 0 },
	{ "record", "uuid", NULL, 0 },
	{ "version", "integer", NULL, 0 },
	{ "field", "string?", N_("None: the record as a whole."), 0 },
	{ "word", "string", N_("What is to be changed, in the words of who asks."), 0 },
	{ "by", "string", N_("The login of who did it."), 0 },
	{ "at", "integer", N_("Milliseconds since 1970 UTC."), 0 },
};
static const struct shape_member catalogue[] = {
	{ "tag", "string", N_("Goes into catalogue of the next pull."), 0 },
	{ "day", "date", N_("Goes into catalogue of the entries that are made with it."), 0 },
	{ "lists", "{#catalogue_code[]}", N_("By name: the codes in their order."), 0 },
};
static const struct shape_member catalogue_code[] = {
	{ "code", "string", NULL, 0 },
	{ "fr", "string", NULL, 0 },
	{ "en", "string", NULL, 0 },
	{ "parent", "string", N_("The common code that a contract’s own one counts as."), SHAPE_MAY_LACK },
	{ "rolls", "{string}", N_("What it counts as, and how."), SHAPE_MAY_LACK },
	{ "from", "date", N_("In use from this day on."), SHAPE_MAY_LACK },
	{ "to", "date", N_("In use until this day."), SHAPE_MAY_LACK },
	{ "contracts", "uuid[]", N_("Those that have it as their own."), SHAPE_MAY_LACK },
	{ "hidden", "uuid[]", N_("Those that do not use it."), SHAPE_MAY_LACK },
};
static const struct shape_member tile[] = {
	{ "label", "string", NULL, 0 },
	{ "icon", "string", NULL, 0 },
	{ "kind", "#code.kind", NULL, 0 },
	{ "theme", "string?", NULL, 0 },
	{ "actions", "string[]", N_("Done as a rule."), 0 },
	{ "outcomes", "string[]", N_("The likely ones, the likeliest first."), 0 },
	{ "n", "integer", N_("How often it was recorded in the last year."), 0 },
};

static const struct shape_member twins_ask[] = {
	{ "records", "#twin_ask[]", N_("At most 50."), 0 },
};
static const struct shape_member twin_ask[] = {
	{ "record", "uuid", NULL, 0 },
	{ "scheme", "uuid", NULL, 0 },
	{ "date", "date", NULL, 0 },
	{ "start", "string", NULL, 0 },
	{ "kind", "#code.kind", NULL, 0 },
	{ "place_kind", "#code.place_kind?", NULL, SHAPE_MAY_LACK },
	{ "sector", "uuid?", NULL, SHAPE_MAY_LACK },
	{ "place", "string?", NULL, SHAPE_MAY_LACK },
	{ "lon", "number?", NULL, SHAPE_MAY_LACK },
	{ "lat", "number?", NULL, SHAPE_MAY_LACK },
};
static const struct shape_member twins[] = {
	{ "twins", "#twin[]", N_("Of those that a colleague has perhaps noted too."), 0 },
};
static const struct shape_member twin[] = {
	{ "record", "uuid", NULL, 0 },
	{ "other", "uuid", N_("The colleague’s: what twin_of would say."), 0 },
	{ "date", "date", NULL, 0 },
	{ "start", "string", NULL, 0 },
	{ "kind", "#code.kind", NULL, 0 },
	{ "by", "string", N_("The login of who did it."), 0 },
	{ "people", "integer", N_("How many it counts."), 0 },
};

#define PERIOD_WORDS \
	N_("2025, 2025-Q1, 2025-03, 2025-W14, 2024-10/2025-09, school-2024, cohort-2024, october-2024 or " \
	   "summer-2025; of one scheme contract-2, the second year of its contract.")
#define OBJECT(name, help, members) { name, help, members, COUNT(members) }
const struct object_shape object_shapes[] = {
	OBJECT("problem", N_("A refusal or failure (RFC 9457)."), problem),
	OBJECT("fault", N_("What is wrong with a field or a record."), fault),
	OBJECT("import", N_("What became of a file."), import),
	OBJECT("import_fault", N_("What is wrong with a line."), import_fault),
	OBJECT("health", N_("A server that answers."), health_told),
	OBJECT("session_ask", N_("An account."), session_ask),
	OBJECT("session", N_("A session, for twelve hours without use at most."), session),
	OBJECT("figure", N_("A figure: a value and the records behind it."), figure),
	OBJECT("figure_source", N_("The records behind a figure that are of one register."), figure_source),
	OBJECT("figure_group", N_("A part of a figure."), figure_group),
	OBJECT("document", N_("A report, resolved: what its page and its PDF print."), document),
	OBJECT("document_period", N_("A report’s period."), document_period),
	OBJECT("block", N_("A part of a report."), block),
	OBJECT("span", N_("A run of text."), span),
	OBJECT("block_figure", N_("A figure as it stands in a report."), block_figure),
	OBJECT("series", N_("Values by month."), series),
	OBJECT("bar", N_("A named amount."), bar),
	OBJECT("heat_cell", N_("An hour of a weekday."), heat_cell),
	OBJECT("words", N_("What somebody wrote for a report."), words_kept),
	OBJECT("words_ask", N_("What somebody writes for a report."), words_ask),
	OBJECT("history", N_("What changed in a record."), history),
	OBJECT("history_entry", N_("A change of a record."), history_entry),
	OBJECT("fact", N_("An incivility that was seen."), fact),
	OBJECT("device_ask", N_("An account on a phone."), device_ask),
	OBJECT("device", N_("A phone that is known."), device_told),
	OBJECT("account", N_("Who somebody is here."), account),
	OBJECT("push", N_("What a phone noted."), push),
	OBJECT("push_entry", N_("One thing that was noted, changed or deleted."), push_entry),
	OBJECT("pushed", N_("What became of it."), push_told),
	OBJECT("push_result", N_("What became of an entry."), push_result),
	OBJECT("pulled", N_("What a phone needs."), pulled),
	OBJECT("pull_removed", N_("A record that the phone forgets."), pull_removed),
	OBJECT("pull_kept", N_("An entry that was not stored, and what became of it."), pull_kept),
	OBJECT("pull_returned", N_("A record that came back to its author."), pull_returned),
	OBJECT("catalogue", N_("The nomenclature."), catalogue),
	OBJECT("catalogue_code", N_("A code of a list."), catalogue_code),
	OBJECT("tile", N_("A tile to note by."), tile),
	OBJECT("twins_ask", N_("Records that are about to be sent."), twins_ask),
	OBJECT("twin_ask", N_("When, where and what."), twin_ask),
	OBJECT("twins", N_("What was perhaps noted already."), twins),
	OBJECT("twin", N_("Two records that may be of one event."), twin),
	OBJECT("push_fault", N_("What is wrong with an entry."), push_fault),
};
const size_t n_object_shapes = COUNT(object_shapes);

/* -- words of an address --------------------------------------------------------------------- */

static const struct shape_member scope_words[] = {
	{ "scheme", "string", N_("A scheme: UUID, own identifier or name."), SHAPE_MAY_LACK },
	{ "agency", "string", N_("An agency, likewise."), SHAPE_MAY_LACK },
	{ "client", "string", N_("A client, likewise."), SHAPE_MAY_LACK },
	{ "area", "string", N_("A code of an area."), SHAPE_MAY_LACK },
};
static const struct shape_member split_words[] = {
	{ "period", "string", PERIOD_WORDS, SHAPE_MAY_LACK },
	{ "from", "date", N_("With to, instead of period; both days are included."), SHAPE_MAY_LACK },
	{ "to", "date", NULL, SHAPE_MAY_LACK },
	{ "by", "#dimension[,]", N_("Up to three dimensions, separated by commas."), SHAPE_MAY_LACK },
	{ "where", "string[]",
	    N_("A dimension, = and codes separated by commas: theme=T10,T11. May stand several times."),
	    SHAPE_MAY_LACK },
	{ "zeros", "string", N_("1: also groups without records."), SHAPE_MAY_LACK },
};
static const struct shape_member report_words[] = {
	{ "period", "string", PERIOD_WORDS, 0 },
	{ "format", "string", N_("json, pdf or html."), 0 },
	{ "drafts", "string", N_("1: also words that are not finished, for who may write them."),
	    SHAPE_MAY_LACK },
};
static const struct shape_member period_words[] = {
	{ "period", "string", PERIOD_WORDS, 0 },
};
static const struct shape_member page_words[] = {
	{ "cursor", "string", N_("Where the page begins: next or previous of another one."), SHAPE_MAY_LACK },
	{ "limit", "integer", N_("Records on a page, 1 to 500; 50 when nothing is said."), SHAPE_MAY_LACK },
};
static const struct shape_member sort_words[] = {
	{ "sort", "string", N_("A field, behind - for descending."), SHAPE_MAY_LACK },
};
static const struct shape_member version_words[] = {
	{ "If-Match", "string", N_("The version that it was based on, in quotes; none for a new record."),
	    SHAPE_MAY_LACK },
};
static const struct shape_member deletion_words[] = {
	{ "If-Match", "string", N_("The version that it was based on, in quotes."), 0 },
};
static const struct shape_member reason_words[] = {
	{ "reason", "string", N_("Why; asked for of a record that was validated."), SHAPE_MAY_LACK },
};
static const struct shape_member import_words[] = {
	{ "partial", "string", N_("1: keeps the good lines, tells the others."), SHAPE_MAY_LACK },
	{ "dry", "string", N_("1: only checks."), SHAPE_MAY_LACK },
	{ "name", "string", N_("The file’s name, for the journal."), SHAPE_MAY_LACK },
};

static const struct shape_member pull_words[] = {
	{ "since", "string", N_("Position of the pull before; none: all of it."), SHAPE_MAY_LACK },
	{ "catalogue", "string", N_("Tag of the code lists that the phone has."), SHAPE_MAY_LACK },
	{ "days", "integer", N_("Days ahead, 1 to 60; 14 when nothing is said."), SHAPE_MAY_LACK },
};

const struct word_group word_groups[] = {
	{ "scope", false, scope_words, COUNT(scope_words) },
	{ "split", false, split_words, COUNT(split_words) },
	{ "report", false, report_words, COUNT(report_words) },
	{ "period", false, period_words, COUNT(period_words) },
	{ "page", false, page_words, COUNT(page_words) },
	{ "sort", false, sort_words, COUNT(sort_words) },
	{ "version", true, version_words, COUNT(version_words) },
	{ "deletion", true, deletion_words, COUNT(deletion_words) },
	{ "reason", false, reason_words, COUNT(reason_words) },
	{ "import", false, import_words, COUNT(import_words) },
	{ "pull", false, pull_words, COUNT(pull_words) },
};
const size_t n_word_groups = COUNT(word_groups);

/* -- handlers -------------------------------------------------------------------------------- */

#define JSON(shape) { { "application/json", shape } }
#define WORKBOOK "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

const struct api_shape api_shapes[] = {
	{ health, .gives = JSON("#health") },
	{ metrics, .gives = { { "text/plain", "string" } } },
	{ robots, .gives = { { "text/plain", "string" } } },
	{ api_session, .takes = JSON("#session_ask"), .gives = JSON("#session") },
	{ api_figure, .words = "scope split", .gives = JSON("#figure") },
	{ api_evidence, .words = "scope split", .gives = JSON("#figure") },
	{ api_report, .words = "scope report", .gives = { { "application/json", "#document" },
	    { "application/pdf", "binary" }, { "text/html", "string" } } },
	{ api_narrative, .words = "scope period", .gives = JSON("#words"), .etag = true },
	{ api_narrative_put, .words = "scope period version", .takes = JSON("#words_ask"),
	    .gives = JSON("#words"), .status = "200 201", .etag = true },
	{ api_list, .words = "filters sort page", .gives = JSON("#page.*") },
	{ api_record, .gives = JSON("#record.*"), .etag = true },
	{ api_make, .takes = JSON("#change.*"), .gives = JSON("#record.*"), .status = "201", .etag = true },
	{ api_put, .words = "version", .takes = JSON("#change.*"), .gives = JSON("#record.*"),
	    .status = "200 201", .etag = true },
	{ api_delete, .words = "deletion reason", .status = "204" },
	{ api_history, .gives = JSON("#history") },
	{ api_export_csv, .words = "filters sort", .gives = { { "text/csv", "string" } } },
	{ api_export_json, .words = "filters sort", .gives = JSON("#record.*[]") },
	{ api_export_xlsx, .words = "filters sort", .gives = { { WORKBOOK, "binary" } } },
	{ sync_enrol, .takes = JSON("#device_ask"), .gives = JSON("#device"), .status = "201" },
	{ sync_push, .takes = JSON("#push"), .gives = JSON("#pushed") },
	{ sync_twins, .takes = JSON("#twins_ask"), .gives = JSON("#twins") },
	{ sync_pull, .words = "pull", .gives = JSON("#pulled") },
	{ api_import, .words = "import", .takes = { { "text/csv", "binary" }, { WORKBOOK, "binary" },
	    { "application/octet-stream", "binary" } }, .gives = JSON("#import"), .refused = "#import" },
};
const size_t n_api_shapes = COUNT(api_shapes);

const struct api_shape *
api_shape_of(const struct route *route)
{
	for (size_t i = 0; i < n_api_shapes; i++)
		if (api_shapes[i].handle == route->handle)
			return &api_shapes[i];
	return NULL;
}
