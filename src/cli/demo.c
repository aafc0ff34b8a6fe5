/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* demo: a store with two invented years of an operator's work, written through the import. */
#include "access/access.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/lang.h"
#include "cli/cli.h"
#include "cli/demo_crew.h"
#include "cli/demo_follow.h"
#include "cli/demo_map.h"
#include "cli/demo_money.h"
#include "record/import.h"
#include "record/schema.h"
#include "record/vault.h"
#include "store/migrate.h"

#include <unistd.h>

#define SCALE_MAX 1000 /* percent */
#define FAULTS_SHOWN 5

struct demo_run {
	struct cli *c;
	struct store *s;
	struct codes *codes;
	struct json_writer json;
	bool terminal;
	const char *doing; /* label of the register under way */
	int64_t shown_at;  /* ms */
};

static const struct query any_intervention = {
	.name = "demo_any", .sql = "SELECT 1 FROM intervention WHERE structure = 1 LIMIT 1",
};

static void
show(void *ctx, int64_t done, int64_t total, int64_t lines)
{
	struct demo_run *run = ctx;
	int64_t ms = clock_ms();

	if (ms - run->shown_at < 200)
		return;
	run->shown_at = ms;
	fprintf(stderr, "\r%s: %lld (%d %%)   ", run->doing, (long long)lines,
	    total > 0 ? (int)(done * 100 / total) : 0);
}

/* As init does. */
static bool
create_store(struct cli *c, struct err *e)
{
	struct store_options o = { .url = c->db, .mode = STORE_CREATE, .key = c->key };
	struct store *s;
	int64_t added;
	int from, to;

	if (!store_open(&o, &c->arena, &s, e) || !store_begin(s, e))
		return false;
	if (!migrate_run(s, &from, &to, e) || !schema_update(s, e) || !codes_load(s, &added, e) ||
	    !store_commit(s, e)) {
		store_rollback(s);
		return false;
	}
	store_close(s);
	return true;
}

/* Opens the store; makes it when there is none. *filled: it holds the demonstration already, and only
 * accounts are asked for. */
static bool
open_store(struct demo_run *run, bool accounts, bool *filled, struct err *e)
{
	const struct value *row;
	bool found, ours, marked;

	if (!cli_open(run->c, STORE_WRITE, &run->s, &run->codes, e)) {
		/* ERR_INVALID: no store of ours; when it holds nothing at all, one is made there. */
		if ((e->kind != ERR_NOT_FOUND && e->kind != ERR_INVALID) || !create_store(run->c, e))
			return false;
		if (!cli_open(run->c, STORE_WRITE, &run->s, &run->codes, e))
			return false;
	}
	if (!store_one(run->s, &any_intervention, NULL, &run->c->arena, &row, &found, e))
		return false;
	*filled = found && accounts;
	if (*filled)
		return demo_store(run->s, &ours, e) && (ours || err_set(e, ERR_CONFLICT, "demo.real",
		    _("%.*s holds more than a demonstration, or was made by an older program. Nothing was changed. "
		      "Name another store with --db."), STR_A(store_name(run->s))));
	if (found)
		return err_set(e, ERR_CONFLICT, "demo.full",
		    _("%.*s holds interventions already. The demonstration wants an empty store: name "
		      "another one with --db. Nothing was changed."), STR_A(store_name(run->s)));
	if (!store_begin(run->s, e))
		return false;
	if (demo_mark(run->s, &marked, e) && store_commit(run->s, e))
		return !accounts || marked || err_set(e, ERR_CONFLICT, "demo.full",
		    _("%.*s holds something already: no account whose password everybody knows is made there. "
		      "Nothing was changed. Name another store with --db."), STR_A(store_name(run->s)));
	store_rollback(run->s);
	return false;
}

static void
report(struct demo_run *run, const char *name, const char *label, int64_t made)
{
	if (run->c->json) {
		js_key(&run->json, name);
		js_int(&run->json, made);
		return;
	}
	if (!run->c->quiet)
		printf("%10lld  %s\n", (long long)made, label);
}

static bool
import(struct demo_run *run, const char *name, struct table *t, struct err *e)
{
	struct import_options o = {
		.reg = reg_find(str_of(name)), .file_name = STR("demo"), .actor = STR("demo"),
		.now_ms = run->c->now_ms, .today = run->c->today,
	};
	struct import_result result;
	struct arena a;
	bool ok;

	if (o.reg == NULL)
		return err_set(e, ERR_INTERNAL, "demo.register", "%s", name);
	run->doing = lang_text(o.reg->label);
	run->shown_at = 0;
	if (run->terminal)
		o.progress = (struct import_progress){ show, run };
	cli_random(o.random, sizeof(o.random));
	arena_init(&a);
	ok = import_table(run->s, run->codes, &o, t, &a, &result, e);
	if (run->shown_at > 0)
		fprintf(stderr, "\r%60s\r", "");
	if (ok && result.faults.total > 0) {
		for (size_t i = 0; i < result.faults.n && i < FAULTS_SHOWN; i++)
			fprintf(stderr, "%s:%lld: " STR_F ": " STR_F "\n", name,
			    (long long)result.faults.v[i].line, STR_A(result.faults.v[i].record),
			    STR_A(result.faults.v[i].text));
		ok = err_set(e, ERR_INTERNAL, "demo.refused",
		    _("The demonstration's own lines were refused. This is a fault of this program."));
	}
	if (ok)
		report(run, name, run->doing, result.made);
	arena_release(&a);
	return ok;
}

