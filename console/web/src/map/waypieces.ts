// Cuts a way into lines that one may draw: never over a gap, another level, or a leap.
import type { TrackPoint } from "../api/types";
import type { Trajectory } from "../api/way";
import { JUMP_MPS } from "../state/picture";

/** A line from one point to another, by their numbers; both are on its level. */
export interface Piece {
  level: string;
  from: number;
  to: number;
}

/** A line of one colour is at most so much of the whole. */
const SHADES = 40;

type Drawn = Pick<Trajectory, "points" | "gaps" | "lost_ns" | "step_ns">;

export function pieced(way: Drawn): Piece[] {
  const { points } = way;
  const begins = new Set(way.gaps.map((gap) => gap.begin_utc_ns));
  // Fixes between two drawn points were left out, so that these may be a step apart.
  const apartNs = Math.max(way.lost_ns, 2 * way.step_ns);
  const first = points[0];
  const last = points[points.length - 1];
  if (!first || !last) return [];
  const shadeNs = Math.max(1, (last[0] - first[0]) / SHADES);
  const pieces: Piece[] = [];
  let from = 0;
  for (let index = 1; index <= points.length; index += 1) {
    const before = points[index - 1] as TrackPoint;
    const point = points[index];
    if (point && !begins.has(before[0]) && !breaks(before, point, apartNs)) {
      if (point[0] - (points[from] as TrackPoint)[0] < shadeNs) continue;
      pieces.push({ level: point[3], from, to: index });
      from = index;
      continue;
    }
    if (index - 1 > from) pieces.push({ level: before[3], from, to: index - 1 });
    from = index;
  }
  return pieces;
}

function breaks(a: TrackPoint, b: TrackPoint, apartNs: number): boolean {
  if (a[3] !== b[3]) return true;
  const elapsed_s = (b[0] - a[0]) / 1e9;
  const distance_m = Math.hypot(b[1] - a[1], b[2] - a[2]) - a[5] - b[5];
  return b[0] - a[0] > apartNs || distance_m > JUMP_MPS * Math.max(elapsed_s, 0.2);
}
