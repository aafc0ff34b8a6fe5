/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/lang.h"
#include "cli/cli.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

const struct command commands[] = {
	{ "init", run_init, "init", N_("Makes an empty store with the nomenclature in it."), NULL },
	{ "migrate", run_migrate, "migrate",
	    N_("Brings a store of an older version up to this one."), NULL },
	{ "import", run_import,
	    "import REGISTER FILE… [--partial] [--ignore COLUMN]… [--map FILE]",
	    N_("Reads spreadsheets (CSV or XLSX) into a register, all or nothing."),
	    N_("The header names fields by id or label. --partial keeps the good lines and writes the "
	       "refused ones to FILE.rejects.csv. --map FILE renames columns: a CSV of two columns, "
	       "the name in the file and the field. --ignore passes a column over.") },
	{ "export", run_export, "export REGISTER [--format csv|json|xlsx] [--sealed] [-o FILE]",
	    N_("Writes a register in the forms that import takes."),
	    N_("What is sealed stays out, unless --sealed asks for it; the audit log then says so.") },
	{ "figures", run_figures,
	    "figures ID… [--scheme ID] [--agency ID] [--area ID] [--client ID] "
	    "[--from DATE --to DATE | --period P] [--by DIM[,DIM]] [--where DIM=CODE]… [--zeros] "
	    "[--evidence]",
	    N_("Works out figures, with the records behind them."),
	    N_("A period is 2025, 2025-Q1, 2025-03, 2025-W14 or 2024-10/2025-09; or school-2024, cohort-2024, "
	       "october-2024, summer-2025; within one scheme or contract contract-2, its second year.") },
	{ "report", run_report,
	    "report TEMPLATE --period P [--scheme ID | --agency ID | --client ID | --area ID] "
	    "[--format html|pdf|json] [--narrative FILE] [-o FILE]",
	    N_("Writes a report."),
	    N_("TEMPLATE is monthly or annual, or the path of a text that ends in .md; an annual report takes "
	       "any twelve months: 2025, 2024-10/2025-09, school-2024, cohort-2024, october-2024. "
	       "--narrative FILE is what the manager wrote: Markdown, its first numbered list being the "
	       "proposals. Without -o the report goes to standard output.") },
	{ "check", run_check, "check [--quick | --thorough]",
	    N_("Proves that the journal is whole and that facts and store agree."),
	    N_("Each figure is worked out by the facts and by SQL: over everything, and with each split in "
	       "some day or week. --thorough tries each split over everything: minutes for a large store. "
	       "--quick looks at file and journal only.") },
	{ "demo", run_demo, "demo [--years 2024,2025] [--scale N] [--accounts] | --compare FILE",
	    N_("Makes a store with two invented years of an operator's work."),
	    N_("Always the same years. --scale 0.1 makes a tenth of the records, --scale 4 four times as "
	       "many. --accounts makes accounts to try it with, one a role, whose password everybody knows; also "
	       "in a store that a demonstration filled before. --compare FILE makes nothing: it shows a "
	       "report’s printed numbers (columns id, value_printed, value, comparator) beside those that the "
	       "records give, line by line, with the reason where they are not the same.") },
	{ "serve", run_serve,
	    "serve [--listen HOST:PORT] [--origin https://NAME] [--behind-proxy] [--workers N] "
	    "[--limit NAME=NUMBER]… [--retention-at HH:MM] [--demo-accounts]",
	    N_("Serves the web application until it is told to stop."),
	    N_("--listen is 127.0.0.1:8080 when nothing is said; port 0 takes any free one. --origin is the "
	       "address people type; with https the session's cookie is for https only. --behind-proxy takes "
	       "the caller's address from X-Forwarded-For. --retention-at is when, by night, what is not to be "
	       "kept any longer is erased: 03:30 when nothing is said, off for never. --limit changes a ceiling "
	       "or a time-out: see the "
	       "manual. --demo-accounts shows a demonstration's accounts on the sign-in page; it refuses any "
	       "other store. A terminate or interrupt signal ends it when the answers under way are out.") },
	{ "user", run_user,
	    "user add LOGIN --role ROLE [--scheme ID]… [--agency ID]… [--client ID]… [--staff ID] "
	    "[--password-stdin] | list | change LOGIN … | disable LOGIN | enable LOGIN | "
	    "password LOGIN --password-stdin | invite LOGIN | reset LOGIN | sessions LOGIN | "
	    "sign-out LOGIN | token add LOGIN --name TEXT --scopes S[,S] [--days N] | token list | "
	    "token revoke ID",
	    N_("Looks after the accounts of people and the tokens of programs."),
	    N_("Roles: mediator, team_leader, manager, agency, head_office, client, partner, trainer, "
	       "administrator, dpo. --password-stdin reads the password from the first line of standard "
	       "input; without it, add prints the page where the person chooses one. What is given with "
	       "change replaces what was given before. Scopes: registers.read, registers.write, figures, "
	       "reports, import, export.") },
	{ "key", run_key, "key make | show | rotate",
	    N_("Looks after the key that seals names and addresses in the store."),
	    N_("The key is a file beside the store, NAME.key, for its owner alone; --key FILE or MAILLAGE_KEY "
	       "names another one, and must with PostgreSQL. It is made when something is sealed for the first "
	       "time, or by make. show tells its fingerprint and whether it opens the store (3 when it does "
	       "not). rotate puts a new key in its place; sealed texts stay as they are. Keep a copy apart "
	       "from the copies of the store: without the key, what is sealed is lost, and nothing else.") },
	{ "device", run_device, "device list | revoke ID",
	    N_("Lists the phones of the field app, and revokes one."),
	    N_("A revoked phone erases what it holds when it asks next. What of it was not sent is lost.") },
	{ "import-queue", run_import_queue, "import-queue FILE…",
	    N_("Brings in what phones had not sent when no server answered any more."),
	    N_("A file that an app made for this (.mlq) is sealed to this store’s key. The same entries, however "
	       "often and by whichever way they come, are stored once.") },
	{ "retention", run_retention, "retention [--dry-run] [--as-of DATE]",
	    N_("Empties, moves and deletes what is not to be kept any longer."),
	    N_("Each rule, its time and what it does: maillage help privacy. --dry-run changes nothing and tells "
	       "how many records each rule would change; --as-of DATE does as if it were that day. A server does "
	       "it every night by itself.") },
	{ "subject", run_subject,
	    "subject export REGISTER ID [--party a|b] -o FOLDER | erase REGISTER ID [--party a|b] [--reason WHY] "
	    "[--dry-run]",
	    N_("Takes out, or erases, what is kept about one person who asks for it."),
	    N_("REGISTER is staff, trainee, or case_file with the party. export writes a folder that is not "
	       "there yet: person.html, which is to be read, a CSV and a JSON file a register, and "
	       "sent.json with what phones sent that was not stored, without other people. erase empties "
	       "what no law asks to keep, in the records and in their past, and tells what was deleted, "
	       "emptied and kept, and why. WHY is asked, no_need, consent, objection, unlawful or duty.") },
	{ "grid", run_grid, "grid LON LAT", N_("Prints the 200 m grid cell of a point (WGS 84)."),
	    NULL },
	{ "help", run_help, "help [COMMAND | import REGISTER | registers | access | privacy | routes | openapi]",
	    N_("Explains a command."), NULL },
};
const size_t n_commands = COUNT(commands);

