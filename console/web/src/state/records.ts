// Custody records, the people forms choose from, and the check round: read again when they change.
import { useEffect, useState } from "preact/hooks";
import { api } from "../api/http";
import type { ActForm, PeopleView, RecordView, RoundList } from "../api/record";
import { drafts } from "../forms/draft";
import { closeAct } from "../forms/opened";
import { Cell, useCell } from "./cell";
import * as model from "./model";
import { type Asked, LOADING, RETRY_MS, Shared, TOGETHER_MS, isAnswer, useShared } from "./shared";

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
  people.forget();
  round.forget();
  drafts.set(new Map());
  closeAct();
}

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
      if (!isAnswer(problem)) throw problem;
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

const people = new Shared<PeopleView>(() => api.people(), changes);
const round = new Shared<RoundList>(() => api.round(), changes);

/** What forms choose from, asked once for all forms of a page. */
export function usePeople(): Asked<PeopleView> {
  return useShared(people);
}

export function useRound(): Asked<RoundList> {
  return useShared(round);
}

/** The acts the reader's role may ask for; they change with the role alone. */
export const acts = new Cell<ReadonlyMap<string, ActForm>>(new Map());
/** All acts, for the words of what others did. */
export const actWords = new Cell<readonly ActForm[]>([]);

export async function loadActs(): Promise<void> {
  try {
    const [mine, all] = await Promise.all([api.acts(), api.actWords()]);
    acts.set(new Map(mine.acts.map((form) => [form.act, form])));
    actWords.set(all.acts);
  } catch (problem) {
    if (!isAnswer(problem)) throw problem;
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
