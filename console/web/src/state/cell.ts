// A value that components can watch. The whole state of the pages is a handful of these.
import { useLayoutEffect, useReducer } from "preact/hooks";

export class Cell<T> {
  private readonly watchers = new Set<() => void>();

  constructor(private current: T) {}

  get value(): T {
    return this.current;
  }

  set(next: T): void {
    if (Object.is(next, this.current)) return;
    this.current = next;
    for (const watcher of [...this.watchers]) watcher();
  }

  update(change: (current: T) => T): void {
    this.set(change(this.current));
  }

  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }
}

/** Renders the component again whenever the cell changes. */
export function useCell<T>(cell: Cell<T>): T {
  const [, again] = useReducer((count: number) => count + 1, 0);
  useLayoutEffect(() => cell.watch(() => again(undefined)), [cell]);
  return cell.value;
}
