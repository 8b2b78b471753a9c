// The order in which alarms ask for a human, and what must sound.
import { expect, test } from "vitest";
import type { AlarmState, AlarmView, Severity } from "../src/api/types";
import {
  childrenOf,
  merged,
  openByUrgency,
  sounding,
  standingByUrgency,
  wallCards,
  wallRest,
  worstBy,
} from "../src/state/alarmlist";
import { openIncidents } from "../src/state/shift";

function alarm(
  id: string,
  severity: Severity,
  state: AlarmState,
  raised: number,
  n = 1,
): AlarmView {
  return {
    id,
    n,
    change: "raised",
    state,
    rule: "MOT-08",
    severity,
    label: { zh: "", en: "" },
    subject_kind: "stay",
    subject: id,
    stay: id,
    room: null,
    raised_utc_ns: raised,
    utc_ns: raised,
    by: "",
    note: "",
    occurrences: 1,
    told: [],
    guidance: { zh: "", en: "" },
    cause_t_ns: 0,
    due_utc_ns: 0,
    response: "raised",
    disposition: "",
    root: "",
    until_utc_ns: 0,
    officer: "",
    camera: "",
    drill: false,
  };
}

const all = (...alarms: AlarmView[]): ReadonlyMap<string, AlarmView> =>
  new Map(alarms.map((one) => [one.id, one]));

test("the oldest unanswered P1 is first, whatever comes later or was answered", () => {
  const list = openByUrgency(
    all(
      alarm("answered P1", 1, "acknowledged", 1),
      alarm("younger P1", 1, "unacknowledged", 9),
      alarm("old P2", 2, "unacknowledged", 2),
      alarm("older P1", 1, "returned", 5),
      alarm("closed", 1, "closed", 1),
    ),
  );
  expect(list.map(({ id }) => id)).toEqual(["older P1", "younger P1", "old P2", "answered P1"]);
});

test("an older change that arrives late never overwrites a newer one", () => {
  const acknowledged = all(alarm("a", 1, "acknowledged", 1, 2));
  const after = merged(acknowledged, alarm("a", 1, "unacknowledged", 1, 1));
  expect(after.get("a")?.state).toBe("acknowledged");
});

test("an alarm that is over leaves the list", () => {
  const after = merged(all(alarm("a", 1, "acknowledged", 1, 2)), alarm("a", 1, "normal", 1, 3));
  expect(after.size).toBe(0);
});

test("a P1 sounds until the server accepted the answer, not while it is being sent", () => {
  const open = all(alarm("a", 1, "unacknowledged", 1), alarm("b", 2, "acknowledged", 1));
  expect(sounding(open, new Map())).toEqual({ p1: true, p2: false });
  expect(sounding(open, new Map([["a", { phase: "sending" }]])).p1).toBe(true);
  const refused = { phase: "refused", reason: "", source: "" } as const;
  expect(sounding(open, new Map([["a", refused]])).p1).toBe(true);
  expect(sounding(open, new Map([["a", { phase: "accepted" }]])).p1).toBe(false);
});

test("an alarm whose cause is gone still sounds until somebody answers", () => {
  expect(sounding(all(alarm("a", 1, "returned", 1)), new Map()).p1).toBe(true);
});

test("what is shown under a root is counted there, and a P1 stands for itself", () => {
  const under = (one: AlarmView): AlarmView => ({ ...one, root: "gateway" });
  const known = all(
    alarm("gateway", 2, "unacknowledged", 1),
    under(alarm("silent", 3, "unacknowledged", 2)),
    under(alarm("aside", 3, "suppressed", 3)),
    under(alarm("life", 1, "unacknowledged", 4)),
  );
  expect(standingByUrgency(known).map((one) => one.id)).toEqual(["life", "gateway"]);
  expect(childrenOf("gateway", known).map((one) => one.id)).toEqual(["silent", "aside"]);
  const alone = new Map([...known].filter(([id]) => id !== "gateway"));
  expect(standingByUrgency(alone).map((one) => one.id)).toEqual(["life", "silent"]);
});

