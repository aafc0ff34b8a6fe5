-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Accounts, sessions, tokens, links, attempts, the audit log.

-- name: account_put :exec
-- params: id uuid, login text, role text, staff uuid, lang text, theme text, demo int, at int
INSERT INTO account (structure, id, login, role, staff, lang, theme, demo, disabled_at, made_at, changed_at, signed_in_at)
VALUES (1, $1, $2, $3, $4, $5, $6, $7, 0, $8, $8, 0);

-- name: account_set :exec
-- params: id uuid, role text, staff uuid, lang text, theme text, at int
UPDATE account SET role = $2, staff = $3, lang = $4, theme = $5, changed_at = $6
WHERE structure = 1 AND id = $1;

-- name: account_set_disabled :exec
-- params: id uuid, disabled_at int, at int
UPDATE account SET disabled_at = $2, changed_at = $3 WHERE structure = 1 AND id = $1;

-- name: account_set_password :exec
-- params: id uuid, password text, at int
UPDATE account SET password = $2, changed_at = $3, demo = 0 WHERE structure = 1 AND id = $1;

-- name: account_set_demo :exec
-- params: id uuid
UPDATE account SET demo = 1 WHERE structure = 1 AND id = $1;

-- name: account_set_signed_in :exec
-- params: id uuid, at int
UPDATE account SET signed_in_at = $2 WHERE structure = 1 AND id = $1;

-- name: account_by_login :one
-- params: login text
-- gives: id bytes, login text, role text, staff bytes, lang text, theme text, password text, demo int, disabled_at int, made_at int, changed_at int, signed_in_at int
SELECT id, login, role, staff, lang, theme, password, demo, disabled_at, made_at, changed_at, signed_in_at
FROM account WHERE structure = 1 AND login = $1;

-- name: account_by_id :one
-- params: id uuid
-- gives: id bytes, login text, role text, staff bytes, lang text, theme text, password text, demo int, disabled_at int, made_at int, changed_at int, signed_in_at int
SELECT id, login, role, staff, lang, theme, password, demo, disabled_at, made_at, changed_at, signed_in_at
FROM account WHERE structure = 1 AND id = $1;

-- name: account_after :scan
-- params: login text, n int
-- gives: id bytes, login text, role text, staff bytes, lang text, theme text, password text, demo int, disabled_at int, made_at int, changed_at int, signed_in_at int
SELECT id, login, role, staff, lang, theme, password, demo, disabled_at, made_at, changed_at, signed_in_at
FROM account WHERE structure = 1 AND login > $1 ORDER BY login LIMIT $2;

-- name: account_enabled_count :one
-- params: role text
-- gives: n int
SELECT count(*) FROM account WHERE structure = 1 AND role = $1 AND disabled_at = 0;

-- name: account_reach_put :exec
-- params: account uuid, reg text, ref uuid
INSERT INTO account_reach (structure, account, register, ref) VALUES (1, $1, $2, $3)
ON CONFLICT (structure, account, register, ref) DO NOTHING;

-- name: account_reach_drop :exec
-- params: account uuid
DELETE FROM account_reach WHERE structure = 1 AND account = $1;

-- name: account_reach_of :scan
-- params: account uuid
-- gives: reg text, ref bytes
SELECT register, ref FROM account_reach WHERE structure = 1 AND account = $1 ORDER BY register, ref;

-- name: session_put :exec
-- params: id uuid, account uuid, hash bytes, device text, at int, ends_at int
INSERT INTO session (structure, id, account, hash, device, made_at, seen_at, ends_at)
VALUES (1, $1, $2, $3, $4, $5, $5, $6);

-- name: session_by_hash :one
-- params: hash bytes
-- gives: id bytes, account bytes, seen_at int, ends_at int, idle_hours text
SELECT id, account, seen_at, ends_at,
(SELECT value FROM setting WHERE structure = 1 AND key = 'session.idle_hours')
FROM session WHERE structure = 1 AND hash = $1;

-- name: session_seen :exec
-- params: account uuid, id uuid, at int
UPDATE session SET seen_at = $3 WHERE structure = 1 AND account = $1 AND id = $2;

