// One alarm in full: what, where, who, do now, why, who is told, what happened since.
import { useState } from "preact/hooks";
import { api } from "../api/http";
import type { AlarmDetail, AlarmView } from "../api/types";
import { closeAlarm, mayClose, select } from "../state/actions";
import { asks } from "../state/alarmlist";
import { useCell } from "../state/cell";
import * as model from "../state/model";
import { hashOf, readsRecords } from "../state/route";
import { fill, said, text, word } from "../text";
import { dateTime, timeOfDay } from "../text/time";
import { shiftVersion } from "../state/shift";
import { openedFor } from "../state/way";
import { AckButton } from "./AckButton";
import { Age } from "./Age";
import { AlarmCare, Going } from "./AlarmCare";
import { AlarmMark, AlarmName, drillClass } from "./Mark";
import { useRefreshed } from "./useLoaded";
import { Why } from "./Why";
import { noteWords, placeName, staffName, subjectName } from "./words";

export function AlarmPanel({ alarm, top }: { alarm: AlarmView; top: boolean }) {
  useCell(model.site);
  const words = text();
  const version = useCell(shiftVersion);
  const detail = useRefreshed(alarm.id, `${alarm.n} ${version}`, () => api.alarm(alarm.id));
  return (
    <section class="panel alarm-panel" aria-label={words.what} data-panel={alarm.id}>
      <header class={`panel-head panel-head-${alarm.severity}${drillClass(alarm)}`}>
        <AlarmMark alarm={alarm} size={48} />
        <div>
          <h2>
            <AlarmName alarm={alarm} />
          </h2>
          <p>
            {word("state", alarm.state)}
            {alarm.by && alarm.state === "acknowledged" && ` · ${staffName(alarm.by)}`}
          </p>
        </div>
      </header>
      <dl class="facts">
        <dt>{words.where}</dt>
        <dd>
          <Place alarm={alarm} />
        </dd>
        <dt>{alarm.stay ? words.who : words.col_who}</dt>
        <dd>
          <Subject alarm={alarm} />
        </dd>
        <dt>{words.raised}</dt>
        <dd>
          <span class="number">{timeOfDay(alarm.raised_utc_ns / 1e6)}</span> ·{" "}
          <Age sinceNs={alarm.raised_utc_ns} />
          {alarm.occurrences > 1 && ` · ${fill(words.occurrences, { count: alarm.occurrences })}`}
        </dd>
      </dl>
      <div class={`do-now do-now-${alarm.severity}`}>
        <h3>{words.do_now}</h3>
        <p>{said(alarm.guidance)}</p>
        <AckButton alarm={alarm} top={top} />
        <Going alarm={alarm} />
      </div>
      <h3>{words.why}</h3>
      {detail.phase === "loading" && <p class="quiet">{words.detail_loading}</p>}
      {detail.phase === "failed" && (
        <p class="problem">{fill(words.detail_failed, { reason: detail.reason })}</p>
      )}
      {detail.phase === "there" && <Why alarm={detail.value} />}
      <h3>{words.told}</h3>
      <Told alarm={alarm} />
      {detail.phase === "there" && <Course detail={detail.value} />}
      {detail.phase === "there" && <AlarmCare alarm={alarm} detail={detail.value} />}
      {!asks(alarm) && alarm.state !== "shelved" && mayClose() && (
        <CloseForm key={alarm.id} id={alarm.id} />
      )}
    </section>
  );
}

function Place({ alarm }: { alarm: AlarmView }) {
  const { room } = alarm;
  if (!room || room.id === "outside") return <>{placeName(alarm)}</>;
  return (
    <button class="link" onClick={() => select({ kind: "room", id: room.id })}>
      {said(room)}
    </button>
  );
}

function Subject({ alarm }: { alarm: AlarmView }) {
  const kind = word("subject", alarm.subject_kind);
  if (!alarm.stay) {
    return (
      <>
        {kind} · {subjectName(alarm)}
      </>
    );
  }
  return (
    <>
      <button class="link" onClick={() => select({ kind: "stay", id: alarm.stay })}>
        {text().person} {alarm.stay}
      </button>
      <Around alarm={alarm} />
    </>
  );
}

/** Where the person had been when it rang, for whoever may read trajectories. */
function Around({ alarm }: { alarm: AlarmView }) {
  const who = useCell(model.session);
  if (who.phase !== "in" || !readsRecords(who.me.role)) return null;
  return (
    <a class="link" href={hashOf("track", openedFor(alarm.stay, alarm.raised_utc_ns))}>
      {text().way_around}
    </a>
  );
}

function Told({ alarm }: { alarm: AlarmView }) {
  if (!alarm.told.length) return <p class="quiet">{text().not_recorded}</p>;
  return (
    <ul class="chips">
      {alarm.told.map((code) => (
        <li key={code}>{word("told", code)}</li>
      ))}
    </ul>
  );
}

function Course({ detail }: { detail: AlarmDetail }) {
  return (
    <>
      <h3>{text().course}</h3>
      <ol class="course">
        {detail.history.map((entry) => (
          <li key={entry.n}>
            <time title={dateTime(entry.utc_ns / 1e6)}>{timeOfDay(entry.utc_ns / 1e6)}</time>
            <span>
              {word("change", entry.change)}
              {entry.by && (
                <span class="quiet"> {fill(text().by, { who: staffName(entry.by) })}</span>
              )}
              {entry.note && <span class="course-note">{noteWords(entry)}</span>}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}

const CAUSES = ["true", "benign", "false_logic", "false_data", "undetermined"] as const;

function CloseForm({ id }: { id: string }) {
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const words = text();
  if (!open) {
    return (
      <button class="button" onClick={() => setOpen(true)}>
        {words.close_alarm}
      </button>
    );
  }
  const send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const cause = String(form.get("cause") ?? "");
    const action = String(form.get("action") ?? "").trim();
    if (!cause || !action) return setProblem(words.close_need);
    setBusy(true);
    const refused = await closeAlarm(id, cause, action);
    setBusy(false);
    if (refused) setProblem(`${words.ack_refused}: ${refused}`);
  };
  return (
    <form class="close-form" onSubmit={(event) => void send(event)}>
      <fieldset>
        <legend>{words.close_cause}</legend>
        {CAUSES.map((cause) => (
          <label key={cause} class="choice">
            <input type="radio" name="cause" value={cause} /> {word("cause", cause)}
          </label>
        ))}
      </fieldset>
      <label class="field">
        {words.close_action}
        <textarea name="action" rows={2} maxLength={500} />
      </label>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <div class="buttons">
        <button class="button button-main" disabled={busy}>
          {busy ? words.ack_sending : words.close_send}
        </button>
        <button class="button" type="button" onClick={() => setOpen(false)}>
          {words.close_cancel}
        </button>
      </div>
    </form>
  );
}
