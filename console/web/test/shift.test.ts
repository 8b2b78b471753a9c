// Tickets by state, room and person; addresses of tabs and of a phone's alarm.
import { expect, test } from "vitest";
import type { ShiftView, TicketState, TicketView } from "../src/api/shift";
import { movedAlong } from "../src/state/borders";
import { chosen, isLate } from "../src/state/tickets";
import { hashOf, routeOf } from "../src/state/route";

const NOW_MS = 1_000_000;

function ticket(id: string, state: TicketState, more: Partial<TicketView> = {}): TicketView {
  return {
    id,
    rule: "",
    label: null,
    subject: "door-1",
    alarm: "",
    room: null,
    text: "sticks",
    state,
    found_utc_ns: 0,
    due_utc_ns: (NOW_MS + 1000) * 1e6,
    owner: "",
    by: "",
    note: "",
    tier: 0,
    utc_ns: 0,
    steps: [],
    ...more,
  };
}

const room = { id: "holding-1", zh: "候问室1", en: "Holding 1" };
const TICKETS = [
  ticket("T-1", "found", { room }),
  ticket("T-2", "fixing", { owner: "s-002", due_utc_ns: (NOW_MS - 1) * 1e6, tier: 1 }),
  ticket("T-3", "verified", { owner: "s-002", due_utc_ns: 0 }),
  ticket("T-4", "closed", { room, due_utc_ns: 0 }),
];
const ANY = { room: "", mine: false };

function ids(filter: Parameters<typeof chosen>[1]): string[] {
  return chosen(TICKETS, filter, { me: "s-002", nowMs: NOW_MS }).map((one) => one.id);
}

test("tickets are filtered by state, by room, and to one's own", () => {
  expect(ids({ ...ANY, state: "standing" })).toEqual(["T-1", "T-2"]);
  expect(ids({ ...ANY, state: "overdue" })).toEqual(["T-2"]);
  expect(ids({ ...ANY, state: "closed" })).toEqual(["T-4"]);
  expect(ids({ ...ANY, state: "all", room: "holding-1" })).toEqual(["T-1", "T-4"]);
  expect(ids({ ...ANY, state: "all", mine: true })).toEqual(["T-2", "T-3"]);
});

test("what is verified is late no more", () => {
  expect(TICKETS.map((one) => isLate(one, NOW_MS))).toEqual([false, true, false, false]);
});

test("an address opens a ticket, and a notice's link an alarm", () => {
  expect(routeOf("#/shift/tickets.T-0001")).toEqual({ page: "shift", id: "tickets.T-0001" });
  const alarm = "MOT-08:D-0003:1";
  expect(routeOf(hashOf("phone", alarm))).toEqual({ page: "phone", id: alarm });
  expect(routeOf("#/phone/<script>").id).toBe("");
});

function shift(id: string, begins: string, ends: string): ShiftView {
  return { id, zh: id, en: id, begins, ends, days: [1], staff: ["s-001"], running: false };
}

test("a border that moves takes the shift beyond it along, and no other", () => {
  const [early, late, night] = [
    shift("early", "06:00", "14:00"),
    shift("late", "14:00", "22:00"),
    shift("night", "22:00", "06:00"),
  ];
  const all = [early, late, night];
  expect(movedAlong(late, { begins: "14:00", ends: "23:00" }, all)).toEqual([
    { shift: "night", begins: "23:00", ends: "06:00" },
  ]);
  expect(movedAlong(late, { begins: "13:00", ends: "22:00" }, all)).toEqual([
    { shift: "early", begins: "06:00", ends: "13:00" },
  ]);
  expect(movedAlong(late, { begins: "14:00", ends: "22:00" }, all)).toEqual([]);
  expect(
    movedAlong(shift("new", "08:00", "20:00"), { begins: "08:00", ends: "21:00" }, all),
  ).toEqual([]);
});
