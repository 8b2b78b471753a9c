// For prosecutor and supervision, to read only: everybody in custody, alarm copies, who read what.
import { useState } from "preact/hooks";
import { api } from "../api/http";
import type { CopyView, ReadView } from "../api/record";
import { AlarmMark } from "../parts/Mark";
import { useLoaded } from "../parts/useLoaded";
import { placeName, staffName, subjectName } from "../parts/words";
import { useCell } from "../state/cell";
import * as model from "../state/model";
import { changes } from "../state/records";
import { go } from "../state/route";
import { fill, said, text, word } from "../text";
import { dateTime } from "../text/time";
import { StaysPage } from "./Stays";

type Tab = "stays" | "copies" | "reads";
const TABS: readonly Tab[] = ["stays", "copies", "reads"];

export function InspectPage() {
  const [tab, setTab] = useState<Tab>("stays");
  const words = text();
  return (
    <div class="inspect-page">
      <header class="page-head inspect-head">
        <h1>{words.inspect_title}</h1>
        <p class="quiet">{words.inspect_why}</p>
        <div class="buttons" role="tablist">
          {TABS.map((one) => (
            <button
              key={one}
              role="tab"
              class="button"
              aria-selected={one === tab}
              onClick={() => setTab(one)}
            >
              {word("inspect", one)}
            </button>
          ))}
        </div>
      </header>
      {tab === "stays" && <StaysPage />}
      {tab === "copies" && <Copies />}
      {tab === "reads" && <Reads />}
    </div>
  );
}

/** Named alarms, copied at the tick that decided them; the centre has no key to them (R55). */
function Copies() {
  const version = useCell(changes);
  const alarms = useCell(model.alarms);
  useCell(model.site);
  const loaded = useLoaded(`copies ${version} ${alarms.size}`, () => api.copies(0));
  const words = text();
  if (loaded.phase === "failed") {
    return (
      <p class="empty problem" role="alert">
        {fill(words.record_failed, { reason: loaded.reason })}
      </p>
    );
  }
  if (loaded.phase === "loading") return <p class="empty quiet">{words.record_loading}</p>;
  const { copies } = loaded.value;
  return (
    <main class="page">
      {!copies.length && <p class="empty quiet">{words.copies_none}</p>}
      {copies.length > 0 && (
        <table class="plain-table copies-table">
          <thead>
            <tr>
              <th>{words.col_time}</th>
              <th>{words.col_severity}</th>
              <th>{words.col_alarm}</th>
              <th>{words.col_who}</th>
              <th>{words.col_room}</th>
              <th>{words.col_state}</th>
              <th>{words.copy_number}</th>
            </tr>
          </thead>
          <tbody>
            {[...copies].reverse().map((copy) => (
              <Copy key={copy.number} copy={copy} />
            ))}
          </tbody>
        </table>
      )}
    </main>
  );
}

function Copy({ copy }: { copy: CopyView }) {
  const { alarm } = copy;
  return (
    <tr class={alarm.stay ? "is-link" : ""} onClick={() => alarm.stay && go("stay", alarm.stay)}>
      <td class="number">{dateTime(alarm.utc_ns / 1e6)}</td>
      <td>
        <AlarmMark alarm={alarm} size={24} />
      </td>
      <td>
        {said(alarm.label)} <span class="quiet">{alarm.rule}</span>
      </td>
      <td class="number">{subjectName(alarm)}</td>
      <td>{placeName(alarm)}</td>
      <td>{word("change", alarm.change)}</td>
      <td class="number">#{copy.number}</td>
    </tr>
  );
}

function Reads() {
  const version = useCell(changes);
  useCell(model.site);
  const loaded = useLoaded(`reads ${version}`, () => api.reads());
  const words = text();
  if (loaded.phase === "failed") {
    return (
      <p class="empty problem" role="alert">
        {fill(words.record_failed, { reason: loaded.reason })}
      </p>
    );
  }
  if (loaded.phase === "loading") return <p class="empty quiet">{words.record_loading}</p>;
  const { reads } = loaded.value;
  return (
    <main class="page">
      {!reads.length && <p class="empty quiet">{words.reads_none}</p>}
      {reads.length > 0 && (
        <table class="plain-table">
          <thead>
            <tr>
              <th>{words.col_time}</th>
              <th>{words.col_who}</th>
              <th>{words.read_what}</th>
            </tr>
          </thead>
          <tbody>
            {reads.map((one) => (
              <Read key={one.number} read={one} />
            ))}
          </tbody>
        </table>
      )}
    </main>
  );
}

function Read({ read }: { read: ReadView }) {
  return (
    <tr>
      <td class="number">{dateTime(read.utc_ns / 1e6)}</td>
      <td>
        {staffName(read.staff)} <span class="quiet">{read.user}</span>
      </td>
      <td class="number">{read.path}</td>
    </tr>
  );
}