-- name: session_of :scan
-- params: account uuid
-- gives: id bytes, device text, made_at int, seen_at int, ends_at int
SELECT id, device, made_at, seen_at, ends_at FROM session WHERE structure = 1 AND account = $1
ORDER BY seen_at DESC, id;

-- name: session_read :one
-- params: account uuid, id uuid
-- gives: ends_at int
SELECT ends_at FROM session WHERE structure = 1 AND account = $1 AND id = $2;

-- name: session_drop :exec
-- params: account uuid, id uuid
DELETE FROM session WHERE structure = 1 AND account = $1 AND id = $2;

-- name: session_drop_but :exec
-- params: account uuid, id uuid
DELETE FROM session WHERE structure = 1 AND account = $1 AND id <> $2;

-- name: session_count_but :one
-- params: account uuid, id uuid
-- gives: n int
SELECT count(*) FROM session WHERE structure = 1 AND account = $1 AND id <> $2;

-- name: session_tidy :exec
-- params: ended int, idle int
DELETE FROM session WHERE structure = 1 AND (ends_at < $1 OR seen_at < $2);

-- name: token_put :exec
-- params: id uuid, account uuid, hash bytes, name text, scopes text, at int, ends_at int
INSERT INTO token (structure, id, account, hash, name, scopes, made_at, seen_at, ends_at, revoked_at)
VALUES (1, $1, $2, $3, $4, $5, $6, 0, $7, 0);

-- name: token_by_hash :one
-- params: hash bytes
-- gives: id bytes, account bytes, scopes text, seen_at int, ends_at int, revoked_at int
SELECT id, account, scopes, seen_at, ends_at, revoked_at FROM token WHERE structure = 1 AND hash = $1;

-- name: token_by_id :one
-- params: id uuid
-- gives: account bytes, name text, revoked_at int, login text
SELECT t.account, t.name, t.revoked_at, a.login FROM token t JOIN account a ON a.structure = 1 AND a.id = t.account
WHERE t.structure = 1 AND t.id = $1;

-- name: token_open_count :one
-- params: account uuid, at int
-- gives: n int
SELECT count(*) FROM token WHERE structure = 1 AND account = $1 AND revoked_at = 0 AND ends_at > $2;

-- name: token_all :scan
-- gives: id bytes, account bytes, login text, name text, scopes text, made_at int, seen_at int, ends_at int, revoked_at int
SELECT t.id, t.account, a.login, t.name, t.scopes, t.made_at, t.seen_at, t.ends_at, t.revoked_at
FROM token t JOIN account a ON a.structure = 1 AND a.id = t.account
WHERE t.structure = 1 ORDER BY t.made_at DESC, t.id DESC;

-- name: token_seen :exec
-- params: id uuid, at int
UPDATE token SET seen_at = $2 WHERE structure = 1 AND id = $1;

-- name: token_set_revoked :exec
-- params: id uuid, at int
UPDATE token SET revoked_at = $2 WHERE structure = 1 AND id = $1;

-- name: token_revoke_of :exec
-- params: account uuid, at int
UPDATE token SET revoked_at = $2 WHERE structure = 1 AND account = $1 AND revoked_at = 0;

-- name: link_put :exec
-- params: hash bytes, account uuid, kind text, ends_at int
INSERT INTO link (structure, hash, account, kind, ends_at, used_at) VALUES (1, $1, $2, $3, $4, 0);

-- name: link_by_hash :one
-- params: hash bytes
-- gives: account bytes, kind text, ends_at int, used_at int
SELECT account, kind, ends_at, used_at FROM link WHERE structure = 1 AND hash = $1;

-- name: link_end_of :exec
-- params: account uuid, at int
UPDATE link SET used_at = $2 WHERE structure = 1 AND account = $1 AND used_at = 0;

-- name: link_tidy :exec
-- params: ended int
DELETE FROM link WHERE structure = 1 AND ends_at < $1;

