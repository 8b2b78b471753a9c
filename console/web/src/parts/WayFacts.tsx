// One instant of a trajectory: where, how sure, in which step, under whom, and who was near.
import { useEffect, useState } from "preact/hooks";
import { api } from "../api/http";
import type { Company, NearView, Trajectory } from "../api/way";
import { useCell } from "../state/cell";
import * as model from "../state/model";
import { gapAt, indexAt, minuteAt } from "../state/way";
import { fill, text, word } from "../text";
import { age, dateTime, timeOfDay } from "../text/time";
import { type Loaded, useRefreshed } from "./useLoaded";
import { roomName, staffTitle } from "./words";

interface FactsProps {
  way: Trajectory;
  atMs: number;
  playing: boolean;
}

/** Asking who was near: once the slider rests, and while it plays once in so long. */
const REST_MS = 250;
const PLAYING_MS = 1_000;

export function WayFacts({ way, atMs, playing }: FactsProps) {
  const words = text();
  useCell(model.site);
  const askedMs = useAskedInstant(atMs, playing);
  const near = useRefreshed(way.stay, String(askedMs), () => api.company(way.stay, askedMs));
  return (
    <section class="way-facts" aria-label={words.way_at}>
      <h2>
        <time class="number">{dateTime(atMs)}</time>
      </h2>
      <dl class="facts">
        <Place way={way} atMs={atMs} />
        <Under way={way} atMs={atMs} near={near} />
      </dl>
      <h3>{words.way_near}</h3>
      <Near near={near} />
    </section>
  );
}

/** The instant, in whole seconds, for which the server is asked; it trails a slider that moves. */
function useAskedInstant(atMs: number, playing: boolean): number {
  const second = Math.round(atMs / 1000) * 1000;
  const [asked, setAsked] = useState(second);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (!playing) return undefined;
    const timer = window.setInterval(() => setTurn((count) => count + 1), PLAYING_MS);
    return () => clearInterval(timer);
  }, [playing]);
  useEffect(
    () => {
      if (playing) {
        setAsked(second);
        return undefined;
      }
      const timer = window.setTimeout(() => setAsked(second), REST_MS);
      return () => clearTimeout(timer);
    },
    playing ? [turn, true] : [second, false],
  );
  return asked;
}

function Place({ way, atMs }: { way: Trajectory; atMs: number }) {
  const words = text();
  const point = way.points[indexAt(way.points, atMs)];
  const gap = gapAt(way.gaps, atMs);
  if (gap) {
    return (
      <>
        <dt>{words.way_place}</dt>
        <dd class="problem">
          {fill(words.way_lost, { age: age(atMs - gap.begin_utc_ns / 1e6) })}
          {gap.room && ` · ${fill(words.way_gap_last, { room: roomName(gap.room.id) })}`}
        </dd>
      </>
    );
  }
  if (!point) {
    return (
      <>
        <dt>{words.way_place}</dt>
        <dd class="problem">{words.way_not_yet}</dd>
      </>
    );
  }
  return (
    <>
      <dt>{words.way_place}</dt>
      <dd class="way-room">{roomName(point[4])}</dd>
      <dt>{words.way_fix}</dt>
      <dd class="number">
        {timeOfDay(point[0] / 1e6)} · {fill(words.way_fix_age, { age: age(atMs - point[0] / 1e6) })}
      </dd>
      <dt>{words.way_error}</dt>
      <dd class="number">±{point[5].toFixed(1)} m</dd>
    </>
  );
}

interface UnderProps {
  way: Trajectory;
  atMs: number;
  near: Loaded<Company>;
}

/** The step and the officer who answered by the record, and whether a tag says they were there. */
function Under({ way, atMs, near }: UnderProps) {
  const words = text();
  const minute = minuteAt(way.minutes, atMs);
  if (!way.minutes.length) {
    return (
      <>
        <dt>{words.responsible}</dt>
        <dd class="quiet">{words.way_no_record}</dd>
      </>
    );
  }
  if (!minute) return null;
  return (
    <>
      <dt>{words.way_stage}</dt>
      <dd>
        {minute.stage} {word("stage", minute.stage)}
        {minute.session && ` · ${word("session", minute.session)}`}
      </dd>
      <dt>{words.responsible}</dt>
      <dd>
        {minute.responsible ? staffTitle(minute.responsible) : words.nobody}
        {minute.responsible && <Beside staff={minute.responsible} near={near} />}
      </dd>
    </>
  );
}

function Beside({ staff, near }: { staff: string; near: Loaded<Company> }) {
  const words = text();
  if (near.phase !== "there" || !near.value.fix) {
    return <span class="quiet"> · {words.way_responsible_unknown}</span>;
  }
  const there = near.value.near.some((one) => one.kind === "staff" && one.id === staff);
  return there ? (
    <span> · {words.way_responsible_near}</span>
  ) : (
    <span class="quiet"> · {words.way_responsible_far}</span>
  );
}

function Near({ near }: { near: Loaded<Company> }) {
  const words = text();
  if (near.phase === "loading") return <p class="quiet">{words.way_near_loading}</p>;
  if (near.phase === "failed") {
    return <p class="problem">{fill(words.way_near_failed, { reason: near.reason })}</p>;
  }
  const { value } = near;
  if (!value.fix) return <p class="quiet">{words.way_near_unknown}</p>;
  const why = fill(words.way_near_why, {
    metres: value.near_m,
    seconds: Math.round(value.fresh_ns / 1e9),
  });
  return (
    <>
      {value.near.length ? (
        <ul class="way-near">
          {value.near.map((one) => (
            <NearLine key={`${one.kind}:${one.id}`} one={one} />
          ))}
        </ul>
      ) : (
        <p>{words.way_near_none}</p>
      )}
      <p class="quiet way-why">{why}</p>
    </>
  );
}

function NearLine({ one }: { one: NearView }) {
  const words = text();
  return (
    <li>
      <i class={`way-mark way-mark-${one.kind}`} aria-hidden="true" />
      <span>{one.kind === "staff" ? staffTitle(one.id) : `${words.person} ${one.id}`}</span>
      <span class="quiet">
        {one.same_room ? words.way_same_room : one.room && roomName(one.room.id)}
      </span>
      <span class="number">{fill(words.way_metres, { metres: one.distance_m.toFixed(1) })}</span>
    </li>
  );
}
