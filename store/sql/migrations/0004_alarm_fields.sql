-- How far people are with an alarm, what it turned out to be, the alarm under which it is shown,
-- when its shelf ends, the nearest officer and camera. Alarms of before are shown as raised.

alter table custody.alarm_changes
  add column response text not null default 'raised',
  add column disposition text not null default '',
  add column root text not null default '',
  add column until_utc_ns bigint not null default 0,
  add column officer text not null default '',
  add column camera text not null default '';

alter table custody.alarms
  add column response text not null default 'raised',
  add column disposition text not null default '',
  add column root text not null default '',
  add column until_utc_ns bigint not null default 0,
  add column officer text not null default '',
  add column camera text not null default '';
