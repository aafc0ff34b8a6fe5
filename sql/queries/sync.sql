-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Phones, and what they send.

-- name: device_put :exec
-- params: id uuid, account uuid, hash bytes, name text, app text, at int
INSERT INTO device (structure, id, account, hash, name, app, made_at, seen_at, skew, waiting, revoked_at, revoked_by)
VALUES (1, $1, $2, $3, $4, $5, $6, $6, 0, 0, 0, NULL)
ON CONFLICT (structure, id) DO UPDATE SET hash = coalesce(excluded.hash, device.hash), name = excluded.name,
app = excluded.app, seen_at = excluded.seen_at;

-- name: device_by_hash :one
-- params: hash bytes
-- gives: id bytes, account bytes, seen_at int, revoked_at int
SELECT id, account, seen_at, revoked_at FROM device WHERE structure = 1 AND hash = $1;

-- name: device_by_id :one
-- params: id uuid
-- gives: account bytes, name text, app text, seen_at int, skew int, waiting int, revoked_at int
SELECT account, name, app, seen_at, skew, waiting, revoked_at FROM device WHERE structure = 1 AND id = $1;

-- name: device_all :scan
-- gives: id bytes, account bytes, login text, role text, name text, app text, made_at int, seen_at int, skew int, waiting int, revoked_at int, revoked_by text
SELECT d.id, d.account, a.login, a.role, d.name, d.app, d.made_at, d.seen_at, d.skew, d.waiting, d.revoked_at,
d.revoked_by FROM device d JOIN account a ON a.structure = 1 AND a.id = d.account
WHERE d.structure = 1 ORDER BY d.seen_at DESC, d.id;

-- name: device_seen :exec
-- params: id uuid, at int
UPDATE device SET seen_at = $2 WHERE structure = 1 AND id = $1;

-- name: device_told :exec
-- params: id uuid, at int, app text, told int, skew int, waiting int
UPDATE device SET seen_at = $2, app = CASE WHEN $3 = '' THEN app ELSE $3 END,
skew = CASE WHEN $4 = 1 THEN $5 ELSE skew END, waiting = $6 WHERE structure = 1 AND id = $1;

-- name: device_set_revoked :exec
-- params: id uuid, at int, by text
UPDATE device SET revoked_at = $2, revoked_by = $3 WHERE structure = 1 AND id = $1 AND revoked_at = 0;

-- name: sync_proof_last :one
-- gives: id int, pos int
SELECT id, (SELECT max(pos) FROM journal WHERE structure = 1) AS pos
FROM sync_proof WHERE structure = 1 ORDER BY id DESC LIMIT 1;

-- name: sync_proof_put :send
-- params: id int, account uuid, device uuid, at int, skew int, leaves bytes, signature bytes
INSERT INTO sync_proof (structure, id, account, device, at, skew, leaves, signature)
VALUES (1, $1, $2, $3, $4, $5, $6, $7);

-- name: sync_proof_read :one
-- params: id int
-- gives: account bytes, device bytes, at int, skew int, leaves bytes, signature bytes
SELECT account, device, at, skew, leaves, signature FROM sync_proof WHERE structure = 1 AND id = $1;

-- name: sync_entry_claim :claim
-- params: id uuid, proof int, place int, version int, at int, clock int
INSERT INTO sync_entry (structure, id, proof, place, status, version, at, clock)
VALUES (1, $1, $2, $3, 0, $4, $5, $6) ON CONFLICT (structure, id) DO NOTHING;

-- name: sync_entry_settle :send
-- params: id uuid, status int, version int
UPDATE sync_entry SET status = $2, version = $3 WHERE structure = 1 AND id = $1;

-- name: sync_entry_read :one
-- params: id uuid
-- gives: proof int, place int, status int, version int, at int
SELECT proof, place, status, version, at FROM sync_entry WHERE structure = 1 AND id = $1;

-- name: sync_clock_put :send
-- params: record uuid, version int, ahead int, how int
INSERT INTO sync_clock (structure, record, version, ahead, how) VALUES (1, $1, $2, $3, $4)
ON CONFLICT (structure, record, version) DO NOTHING;

