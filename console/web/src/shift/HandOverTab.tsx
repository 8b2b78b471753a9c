// The shift's hand-over: what is open, shelved, out of service and to be put right; the next signs.
import { api } from "../api/http";
import type { HandOverView, ReportHead, ReportView } from "../api/shift";
import { Said } from "../forms/ActForm";
import { AlarmMark, AlarmName } from "../parts/Mark";
import { useRefreshed } from "../parts/useLoaded";
import { placeAndSubject, staffName, staffTitle } from "../parts/words";
import { useCell } from "../state/cell";
import * as model from "../state/model";
import { acts } from "../state/records";
import { go, hashOf } from "../state/route";
import { useSender } from "../state/sending";
import { mayAsk, useHandOver } from "../state/shift";
import { fill, said, text, word } from "../text";
import { dateTime, timeOfDay } from "../text/time";
import { Loaded } from "./Loaded";
import { Retired, Shelved } from "./ShelfTab";

export function HandOverTab({ open }: { open: string }) {
  const asked = useHandOver();
  useCell(model.site);
  useCell(acts);
  return (
    <Loaded asked={asked}>
      {(found) => (
        <div class="hand-over">
          {open ? <Past id={open} /> : <Present found={found} />}
          <PastList past={found.past} open={open} />
        </div>
      )}
    </Loaded>
  );
}

/** The report that waits for its signature; without one, what it would say. */
function Present({ found }: { found: HandOverView }) {
  const words = text();
  const report = found.waiting ?? found.now;
  return (
    <article class="report card" data-report={found.waiting?.id ?? ""}>
      <header class="card-head">
        <h2>{found.waiting ? words.report_waits : words.report_now}</h2>
        <button class="button no-print" onClick={() => print()}>
          {words.print}
        </button>
      </header>
      {found.waiting ? <Sign report={found.waiting} /> : <Start />}
      <Report report={report} />
    </article>
  );
}

function Start() {
  const sender = useSender();
  const words = text();
  return (
    <div class="no-print">
      <p class="quiet">{words.report_start_why}</p>
      {mayAsk("start_hand_over") && (
        <button
          class="button button-main"
          data-do="start-hand-over"
          disabled={sender.state.phase === "sending"}
          onClick={() => void sender.send({ act: "start_hand_over" })}
        >
          {words.report_start}
        </button>
      )}
      <Said state={sender.state} />
    </div>
  );
}

function Sign({ report }: { report: ReportView }) {
  const sender = useSender();
  const again = useSender();
  const who = useCell(model.session);
  const words = text();
  const mine = who.phase === "in" && who.me.staff === report.by;
  const busy = sender.state.phase === "sending" || again.state.phase === "sending";
  return (
    <>
      <p>
        <b class="number">{report.id}</b> ·{" "}
        {fill(words.report_written, {
          who: staffTitle(report.by),
          time: dateTime(report.utc_ns / 1e6),
        })}
      </p>
      <div class="no-print">
        <p class="quiet">{mine ? words.report_sign_other : words.report_sign_why}</p>
        <div class="buttons">
          {mayAsk("sign_hand_over") && (
            <button
              class="button button-main"
              data-do="sign-hand-over"
              disabled={busy}
              onClick={() => void sender.send({ act: "sign_hand_over", report: report.id })}
            >
              {words.report_sign}
            </button>
          )}
          {mayAsk("start_hand_over") && (
            <button
              class="button"
              disabled={busy}
              onClick={() => void again.send({ act: "start_hand_over" })}
            >
              {words.report_again}
            </button>
          )}
        </div>
        <Said state={sender.state} />
        {again.state.phase === "refused" && <Said state={again.state} />}
      </div>
      <p class="print-only signature">{words.report_signature}</p>
    </>
  );
}

/** The state and how far people are, where that says more than the state. */
function stateWords(alarm: ReportView["alarms"][number]): string {
  const state = word("state", alarm.state);
  const response = word("response", alarm.response);
  return state === response ? state : `${state} · ${response}`;
}

