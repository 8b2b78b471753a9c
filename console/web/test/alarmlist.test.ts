// The order in which alarms ask for a human, and what must sound.
import { expect, test } from "vitest";
import type { AlarmState, AlarmView, Severity } from "../src/api/types";
import { merged, openByUrgency, sounding } from "../src/state/alarmlist";

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
