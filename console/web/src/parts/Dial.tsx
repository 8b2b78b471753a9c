// A clock of the law as a ring that empties: time left within, colour band and shape around it.
import { useState } from "preact/hooks";
import type { RecordClock } from "../api/record";
import { serverNowMs, second } from "../state/clock";
import { useCell } from "../state/cell";
import { fill, said, text, word } from "../text";
import { countdown, dateTime, hourMinute, span } from "../text/time";
import { ClockTimes } from "./ClockTimes";
import { whenDue } from "./words";

const RADIUS = 42;
const ROUND = 2 * Math.PI * RADIUS;

export interface DialFace {
  /** Part of the limit that is left, 0..1. */
  part: number;
  leftMs: number;
  over: boolean;
}

/** How a clock stands now; a paused clock stands still, one without an instant shows nothing. */
export function faceOf(clock: RecordClock, nowMs: number): DialFace | null {
  if (!clock.due_utc_ns || !clock.limit_ns) return null;
  const leftMs = clock.paused
    ? (clock.limit_ns - clock.used_ns) / 1e6
    : clock.due_utc_ns / 1e6 - nowMs;
  const part = Math.min(1, Math.max(0, (leftMs * 1e6) / clock.limit_ns));
  return { part, leftMs, over: leftMs < 0 };
}

export function DialRing({ clock, size }: { clock: RecordClock; size: number }) {
  useCell(second);
  const face = faceOf(clock, serverNowMs());
  const shown = face?.over ? 1 : (face?.part ?? 0);
  return (
    <svg
      class={`dial band-${clock.colour || "none"}${clock.paused ? " is-paused" : ""}`}
      width={size}
      height={size}
      viewBox="0 0 100 100"
      aria-hidden="true"
    >
      <circle class="ring-bed" cx="50" cy="50" r={RADIUS} />
      <circle
        class="ring-left"
        cx="50"
        cy="50"
        r={RADIUS}
        stroke-dasharray={`${shown * ROUND} ${ROUND}`}
        transform="rotate(-90 50 50)"
      />
      <text class="dial-left" x="50" y="52">
        {face ? short(face.leftMs) : "—"}
      </text>
      {face && (
        <text class={face.over ? "dial-over" : "dial-unit"} x="50" y="70">
          {face.over ? text().clock_over_short : unitOf(face.leftMs)}
        </text>
      )}
    </svg>
  );
}

/** Inside the ring there is room for two units: 7:59 hours, 12:05 minutes, 3 d. */
function short(leftMs: number): string {
  const total = Math.floor(Math.abs(leftMs) / 1000);
  if (total >= 48 * 3600) return fill(text().clock_days, { d: Math.floor(total / 86_400) });
  const whole = countdown(leftMs);
  return total >= 3600 ? whole.slice(0, -3) : whole.slice(2);
}

function unitOf(leftMs: number): string {
  if (leftMs >= DAYS_FROM_MS) return "";
  return leftMs >= HOUR_MS ? text().unit_hours : text().unit_minutes;
}

const HOUR_MS = 3_600_000;
const DAYS_FROM_MS = 48 * HOUR_MS;

interface DialProps {
  clock: RecordClock;
  size?: number;
  /** What may be done about it: grant the next rung, hold the review. */
  action?: { label: string; open: () => void } | undefined;
}

