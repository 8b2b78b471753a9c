// Whose trajectory, of which time, and which other time may be shown.
import type { Span, Trajectory } from "../api/way";
import { hashOf } from "../state/route";
import { beside, isLong, spanFor, spanOf } from "../state/way";
import { fill, text } from "../text";
import { dateTime, day, timeOfDay } from "../text/time";

interface HeadProps {
  way: Trajectory;
  atMs: number;
  busy: boolean;
  onSpan: (span: Span) => void;
  onAgain: () => void;
}

export function WayHead({ way, atMs, busy, onSpan, onAgain }: HeadProps) {
  const words = text();
  const ended = way.ended_utc_ns
    ? fill(words.way_ended, { time: dateTime(way.ended_utc_ns / 1e6) })
    : words.way_stay_open;
  return (
    <header class="way-head">
      <a class="button button-link" aria-label={words.way_back} href={hashOf("stay", way.stay)}>
        ‹ <span>{words.way_back}</span>
      </a>
      <div>
        <h1>
          {words.way_title} <span class="number">{way.stay}</span>
        </h1>
        <p class="quiet">
          {words.arrived} {dateTime(way.arrived_utc_ns / 1e6)} · {ended} · {words.way_logged}
        </p>
      </div>
      <Spans way={way} atMs={atMs} busy={busy} onSpan={onSpan} onAgain={onAgain} />
    </header>
  );
}

function Spans({ way, atMs, busy, onSpan, onAgain }: HeadProps) {
  const words = text();
  const before = beside(way, -1);
  const after = beside(way, 1);
  const shown = spanOf(way);
  const sameDay = day(shown[0]) === day(shown[1]);
  const to = sameDay ? timeOfDay(shown[1]) : dateTime(shown[1]);
  return (
    <div class="way-spans" role="group" aria-label={words.way_span}>
      <p class="way-span number" aria-busy={busy}>
        {busy ? words.way_loading : fill(words.way_span_words, { from: dateTime(shown[0]), to })}
      </p>
      <div class="buttons">
        <button class="button" disabled={!before} onClick={() => before && onSpan(before)}>
          ‹ {words.way_earlier}
        </button>
        <button class="button" onClick={() => onSpan(spanFor("whole", way, atMs))}>
          {isLong(way) ? words.way_last_day : words.way_whole}
        </button>
        <button class="button" onClick={() => onSpan(spanFor("hour", way, atMs))}>
          {words.way_hour}
        </button>
        <button class="button" onClick={() => onSpan(spanFor("close", way, atMs))}>
          {words.way_close}
        </button>
        <button class="button" disabled={!after} onClick={() => after && onSpan(after)}>
          {words.way_later} ›
        </button>
        <button class="button" onClick={onAgain} aria-label={words.way_again}>
          ↻
        </button>
      </div>
    </div>
  );
}