static bool
import_file(struct demo_run *run, const char *name, struct err *e)
{
	struct table t;

	return demo_file(&run->c->arena, name, &t, e) && import(run, name, &t, e);
}

static bool
import_files(struct demo_run *run, const char *const *names, size_t n, struct err *e)
{
	for (size_t i = 0; i < n; i++)
		if (!import_file(run, names[i], e))
			return false;
	return true;
}

static bool
import_sheet(struct demo_run *run, const char *name, struct demo_sheet *s, struct err *e)
{
	struct table t;

	demo_sheet_table(s, &t);
	return import(run, name, &t, e);
}

/* What the operator keeps of its own people, but for the people themselves. */
static bool
import_teams(struct demo_run *run, const struct demo_staff_sheets *s, struct err *e)
{
	return import_sheet(run, "employment_contract", s->contracts, e) &&
	    import_sheet(run, "absence", s->absences, e) && import_sheet(run, "tutoring", s->tutors, e) &&
	    import_sheet(run, "qualification", s->titles, e) &&
	    import_sheet(run, "staff_incident", s->incidents, e);
}

static bool
import_training(struct demo_run *run, const struct demo *d, struct err *e)
{
	static const char *const files[] = { "training_place", "programme", "trainer" };
	struct demo_training_sheets s;

	if (!import_files(run, files, COUNT(files), e))
		return false;
	demo_training_sheets(&run->c->arena, d, &s);
	return import_sheet(run, "training_session", s.sessions, e) &&
	    import_sheet(run, "trainee", s.trainees, e) &&
	    import_sheet(run, "enrolment", s.enrolments, e) && import_sheet(run, "attendance", s.attendance, e) &&
	    import_sheet(run, "training_evaluation", s.evaluations, e) &&
	    import_sheet(run, "exam_candidate", s.candidates, e) && import_sheet(run, "award", s.awards, e) &&
	    import_sheet(run, "apprentice_contract", s.apprentices, e) &&
	    import_sheet(run, "prison_workshop", s.workshops, e) && import_sheet(run, "base_course", s.base, e) &&
	    import_sheet(run, "micro_certification", s.skills, e);
}

/* Schools, councils, events: what is the same whatever the volumes. */
static bool
import_places(struct demo_run *run, struct err *e)
{
	static const char *const files[] = {
		"school", "school_review", "peer_group", "event", "verbatim", "council", "council_college",
		"council_session", "council_advice", "council_fund",
	};

	return import_files(run, files, COUNT(files), e);
}

/* What came of the records. */
static bool
import_follow(struct demo_run *run, const struct demo_plan *p, const struct demo_options *o, struct err *e)
{
	struct demo_follow_sheets f;
	struct demo_waste_sheets w;

	demo_follow_sheets(&run->c->arena, p, &f);
	demo_waste_sheets(&run->c->arena, p, o, &w);
	return import_sheet(run, "landlord_order", f.orders, e) &&
	    import_sheet(run, "works_request", f.questions, e) &&
	    import_sheet(run, "technical_report", f.defects, e) &&
	    import_sheet(run, "reception_log", f.receptions, e) &&
	    import_sheet(run, "signal_follow_up", f.signals, e) &&
	    import_sheet(run, "partner_meeting", f.meetings, e) && import_sheet(run, "relay", f.relays, e) &&
	    import_sheet(run, "waste_round", w.rounds, e) && import_sheet(run, "waste_pickup", w.pickups, e) &&
	    import_sheet(run, "waste_ticket", w.tickets, e) && import_sheet(run, "waste_entry", w.entries, e);
}

/* Cases. Where no key file can stand, as on a server that was told of none, their parties have no names. */
static bool
import_cases(struct demo_run *run, const struct demo_plan *p, const struct demo_options *o, struct err *e)
{
	struct demo_case_sheets c;
	struct demo_sheet *pupils;
	struct vault_state state;

	if (!vault_look(vault_new(run->s, &run->c->arena), &state, e))
		return false;
	if (state.path == NULL && !run->c->quiet)
		fprintf(stderr, "%s\n", _("No key file is named (--key): parties of cases are made without names."));
	return demo_case_sheets(&run->c->arena, p, o, state.path != NULL, &c, e) &&
	    import_sheet(run, "case_file", c.files, e) && import_sheet(run, "case_step", c.steps, e) &&
	    demo_pupil_sheet(&run->c->arena, p, o, &pupils, e) &&
	    import_sheet(run, "pupil_follow_up", pupils, e);
}

