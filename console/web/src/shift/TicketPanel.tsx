// One ticket: its way so far, and the step that is next for the reader.
import { useState } from "preact/hooks";
import { api } from "../api/http";
import type { TicketDetail, TicketStep, TicketView } from "../api/shift";
import { Said } from "../forms/ActForm";
import { Reason } from "../parts/CareForm";
import { useRefreshed } from "../parts/useLoaded";
import { staffName } from "../parts/words";
import { useCell } from "../state/cell";
import { second, serverNowMs } from "../state/clock";
import * as model from "../state/model";
import { acts } from "../state/records";
import { go } from "../state/route";
import { useSender } from "../state/sending";
import { mayAsk, shiftVersion } from "../state/shift";
import { STATES, isOver } from "../state/tickets";
import { fill, said, text, word } from "../text";
import { age, dateTime, fieldTime, instantOf } from "../text/time";

/** How long is left, or since when it is overdue and who hears of it (SYS-05). */
export function Due({ ticket }: { ticket: TicketView }) {
  useCell(second);
  const words = text();
  if (isOver(ticket)) return null;
  const leftMs = ticket.due_utc_ns / 1e6 - serverNowMs();
  if (leftMs > 0) {
    return <span class="quiet number">{fill(words.ticket_left, { age: age(leftMs) })}</span>;
  }
  return (
    <span class="ticket-late">
      {fill(words.ticket_late, { age: age(-leftMs) })}
      {ticket.tier > 0 && ` · ${word("tier", String(ticket.tier))}`}
    </span>
  );
}

export function TicketPanel({ id }: { id: string }) {
  const version = useCell(shiftVersion);
  const loaded = useRefreshed(`ticket ${id}`, String(version), () => api.ticket(id));
  const words = text();
  if (loaded.phase === "failed") {
    return <p class="card problem">{fill(words.shift_failed, { reason: loaded.reason })}</p>;
  }
  if (loaded.phase === "loading") return <p class="card quiet">{words.record_loading}</p>;
  return <Ticket ticket={loaded.value} />;
}

