// How a record is shown: clocks, who is due, entries and refusals, and the way between pages.
import { beforeEach, expect, test } from "vitest";
import type { RecordClock, RoundView, TimelineView } from "../src/api/record";
import { inOrder, urgencyOf } from "../src/pages/Round";
import { byNeed } from "../src/parts/Clocks";
import { standingBand } from "../src/parts/ClockTimes";
import { faceOf, nextOf } from "../src/parts/Dial";
import { whenDue } from "../src/parts/words";
import { STAGES } from "../src/parts/StageTrack";
import { subjectOf, summary } from "../src/parts/Timeline";
import { hashOf, routeOf, tabsOf, usesPage } from "../src/state/route";
import { inOurLanguage, ruleAndSource } from "../src/state/sending";
import { language } from "../src/state/settings";
import { fieldTime, instantOf, setTimezone } from "../src/text/time";
import { word } from "../src/text";

const HOUR_NS = 3_600_000_000_000;
const NOW_MS = Date.UTC(2026, 10, 22, 10);

function clock(more: Partial<RecordClock> = {}): RecordClock {
  return {
    id: "CN-03",
    zh: "询问查证时限",
    en: "Questioning time limit",
    primitive: "limit",
    colour: "green",
    severity: 0,
    status: "running",
    started_utc_ns: NOW_MS * 1e6 - 6 * HOUR_NS,
    due_utc_ns: NOW_MS * 1e6 + 2 * HOUR_NS,
    statutory_utc_ns: 0,
    limit_ns: 8 * HOUR_NS,
    used_ns: 6 * HOUR_NS,
    paused: false,
    paused_ns: 0,
    pauses: [],
    bands: [],
    next_utc_ns: 0,
    rung: 0,
    extension: null,
    basis: { zh: "", en: "" },
    needs_feed: "",
    faults: [],
    versions: [],
    ...more,
  };
}

function entry(kind: string, data: TimelineView["data"]): TimelineView {
  return {
    number: 1,
    zh: kind,
    en: kind,
    kind,
    utc_ns: 1,
    recorded_utc_ns: 1,
    by: "s-001",
    room: "",
    data,
    basis: "",
    corrects: 0,
    void: false,
    corrected_by: 0,
    withheld: false,
  };
}

function person(stay: string, dueMs: number): RoundView {
  return {
    stay,
    room: null,
    level: 1,
    flags: [],
    responsible: "",
    hand_over_to: "",
    stage: "S8",
    due_utc_ns: dueMs * 1e6,
    overdue: false,
    checks: [],
  };
}

beforeEach(() => {
  language.set("zh");
  setTimezone("Asia/Shanghai");
});

test("a ring shows the part of the limit that is left", () => {
  expect(faceOf(clock(), NOW_MS)).toEqual({ part: 0.25, leftMs: 7_200_000, over: false });
  expect(faceOf(clock(), NOW_MS + 3 * 3_600_000)?.over).toBe(true);
});

test("a paused clock stands still; one without an instant shows none", () => {
  const paused = clock({ paused: true, used_ns: 7 * HOUR_NS });
  expect(faceOf(paused, NOW_MS + 5 * 3_600_000)?.leftMs).toBe(3_600_000);
  expect(faceOf(clock({ due_utc_ns: 0 }), NOW_MS)).toBeNull();
});

test("the worst colour comes first, then the nearest limit", () => {
  const near = clock({ id: "near" });
  const far = clock({ id: "far", due_utc_ns: NOW_MS * 1e6 + 9 * HOUR_NS });
  const red = clock({ id: "red", severity: 2, due_utc_ns: NOW_MS * 1e6 + 8 * HOUR_NS });
  expect([far, near, red].sort(byNeed).map((one) => one.id)).toEqual(["red", "near", "far"]);
});

test("on the round whoever is due first stands first, and nobody is left out", () => {
  const round = [person("D-0003", 0), person("D-0002", NOW_MS + 1), person("D-0001", NOW_MS)];
  expect(inOrder(round).map((one) => one.stay)).toEqual(["D-0001", "D-0002", "D-0003"]);
  expect(urgencyOf((NOW_MS - 1) * 1e6, NOW_MS)).toBe("late");
  expect(urgencyOf((NOW_MS + 60_000) * 1e6, NOW_MS)).toBe("soon");
  expect(urgencyOf((NOW_MS + 3_600_000) * 1e6, NOW_MS)).toBe("later");
  expect(urgencyOf(0, NOW_MS)).toBe("none");
});

