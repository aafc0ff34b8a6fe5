-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What the retention job did (access/retention.h): a line a run and rule that changed something; a run in which
-- nothing was due has one line of no rule.

CREATE TABLE retention (
	structure integer NOT NULL,
	pos bigint NOT NULL,
	at bigint NOT NULL,
	actor text NOT NULL,
	rule text NOT NULL,
	records bigint NOT NULL,
	entries bigint NOT NULL,
	PRIMARY KEY (structure, pos)
);
