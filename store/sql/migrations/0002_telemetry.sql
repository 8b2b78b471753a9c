-- Where everybody was and how their bodies did: dense, without keys, hypertables where TimescaleDB
-- is there. Whole numbers as the engine keeps them (mm, hundredths); `config` gives their meaning.

create table custody.positions (
  time timestamptz not null,
  config integer not null,
  device integer not null,
  holder_kind smallint not null,
  holder integer not null,
  x_mm integer not null,
  y_mm integer not null,
  z_mm integer not null,
  level smallint not null,
  room smallint not null,
  accuracy_mm integer not null
);
create index positions_of_holder on custody.positions (holder_kind, holder, time desc);
comment on column custody.positions.holder_kind is '0 nobody, 1 stay (number), 2 staff (row)';
comment on column custody.positions.room is 'row of custody.rooms, -1 outside';
comment on column custody.positions.time is
  'by the device, or by the engine where the device''s clock is more than a minute off';

create table custody.vitals (
  time timestamptz not null,
  config integer not null,
  device integer not null,
  stay integer not null,
  withheld boolean not null,
  contact boolean not null,
  pulse_cbpm integer not null,
  pulse_quality_pct smallint not null,
  spo2_cpct integer not null,
  spo2_quality_pct smallint not null,
  skin_cc integer not null
);
create index vitals_of_stay on custody.vitals (stay, time desc);
comment on table custody.vitals is
  '-1: no reading; skin -32768: no reading; withheld: the room forbids vitals (P-15)';

create table custody.motions (
  time timestamptz not null,
  config integer not null,
  device integer not null,
  stay integer not null,
  activity_mg integer not null,
  peak_mg integer not null
);
create index motions_of_stay on custody.motions (stay, time desc);
