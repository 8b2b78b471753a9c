// What a trajectory says of an instant, and how one walks through it. Times in UTC milliseconds.
import type { MinuteView } from "../api/record";
import type { TrackPoint } from "../api/types";
import type { GapView, RoomChange, Span, Trajectory } from "../api/way";

export const SPEEDS = [1, 2, 5, 10, 30, 60] as const;
export type Speed = (typeof SPEEDS)[number];

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const AROUND_MS = 15 * MINUTE_MS;
/** Later than anything: the server cuts it to the end of the stay, or to now. */
export const FAR_MS = 8.64e12;
/** Everything: the server cuts it to the stay, and to its last day. */
export const EVERYTHING: Span = [0, FAR_MS];

/** A row of the list: a gap, or a change of room. */
export type Row =
  { kind: "gap"; atMs: number; gap: GapView } | { kind: "room"; atMs: number; change: RoomChange };

export function spanOf(way: Trajectory): Span {
  return [way.from_utc_ns / 1e6, way.to_utc_ns / 1e6];
}

/** The number of the last point at or before an instant, -1 when there is none yet. */
export function indexAt(points: readonly TrackPoint[], atMs: number): number {
  const atNs = atMs * 1e6;
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle] as TrackPoint)[0] <= atNs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The gap that an instant lies in: the last fix itself is still known. */
export function gapAt(gaps: readonly GapView[], atMs: number): GapView | null {
  const atNs = atMs * 1e6;
  return (
    gaps.find(
      (gap) => atNs > gap.begin_utc_ns && (atNs < gap.end_utc_ns || (gap.open && atNs > 0)),
    ) ?? null
  );
}

export function minuteAt(minutes: readonly MinuteView[], atMs: number): MinuteView | null {
  const atNs = atMs * 1e6;
  const last = minutes[minutes.length - 1];
  // The last stretch ends with what was asked for, which is still part of it.
  if (last && atNs >= last.to_utc_ns) return last;
  return minutes.find((one) => one.from_utc_ns <= atNs && atNs < one.to_utc_ns) ?? null;
}

/** Gaps and changes of room in the order of time; a gap that began before the stretch is first. */
export function rowsOf(way: Trajectory): Row[] {
  const rows: Row[] = [
    ...way.gaps.map((gap): Row => ({ kind: "gap", atMs: gap.begin_utc_ns / 1e6, gap })),
    ...way.rooms.map((change): Row => ({ kind: "room", atMs: change.utc_ns / 1e6, change })),
  ];
  return rows.sort((a, b) => a.atMs - b.atMs);
}

/** The row that was reached last at an instant, -1 before the first. */
export function rowAt(rows: readonly Row[], atMs: number): number {
  let found = -1;
  rows.forEach((row, index) => {
    if (row.atMs <= atMs) found = index;
  });
  return found;
}

/** The instant of the next point in a direction; the end of the stretch where none is left. */
export function stepped(way: Trajectory, atMs: number, by: 1 | -1): number {
  const at = indexAt(way.points, atMs);
  const here = way.points[at];
  // Between two fixes, back is the one behind.
  const on = by < 0 && here && here[0] / 1e6 < atMs - 0.5 ? at : at + by;
  const [fromMs, toMs] = spanOf(way);
  const point = way.points[on];
  if (!point) return by < 0 ? fromMs : toMs;
  return within(point[0] / 1e6, [fromMs, toMs]);
}

/** The instant of the next row in a direction, inside the stretch. */
export function rowStepped(way: Trajectory, atMs: number, by: 1 | -1): number {
  const times = rowsOf(way).map((row) => within(row.atMs, spanOf(way)));
  const ahead = times.filter((ms) => (by > 0 ? ms > atMs + 1 : ms < atMs - 1));
  return (by > 0 ? ahead[0] : ahead[ahead.length - 1]) ?? atMs;
}

export function within(atMs: number, [fromMs, toMs]: Span): number {
  return Math.min(toMs, Math.max(fromMs, atMs));
}

export function faster(speed: Speed, by: 1 | -1): Speed {
  const at = SPEEDS.indexOf(speed);
  return SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at + by))] ?? speed;
}

/** A quarter of an hour before and after an instant; the server cuts it to the stay. */
export function around(atMs: number): Span {
  return [atMs - AROUND_MS, atMs + AROUND_MS];
}

const INSTANT = /^\d{12,14}$/;

/** What an address opens: a stay, and the instant to begin at or 0. */
export function openedAt(opened: string): { stay: string; atMs: number } {
  const [stay = "", at = ""] = opened.split(".");
  return { stay, atMs: INSTANT.test(at) ? Number(at) : 0 };
}

/** What opens the way of a stay around an instant, in nanoseconds. */
export function openedFor(stay: string, utcNs: number): string {
  return `${stay}.${Math.round(utcNs / 1e6)}`;
}

export type Window = "whole" | "hour" | "close";

/** The stretch that a button asks for; a stay longer than a day is shown by its last day. */
export function spanFor(wanted: Window, way: Trajectory, atMs: number): Span {
  const [startMs, endMs] = stayOf(way);
  const untilMs = way.ended_utc_ns ? endMs : FAR_MS;
  switch (wanted) {
    case "whole":
      return [Math.max(startMs, endMs - DAY_MS), untilMs];
    case "hour":
      return [Math.max(startMs, endMs - HOUR_MS), untilMs];
    case "close":
      return [Math.max(startMs, atMs - AROUND_MS), Math.min(endMs, atMs + AROUND_MS)];
  }
}

/** The stretch of the same length before or after; null where the stay has nothing more. */
export function beside(way: Trajectory, by: 1 | -1): Span | null {
  const [fromMs, toMs] = spanOf(way);
  const [startMs, endMs] = stayOf(way);
  const lengthMs = toMs - fromMs;
  if (by < 0 && fromMs > startMs + 1) return [Math.max(startMs, fromMs - lengthMs), fromMs];
  if (by > 0 && toMs < endMs - 1) return [toMs, Math.min(endMs, toMs + lengthMs)];
  return null;
}

export function isLong(way: Trajectory): boolean {
  const [startMs, endMs] = stayOf(way);
  return endMs - startMs > DAY_MS;
}

function stayOf(way: Trajectory): Span {
  return [way.arrived_utc_ns / 1e6, (way.ended_utc_ns || way.utc_ns) / 1e6];
}
