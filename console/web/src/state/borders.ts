// Shifts next to one whose hours change: they can move along in the same save.
import type { ShiftView } from "../api/shift";

export interface Border {
  shift: string;
  begins: string;
  ends: string;
}

/** The other shifts that begin where this one ended, or ended where it began, with new hours. */
export function movedAlong(
  before: ShiftView,
  after: Pick<ShiftView, "begins" | "ends">,
  others: readonly ShiftView[],
): Border[] {
  return others.flatMap((one) => {
    if (one.id === before.id) return [];
    const begins = one.begins === before.ends ? after.ends : one.begins;
    const ends = one.ends === before.begins ? after.begins : one.ends;
    const moved = begins !== one.begins || ends !== one.ends;
    return moved ? [{ shift: one.id, begins, ends }] : [];
  });
}
