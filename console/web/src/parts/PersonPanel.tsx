// A person (a detainee by pseudonym, or staff): where, how sure, whose, which clock, which alarms.
import type { AlarmView, Person, StayView } from "../api/types";
import { select } from "../state/actions";
import { openByUrgency } from "../state/alarmlist";
import { useCell } from "../state/cell";
import { second, serverNowMs } from "../state/clock";
import * as model from "../state/model";
import { personOf, pictureVersion } from "../state/picture";
import { isLost } from "../map/lostness";
import { hashOf, readsRecords } from "../state/route";
import { fill, text, word } from "../text";
import { age, timeOfDay } from "../text/time";
import { Age } from "./Age";
import { Left, Ring } from "./Limits";
import { AlarmMark, AlarmName } from "./Mark";
import type { TrackState } from "./useTrack";
import { placeName, roomName, staffName, staffTitle, stayRoom } from "./words";

export function StayPanel({ id, track }: { id: string; track: TrackState }) {
  useCell(pictureVersion);
  useCell(second);
  const stay = useCell(model.stays).get(id);
  const alarms = openByUrgency(useCell(model.alarms)).filter((alarm) => alarm.stay === id);
  const person = personOf(`stay:${id}`);
  const who = useCell(model.session);
  const words = text();
  const room = person?.room || (stay ? stayRoom(stay) : "");
  return (
    <section class="panel" aria-label={`${words.person} ${id}`} data-panel={id}>
      <PanelHead kind={words.person} name={id} />
      {who.phase === "in" && readsRecords(who.me.role) && (
        <a class="button button-link" href={hashOf("stay", id)}>
          {words.open_stay_page}
        </a>
      )}
      <dl class="facts">
        <dt>{words.where}</dt>
        <dd>{room ? roomName(room) : words.unknown_place}</dd>
        <Seen person={person} />
        {stay && <StayFacts stay={stay} />}
      </dl>
      {stay?.clock && <ClockFacts stay={stay} />}
      <Body person={person} />
      <PersonAlarms alarms={alarms} />
      <h3>{words.track}</h3>
      <TrackWords track={track} />
      {who.phase === "in" && readsRecords(who.me.role) && (
        <a class="button button-link" href={hashOf("track", id)}>
          {words.way_open}
        </a>
      )}
    </section>
  );
}

export function StaffPanel({ id }: { id: string }) {
  useCell(pictureVersion);
  useCell(second);
  const stays = [...useCell(model.stays).values()].filter((stay) => stay.responsible === id);
  const person = personOf(`staff:${id}`);
  const role = model.site.value?.staff.find((one) => one.id === id)?.role ?? "";
  const words = text();
  return (
    <section class="panel" aria-label={staffTitle(id)} data-panel={id}>
      <PanelHead kind={word("role", role)} name={staffName(id)} />
      <dl class="facts">
        <dt>{words.where}</dt>
        <dd>{person ? roomName(person.room) : words.unknown_place}</dd>
        <Seen person={person} />
        <dt>{words.person}</dt>
        <dd>
          {!stays.length && <span class="quiet">{words.not_recorded}</span>}
          {stays.map((stay) => (
            <button
              key={stay.stay}
              class="link"
              onClick={() => select({ kind: "stay", id: stay.stay })}
            >
              {stay.stay}
            </button>
          ))}
        </dd>
      </dl>
    </section>
  );
}

export function PanelHead({ kind, name }: { kind: string; name: string }) {
  return (
    <header class="panel-head">
      <div>
        <p class="quiet">{kind}</p>
        <h2 class="number">{name}</h2>
      </div>
      <button class="button panel-back" onClick={() => select(model.NOTHING)}>
        {text().close_panel} <kbd>Esc</kbd>
      </button>
    </header>
  );
}

