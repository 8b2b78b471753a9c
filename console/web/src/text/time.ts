// Times as people read them: wall time of the site with seconds, ages up, limits down.
import { fill, text } from ".";

const formats = new Map<string, Intl.DateTimeFormat>();
let zone = "Asia/Shanghai";

export function setTimezone(timezone: string): void {
  zone = timezone;
  formats.clear();
}

/** 14:03:27, in the site's own time zone. */
export function timeOfDay(utcMs: number): string {
  return formatter("time", {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).format(utcMs);
}

/** 14:03, for limits that are hours away. */
export function hourMinute(utcMs: number): string {
  return formatter("short", { hour: "2-digit", minute: "2-digit" }).format(utcMs);
}

/** 2026-11-22 14:03:27. */
export function dateTime(utcMs: number): string {
  return `${day(utcMs)} ${timeOfDay(utcMs)}`;
}

/** 2026-11-22. */
export function day(utcMs: number): string {
  return formatter("day", { year: "numeric", month: "2-digit", day: "2-digit" }).format(utcMs);
}

/** 2026-11-22T14:03:27, as a date and time field of the browser wants it, in the site's zone. */
export function fieldTime(utcMs: number): string {
  return dateTime(utcMs).replace(" ", "T");
}

const FIELD = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?$/;

/** The instant of a date and time field, read in the site's zone; NaN when it is none. */
export function instantOf(field: string): number {
  if (!FIELD.test(field)) return Number.NaN;
  const asUtc = Date.parse(`${field.replace(" ", "T")}Z`);
  if (Number.isNaN(asUtc)) return Number.NaN;
  // Twice: the first guess may lie on the other side of a change of the clocks.
  const guess = asUtc - offsetAt(asUtc);
  return asUtc - offsetAt(guess);
}

function offsetAt(utcMs: number): number {
  return Date.parse(`${fieldTime(utcMs)}Z`) - Math.floor(utcMs / 1000) * 1000;
}

/** How long ago, in at most two units. */
export function age(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const s = total % 60;
  const m = Math.floor(total / 60) % 60;
  const h = Math.floor(total / 3600);
  const words = text();
  if (total < 60) return fill(words.age_s, { s });
  if (h === 0) return fill(words.age_m, { m, s: two(s) });
  if (h < 48) return fill(words.age_h, { h, m: two(m) });
  return fill(words.age_d, { d: Math.floor(h / 24), h: h % 24 });
}

/** 7:59:04; what is left of a limit, or how far it is over. */
export function countdown(ms: number): string {
  const total = Math.floor(Math.abs(ms) / 1000);
  const m = Math.floor(total / 60) % 60;
  return `${Math.floor(total / 3600)}:${two(m)}:${two(total % 60)}`;
}

/** 7 h 59 min, 12 min or 40 s: a span of time in at most two units, without a direction. */
export function span(ns: number): string {
  return age(ns / 1e6);
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

function formatter(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const known = formats.get(name);
  if (known) return known;
  // Swedish writes dates as ISO 8601 does, which both languages read.
  const made = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, hour12: false, ...options });
  formats.set(name, made);
  return made;
}
