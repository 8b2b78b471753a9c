// What a form asks, when an answer is missing, and what is sent.
import { beforeEach, expect, test } from "vitest";
import type { ActForm, FieldForm, NextView } from "../src/api/record";
import { draftOf, drafts, forget, write } from "../src/forms/draft";
import { actOf, explicit, questionsOf, slotOf, unanswered, valueOf } from "../src/forms/fields";
import { knownOf, roomTypes } from "../src/forms/steps";
import { withGrounds } from "../src/parts/ClockAct";
import { setTimezone } from "../src/text/time";

function field(name: string, more: Partial<FieldForm> = {}): FieldForm {
  return {
    name,
    type: "text",
    zh: name,
    en: name,
    required: true,
    choices: [],
    source: "",
    default: null,
    minimum: null,
    maximum: 64,
    ...more,
  };
}

function form(act: string, fields: FieldForm[]): ActForm {
  return { act, zh: act, en: act, group: "steps", on_stay: true, fields };
}

const choice = (value: string): { value: string; zh: string; en: string } => ({
  value,
  zh: value,
  en: value,
});

const STEP = form("take_step", [
  field("stay", { type: "one", source: "stays" }),
  field("at_utc_ns", { type: "instant", required: false, default: 0 }),
  field("to", { type: "choice", choices: [choice("S2"), choice("S13")] }),
  field("room", { type: "one", source: "rooms", required: false, default: "" }),
  field("present", { type: "many", source: "people", required: false, default: [] }),
  field("evidence", { type: "evidence", required: false }),
]);

const SEARCH: NextView = {
  act: "take_step",
  to: "S2",
  zh: "安全检查",
  en: "Searched",
  allowed: true,
  missing: [],
  asks: [
    { key: "document", zh: "文书", en: "Document", type: "text" },
    { key: "prohibited_items", zh: "违禁物品", en: "Prohibited items", type: "whole" },
    { key: "injuries", zh: "伤情", en: "Injuries", type: "truth" },
  ],
  officers: 2,
  roles: [],
  rooms: ["search"],
  mine: true,
  basis: { zh: "", en: "" },
};

const KNOWN = { stay: "D-0001", to: "S2" };

beforeEach(() => {
  setTimezone("Asia/Shanghai");
  drafts.set(new Map());
});

test("a step asks for its evidence key by key, and never again for what is known", () => {
  const names = questionsOf(STEP, KNOWN, SEARCH).map(slotOf);
  expect(names).toEqual([
    "at_utc_ns",
    "room",
    "present",
    "evidence.document",
    "evidence.prohibited_items",
    "evidence.injuries",
  ]);
  const anywhere = questionsOf(STEP, KNOWN, { ...SEARCH, rooms: [] }).map(slotOf);
  expect(anywhere).not.toContain("room");
});

test("what is sent is what was answered, in the server's types; now is not sent at all", () => {
  const questions = questionsOf(STEP, KNOWN, SEARCH);
  const draft = {
    "evidence.document": " A-1 ",
    "evidence.prohibited_items": "0",
    "evidence.injuries": true,
    present: ["s-013"],
  };
  const initial = { room: "search-1" };
  expect(actOf(STEP, questions, { known: KNOWN, draft, initial })).toEqual({
    act: "take_step",
    stay: "D-0001",
    to: "S2",
    room: "search-1",
    present: ["s-013"],
    evidence: { document: "A-1", prohibited_items: 0, injuries: true },
  });
});

test("a count of none is an answer, an unticked proof is not", () => {
  const [, , , document, items, injuries] = questionsOf(STEP, KNOWN, SEARCH);
  expect(unanswered(document!, "  ")).toBe(true);
  expect(unanswered(items!, "")).toBe(true);
  expect(unanswered(items!, "0")).toBe(false);
  expect(unanswered(injuries!, false)).toBe(true);
  expect(unanswered(injuries!, true)).toBe(false);
});

test("a time is read in the site's zone, and one that is none is asked again", () => {
  const arrival = form("register", [field("arrived_utc_ns", { type: "instant" })]);
  const questions = questionsOf(arrival, {}, null);
  const at = (value: string): unknown =>
    actOf(arrival, questions, { known: {}, draft: { arrived_utc_ns: value }, initial: {} })[
      "arrived_utc_ns"
    ];
  expect(at("2026-11-22 10:00:00")).toBe(Date.UTC(2026, 10, 22, 2) * 1e6);
  expect(unanswered(questions[0]!, "22.11.2026")).toBe(true);
  expect(unanswered(questions[0]!, "")).toBe(true);
});

test("in a questionnaire about health silence is no answer", () => {
  const health = form("answer_health", [
    field("pregnant", { type: "truth", required: false, default: false }),
  ]);
  const [asked] = questionsOf(explicit(health), { stay: "D-0001" }, null);
  expect(unanswered(asked!, valueOf(asked!, {}, {}))).toBe(true);
  expect(unanswered(asked!, false)).toBe(false);
});

test("a step names its stage; the place of a transfer is the person's to name", () => {
  expect(knownOf(STEP, SEARCH, "D-0001")).toEqual(KNOWN);
  const transfer = form("transfer", [field("stay"), field("to"), field("vehicle")]);
  expect(knownOf(transfer, { ...SEARCH, act: "transfer", to: "S16" }, "D-0001")).toEqual({
    stay: "D-0001",
  });
});

test("an interview asks for its room, an interview room, though no step leads there", () => {
  const start = form("start_session", [field("room", { type: "one", source: "rooms" })]);
  const next = { ...SEARCH, act: "start_session", to: "running", rooms: [], asks: [] };
  expect(questionsOf(start, { stay: "D-0001" }, next).map(slotOf)).toEqual(["room"]);
  expect(roomTypes(start, next)).toContain("interview");
});

test("an extension offers the grounds of its own rung, in both languages", () => {
  const extend = form("extend_clock", [field("ground"), field("evidence")]);
  const rung = {
    rung: 1,
    limit_ns: 1,
    grounds: ["identity_unknown"],
    approver: "dept_head",
    basis: { zh: "", en: "" },
  };
  const [ground] = withGrounds(extend, rung).fields;
  expect(ground?.type).toBe("choice");
  expect(ground?.choices).toEqual([
    { value: "identity_unknown", zh: "身份不明", en: "identity unknown" },
  ]);
});

test("what was typed stays until it is sent, for each form of its own", () => {
  write("take_step D-0001 S2", "note", "one");
  write("take_step D-0002 S2", "note", "two");
  expect(draftOf("take_step D-0001 S2")).toEqual({ note: "one" });
  forget("take_step D-0001 S2");
  expect(draftOf("take_step D-0001 S2")).toEqual({});
  expect(draftOf("take_step D-0002 S2")).toEqual({ note: "two" });
});
