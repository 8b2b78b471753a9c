// Tickets by state, room and person: pure functions over what the server said.
import type { TicketState, TicketView } from "../api/shift";

export const STATES: readonly TicketState[] = [
  "found",
  "issued",
  "signed",
  "fixing",
  "fed_back",
  "verified",
  "closed",
];

export type StateFilter = "standing" | "overdue" | "all" | TicketState;
export const FILTERS: readonly StateFilter[] = ["standing", "overdue", ...STATES, "all"];

export interface Filter {
  state: StateFilter;
  room: string;
  mine: boolean;
}

export function isOver(ticket: TicketView): boolean {
  return ticket.state === "verified" || ticket.state === "closed";
}

/** Overdue by the clock of the page; the tier is the engine's. */
export function isLate(ticket: TicketView, nowMs: number): boolean {
  return !isOver(ticket) && ticket.due_utc_ns / 1e6 <= nowMs;
}

export function chosen(
  tickets: readonly TicketView[],
  { state, room, mine }: Filter,
  { me, nowMs }: { me: string; nowMs: number },
): TicketView[] {
  return tickets.filter(
    (one) =>
      (state === "all" ||
        (state === "standing" && !isOver(one)) ||
        (state === "overdue" && isLate(one, nowMs)) ||
        one.state === state) &&
      (!room || one.room?.id === room) &&
      (!mine || one.owner === me),
  );
}