test("a refusal is read in one language, its rule apart from its law", () => {
  const said = "尚未告知权利 / rights have not been told";
  expect(inOurLanguage(said)).toBe("尚未告知权利");
  language.set("en");
  expect(inOurLanguage(said)).toBe("rights have not been told");
  expect(inOurLanguage("no slash / at all")).toBe("no slash / at all");
  expect(ruleAndSource("PROC-04: PSAPL 103; PCC 217")).toEqual({
    rule: "PROC-04",
    source: "PSAPL 103; PCC 217",
  });
  expect(ruleAndSource("HZ 4")).toEqual({ rule: "", source: "HZ 4" });
});

test("a refused attempt says why in the reader's language", () => {
  const refused = entry("attempt.refused", {
    act: "take_step",
    rule: "PROC-01",
    reason: "no skipping",
    reason_zh: "不得跳越",
  });
  expect(summary(refused)).toContain("不得跳越");
  language.set("en");
  expect(summary(refused)).toContain("PROC-01 · no skipping");
});

test("what the reader may not see is said to be withheld, never shown as empty", () => {
  expect(summary({ ...entry("health.answered", {}), withheld: true })).toBe("健康内容，不显示");
});

test("every kind of entry has a filter of its own", () => {
  expect(subjectOf("stage.entered")).toBe("steps");
  expect(subjectOf("check.visit")).toBe("care");
  expect(subjectOf("attempt.refused")).toBe("refused");
  expect(subjectOf("something.new")).toBe("people");
});

test("every stage of the track has a name in both languages", () => {
  for (const tongue of ["zh", "en"] as const) {
    language.set(tongue);
    expect(STAGES.filter((code) => word("stage", code) === code)).toEqual([]);
  }
});

test("addresses lead to pages, and what nobody knows leads to the console", () => {
  expect(routeOf("#/stay/D-0001")).toEqual({ page: "stay", id: "D-0001" });
  expect(routeOf("#/nowhere")).toEqual({ page: "console", id: "" });
  expect(routeOf("#/stay/<script>")).toEqual({ page: "stay", id: "" });
  expect(hashOf("round", "D-0002")).toBe("#/round/D-0002");
});

test("a guard begins on the round, an inspector reads, everybody reaches the console", () => {
  expect(tabsOf("guard")[0]).toBe("round");
  expect(tabsOf("prosecutor")[0]).toBe("inspect");
  expect(tabsOf("prosecutor")).not.toContain("intake");
  for (const role of ["guard", "medical", "legal_review", "supervision", "unheard-of"]) {
    expect(tabsOf(role)).toContain("console");
  }
});

test("a time typed in the site's zone comes back as it was typed, also where clocks change", () => {
  for (const zone of ["Asia/Shanghai", "Europe/London"]) {
    setTimezone(zone);
    for (const typed of ["2026-10-25T00:30:00", "2026-10-25T03:30:00", "2026-07-01T12:00:00"]) {
      expect(fieldTime(instantOf(typed)), zone).toBe(typed);
    }
  }
});

test("a due instant names its day only where it is not today's", () => {
  expect(whenDue(Date.UTC(2020, 0, 2, 3, 4, 5))).toBe("01-02 11:04:05");
});

test("every colour of a clock has its instant; the one that stands and the next are known", () => {
  const hour = (h: number): number => NOW_MS * 1e6 + h * HOUR_NS;
  const bands = [
    { colour: "yellow", severity: 4, begins_utc_ns: hour(-1) },
    { colour: "orange", severity: 3, begins_utc_ns: hour(1) },
    { colour: "red", severity: 2, begins_utc_ns: hour(2) },
  ];
  const ours = clock({ bands, next_utc_ns: hour(1) });
  expect(nextOf(ours)).toBe("orange");
  expect(standingBand(ours, hour(0))?.colour).toBe("yellow");
  expect(standingBand(ours, hour(-2))).toBeUndefined();
  const waiting = bands.map((band) => ({ ...band, begins_utc_ns: 0 }));
  expect(standingBand(clock({ bands: waiting, paused: true }), hour(0))).toBeUndefined();
});

test("whoever signs in on somebody else's page begins on a page of the own role", () => {
  expect(usesPage("guard", "round")).toBe(true);
  expect(usesPage("technician", "round")).toBe(false);
  expect(usesPage("technician", "stay")).toBe(false);
  expect(usesPage("legal_review", "track")).toBe(true);
  expect(usesPage("technician", "phone")).toBe(true);
  expect(usesPage("guard", "wall")).toBe(true);
});
