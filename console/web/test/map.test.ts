// Where things are drawn: levels beside each other, names inside rooms, jumps that stay jumps.
import { isInside, ringOf } from "../src/map/Fences";
import { expect, test } from "vitest";
import type { Person, Room, Site, TrackPoint } from "../src/api/types";
import { boxesOverlap, inRoom, layOut, toMetres, toScreen } from "../src/map/geometry";
import { breakings, placeLabels } from "../src/map/labels";
import { belowCaption, spread } from "../src/map/spread";
import { pieces } from "../src/map/Track";
import { isJump } from "../src/state/picture";

function room(id: string, x: number, y: number, w: number, h: number, level = "1f"): Room {
  const outer: [number, number][] = [
    [x, y],
    [x + w, y],
    [x + w, y + h],
    [x, y + h],
  ];
  return { id, zh: id, en: id, type: "holding", level, outer, capacity: 2 };
}

const rooms = [
  room("候问室 1", 0, 0, 3, 3),
  room("候问室 2", 3, 0, 3, 3),
  room("走廊", 0, 3, 20, 2),
  room("楼上", 0, 0, 20, 5, "2f"),
];
const site = {
  rooms,
  perimeter: [],
  levels: [
    { id: "1f", zh: "一层", en: "Ground", floor_m: 0, height_m: 3 },
    { id: "2f", zh: "二层", en: "Upper", floor_m: 3, height_m: 3 },
  ],
} as unknown as Site;
const options = { width: 1000, height: 600, margin: 16, title: 20 };

test("levels stand above each other at one scale when that draws them larger", () => {
  const [ground, upper] = layOut(site, site.levels, options);
  expect(ground?.scale).toBe(upper?.scale);
  expect(upper?.box.y).toBeLessThan(ground?.box.y ?? 0);
  expect(ground?.originX).toBe(upper?.originX);
});

test("levels stand beside each other on a wide, low wall", () => {
  const [ground, upper] = layOut(site, site.levels, { ...options, width: 3000, height: 300 });
  expect(upper?.box.x).toBeGreaterThan(ground?.box.x ?? 0);
});

test("every room lies inside its pane, and a click finds the metres again", () => {
  for (const pane of layOut(site, site.levels, options)) {
    for (const one of rooms.filter(({ level }) => level === pane.level.id)) {
      for (const [x_m, y_m] of one.outer) {
        const [x, y] = toScreen(pane, x_m, y_m);
        expect(x).toBeGreaterThanOrEqual(pane.box.x);
        expect(x).toBeLessThanOrEqual(pane.box.x + pane.box.w);
        expect(y).toBeGreaterThanOrEqual(pane.box.y);
        expect(y).toBeLessThanOrEqual(pane.box.y + pane.box.h);
        expect(toMetres(pane, x, y)[0]).toBeCloseTo(x_m);
      }
    }
  }
});

test("names lie in their own room or are left out; none overlap", () => {
  const [pane] = layOut(site, site.levels.slice(0, 1), options);
  if (!pane) throw new Error("no pane");
  const measure = (text: string, size: number): number => text.length * size;
  for (const scale of [pane.scale, pane.scale / 3, pane.scale / 8]) {
    const small = { ...pane, scale };
    const ground = rooms.filter(({ level }) => level === "1f");
    const labels = placeLabels(small, ground, ({ zh }) => zh, measure, [13, 11, 10]);
    for (const label of labels) {
      const own = ground.find(({ id }) => id === label.room) as Room;
      const { x, y, w, h } = label.box;
      for (const corner of [toMetres(small, x, y), toMetres(small, x + w, y + h)]) {
        expect(inRoom(own, ...corner)).toBe(true);
      }
    }
    const pairs = labels.flatMap((a, i) => labels.slice(i + 1).map((b) => [a, b] as const));
    expect(pairs.filter(([a, b]) => boxesOverlap(a.box, b.box))).toEqual([]);
  }
});

test("a long name breaks in two where it reads well", () => {
  expect(breakings("Information collection")[1]).toEqual(["Information", "collection"]);
  expect(breakings("合适成年人室")[1]).toEqual(["合适成", "年人室"]);
  expect(breakings("WC")).toEqual([["WC"]]);
});

const person = (x_m: number, level = "1f"): Person =>
  ({ x_m, y_m: 0, level, accuracy_m: 0.3 }) as Person;

test("a walk glides; what nobody can walk is a jump", () => {
  expect(isJump(person(0), person(1.4), 1000)).toBe(false);
  expect(isJump(person(0), person(20), 1000)).toBe(true);
  expect(isJump(person(0), person(0, "2f"), 1000)).toBe(true);
});

test("a track stops where time, the level or a jump breaks it", () => {
  const at = (s: number, x: number, level = "1f"): TrackPoint => [s * 1e9, x, 0, level, "r", 0.3];
  const track = [at(0, 0), at(1, 1), at(2, 2), at(3, 40), at(4, 41), at(90, 41), at(91, 42)];
  expect(pieces(track, "1f").map((piece) => piece.length)).toEqual([3, 2, 2]);
  expect(pieces([at(0, 0), at(1, 1, "2f"), at(2, 2)], "1f")).toEqual([]);
});

test("marks on one spot part, and always the same way", () => {
  const make = (): { x: number; y: number; radius: number; yields: number }[] =>
    [0, 0, 0.5].map((x) => ({ x, y: 0, radius: 10, yields: 1 }));
  const [first, second] = [make(), make()];
  spread(first, 2);
  spread(second, 2);
  expect(first).toEqual(second);
  const [a, b] = first;
  if (!a || !b) throw new Error("marks were lost");
  expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(10);
});

test("a mark makes way for its room's name, but stays in the room", () => {
  const caption = { x: 0, y: 0, w: 40, h: 12, floorY: 60 };
  expect(belowCaption({ x: 20, y: 15, radius: 10 }, caption)).toBe(7);
  expect(belowCaption({ x: 60, y: 15, radius: 10 }, caption)).toBe(0);
  expect(belowCaption({ x: 20, y: 47, radius: 10 }, caption)).toBe(0);
});

test("a fence holds whoever stands in its ring on its level, not in its hole", () => {
  const square = (low: number, high: number): [number, number][] => [
    [low, low],
    [high, low],
    [high, high],
    [low, high],
  ];
  const fence = {
    id: "f",
    zh: "围栏",
    en: "Fence",
    purpose: "keep_out" as const,
    level: "1f",
    outer: square(0, 10),
    holes: [square(4, 6)],
    centre: null,
    radius_m: 0,
  };
  const person = (x_m: number, y_m: number, level = "1f") => ({ x_m, y_m, level }) as never;
  expect(isInside(fence, "1f", person(2, 2))).toBe(true);
  expect(isInside(fence, "1f", person(5, 5))).toBe(false);
  expect(isInside(fence, "1f", person(2, 2, "2f"))).toBe(false);
  const round = { ...fence, outer: [], holes: [], centre: [5, 5] as [number, number], radius_m: 2 };
  expect(isInside(round, "1f", person(6.9, 5))).toBe(true);
  expect(isInside(round, "1f", person(6.5, 6.5))).toBe(false);
  expect(ringOf(round)).toHaveLength(48);
});
