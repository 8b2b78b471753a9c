-- name: schema
-- The notifier's own file: its place in the decisions, what is due, what was sent.
CREATE TABLE IF NOT EXISTS cursors (journal TEXT PRIMARY KEY, tick INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS configs (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  canonical TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS notices (
  journal TEXT NOT NULL,
  id TEXT NOT NULL,
  endpoint TEXT NOT NULL,
  severity INTEGER NOT NULL,
  notice BLOB NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'given_up')),
  attempts INTEGER NOT NULL DEFAULT 0,
  taken_utc_ns INTEGER NOT NULL,
  first_utc_ns INTEGER NOT NULL DEFAULT 0,
  ended_utc_ns INTEGER NOT NULL DEFAULT 0,
  error TEXT NOT NULL DEFAULT '',
  reported INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (journal, id)
);
CREATE INDEX IF NOT EXISTS notices_pending ON notices (endpoint, severity, taken_utc_ns)
  WHERE state = 'pending';
CREATE INDEX IF NOT EXISTS notices_taken ON notices (taken_utc_ns);
CREATE INDEX IF NOT EXISTS notices_unreported ON notices (ended_utc_ns)
  WHERE state = 'sent' AND reported = 0;

-- name: cursor
-- Up to which tick notices were taken over.
SELECT tick FROM cursors WHERE journal = ?;

-- name: move_cursor
-- In the same transaction as the notices; never back.
INSERT INTO cursors (journal, tick) VALUES (:journal, :tick)
ON CONFLICT (journal) DO UPDATE SET tick = max(tick, excluded.tick);

-- name: take
-- A notice is taken once, whether it came by the journal or from an engine that could not write it.
INSERT INTO notices (journal, id, endpoint, severity, notice, state, taken_utc_ns)
VALUES (:journal, :id, :endpoint, :severity, :notice, 'pending', :taken_utc_ns)
ON CONFLICT DO NOTHING;

-- name: adopt
-- The configuration in force, for a start of this process between two adoptions.
INSERT INTO configs (one, canonical) VALUES (1, ?)
ON CONFLICT (one) DO UPDATE SET canonical = excluded.canonical;

-- name: configuration
-- The configuration in force.
SELECT canonical FROM configs;

-- name: pending
-- What an endpoint still has to be told, worst first.
SELECT journal, id, severity, attempts, first_utc_ns FROM notices
WHERE endpoint = ? AND state = 'pending' ORDER BY severity, taken_utc_ns, id LIMIT ?;

-- name: pending_of
-- One notice, unless it is another endpoint's or has ended already.
SELECT journal, id, severity, attempts, first_utc_ns FROM notices
WHERE journal = ? AND id = ? AND endpoint = ? AND state = 'pending';

-- name: pending_count
-- How many notices wait, by endpoint.
SELECT endpoint, count(*) FROM notices WHERE state = 'pending' GROUP BY endpoint;

-- name: notice
-- One notice as it was taken.
SELECT notice FROM notices WHERE journal = ? AND id = ?;

-- name: sent
-- The receiver took it; what went wrong before stays readable.
UPDATE notices SET state = 'sent', attempts = :attempts, ended_utc_ns = :utc_ns,
  first_utc_ns = CASE first_utc_ns WHEN 0 THEN :utc_ns ELSE first_utc_ns END
WHERE journal = :journal AND id = :id;

-- name: failed
-- The receiver did not take it; it will be tried again.
UPDATE notices SET attempts = :attempts, error = :error,
  first_utc_ns = CASE first_utc_ns WHEN 0 THEN :utc_ns ELSE first_utc_ns END
WHERE journal = :journal AND id = :id;

-- name: given_up
-- The schedule is at its end.
UPDATE notices SET state = 'given_up', attempts = :attempts, error = :error, ended_utc_ns = :utc_ns
WHERE journal = :journal AND id = :id;

-- name: again
-- Somebody asked for it once more: the schedule begins anew, the id and the count stay.
UPDATE notices SET state = 'pending', first_utc_ns = 0, ended_utc_ns = 0
WHERE id = ? AND state = 'given_up';

-- name: deliveries
-- What became of notices, newest first, for people to look at.
SELECT notice, endpoint, state, attempts, taken_utc_ns, first_utc_ns, ended_utc_ns, error
FROM notices
WHERE (:state = '' OR state = :state) AND (:endpoint = '' OR endpoint = :endpoint)
  AND (:alarm = '' OR (id > :alarm || ':' AND id < :alarm || ';'))
ORDER BY taken_utc_ns DESC, id DESC LIMIT :limit;

-- name: channels
-- How each endpoint fares: how many notices in which state, and when it took one last.
SELECT endpoint, sum(state = 'pending'), sum(state = 'sent'), sum(state = 'given_up'),
  max(CASE state WHEN 'sent' THEN ended_utc_ns ELSE 0 END),
  min(CASE state WHEN 'pending' THEN taken_utc_ns END),
  max(CASE state WHEN 'pending' THEN attempts ELSE 0 END)
FROM notices GROUP BY endpoint;

-- name: unreported
-- Delivered, but the engine has not heard of it.
SELECT journal, id, attempts FROM notices WHERE state = 'sent' AND reported = 0
ORDER BY ended_utc_ns LIMIT ?;

-- name: reported
-- The engine has heard of it.
UPDATE notices SET reported = 1 WHERE journal = ? AND id = ?;

-- name: prune
-- What ended long ago.
DELETE FROM notices WHERE state <> 'pending' AND ended_utc_ns < ?;
