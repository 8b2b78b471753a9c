// The wall: all levels, the alarms in big letters, the nearest legal limits. No controls.
import { useLayoutEffect, useMemo, useState } from "preact/hooks";
import type { AlarmView } from "../api/types";
import { MapView } from "../map/MapView";
import { Age } from "../parts/Age";
import { Banners, useStale } from "../parts/Banners";
import { Flood, floodOf } from "../parts/Groups";
import { HeadCount } from "../parts/HeadCount";
import { HealthLamps } from "../parts/HealthLamps";
import { Limits } from "../parts/Limits";
import { AlarmMark, AlarmName, drillClass } from "../parts/Mark";
import { Now } from "../parts/TopBar";
import { placeAndSubject } from "../parts/words";
import { asks, childrenOf, standingByUrgency, wallCards } from "../state/alarmlist";
import { useCell } from "../state/cell";
import * as model from "../state/model";
import { type OpenIncident, incidents, openIncidents } from "../state/shift";
import { fill, said, text } from "../text";

const SHOWN_MAX = 6;
const NO_TRACK: [] = [];

export function WallPage() {
  const site = useCell(model.site);
  const all = useCell(model.alarms);
  const link = useCell(model.link);
  const stale = useStale();
  const unit = useUnit();
  const known = useCell(incidents);
  const list = useMemo(() => standingByUrgency(all), [all]);
  const events = openIncidents(known, all);
  const inEvents = new Set(events.flatMap((one) => one.alarms.map((alarm) => alarm.id)));
  const flood = floodOf(all);
  const cards = wallCards(list, inEvents, SHOWN_MAX);
  const more = list.filter((alarm) => !cards.includes(alarm) && !inEvents.has(alarm.id)).length;
  const words = text();
  return (
    <div class={`wall${stale ? " is-stale" : ""}`}>
      <header class="wall-head">
        <a class="site-name" href="#/" aria-label={words.wall_back}>
          <strong>{site ? said(site) : words.product}</strong>
        </a>
        <HeadCount />
        <HealthLamps named />
        <Now />
      </header>
      <Banners controls={false} />
      <section class="wall-map">
        {site ? (
          <MapView site={site} levels={site.levels} unit={unit} titles track={NO_TRACK} />
        ) : (
          <p class="empty quiet">{words.loading}</p>
        )}
      </section>
      <section class="wall-alarms" aria-live="polite">
        {flood && <Flood alarm={flood} />}
        {events.map((one) => (
          <WallIncident key={one.incident.id} {...one} />
        ))}
        {!cards.length && !events.length && (
          <div class="empty">
            <p>{link.ready ? words.alarms_none : words.loading}</p>
          </div>
        )}
        {cards.map((alarm, index) => (
          <WallAlarm key={alarm.id} alarm={alarm} first={index === 0 && asks(alarm)} />
        ))}
        {more > 0 && <p class="wall-more quiet">{fill(words.alarms_more, { count: more })}</p>}
      </section>
      <Limits controls={false} />
    </div>
  );
}

function WallAlarm({ alarm, first }: { alarm: AlarmView; first: boolean }) {
  const state = (asks(alarm) ? "asking" : "answered") + (first ? " is-first" : "");
  return (
    <article class={`wall-alarm wall-alarm-${alarm.severity} is-${state}${drillClass(alarm)}`}>
      <AlarmMark alarm={alarm} size="1em" />
      <div>
        <h2>
          <AlarmName alarm={alarm} />
        </h2>
        <p>{placeAndSubject(alarm)}</p>
        <WallUnder root={alarm.id} />
      </div>
      <Age sinceNs={alarm.raised_utc_ns} />
    </article>
  );
}

/** Several alarms that are one event, and what they are. */
function WallIncident({ incident, alarms }: OpenIncident) {
  const more = alarms.length - SHOWN_MAX;
  return (
    <article class="wall-incident" data-incident={incident.id}>
      <h2>
        {said(incident.label)} <Age sinceNs={incident.utc_ns} />
      </h2>
      <ul>
        {alarms.slice(0, SHOWN_MAX).map((alarm) => (
          <li key={alarm.id}>
            <AlarmMark alarm={alarm} size="1.4em" /> <AlarmName alarm={alarm} /> ·{" "}
            {placeAndSubject(alarm)}
          </li>
        ))}
        {more > 0 && <li class="quiet">{fill(text().alarms_more, { count: more })}</li>}
      </ul>
    </article>
  );
}

/** How many alarms are shown under this one. */
function WallUnder({ root }: { root: string }) {
  const count = childrenOf(root, useCell(model.alarms)).length;
  if (!count) return null;
  return <p class="quiet">{fill(text().under_root, { count })}</p>;
}

/** One wall unit: a 1920x1080 wall's pixel; a 3840x2160 wall has two. */
function useUnit(): number {
  const [unit, setUnit] = useState(unitNow);
  useLayoutEffect(() => {
    const take = (): void => setUnit(unitNow());
    addEventListener("resize", take);
    return () => removeEventListener("resize", take);
  }, []);
  return unit;
}

function unitNow(): number {
  return Math.max(0.5, Math.min(innerWidth / 1920, innerHeight / 1080));
}
