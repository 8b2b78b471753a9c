// The cards of a person's page: checks, rights, belongings, requests, interview, minutes.
import type {
  CheckView,
  ItemView,
  RecordView,
  RequestView,
  RightView,
  SessionView,
  Standing,
} from "../api/record";
import { openAct } from "../forms/opened";
import { useCell } from "../state/cell";
import { acts } from "../state/records";
import { fill, said, text, word } from "../text";
import { hourMinute, span, timeOfDay } from "../text/time";
import { DueWords } from "./Dial";
import { staffName, whenDue } from "./words";

export function Checks({ record }: { record: RecordView }) {
  const { checks } = record;
  const words = text();
  const all = [checks.visit, checks.rousing, ...checks.others].filter((one) => one !== null);
  return (
    <section class="card checks" aria-label={words.checks_title}>
      <h2>
        {words.checks_title}{" "}
        <span class="quiet">{fill(words.level_words, { level: checks.level })}</span>
      </h2>
      {!all.length && <p class="quiet">{words.checks_none}</p>}
      <ul class="lines">
        {all.map((one) => (
          <CheckLine key={`${one.clock} ${one.kind}`} check={one} />
        ))}
      </ul>
    </section>
  );
}

function CheckLine({ check }: { check: CheckView }) {
  const words = text();
  return (
    <li class={`line${check.overdue ? " line-late" : ""}`}>
      <span class="line-name">
        <b>{said(check)}</b>
        <span class="quiet">{lastOf(check)}</span>
      </span>
      {check.due_utc_ns ? (
        <DueWords utcNs={check.due_utc_ns} />
      ) : (
        <span class="quiet">{words.check_not_owed}</span>
      )}
    </li>
  );
}

/** When it was done last, and whether card and place prove it. */
export function lastOf(check: CheckView): string {
  const words = text();
  if (!check.last_utc_ns) return words.check_never;
  const time = timeOfDay(check.last_utc_ns / 1e6);
  if (!check.kind.startsWith("check.")) return fill(words.check_last, { time });
  const proof = check.last_proven ? words.check_proven : words.check_unproven;
  return `${fill(words.check_last, { time })} · ${proof}`;
}

export function Rights({ record }: { record: RecordView }) {
  const known = useCell(acts);
  const { stay } = record;
  return (
    <section class="card rights" aria-label={text().rights_title}>
      <h2>{text().rights_title}</h2>
      <ul class="lines">
        {record.rights.map((right) => (
          <RightLine
            key={right.key}
            right={right}
            onDo={
              stay.open && known.has(right.act) && asksFor(right.state)
                ? () => openAct(stay.stay, right.act)
                : undefined
            }
          />
        ))}
      </ul>
    </section>
  );
}

function asksFor(state: Standing): boolean {
  return state === "open" || state === "late";
}

function RightLine({ right, onDo }: { right: RightView; onDo: (() => void) | undefined }) {
  return (
    <li class={`line line-${right.state}`} data-right={right.key}>
      <span class="line-name">
        <span>
          <StandingMark state={right.state} /> <b>{said(right)}</b>
        </span>
        <span class="quiet">{said(right.basis)}</span>
      </span>
      <span class="line-end">
        {asksFor(right.state) && right.due_utc_ns > 0 ? (
          <DueWords utcNs={right.due_utc_ns} />
        ) : (
          <span class="quiet">
            {word("standing", right.state)}
            {right.state === "done" && ` ${hourMinute(right.done_utc_ns / 1e6)}`}
          </span>
        )}
        {onDo && (
          <button class="button" onClick={onDo}>
            {text().do_it}
          </button>
        )}
      </span>
    </li>
  );
}

const MARKS: Record<Standing, string> = {
  open: "○",
  late: "!",
  done: "✓",
  excepted: "–",
  none: "·",
};

function StandingMark({ state }: { state: Standing }) {
  return (
    <span class={`standing standing-${state}`} role="img" aria-label={word("standing", state)}>
      {MARKS[state]}
    </span>
  );
}

export function Items({ record }: { record: RecordView }) {
  const known = useCell(acts);
  const words = text();
  const { stay } = record;
  if (!record.items.length && !record.nothing_found) return null;
  return (
    <section class="card items" aria-label={words.items_title}>
      <h2>
        {words.items_title} <span class="quiet number">{record.items.length}</span>
      </h2>
      {record.nothing_found && <p class="quiet">{words.items_none}</p>}
      <ul class="lines">
        {record.items.map((item) => (
          <ItemLine key={item.code} item={item} />
        ))}
      </ul>
      {stay.open && known.has("return_item") && record.items.some((item) => !item.returned) && (
        <button class="button" onClick={() => openAct(stay.stay, "return_item")}>
          {words.item_return}
        </button>
      )}
    </section>
  );
}