/* Takes --db, --key, --json, --lang and --quiet out of the arguments. */
static int
common_options(struct cli *c, int argc, char **argv, int *left)
{
	const char *env = getenv("MAILLAGE_DB"), *lang = getenv("MAILLAGE_LANG"), *key = getenv("MAILLAGE_KEY");
	enum lang l = LANG_FR;
	int n = 0;

	c->db = str_of(env != NULL && *env != '\0' ? env : "maillage.db");
	c->key = str_of(key);
	if (lang != NULL && lang_parse(str_of(lang), &l))
		lang_use(l);
	for (int i = 0; i < argc; i++) {
		bool value = strcmp(argv[i], "--db") == 0 || strcmp(argv[i], "--lang") == 0 ||
		    strcmp(argv[i], "--key") == 0;

		if (value && i + 1 == argc)
			return cli_usage(c, NULL, _("%s needs a value."), argv[i]);
		if (strcmp(argv[i], "--db") == 0)
			c->db = str_of(argv[++i]);
		else if (strcmp(argv[i], "--key") == 0)
			c->key = str_of(argv[++i]);
		else if (strcmp(argv[i], "--lang") == 0) {
			if (!lang_parse(str_of(argv[++i]), &l))
				return cli_usage(c, NULL, _("The languages are fr and en."));
			lang_use(l);
		} else if (strcmp(argv[i], "--json") == 0)
			c->json = true;
		else if (strcmp(argv[i], "--quiet") == 0)
			c->quiet = true;
		else
			argv[n++] = argv[i];
		if (strcmp(argv[i], "--") == 0)
			for (i++; i < argc; i++)
				argv[n++] = argv[i];
	}
	*left = n;
	return EXIT_DONE;
}

static int
run(struct cli *c, int argc, char **argv)
{
	int status, left = 0;

	status = common_options(c, argc - 1, argv + 1, &left);
	if (status != EXIT_DONE)
		return status;
	if (left == 0)
		return cli_usage(c, NULL, _("Which command?"));
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return run_help(c, 1, argv + 1);
	for (size_t i = 0; i < n_commands; i++)
		if (strcmp(argv[1], commands[i].name) == 0) {
			if (left > 1 && (strcmp(argv[2], "--help") == 0 || strcmp(argv[2], "-h") == 0)) {
				char help[] = "help";
				char *words[2] = { help, argv[1] };

				return run_help(c, 2, words);
			}
			return commands[i].run(c, left, argv + 1);
		}
	return cli_usage(c, NULL, _("“%s” is no command."), argv[1]);
}

/* What was printed is on its way, or it is said that it is not. A reader that went away needs no word. */
static int
end_output(const struct cli *c, int status)
{
	struct err e = { 0 };
	int number = 0;

	if (fflush(stdout) != 0)
		number = errno;
	else if (ferror(stdout) != 0)
		/* It failed a while ago; why is told by trying once more. */
		number = write(STDOUT_FILENO, "\n", 1) < 0 ? errno : EIO;
	if (number == 0)
		return status;
	if (number == EPIPE)
		return status != EXIT_DONE ? status : EXIT_FAILED;
	err_set(&e, err_os_full(number) ? ERR_BUSY : ERR_UNAVAILABLE, "file.write",
	    _("Writing to standard output failed: %s."), err_os(number));
	number = cli_fail(c, &e);
	return status != EXIT_DONE ? status : number;
}

int
main(int argc, char **argv)
{
	struct cli c = { .json = false };
	struct timespec ts;
	struct tm local;
	int status;

	/* A reader that goes away is an error of the write, not a death. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	clock_gettime(CLOCK_REALTIME, &ts);
	localtime_r(&ts.tv_sec, &local);
	c.now_ms = ((int64_t)ts.tv_sec + local.tm_gmtoff) * 1000 + ts.tv_nsec / 1000000;
	c.today = (int32_t)(c.now_ms / 86400000);
	arena_init(&c.arena);
	status = run(&c, argc, argv);
	status = end_output(&c, status);
	arena_release(&c.arena);
	return status;
}
