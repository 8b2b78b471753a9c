-- name: journal_put
-- A journal introduces itself.
insert into custody.journals (identity) values (%(identity)s) on conflict do nothing;

-- name: journal_number
-- The number of a journal in this database.
select number from custody.journals where identity = %(identity)s;

-- name: cursor
-- Up to which tick an outlet has written.
select tick from custody.cursors where journal = %(journal)s and name = %(name)s;

-- name: move_cursor
-- In the same transaction as the rows, so that neither is ever ahead of the other.
insert into custody.cursors (journal, name, tick) values (%(journal)s, %(name)s, %(tick)s)
on conflict (journal, name) do update set tick = excluded.tick, moved_at = clock_timestamp();

-- name: config_put
-- A configuration came into force.
insert into custody.configs (journal, tick, sha256, utc_ns)
values (%(journal)s, %(tick)s, %(sha256)s, %(utc_ns)s) on conflict do nothing;

-- name: config_number
-- The number of an adoption.
select number from custody.configs where journal = %(journal)s and tick = %(tick)s;

-- name: config_in_force
-- The adoption in force at a tick.
select number from custody.configs where journal = %(journal)s and tick <= %(tick)s
order by tick desc limit 1;

-- name: device_put
-- A row number's device under one configuration.
insert into custody.devices (config, number, id, kind, sender)
values (%(config)s, %(number)s, %(id)s, %(kind)s, %(sender)s) on conflict do nothing;

-- name: staff_put
-- A row number's member of staff under one configuration.
insert into custody.staff (config, number, id, role)
values (%(config)s, %(number)s, %(id)s, %(role)s) on conflict do nothing;

-- name: room_put
-- A row number's room under one configuration.
insert into custody.rooms (config, number, id, zh, en, type, level)
values (%(config)s, %(number)s, %(id)s, %(zh)s, %(en)s, %(type)s, %(level)s)
on conflict do nothing;

-- name: level_put
-- A row number's storey under one configuration.
insert into custody.levels (config, number, id)
values (%(config)s, %(number)s, %(id)s) on conflict do nothing;

-- name: alarm_change_put
-- One change of one alarm, once.
insert into custody.alarm_changes (journal, id, n, tick, change, state, rule, severity,
  subject_kind, subject, stay, room, utc_ns, raised_utc_ns, by, note, occurrences, evidence,
  response, disposition, root, until_utc_ns, officer, camera, drill)
values (%(journal)s, %(id)s, %(n)s, %(tick)s, %(change)s, %(state)s, %(rule)s, %(severity)s,
  %(subject_kind)s, %(subject)s, %(stay)s, %(room)s, %(utc_ns)s, %(raised_utc_ns)s, %(by)s,
  %(note)s, %(occurrences)s, %(evidence)s::jsonb, %(response)s, %(disposition)s, %(root)s,
  %(until_utc_ns)s, %(officer)s, %(camera)s, %(drill)s)
on conflict do nothing;

-- name: alarm_put
-- The alarm as it stands; an older change never overwrites a newer one.
insert into custody.alarms (journal, id, n, tick, change, state, rule, severity,
  subject_kind, subject, stay, room, utc_ns, raised_utc_ns, by, note, occurrences, evidence,
  response, disposition, root, until_utc_ns, officer, camera, drill)
values (%(journal)s, %(id)s, %(n)s, %(tick)s, %(change)s, %(state)s, %(rule)s, %(severity)s,
  %(subject_kind)s, %(subject)s, %(stay)s, %(room)s, %(utc_ns)s, %(raised_utc_ns)s, %(by)s,
  %(note)s, %(occurrences)s, %(evidence)s::jsonb, %(response)s, %(disposition)s, %(root)s,
  %(until_utc_ns)s, %(officer)s, %(camera)s, %(drill)s)
on conflict (journal, id) do update set n = excluded.n, tick = excluded.tick,
  change = excluded.change, state = excluded.state, severity = excluded.severity,
  stay = excluded.stay, room = excluded.room, utc_ns = excluded.utc_ns,
  raised_utc_ns = excluded.raised_utc_ns, by = excluded.by, note = excluded.note,
  occurrences = excluded.occurrences, evidence = coalesce(excluded.evidence, alarms.evidence),
  response = excluded.response, disposition = excluded.disposition, root = excluded.root,
  until_utc_ns = excluded.until_utc_ns, officer = excluded.officer, camera = excluded.camera,
  drill = excluded.drill,
  stored_at = clock_timestamp()
where alarms.n < excluded.n;

