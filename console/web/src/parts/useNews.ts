// When a page that stays open asks again: after news of the stream or a press, never by the clock.
import { useEffect, useReducer } from "preact/hooks";
import * as model from "../state/model";
import { shiftVersion } from "../state/shift";

/** News that come within this time are asked for once, at its end. */
const TOGETHER_MS = 5000;

export interface News {
  /** Grows when it is time to ask again. */
  turn: number;
  now: () => void;
}

export function useNews(): News {
  const [turn, now] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        now(undefined);
      }, TOGETHER_MS);
    };
    const leave = [shiftVersion.watch(soon), model.alarms.watch(soon)];
    return () => {
      clearTimeout(timer);
      for (const one of leave) one();
    };
  }, []);
  return { turn, now: () => now(undefined) };
}