export function ItemLine({ item }: { item: ItemView }) {
  const words = text();
  return (
    <li class="line" data-item={item.code}>
      <span class="line-name">
        <b>{item.what}</b>
        <span class="quiet">
          <span class="number">{item.code}</span> · {word("item", item.kind)} ·{" "}
          {staffName(item.keeper)}
        </span>
      </span>
      <span class="line-end quiet">
        {item.returned
          ? fill(words.item_returned, { to: word("item_to", item.returned) })
          : item.sealed
            ? words.item_sealed
            : words.item_kept}
      </span>
    </li>
  );
}

export function Requests({ record }: { record: RecordView }) {
  if (!record.requests.length) return null;
  const { stay } = record;
  return (
    <section class="card requests" aria-label={text().requests_title}>
      <h2>{text().requests_title}</h2>
      <ul class="lines">
        {record.requests.map((one) => (
          <RequestLine key={one.number} request={one} stay={stay.stay} open={stay.open} />
        ))}
      </ul>
    </section>
  );
}

interface RequestProps {
  request: RequestView;
  stay: string;
  open: boolean;
}

function RequestLine({ request, stay, open }: RequestProps) {
  const may = useCell(acts).has(request.act);
  return (
    <li class={`line line-${request.state}`}>
      <span class="line-name">
        <span>
          <StandingMark state={request.state} /> <b>{said(request)}</b>
        </span>
        <span class="quiet">
          {fill(text().asked_at, { time: timeOfDay(request.asked_utc_ns / 1e6) })}
        </span>
      </span>
      <span class="line-end">
        {asksFor(request.state) && request.due_utc_ns > 0 && (
          <DueWords utcNs={request.due_utc_ns} />
        )}
        {open && may && asksFor(request.state) && (
          <button class="button" onClick={() => openAct(stay, request.act)}>
            {text().do_it}
          </button>
        )}
      </span>
    </li>
  );
}

export function SessionCard({ record }: { record: RecordView }) {
  const { session } = record;
  const words = text();
  if (!session && !record.present.length) return null;
  return (
    <section class="card session" aria-label={words.session_title}>
      <h2>{session ? words.session_title : words.present_title}</h2>
      {session && (
        <p>
          <b>{said(session)}</b> · {session.room ? said(session.room) : words.unknown_place} ·{" "}
          {fill(words.since_time, { time: timeOfDay(session.since_utc_ns / 1e6) })}
          {session.reason && ` · ${word("pause", session.reason)}`}
          {planned(session)}
          <span class="quiet">
            {" "}
            · {words.recorder} {word("recorder", session.recorder)}
          </span>
        </p>
      )}
      <ul class="chips">
        {record.present.map((one) => (
          <li key={one.id}>
            {said(one)} <span class="quiet">{word("role", one.role)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** For when the room is kept, and until when it is planned. */
function planned(session: SessionView): string {
  const words = text();
  const ahead = session.state === "reserved" && session.from_utc_ns > 0;
  const from = ahead ? ` · ${words.session_from} ${whenDue(session.from_utc_ns / 1e6)}` : "";
  const until = session.until_utc_ns
    ? ` · ${words.clock_until} ${whenDue(session.until_utc_ns / 1e6)}`
    : "";
  return from + until;
}

/** Every minute by step, session and responsible officer; the newest stretch first. */
export function Minutes({ record }: { record: RecordView }) {
  const words = text();
  if (!record.minutes.length) return null;
  return (
    <details class="card more minutes">
      <summary>
        {words.minutes_title} <span class="quiet number">{record.minutes.length}</span>
      </summary>
      <table class="plain-table">
        <tbody>
          {[...record.minutes].reverse().map((one) => (
            <tr key={one.from_utc_ns}>
              <td class="number">
                {timeOfDay(one.from_utc_ns / 1e6)} – {timeOfDay(one.to_utc_ns / 1e6)}
              </td>
              <td class="number">{span(one.to_utc_ns - one.from_utc_ns)}</td>
              <td>
                {one.stage} {word("stage", one.stage)}
              </td>
              <td>{one.session && word("session", one.session)}</td>
              <td>{staffName(one.responsible)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
