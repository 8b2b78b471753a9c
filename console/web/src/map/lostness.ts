// When a place is no longer known: the dot would lie, so nobody draws it.
import type { Person } from "../api/types";

/** No fix for so long: the place is a guess. */
export const LOST_MS = 10_000;

export function isLost(person: Person, nowMs: number): boolean {
  return nowMs - person.seen_utc_ns / 1e6 > LOST_MS;
}

/** The detainees without a fix, by the room in which each was seen last. */
export function lostByRoom(people: readonly Person[], nowMs: number): Map<string, Person[]> {
  const byRoom = new Map<string, Person[]>();
  for (const person of people) {
    if (person.kind !== "stay" || !isLost(person, nowMs)) continue;
    byRoom.set(person.room, [...(byRoom.get(person.room) ?? []), person]);
  }
  return byRoom;
}
