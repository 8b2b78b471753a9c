// Custody records, the people forms choose from, and the check round: read again when they change.
import { useEffect, useState } from "preact/hooks";
import { ApiRefusal, NoAnswer, api } from "../api/http";
import type { ActForm, PeopleView, RecordView, RoundList } from "../api/record";
import { drafts } from "../forms/draft";
import { closeAct } from "../forms/opened";
import { Cell, useCell } from "./cell";
import * as model from "./model";

/** Grows with each entry of a record that the stream tells of: stay -> number of the entry. */
export const entries = new Cell<ReadonlyMap<string, number>>(new Map());
/** Grows whenever any record or stay changed: lists over all stays read again. */
export const changes = new Cell(0);

export function takeRecordNews(news: { stay: string; number: number }): void {
  entries.update((all) => new Map(all).set(news.stay, news.number));
  changes.update((count) => count + 1);
}

export function stayChanged(): void {
  changes.update((count) => count + 1);
}

/** Signing out leaves nothing of anybody behind: no entry, no draft, no open form. */
export function forgetRecords(): void {
  entries.set(new Map());
  acts.set(new Map());
  drafts.set(new Map());
  closeAct();
}

export type Asked<T> =
  | { phase: "loading"; value: null; problem: null }
  | { phase: "there"; value: T; problem: null }
  | { phase: "failed"; value: T | null; problem: ApiRefusal | NoAnswer };

const LOADING = { phase: "loading", value: null, problem: null } as const;
const RETRY_MS = 3000;
/** Changes that come together are asked for once. */
const TOGETHER_MS = 120;

/**
 * Asks whenever the key changes and soon after the version did; what was there stays on screen
 * meanwhile, and silence is asked again.
 */
function useAsked<T>(key: string, version: number, ask: () => Promise<T>): Asked<T> {
  const [state, setState] = useState<{ key: string; asked: Asked<T> }>({ key, asked: LOADING });
  const [again, setAgain] = useState(0);
  const known = state.key === key ? state.asked : LOADING;
  useEffect(() => {
    if (!key) return undefined;
    let wanted = true;
    let timer = 0;
    const put = (asked: Asked<T>): void => {
      if (wanted) setState({ key, asked });
    };
    const failed = (problem: unknown): void => {
      if (!(problem instanceof ApiRefusal) && !(problem instanceof NoAnswer)) throw problem;
      put({ phase: "failed", value: known.value, problem });
      if (wanted) timer = window.setTimeout(() => setAgain((count) => count + 1), RETRY_MS);
    };
    const start = (): void => {
      ask().then((value) => put({ phase: "there", value, problem: null }), failed);
    };
    timer = window.setTimeout(start, known.phase === "loading" ? 0 : TOGETHER_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [key, version, again]);
  return known;
}

export function useRecord(stay: string): Asked<RecordView> {
  const number = useCell(entries).get(stay) ?? 0;
  const shown = useCell(model.stays).get(stay);
  const version = useVersion(number, shown);
  return useAsked(stay, version, () => api.record(stay));
}

export function usePeople(): Asked<PeopleView> {
  return useAsked("people", useCell(changes), api.people);
}

export function useRound(): Asked<RoundList> {
  return useAsked("round", useCell(changes), api.round);
}

/** The acts the reader's role may ask for; they change with the role alone. */
export const acts = new Cell<ReadonlyMap<string, ActForm>>(new Map());

export async function loadActs(): Promise<void> {
  try {
    const list = await api.acts();
    acts.set(new Map(list.acts.map((form) => [form.act, form])));
  } catch (problem) {
    if (!(problem instanceof ApiRefusal) && !(problem instanceof NoAnswer)) throw problem;
    setTimeout(() => void loadActs(), RETRY_MS);
  }
}

/** A number that grows whenever one of the things it is made of is another. */
function useVersion(number: number, shown: unknown): number {
  const [seen, setSeen] = useState({ number, shown, version: 0 });
  if (seen.number === number && seen.shown === shown) return seen.version;
  const next = { number, shown, version: seen.version + 1 };
  setSeen(next);
  return next.version;
}
