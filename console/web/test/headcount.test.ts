// The head count and the muster as the engine tells them, and each difference in words.
import { beforeEach, expect, test } from "vitest";
import type { StayView, Thing } from "../src/api/types";
import { differences } from "../src/parts/Accounted";
import { differs, gatheringOf, headsOf, unexplained } from "../src/state/headcount";
import { language } from "../src/state/settings";

beforeEach(() => language.set("en"));

function told(kind: Thing["kind"], state: Thing["state"]): Thing {
  return { kind, id: "demo", state, utc_ns: 1 };
}

test("nobody told a count: there is none", () => {
  expect(headsOf(undefined)).toBeNull();
  expect(gatheringOf(undefined)).toBeNull();
});

test("each person and room that differs is named, in both languages", () => {
  const heads = headsOf(
    told("head_count", {
      register: 4,
      here: 1,
      behind_doors: 0,
      away: 0,
      missing_count: 3,
      missing: "D-0002 no fix; D-0003 outside; D-0004 no band",
      rooms: "holding-1 camera 2 tags 1 (D-0001); holding-2 camera 1 tags 0",
      agreed: false,
    }),
  );
  expect(heads?.missing).toEqual([
    { stay: "D-0002", why: "no_fix" },
    { stay: "D-0003", why: "outside" },
    { stay: "D-0004", why: "no_band" },
  ]);
  expect(heads?.rooms[1]).toEqual({ room: "holding-2", camera: 1, tags: 0, who: "" });
  const lines = heads ? differences(heads) : [];
  expect(lines).toEqual([
    "D-0002 no position",
    "D-0003 outside the area",
    "D-0004 wears no band",
    "holding-1: camera 2, tags 1 (D-0001)",
    "holding-2: camera 1, tags 0 (–)",
  ]);
  language.set("zh");
  expect(heads && differences(heads)[0]).toBe("D-0002 无定位");
});

test("a muster that goes on names who is missing; one that ended is none", () => {
  const state = { active: true, since_utc_ns: 7, missing: "D-0001 D-0002", missing_staff: "s-003" };
  expect(gatheringOf(told("muster", state))).toEqual({
    sinceUtcNs: 7,
    missing: ["D-0001", "D-0002"],
    staff: ["s-003"],
  });
  expect(gatheringOf(told("muster", { ...state, active: false }))).toBeNull();
});

test("who comes in and has no band yet is no difference; who has none later is one", () => {
  const heads = headsOf(told("head_count", { missing: "D-0001 no band; D-0002 no band" }));
  const at = (stage: string): StayView => ({ stage }) as StayView;
  const coming = new Map([
    ["D-0001", at("S2")],
    ["D-0002", at("S3")],
  ]);
  expect(heads && differs(heads, coming)).toBe(false);
  const later = new Map([...coming, ["D-0002", at("S8")]]);
  expect(heads && unexplained(heads, later).map((one) => one.stay)).toEqual(["D-0002"]);
  const lost = headsOf(told("head_count", { missing: "D-0001 no fix" }));
  expect(lost && differs(lost, coming)).toBe(true);
});
