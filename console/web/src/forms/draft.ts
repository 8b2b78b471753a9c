// What was typed and not sent yet: kept while pages change, alarms come, servers refuse.
import { Cell } from "../state/cell";

export type FieldValue = string | number | boolean | string[] | Record<string, unknown>;
export type Draft = Readonly<Record<string, FieldValue>>;

const KEPT_MAX = 200;
const EMPTY: Draft = {};

/** By form: the act, whom it is about, and what it leads to. */
export const drafts = new Cell<ReadonlyMap<string, Draft>>(new Map());

export function draftOf(key: string): Draft {
  return drafts.value.get(key) ?? EMPTY;
}

export function write(key: string, name: string, value: FieldValue): void {
  drafts.update((all) => {
    const next = new Map(all);
    next.delete(key);
    next.set(key, { ...(all.get(key) ?? EMPTY), [name]: value });
    const oldest = next.keys().next().value;
    if (next.size > KEPT_MAX && oldest !== undefined) next.delete(oldest);
    return next;
  });
}

export function forget(key: string): void {
  if (!drafts.value.has(key)) return;
  drafts.update((all) => {
    const next = new Map(all);
    next.delete(key);
    return next;
  });
}
