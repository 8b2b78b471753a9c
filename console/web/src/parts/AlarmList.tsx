// The list on the left: the first alarm large, the rest in the order in which they ask.
import { useEffect, useRef } from "preact/hooks";
import type { AlarmView, Site } from "../api/types";
import { select } from "../state/actions";
import { asks } from "../state/alarmlist";
import { useCell } from "../state/cell";
import * as model from "../state/model";
import { language } from "../state/settings";
import { fill, text, word } from "../text";
import { timeOfDay } from "../text/time";
import { AckButton } from "./AckButton";
import { Age } from "./Age";
import { Groups, Under } from "./Groups";
import { AlarmMark, AlarmName, drillClass } from "./Mark";
import { memo } from "./memo";
import { placeAndSubject } from "./words";

export interface AlarmListProps {
  alarms: readonly AlarmView[];
  shown: string;
}

export function AlarmList({ alarms, shown }: AlarmListProps) {
  const tongue = useCell(language);
  const words = text();
  const link = useCell(model.link);
  const site = useCell(model.site);
  const asking = alarms.filter(asks);
  const answered = alarms.filter((alarm) => !asks(alarm));
  const [first, ...others] = asking;
  return (
    <section class="alarm-list" aria-label={words.alarms}>
      <header class="pane-head">
        <h2>{words.alarms}</h2>
        <span class="quiet">
          <b class="number">{asking.length}</b> {words.alarms_asking}
          {" · "}
          <b class="number">{alarms.length}</b> {words.alarms_open}
        </span>
      </header>
      {!alarms.length && link.ready && <Empty />}
      {!link.ready && <p class="empty quiet">{words.loading}</p>}
      {first && <First alarm={first} shown={first.id === shown} />}
      <Groups />
      <ol class="rows">
        {others.map((alarm) => (
          <Row
            key={alarm.id}
            alarm={alarm}
            shown={alarm.id === shown}
            tongue={tongue}
            site={site}
          />
        ))}
        {answered.length > 0 && (
          <li class="rows-head quiet" key="answered">
            {words.alarms_answered} <b class="number">{answered.length}</b>
          </li>
        )}
        {answered.map((alarm) => (
          <Row
            key={alarm.id}
            alarm={alarm}
            shown={alarm.id === shown}
            tongue={tongue}
            site={site}
          />
        ))}
      </ol>
    </section>
  );
}

function Empty() {
  return (
    <div class="empty">
      <p>{text().alarms_none}</p>
      <p class="quiet">{text().alarms_none_why}</p>
    </div>
  );
}

/** The alarm that key A answers: never off the screen. */
function First({ alarm, shown }: { alarm: AlarmView; shown: boolean }) {
  return (
    <article
      class={`first first-${alarm.severity}${shown ? " is-shown" : ""}${drillClass(alarm)}`}
      data-alarm={alarm.id}
      onClick={() => select({ kind: "alarm", id: alarm.id })}
    >
      <div class="first-head">
        <AlarmMark alarm={alarm} size={48} />
        <div>
          <h3>
            <AlarmName alarm={alarm} />
          </h3>
          <p class="first-where">{placeAndSubject(alarm)}</p>
        </div>
        <Age sinceNs={alarm.raised_utc_ns} />
      </div>
      {alarm.recorded === false && <p class="problem">{text().unrecorded}</p>}
      {alarm.state === "returned" && <p class="quiet">{text().state_returned}</p>}
      <AckButton alarm={alarm} top />
      <Under root={alarm.id} />
    </article>
  );
}

interface RowProps {
  alarm: AlarmView;
  shown: boolean;
  tongue: string;
  site: Site | null;
}

const Row = memo(function Row({ alarm, shown }: RowProps) {
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (shown) item.current?.scrollIntoView({ block: "nearest" });
  }, [shown]);
  const choose = (): void => select({ kind: "alarm", id: alarm.id });
  return (
    <li
      ref={item}
      class={`row${shown ? " is-shown" : ""}${asks(alarm) ? " is-asking" : ""}${drillClass(alarm)}`}
    >
      <button class="row-button" data-alarm={alarm.id} onClick={choose} aria-current={shown}>
        <AlarmMark alarm={alarm} size={34} />
        <span class="row-words">
          <span class="row-label">
            <AlarmName alarm={alarm} />
          </span>
          <span class="row-where quiet">{placeAndSubject(alarm)}</span>
        </span>
        <span class="row-time">
          <Age sinceNs={alarm.raised_utc_ns} />
          <span class="quiet">{timeOfDay(alarm.raised_utc_ns / 1e6)}</span>
        </span>
      </button>
      <Note alarm={alarm} />
      <Under root={alarm.id} />
    </li>
  );
});

function Note({ alarm }: { alarm: AlarmView }) {
  const sent = useCell(model.acks).get(alarm.id);
  const words = text();
  if (sent?.phase === "refused") {
    return (
      <p class="row-note ack-refused">
        {words.ack_refused}: {sent.reason}
      </p>
    );
  }
  if (sent) return <p class="row-note quiet">{word("ack", sent.phase)}</p>;
  if (alarm.recorded === false) return <p class="row-note problem">{words.unrecorded}</p>;
  if (alarm.state === "returned") return <p class="row-note quiet">{words.state_returned}</p>;
  if (alarm.occurrences > 1) {
    return <p class="row-note quiet">{fill(words.occurrences, { count: alarm.occurrences })}</p>;
  }
  return null;
}
