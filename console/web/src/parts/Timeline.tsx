// The custody record as it was written: every entry, what it said, what stands for it, why refused.
import { useState } from "preact/hooks";
import type { RecordView, TimelineView } from "../api/record";
import { said, text, word } from "../text";
import { dateTime, timeOfDay } from "../text/time";
import { useCell } from "../state/cell";
import * as model from "../state/model";
import { language } from "../state/settings";
import { actName, dataName, dataValue } from "./entrywords";
import { roomName, staffName } from "./words";

const SHOWN_FIRST = 60;

/** Filters by subject: the first part of an entry's kind. */
const SUBJECTS: Record<string, readonly string[]> = {
  steps: ["stay", "stage", "evidence", "swipe", "session", "transfer", "release", "exit"],
  care: ["check", "offer", "rest", "health", "medical", "medicine", "hospital", "restraint"],
  rights: ["right", "complaint", "visitor"],
  law: ["clock", "review", "decision", "override", "case"],
  people: ["band", "officer", "handover", "flag", "level", "item", "incident"],
  refused: ["attempt"],
};

export function subjectOf(kind: string): string {
  const head = kind.split(".")[0] ?? "";
  return Object.keys(SUBJECTS).find((name) => SUBJECTS[name]?.includes(head)) ?? "people";
}

export function Timeline({ record }: { record: RecordView }) {
  const [subject, setSubject] = useState("");
  const [all, setAll] = useState(false);
  const words = text();
  const found = record.timeline
    .filter((entry) => !subject || subjectOf(entry.kind) === subject)
    .reverse();
  const shown = all ? found : found.slice(0, SHOWN_FIRST);
  return (
    <section class="card timeline" aria-label={words.timeline}>
      <header class="card-head">
        <h2>
          {words.timeline} <span class="quiet number">{record.timeline.length}</span>
        </h2>
        <TakeOut stay={record.stay.stay} />
      </header>
      <div class="filters" role="group" aria-label={words.timeline_filter}>
        <Filter name="" shown={subject} choose={setSubject} label={words.filter_all} />
        {Object.keys(SUBJECTS).map((name) => (
          <Filter
            key={name}
            name={name}
            shown={subject}
            choose={setSubject}
            label={word("subject_of", name)}
          />
        ))}
      </div>
      {!found.length && <p class="empty quiet">{words.timeline_none}</p>}
      <ol class="entries">
        {shown.map((entry) => (
          <Entry key={entry.number} entry={entry} />
        ))}
      </ol>
      {found.length > shown.length && (
        <button class="button" onClick={() => setAll(true)}>
          {words.timeline_more}
        </button>
      )}
    </section>
  );
}

const MAY_TAKE_OUT: readonly string[] = [
  ..."custody_officer duty_inspector legal_review supervision prosecutor".split(" "),
];

/** The record as a table, for whoever may take it out; the server logs each time. */
function TakeOut({ stay }: { stay: string }) {
  const who = useCell(model.session);
  if (who.phase !== "in" || !MAY_TAKE_OUT.includes(who.me.role)) return null;
  return (
    <a class="button button-link" href={`api/stays/${stay}/record.csv`} download>
      {text().take_out}
    </a>
  );
}

interface FilterProps {
  name: string;
  shown: string;
  label: string;
  choose: (name: string) => void;
}

function Filter({ name, shown, label, choose }: FilterProps) {
  return (
    <button class="filter" aria-pressed={name === shown} onClick={() => choose(name)}>
      {label}
    </button>
  );
}

function Entry({ entry }: { entry: TimelineView }) {
  const [open, setOpen] = useState(false);
  const refused = entry.kind === "attempt.refused";
  const look = [
    "entry",
    refused ? "entry-refused" : "",
    entry.corrected_by || entry.void ? "entry-struck" : "",
  ];
  return (
    <li class={look.filter(Boolean).join(" ")} data-entry={entry.kind}>
      <button class="entry-button" aria-expanded={open} onClick={() => setOpen(!open)}>
        <time class="quiet number">{timeOfDay(entry.utc_ns / 1e6)}</time>
        <span class="entry-words">
          <b>{said(entry)}</b> <span>{summary(entry)}</span>
          <Amended entry={entry} />
        </span>
        <span class="entry-by quiet">
          {entry.by === "engine" ? text().by_engine : staffName(entry.by)}
        </span>
      </button>
      {open && <EntryFacts entry={entry} />}
    </li>
  );
}

function Amended({ entry }: { entry: TimelineView }) {
  const words = text();
  if (entry.corrected_by) {
    return (
      <span class="entry-note">
        {words.entry_corrected_by} #{entry.corrected_by}
      </span>
    );
  }
  if (entry.corrects) {
    return (
      <span class="entry-note">
        {entry.void ? words.entry_voids : words.entry_corrects} #{entry.corrects}
      </span>
    );
  }
  return null;
}

/** What an entry said in a few words; the rest is one press away. */
export function summary(entry: TimelineView): string {
  if (entry.withheld) return text().withheld_entry;
  if (entry.kind === "attempt.refused") return refusalWords(entry);
  if (entry.kind === "evidence.given") {
    return Object.entries(entry.data)
      .map(([name, value]) => `${dataName(name)} ${value === true ? "✓" : dataValue(name, value)}`)
      .join(" · ");
  }
  const shown = Object.entries(entry.data)
    .filter(([name, value]) => SAYS_IT.includes(name) && value !== "" && value !== null)
    .map(([name, value]) => dataValue(name, value));
  return shown.join(" · ");
}

/** Who was refused what, by which rule, why: in the reader's language where the record has it. */
function refusalWords({ data }: TimelineView): string {
  const reason = language.value === "zh" ? (data["reason_zh"] ?? data["reason"]) : data["reason"];
  return [actName(String(data["act"] ?? "")), data["rule"], reason].filter(Boolean).join(" · ");
}

const SAYS_IT: readonly string[] = [
  ..."stage flag level response outcome phase kind code what to band measure reason clock".split(
    " ",
  ),
  ..."fit signed badge case event rule".split(" "),
];

function EntryFacts({ entry }: { entry: TimelineView }) {
  const words = text();
  const data = Object.entries(entry.data).filter(([, value]) => value !== "" && value !== null);
  return (
    <dl class="facts facts-small entry-facts">
      <dt>{words.entry_happened}</dt>
      <dd class="number">{dateTime(entry.utc_ns / 1e6)}</dd>
      <dt>{words.entry_written}</dt>
      <dd class="number">
        {dateTime(entry.recorded_utc_ns / 1e6)} · #{entry.number}
      </dd>
      {entry.room && (
        <>
          <dt>{words.where}</dt>
          <dd>{roomName(entry.room)}</dd>
        </>
      )}
      {data.map(([name, value]) => (
        <Fact key={name} name={dataName(name)} value={dataValue(name, value)} />
      ))}
      {entry.basis && <Fact name={words.basis} value={entry.basis} />}
    </dl>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
