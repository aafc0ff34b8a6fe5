-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Records whose time comes from a phone's clock that was wrong (docs/sync.md "Clocks"): by how much it was ahead, ms,
-- and what was made of it (enum flag_clock).

CREATE TABLE sync_clock (
	structure integer NOT NULL,
	record {bytes} NOT NULL,
	version bigint NOT NULL,
	ahead bigint NOT NULL,
	how integer NOT NULL,
	PRIMARY KEY (structure, record, version)
);

INSERT INTO sync_clock (structure, record, version, ahead, how)
SELECT e.structure, j.record, e.version, e.clock, 3 FROM sync_entry e
JOIN journal j ON j.structure = e.structure AND j.pos = e.version WHERE e.clock <> 0 AND e.status = 0
ON CONFLICT (structure, record, version) DO NOTHING;
