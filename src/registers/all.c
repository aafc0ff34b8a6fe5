/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registers/registers.h"

const struct reg *const registers[] = {
	&reg_structure, &reg_agency, &reg_town, &reg_client, &reg_funder, &reg_contract,
	&reg_contract_amendment, &reg_contract_share, &reg_contract_code, &reg_revenue_centre,
	&reg_scheme, &reg_scheme_post, &reg_area, &reg_sector, &reg_site, &reg_staff, &reg_partner,
	&reg_narrative, &reg_shift, &reg_intervention, &reg_incivility_report, &reg_help_call, &reg_case_file,
	&reg_case_step,
	&reg_client_invoice,
	&reg_supplier_invoice, &reg_grant_application, &reg_grant_instalment, &reg_product_line,
	&reg_budget, &reg_certificate, &reg_requirement, &reg_evidence, &reg_nonconformity,
	&reg_corrective_action, &reg_charter_acknowledgement, &reg_body, &reg_mandate,
	&reg_body_meeting, &reg_press_item, &reg_publication, &reg_public_speaking,
	&reg_european_project, &reg_project_partner, &reg_mobility, &reg_recommendation,
	/* Teams and training. */
	&reg_employment_contract, &reg_absence, &reg_tutoring, &reg_qualification, &reg_staff_incident,
	&reg_training_place, &reg_programme, &reg_trainer, &reg_training_session, &reg_trainee, &reg_enrolment,
	&reg_attendance, &reg_training_evaluation, &reg_exam_candidate, &reg_award, &reg_apprentice_contract,
	&reg_prison_workshop, &reg_base_course, &reg_micro_certification,
	/* ground */
	&reg_school, &reg_school_review, &reg_peer_group, &reg_pupil_follow_up,
	&reg_landlord_order, &reg_works_request,
	&reg_technical_report, &reg_reception_log, &reg_signal_follow_up,
	/* partners */
	&reg_partner_meeting, &reg_event, &reg_relay, &reg_verbatim,
	/* participation */
	&reg_council, &reg_council_college, &reg_council_session, &reg_council_advice, &reg_council_fund,
	/* bulky waste */
	&reg_waste_round, &reg_waste_pickup, &reg_waste_ticket, &reg_waste_entry,
};
const size_t n_registers = COUNT(registers);