test("a shelved alarm is kept off the list and not forgotten", () => {
  const shelved = alarm("a", 3, "shelved", 1, 2);
  const known = merged(all(alarm("a", 3, "unacknowledged", 1)), shelved);
  expect(openByUrgency(known)).toEqual([]);
  expect(known.get("a")?.state).toBe("shelved");
  expect(merged(known, alarm("a", 3, "out_of_service", 1, 3)).size).toBe(0);
});

test("an incident is over when none of its alarms is open", () => {
  const words = { zh: "", en: "" };
  const escape = {
    ...{ id: "escape:1", n: 1, kind: "escape", label: words, guidance: words },
    ...{ alarms: ["a", "b"], stay: "", utc_ns: 1 },
  };
  const found = new Map([["escape:1", escape]]);
  const open = all(alarm("a", 1, "acknowledged", 1), alarm("c", 1, "unacknowledged", 1));
  expect(openIncidents(found, open).map((one) => one.alarms.map((each) => each.id))).toEqual([
    ["a"],
  ]);
  expect(openIncidents(found, all(alarm("c", 1, "unacknowledged", 1)))).toEqual([]);
});

test("no P1 that asks is folded into an incident or cut off the wall", () => {
  const p1 = Array.from({ length: 8 }, (_, index) =>
    alarm(`p1-${index}`, 1, "unacknowledged", index),
  );
  const known = all(
    ...p1,
    alarm("answered", 1, "acknowledged", 1),
    alarm("grouped", 2, "unacknowledged", 1),
    alarm("alone", 2, "unacknowledged", 2),
    alarm("mild", 3, "unacknowledged", 1),
  );
  const inEvents = new Set([...p1.map(({ id }) => id), "answered", "grouped"]);
  const shown = (most: number): string[] =>
    wallCards(standingByUrgency(known), inEvents, most).map(({ id }) => id);
  const asking = p1.map(({ id }) => id);
  expect(shown(6)).toEqual(asking);
  expect(shown(20)).toEqual([...asking, "alone", "answered"]);
});

test("the first alarm has its card on the wall although an incident names it", () => {
  const standing = standingByUrgency(
    all(alarm("a", 2, "unacknowledged", 1), alarm("b", 2, "unacknowledged", 2)),
  );
  const cards = wallCards(standing, new Set(["a", "b"]), 6);
  expect(cards.map(({ id }) => id)).toEqual(["a"]);
});

test("what an incident names is not counted besides, except where it is drawn too close", () => {
  const standing = standingByUrgency(
    all(...["card", "named", "rest"].map((id) => alarm(id, 2, "unacknowledged", 1))),
  );
  const cards = standing.filter(({ id }) => id === "card");
  const rest = (dense: boolean): string[] =>
    wallRest(standing, cards, new Set(["card", "named"]), dense).map(({ id }) => id);
  expect(rest(false)).toEqual(["rest"]);
  expect(rest(true)).toEqual(["named", "rest"]);
});

test("a drill never stands before a real alarm of its severity", () => {
  const drill = { ...alarm("drill", 1, "unacknowledged", 1), drill: true };
  const known = all(drill, alarm("real", 1, "unacknowledged", 9), alarm("p2", 2, "returned", 1));
  expect(openByUrgency(known).map((one) => one.id)).toEqual(["real", "drill", "p2"]);
});

test("a room is drawn by its worst alarm, a real one before a drill, whatever came first", () => {
  const mild = alarm("mild", 2, "unacknowledged", 1);
  const real = alarm("real", 1, "acknowledged", 9);
  const drill = { ...alarm("drill", 1, "unacknowledged", 2), drill: true };
  for (const order of [
    [mild, real, drill],
    [drill, real, mild],
    [real, drill, mild],
  ]) {
    expect(worstBy(all(...order), () => "room").get("room")?.id).toBe("real");
  }
  for (const order of [
    [mild, drill],
    [drill, mild],
  ]) {
    expect(worstBy(all(...order), () => "room").get("room")?.id).toBe("mild");
  }
  expect(worstBy(all(mild), () => undefined).size).toBe(0);
});
