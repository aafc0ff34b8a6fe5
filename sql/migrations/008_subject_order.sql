-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Exports that were ordered in a person's name (access/subject.h): who asked, who handed over; no content.

CREATE TABLE subject_order (
	structure integer NOT NULL,
	id {bytes} NOT NULL,
	kind text NOT NULL,
	record {bytes} NOT NULL,
	state integer NOT NULL,
	asked_at bigint NOT NULL,
	asked_by text NOT NULL,
	closed_at bigint NOT NULL,
	closed_by text,
	PRIMARY KEY (structure, id)
);
