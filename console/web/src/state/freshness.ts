// What a page must say over itself: stale data, a dead engine, each part that is down.
import type { Health } from "../api/types";
import type { Link } from "./model";

export type Warning =
  | { kind: "offline" }
  | { kind: "stale"; since: number }
  | { kind: "stale_picture"; since: number }
  | { kind: "engine_down" }
  | { kind: "part_down"; part: string; detail: string; detailZh: string; sinceUtcNs: number };

export const STALE_MS = 5000;

/** Everything that is wrong with this page's knowledge now; the worst first. */
export function warnings(
  link: Link,
  health: Health | null,
  nowMs: number,
  serverNowMs: number,
): Warning[] {
  if (!link.ready) return link.open || link.beatAtMs > 0 ? [] : offlineWhenLong(link, nowMs);
  const beatAge = nowMs - link.beatAtMs;
  if (beatAge > STALE_MS) return [{ kind: "stale", since: serverNowMs - beatAge }];
  const found: Warning[] = [];
  const parts = health?.parts ?? {};
  if (parts["engine"] && !parts["engine"].ok) found.push({ kind: "engine_down" });
  const pictureAge = serverNowMs - link.pictureUtcNs / 1e6;
  if (pictureAge > STALE_MS) {
    found.push({ kind: "stale_picture", since: link.pictureUtcNs ? link.pictureUtcNs / 1e6 : 0 });
  }
  for (const [part, state] of Object.entries(parts)) {
    if (state.ok || part === "engine") continue;
    found.push({
      kind: "part_down",
      part,
      detail: state.detail,
      detailZh: state.detail_zh,
      sinceUtcNs: state.since_utc_ns,
    });
  }
  return found;
}

/** What the engine itself tells of: while it is down nobody knows how these are. */
const TOLD_BY_ENGINE: ReadonlySet<string> = new Set(["journal", "broker"]);

/** Whether it is known that the part itself failed, so that what this means may be said. */
export function failedItself(part: string, found: readonly Warning[]): boolean {
  return !TOLD_BY_ENGINE.has(part) || found.every(({ kind }) => kind !== "engine_down");
}

/** The first seconds of a page are loading, not an outage. */
function offlineWhenLong(link: Link, nowMs: number): Warning[] {
  return !link.open && nowMs > STALE_MS ? [{ kind: "offline" }] : [];
}

/** These need a human's ear: what is on screen may be wrong. */
export function soundsStale(found: Warning[]): boolean {
  return found.some((warning) => warning.kind !== "part_down");
}
