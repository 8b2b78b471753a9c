// The nearest legal limits as rings that empty: shape, time and colour band.
import type { StayView } from "../api/types";
import { select } from "../state/actions";
import { useCell } from "../state/cell";
import { second, serverNowMs } from "../state/clock";
import * as model from "../state/model";
import { text } from "../text";
import { countdown, hourMinute } from "../text/time";
import { roomName, stayRoom } from "./words";

const SHOWN_MAX = 6;
const ROUND = 2 * Math.PI * 15;

export function nearest(stays: ReadonlyMap<string, StayView>): StayView[] {
  return [...stays.values()]
    .filter((stay) => stay.open && stay.clock !== null)
    .sort((a, b) => (a.clock?.limit_utc_ns ?? 0) - (b.clock?.limit_utc_ns ?? 0))
    .slice(0, SHOWN_MAX);
}

export function Limits({ controls }: { controls: boolean }) {
  const stays = useCell(model.stays);
  useCell(model.site);
  const found = nearest(stays);
  return (
    <section class="limits" aria-label={text().limits}>
      <h2>{text().limits}</h2>
      {!found.length && <p class="quiet">{text().limits_none}</p>}
      <ol>
        {found.map((stay) => (
          <li key={stay.stay}>
            {controls ? (
              <button class="limit" onClick={() => select({ kind: "stay", id: stay.stay })}>
                <LimitFace stay={stay} />
              </button>
            ) : (
              <div class="limit">
                <LimitFace stay={stay} />
              </div>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

function LimitFace({ stay }: { stay: StayView }) {
  return (
    <>
      <Ring stay={stay} />
      <span class="limit-words">
        <span class="limit-who">{stay.stay}</span>
        <Left stay={stay} />
        <span class="quiet limit-room">{roomName(stayRoom(stay))}</span>
      </span>
    </>
  );
}

/** 1:03:22 left until 14:10, or how far over. */
export function Left({ stay }: { stay: StayView }) {
  useCell(second);
  if (!stay.clock) return <span class="quiet">{text().no_clock}</span>;
  const limitMs = stay.clock.limit_utc_ns / 1e6;
  const leftMs = limitMs - serverNowMs();
  return (
    <span class={`limit-left band-${colourOf(stay)}`}>
      <b class="number">{countdown(leftMs)}</b>{" "}
      <span class="limit-until">
        {leftMs < 0 ? text().clock_over : `${text().clock_until} ${hourMinute(limitMs)}`}
      </span>
    </span>
  );
}

export function Ring({ stay }: { stay: StayView }) {
  useCell(second);
  if (!stay.clock) return null;
  const leftNs = stay.clock.limit_utc_ns - serverNowMs() * 1e6;
  const allNs = Math.max(1, stay.clock.limit_utc_ns - stay.arrived_utc_ns);
  const part = Math.min(1, Math.max(0, leftNs / allNs));
  const over = leftNs < 0;
  return (
    <svg class={`ring band-${colourOf(stay)}`} viewBox="0 0 40 40" aria-hidden="true">
      <circle class="ring-bed" cx="20" cy="20" r="15" />
      <circle
        class="ring-left"
        cx="20"
        cy="20"
        r="15"
        stroke-dasharray={`${over ? ROUND : part * ROUND} ${ROUND}`}
        transform="rotate(-90 20 20)"
      />
      {over && <path class="ring-over" d="M20 12V22M20 26V28" />}
    </svg>
  );
}

function colourOf(stay: StayView): string {
  return stay.clock?.colour || "none";
}
