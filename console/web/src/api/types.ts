// The console's HTTP API as the pages use it. Times are UTC nanoseconds as JSON numbers: their
// last 8 bits are lost in a double (0.3 us), which no screen shows.

import type { AsideRule } from "./shift";

export type Language = "zh" | "en";
export type Bilingual = { zh: string; en: string };
export type Place = { id: string } & Bilingual;
export type Point = [number, number];
export type Ring = Point[];

export type Severity = 1 | 2 | 3 | 4;
export type AlarmState =
  | "normal"
  | "unacknowledged"
  | "acknowledged"
  | "returned"
  | "shelved"
  | "suppressed"
  | "out_of_service"
  | "closed";
export type SubjectKind = "stay" | "staff" | "device" | "door" | "perimeter" | "room" | "site";

export interface Me extends Bilingual {
  user: string;
  staff: string;
  role: string;
  rank: string;
  language: Language;
}

export interface Level extends Bilingual {
  id: string;
  floor_m: number;
  height_m: number;
}

export interface Room extends Bilingual {
  id: string;
  type: string;
  level: string;
  outer: Ring;
  holes?: Ring[];
  capacity: number;
}

export interface RoomType extends Bilingual {
  id: string;
  custody_area?: boolean;
  withhold_vitals?: boolean;
}

export interface Zone extends Bilingual {
  id: string;
  room: string;
  kind: string;
  outer: Ring;
}

export interface Door extends Bilingual {
  id: string;
  level: string;
  rooms: [string, string];
  line: [Point, Point];
  kind: string;
  device?: string | null;
}

export interface PerimeterLine extends Bilingual {
  id: string;
  device: string;
  level: string;
  sensor_type: string;
  line: Point[];
}

export interface Camera extends Bilingual {
  id: string;
  device: string;
  room: string;
  at: Point;
  field?: Ring;
}

export interface Fence extends Bilingual {
  id: string;
  purpose: "keep_out" | "keep_in" | "watch";
  /** Empty: on every level. */
  level: string;
  outer: Ring;
  holes: Ring[];
  centre: Point | null;
  radius_m: number;
}

export interface StaffMember extends Bilingual {
  id: string;
  role: string;
  label: string;
}

export interface Site extends Bilingual {
  id: string;
  timezone: string;
  config_sha256: string;
  levels: Level[];
  rooms: Room[];
  room_types?: RoomType[];
  zones: Zone[];
  doors: Door[];
  perimeter: PerimeterLine[];
  cameras: Camera[];
  /** Absent from an older console. */
  fences?: Fence[];
  staff: StaffMember[];
}

export interface AlarmView {
  id: string;
  n: number;
  change: string;
  state: AlarmState;
  rule: string;
  severity: Severity;
  label: Bilingual;
  subject_kind: SubjectKind;
  subject: string;
  stay: string;
  room: Place | null;
  raised_utc_ns: number;
  utc_ns: number;
  by: string;
  note: string;
  occurrences: number;
  told: string[];
  guidance: Bilingual;
  cause_t_ns: number;
  due_utc_ns: number;
  /** False while the journal cannot be written: the alarm stands, its record does not yet. */
  recorded?: boolean;
  /** How far people are: raised, notified, acknowledged, arrived, contained, closed. */
  response: string;
  disposition: string;
  /** The alarm under which this one is shown; empty when it stands for itself. */
  root: string;
  until_utc_ns: number;
  /** The nearest free officer when it rang, or whoever said that they are coming. */
  officer: string;
  camera: string;
  /** Somebody announced it: it goes every way a real one goes, and counts nowhere. */
  drill: boolean;
}

export interface Sample {
  name: string;
  value: number | string | boolean | null;
  threshold: number | null;
  t_ns: number;
}

export interface Evidence {
  samples: Sample[];
  room: Place | null;
  device: string;
  cause_device: string;
  cause_boot: number;
  cause_seq: number;
  cause_t_ns: number;
  due_utc_ns: number;
  withheld: boolean;
}

export interface Threshold {
  key: string;
  unit: string;
  meaning: string;
  value: number | null;
}

export interface RuleView {
  id: string;
  label: Bilingual;
  basis: Bilingual;
  source: string;
  thresholds: Threshold[];
}

export interface HistoryEntry {
  n: number;
  change: string;
  state: AlarmState;
  severity: Severity;
  utc_ns: number;
  by: string;
  note: string;
}

export interface AlarmDetail extends AlarmView {
  evidence: Evidence | null;
  rule_text: RuleView;
  history: HistoryEntry[];
  aside: AsideRule;
}

export type ArcState = "ok" | "unknown" | "alarm";
export interface Arcs {
  pulse: ArcState;
  oxygen: ArcState;
  motion: ArcState;
}

export interface Person {
  key: string;
  kind: "stay" | "staff";
  id: string;
  label: string;
  x_m: number;
  y_m: number;
  level: string;
  room: string;
  accuracy_m: number;
  seen_utc_ns: number;
  band: string;
  responsible: string;
  arcs: Arcs | null;
  minor: boolean;
}

export interface LegalClock {
  id: string;
  limit_utc_ns: number;
  colour: "" | "none" | "green" | "yellow" | "orange" | "red" | "red_card";
  due_utc_ns: number;
}

export interface StayView {
  stay: string;
  number: number;
  open: boolean;
  regime: string;
  arrived_utc_ns: number;
  band: string;
  responsible: string;
  flags: string[];
  room: Place | null;
  clock: LegalClock | null;
  stage: string;
}

export interface Thing {
  kind: "door" | "perimeter" | "device" | "clock" | "head_count" | "muster";
  id: string;
  state: Record<string, string | number | boolean | null>;
  utc_ns: number;
}

export interface PartHealth {
  ok: boolean;
  detail: string;
  detail_zh: string;
  since_utc_ns: number;
}

export interface Health {
  status: "ok" | "degraded" | "down";
  parts: Record<string, PartHealth>;
}

export interface Picture {
  full: boolean;
  utc_ns: number;
  people: Person[];
  gone: string[];
}

export type TrackPoint = [
  utc_ns: number,
  x_m: number,
  y_m: number,
  level: string,
  room: string,
  accuracy_m: number,
];

export interface ApiErrorBody {
  error: { code: string; message_zh: string; message_en: string; source?: string };
}

export interface CommandAnswer {
  accepted: boolean;
  tick?: number;
  result?: string;
  reason?: string;
  source?: string;
  /** Empty where an older engine says both languages in one sentence. */
  reason_zh?: string;
  reason_en?: string;
}
