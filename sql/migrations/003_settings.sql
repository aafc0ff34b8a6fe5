-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What an operator set otherwise than usual (access/setting.h).

CREATE TABLE setting (
	structure integer NOT NULL,
	key text NOT NULL,
	value text NOT NULL,
	changed_at bigint NOT NULL,
	changed_by text NOT NULL,
	PRIMARY KEY (structure, key)
);
