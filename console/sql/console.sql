Everything the console keeps on its own disk: people who sign in, and a projection of the
decisions log from which the alarm list lives without Postgres and without Valkey.

-- name: schema
-- Users and sessions are the truth itself; the other tables can be rebuilt from the journal.
CREATE TABLE IF NOT EXISTS users (
    user TEXT PRIMARY KEY,
    staff TEXT NOT NULL,
    hash TEXT NOT NULL,
    language TEXT NOT NULL DEFAULT 'zh',
    created_utc_ns INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sessions (
    token_sha TEXT PRIMARY KEY,
    user TEXT NOT NULL REFERENCES users (user) ON DELETE CASCADE,
    started_utc_ns INTEGER NOT NULL,
    active_utc_ns INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sessions_by_user ON sessions (user);
CREATE TABLE IF NOT EXISTS refusals (
    number INTEGER PRIMARY KEY,
    utc_ns INTEGER NOT NULL,
    kind TEXT NOT NULL,
    user TEXT NOT NULL,
    address TEXT NOT NULL,
    what TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS cursor (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    tick INTEGER NOT NULL,
    utc_ns INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS configuration (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    sha256 TEXT NOT NULL,
    canonical TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS alarms (
    id TEXT PRIMARY KEY,
    open INTEGER NOT NULL,
    raised_utc_ns INTEGER NOT NULL,
    utc_ns INTEGER NOT NULL,
    view BLOB NOT NULL,
    evidence BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS alarms_by_open ON alarms (open, utc_ns);
CREATE TABLE IF NOT EXISTS alarm_changes (
    number INTEGER PRIMARY KEY,
    tick INTEGER NOT NULL,
    id TEXT NOT NULL,
    n INTEGER NOT NULL,
    view BLOB NOT NULL,
    UNIQUE (id, n)
) STRICT;
CREATE INDEX IF NOT EXISTS alarm_changes_by_tick ON alarm_changes (tick, number);
CREATE TABLE IF NOT EXISTS stays (
    stay TEXT PRIMARY KEY,
    open INTEGER NOT NULL,
    utc_ns INTEGER NOT NULL,
    change BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS things (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    thing BLOB NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS record_events (
    row INTEGER PRIMARY KEY,
    stay TEXT NOT NULL,
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    event BLOB NOT NULL,
    UNIQUE (stay, number)
) STRICT;
CREATE TABLE IF NOT EXISTS tickets (
    id TEXT PRIMARY KEY,
    open INTEGER NOT NULL,
    ticket BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS incidents (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    incident BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS inspectors (
    user TEXT PRIMARY KEY,
    since_utc_ns INTEGER NOT NULL,
    member BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS reads (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    utc_ns INTEGER NOT NULL,
    user TEXT NOT NULL,
    staff TEXT NOT NULL,
    address TEXT NOT NULL,
    path TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS copies (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    tick INTEGER NOT NULL,
    id TEXT NOT NULL,
    n INTEGER NOT NULL,
    view BLOB NOT NULL,
    UNIQUE (id, n)
) STRICT;
CREATE TABLE IF NOT EXISTS heard (
    number INTEGER PRIMARY KEY,
    utc_ns INTEGER NOT NULL,
    id TEXT NOT NULL,
    n INTEGER NOT NULL,
    heard BLOB NOT NULL,
    UNIQUE (id, n)
) STRICT;
CREATE INDEX IF NOT EXISTS heard_by_time ON heard (utc_ns);
CREATE TABLE IF NOT EXISTS heard_since (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    utc_ns INTEGER NOT NULL
) STRICT;

-- name: put_user
-- A new user.
INSERT INTO users (user, staff, hash, language, created_utc_ns) VALUES (?, ?, ?, ?, ?);

-- name: user
-- One user by name.
SELECT user, staff, hash, language, created_utc_ns FROM users WHERE user = ?;

-- name: users
-- Everybody who may sign in.
SELECT user, staff, hash, language, created_utc_ns FROM users ORDER BY user;

-- name: set_hash
-- A new password.
UPDATE users SET hash = ? WHERE user = ?;

-- name: remove_user
-- The person may no longer sign in; the sessions go with the row.
DELETE FROM users WHERE user = ?;

-- name: keep_inspectors
-- Logins that stand for an inspector become one for good; what was kept first stays.
INSERT INTO inspectors (user, since_utc_ns, member)
SELECT user, ?, ? FROM users WHERE staff = ?
ON CONFLICT (user) DO NOTHING;

-- name: inspector
-- The inspector behind a login.
SELECT member FROM inspectors WHERE user = ?;

-- name: remove_inspector
-- Supervision itself gave the login up.
DELETE FROM inspectors WHERE user = ?;

-- name: put_read
-- An inspector read something.
INSERT INTO reads (utc_ns, user, staff, address, path) VALUES (?, ?, ?, ?, ?);

-- name: reads
-- What inspectors read, newest first.
SELECT number, utc_ns, user, staff, path FROM reads WHERE number < ?
ORDER BY number DESC LIMIT ?;

-- name: put_copy
-- A named alarm for supervision and procurator; the same change read twice is the same copy.
INSERT INTO copies (tick, id, n, view) VALUES (?, ?, ?, ?) ON CONFLICT (id, n) DO NOTHING;

-- name: copies_after
-- Copies after a number, in the order they were made.
SELECT number, tick, view FROM copies WHERE number > ? ORDER BY number LIMIT ?;

-- name: put_heard
-- A change of an alarm for the figures; the same change read twice is the same row.
INSERT INTO heard (utc_ns, id, n, heard) VALUES (?, ?, ?, ?) ON CONFLICT (id, n) DO NOTHING;

-- name: hear_since
-- From here on all changes were heard; the earliest instant stays.
INSERT INTO heard_since (one, utc_ns) VALUES (1, ?) ON CONFLICT (one) DO NOTHING;

-- name: heard_since
-- Since when changes are heard.
SELECT utc_ns FROM heard_since;

-- name: heard_after
-- Changes since an instant, in order.
SELECT heard FROM heard WHERE utc_ns >= ? ORDER BY number;

-- name: prune_heard
-- Keeps five weeks: the figures of 30 days, and what stood when they began.
DELETE FROM heard WHERE utc_ns < (SELECT max(utc_ns) FROM heard) - 35 * 86400000000000;

-- name: put_session
-- Somebody signed in.
INSERT INTO sessions (token_sha, user, started_utc_ns, active_utc_ns) VALUES (?, ?, ?, ?);

-- name: session
-- A session and its user.
SELECT s.user, u.staff, u.language, s.started_utc_ns, s.active_utc_ns
FROM sessions AS s JOIN users AS u ON u.user = s.user
WHERE s.token_sha = ?;

-- name: touch_session
-- The person did something.
UPDATE sessions SET active_utc_ns = ? WHERE token_sha = ?;

-- name: end_session
-- Signed out.
DELETE FROM sessions WHERE token_sha = ?;

-- name: end_sessions_of
-- All sessions of a person are revoked, e.g. by a new password.
DELETE FROM sessions WHERE user = ?;

-- name: end_old_sessions
-- Sessions past their absolute limit.
DELETE FROM sessions WHERE started_utc_ns < ?;

-- name: put_refusal
-- A login or a command that was refused.
INSERT INTO refusals (utc_ns, kind, user, address, what, reason) VALUES (?, ?, ?, ?, ?, ?);

-- name: prune_refusals
-- Keeps the newest 10,000 refusals.
DELETE FROM refusals WHERE number <= (SELECT max(number) - 10000 FROM refusals);

-- name: version
-- Which tables the journal has filled so far.
PRAGMA user_version;

-- name: set_version
-- From now on today's.
PRAGMA user_version = 4;

-- name: cursor
-- How far the projection has read.
SELECT tick, utc_ns FROM cursor;

-- name: set_cursor
-- Moves with the rows it stands for, in their transaction.
INSERT INTO cursor (one, tick, utc_ns) VALUES (1, ?, ?)
ON CONFLICT (one) DO UPDATE SET tick = excluded.tick, utc_ns = excluded.utc_ns;

-- name: configuration
-- The configuration in force.
SELECT sha256, canonical FROM configuration;

-- name: set_configuration
-- A configuration came into force.
INSERT INTO configuration (one, sha256, canonical) VALUES (1, ?, ?)
ON CONFLICT (one) DO UPDATE SET sha256 = excluded.sha256, canonical = excluded.canonical;

-- name: put_alarm
-- An alarm as it stands; evidence stays when a change brings none.
INSERT INTO alarms (id, open, raised_utc_ns, utc_ns, view, evidence) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET open = excluded.open, utc_ns = excluded.utc_ns,
    view = excluded.view, evidence = coalesce(excluded.evidence, alarms.evidence);

-- name: put_alarm_change
-- One change; the same change read twice is the same row.
INSERT INTO alarm_changes (tick, id, n, view) VALUES (?, ?, ?, ?)
ON CONFLICT (id, n) DO NOTHING;

-- name: alarm
-- One alarm with its latest evidence.
SELECT view, evidence FROM alarms WHERE id = ?;

-- name: open_alarms
-- What somebody has to act on.
SELECT view FROM alarms WHERE open = 1 ORDER BY raised_utc_ns, id;

-- name: recent_alarms
-- What is over, newest first.
SELECT view FROM alarms WHERE open = 0 ORDER BY utc_ns DESC, id LIMIT ?;

-- name: changes_after
-- What a client that saw this tick has missed.
SELECT tick, view FROM alarm_changes WHERE tick > ? ORDER BY number LIMIT ?;

-- name: changes_of
-- The life of one alarm.
SELECT view FROM alarm_changes WHERE id = ? ORDER BY n;

-- name: prune_alarms
-- Keeps the newest 2,000 alarms that are over; older ones are in Postgres.
DELETE FROM alarms WHERE open = 0 AND utc_ns <= (
    SELECT utc_ns FROM alarms WHERE open = 0 ORDER BY utc_ns DESC LIMIT 1 OFFSET 2000
);

-- name: prune_changes
-- Keeps 20,000 changes, and all changes of alarms that are still kept.
DELETE FROM alarm_changes
WHERE number <= (SELECT max(number) - 20000 FROM alarm_changes)
    AND id NOT IN (SELECT id FROM alarms);

-- name: put_stay
-- A stay as it stands.
INSERT INTO stays (stay, open, utc_ns, change) VALUES (?, ?, ?, ?)
ON CONFLICT (stay) DO UPDATE SET open = excluded.open, utc_ns = excluded.utc_ns,
    change = excluded.change;

-- name: stays
-- Open stays and the 200 closed last.
SELECT change FROM stays WHERE open = 1
UNION ALL
SELECT change FROM (SELECT change FROM stays WHERE open = 0 ORDER BY utc_ns DESC LIMIT 200);

-- name: prune_stays
-- Keeps the newest 1,000 closed stays.
DELETE FROM stays WHERE open = 0 AND utc_ns <= (
    SELECT utc_ns FROM stays WHERE open = 0 ORDER BY utc_ns DESC LIMIT 1 OFFSET 1000
);

-- name: put_thing
-- A door, sensor, device or clock as it stands.
INSERT INTO things (kind, id, thing) VALUES (?, ?, ?)
ON CONFLICT (kind, id) DO UPDATE SET thing = excluded.thing;

-- name: things
-- All of them, in order.
SELECT thing FROM things ORDER BY kind, id;

-- name: put_event
-- One entry of a custody record; the same entry read twice is the same row.
INSERT INTO record_events (stay, number, kind, event) VALUES (?, ?, ?, ?)
ON CONFLICT (stay, number) DO NOTHING;

-- name: records
-- The records of open stays, the centre's own events, and every badge that was handed out.
SELECT event FROM record_events
WHERE stay = '' OR stay IN (SELECT stay FROM stays WHERE open = 1) ORDER BY row;

-- name: record_of
-- The record of one stay.
SELECT event FROM record_events WHERE stay = ? ORDER BY number;

-- name: prune_events
-- Records go with their stays; the centre's own events stay.
DELETE FROM record_events WHERE stay <> '' AND stay NOT IN (SELECT stay FROM stays);

-- name: put_ticket
-- A rectification ticket as it stands.
INSERT INTO tickets (id, open, ticket) VALUES (?, ?, ?)
ON CONFLICT (id) DO UPDATE SET open = excluded.open, ticket = excluded.ticket;

-- name: tickets
-- All tickets that are remembered, in order of their numbers.
SELECT ticket FROM tickets ORDER BY length(id), id;

-- name: prune_tickets
-- Keeps the newest 1,000 closed tickets; all of them are in Postgres and in the record.
DELETE FROM tickets WHERE open = 0 AND id NOT IN (
    SELECT id FROM tickets WHERE open = 0 ORDER BY length(id) DESC, id DESC LIMIT 1000
);

-- name: put_incident
-- Alarms that are one event, as they stand.
INSERT INTO incidents (id, incident) VALUES (?, ?)
ON CONFLICT (id) DO UPDATE SET incident = excluded.incident;

-- name: incidents
-- The newest 100, oldest first.
SELECT incident FROM (SELECT row, incident FROM incidents ORDER BY row DESC LIMIT 100) ORDER BY row;
