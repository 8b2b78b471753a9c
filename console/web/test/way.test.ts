// A trajectory at an instant: what is known then, what comes next, and what may be drawn as a line.
import { expect, test } from "vitest";
import type { TrackPoint } from "../src/api/types";
import { type GapView, type Trajectory, stretchQuery } from "../src/api/way";
import { pieced } from "../src/map/waypieces";
import {
  FAR_MS,
  beside,
  faster,
  gapAt,
  indexAt,
  openedAt,
  openedFor,
  rowStepped,
  rowsOf,
  spanFor,
  stepped,
} from "../src/state/way";

const S = 1e9;
const START = 1_795_000_000;
const ms = (second: number): number => (START + second) * 1000;

function point(second: number, x = 1, level = "1f", room = "a"): TrackPoint {
  return [(START + second) * S, x, 2, level, room, 0.4];
}

function gap(begin: number, end: number, more: Partial<GapView> = {}): GapView {
  const place = { id: "a", zh: "甲", en: "A" };
  return {
    begin_utc_ns: (START + begin) * S,
    end_utc_ns: (START + end) * S,
    open: false,
    room: place,
    level: "1f",
    found: place,
    rule: "POS-14",
    reason: "unexplained",
    alarms: [],
    ...more,
  };
}

function way(more: Partial<Trajectory> = {}): Trajectory {
  const room = { id: "b", zh: "乙", en: "B" };
  return {
    stay: "D-0001",
    utc_ns: (START + 1000) * S,
    from_utc_ns: START * S,
    to_utc_ns: (START + 300) * S,
    arrived_utc_ns: (START - 600) * S,
    ended_utc_ns: 0,
    step_ns: S,
    lost_ns: 10 * S,
    gap_ns: 60 * S,
    fix_count: 6,
    whole: true,
    points: [point(0), point(1), point(2), point(100), point(101), point(102, 1, "2f", "b")],
    gaps: [gap(2, 100)],
    rooms: [{ utc_ns: (START + 102) * S, before: null, room, level: "2f" }],
    minutes: [],
    ...more,
  };
}

test("an instant shows the last fix at or before it, never the next", () => {
  const { points } = way();
  expect(indexAt(points, ms(-1))).toBe(-1);
  expect(indexAt(points, ms(0))).toBe(0);
  expect(indexAt(points, ms(1.9))).toBe(1);
  expect(indexAt(points, ms(99))).toBe(2);
  expect(indexAt(points, ms(9999))).toBe(5);
});

test("inside a gap the place is unknown; at its two ends it is known", () => {
  const { gaps } = way();
  expect(gapAt(gaps, ms(2))).toBeNull();
  expect(gapAt(gaps, ms(3))).toBe(gaps[0]);
  expect(gapAt(gaps, ms(100))).toBeNull();
  const open = [gap(102, 300, { open: true })];
  expect(gapAt(open, ms(300))).toBe(open[0]);
});

test("steps go from fix to fix and end at the ends of what is shown", () => {
  const shown = way();
  expect(stepped(shown, ms(1), 1)).toBe(ms(2));
  expect(stepped(shown, ms(2), 1)).toBe(ms(100));
  expect(stepped(shown, ms(50), -1)).toBe(ms(2));
  expect(stepped(shown, ms(102), 1)).toBe(ms(300));
  expect(stepped(shown, ms(0), -1)).toBe(ms(0));
});

test("rows are gaps and rooms in the order of time, and can be gone through", () => {
  const shown = way();
  expect(rowsOf(shown).map((row) => row.kind)).toEqual(["gap", "room"]);
  expect(rowStepped(shown, ms(0), 1)).toBe(ms(2));
  expect(rowStepped(shown, ms(2), 1)).toBe(ms(102));
  expect(rowStepped(shown, ms(102), 1)).toBe(ms(102));
  expect(rowStepped(shown, ms(102), -1)).toBe(ms(2));
});

test("no line is drawn over a gap, another level, or a leap", () => {
  const leap = [point(103, 90, "2f", "b"), point(104, 90.5, "2f", "b")];
  const shown = way({ points: [...way().points, ...leap] });
  const ends = pieced(shown).map(({ from, to }) => [from, to]);
  expect(ends).toEqual([
    [0, 2],
    [3, 4],
    [6, 7],
  ]);
});

test("points that lie a step apart because others were left out are one line", () => {
  const thin = [point(0), point(30), point(60), point(90)];
  const pieces = pieced(way({ points: thin, gaps: [], step_ns: 30 * S }));
  expect(pieces[0]?.from).toBe(0);
  expect(pieces.at(-1)?.to).toBe(3);
  expect(pieced(way({ points: thin, gaps: [gap(30, 60)], step_ns: 30 * S }))).toHaveLength(2);
});

test("the time shown may be moved within the stay, and no further", () => {
  const shown = way();
  expect(beside(shown, -1)).toEqual([ms(-300), ms(0)]);
  expect(beside(shown, 1)).toEqual([ms(300), ms(600)]);
  expect(beside(way({ from_utc_ns: (START - 600) * S }), -1)).toBeNull();
  expect(beside(way({ to_utc_ns: (START + 1000) * S }), 1)).toBeNull();
  expect(spanFor("whole", shown, ms(0))).toEqual([ms(-600), FAR_MS]);
  expect(spanFor("close", shown, ms(100))).toEqual([ms(-600), ms(1000)]);
  const over = way({ ended_utc_ns: (START + 900) * S });
  expect(spanFor("hour", over, ms(0))).toEqual([ms(-600), ms(900)]);
});

test("the speed goes up and down between 1 and 60", () => {
  expect(faster(1, -1)).toBe(1);
  expect(faster(10, 1)).toBe(30);
  expect(faster(60, 1)).toBe(60);
});

test("an address may name the instant to begin at", () => {
  expect(openedAt("D-0001")).toEqual({ stay: "D-0001", atMs: 0 });
  expect(openedAt(openedFor("D-0001", 1.795e18))).toEqual({
    stay: "D-0001",
    atMs: 1_795_000_000_000,
  });
  expect(openedAt("D-0001.soon").atMs).toBe(0);
});

test("an instant is asked for in whole nanoseconds", () => {
  expect(stretchQuery([1_795_000_000_123.4, FAR_MS])).toBe(
    "from=1795000000123000000&to=8640000000000000000",
  );
});
