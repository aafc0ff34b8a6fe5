-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The ground: what the store knows of itself, the journal, the nomenclature, imports.
-- {bytes} becomes blob or bytea. Tables of registers are derived from their fields (record/schema.c).

CREATE TABLE meta (
	key text PRIMARY KEY,
	value text NOT NULL
);

-- One entry a change of a record; the layout of hash is told in record/journal.h.
CREATE TABLE journal (
	structure integer NOT NULL,
	pos bigint NOT NULL,
	at bigint NOT NULL,
	actor text NOT NULL,
	device text,
	register text NOT NULL,
	record {bytes} NOT NULL,
	base bigint NOT NULL,
	batch {bytes},
	line bigint NOT NULL,
	reason text,
	fields text NOT NULL,
	hash {bytes} NOT NULL,
	PRIMARY KEY (structure, pos)
);

CREATE TABLE code (
	structure integer NOT NULL,
	list text NOT NULL,
	code text NOT NULL,
	label_fr text NOT NULL,
	label_en text NOT NULL,
	rolls text NOT NULL,
	valid_from text,
	valid_to text,
	parent text,
	position bigint NOT NULL,
	PRIMARY KEY (structure, list, code)
);

-- One row an import that wrote something.
CREATE TABLE batch (
	structure integer NOT NULL,
	id {bytes} NOT NULL,
	at bigint NOT NULL,
	actor text NOT NULL,
	register text NOT NULL,
	file_name text NOT NULL,
	lines bigint NOT NULL,
	records bigint NOT NULL,
	PRIMARY KEY (structure, id)
);

-- Which fields of which registers have their column or table.
CREATE TABLE schema_field (
	register text NOT NULL,
	field text NOT NULL,
	type bigint NOT NULL,
	PRIMARY KEY (register, field)
);