-- name: attempt_read :one
-- params: key bytes
-- gives: failures int, last_at int, until_at int, known_until int
SELECT failures, last_at, until_at, known_until FROM attempt WHERE structure = 1 AND key = $1;

-- name: attempt_put :exec
-- params: key bytes, failures int, last_at int, until_at int, known_until int
INSERT INTO attempt (structure, key, failures, last_at, until_at, known_until) VALUES (1, $1, $2, $3, $4, $5)
ON CONFLICT (structure, key) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at,
until_at = excluded.until_at, known_until = excluded.known_until;

-- name: attempt_tidy :exec
-- params: last_at int, known_until int
DELETE FROM attempt WHERE structure = 1 AND last_at < $1 AND known_until < $2;

-- name: audit_insert :exec
-- params: at int, action text, actor text, subject text, detail text, peer text
INSERT INTO audit (structure, pos, at, action, actor, subject, detail, peer)
VALUES (1, (SELECT coalesce(max(pos), 0) + 1 FROM audit WHERE structure = 1), $1, $2, $3, $4, $5, $6);

-- name: audit_before :scan
-- params: pos int, actor text, action text, n int
-- gives: pos int, at int, action text, actor text, subject text, detail text, peer text
SELECT pos, at, action, actor, subject, detail, peer FROM audit
WHERE structure = 1 AND pos < $1 AND ($2 = '' OR actor = $2) AND ($3 = '' OR action = $3)
ORDER BY pos DESC LIMIT $4;

-- name: audit_tidy :exec
-- params: at int
DELETE FROM audit WHERE structure = 1 AND at < $1;

-- name: setting_all :scan
-- gives: key text, value text
SELECT key, value FROM setting WHERE structure = 1 ORDER BY key;

-- name: setting_put :exec
-- params: key text, value text, at int, by text
INSERT INTO setting (structure, key, value, changed_at, changed_by) VALUES (1, $1, $2, $3, $4)
ON CONFLICT (structure, key) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at,
changed_by = excluded.changed_by;

-- name: setting_drop :exec
-- params: key text
DELETE FROM setting WHERE structure = 1 AND key = $1;

-- name: retention_put :exec
-- params: at int, actor text, rule text, records int, entries int
INSERT INTO retention (structure, pos, at, actor, rule, records, entries)
VALUES (1, (SELECT coalesce(max(pos), 0) + 1 FROM retention WHERE structure = 1), $1, $2, $3, $4, $5);

-- name: retention_recent :scan
-- params: n int
-- gives: at int, actor text, rule text, records int, entries int
SELECT at, actor, rule, records, entries FROM retention WHERE structure = 1 ORDER BY pos DESC LIMIT $1;

-- name: retention_last :one
-- params: actor text
-- gives: at int
SELECT at FROM retention WHERE structure = 1 AND actor = $1 ORDER BY pos DESC LIMIT 1;

-- name: audit_older :one
-- params: at int
-- gives: n int
SELECT count(*) FROM audit WHERE structure = 1 AND at < $1;

-- name: subject_order_put :exec
-- params: id uuid, kind text, record uuid, asked_at int, asked_by text
INSERT INTO subject_order (structure, id, kind, record, state, asked_at, asked_by, closed_at)
VALUES (1, $1, $2, $3, 0, $4, $5, 0);

-- name: subject_order_close :exec
-- params: id uuid, state int, closed_at int, closed_by text
UPDATE subject_order SET state = $2, closed_at = $3, closed_by = $4 WHERE structure = 1 AND id = $1 AND state = 0;

-- name: subject_order_all :scan
-- gives: id bytes, kind text, record bytes, state int, asked_at int, asked_by text, closed_at int, closed_by text
SELECT id, kind, record, state, asked_at, asked_by, closed_at, closed_by FROM subject_order WHERE structure = 1
ORDER BY CASE WHEN state = 0 THEN 0 ELSE 1 END, asked_at DESC, id LIMIT 500;

-- name: subject_order_tidy :exec
-- params: asked_at int
DELETE FROM subject_order WHERE structure = 1 AND state <> 0 AND asked_at < $1;
