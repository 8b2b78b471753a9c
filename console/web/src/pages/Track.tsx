// A person's trajectory: the map with a time slider, gaps and rooms as rows, who was with whom.
import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "../api/http";
import type { Site } from "../api/types";
import type { Span, Trajectory } from "../api/way";
import { WayMap } from "../map/WayMap";
import { type Loaded, useRefreshed } from "../parts/useLoaded";
import { WayFacts } from "../parts/WayFacts";
import { WayRows } from "../parts/WayRows";
import { WaySlider } from "../parts/WaySlider";
import { WayHead } from "../parts/WayHead";
import { useCell } from "../state/cell";
import { serverNowMs } from "../state/clock";
import * as model from "../state/model";
import { type Player, usePlayer } from "../state/player";
import {
  EVERYTHING,
  FAR_MS,
  around,
  faster,
  openedAt,
  rowStepped,
  spanOf,
  stepped,
} from "../state/way";
import { fill, text } from "../text";
import { timeOfDay } from "../text/time";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** `opened` is a stay, or with a full stop the instant to begin at: D-0001.1795000000000. */
export function TrackPage({ opened }: { opened: string }) {
  const { stay: id, atMs } = openedAt(opened);
  const [span, setSpan] = useState<Span>(atMs ? around(atMs) : EVERYTHING);
  const [turn, setTurn] = useState(0);
  const [last, setLast] = useState<Trajectory | null>(null);
  const site = useCell(model.site);
  const version = `${span[0]}-${span[1]}-${turn}`;
  const [answered, setAnswered] = useState("");
  const asked = useRefreshed(id, version, () =>
    api.trajectory(id, span).finally(() => setAnswered(version)),
  );
  const there = asked.phase === "there" ? asked.value : null;
  useEffect(() => {
    if (there) setLast(there);
  }, [there]);
  // What was read before stays, so that a shorter time can be chosen after a refusal.
  const way = there ?? last;
  const again = (): void => setTurn(turn + 1);
  return (
    <main class={`way-page${way ? "" : " is-waiting"}`} data-track={id}>
      <Trouble id={id} asked={asked} onSpan={setSpan} onAgain={again} />
      {way && site && (
        <Way
          way={way}
          site={site}
          beginMs={atMs}
          busy={answered !== version}
          onSpan={setSpan}
          onAgain={again}
        />
      )}
    </main>
  );
}

interface TroubleProps {
  id: string;
  asked: Loaded<Trajectory>;
  onSpan: (span: Span) => void;
  onAgain: () => void;
}

function Trouble({ id, asked, onSpan, onAgain }: TroubleProps) {
  const words = text();
  const stay = useCell(model.stays).get(id);
  if (asked.phase === "there") return null;
  if (asked.phase === "loading") return <p class="way-trouble quiet">{words.way_loading}</p>;
  return (
    <p class="way-trouble problem" role="alert">
      {fill(words.way_failed, { reason: asked.reason })}{" "}
      <button class="button" onClick={onAgain}>
        {words.way_again}
      </button>{" "}
      {stay?.open && (
        <button class="button" onClick={() => onSpan([serverNowMs() - HOUR_MS, FAR_MS])}>
          {words.way_hour}
        </button>
      )}
    </p>
  );
}

interface WayProps {
  way: Trajectory;
  site: Site;
  /** The instant to begin at; 0 is the newest. */
  beginMs: number;
  /** Another stretch was asked for and is on its way. */
  busy: boolean;
  onSpan: (span: Span) => void;
  onAgain: () => void;
}

function Way({ way, site, beginMs, busy, onSpan, onAgain }: WayProps) {
  const player = usePlayer(spanOf(way), beginMs);
  useKeys(way, player);
  const words = text();
  return (
    <>
      <WayHead way={way} atMs={player.atMs} busy={busy} onSpan={onSpan} onAgain={onAgain} />
      <section class="way-map">
        {!way.whole && (
          <p class="way-note" role="alert">
            {fill(words.way_cut, { time: timeOfDay(way.to_utc_ns / 1e6) })}
          </p>
        )}
        {!way.points.length && <p class="way-note">{words.way_nothing}</p>}
        <WayMap way={way} site={site} atMs={player.atMs} />
      </section>
      <aside class="way-side">
        <WayFacts way={way} atMs={player.atMs} playing={player.playing} />
        <WayRows way={way} atMs={player.atMs} onJump={player.to} />
      </aside>
      <WaySlider way={way} player={player} />
    </>
  );
}

/** The keys of the page stand beside those of the desk; letters stay the desk's. */
function useKeys(way: Trajectory, player: Player): void {
  const now = useRef({ way, player });
  now.current = { way, player };
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || elsewhere(event)) return;
      if (!pressed(event, now.current.way, now.current.player)) return;
      event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}

/** In a field, a list or an open sheet the keys are theirs; on a button the space bar is. */
function elsewhere(event: KeyboardEvent): boolean {
  const { target } = event;
  if (document.querySelector("dialog[open]") || !(target instanceof HTMLElement)) return true;
  if (target.matches("input:not([type=range]), textarea, select")) return true;
  return event.key === " " && target.matches("button, a, summary");
}

function pressed(event: KeyboardEvent, way: Trajectory, player: Player): boolean {
  const { atMs, to } = player;
  switch (event.key) {
    case " ":
      player.play(!player.playing);
      return true;
    case "ArrowLeft":
      to(event.shiftKey ? atMs - MINUTE_MS : stepped(way, atMs, -1));
      return true;
    case "ArrowRight":
      to(event.shiftKey ? atMs + MINUTE_MS : stepped(way, atMs, 1));
      return true;
    case "[":
      to(rowStepped(way, atMs, -1));
      return true;
    case "]":
      to(rowStepped(way, atMs, 1));
      return true;
    case "Home":
      to(spanOf(way)[0]);
      return true;
    case "End":
      to(spanOf(way)[1]);
      return true;
    case "+":
    case "=":
      player.setSpeed(faster(player.speed, 1));
      return true;
    case "-":
      player.setSpeed(faster(player.speed, -1));
      return true;
    default:
      return false;
  }
}