/* Money, and what an association keeps of itself. */
static bool
import_house(struct demo_run *run, const struct demo *d, const struct demo_options *o, struct err *e)
{
	static const char *const before[] = { "grant_application", "grant_instalment", "budget" };
	static const char *const after[] = {
		"certificate", "requirement", "evidence", "nonconformity", "corrective_action", "body", "mandate",
		"body_meeting", "press_item", "publication", "public_speaking", "european_project",
		"project_partner", "mobility", "recommendation",
	};
	struct arena *a = &run->c->arena;
	struct table invoices, lines, bills, charters;

	return import_files(run, before, COUNT(before), e) && demo_money_tables(a, o, &invoices, &lines, e) &&
	    import(run, "client_invoice", &invoices, e) && import(run, "product_line", &lines, e) &&
	    demo_bills_table(a, o, &bills, e) && import(run, "supplier_invoice", &bills, e) &&
	    import_files(run, after, COUNT(after), e) && demo_charters_table(a, d, &charters, e) &&
	    import(run, "charter_acknowledgement", &charters, e);
}

static bool
import_all(struct demo_run *run, const struct demo_options *o, struct err *e)
{
	static const char *const before[] = {
		"structure", "agency", "town", "client", "funder", "contract", "contract_amendment",
		"contract_share", "revenue_centre", "scheme", "scheme_post",
	};
	struct arena *a = &run->c->arena;
	struct demo_ground_sheets ground;
	struct demo_staff_sheets staff;
	struct demo_plan plan;
	struct demo *d;
	struct table t;

	if (!demo_load(a, &d, e))
		return false;
	if (!import_files(run, before, COUNT(before), e) || !demo_map_sheets(a, d, &ground, e) ||
	    !import_sheet(run, "area", ground.areas, e) || !import_sheet(run, "sector", ground.sectors, e) ||
	    !import_sheet(run, "site", ground.sites, e) || !import_file(run, "partner", e))
		return false;
	demo_plan_make(a, d, o, &plan);
	demo_staff_sheets(a, &plan, &staff);
	if (!import_sheet(run, "staff", staff.staff, e))
		return false;
	demo_shift_table(a, &plan, &t);
	if (!import(run, "shift", &t, e))
		return false;
	demo_intervention_table(a, &plan, &t);
	if (!import(run, "intervention", &t, e))
		return false;
	demo_report_table(a, &plan, &t);
	return import(run, "incivility_report", &t, e) && import_teams(run, &staff, e) &&
	    import_training(run, d, e) && import_places(run, e) && import_follow(run, &plan, o, e) &&
	    import_cases(run, &plan, o, e) && import_house(run, d, o, e);
}

static bool
years_of(struct str list, struct demo_options *o)
{
	struct str one;
	int64_t year;

	while (str_cut(&list, ',', &one)) {
		if (!str_int(str_trim(one), &year) || year < DEMO_YEAR_FIRST || year > DEMO_YEAR_LAST)
			return false;
		o->years[year - DEMO_YEAR_FIRST] = true;
	}
	return true;
}

int
run_demo(struct cli *c, int argc, char **argv)
{
	struct demo_run run = { .c = c, .terminal = !c->quiet && isatty(STDERR_FILENO) };
	struct demo_options o = { .scale = 100 };
	struct str years = STR("2024,2025"), scale = STR("1"), compare = STR_NONE, words[1];
	bool accounts = false, filled;
	const struct option options[] = {
		{ .name = "--years", .kind = OPTION_VALUE, .value = &years },
		{ .name = "--scale", .kind = OPTION_VALUE, .value = &scale },
		{ .name = "--compare", .kind = OPTION_VALUE, .value = &compare },
		{ .name = "--accounts", .kind = OPTION_FLAG, .flag = &accounts },
	};
	struct err e = { 0 };
	struct buf json;
	size_t n_words;
	double factor;
	int status = cli_options(c, "demo", argc, argv, options, COUNT(options), words, &n_words, 0);

	if (status != EXIT_DONE)
		return status;
	if (compare.p != NULL)
		return demo_compare(c, compare);
	if (!years_of(years, &o))
		return cli_usage(c, "demo", _("The years of the demonstration are %d and %d."),
		    DEMO_YEAR_FIRST, DEMO_YEAR_LAST);
	if (!str_decimal(scale, &factor) || factor < 0.01 || factor * 100 > SCALE_MAX)
		return cli_usage(c, "demo", _("--scale is a number from 0.01 to %d."), SCALE_MAX / 100);
	o.scale = (int)(factor * 100 + 0.5);
	buf_init_in(&json, &c->arena);
	js_init(&run.json, &json);
	js_object(&run.json);
	if (!open_store(&run, accounts, &filled, &e) || (!filled && !import_all(&run, &o, &e)) ||
	    (accounts && !demo_people(run.s, &c->arena, c->now_ms, &e)))
		return cli_fail(c, &e);
	js_end_object(&run.json);
	if (c->json)
		printf(STR_F "\n", STR_A(buf_text(&json)));
	return EXIT_DONE;
}
