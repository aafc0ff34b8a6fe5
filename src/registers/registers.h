/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One file a register: its fields, its rules. Their order is in all.c. */
#ifndef MAILLAGE_REGISTERS_REGISTERS_H
#define MAILLAGE_REGISTERS_REGISTERS_H

#include "record/field.h"

extern const struct reg reg_structure, reg_agency, reg_town, reg_client, reg_funder, reg_contract,
    reg_contract_amendment, reg_contract_share, reg_contract_code, reg_scheme, reg_scheme_post, reg_area,
    reg_sector, reg_site, reg_staff, reg_partner, reg_narrative, reg_shift, reg_intervention,
    reg_incivility_report;

/* Whether contracts may have codes of their own in that list. */
bool contract_may_change(struct str list);

#endif
