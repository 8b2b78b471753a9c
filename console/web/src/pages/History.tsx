// Alarms of the past, newest first, from the history database.
import { useEffect, useState } from "preact/hooks";
import { api } from "../api/http";
import type { AlarmView, Severity } from "../api/types";
import { AlarmMark, AlarmName } from "../parts/Mark";
import { placeName, staffName, subjectName } from "../parts/words";
import { reasonOf } from "../state/actions";
import { fill, text, word } from "../text";
import { dateTime } from "../text/time";

const PAGE = 100;
const SEVERITIES: readonly Severity[] = [1, 2, 3, 4];

interface Pages {
  alarms: AlarmView[];
  phase: "loading" | "there" | "failed" | "end";
  reason: string;
}

export function HistoryPage() {
  const [pages, setPages] = useState<Pages>({ alarms: [], phase: "loading", reason: "" });
  const [severity, setSeverity] = useState<Severity | 0>(0);
  const load = (known: AlarmView[]): void => {
    setPages({ alarms: known, phase: "loading", reason: "" });
    const last = known[known.length - 1];
    api.history(last ? exact(last.raised_utc_ns) : "").then(
      ({ alarms }) => setPages(taken(known, alarms)),
      (problem: unknown) => setPages({ alarms: known, phase: "failed", reason: reasonOf(problem) }),
    );
  };
  useEffect(() => load([]), []);
  const shown = pages.alarms.filter((alarm) => !severity || alarm.severity === severity);
  const words = text();
  return (
    <main class="history">
      <header class="pane-head">
        <h1>{words.history_title}</h1>
        <div class="buttons" role="group" aria-label={words.col_severity}>
          <button class="button" aria-pressed={!severity} onClick={() => setSeverity(0)}>
            {words.filter_all}
          </button>
          {SEVERITIES.map((one) => (
            <button
              key={one}
              class="button"
              aria-pressed={severity === one}
              onClick={() => setSeverity(one)}
            >
              {word("severity", String(one))}
            </button>
          ))}
        </div>
      </header>
      {shown.length > 0 && <Table alarms={shown} />}
      <Foot pages={pages} more={() => load(pages.alarms)} />
    </main>
  );
}

function taken(known: AlarmView[], more: AlarmView[]): Pages {
  const ids = new Set(known.map((alarm) => alarm.id));
  const fresh = more.filter((alarm) => !ids.has(alarm.id));
  const phase = more.length < PAGE || !fresh.length ? "end" : "there";
  return { alarms: [...known, ...fresh], phase, reason: "" };
}

/** Nanoseconds as digits; a double is up to 128 ns off, so ask a little later and drop doubles. */
function exact(utcNs: number): string {
  return (BigInt(utcNs) + 256n).toString();
}

function Foot({ pages, more }: { pages: Pages; more: () => void }) {
  const words = text();
  switch (pages.phase) {
    case "loading":
      return <p class="empty quiet">{words.history_loading}</p>;
    case "failed":
      return (
        <div class="empty">
          <p class="problem" role="alert">
            {fill(words.history_failed, { reason: pages.reason })}
          </p>
          <button class="button" onClick={more}>
            {words.ack_again}
          </button>
        </div>
      );
    case "end":
      return (
        <p class="empty quiet">{pages.alarms.length ? words.history_end : words.history_none}</p>
      );
    default:
      return (
        <button class="button history-more" onClick={more}>
          {words.history_more}
        </button>
      );
  }
}

function Table({ alarms }: { alarms: readonly AlarmView[] }) {
  const words = text();
  return (
    <table class="history-table">
      <thead>
        <tr>
          <th>{words.col_time}</th>
          <th>{words.col_severity}</th>
          <th>{words.col_alarm}</th>
          <th>{words.col_room}</th>
          <th>{words.col_who}</th>
          <th>{words.col_state}</th>
          <th>{words.col_by}</th>
        </tr>
      </thead>
      <tbody>
        {alarms.map((alarm) => (
          <tr key={alarm.id}>
            <td class="number">{dateTime(alarm.raised_utc_ns / 1e6)}</td>
            <td>
              <AlarmMark alarm={alarm} size={24} />
            </td>
            <td>
              <AlarmName alarm={alarm} /> <span class="quiet">{alarm.rule}</span>
            </td>
            <td>{alarm.room ? placeName(alarm) : ""}</td>
            <td class="number">{subjectName(alarm)}</td>
            <td>{word("state", alarm.state)}</td>
            <td>{alarm.by ? staffName(alarm.by) : ""}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
