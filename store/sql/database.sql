-- name: lock_migrations
-- One process migrates at a time; the lock goes with the transaction.
select pg_advisory_xact_lock(7308324465);

-- name: prepare_migrations
-- The schema and the list of migrations done.
create schema if not exists custody;
create table if not exists custody.migrations (
  number integer primary key,
  name text not null,
  sha256 text not null,
  done_at timestamptz not null default clock_timestamp()
);

-- name: migrations_done
-- What was done, with the checksum it had then.
select number, name, sha256 from custody.migrations order by number;

-- name: migration_done
-- Remember one.
insert into custody.migrations (number, name, sha256) values (%(number)s, %(name)s, %(sha256)s);

-- name: timescaledb_offered
-- Whether the server has the extension's files.
select exists (select from pg_available_extensions where name = 'timescaledb');

-- name: timescaledb_create
-- Needs the right to create extensions.
create extension if not exists timescaledb;

-- name: timescaledb_version
-- The extension's version in this database; no row without it.
select extversion from pg_extension where extname = 'timescaledb';

-- name: timescaledb_licence
-- `apache` or `timescale`; we use only what Apache has.
select current_setting('timescaledb.license', true);

-- name: hypertable
-- Make a table a hypertable; harmless when it is one.
select create_hypertable(%(table)s::regclass, by_range('time', interval '6 hours'),
  create_default_indexes => false, if_not_exists => true, migrate_data => true);

-- name: drop_chunks
-- Retention by whole chunks.
select count(*) from drop_chunks(%(table)s::regclass, older_than => %(before)s::timestamptz);

-- name: delete_positions_before
-- Retention on plain PostgreSQL, a slice at a time.
delete from custody.positions where ctid = any (array(
  select ctid from custody.positions where time < %(before)s limit %(rows)s));

-- name: delete_vitals_before
-- Retention on plain PostgreSQL, a slice at a time.
delete from custody.vitals where ctid = any (array(
  select ctid from custody.vitals where time < %(before)s limit %(rows)s));

-- name: delete_motions_before
-- Retention on plain PostgreSQL, a slice at a time.
delete from custody.motions where ctid = any (array(
  select ctid from custody.motions where time < %(before)s limit %(rows)s));
