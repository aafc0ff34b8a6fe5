/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registers/registers.h"

const struct reg *const registers[] = {
	&reg_structure, &reg_agency, &reg_town, &reg_client, &reg_funder, &reg_contract,
	&reg_contract_amendment, &reg_contract_share, &reg_contract_code, &reg_scheme, &reg_scheme_post,
	&reg_area, &reg_sector, &reg_site, &reg_staff, &reg_partner, &reg_narrative, &reg_shift,
	&reg_intervention, &reg_incivility_report,
};
const size_t n_registers = COUNT(registers);