function Ticket({ ticket }: { ticket: TicketDetail }) {
  const words = text();
  const alarm = useCell(model.alarms).get(ticket.alarm);
  const openAlarm = (): void => {
    model.selection.set({ kind: "alarm", id: ticket.alarm });
    go("console");
  };
  return (
    <section class="card ticket" aria-label={ticket.id} data-open-ticket={ticket.id}>
      <header class="card-head">
        <h2>
          <span class="number">{ticket.id}</span>{" "}
          {ticket.label ? said(ticket.label) : words.ticket_seen}
        </h2>
        <button class="button" onClick={() => go("shift", "tickets")}>
          {words.form_back}
        </button>
      </header>
      <Track ticket={ticket} />
      <p class="ticket-text">{ticket.text}</p>
      <dl class="facts facts-small">
        <dt>{words.where}</dt>
        <dd>{ticket.room ? said(ticket.room) : ticket.subject}</dd>
        {ticket.owner && (
          <>
            <dt>{words.ticket_owner}</dt>
            <dd>{staffName(ticket.owner)}</dd>
          </>
        )}
        {!isOver(ticket) && (
          <>
            <dt>{words.ticket_due}</dt>
            <dd>
              <span class="number">{dateTime(ticket.due_utc_ns / 1e6)}</span>{" "}
              <Due ticket={ticket} />
            </dd>
          </>
        )}
        {ticket.alarm && (
          <>
            <dt>{words.col_alarm}</dt>
            <dd>
              {alarm ? (
                <button class="link" onClick={openAlarm}>
                  {ticket.alarm}
                </button>
              ) : (
                <span class="number">{ticket.alarm}</span>
              )}
            </dd>
          </>
        )}
      </dl>
      <Steps key={ticket.state} ticket={ticket} />
      <h3>{words.course}</h3>
      <ol class="course">
        {ticket.history.map((one, index) => (
          <li key={index}>
            <time title={dateTime(one.utc_ns / 1e6)}>{dateTime(one.utc_ns / 1e6)}</time>
            <span>
              {word("ticket", one.state)}{" "}
              <span class="quiet">{fill(words.by, { who: staffName(one.by) })}</span>
              {one.state === "issued" && one.owner && ` → ${staffName(one.owner)}`}
              {one.note && <span class="course-note">{one.note}</span>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Track({ ticket }: { ticket: TicketView }) {
  const at = STATES.indexOf(ticket.state);
  return (
    <ol class="response">
      {STATES.map((name, index) => (
        <li
          key={name}
          class={index <= at ? "is-done" : ""}
          aria-current={index === at ? "step" : undefined}
        >
          {word("ticket", name)}
        </li>
      ))}
    </ol>
  );
}

/** The steps from here, each with its button, or why it is not for the reader. */
function Steps({ ticket }: { ticket: TicketDetail }) {
  const words = text();
  useCell(acts);
  const [note, setNote] = useState("");
  const sender = useSender();
  if (!ticket.steps.length) return <p class="quiet">{words.ticket_done}</p>;
  if (!mayAsk("step_ticket")) return <p class="quiet">{words.form_not_mine}</p>;
  const take = (step: string): Promise<string | null> =>
    sender.send({ act: "step_ticket", ticket: ticket.id, step, note: note.trim() });
  const own = ticket.steps.filter((one) => one.step !== "issue");
  return (
    <div class="ticket-steps">
      {ticket.steps.some((one) => one.step === "issue") && <Issue ticket={ticket} />}
      {own.length > 0 && (
        <>
          {own.some((one) => one.allowed) && (
            <Reason label={words.note} value={note} onChange={setNote} />
          )}
          <div class="buttons">
            {own.map((one) => (
              <StepButton
                key={one.step}
                step={one}
                busy={sender.state.phase === "sending"}
                onTake={() => void take(one.step)}
              />
            ))}
          </div>
          {own
            .filter((one) => !one.allowed && one.reason)
            .slice(0, 1)
            .map((one) => (
              <p key={one.step} class="quiet" role="status">
                {words.ticket_not_you} {one.reason && said(one.reason)}
              </p>
            ))}
          <Said state={sender.state} />
        </>
      )}
    </div>
  );
}

interface StepButtonProps {
  step: TicketStep;
  busy: boolean;
  onTake: () => void;
}

function StepButton({ step, busy, onTake }: StepButtonProps) {
  return (
    <button
      class={`button${step.step === "reject" ? "" : " button-main"}`}
      data-step={step.step}
      disabled={busy || !step.allowed}
      onClick={onTake}
    >
      {word("step", step.step)}
    </button>
  );
}

const HOUR_MS = 3_600_000;
const TERMS = [4, 24, 72, 168];

/** To whom, and until when. */
function Issue({ ticket }: { ticket: TicketDetail }) {
  const site = useCell(model.site);
  const [to, setTo] = useState("");
  const [due, setDue] = useState(() => fieldTime(serverNowMs() + 24 * HOUR_MS));
  const [note, setNote] = useState("");
  const sender = useSender();
  const words = text();
  const dueMs = instantOf(due);
  const roles = [...new Set((site?.staff ?? []).map((one) => one.role))];
  const send = (): Promise<string | null> =>
    sender.send({
      act: "step_ticket",
      ticket: ticket.id,
      step: "issue",
      to,
      due_utc_ns: dueMs * 1e6,
      note: note.trim(),
    });
  return (
    <form
      class="care-form"
      data-care="issue"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label class="field">
        {words.ticket_owner}
        <select value={to} onChange={(event) => setTo(event.currentTarget.value)}>
          <option value="">{words.choose}</option>
          {roles.map((role) => (
            <optgroup key={role} label={word("role", role)}>
              {site?.staff
                .filter((one) => one.role === role)
                .map((one) => (
                  <option key={one.id} value={one.id}>
                    {said(one)}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      </label>
      <div class="buttons" role="group" aria-label={words.ticket_due}>
        {TERMS.map((hours) => (
          <button
            key={hours}
            type="button"
            class="button"
            onClick={() => setDue(fieldTime(serverNowMs() + hours * HOUR_MS))}
          >
            {hours < 24
              ? fill(words.hours_count, { count: hours })
              : fill(words.days_count, { count: hours / 24 })}
          </button>
        ))}
      </div>
      <label class="field">
        {words.ticket_due}
        <input
          type="datetime-local"
          step="1"
          value={due}
          onInput={(event) => setDue(event.currentTarget.value)}
        />
      </label>
      <Reason label={words.note} value={note} onChange={setNote} />
      <div class="buttons">
        <button
          class="button button-main"
          data-step="issue"
          disabled={!to || Number.isNaN(dueMs) || sender.state.phase === "sending"}
        >
          {words.step_issue}
        </button>
      </div>
      <Said state={sender.state} />
    </form>
  );
}
