// All clocks of a person: those that run, worst and nearest first; ended and awaited ones below.
import type { ComponentChildren } from "preact";
import type { ActForm, RecordClock, RecordView } from "../api/record";
import { openAct } from "../forms/opened";
import { useCell } from "../state/cell";
import { acts } from "../state/records";
import { fill, said, text } from "../text";
import { Dial } from "./Dial";

const LAW: readonly string[] = ["limit", "review"];

/** Worst colour, then nearest; clocks without an instant last. */
export function byNeed(a: RecordClock, b: RecordClock): number {
  const severity = (clock: RecordClock): number => clock.severity || 9;
  const due = (clock: RecordClock): number => clock.due_utc_ns || Number.MAX_SAFE_INTEGER * 1e3;
  return severity(a) - severity(b) || due(a) - due(b);
}

/** Limits and reviews that run, the one that needs a person first in front. */
export function lawClocks(record: RecordView): RecordClock[] {
  return record.clocks
    .filter((clock) => isActive(clock) && LAW.includes(clock.primitive))
    .sort(byNeed);
}

export function Clocks({ record }: { record: RecordView }) {
  const words = text();
  const known = useCell(acts);
  const active = record.clocks.filter(isActive).sort(byNeed);
  const law = lawClocks(record);
  const owed = active.filter((clock) => !LAW.includes(clock.primitive));
  const ended = record.clocks.filter((clock) => clock.status === "stopped");
  return (
    <section class="card clocks" aria-label={words.legal_clock}>
      <h2>{words.clocks_law}</h2>
      {!law.length && <p class="quiet">{words.no_clock}</p>}
      <ol class="clock-list">
        {law.map((clock) => (
          <Dial key={clock.id} clock={clock} size={104} action={actionOf(clock, record, known)} />
        ))}
      </ol>
      {owed.length > 0 && (
        <>
          <h2>{words.clocks_owed}</h2>
          <ol class="clock-list">
            {owed.map((clock) => (
              <Dial key={clock.id} clock={clock} />
            ))}
          </ol>
        </>
      )}
      <More count={ended.length} label={words.clocks_ended}>
        {ended.map((clock) => (
          <Dial key={clock.id} clock={clock} />
        ))}
      </More>
      <More count={record.awaited.length} label={words.clocks_awaited}>
        {record.awaited.map((clock) => (
          <li key={clock.id} class="awaited">
            {said(clock)} <span class="rule-chip">{clock.id}</span>
            <span class="quiet">{said(clock.basis)}</span>
          </li>
        ))}
      </More>
    </section>
  );
}

/** An extension for a ladder with a rung left, a review for a row of reviews. */
function actionOf(
  clock: RecordClock,
  record: RecordView,
  known: ReadonlyMap<string, ActForm>,
): { label: string; open: () => void } | undefined {
  const act = clock.primitive === "review" ? "hold_review" : "extend_clock";
  const offered = clock.primitive === "review" || clock.extension !== null;
  const { stay, open } = record.stay;
  if (!offered || !open || !known.has(act)) return undefined;
  const label = clock.primitive === "review" ? text().clock_review : text().clock_extend;
  return { label, open: () => openAct(stay, act, clock.id, "stay") };
}

function isActive(clock: RecordClock): boolean {
  return clock.status === "running" || clock.status === "paused" || clock.status === "excepted";
}

interface MoreProps {
  count: number;
  label: string;
  children: ComponentChildren;
}

function More({ count, label, children }: MoreProps) {
  if (!count) return null;
  return (
    <details class="more">
      <summary>{fill(label, { count })}</summary>
      <ol class="clock-list">{children}</ol>
    </details>
  );
}
