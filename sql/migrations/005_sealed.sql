-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Sealed texts (record/vault.h): one key a record, itself sealed by the data key of the store. Deleting a row
-- makes every sealed text of that record unreadable for ever, in its register and in the journal.

CREATE TABLE record_key (
	structure integer NOT NULL,
	register text NOT NULL,
	record {bytes} NOT NULL,
	wrapped {bytes} NOT NULL,
	PRIMARY KEY (structure, register, record)
);
