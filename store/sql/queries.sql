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

-- name: walk
-- The way of one stay, oldest first: the first fix of each step of time, and every fix beside an
-- interruption or a change of room, storey or configuration. What is left out lies within one room
-- and one step; the last column counts all fixes.
with mine as materialized (
  select c.number from custody.configs c
  join custody.journals j on j.number = c.journal where j.identity = %(identity)s),
fixes as (
  select p.time, p.config, p.x_mm, p.y_mm, p.level, p.room, p.accuracy_mm,
    date_bin(%(step)s, p.time, %(since)s) as step, row_number() over way as number,
    lag(p.time) over way as before, lead(p.time) over way as after,
    lag(p.config) over way as old_config, lag(p.level) over way as old_level,
    lag(p.room) over way as old_room, lead(p.config) over way as new_config,
    lead(p.level) over way as new_level, lead(p.room) over way as new_room
  from custody.positions p
  where p.holder_kind = 1 and p.holder = %(stay_number)s
    and p.config in (select number from mine)
    and p.time >= %(since)s and p.time < %(until)s
  window way as (order by p.time))
select (extract(epoch from f.time) * 1000000)::bigint * 1000, f.x_mm / 1000.0::float8,
  f.y_mm / 1000.0::float8, coalesce(l.id, ''), coalesce(r.id, 'outside'),
  f.accuracy_mm / 1000.0::float8, f.number
from fixes f
left join custody.levels l on l.config = f.config and l.number = f.level
left join custody.rooms r on r.config = f.config and r.number = f.room
where f.before is null or f.after is null or f.before < f.step
  or f.time - f.before > %(lost)s or f.after - f.time > %(lost)s
  or f.room <> f.old_room or f.level <> f.old_level or f.config <> f.old_config
  or f.room <> f.new_room or f.level <> f.new_level or f.config <> f.new_config
order by f.time limit %(limit)s;

-- name: fixes_around
-- The last fix of one stay before an instant (0), and the first from a later one on (1).
with mine as materialized (
  select c.number from custody.configs c
  join custody.journals j on j.number = c.journal where j.identity = %(identity)s),
near as (
  (select 0 as side, p.* from custody.positions p
   where p.holder_kind = 1 and p.holder = %(stay_number)s and p.time < %(since)s
     and p.config in (select number from mine) order by p.time desc limit 1)
  union all
  (select 1, p.* from custody.positions p
   where p.holder_kind = 1 and p.holder = %(stay_number)s and p.time >= %(until)s
     and p.config in (select number from mine) order by p.time limit 1))
select p.side, (extract(epoch from p.time) * 1000000)::bigint * 1000, p.x_mm / 1000.0::float8,
  p.y_mm / 1000.0::float8, coalesce(l.id, ''), coalesce(r.id, 'outside'),
  p.accuracy_mm / 1000.0::float8, 0
from near p
left join custody.levels l on l.config = p.config and l.number = p.level
left join custody.rooms r on r.config = p.config and r.number = p.room;

-- name: everybody_at
-- Where everybody with a tag was: the last fix of each within some time before an instant.
select distinct on (p.holder_kind, p.holder)
  case p.holder_kind when 1 then 'stay' else 'staff' end, coalesce(t.stay, s.id, ''),
  (extract(epoch from p.time) * 1000000)::bigint * 1000, p.x_mm / 1000.0::float8,
  p.y_mm / 1000.0::float8, coalesce(l.id, ''), coalesce(r.id, 'outside'),
  p.accuracy_mm / 1000.0::float8
from custody.positions p
join custody.configs c on c.number = p.config
join custody.journals j on j.number = c.journal
left join custody.levels l on l.config = p.config and l.number = p.level
left join custody.rooms r on r.config = p.config and r.number = p.room
left join custody.staff s on p.holder_kind = 2 and s.config = p.config and s.number = p.holder
left join custody.stays t on p.holder_kind = 1 and t.journal = j.number and t.number = p.holder
where j.identity = %(identity)s and p.holder_kind in (1, 2)
  and p.time > %(since)s and p.time <= %(at)s
order by p.holder_kind, p.holder, p.time desc limit %(limit)s;

-- name: anybody_between
-- For each stretch of time, in order, whether a fix of anybody is stored strictly inside it.
with mine as materialized (
  select c.number from custody.configs c
  join custody.journals j on j.number = c.journal where j.identity = %(identity)s)
select exists (
  select from custody.positions p
  where p.time > g.since and p.time < g.until and p.config in (select number from mine))
from unnest(%(since)s::timestamptz[], %(until)s::timestamptz[]) with ordinality
  as g (since, until, place)
order by g.place;

-- name: alarms_of_stay
-- Alarms of some rules about one stay as they stand, oldest first, raised in a stretch of time.
select a.id, a.rule, a.severity, a.state, a.raised_utc_ns, a.by, a.note
from custody.alarms a join custody.journals j on j.number = a.journal
where j.identity = %(identity)s and a.stay = %(stay)s and a.rule = any(%(rules)s)
  and a.raised_utc_ns >= %(since_utc_ns)s and a.raised_utc_ns <= %(until_utc_ns)s
order by a.raised_utc_ns, a.id limit %(limit)s;

-- name: stay
-- One stay as it stood last: number, arrival, whether it is open, its last change, who answered.
select s.number, s.arrived_utc_ns, s.open, s.utc_ns, s.responsible
from custody.stays s join custody.journals j on j.number = s.journal
where j.identity = %(identity)s and s.stay = %(stay)s;

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