-- name: sync_clock_of :one
-- params: record uuid
-- gives: ahead int, how int
SELECT ahead, how FROM sync_clock WHERE structure = 1 AND record = $1 ORDER BY version DESC LIMIT 1;

-- name: sync_kept_put :send
-- params: id uuid, account uuid, login text, scheme uuid, status int, reg text, record uuid, base int, at int, kept_at int, fields text, hash bytes, errors text
INSERT INTO sync_kept (structure, id, account, login, scheme, status, register, record, base, at, kept_at, fields, hash,
errors, settled, settled_at, settled_by) VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, NULL, 0, NULL);

-- name: sync_kept_read :one
-- params: id uuid
-- gives: account bytes, login text, scheme bytes, status int, reg text, record bytes, base int, at int, kept_at int, fields text, hash bytes, errors text, settled text, settled_at int, settled_by text
SELECT account, login, scheme, status, register, record, base, at, kept_at, fields, hash, errors, settled, settled_at,
settled_by FROM sync_kept WHERE structure = 1 AND id = $1;

-- name: sync_kept_all :scan
-- gives: id bytes, account bytes, login text, scheme bytes, status int, reg text, record bytes, base int, at int, kept_at int, errors text
SELECT id, account, login, scheme, status, register, record, base, at, kept_at, errors FROM sync_kept
WHERE structure = 1 AND settled IS NULL ORDER BY kept_at DESC, id LIMIT 500;

-- name: sync_kept_of :scan
-- params: account uuid, since int
-- gives: id bytes, status int, reg text, record bytes, settled text
SELECT id, status, register, record, settled FROM sync_kept
WHERE structure = 1 AND account = $1 AND kept_at > $2 ORDER BY kept_at, id LIMIT 500;

-- name: sync_kept_settle :exec
-- params: id uuid, settled text, at int, by text
UPDATE sync_kept SET settled = $2, settled_at = $3, settled_by = $4, fields = '{}', errors = '[]'
WHERE structure = 1 AND id = $1;

-- name: sync_kept_texts :scan
-- gives: id bytes, reg text, record bytes, kept_at int, fields text, errors text
SELECT id, register, record, kept_at, fields, errors FROM sync_kept WHERE structure = 1 AND settled IS NULL
ORDER BY kept_at, id LIMIT 100000;

-- name: sync_kept_cut :exec
-- params: id uuid, fields text, errors text
UPDATE sync_kept SET fields = $2, errors = $3 WHERE structure = 1 AND id = $1;

-- name: alert_after :scan
-- params: pos int
-- gives: pos int, reg text, record bytes
SELECT pos, register, record FROM journal WHERE structure = 1 AND pos > $1 AND ((register = 'help_call' AND base = 0) OR
(register = 'intervention' AND (fields LIKE '%"weak_signal":true%' OR fields LIKE '%"kind":"VT3"%')))
ORDER BY pos LIMIT 200;

-- name: alert_put :exec
-- params: pos int, way text, reg text, record uuid, at int
INSERT INTO alert (structure, pos, way, register, record, made_at, next_at, tries, done_at, trouble)
VALUES (1, $1, $2, $3, $4, $5, $5, 0, 0, NULL) ON CONFLICT (structure, pos, way) DO NOTHING;

-- name: alert_due :scan
-- params: at int
-- gives: pos int, way text, reg text, record bytes, next_at int, tries int
SELECT pos, way, register, record, next_at, tries FROM alert
WHERE structure = 1 AND done_at = 0 AND next_at <= $1 ORDER BY pos, way LIMIT 20;

-- name: alert_state :one
-- params: pos int, way text
-- gives: next_at int, done_at int
SELECT next_at, done_at FROM alert WHERE structure = 1 AND pos = $1 AND way = $2;

-- name: alert_set :exec
-- params: pos int, way text, next_at int, tries int, done_at int, trouble text
UPDATE alert SET next_at = $3, tries = $4, done_at = $5, trouble = $6 WHERE structure = 1 AND pos = $1 AND way = $2;

-- name: alert_tidy :exec
-- params: at int
DELETE FROM alert WHERE structure = 1 AND made_at < $1;
