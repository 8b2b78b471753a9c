// Over every page while a drill runs, or is to come: what is a drill, and that all else is not.
import { isOpen } from "../state/alarmlist";
import { useCell } from "../state/cell";
import { second, serverNowMs } from "../state/clock";
import * as model from "../state/model";
import { useAside } from "../state/shift";
import { fill, said, text } from "../text";
import { timeOfDay } from "../text/time";
import { DrillMark } from "./Mark";
import { placeAndSubject, staffName } from "./words";

export function DrillBanner() {
  const alarms = useCell(model.alarms);
  const aside = useAside().value;
  useCell(second);
  useCell(model.site);
  const running = [...alarms.values()].filter((one) => one.drill && isOpen(one));
  const ahead = (aside?.drills ?? []).filter((one) => one.until_utc_ns / 1e6 > serverNowMs());
  if (!running.length && !ahead.length) return null;
  const words = text();
  return (
    <div class="banner banner-drill" data-drills={running.length} data-drills-ahead={ahead.length}>
      <DrillMark />
      {running.length > 0 && <strong>{words.drill_runs}</strong>}
      {running.map((one) => (
        <span key={one.id}>
          {said(one.label)} · {placeAndSubject(one)}
        </span>
      ))}
      {ahead.map((one) => (
        <span key={`${one.rule}:${one.subject}`}>
          {fill(words.drill_ahead, {
            what: `${said(one.label)} · ${one.subject}`,
            time: timeOfDay(one.until_utc_ns / 1e6),
            who: staffName(one.by),
          })}
        </span>
      ))}
      <span>{words.drill_else}</span>
    </div>
  );
}
