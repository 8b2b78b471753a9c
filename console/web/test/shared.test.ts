// What several parts of a page show is asked once, and again when it changed.
import { expect, test, vi } from "vitest";
import { NoAnswer } from "../src/api/http";
import { Cell } from "../src/state/cell";
import { Shared } from "../src/state/shared";

vi.useFakeTimers();

test("two parts of a page ask once; a change asks again, nobody there asks nothing", async () => {
  const version = new Cell(0);
  const ask = vi.fn(async () => "people");
  const shared = new Shared(ask, version);
  version.set(1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(ask).toHaveBeenCalledTimes(0);
  const leave = shared.use();
  shared.use();
  await vi.advanceTimersByTimeAsync(1000);
  expect(ask).toHaveBeenCalledTimes(1);
  expect(shared.cell.value).toEqual({ phase: "there", value: "people", problem: null });
  for (const step of [2, 3, 4]) version.set(step);
  await vi.advanceTimersByTimeAsync(1000);
  expect(ask).toHaveBeenCalledTimes(2);
  leave();
});

test("a change while the answer is on its way asks once more", async () => {
  const version = new Cell(0);
  const answers: ((value: number) => void)[] = [];
  const ask = vi.fn(() => new Promise<number>((done) => answers.push(done)));
  const shared = new Shared(ask, version);
  shared.use();
  await vi.advanceTimersByTimeAsync(10);
  version.set(1);
  version.set(2);
  answers[0]?.(1);
  await vi.advanceTimersByTimeAsync(1000);
  answers[1]?.(2);
  await vi.advanceTimersByTimeAsync(1000);
  expect(ask).toHaveBeenCalledTimes(2);
  expect(shared.cell.value.value).toBe(2);
});

test("silence keeps what was there and asks again; signing out forgets it", async () => {
  const answers = [async () => "first", async () => Promise.reject(new NoAnswer("api"))];
  const ask = vi.fn(() => (answers.shift() ?? (async () => "again"))());
  const version = new Cell(0);
  const shared = new Shared(ask, version);
  shared.use();
  await vi.advanceTimersByTimeAsync(10);
  version.set(1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(shared.cell.value).toMatchObject({ phase: "failed", value: "first" });
  await vi.advanceTimersByTimeAsync(4000);
  expect(shared.cell.value).toMatchObject({ phase: "there", value: "again" });
  shared.forget();
  expect(shared.cell.value.phase).toBe("loading");
});
