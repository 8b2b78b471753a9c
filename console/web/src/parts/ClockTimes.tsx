// Every colour of a clock with the instant it begins, its pauses, and what corrections moved.
import type { BandView, RecordClock } from "../api/record";
import { serverNowMs } from "../state/clock";
import { fill, text, word } from "../text";
import { whenDue } from "./words";

export function ClockTimes({ clock }: { clock: RecordClock }) {
  const words = text();
  const nowNs = serverNowMs() * 1e6;
  const now = standingBand(clock, nowNs);
  // Colour asks for somebody: what has not begun is told quietly.
  const look = (band: BandView): string =>
    band.begins_utc_ns && band.begins_utc_ns <= nowNs ? `band-${band.colour}` : "quiet";
  return (
    <>
      {clock.bands.length > 0 && (
        <>
          <dt>{words.clock_bands}</dt>
          <dd>
            <ol class="clock-bands">
              {clock.bands.map((band) => (
                <li key={band.colour} class={`clock-band ${look(band)}`}>
                  <b>{word("band", band.colour)}</b>{" "}
                  <span class="number">
                    {band.begins_utc_ns
                      ? fill(words.clock_from, { time: whenDue(band.begins_utc_ns / 1e6) })
                      : words.clock_band_paused}
                  </span>
                  {band === now && <span class="rule-chip">{words.clock_now}</span>}
                </li>
              ))}
            </ol>
          </dd>
        </>
      )}
      {clock.pauses.length > 0 && (
        <>
          <dt>{words.clock_pauses}</dt>
          <dd class="number">
            {clock.pauses.map((pause) => (
              <div key={pause.from_utc_ns}>
                {fill(words.clock_pause, {
                  from: whenDue(pause.from_utc_ns / 1e6),
                  to: pause.to_utc_ns ? whenDue(pause.to_utc_ns / 1e6) : words.clock_pause_open,
                })}
              </div>
            ))}
          </dd>
        </>
      )}
      {clock.versions.length > 0 && (
        <>
          <dt>{words.clock_versions}</dt>
          <dd class="number">
            {clock.versions.map((one) => (
              <div key={one.event}>
                {fill(words.clock_version, {
                  before: whenDue(one.before_utc_ns / 1e6),
                  after: whenDue(one.after_utc_ns / 1e6),
                  event: one.event,
                })}
              </div>
            ))}
          </dd>
        </>
      )}
    </>
  );
}

/** The colour that holds at an instant; none while the clock is green. */
export function standingBand(clock: RecordClock, nowNs: number): BandView | undefined {
  return clock.bands.filter((band) => band.begins_utc_ns && band.begins_utc_ns <= nowNs).at(-1);
}
