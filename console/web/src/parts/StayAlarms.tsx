// The open alarms of one person, each with its why one press away.
import { useState } from "preact/hooks";
import { api } from "../api/http";
import type { AlarmView } from "../api/types";
import { openByUrgency } from "../state/alarmlist";
import { useCell } from "../state/cell";
import * as model from "../state/model";
import { fill, said, text } from "../text";
import { Age } from "./Age";
import { AlarmMark, AlarmName } from "./Mark";
import { useRefreshed } from "./useLoaded";
import { Why } from "./Why";
import { placeName } from "./words";

export function StayAlarms({ stay }: { stay: string }) {
  const alarms = openByUrgency(useCell(model.alarms)).filter((alarm) => alarm.stay === stay);
  if (!alarms.length) return null;
  return (
    <section class="card stay-alarms" aria-label={text().alarms_of_person}>
      <h2>{text().alarms_of_person}</h2>
      <ul>
        {alarms.map((alarm) => (
          <StayAlarm key={alarm.id} alarm={alarm} />
        ))}
      </ul>
    </section>
  );
}

function StayAlarm({ alarm }: { alarm: AlarmView }) {
  const [open, setOpen] = useState(false);
  return (
    <li>
      <button class="row-button" aria-expanded={open} onClick={() => setOpen(!open)}>
        <AlarmMark alarm={alarm} size={30} />
        <span class="row-words">
          <span class="row-label">
            <AlarmName alarm={alarm} />
          </span>
          <span class="row-where quiet">
            {alarm.rule} · {placeName(alarm)}
          </span>
        </span>
        <Age sinceNs={alarm.raised_utc_ns} />
      </button>
      {open && <AlarmWhy alarm={alarm} />}
    </li>
  );
}

function AlarmWhy({ alarm }: { alarm: AlarmView }) {
  const detail = useRefreshed(alarm.id, String(alarm.n), () => api.alarm(alarm.id));
  const words = text();
  if (detail.phase === "loading") return <p class="quiet">{words.detail_loading}</p>;
  if (detail.phase === "failed") {
    return <p class="problem">{fill(words.detail_failed, { reason: detail.reason })}</p>;
  }
  return (
    <>
      <p class="do-now">{said(alarm.guidance)}</p>
      <Why alarm={detail.value} />
    </>
  );
}
