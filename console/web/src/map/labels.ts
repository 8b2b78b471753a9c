// Room labels: inside their own room or not at all, so that no two can overlap.
import type { Point, Room } from "../api/types";
import { type Box, type Pane, inRing, ringBox, toScreen } from "./geometry";

export interface RoomLabel {
  room: string;
  lines: string[];
  /** Left edge and first baseline. */
  x: number;
  y: number;
  size: number;
  box: Box;
  /** Where the number of people goes, when there is space for it. */
  count: { x: number; y: number } | null;
}

export type Measure = (text: string, size: number) => number;

export const LEADING = 1.2;
const TWO_LINES_PART_MAX = 0.4;

/** Finds a place for each room's name; tries big before small, one line before two. */
export function placeLabels(
  pane: Pane,
  rooms: readonly Room[],
  nameOf: (room: Room) => string,
  measure: Measure,
  sizes: readonly number[],
): RoomLabel[] {
  const found: RoomLabel[] = [];
  for (const room of rooms) {
    const label = placeLabel(pane, room, nameOf(room), measure, sizes);
    if (label) found.push(label);
  }
  return found;
}

interface Attempt {
  size: number;
  lines: string[];
  withCount: boolean;
}

/** What to try, best first: one line, then two, and only then letters of the smallest sizes. */
function attempts(name: string, sizes: readonly number[], counted: boolean): Attempt[] {
  const [one, two] = breakings(name);
  const comfortable = sizes.slice(0, 2);
  const found: Attempt[] = [];
  for (const some of [comfortable, sizes.slice(2)]) {
    for (const lines of [one, two]) {
      if (!lines) continue;
      for (const size of some) {
        if (counted) found.push({ size, lines, withCount: true });
        found.push({ size, lines, withCount: false });
      }
    }
  }
  return found;
}

function placeLabel(
  pane: Pane,
  room: Room,
  name: string,
  measure: Measure,
  sizes: readonly number[],
): RoomLabel | null {
  const outline = room.outer.map(([x, y]) => toScreen(pane, x, y));
  const holes = (room.holes ?? []).map((hole) => hole.map(([x, y]) => toScreen(pane, x, y)));
  const tallest = TWO_LINES_PART_MAX * ringBox(outline).h;
  const all = attempts(name, sizes, room.capacity > 1);
  // In a low room a name of two lines would lie under the marks: smaller letters come first.
  const low = (one: Attempt): boolean => one.lines.length > 1 && one.size * 2 > tallest;
  const ordered = [...all.filter((one) => !low(one)), ...all.filter(low)];
  for (const { size, lines, withCount } of ordered) {
    const pad = size * 0.35;
    const widths = lines.map((line) => measure(line, size));
    const nameW = Math.max(...widths);
    const w = nameW + (withCount ? size * 1.7 : 0);
    const h = size * LEADING * lines.length;
    const spot = firstFit(outline, holes, { w: w + 2 * pad, h: h + 2 * pad });
    if (!spot) continue;
    const x = spot[0] + pad;
    const y = spot[1] + pad + size * 0.95;
    const box = { x, y: spot[1] + pad, w, h };
    const count = withCount ? { x: x + nameW + size * 0.5, y } : null;
    return { room: room.id, lines, x, y, size, box, count };
  }
  return null;
}

/** The name as one line, and as two lines of about the same length. */
export function breakings(name: string): string[][] {
  const spaces = [...name.matchAll(/ /g)].map((match) => match.index);
  if (spaces.length) {
    const middle = name.length / 2;
    const at = spaces.reduce((a, b) => (Math.abs(b - middle) < Math.abs(a - middle) ? b : a));
    return [[name], [name.slice(0, at), name.slice(at + 1)]];
  }
  if (name.length < 4 || /^[\x21-\x7e]+$/.test(name)) return [[name]];
  const at = Math.ceil(name.length / 2);
  return [[name], [name.slice(0, at), name.slice(at)]];
}

/** The first place, from the top left, where a box of that size lies inside the outline. */
function firstFit(
  outline: readonly Point[],
  holes: readonly Point[][],
  size: { w: number; h: number },
): Point | null {
  const bounds = ringBox(outline);
  const stepX = Math.max(3, bounds.w / 24);
  const stepY = Math.max(3, bounds.h / 24);
  for (let y = bounds.y; y + size.h <= bounds.y + bounds.h + 0.01; y += stepY) {
    for (let x = bounds.x; x + size.w <= bounds.x + bounds.w + 0.01; x += stepX) {
      const box = { x, y, w: size.w, h: size.h };
      if (boxInside(outline, box) && !holes.some((hole) => boxTouches(hole, box))) return [x, y];
    }
  }
  return null;
}

/** No corner of the outline inside the box and all of the box's rim inside the outline. */
function boxInside(outline: readonly Point[], box: Box): boolean {
  if (outline.some(([x, y]) => strictlyIn(box, x, y))) return false;
  return rim(box).every(([x, y]) => inRing(outline, x, y));
}

function boxTouches(hole: readonly Point[], box: Box): boolean {
  return (
    hole.some(([x, y]) => strictlyIn(box, x, y)) || rim(box).some(([x, y]) => inRing(hole, x, y))
  );
}

function strictlyIn(box: Box, x: number, y: number): boolean {
  return x > box.x + 1 && x < box.x + box.w - 1 && y > box.y + 1 && y < box.y + box.h - 1;
}

/** Points along the rim, a hair inside so that a wall shared with the room still counts. */
function rim(box: Box): Point[] {
  const points: Point[] = [];
  const left = box.x + 0.5;
  const top = box.y + 0.5;
  const w = box.w - 1;
  const h = box.h - 1;
  for (let part = 0; part <= 8; part += 1) {
    const dx = (w * part) / 8;
    const dy = (h * part) / 8;
    points.push([left + dx, top], [left + dx, top + h], [left, top + dy], [left + w, top + dy]);
  }
  return points;
}
