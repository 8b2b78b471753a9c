-- name: alarm_history
-- Alarms as they stand, newest first, before an instant.
select a.id, a.n, a.change, a.state, a.rule, a.severity, a.subject_kind, a.subject, a.stay, a.room,
  a.utc_ns, a.raised_utc_ns, a.by, a.note, a.occurrences, a.response, a.disposition,
  a.root, a.until_utc_ns, a.officer, a.camera, a.drill, a.evidence::text
from custody.alarms a join custody.journals j on j.number = a.journal
where j.identity = %(identity)s and a.raised_utc_ns < %(before)s
order by a.raised_utc_ns desc, a.id limit %(limit)s;

-- name: alarm_changes
-- Every change of one alarm, in order.
select a.id, a.n, a.change, a.state, a.rule, a.severity, a.subject_kind, a.subject, a.stay, a.room,
  a.utc_ns, a.raised_utc_ns, a.by, a.note, a.occurrences, a.response, a.disposition,
  a.root, a.until_utc_ns, a.officer, a.camera, a.drill, a.evidence::text
from custody.alarm_changes a join custody.journals j on j.number = a.journal
where j.identity = %(identity)s and a.id = %(alarm)s order by a.n limit %(limit)s;

-- name: track
-- Where one stay was, oldest first, at most one point a second, the newest when there are more.
select * from (
  select distinct on (date_trunc('second', p.time))
    (extract(epoch from p.time) * 1000000)::bigint * 1000, p.x_mm / 1000.0::float8,
    p.y_mm / 1000.0::float8, coalesce(l.id, ''), coalesce(r.id, 'outside'),
    p.accuracy_mm / 1000.0::float8
  from custody.positions p
  join custody.configs c on c.number = p.config
  join custody.journals j on j.number = c.journal
  left join custody.levels l on l.config = p.config and l.number = p.level
  left join custody.rooms r on r.config = p.config and r.number = p.room
  where p.holder_kind = 1 and p.holder = %(stay_number)s and j.identity = %(identity)s
    and p.time >= %(since)s and p.time < %(until)s
  order by date_trunc('second', p.time) desc, p.time desc
  limit %(limit)s
) newest order by 1;

-- name: telemetry_rows
-- How many dense rows a journal has here.
with mine as (select c.number from custody.configs c
  join custody.journals j on j.number = c.journal where j.identity = %(identity)s)
select (select count(*) from custody.positions where config in (select number from mine)),
  (select count(*) from custody.vitals where config in (select number from mine)),
  (select count(*) from custody.motions where config in (select number from mine));

-- name: stored_latency
-- For each alarm that a frame or an instant caused: the cause and when its first row stood here.
-- Where a timer waited on after a frame, the later of the two is when it could first be known.
select a.id, a.rule, a.severity,
  coalesce(greatest((a.evidence->>'cause_t_ns')::bigint, (a.evidence->>'due_utc_ns')::bigint), 0),
  (extract(epoch from a.stored_at) * 1000000)::bigint * 1000
from custody.alarm_changes a join custody.journals j on j.number = a.journal
where j.identity = %(identity)s and a.change = 'raised' order by a.utc_ns, a.id;

-- name: counts
-- How many alarms per rule a journal raised.
select a.rule, count(*) from custody.alarms a join custody.journals j on j.number = a.journal
where j.identity = %(identity)s group by a.rule order by a.rule;

-- name: notice_count
-- How many notices a journal has here.
select count(*) from custody.notices n join custody.journals j on j.number = n.journal
where j.identity = %(identity)s;

-- name: ping
-- Whether the server answers and the schema is there.
select count(*) from custody.journals where identity = %(identity)s;
