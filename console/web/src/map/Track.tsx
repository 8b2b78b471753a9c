// A person's way of the last hour: a line that fades with age; gaps and jumps stay gaps.
import type { TrackPoint } from "../api/types";
import { JUMP_MPS } from "../state/picture";
import { type Pane, toScreen } from "./geometry";

const GAP_NS = 30e9;
const SHADES = 4;

export function Track({
  points,
  pane,
  unit,
}: {
  points: readonly TrackPoint[];
  pane: Pane;
  unit: number;
}) {
  if (!points.length) return null;
  const last = points[points.length - 1] as TrackPoint;
  const first = points[0] as TrackPoint;
  const span = Math.max(1, last[0] - first[0]);
  return (
    <g class="track" stroke-width={2.2 * unit}>
      {pieces(points, pane.level.id).map((piece) => {
        const middle = piece[Math.floor(piece.length / 2)] as TrackPoint;
        const shade = Math.min(SHADES - 1, Math.floor(((middle[0] - first[0]) / span) * SHADES));
        const d = piece.map((point) =>
          toScreen(pane, point[1], point[2]).map(Math.round).join(" "),
        );
        return <path key={piece[0]?.[0]} class={`track-${shade}`} d={`M${d.join("L")}`} />;
      })}
    </g>
  );
}

/** Cuts where the level changes, time is missing, or nobody could have walked; and by age. */
export function pieces(points: readonly TrackPoint[], level: string): TrackPoint[][] {
  const found: TrackPoint[][] = [];
  const most = Math.max(8, Math.ceil(points.length / 24));
  let piece: TrackPoint[] = [];
  for (const point of points) {
    const before = piece[piece.length - 1];
    if (point[3] !== level || (before && breaks(before, point))) {
      if (piece.length > 1) found.push(piece);
      piece = [];
    } else if (before && piece.length >= most) {
      found.push([...piece, point]);
      piece = [];
    }
    if (point[3] === level) piece.push(point);
  }
  if (piece.length > 1) found.push(piece);
  return found;
}

function breaks(a: TrackPoint, b: TrackPoint): boolean {
  const elapsed_s = (b[0] - a[0]) / 1e9;
  const distance_m = Math.hypot(b[1] - a[1], b[2] - a[2]) - a[5] - b[5];
  return b[0] - a[0] > GAP_NS || distance_m > JUMP_MPS * Math.max(elapsed_s, 0.2);
}