/** The four lists; each says how many there are even where not all are named. */
export function Report({ report }: { report: ReportView }) {
  const words = text();
  return (
    <div class="report-lists">
      <section>
        <h3>
          {words.report_alarms} <b class="number">{report.alarm_count}</b>
        </h3>
        {report.alarms.map((alarm) => (
          <div key={alarm.id} class="line">
            <AlarmMark alarm={alarm} size={24} />
            <span class="line-name">
              <b>
                <AlarmName alarm={alarm} />
              </b>
              <span class="quiet">{placeAndSubject(alarm)}</span>
            </span>
            <span class="line-end">
              {stateWords(alarm)}
              <span class="number quiet">{timeOfDay(alarm.raised_utc_ns / 1e6)}</span>
            </span>
          </div>
        ))}
        <Rest named={report.alarms.length} count={report.alarm_count} />
      </section>
      <section>
        <h3>
          {words.report_tickets} <b class="number">{report.ticket_count}</b>
        </h3>
        {report.tickets.map((ticket) => (
          <div key={ticket.id} class="line">
            <span class="number">{ticket.id}</span>
            <span class="line-name">
              <b>{ticket.label ? said(ticket.label) : ticket.text}</b>
              <span class="quiet">
                {[
                  ticket.room ? said(ticket.room) : ticket.subject,
                  ticket.owner && staffName(ticket.owner),
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </span>
            <span class="line-end">
              {word("ticket", ticket.state)}
              {ticket.tier > 0 && (
                <span class="ticket-late">{word("tier", String(ticket.tier))}</span>
              )}
            </span>
          </div>
        ))}
        <Rest named={report.tickets.length} count={report.ticket_count} />
      </section>
      <section>
        <h3>
          {words.shelved} <b class="number">{report.shelved.length}</b>
        </h3>
        {report.shelved.map((one) => (
          <Shelved key={one.alarm.id} shelved={one} plain />
        ))}
      </section>
      <section>
        <h3>
          {words.retired} <b class="number">{report.out_of_service.length}</b>
        </h3>
        {report.out_of_service.map((one) => (
          <Retired key={`${one.rule}:${one.subject}`} retired={one} plain />
        ))}
      </section>
    </div>
  );
}

function Rest({ named, count }: { named: number; count: number }) {
  if (count <= named) return null;
  return <p class="quiet">{fill(text().alarms_more, { count: count - named })}</p>;
}

function PastList({ past, open }: { past: readonly ReportHead[]; open: string }) {
  const words = text();
  return (
    <section class="card no-print past" aria-label={words.report_past}>
      <h2>{words.report_past}</h2>
      {open && (
        <button class="button" onClick={() => go("shift", "handover")}>
          {words.report_back}
        </button>
      )}
      {!past.length && <p class="quiet">{words.report_none}</p>}
      <ul class="lines">
        {past.map((one) => (
          <li key={one.id} class="line">
            <a
              class="link number"
              href={hashOf("shift", `handover.${one.id}`)}
              aria-current={one.id === open}
            >
              {one.id}
            </a>
            <span class="line-name">
              <span class="number">{dateTime(one.utc_ns / 1e6)}</span>
              <span class="quiet">
                {staffName(one.by)} →{" "}
                {one.signed_by ? staffName(one.signed_by) : words.report_unsigned}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Past({ id }: { id: string }) {
  const loaded = useRefreshed(`report ${id}`, "", () => api.report(id));
  const words = text();
  if (loaded.phase === "failed") {
    return <p class="card problem">{fill(words.shift_failed, { reason: loaded.reason })}</p>;
  }
  if (loaded.phase === "loading") return <p class="card quiet">{words.record_loading}</p>;
  const report = loaded.value;
  return (
    <article class="report card" data-report={report.id}>
      <header class="card-head">
        <h2>
          {words.report_title} <span class="number">{report.id}</span>
        </h2>
        <button class="button no-print" onClick={() => print()}>
          {words.print}
        </button>
      </header>
      <p>
        {fill(words.report_written, {
          who: staffTitle(report.by),
          time: dateTime(report.utc_ns / 1e6),
        })}
        {report.signed_by && (
          <>
            {" · "}
            {fill(words.report_signed, {
              who: staffTitle(report.signed_by),
              time: dateTime(report.signed_utc_ns / 1e6),
            })}
          </>
        )}
      </p>
      <Report report={report} />
    </article>
  );
}
