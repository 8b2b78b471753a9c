// What belongs together on top of the alarm list: a flood, incidents, and alarms under a root.
import { useEffect, useState } from "preact/hooks";
import type { AlarmView } from "../api/types";
import { select } from "../state/actions";
import { asks, childrenOf } from "../state/alarmlist";
import { useCell } from "../state/cell";
import * as model from "../state/model";
import { type OpenIncident, incidents, openIncidents } from "../state/shift";
import { fill, said, text } from "../text";
import { Age } from "./Age";
import { AlarmMark, AlarmName } from "./Mark";
import { placeAndSubject } from "./words";

export const FLOOD_RULE = "SYS-06";
/** An incident that stood open this long is being read: another one does not fold it. */
const READ_MS = 1000;

export function Groups() {
  const alarms = useCell(model.alarms);
  const known = useCell(incidents);
  useCell(model.site);
  const flood = floodOf(alarms);
  const events = openIncidents(known, alarms);
  if (!flood && !events.length) return null;
  return (
    <div class="groups">
      {flood && <Flood alarm={flood} />}
      {events.map((one) => (
        <Incident key={one.incident.id} {...one} alone={events.length === 1} />
      ))}
    </div>
  );
}

export function floodOf(alarms: ReadonlyMap<string, AlarmView>): AlarmView | undefined {
  return [...alarms.values()].find((alarm) => alarm.rule === FLOOD_RULE);
}

/** More alarms than a person can read: what is no P1 is counted here, not lost. */
export function Flood({ alarm }: { alarm: AlarmView }) {
  const alarms = useCell(model.alarms);
  const count = childrenOf(alarm.id, alarms).length;
  const words = text();
  return (
    <div class="flood" role="status" data-flood={alarm.id}>
      <strong>{words.flood}</strong> <Age sinceNs={alarm.raised_utc_ns} /> ·{" "}
      <span>{count ? fill(words.flood_under, { count }) : words.flood_alone}</span>
    </div>
  );
}

/** One incident is open; of several only what they are, until somebody opens one. */
function Incident({ incident, alarms, alone }: OpenIncident & { alone: boolean }) {
  const words = text();
  const [chosen, choose] = useState<boolean | null>(null);
  const open = chosen ?? alone;
  useEffect(() => {
    if (!alone) return;
    const timer = setTimeout(() => choose((known) => known ?? true), READ_MS);
    return () => clearTimeout(timer);
  }, [alone]);
  return (
    <article class="incident" data-incident={incident.id}>
      <button class="incident-head" aria-expanded={open} onClick={() => choose(!open)}>
        <strong>
          {open ? "▾" : "▸"} {said(incident.label)}
        </strong>
        <span class="quiet">{fill(words.incident_alarms, { count: alarms.length })}</span>
        <Age sinceNs={incident.utc_ns} />
      </button>
      {open && <p>{said(incident.guidance)}</p>}
      {open && <Short alarms={alarms} />}
    </article>
  );
}

/** The alarms that are shown under another one: counted, and listed when somebody wants them. */
export function Under({ root }: { root: string }) {
  const alarms = childrenOf(root, useCell(model.alarms));
  const [open, setOpen] = useState(false);
  if (!alarms.length) return null;
  return (
    <div class="under" onClick={(event) => event.stopPropagation()}>
      <button class="under-button" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? "▾" : "▸"} {fill(text().under_root, { count: alarms.length })}
      </button>
      {open && <Short alarms={alarms} />}
    </div>
  );
}

/** One line an alarm: mark, words, place. */
export function Short({ alarms }: { alarms: readonly AlarmView[] }) {
  return (
    <ul class="short">
      {alarms.map((alarm) => (
        <li key={alarm.id} class={asks(alarm) ? "is-asking" : ""}>
          <button
            class="short-button"
            data-alarm={alarm.id}
            onClick={() => select({ kind: "alarm", id: alarm.id })}
          >
            <AlarmMark alarm={alarm} size={22} />
            <span>
              <AlarmName alarm={alarm} />
            </span>
            <span class="quiet">{placeAndSubject(alarm)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
