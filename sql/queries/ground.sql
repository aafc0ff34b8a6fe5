-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The statements that are not derived from a register's fields. tools/sqlgen.py checks them against
-- the migrated schema and makes typed C functions: see docs/recipes.md, "A query".

-- name: meta_get :one
-- params: key text
-- gives: value text
SELECT value FROM meta WHERE key = $1;

-- name: meta_put :exec
-- params: key text, value text
INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value;

-- name: schema_field_put :exec
-- params: reg text, field text, type int
INSERT INTO schema_field (register, field, type) VALUES ($1, $2, $3);

-- name: schema_field_all :scan
-- gives: reg text, field text, type int
SELECT register, field, type FROM schema_field ORDER BY register, field;

-- name: journal_last :one
-- gives: pos int, hash bytes
SELECT pos, hash FROM journal WHERE structure = 1 ORDER BY pos DESC LIMIT 1;

-- name: journal_put :send
-- params: pos int, at int, actor text, device text, reg text, record uuid, base int, batch uuid, line int, reason text, fields text, hash bytes
INSERT INTO journal (structure, pos, at, actor, device, register, record, base, batch, line, reason, fields, hash)
VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: journal_entry_batch :one
-- params: pos int
-- gives: batch bytes, line int
SELECT batch, line FROM journal WHERE structure = 1 AND pos = $1;

-- name: journal_entry :one
-- params: pos int
-- gives: at int, actor text, device text, reg text, record bytes, base int, batch bytes, reason text, fields text
SELECT at, actor, device, register, record, base, batch, reason, fields FROM journal
WHERE structure = 1 AND pos = $1;

-- name: journal_chain :scan
-- gives: pos int, at int, actor text, device text, reg text, record bytes, base int, batch bytes, line int, reason text, fields text, hash bytes
SELECT pos, at, actor, device, register, record, base, batch, line, reason, fields, hash FROM journal
WHERE structure = 1 ORDER BY pos;

-- name: journal_by_record :scan
-- params: reg text
-- gives: pos int, record bytes, fields text, actor text, at int, device text, base int, batch bytes, line int, reason text
SELECT pos, record, fields, actor, at, device, base, batch, line, reason FROM journal
WHERE structure = 1 AND register = $1 ORDER BY record, pos;

-- name: journal_after :scan
-- params: pos int
-- gives: pos int, reg text, record bytes, base int
SELECT pos, register, record, base FROM journal WHERE structure = 1 AND pos > $1 ORDER BY pos;

-- name: journal_span :scan
-- params: first int, last int, actor text
-- gives: pos int, reg text, record bytes
SELECT pos, register, record FROM journal WHERE structure = 1 AND pos >= $1 AND pos <= $2 AND actor = $3
ORDER BY pos LIMIT 500;

-- name: batch_put :exec
-- params: id uuid, at int, actor text, reg text, file_name text, lines int, records int
INSERT INTO batch (structure, id, at, actor, register, file_name, lines, records)
VALUES (1, $1, $2, $3, $4, $5, $6, $7);

-- name: code_put :exec
-- params: list text, code text, label_fr text, label_en text, rolls text, valid_from text, valid_to text, parent text, position int
INSERT INTO code (structure, list, code, label_fr, label_en, rolls, valid_from, valid_to, parent, position)
VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (structure, list, code) DO NOTHING;

-- name: code_touch :exec
-- params: list text, code text, label_fr text, label_en text, valid_to text, position int
UPDATE code SET label_fr = $3, label_en = $4, valid_to = $5, position = $6
WHERE structure = 1 AND list = $1 AND code = $2;

-- name: code_all :scan
-- gives: list text, code text, label_fr text, label_en text, rolls text, valid_from text, valid_to text, parent text, position int
SELECT list, code, label_fr, label_en, rolls, valid_from, valid_to, parent, position FROM code
WHERE structure = 1 ORDER BY list, position, code;

-- name: journal_hash_at :one
-- params: pos int
-- gives: hash bytes
SELECT hash FROM journal WHERE structure = 1 AND pos = $1;

-- name: record_key_get :one
-- params: reg text, record uuid
-- gives: wrapped bytes
SELECT wrapped FROM record_key WHERE structure = 1 AND register = $1 AND record = $2;

-- name: record_key_put :exec
-- params: reg text, record uuid, wrapped bytes
INSERT INTO record_key (structure, register, record, wrapped) VALUES (1, $1, $2, $3)
ON CONFLICT (structure, register, record) DO UPDATE SET wrapped = excluded.wrapped;

-- name: record_key_drop :exec
-- params: reg text, record uuid
DELETE FROM record_key WHERE structure = 1 AND register = $1 AND record = $2;

-- name: record_key_after :scan
-- params: reg text, record bytes
-- gives: reg text, record bytes, wrapped bytes
SELECT register, record, wrapped FROM record_key
WHERE structure = 1 AND (register, record) > ($1, $2) ORDER BY register, record LIMIT 500;

-- name: record_key_count :one
-- gives: n int
SELECT count(*) FROM record_key WHERE structure = 1 AND wrapped IS NOT NULL;

-- name: journal_whole :one
-- params: pos int
-- gives: at int, actor text, device text, reg text, record bytes, base int, batch bytes, line int, reason text, fields text, hash bytes
SELECT at, actor, device, register, record, base, batch, line, reason, fields, hash FROM journal
WHERE structure = 1 AND pos = $1;

-- name: journal_redact :exec
-- params: pos int, fields text
UPDATE journal SET fields = $2 WHERE structure = 1 AND pos = $1;

-- name: journal_changed :scan
-- gives: reg text, record bytes
SELECT DISTINCT register, record FROM journal WHERE structure = 1 AND base > 0 ORDER BY register, record;
