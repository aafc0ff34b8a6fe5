-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Phones and what they send (docs/sync.md).

-- One account on one phone. hash: of its token; none for one that came under a session. skew: its clock
-- minus ours, ms.
CREATE TABLE device (
	structure integer NOT NULL,
	id {bytes} NOT NULL,
	account {bytes} NOT NULL,
	hash {bytes},
	name text NOT NULL,
	app text NOT NULL,
	made_at bigint NOT NULL,
	seen_at bigint NOT NULL,
	skew bigint NOT NULL,
	waiting bigint NOT NULL,
	revoked_at bigint NOT NULL,
	revoked_by text,
	PRIMARY KEY (structure, id),
	UNIQUE (structure, hash)
);

-- What was answered in one go: the leaves of its receipts' tree and the signature of its root.
CREATE TABLE sync_proof (
	structure integer NOT NULL,
	id bigint NOT NULL,
	account {bytes} NOT NULL,
	device {bytes} NOT NULL,
	at bigint NOT NULL,
	skew bigint NOT NULL,
	leaves {bytes} NOT NULL,
	signature {bytes} NOT NULL,
	PRIMARY KEY (structure, id)
);

-- Every entry that arrived, once. status: 0 stored, 1 conflict, 2 refused. clock: what the phone's clock was
-- off by when it was noted, ms; 0: nothing, or not known.
CREATE TABLE sync_entry (
	structure integer NOT NULL,
	id {bytes} NOT NULL,
	proof bigint NOT NULL,
	place integer NOT NULL,
	status integer NOT NULL,
	version bigint NOT NULL,
	at bigint NOT NULL,
	clock bigint NOT NULL,
	PRIMARY KEY (structure, id)
);

-- Of those that were not stored, what they said; the text goes when it is settled.
CREATE TABLE sync_kept (
	structure integer NOT NULL,
	id {bytes} NOT NULL,
	account {bytes} NOT NULL,
	login text NOT NULL,
	scheme {bytes},
	status integer NOT NULL,
	register text NOT NULL,
	record {bytes} NOT NULL,
	base bigint NOT NULL,
	at bigint NOT NULL,
	kept_at bigint NOT NULL,
	fields text NOT NULL,
	hash {bytes} NOT NULL,
	errors text NOT NULL,
	settled text,
	settled_at bigint NOT NULL,
	settled_by text,
	PRIMARY KEY (structure, id)
);
