// The moving picture: where every person is and was a moment ago, outside of the component tree.
import type { Person, Picture } from "../api/types";
import { Cell } from "./cell";

export interface Glide {
  person: Person;
  fromX_m: number;
  fromY_m: number;
  startMs: number;
  durationMs: number;
}

/** Faster than anybody runs: what moved so is drawn as a jump, never as a walk through a wall. */
export const JUMP_MPS = 8;
const GLIDE_MAX_MS = 1000;
const GLIDE_MIN_MS = 120;

const glides = new Map<string, Glide>();

/** Grows with each picture; the map redraws and panels re-read the people when it changes. */
export const pictureVersion = new Cell(0);

export function takePicture(picture: Picture, nowMs: number): void {
  if (picture.full) keepOnly(new Set(picture.people.map((person) => person.key)));
  for (const person of picture.people) glides.set(person.key, glideTo(person, nowMs));
  for (const key of picture.gone) glides.delete(key);
  pictureVersion.update((version) => version + 1);
}

export function forgetPicture(): void {
  glides.clear();
  pictureVersion.update((version) => version + 1);
}

export function everyGlide(): IterableIterator<Glide> {
  return glides.values();
}

export function people(): Person[] {
  return Array.from(glides.values(), (glide) => glide.person);
}

export function personOf(key: string): Person | null {
  return glides.get(key)?.person ?? null;
}

/** Where to draw the person now, at most one second behind the fix. */
export function placeAt(glide: Glide, nowMs: number): { x_m: number; y_m: number; moves: boolean } {
  const { person } = glide;
  const part = glide.durationMs > 0 ? (nowMs - glide.startMs) / glide.durationMs : 1;
  if (part >= 1) return { x_m: person.x_m, y_m: person.y_m, moves: false };
  return {
    x_m: glide.fromX_m + (person.x_m - glide.fromX_m) * part,
    y_m: glide.fromY_m + (person.y_m - glide.fromY_m) * part,
    moves: true,
  };
}

function glideTo(person: Person, nowMs: number): Glide {
  const known = glides.get(person.key);
  const still = {
    person,
    fromX_m: person.x_m,
    fromY_m: person.y_m,
    startMs: nowMs,
    durationMs: 0,
  };
  if (!known) return still;
  const elapsedMs = (person.seen_utc_ns - known.person.seen_utc_ns) / 1e6;
  if (elapsedMs <= 0 && samePlace(person, known.person)) return { ...known, person };
  if (isJump(known.person, person, elapsedMs)) return still;
  const from = placeAt(known, nowMs);
  const durationMs = Math.min(GLIDE_MAX_MS, Math.max(GLIDE_MIN_MS, elapsedMs));
  return { person, fromX_m: from.x_m, fromY_m: from.y_m, startMs: nowMs, durationMs };
}

/** A change of level, or a speed that no person has, is a jump. */
export function isJump(before: Person, after: Person, elapsedMs: number): boolean {
  if (before.level !== after.level) return true;
  const distance_m = Math.hypot(after.x_m - before.x_m, after.y_m - before.y_m);
  const error_m = before.accuracy_m + after.accuracy_m;
  return distance_m - error_m > (JUMP_MPS * Math.max(elapsedMs, GLIDE_MIN_MS)) / 1000;
}

function samePlace(a: Person, b: Person): boolean {
  return a.x_m === b.x_m && a.y_m === b.y_m && a.level === b.level;
}

function keepOnly(keys: ReadonlySet<string>): void {
  for (const key of [...glides.keys()]) if (!keys.has(key)) glides.delete(key);
}
