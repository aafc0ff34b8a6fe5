/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Handlers by family, for the table of routes. */
#ifndef MAILLAGE_WEB_PAGES_H
#define MAILLAGE_WEB_PAGES_H

#include "web/gate.h"

/* page_dashboard.c */
web_handler page_dashboard, page_scheme, page_agency, page_organisation, page_figure;
web_handler page_report, page_reports;
/* api_figures.c */
web_handler api_figure, api_evidence, api_report, api_session;
/* page_list.c, page_record.c */
web_handler page_registers, page_search, page_list;
web_handler page_record, page_history, page_new, make_record, page_edit, change_record, page_delete,
    delete_record, restore_record;
/* api_records.c, api_save.c */
web_handler api_list, api_record, api_history, api_make, api_put, api_delete;
web_handler api_export_csv, api_export_json, api_export_xlsx;
/* api_import.c, page_import.c */
web_handler api_import;
web_handler page_imports, page_import, page_import_send, page_import_columns, page_import_check;
web_handler page_import_result, page_import_bring, page_import_refused, page_import_drop;
/* page_phones.c, page_kept.c */
web_handler page_devices, page_devices_revoke, page_me_revoke, page_import_queue, page_import_queue_send;
web_handler page_kepts, page_kept, page_kept_send;
/* page_alerts.c */
web_handler page_alerts;
/* api_sync.c */
web_handler sync_enrol, sync_push, sync_pull, sync_twins;
/* page_narrative.c */
web_handler page_narrative, page_narrative_send, api_narrative, api_narrative_put;
/* page_me.c */
web_handler page_me, page_me_looks, page_me_password, page_me_end_session, page_me_end_sessions;
web_handler page_me_token, page_me_end_token;
/* page_figures.c */
web_handler page_figures;
/* page_schemes.c */
web_handler page_schemes;
/* page_settings.c */
web_handler page_settings, page_settings_send;
/* page_people.c, page_audit.c */
web_handler page_users, page_user, page_user_make, page_user_change, page_user_able, page_user_link;
web_handler page_user_end_session, page_user_end_token;
web_handler page_audit, page_retention;
/* page_persons.c, page_persons_erase.c, page_hand_over.c */
web_handler page_persons, page_persons_find, page_persons_withdraw, page_person_held, page_person_order;
web_handler page_person_erase, page_person_erase_send;
web_handler page_hand_over, page_hand_over_file, page_hand_over_done;

/* page_draft.c */
web_handler send_record;
/* page_inbox.c, page_inbox_do.c */
web_handler page_inbox, inbox_validate, inbox_return, inbox_undo, inbox_merge;
/* page_quick.c, page_quick_do.c */
web_handler page_quick, page_receipt, quick_save, quick_undo;

#endif
