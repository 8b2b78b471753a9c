// The time slider: its strip wears the colours of the way, gaps are cut out of it.
import type { Trajectory } from "../api/way";
import type { Player } from "../state/player";
import { SPEEDS, rowStepped, spanOf, stepped } from "../state/way";
import { fill, text } from "../text";
import { dateTime, day, timeOfDay } from "../text/time";

interface SliderProps {
  way: Trajectory;
  player: Player;
}

export function WaySlider({ way, player }: SliderProps) {
  const words = text();
  const { atMs, playing, to } = player;
  const [fromMs, toMs] = spanOf(way);
  return (
    <footer class="way-bar">
      <div class="way-buttons">
        <button
          class="button"
          aria-label={words.way_row_back}
          title={`${words.way_row_back} [`}
          onClick={() => to(rowStepped(way, atMs, -1))}
        >
          |‹
        </button>
        <button
          class="button"
          aria-label={words.way_step_back}
          title={`${words.way_step_back} ←`}
          onClick={() => to(stepped(way, atMs, -1))}
        >
          ‹
        </button>
        <button
          class="button button-main way-play"
          aria-pressed={playing}
          onClick={() => player.play(!playing)}
        >
          {playing ? `❚❚ ${words.way_stop}` : `▶ ${words.way_play}`}
        </button>
        <button
          class="button"
          aria-label={words.way_step_on}
          title={`${words.way_step_on} →`}
          onClick={() => to(stepped(way, atMs, 1))}
        >
          ›
        </button>
        <button
          class="button"
          aria-label={words.way_row_on}
          title={`${words.way_row_on} ]`}
          onClick={() => to(rowStepped(way, atMs, 1))}
        >
          ›|
        </button>
      </div>
      <div class="way-track">
        <Strip way={way} />
        <input
          type="range"
          class="way-slider"
          aria-label={words.way_slider}
          aria-valuetext={dateTime(atMs)}
          min={Math.floor(fromMs)}
          max={Math.ceil(toMs)}
          step={1}
          value={Math.round(atMs)}
          onInput={(event) => {
            player.play(false);
            to(Number(event.currentTarget.value));
          }}
        />
        <p class="way-ends number">
          <span>{end(fromMs, toMs, fromMs)}</span>
          <span class="quiet way-hint">{words.way_keys}</span>
          <span>{end(fromMs, toMs, toMs)}</span>
        </p>
      </div>
      <div class="way-speeds" role="group" aria-label={words.way_speed}>
        {SPEEDS.map((speed) => (
          <button
            key={speed}
            class="button number"
            aria-pressed={speed === player.speed}
            onClick={() => player.setSpeed(speed)}
          >
            {speed}×
          </button>
        ))}
      </div>
    </footer>
  );
}

/** Older to newer as on the map; a gap is a hole with a dashed edge. */
function Strip({ way }: { way: Trajectory }) {
  const words = text();
  const [fromMs, toMs] = spanOf(way);
  const spanMs = Math.max(1, toMs - fromMs);
  const part = (ns: number): number =>
    Math.min(100, Math.max(0, ((ns / 1e6 - fromMs) / spanMs) * 100));
  return (
    <div class="way-strip" title={`${words.way_older} → ${words.way_newer}`}>
      {way.gaps.map((gap) => {
        const left = part(gap.begin_utc_ns);
        return (
          <i
            key={gap.begin_utc_ns}
            class={gap.rule ? "way-hole is-long" : "way-hole"}
            title={fill(words.way_span_words, {
              from: timeOfDay(gap.begin_utc_ns / 1e6),
              to: timeOfDay(gap.end_utc_ns / 1e6),
            })}
            style={{ left: `${left}%`, width: `${part(gap.end_utc_ns) - left}%` }}
          />
        );
      })}
    </div>
  );
}

function end(fromMs: number, toMs: number, atMs: number): string {
  return day(fromMs) === day(toMs) ? timeOfDay(atMs) : dateTime(atMs);
}
