/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who may do what with which records.  Each register names a matrix of roles and operations
 * (struct reg .access) whose cells say how far the right reaches, and the field by which a record
 * belongs to a scheme, an agency, a client … (.within).  Asked by lists, history, saving, import and
 * export, and nowhere else.  Constant data and pure functions but for access_of_record, which may
 * read the team of a shift.
 */
#ifndef MAILLAGE_RECORD_ACCESS_H
#define MAILLAGE_RECORD_ACCESS_H

#include "record/record.h"

enum role {
	ROLE_NONE,
	ROLE_MEDIATOR,      /* own records */
	ROLE_TEAM_LEADER,   /* its schemes' */
	ROLE_MANAGER,       /* its schemes' */
	ROLE_AGENCY,        /* the schemes of its agencies */
	ROLE_HEAD_OFFICE,   /* all */
	ROLE_CLIENT,        /* figures and reports of its schemes, never a record or its identifier */
	ROLE_PARTNER,       /* the shared map */
	ROLE_TRAINER,       /* training, nothing of the field */
	ROLE_ADMINISTRATOR, /* users, settings, registers of the house */
	ROLE_DPO,           /* the registers' descriptions and the logs, no content */
	N_ROLES,
};

/* "team_leader" (interchange.md, Rulings); N_("Team leader"). ROLE_NONE has neither. */
const char *role_name(enum role r);
const char *role_label(enum role r);
bool role_parse(struct str s, enum role *out);

enum operation {
	OP_READ,
	OP_MAKE,
	OP_CHANGE,
	OP_DELETE,
	OP_VALIDATE, /* records with a state: sent to validated and back, changes of a validated one */
	OP_LOCK,     /* the same for a locked one */
	OP_IMPORT,   /* make and change in bulk */
	OP_EXPORT,
	OP_REVEAL,   /* read and write what is sealed (FIELD_SEALED) of a record that one may read or write */
	N_OPERATIONS,
};
const char *operation_name(enum operation op); /* "read", "make", … */

/* How far a right reaches. What is left out of a matrix is not allowed. */
enum reach_kind {
	REACH_NONE,
	REACH_TEAM,   /* records whose team (or whose shift's or case's team) it is on */
	REACH_OWN,    /* the same, and records it made; within its schemes or not */
	REACH_WITHIN, /* records of its schemes, agencies, towns, clients, contracts: see .within */
	REACH_ALL,
};

struct access {
	const char *name;  /* "ground": for the table in the documentation */
	uint8_t may[N_ROLES][N_OPERATIONS]; /* enum reach_kind */
};

/* The matrices, by kind of register (record/access.c). */
extern const struct access access_ground;    /* interventions, shifts, partners' reports */
extern const struct access access_field;     /* sectors, sites: where work is done */
extern const struct access access_work;      /* what a scheme's whole team reads, and each adds to */
extern const struct access access_scheme;    /* schemes and their posts */
extern const struct access access_directory; /* partners */
extern const struct access access_shared;    /* the operator, agencies, towns, areas, clients, funders */
extern const struct access access_money;     /* contracts, amendments, shares */
extern const struct access access_staff;
extern const struct access access_employment;
extern const struct access access_team;      /* absences, tutors, titles */
extern const struct access access_course;    /* courses of the operator's own people */
extern const struct access access_incident;  /* what staff met with */
extern const struct access access_catalogue; /* programmes, sessions, places of training */
extern const struct access access_training;  /* trainees and what is noted about them */
extern const struct access access_case;      /* case files and their steps */
extern const struct access access_words;     /* texts of reports, with their drafts */
extern const struct access access_accounts;  /* invoices, grants, products, budgets */
extern const struct access access_quality;   /* certificates, requirements, non-conformities, projects */
extern const struct access access_governance; /* bodies, mandates, meetings */
extern const struct access *const accesses[];
extern const size_t n_accesses;

/* Who asks. Sets are whole: a manager's agencies, towns, clients and contracts are those of its
 * schemes, an agency's schemes are in `schemes`; see reach_expand. Sorted by bytes. */
struct uuid_set {
	const struct uuid *v;
	size_t n;
};
struct reach {
	enum role role;
	bool all;                /* every scheme: head office */
	struct str login;        /* the journal's actor; who made a record */
	struct uuid staff;       /* nil: none */
	struct uuid_set schemes, agencies, towns, clients, contracts;
};
bool uuid_set_has(const struct uuid_set *s, const struct uuid *u);

/* What a reach is given by hand: the sets of an account. */
struct reach_given {
	enum role role;
	struct str login;
	struct uuid staff;
	struct uuid_set schemes, agencies, clients;
};
/* Fills the sets: schemes given, of the agencies given, of the clients given, the main scheme of the
 * staff member; then agencies, towns, clients and contracts of those schemes. One small scan. */
bool reach_expand(struct store *s, const struct reach_given *g, struct arena *a, struct reach *out,
    struct err *e) MUST_USE;

/* The set by which records of the register are within reach; the register has a .within. */
const struct uuid_set *reach_set(const struct reach *r, const struct reg *g);
/* Whether the record's .within is in that set. */
bool access_within(const struct reach *who, const struct record *r);

/* A NULL reach is the house itself (command line): everything. */
enum reach_kind access_may(const struct reg *g, const struct reach *r, enum operation op);

enum access_answer {
	ACCESS_GRANTED,
	ACCESS_REFUSED, /* may see it, may not do that: 403 */
	ACCESS_HIDDEN,  /* may not know that it is there: 404 */
};
/* Whether the operation is allowed on this record as it stands in `r` (its cells and made_by). A
 * register that the role cannot read at all is hidden. For OP_MAKE pass the record to be made. */
bool access_of_record(struct store *s, const struct reach *who, enum operation op,
    const struct record *r, enum access_answer *out, struct err *e) MUST_USE;

#endif
