// Something of the server that several parts of a page show: asked once, again when it changed.
import { useEffect } from "preact/hooks";
import { ApiRefusal, NoAnswer } from "../api/http";
import { Cell, useCell } from "./cell";

export type Asked<T> =
  | { phase: "loading"; value: null; problem: null }
  | { phase: "there"; value: T; problem: null }
  | { phase: "failed"; value: T | null; problem: ApiRefusal | NoAnswer };

export const LOADING = { phase: "loading", value: null, problem: null } as const;
export const RETRY_MS = 3000;
/** Changes that come together are asked for once. */
export const TOGETHER_MS = 150;

/** Whether the server refused or was silent; anything else is our own mistake. */
export function isAnswer(problem: unknown): problem is ApiRefusal | NoAnswer {
  return problem instanceof ApiRefusal || problem instanceof NoAnswer;
}

export class Shared<T> {
  readonly cell = new Cell<Asked<T>>(LOADING);
  private users = 0;
  private asking = false;
  private stale = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private age = 0;

  constructor(
    private readonly ask: () => Promise<T>,
    version: Cell<number>,
  ) {
    version.watch(() => this.changed());
  }

  /** Begins to be shown; whoever is first asks at once. */
  use(): () => void {
    this.users += 1;
    if (this.users === 1) this.soon(0);
    return () => {
      this.users -= 1;
    };
  }

  /** Forgets what was there, and an answer that is still on its way. */
  forget(): void {
    this.age += 1;
    this.asking = false;
    this.cell.set(LOADING);
  }

  private changed(): void {
    if (this.users > 0) this.soon(TOGETHER_MS);
  }

  private soon(ms: number): void {
    if (this.asking) this.stale = true;
    else if (this.timer === undefined) this.timer = setTimeout(() => this.start(), ms);
  }

  private start(): void {
    this.timer = undefined;
    if (!this.users) return;
    const age = this.age;
    this.asking = true;
    const done = (asked: Asked<T>, again: number | null): void => {
      if (age !== this.age) return;
      this.asking = false;
      this.cell.set(asked);
      if (again !== null) this.soon(again);
      else if (this.stale) this.soon(TOGETHER_MS);
      this.stale = false;
    };
    this.ask().then(
      (value) => done({ phase: "there", value, problem: null }, null),
      (problem: unknown) => {
        if (!isAnswer(problem)) throw problem;
        done({ phase: "failed", value: this.cell.value.value, problem }, RETRY_MS);
      },
    );
  }
}

export function useShared<T>(shared: Shared<T>): Asked<T> {
  useEffect(() => shared.use(), [shared]);
  return useCell(shared.cell);
}
