-- What a lawyer reads: alarms, notices, answers, stays, things. Plain tables, each row idempotent.
-- `journal` tells apart the journals that ever wrote here: tick numbers and alarm ids of a new
-- journal begin again at 1.

create table custody.journals (
  number integer generated always as identity primary key,
  identity text not null unique,
  first_seen_at timestamptz not null default clock_timestamp()
);

create table custody.cursors (
  journal integer not null references custody.journals (number),
  name text not null,
  tick bigint not null,
  moved_at timestamptz not null default clock_timestamp(),
  primary key (journal, name)
);

create table custody.configs (
  number integer generated always as identity primary key,
  journal integer not null references custody.journals (number),
  tick bigint not null,
  sha256 text not null,
  utc_ns bigint not null,
  unique (journal, tick)
);
comment on table custody.configs is
  'One row per adoption; telemetry rows name it so that their row numbers can be read.';

create table custody.devices (
  config integer not null references custody.configs (number),
  number integer not null,
  id text not null,
  kind text not null,
  sender text not null,
  primary key (config, number)
);

create table custody.staff (
  config integer not null references custody.configs (number),
  number integer not null,
  id text not null,
  role text not null,
  primary key (config, number)
);
comment on table custody.staff is 'Row number and id; names never leave the console (P-15).';

create table custody.rooms (
  config integer not null references custody.configs (number),
  number integer not null,
  id text not null,
  zh text not null,
  en text not null,
  type text not null,
  level text not null,
  primary key (config, number)
);

create table custody.levels (
  config integer not null references custody.configs (number),
  number integer not null,
  id text not null,
  primary key (config, number)
);

create table custody.alarm_changes (
  journal integer not null references custody.journals (number),
  id text not null,
  n integer not null,
  tick bigint not null,
  change text not null,
  state text not null,
  rule text not null,
  severity smallint not null,
  subject_kind text not null,
  subject text not null,
  stay text not null,
  room text not null,
  utc_ns bigint not null,
  raised_utc_ns bigint not null,
  by text not null,
  note text not null,
  occurrences bigint not null,
  evidence jsonb,
  stored_at timestamptz not null default clock_timestamp(),
  primary key (journal, id, n)
);
create index alarm_changes_by_time on custody.alarm_changes (journal, utc_ns desc);

create table custody.alarms (
  journal integer not null references custody.journals (number),
  id text not null,
  n integer not null,
  tick bigint not null,
  change text not null,
  state text not null,
  rule text not null,
  severity smallint not null,
  subject_kind text not null,
  subject text not null,
  stay text not null,
  room text not null,
  utc_ns bigint not null,
  raised_utc_ns bigint not null,
  by text not null,
  note text not null,
  occurrences bigint not null,
  evidence jsonb,
  stored_at timestamptz not null default clock_timestamp(),
  primary key (journal, id)
);
create index alarms_by_time on custody.alarms (journal, raised_utc_ns desc, id);
create index alarms_of_stay on custody.alarms (journal, stay) where stay <> '';

create table custody.notices (
  journal integer not null references custody.journals (number),
  id text not null,
  tick bigint not null,
  alarm text not null,
  n integer not null,
  endpoint text not null,
  tier smallint not null,
  reason text not null,
  utc_ns bigint not null,
  stored_at timestamptz not null default clock_timestamp(),
  primary key (journal, id)
);

create table custody.answers (
  journal integer not null references custody.journals (number),
  command text not null,
  tick bigint not null,
  accepted boolean not null,
  who text not null,
  act text not null,
  reason text not null,
  source text not null,
  result text not null,
  utc_ns bigint not null,
  stored_at timestamptz not null default clock_timestamp(),
  primary key (journal, command, tick)
);

create table custody.stays (
  journal integer not null references custody.journals (number),
  stay text not null,
  number integer not null,
  tick bigint not null,
  change text not null,
  utc_ns bigint not null,
  regime text not null,
  arrived_utc_ns bigint not null,
  band text not null,
  responsible text not null,
  flags text[] not null,
  open boolean not null,
  by text not null,
  stored_at timestamptz not null default clock_timestamp(),
  primary key (journal, stay)
);

create table custody.things (
  journal integer not null references custody.journals (number),
  kind text not null,
  id text not null,
  tick bigint not null,
  state jsonb not null,
  utc_ns bigint not null,
  stored_at timestamptz not null default clock_timestamp(),
  primary key (journal, kind, id)
);

create table custody.refused_rows (
  number bigint generated always as identity primary key,
  journal integer not null references custody.journals (number),
  tick bigint not null,
  statement text not null,
  error text not null,
  content text not null,
  stored_at timestamptz not null default clock_timestamp()
);
comment on table custody.refused_rows is
  'Rows that their own table would not take; kept as text so that nothing waits behind them.';
