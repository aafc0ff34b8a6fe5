-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Alerts that leave the house, one row a way: tried again until they are out or eight tries are over.

CREATE TABLE alert (
	structure integer NOT NULL,
	pos bigint NOT NULL,
	way text NOT NULL,
	register text NOT NULL,
	record {bytes} NOT NULL,
	made_at bigint NOT NULL,
	next_at bigint NOT NULL,
	tries bigint NOT NULL,
	done_at bigint NOT NULL,
	trouble text,
	PRIMARY KEY (structure, pos, way)
);
