// Over every page that is not about alarms: the one that asks first, and its button. Never hidden.
import { topAlarm } from "../state/actions";
import { asks, standingByUrgency } from "../state/alarmlist";
import { useCell } from "../state/cell";
import * as model from "../state/model";
import { go } from "../state/route";
import { select } from "../state/actions";
import { fill, text } from "../text";
import { AckButton } from "./AckButton";
import { Age } from "./Age";
import { AlarmMark, AlarmName, drillClass } from "./Mark";
import { placeAndSubject } from "./words";

const STRIP_FROM = 3;

export function AlarmStrip() {
  const all = standingByUrgency(useCell(model.alarms));
  useCell(model.acks);
  useCell(model.site);
  const top = topAlarm() ?? all.find(asks);
  if (!top || top.severity > STRIP_FROM) return null;
  const more = all.filter(asks).length - 1;
  const open = (): void => {
    select({ kind: "alarm", id: top.id });
    go("console");
  };
  return (
    <section class={`strip strip-${top.severity}${drillClass(top)}`} aria-label={text().alarms_top}>
      <button class="strip-alarm" onClick={open} data-alarm={top.id}>
        <AlarmMark alarm={top} size={36} />
        <b>
          <AlarmName alarm={top} />
        </b>
        <span>{placeAndSubject(top)}</span>
        <Age sinceNs={top.raised_utc_ns} />
      </button>
      {more > 0 && <span class="quiet">{fill(text().strip_more, { count: more })}</span>}
      <AckButton alarm={top} top />
    </section>
  );
}
