// What a page must say over itself.
import { expect, test } from "vitest";
import type { Health } from "../src/api/types";
import { failedItself, soundsStale, warnings } from "../src/state/freshness";
import type { Link } from "../src/state/model";

const NOW_MS = 100_000;
const SERVER_MS = 1_800_000_000_000;
const fresh: Link = {
  open: true,
  ready: true,
  beatAtMs: NOW_MS - 900,
  pictureUtcNs: (SERVER_MS - 400) * 1e6,
  pictureAtMs: NOW_MS - 400,
};

function health(down: string[]): Health {
  const parts = ["engine", "journal", "postgres"].map((name) => [
    name,
    { ok: !down.includes(name), detail: "why", detail_zh: "原因", since_utc_ns: 5 },
  ]);
  return { status: "ok", parts: Object.fromEntries(parts) };
}

const kinds = (link: Link, found = health([])): string[] =>
  warnings(link, found, NOW_MS, SERVER_MS).map(({ kind }) => kind);

test("a page that is up to date says nothing", () => {
  expect(kinds(fresh)).toEqual([]);
});

test("no beat for more than five seconds is stale, however open the line looks", () => {
  expect(kinds({ ...fresh, beatAtMs: NOW_MS - 5001 })).toEqual(["stale"]);
  expect(kinds({ ...fresh, beatAtMs: NOW_MS - 4900 })).toEqual([]);
});

test("positions older than five seconds are stale by the server's clock, not by ours", () => {
  expect(kinds({ ...fresh, pictureUtcNs: (SERVER_MS - 5001) * 1e6 })).toEqual(["stale_picture"]);
  expect(kinds({ ...fresh, pictureUtcNs: 0 })).toEqual(["stale_picture"]);
});

test("a dead engine is loud, any other part is named with since when", () => {
  const found = warnings(fresh, health(["engine", "postgres"]), NOW_MS, SERVER_MS);
  expect(found).toEqual([
    { kind: "engine_down" },
    { kind: "part_down", part: "postgres", detail: "why", detailZh: "原因", sinceUtcNs: 5 },
  ]);
  expect(soundsStale(found)).toBe(true);
  expect(soundsStale(warnings(fresh, health(["postgres"]), NOW_MS, SERVER_MS))).toBe(false);
});

test("what a lost journal means is said, but not guessed while the engine is down", () => {
  const said = (down: string[]): boolean =>
    failedItself("journal", warnings(fresh, health(down), NOW_MS, SERVER_MS));
  expect(said(["journal"])).toBe(true);
  expect(said(["engine", "journal"])).toBe(false);
  const both = warnings(fresh, health(["engine", "postgres"]), NOW_MS, SERVER_MS);
  expect(failedItself("postgres", both)).toBe(true);
});

test("a page that never connected says so after its first seconds", () => {
  const never = { ...fresh, open: false, ready: false, beatAtMs: 0 };
  expect(kinds(never)).toEqual(["offline"]);
  expect(warnings(never, null, 1000, SERVER_MS)).toEqual([]);
});
