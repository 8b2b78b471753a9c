// A stay's trajectory and company over HTTP, as docs/api.md lists them.
import type { MinuteView } from "./record";
import type { Bilingual, Place, Severity, TrackPoint } from "./types";

export type GapReason = "exit" | "no_band" | "nobody" | "before_first" | "unexplained";

export interface GapAlarm {
  id: string;
  rule: string;
  label: Bilingual;
  severity: Severity;
  state: string;
  raised_utc_ns: number;
  by: string;
  note: string;
}

export interface GapView {
  begin_utc_ns: number;
  end_utc_ns: number;
  open: boolean;
  room: Place | null;
  level: string;
  found: Place | null;
  rule: string;
  reason: GapReason;
  alarms: GapAlarm[];
}

export interface RoomChange {
  utc_ns: number;
  before: Place | null;
  room: Place;
  level: string;
}

export interface Trajectory {
  stay: string;
  utc_ns: number;
  from_utc_ns: number;
  to_utc_ns: number;
  arrived_utc_ns: number;
  /** 0 while the stay is open. */
  ended_utc_ns: number;
  step_ns: number;
  lost_ns: number;
  gap_ns: number;
  fix_count: number;
  whole: boolean;
  points: TrackPoint[];
  gaps: GapView[];
  rooms: RoomChange[];
  minutes: MinuteView[];
}

export interface NearView {
  kind: "stay" | "staff";
  id: string;
  distance_m: number;
  room: Place | null;
  same_room: boolean;
  utc_ns: number;
  accuracy_m: number;
}

export interface Company {
  stay: string;
  utc_ns: number;
  fix: TrackPoint | null;
  near_m: number;
  fresh_ns: number;
  near: NearView[];
}

/** From, to, in UTC milliseconds. */
export type Span = readonly [number, number];

/** A stretch of time as the address of a request says it: whole nanoseconds. */
export function stretchQuery([from, to]: Span): string {
  return `from=${wholeNs(from)}&to=${wholeNs(to)}`;
}

/** Milliseconds as whole nanoseconds; a double would lose the last of them. */
export function wholeNs(utcMs: number): string {
  return `${Math.max(0, Math.round(utcMs))}000000`;
}
