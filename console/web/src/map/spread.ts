// Moves marks that would cover each other apart; the true place stays marked by a thin line.

export interface Placed {
  x: number;
  y: number;
  radius: number;
  /** How readily the mark gives way: staff more than the detainees they are with. */
  yields: number;
}

const PASSES = 6;

/** A room's name, which a mark in the same room should not cover, and the room's lower wall. */
export interface Caption {
  x: number;
  y: number;
  w: number;
  h: number;
  floorY: number;
}

/** How far down a mark goes so that the name above it can be read; fades out beside the name. */
export function belowCaption(mark: Omit<Placed, "yields">, caption: Caption): number {
  const aside = Math.max(caption.x - mark.x, mark.x - caption.x - caption.w, 0);
  const weight = Math.max(0, 1 - aside / mark.radius);
  const covered = caption.y + caption.h - (mark.y - mark.radius);
  const room = caption.floorY - (mark.y + mark.radius);
  return Math.max(0, Math.min(covered * weight, room));
}

/** Pushes overlapping circles apart, a little each pass; order and start decide, never chance. */
export function spread(marks: Placed[], gap: number): void {
  for (let pass = 0; pass < PASSES; pass += 1) {
    let moved = false;
    for (let i = 0; i < marks.length; i += 1) {
      for (let j = i + 1; j < marks.length; j += 1) {
        moved = pushApart(marks[i] as Placed, marks[j] as Placed, gap, i + j) || moved;
      }
    }
    if (!moved) return;
  }
}

function pushApart(a: Placed, b: Placed, gap: number, turn: number): boolean {
  let dx = b.x - a.x;
  let dy = b.y - a.y;
  const least = a.radius + b.radius + gap;
  const distance = Math.hypot(dx, dy);
  if (distance >= least) return false;
  if (distance < 0.01) {
    // Two at one spot: each pair parts in a direction of its own.
    dx = Math.cos(turn * 2.4);
    dy = Math.sin(turn * 2.4);
  } else {
    dx /= distance;
    dy /= distance;
  }
  const share = a.yields / (a.yields + b.yields);
  const push = least - distance;
  a.x -= dx * push * share;
  a.y -= dy * push * share;
  b.x += dx * push * (1 - share);
  b.y += dy * push * (1 - share);
  return true;
}
