-- The custody record: what was done with and for a person, entry by entry. Nothing is ever updated;
-- a correction is an entry of its own. `stay` empty is the centre's own (cards, duty, visitors).

create table custody.record_events (
  journal integer not null references custody.journals (number),
  stay text not null,
  number integer not null,
  tick bigint not null,
  utc_ns bigint not null,
  recorded_utc_ns bigint not null,
  kind text not null,
  by text not null,
  room text not null,
  data jsonb not null,
  basis text not null,
  corrects integer not null,
  void boolean not null,
  stored_at timestamptz not null default clock_timestamp(),
  primary key (journal, stay, number)
);
create index record_events_by_time on custody.record_events (journal, recorded_utc_ns desc);
create index record_events_by_kind on custody.record_events (journal, kind, recorded_utc_ns desc);
comment on table custody.record_events is
  'utc_ns is when it happened as the record states it, recorded_utc_ns when it was written down.';
