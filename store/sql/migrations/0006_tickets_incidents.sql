-- Incidents (several alarms that are one event) and rectification tickets, change by change, and
-- each of them as it stands.

create table custody.incident_changes (
  journal integer not null references custody.journals (number),
  id text not null,
  n integer not null,
  tick bigint not null,
  kind text not null,
  zh text not null,
  en text not null,
  alarms text[] not null,
  stay text not null,
  utc_ns bigint not null,
  stored_at timestamptz not null default clock_timestamp(),
  primary key (journal, id, n)
);
comment on table custody.incident_changes is
  'n is the number of the change; the largest n is the incident as it stands.';

create table custody.ticket_changes (
  journal integer not null references custody.journals (number),
  id text not null,
  tick bigint not null,
  number integer not null,
  rule text not null,
  subject text not null,
  alarm text not null,
  room text not null,
  text text not null,
  state text not null,
  owner text not null,
  by text not null,
  note text not null,
  tier integer not null,
  found_utc_ns bigint not null,
  due_utc_ns bigint not null,
  utc_ns bigint not null,
  stored_at timestamptz not null default clock_timestamp(),
  primary key (journal, id, tick, number)
);
create index ticket_changes_by_state on custody.ticket_changes (journal, state, utc_ns desc);
comment on table custody.ticket_changes is
  'number is the place of the change within its tick; the last row of an id is the ticket now.';

create view custody.tickets as
select distinct on (journal, id) *
from custody.ticket_changes
order by journal, id, tick desc, number desc;

create view custody.incidents as
select distinct on (journal, id) *
from custody.incident_changes
order by journal, id, n desc;
