// The wall's alarms: the first on top and large, the rest in whole cards; nothing is cut off.
import type { AlarmView } from "../api/types";
import { asks, childrenOf, standingByUrgency, wallCards, wallRest } from "../state/alarmlist";
import { useCell } from "../state/cell";
import * as model from "../state/model";
import { type OpenIncident, incidents, openIncidents } from "../state/shift";
import { fill, said, text } from "../text";
import { Age } from "./Age";
import { Flood, floodOf } from "./Groups";
import { AlarmMark, AlarmName, drillClass } from "./Mark";
import { useLeaves } from "./useLeaves";
import { placeAndSubject } from "./words";

/** More cards than these are counted only: at one page in six seconds nobody would see them. */
const CARDS_MAX = 60;
const NAMED_MAX = 6;

export function WallColumn() {
  const all = useCell(model.alarms);
  const link = useCell(model.link);
  const events = openIncidents(useCell(incidents), all);
  useCell(model.site);
  const list = standingByUrgency(all);
  const asking = list.filter((alarm) => alarm.severity === 1 && asks(alarm));
  const { body, leaf, page, pages, dense } = useLeaves(asking);
  const event = eventsByAlarm(events);
  const inEvents = new Set(event.keys());
  const cards = wallCards(list, inEvents, CARDS_MAX);
  const beyond = wallRest(list, cards, inEvents, dense);
  const first = cards[0] && asks(cards[0]) ? cards[0] : undefined;
  const flood = floodOf(all);
  const morePrimary = leaf.hiddenP1 + beyond.filter((alarm) => alarm.severity === 1).length;
  const more = leaf.hidden + beyond.length - morePrimary;
  return (
    <section class="wall-alarms" aria-live="polite">
      {flood && <Flood alarm={flood} />}
      {first && <WallAlarm alarm={first} first event={event.get(first.id)} />}
      <div class="wall-body" ref={body}>
        <div class="wall-cards">
          {!cards.length && !events.length && (
            <p class="empty">{link.ready ? text().alarms_none : text().loading}</p>
          )}
          {events.map((one) => (
            <WallIncident key={one.incident.id} {...one} cards={cards} />
          ))}
          {cards
            .filter((alarm) => alarm !== first)
            .map((alarm) => (
              <WallAlarm key={alarm.id} alarm={alarm} event={event.get(alarm.id)} />
            ))}
        </div>
      </div>
      {(more > 0 || morePrimary > 0) && (
        <More primary={morePrimary} more={more} page={page} pages={pages} />
      )}
    </section>
  );
}

/** What is not on this page: P1 first and loud; which page of how many. */
function More(props: { primary: number; more: number; page: number; pages: number }) {
  const { primary, more, page, pages } = props;
  return (
    <footer class="wall-more" aria-live="off">
      {primary > 0 && <strong>{fill(text().wall_more_p1, { count: primary })}</strong>}
      {more > 0 && <span class="quiet">{fill(text().alarms_more, { count: more })}</span>}
      {pages > 1 && (
        <span class="wall-page quiet number">
          {page + 1} / {pages}
        </span>
      )}
    </footer>
  );
}

/** Which incident each alarm belongs to. */
function eventsByAlarm(events: readonly OpenIncident[]): Map<string, OpenIncident> {
  return new Map(events.flatMap((one) => one.alarms.map((alarm) => [alarm.id, one] as const)));
}

interface CardProps {
  alarm: AlarmView;
  first?: boolean;
  event?: OpenIncident | undefined;
}

function WallAlarm({ alarm, first = false, event }: CardProps) {
  const state = (asks(alarm) ? "asking" : "answered") + (first ? " is-first" : "");
  return (
    <article
      class={`wall-alarm wall-alarm-${alarm.severity} is-${state}${drillClass(alarm)}`}
      data-alarm={alarm.id}
      data-severity={alarm.severity}
    >
      <AlarmMark alarm={alarm} size="1em" />
      <div>
        <h2>
          <AlarmName alarm={alarm} />
        </h2>
        <p>
          {placeAndSubject(alarm)}
          {event && <span class="wall-of">{said(event.incident.label)}</span>}
        </p>
        <WallUnder root={alarm.id} />
      </div>
      <Age sinceNs={alarm.raised_utc_ns} />
    </article>
  );
}

/** Several alarms that are one event; those that have no card of their own are named here. */
function WallIncident({ incident, alarms, cards }: OpenIncident & { cards: readonly AlarmView[] }) {
  const unnamed = alarms.filter((alarm) => !cards.includes(alarm));
  const more = unnamed.length - NAMED_MAX;
  const worst = Math.min(...alarms.map(({ severity }) => severity));
  return (
    <article class={`wall-incident wall-incident-${worst}`} data-incident={incident.id}>
      <h2>
        {said(incident.label)} <Age sinceNs={incident.utc_ns} />
      </h2>
      <p>{fill(text().incident_alarms, { count: alarms.length })}</p>
      <ul>
        {unnamed.slice(0, NAMED_MAX).map((alarm) => (
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