function Seen({ person }: { person: Person | null }) {
  const words = text();
  if (!person) {
    return (
      <>
        <dt>{words.seen}</dt>
        <dd class="quiet">{words.never_seen}</dd>
      </>
    );
  }
  const lost = isLost(person, serverNowMs());
  const ago = age(serverNowMs() - person.seen_utc_ns / 1e6);
  return (
    <>
      <dt>{words.seen}</dt>
      <dd class={lost ? "problem" : ""}>
        <span class="number">{timeOfDay(person.seen_utc_ns / 1e6)}</span>
        {" · "}
        {lost
          ? fill(words.lost_for, { age: ago })
          : `${words.accuracy} ±${person.accuracy_m.toFixed(1)} m`}
      </dd>
    </>
  );
}

function StayFacts({ stay }: { stay: StayView }) {
  const words = text();
  return (
    <>
      <dt>{words.responsible}</dt>
      <dd>
        {stay.responsible ? (
          <button class="link" onClick={() => select({ kind: "staff", id: stay.responsible })}>
            {staffName(stay.responsible)}
          </button>
        ) : (
          words.nobody
        )}
      </dd>
      <dt>{words.arrived}</dt>
      <dd>
        <span class="number">{timeOfDay(stay.arrived_utc_ns / 1e6)}</span> ·{" "}
        <Age sinceNs={stay.arrived_utc_ns} />
      </dd>
      <dt>{words.band}</dt>
      <dd class="number">{stay.band || words.not_recorded}</dd>
      <dt>{words.flags}</dt>
      <dd>
        {stay.flags.length
          ? stay.flags.map((flag) => word("flag", flag)).join(" · ")
          : words.no_flags}
      </dd>
    </>
  );
}

function ClockFacts({ stay }: { stay: StayView }) {
  return (
    <div class="clock-facts">
      <Ring stay={stay} />
      <div>
        <h3>{text().legal_clock}</h3>
        <Left stay={stay} />
      </div>
    </div>
  );
}

const ARCS = ["pulse", "oxygen", "motion"] as const;

function Body({ person }: { person: Person | null }) {
  const words = text();
  if (!person) return null;
  return (
    <>
      <h3>{words.body}</h3>
      {person.arcs === null ? (
        <p class="quiet">{words.body_withheld}</p>
      ) : (
        <ul class="chips">
          {ARCS.map((arc) => (
            <li key={arc} class={`body-${person.arcs?.[arc]}`}>
              {word("body", arc)}: {word("body", person.arcs?.[arc] ?? "unknown")}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

export function PersonAlarms({ alarms }: { alarms: readonly AlarmView[] }) {
  if (!alarms.length) return null;
  return (
    <>
      <h3>{text().alarms}</h3>
      <ul class="small-alarms">
        {alarms.map((alarm) => (
          <li key={alarm.id}>
            <button class="row-button" onClick={() => select({ kind: "alarm", id: alarm.id })}>
              <AlarmMark alarm={alarm} size={30} />
              <span class="row-words">
                <span class="row-label">
                  <AlarmName alarm={alarm} />
                </span>
                <span class="row-where quiet">{placeName(alarm)}</span>
              </span>
              <Age sinceNs={alarm.raised_utc_ns} />
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function TrackWords({ track }: { track: TrackState }) {
  const words = text();
  switch (track.phase) {
    case "loading":
      return <p class="quiet">{words.track_loading}</p>;
    case "failed":
      return <p class="problem">{fill(words.track_failed, { reason: track.reason })}</p>;
    case "there":
      return track.value.length ? (
        <TrackSpan track={track} />
      ) : (
        <p class="quiet">{words.track_none}</p>
      );
    default:
      return null;
  }
}

function TrackSpan({ track }: { track: Extract<TrackState, { phase: "there" }> }) {
  const first = track.value[0]?.[0] ?? 0;
  const last = track.value[track.value.length - 1]?.[0] ?? 0;
  return (
    <p>
      <span class="number">
        {timeOfDay(first / 1e6)} – {timeOfDay(last / 1e6)}
      </span>{" "}
      <span class="quiet">{fill(text().track_points, { count: track.value.length })}</span>
    </p>
  );
}
