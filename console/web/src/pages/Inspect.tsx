// For prosecutor and supervision, to read only: everybody in custody, alarm copies, who read what.
import { useState } from "preact/hooks";
import { api } from "../api/http";
import type { CopyView, ReadView } from "../api/record";
import { AlarmMark, AlarmName } from "../parts/Mark";
import { useRefreshed } from "../parts/useLoaded";
import { placeName, staffName, subjectName } from "../parts/words";
import { useCell } from "../state/cell";
import { second } from "../state/clock";
import * as model from "../state/model";
import { go } from "../state/route";
import { fill, text, word } from "../text";
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

/** Every reading is logged: often enough to be current, seldom enough to leave the log readable. */
const REFRESH_MS = 30_000;

function useEvery(ms: number): number {
  return Math.floor(useCell(second) / ms);
}

const COPIES_PAGE = 500;
const COPIES_MAX = 20_000;

/** Oldest first, page after page, until there are no more. */
async function allCopies(): Promise<CopyView[]> {
  const found: CopyView[] = [];
  while (found.length < COPIES_MAX) {
    const { copies } = await api.copies(found[found.length - 1]?.number ?? 0);
    found.push(...copies);
    if (copies.length < COPIES_PAGE) break;
  }
  return found;
}

/** Named alarms, copied at the tick that decided them; the centre has no key to them (R55). */
function Copies() {
  const version = useEvery(REFRESH_MS);
  useCell(model.site);
  const loaded = useRefreshed("copies", String(version), allCopies);
  const words = text();
  if (loaded.phase === "failed") {
    return (
      <p class="empty problem" role="alert">
        {fill(words.record_failed, { reason: loaded.reason })}
      </p>
    );
  }
  if (loaded.phase === "loading") return <p class="empty quiet">{words.record_loading}</p>;
  const copies = loaded.value;
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
        <AlarmName alarm={alarm} /> <span class="quiet">{alarm.rule}</span>
      </td>
      <td class="number">{subjectName(alarm)}</td>
      <td>{placeName(alarm)}</td>
      <td>{word("change", alarm.change)}</td>
      <td class="number">#{copy.number}</td>
    </tr>
  );
}

function Reads() {
  const [every, setEvery] = useState(false);
  const version = useEvery(REFRESH_MS);
  useCell(model.site);
  const loaded = useRefreshed("reads", String(version), () => api.reads());
  const words = text();
  if (loaded.phase === "failed") {
    return (
      <p class="empty problem" role="alert">
        {fill(words.record_failed, { reason: loaded.reason })}
      </p>
    );
  }
  if (loaded.phase === "loading") return <p class="empty quiet">{words.record_loading}</p>;
  const all = loaded.value.reads;
  const reads = every ? all : all.filter((one) => !isUpkeep(one.path));
  return (
    <main class="page">
      <div class="buttons" role="group">
        <button class="button" aria-pressed={!every} onClick={() => setEvery(false)}>
          {words.reads_persons}
        </button>
        <button class="button" aria-pressed={every} onClick={() => setEvery(true)}>
          {words.filter_all}
        </button>
      </div>
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
      <td>{whatWas(read.path)}</td>
    </tr>
  );
}

const PATHS: readonly (readonly [RegExp, "read_record" | "read_file"])[] = [
  [/^\/api\/stays\/([^/]+)\/record$/, "read_record"],
  [/^\/api\/stays\/([^/]+)\/record\.\w+$/, "read_file"],
];

/** What a page asks for by itself, again and again: logged too, shown on demand. */
const UPKEEP: readonly string[] = ["stream", "me", "site", "acts", "people", "checks", "inspector"];

function isUpkeep(path: string): boolean {
  return UPKEEP.includes(/^(?:GET )?\/api\/(\w+)/.exec(path)?.[1] ?? "");
}

/** What was read in words; a path that nobody named is shown as it is. */
function whatWas(said: string): string {
  const words = text();
  const path = said.replace(/^GET /, "").replace(/\?.*$/, "");
  for (const [shape, key] of PATHS) {
    const found = shape.exec(path);
    if (found) return fill(words[key], { stay: found[1] ?? "" });
  }
  if (path === "/api/inspector/copies") return words.read_copies;
  if (path === "/api/inspector/reads") return words.read_reads;
  return path === "/api/checks" ? words.read_checks : said;
}
