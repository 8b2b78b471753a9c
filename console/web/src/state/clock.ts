// The server's time on this page: ages and limits must not depend on this computer's clock.
import { Cell } from "./cell";

const SECOND_MS = 1000;

let offsetMs: number | null = null;

/** A beat carries the server's time; the largest offset seen lately had the least delay. */
export function takeBeat(utcNs: number): void {
  const seen = utcNs / 1e6 - performance.now();
  // Follow a server clock that was set back, otherwise keep the least delayed beat.
  offsetMs = offsetMs === null || seen > offsetMs || offsetMs - seen > SECOND_MS ? seen : offsetMs;
}

export function serverNowMs(): number {
  return offsetMs === null ? Date.now() : performance.now() + offsetMs;
}

/** Ticks once a second, on the server's full second, so that all ages change together. */
export const second = new Cell(serverNowMs());

function tick(): void {
  const nowMs = serverNowMs();
  second.set(nowMs);
  setTimeout(tick, SECOND_MS - (nowMs % SECOND_MS) + 5);
}

export function startClock(): void {
  tick();
}
