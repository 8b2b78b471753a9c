// What a list of the shift says while it is on its way, or when the server refuses it.
import type { ComponentChildren } from "preact";
import { reasonOf } from "../state/actions";
import type { Asked } from "../state/shared";
import { fill, text } from "../text";

interface LoadedProps<T> {
  asked: Asked<T>;
  children: (value: T) => ComponentChildren;
}

/** What was there stays on screen when a newer answer fails; the failure stands above it. */
export function Loaded<T>({ asked, children }: LoadedProps<T>) {
  const words = text();
  return (
    <>
      {asked.phase === "failed" && (
        <p class="problem" role="alert">
          {fill(words.shift_failed, { reason: reasonOf(asked.problem) })}
        </p>
      )}
      {asked.value !== null
        ? children(asked.value)
        : asked.phase === "loading" && <p class="empty quiet">{words.record_loading}</p>}
    </>
  );
}
