-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Who is there. Nothing secret stands here: passwords as Argon2id, tokens and links as hashes.

CREATE TABLE account (
	structure integer NOT NULL,
	id {bytes} NOT NULL,
	login text NOT NULL,
	role text NOT NULL,
	staff {bytes},
	lang text,
	theme text NOT NULL,
	password text,
	demo integer NOT NULL,
	disabled_at bigint NOT NULL,
	made_at bigint NOT NULL,
	changed_at bigint NOT NULL,
	signed_in_at bigint NOT NULL,
	PRIMARY KEY (structure, id),
	UNIQUE (structure, login)
);

-- The schemes, agencies and clients an account is given.
CREATE TABLE account_reach (
	structure integer NOT NULL,
	account {bytes} NOT NULL,
	register text NOT NULL,
	ref {bytes} NOT NULL,
	PRIMARY KEY (structure, account, register, ref)
);

CREATE TABLE session (
	structure integer NOT NULL,
	id {bytes} NOT NULL,
	account {bytes} NOT NULL,
	hash {bytes} NOT NULL,
	device text NOT NULL,
	made_at bigint NOT NULL,
	seen_at bigint NOT NULL,
	ends_at bigint NOT NULL,
	PRIMARY KEY (structure, account, id),
	UNIQUE (structure, hash)
);

CREATE TABLE token (
	structure integer NOT NULL,
	id {bytes} NOT NULL,
	account {bytes} NOT NULL,
	hash {bytes} NOT NULL,
	name text NOT NULL,
	scopes text NOT NULL,
	made_at bigint NOT NULL,
	seen_at bigint NOT NULL,
	ends_at bigint NOT NULL,
	revoked_at bigint NOT NULL,
	PRIMARY KEY (structure, id),
	UNIQUE (structure, hash)
);

-- Invitations and reset links.
CREATE TABLE link (
	structure integer NOT NULL,
	hash {bytes} NOT NULL,
	account {bytes} NOT NULL,
	kind text NOT NULL,
	ends_at bigint NOT NULL,
	used_at bigint NOT NULL,
	PRIMARY KEY (structure, hash)
);

-- Attempts to sign in, by a keyed hash of login, address or both: the table tells nobody's address.
CREATE TABLE attempt (
	structure integer NOT NULL,
	key {bytes} NOT NULL,
	failures bigint NOT NULL,
	last_at bigint NOT NULL,
	until_at bigint NOT NULL,
	known_until bigint NOT NULL,
	PRIMARY KEY (structure, key)
);

CREATE TABLE audit (
	structure integer NOT NULL,
	pos bigint NOT NULL,
	at bigint NOT NULL,
	action text NOT NULL,
	actor text NOT NULL,
	subject text NOT NULL,
	detail text NOT NULL,
	peer text,
	PRIMARY KEY (structure, pos)
);
