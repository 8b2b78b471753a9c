// The custody record over HTTP, as docs/api.md lists it.
import type { AlarmView, Bilingual, Place } from "./types";

export type Value = string | number | boolean | null;
export type Standing = "open" | "late" | "done" | "excepted" | "none";
export type ClockStatus = "waiting" | "running" | "paused" | "excepted" | "stopped";
export type FieldType =
  "text" | "choice" | "choices" | "whole" | "truth" | "instant" | "one" | "many" | "evidence";
export type Source =
  | ""
  | "stays"
  | "staff"
  | "visitors"
  | "bands"
  | "cards"
  | "readers"
  | "rooms"
  | "regimes"
  | "clocks"
  | "people"
  | "items"
  | "entries"
  | "room_types"
  | "alarms";

export interface RecordHead {
  stay: string;
  number: number;
  open: boolean;
  full: boolean;
  regime: string;
  regime_words: Bilingual;
  flags: string[];
  level: number;
  stage: string;
  room: Place | null;
  band: string;
  responsible: string;
  hand_over_to: string;
  arrived_utc_ns: number;
  incident: boolean;
  held: boolean;
  interview_fit: boolean;
  restraint: string;
  exit_until_utc_ns: number;
  measure: string;
}

export interface StageView extends Bilingual {
  code: string;
  entered_utc_ns: number;
  room: Place | null;
}

export interface MissingView extends Bilingual {
  rule: string;
  source: string;
  act: string;
}

export interface AskedView extends Bilingual {
  key: string;
  type: "text" | "truth" | "whole";
}

export interface NextView extends Bilingual {
  act: string;
  to: string;
  allowed: boolean;
  missing: MissingView[];
  asks: AskedView[];
  officers: number;
  roles: string[];
  rooms: string[];
  mine: boolean;
  basis: Bilingual;
}

export interface PresentView extends Bilingual {
  id: string;
  kind: "staff" | "visitor";
  role: string;
}

export interface SessionView extends Bilingual {
  state: string;
  room: Place | null;
  kind: string;
  officers: string[];
  others: string[];
  recorder: string;
  single_officer: boolean;
  reason: string;
  since_utc_ns: number;
  /** For when the room is kept or planned; 0 where nobody said. */
  from_utc_ns: number;
  until_utc_ns: number;
}

export interface RungView {
  rung: number;
  limit_ns: number;
  grounds: string[];
  approver: string;
  basis: Bilingual;
}

export interface BandView {
  colour: string;
  severity: number;
  /** 0: nobody knows while the clock pauses. */
  begins_utc_ns: number;
}

export interface PauseView {
  from_utc_ns: number;
  /** 0: it goes on. */
  to_utc_ns: number;
}

export interface VersionView {
  event: number;
  recorded_utc_ns: number;
  before_utc_ns: number;
  after_utc_ns: number;
}

export interface RecordClock extends Bilingual {
  id: string;
  primitive: "limit" | "review" | "deadline" | "interval" | "rolling";
  colour: string;
  severity: number;
  status: ClockStatus;
  started_utc_ns: number;
  due_utc_ns: number;
  statutory_utc_ns: number;
  limit_ns: number;
  used_ns: number;
  paused: boolean;
  paused_ns: number;
  pauses: PauseView[];
  bands: BandView[];
  next_utc_ns: number;
  rung: number;
  extension: RungView | null;
  basis: Bilingual;
  needs_feed: string;
  faults: string[];
  versions: VersionView[];
}

export interface AwaitedClock extends Bilingual {
  id: string;
  needs_feed: string;
  basis: Bilingual;
}

export interface CheckView extends Bilingual {
  clock: string;
  kind: string;
  due_utc_ns: number;
  last_utc_ns: number;
  last_proven: boolean;
  gap_ns: number;
  overdue: boolean;
}

export interface ChecksView {
  level: number;
  next_due_utc_ns: number;
  last_utc_ns: number;
  visit: CheckView | null;
  rousing: CheckView | null;
  others: CheckView[];
}

export interface RightView extends Bilingual {
  key: string;
  state: Standing;
  due_utc_ns: number;
  done_utc_ns: number;
  act: string;
  basis: Bilingual;
}

export interface ItemView {
  code: string;
  what: string;
  kind: string;
  keeper: string;
  sealed: boolean;
  returned: string;
}

export interface RequestView extends Bilingual {
  number: number;
  kind: string;
  asked_utc_ns: number;
  due_utc_ns: number;
  answered_utc_ns: number;
  state: Standing;
  act: string;
}

export interface TimelineView extends Bilingual {
  number: number;
  utc_ns: number;
  recorded_utc_ns: number;
  kind: string;
  by: string;
  room: string;
  data: Record<string, Value>;
  basis: string;
  corrects: number;
  void: boolean;
  corrected_by: number;
  withheld: boolean;
}

export interface MinuteView {
  from_utc_ns: number;
  to_utc_ns: number;
  stage: string;
  session: string;
  responsible: string;
}

export interface RecordView {
  utc_ns: number;
  number: number;
  complete: boolean;
  stay: RecordHead;
  stage: StageView | null;
  next: NextView[];
  session: SessionView | null;
  present: PresentView[];
  clocks: RecordClock[];
  awaited: AwaitedClock[];
  checks: ChecksView;
  rights: RightView[];
  items: ItemView[];
  nothing_found: boolean;
  requests: RequestView[];
  case: { case: string; kind: string; group: string; lead: string } | null;
  timeline: TimelineView[];
  minutes: MinuteView[];
}

export interface Choice extends Bilingual {
  value: string;
}

export interface FieldForm extends Bilingual {
  name: string;
  type: FieldType;
  required: boolean;
  choices: Choice[];
  source: Source;
  default: Value | string[];
  minimum: number | null;
  maximum: number | null;
}

export interface ActForm extends Bilingual {
  act: string;
  group: string;
  on_stay: boolean;
  fields: FieldForm[];
}

export interface ActList {
  role: string;
  acts: ActForm[];
}

export interface StaffView extends Bilingual {
  id: string;
  role: string;
  role_words: Bilingual;
  rank: string;
  sex: string;
  card: string;
  on_duty: boolean;
  answers_for: string[];
}

export interface VisitorView extends Bilingual {
  badge: string;
  kind: string;
  sex: string;
  stay: string;
  places: string[];
}

/** For whom a room is kept, and when; 0 where nobody said until when. */
export interface KeptView {
  stay: string;
  from_utc_ns: number;
  until_utc_ns: number;
}

export interface RoomChoice extends Bilingual {
  id: string;
  type: string;
  level: string;
  capacity: number;
  stays: string[];
  session: string;
  kept: KeptView[];
}

export interface RegimeView extends Bilingual {
  id: string;
  clocks: Choice[];
}

export interface PeopleView {
  staff: StaffView[];
  visitors: VisitorView[];
  bands: string[];
  cards: string[];
  readers: string[];
  rooms: RoomChoice[];
  regimes: RegimeView[];
}

export interface RoundView {
  stay: string;
  room: Place | null;
  level: number;
  flags: string[];
  responsible: string;
  hand_over_to: string;
  stage: string;
  due_utc_ns: number;
  overdue: boolean;
  checks: CheckView[];
}

export interface RoundList {
  utc_ns: number;
  stays: RoundView[];
}

export interface CopyView {
  number: number;
  tick: number;
  alarm: AlarmView;
}

export interface ReadView {
  number: number;
  utc_ns: number;
  user: string;
  staff: string;
  path: string;
}

/** One act as it is sent: its name and its fields. */
export type Act = { act: string } & Record<string, unknown>;
