/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The one table of routes. A handler's file declares nothing: its handlers are named here. */
#include "web/page_components.h"
#include "web/page_door.h"
#include "web/pages.h"
#include "web/web.h"

/* The first row that matches is taken: fixed segments stand before those in braces. */
const struct route routes[] = {
	/* -- the server itself -- */
	{ METHOD_GET, "/api/v1/health", health, PERMIT_ANYONE, FOR_PROGRAMS, .quick = true,
	    .help = N_("Whether the server is there.") },
	{ METHOD_GET, "/metrics", metrics, PERMIT_ANYONE, FOR_PROGRAMS,
	    .help = N_("Counters for a monitor (Prometheus text).") },
	{ METHOD_GET, "/robots.txt", robots, PERMIT_ANYONE, FOR_PROGRAMS, .quick = true,
	    .help = N_("Asks search engines to stay away.") },
	{ METHOD_GET, "/static/{name}", static_file, PERMIT_ANYONE, FOR_PEOPLE, .quick = true,
	    .public_cache = true, .help = N_("Styles, scripts, fonts and pictures, by immutable names.") },
	/* -- pages: the door -- */
	{ METHOD_GET, "/sign-in", page_sign_in, PERMIT_ANYONE, FOR_PEOPLE,
	    .help = N_("Asks for login and password.") },
	{ METHOD_POST, "/sign-in", page_sign_in_send, PERMIT_ANYONE, FOR_PEOPLE, .body_max = BODY_FORM,
	    .per_minute = 30, .help = N_("Signs in.") },
	{ METHOD_POST, "/sign-out", page_sign_out, PERMIT_SIGNED_IN, FOR_PEOPLE, .body_max = BODY_FORM,
	    .help = N_("Ends this session.") },
	{ METHOD_GET, "/forgotten", page_forgotten, PERMIT_ANYONE, FOR_PEOPLE,
	    .help = N_("Tells how to come to a new password.") },
	{ METHOD_GET, "/link/{secret}", page_link, PERMIT_ANYONE, FOR_PEOPLE, .per_minute = 30,
	    .help = N_("Asks for the password of an invitation.") },
	{ METHOD_POST, "/link/{secret}", page_link_send, PERMIT_ANYONE, FOR_PEOPLE, .body_max = BODY_FORM,
	    .per_minute = 30, .help = N_("Keeps the password of an invitation.") },
	/* -- pages: the registers -- */
	{ METHOD_GET, "/r", page_registers, PERMIT_RECORDS, FOR_PEOPLE,
	    .help = N_("The registers that one may see.") },
	{ METHOD_GET, "/search", page_search, PERMIT_RECORDS, FOR_PEOPLE,
	    .help = N_("Own identifiers and names across registers.") },
	{ METHOD_GET, "/r/{register}", page_list, PERMIT_RECORDS, FOR_PEOPLE,
	    .help = N_("A register as a list: filters, order and columns stand in the address.") },
	{ METHOD_GET, "/r/{register}/{id}", page_record, PERMIT_RECORDS, FOR_PEOPLE,
	    .help = N_("A record.") },
	/* -- programs: the registers -- */
	{ METHOD_GET, "/api/v1/registers/{register}", api_list, PERMIT_RECORDS, FOR_PROGRAMS,
	    .help = N_("A page of a register: filters, order, cursor and limit in the address.") },
	{ METHOD_GET, "/api/v1/registers/{register}/{id}", api_record, PERMIT_RECORDS, FOR_PROGRAMS,
	    .help = N_("A record with its version as ETag.") },
	{ METHOD_GET, "/api/v1/export/{register}.csv", api_export_csv, PERMIT_EXPORT, FOR_PROGRAMS,
	    .help = N_("A register, filtered as its list is, as CSV that import takes back.") },
	{ METHOD_GET, "/api/v1/export/{register}.json", api_export_json, PERMIT_EXPORT, FOR_PROGRAMS,
	    .help = N_("The same as JSON.") },
	{ METHOD_GET, "/api/v1/export/{register}.xlsx", api_export_xlsx, PERMIT_EXPORT, FOR_PROGRAMS,
	    .help = N_("The same as a workbook.") },
	{ METHOD_POST, "/api/v1/import/{register}", api_import, PERMIT_IMPORT, FOR_PROGRAMS,
	    .body_max = BODY_UPLOAD,
	    .help = N_("Brings in a CSV file or workbook: all lines or none, unless partial=1.") },
	/* -- pages: bringing in files -- */
	{ METHOD_GET, "/import", page_imports, PERMIT_IMPORT, FOR_PEOPLE,
	    .help = N_("The registers that one may bring files into.") },
	{ METHOD_GET, "/import/{register}", page_import, PERMIT_IMPORT, FOR_PEOPLE,
	    .help = N_("Asks for a file to bring in.") },
	{ METHOD_POST, "/import/{register}", page_import_send, PERMIT_IMPORT, FOR_PEOPLE,
	    .body_max = BODY_UPLOAD, .help = N_("Checks a file, or brings it in, and tells what is refused.") },
	/* -- pages: accounts -- */
	{ METHOD_GET, "/users", page_users, PERMIT_USERS, FOR_PEOPLE, .help = N_("The accounts.") },
	{ METHOD_POST, "/users", page_user_make, PERMIT_USERS, FOR_PEOPLE, .body_max = BODY_FORM,
	    .help = N_("Makes an account and the link of its invitation.") },
	{ METHOD_GET, "/users/{id}", page_user, PERMIT_USERS, FOR_PEOPLE,
	    .help = N_("An account: role and reach, sessions, programs’ tokens.") },
	{ METHOD_POST, "/users/{id}", page_user_change, PERMIT_USERS, FOR_PEOPLE, .body_max = BODY_FORM,
	    .help = N_("Changes an account’s role and reach.") },
	{ METHOD_POST, "/users/{id}/able", page_user_able, PERMIT_USERS, FOR_PEOPLE, .body_max = BODY_FORM,
	    .help = N_("Disables or enables an account.") },
	{ METHOD_POST, "/users/{id}/link", page_user_link, PERMIT_USERS, FOR_PEOPLE, .body_max = BODY_FORM,
	    .help = N_("Makes a link of invitation or for a new password, shown once.") },
	{ METHOD_POST, "/users/{id}/end-session", page_user_end_session, PERMIT_USERS, FOR_PEOPLE,
	    .body_max = BODY_FORM, .help = N_("Ends a session of an account.") },
	{ METHOD_POST, "/users/{id}/end-token", page_user_end_token, PERMIT_USERS, FOR_PEOPLE,
	    .body_max = BODY_FORM, .help = N_("Ends a program’s token.") },
	{ METHOD_GET, "/audit", page_audit, PERMIT_AUDIT, FOR_PEOPLE,
	    .help = N_("The log of who did what.") },
	/* -- pages: the house -- */
	{ METHOD_GET, "/", page_home, PERMIT_SIGNED_IN, FOR_PEOPLE, .help = N_("The first page.") },
	{ METHOD_GET, "/help", page_help, PERMIT_ANYONE, FOR_PEOPLE, .help = N_("How to use the pages.") },
	{ METHOD_GET, "/help/accessibility", page_accessibility, PERMIT_ANYONE, FOR_PEOPLE,
	    .help = N_("The declaration of accessibility.") },
	{ METHOD_GET, "/help/components", page_components, PERMIT_SIGNED_IN, FOR_PEOPLE,
	    .help = N_("Every part of the pages in all its states, for who writes them.") },
};
const size_t n_routes = COUNT(routes);