-- name: notice_put
-- Somebody must be told.
insert into custody.notices (journal, id, tick, alarm, n, endpoint, tier, reason, utc_ns)
values (%(journal)s, %(id)s, %(tick)s, %(alarm)s, %(n)s, %(endpoint)s, %(tier)s, %(reason)s,
  %(utc_ns)s)
on conflict do nothing;

-- name: answer_put
-- What the engine said to a command.
insert into custody.answers (journal, command, tick, accepted, who, act, reason, source, result,
  utc_ns)
values (%(journal)s, %(command)s, %(tick)s, %(accepted)s, %(who)s, %(act)s, %(reason)s,
  %(source)s, %(result)s, %(utc_ns)s)
on conflict do nothing;

-- name: stay_put
-- The stay as it stands.
insert into custody.stays (journal, stay, number, tick, change, utc_ns, regime, arrived_utc_ns,
  band, responsible, flags, open, by)
values (%(journal)s, %(stay)s, %(number)s, %(tick)s, %(change)s, %(utc_ns)s, %(regime)s,
  %(arrived_utc_ns)s, %(band)s, %(responsible)s, %(flags)s, %(open)s, %(by)s)
on conflict (journal, stay) do update set tick = excluded.tick, change = excluded.change,
  utc_ns = excluded.utc_ns, regime = excluded.regime, arrived_utc_ns = excluded.arrived_utc_ns,
  band = excluded.band, responsible = excluded.responsible, flags = excluded.flags,
  open = excluded.open, by = excluded.by, stored_at = clock_timestamp()
where stays.tick <= excluded.tick;

-- name: thing_put
-- A door, sensor, device or clock as it stands.
insert into custody.things (journal, kind, id, tick, state, utc_ns)
values (%(journal)s, %(kind)s, %(id)s, %(tick)s, %(state)s::jsonb, %(utc_ns)s)
on conflict (journal, kind, id) do update set tick = excluded.tick, state = excluded.state,
  utc_ns = excluded.utc_ns, stored_at = clock_timestamp()
where things.tick <= excluded.tick;

-- name: record_put
-- One entry of a custody record, once; entries are never changed.
insert into custody.record_events (journal, stay, number, tick, utc_ns, recorded_utc_ns, kind, by,
  room, data, basis, corrects, void)
values (%(journal)s, %(stay)s, %(number)s, %(tick)s, %(utc_ns)s, %(recorded_utc_ns)s, %(kind)s,
  %(by)s, %(room)s, %(data)s::jsonb, %(basis)s, %(corrects)s, %(void)s)
on conflict do nothing;

-- name: incident_put
-- Alarms that are one event, as they stand after change n.
insert into custody.incident_changes (journal, id, n, tick, kind, zh, en, alarms, stay, utc_ns)
values (%(journal)s, %(id)s, %(n)s, %(tick)s, %(kind)s, %(zh)s, %(en)s, %(alarms)s, %(stay)s,
  %(utc_ns)s)
on conflict do nothing;

-- name: ticket_put
-- One change of a rectification ticket, once.
insert into custody.ticket_changes (journal, id, tick, number, rule, subject, alarm, room, text,
  state, owner, by, note, tier, found_utc_ns, due_utc_ns, utc_ns)
values (%(journal)s, %(id)s, %(tick)s, %(number)s, %(rule)s, %(subject)s, %(alarm)s, %(room)s,
  %(text)s, %(state)s, %(owner)s, %(by)s, %(note)s, %(tier)s, %(found_utc_ns)s, %(due_utc_ns)s,
  %(utc_ns)s)
on conflict do nothing;

-- name: refused_put
-- A row that its own table would not take.
insert into custody.refused_rows (journal, tick, statement, error, content)
values (%(journal)s, %(tick)s, %(statement)s, %(error)s, %(content)s);

-- name: copy_positions
-- Dense rows, in the layout of store.copy_rows.
copy custody.positions (time, config, device, holder_kind, holder, x_mm, y_mm, z_mm, level, room,
  accuracy_mm) from stdin (format binary);

-- name: copy_vitals
-- Dense rows, in the layout of store.copy_rows.
copy custody.vitals (time, config, device, stay, withheld, contact, pulse_cbpm,
  pulse_quality_pct, spo2_cpct, spo2_quality_pct, skin_cc) from stdin (format binary);

-- name: copy_motions
-- Dense rows, in the layout of store.copy_rows.
copy custody.motions (time, config, device, stay, activity_mg, peak_mg)
from stdin (format binary);

-- name: no_waiting
-- A crash of the server takes rows and cursor together, and the rows are then written again.
set local synchronous_commit = off;