export function Dial({ clock, size = 80, action }: DialProps) {
  const [open, setOpen] = useState(false);
  const words = text();
  const due = clock.due_utc_ns / 1e6;
  return (
    <li class={`clock clock-${clock.colour}`} data-clock={clock.id}>
      <button class="clock-button" aria-expanded={open} onClick={() => setOpen(!open)}>
        <DialRing clock={clock} size={size} />
        <span class="clock-words">
          <b class="clock-name">{said(clock)}</b>
          <span class="number">
            {clock.due_utc_ns ? `${words.clock_until} ${whenDue(due)}` : statusWord(clock)}
          </span>
          {clock.statutory_utc_ns > 0 && clock.statutory_utc_ns !== clock.due_utc_ns && (
            <span class="quiet number clock-statute">
              {fill(words.clock_statutory_short, { time: whenDue(clock.statutory_utc_ns / 1e6) })}
            </span>
          )}
          <span class={`clock-band band-${clock.colour}`}>{bandWord(clock)}</span>
          {clock.next_utc_ns > 0 && (
            <span class="quiet number clock-next">
              {fill(words.clock_next, {
                colour: word("band", nextOf(clock)),
                time: whenDue(clock.next_utc_ns / 1e6),
              })}
            </span>
          )}
        </span>
      </button>
      {open && <ClockBasis clock={clock} />}
      {action && (
        <button class="button clock-action" onClick={action.open}>
          {action.label}
        </button>
      )}
    </li>
  );
}

/** The colour that comes next. */
export function nextOf(clock: RecordClock): string {
  return clock.bands.find((band) => band.begins_utc_ns === clock.next_utc_ns)?.colour ?? "";
}

function bandWord(clock: RecordClock): string {
  if (clock.paused) return text().clock_paused;
  if (faceOf(clock, serverNowMs())?.over) return text().check_overdue;
  return word("band", clock.colour || "none");
}

function statusWord(clock: RecordClock): string {
  return word("clock_status", clock.status);
}

function ClockBasis({ clock }: { clock: RecordClock }) {
  const words = text();
  return (
    <dl class="facts facts-small clock-basis">
      <dt>{words.basis}</dt>
      <dd>
        {said(clock.basis)} <span class="rule-chip">{clock.id}</span>
      </dd>
      {clock.due_utc_ns > 0 && (
        <>
          <dt>{words.clock_due_exact}</dt>
          <dd class="number">{dateTime(clock.due_utc_ns / 1e6)}</dd>
        </>
      )}
      {clock.statutory_utc_ns > 0 && clock.statutory_utc_ns !== clock.due_utc_ns && (
        <>
          <dt>{words.clock_statutory}</dt>
          <dd class="number">{dateTime(clock.statutory_utc_ns / 1e6)}</dd>
        </>
      )}
      <dt>{words.clock_used}</dt>
      <dd class="number">
        {span(clock.used_ns)} / {span(clock.limit_ns)}
      </dd>
      {clock.started_utc_ns > 0 && (
        <>
          <dt>{words.clock_started}</dt>
          <dd class="number">{dateTime(clock.started_utc_ns / 1e6)}</dd>
        </>
      )}
      {clock.paused_ns > 0 && (
        <>
          <dt>{words.clock_paused_for}</dt>
          <dd class="number">{span(clock.paused_ns)}</dd>
        </>
      )}
      {clock.extension && <ExtensionFacts clock={clock} />}
      <ClockTimes clock={clock} />
      {clock.faults.map((fault) => (
        <dd key={fault} class="problem clock-fault">
          {words.clock_fault}: {fault}
        </dd>
      ))}
    </dl>
  );
}

function ExtensionFacts({ clock }: { clock: RecordClock }) {
  const { extension } = clock;
  if (!extension) return null;
  return (
    <>
      <dt>{text().clock_next_rung}</dt>
      <dd>
        {fill(text().clock_rung_words, {
          limit: span(extension.limit_ns),
          rank: word("rank", extension.approver),
        })}
        {extension.grounds.length > 0 && (
          <span class="quiet">
            {" "}
            {extension.grounds.map((one) => word("ground", one)).join(" / ")}
          </span>
        )}
      </dd>
    </>
  );
}

/** 14:10 with its colour, for lists. */
export function DueWords({ utcNs }: { utcNs: number }) {
  useCell(second);
  const leftMs = utcNs / 1e6 - serverNowMs();
  return (
    <span class={`due${leftMs < 0 ? " due-over" : ""}`}>
      <b class="number">{countdown(leftMs)}</b>{" "}
      <span class="quiet">
        {leftMs < 0 ? text().check_overdue : `${text().clock_until} ${hourMinute(utcNs / 1e6)}`}
      </span>
    </span>
  );
}
