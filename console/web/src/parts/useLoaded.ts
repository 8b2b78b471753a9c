// Something asked of the server: loading, there, or failed with words.
import { useEffect, useState } from "preact/hooks";
import { reasonOf } from "../state/actions";

export type Loaded<T> =
  { phase: "loading" } | { phase: "there"; value: T } | { phase: "failed"; reason: string };

/** Asks again whenever the key changes; an answer that comes too late is dropped. */
export function useLoaded<T>(key: string, ask: () => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ key: string; loaded: Loaded<T> }>({
    key: "",
    loaded: { phase: "loading" },
  });
  useEffect(() => {
    if (!key) return undefined;
    let wanted = true;
    const take = (loaded: Loaded<T>): void => {
      if (wanted) setState({ key, loaded });
    };
    ask().then(
      (value) => take({ phase: "there", value }),
      (problem: unknown) => take({ phase: "failed", reason: reasonOf(problem) }),
    );
    return () => {
      wanted = false;
    };
  }, [key]);
  return state.key === key ? state.loaded : { phase: "loading" };
}

/** Like useLoaded, but what was there stays on screen while a newer answer is on its way. */
export function useRefreshed<T>(
  subject: string,
  version: string,
  ask: () => Promise<T>,
): Loaded<T> {
  const loaded = useLoaded(subject && `${subject} ${version}`, ask);
  const [last, setLast] = useState<{ subject: string; loaded: Loaded<T> } | null>(null);
  useEffect(() => {
    if (loaded.phase !== "loading") setLast({ subject, loaded });
  }, [loaded, subject]);
  if (loaded.phase === "loading" && last?.subject === subject) return last.loaded;
  return loaded;
}
