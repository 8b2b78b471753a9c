-- Whether an alarm is a drill: everything that counts alarms leaves those out.

alter table custody.alarm_changes add column drill boolean not null default false;

alter table custody.alarms add column drill boolean not null default false;
