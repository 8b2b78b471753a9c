-- name: schema
-- One journal file: ticks (chained), decisions beside them, ticks that were skipped.
CREATE TABLE IF NOT EXISTS about (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ticks (
  number INTEGER PRIMARY KEY,
  t_ns INTEGER NOT NULL,
  utc_ns INTEGER NOT NULL,
  facts_sha BLOB NOT NULL,
  telemetry_sha BLOB NOT NULL,
  hash BLOB NOT NULL,
  facts BLOB NOT NULL,
  telemetry BLOB
);
CREATE TABLE IF NOT EXISTS decisions (
  tick INTEGER PRIMARY KEY,
  sha BLOB NOT NULL,
  body BLOB
);
CREATE TABLE IF NOT EXISTS skips (
  tick INTEGER PRIMARY KEY,
  reason TEXT NOT NULL,
  hash BLOB NOT NULL
);

-- name: about_put
-- What the file says of itself: version, the hash it continues, its first tick.
INSERT INTO about (key, value) VALUES (?, ?);

-- name: tick_put
-- One tick, as cut.
INSERT INTO ticks (number, t_ns, utc_ns, facts_sha, telemetry_sha, hash, facts, telemetry)
VALUES (?, ?, ?, ?, ?, ?, ?, ?);

-- name: decisions_put
-- What the engine decided on one tick.
INSERT INTO decisions (tick, sha, body) VALUES (?, ?, ?);

-- name: skip_put
-- A tick that crashed the step twice: replay leaves it out.
INSERT INTO skips (tick, reason, hash) VALUES (?, ?, ?);

-- name: tip
-- The last tick of the file.
SELECT number, t_ns, utc_ns, hash FROM ticks ORDER BY number DESC LIMIT 1;

-- name: tip_decided
-- The last tick whose decisions are stored.
SELECT max(tick) FROM decisions;

-- name: skip_tip
-- The last skipped tick's hash.
SELECT hash FROM skips ORDER BY tick DESC LIMIT 1;

-- name: first_t_ns
-- When the file began, on the engine's own time.
SELECT t_ns FROM ticks ORDER BY number LIMIT 1;

-- name: ticks_after
-- Ticks in order, with what the chain needs.
SELECT number, t_ns, utc_ns, facts_sha, telemetry_sha, hash, facts, telemetry
FROM ticks WHERE number > ? ORDER BY number LIMIT ?;

-- name: decisions_after
-- Decisions in order, with their digest; the body is gone once pruned.
SELECT tick, sha, body FROM decisions WHERE tick > ? ORDER BY tick LIMIT ?;

-- name: skips_all
-- Skipped ticks in order.
SELECT tick, reason, hash FROM skips ORDER BY tick;

-- name: telemetry_forget
-- Retention: telemetry goes, its digest and the chain stay.
UPDATE ticks SET telemetry = NULL WHERE telemetry IS NOT NULL;

-- name: about_all
-- Everything the file says of itself.
SELECT key, value FROM about;
