// A duty officer's telephone: one alarm, what to do now, and three big buttons.
import { useEffect } from "preact/hooks";
import { api } from "../api/http";
import type { AlarmDetail, AlarmView } from "../api/types";
import { Said } from "../forms/ActForm";
import { Age } from "../parts/Age";
import { Response, far } from "../parts/AlarmCare";
import { Banners, useStale } from "../parts/Banners";
import { AlarmMark, AlarmName, drillClass } from "../parts/Mark";
import { Now } from "../parts/TopBar";
import { useRefreshed } from "../parts/useLoaded";
import { Why } from "../parts/Why";
import { placeAndSubject, placeName, roomName, staffTitle, subjectName } from "../parts/words";
import { acknowledge, mayAcknowledge, signOut } from "../state/actions";
import { asks, standingByUrgency } from "../state/alarmlist";
import { useCell } from "../state/cell";
import * as model from "../state/model";
import { acts } from "../state/records";
import { go } from "../state/route";
import { useSender } from "../state/sending";
import { language } from "../state/settings";
import { mayAsk } from "../state/shift";
import { fill, said, text, word } from "../text";
import { timeOfDay } from "../text/time";

export function PhonePage({ id }: { id: string }) {
  const all = useCell(model.alarms);
  const link = useCell(model.link);
  const stale = useStale();
  useCell(model.site);
  const list = standingByUrgency(all);
  const shown = id ? all.get(id) : undefined;
  const words = text();
  return (
    <div class={`phone${stale ? " is-stale" : ""}`}>
      <Head />
      <Banners controls />
      {shown && <PhoneAlarm key={shown.id} alarm={shown} more={list.length - 1} />}
      {id && !shown && link.ready && <Gone id={id} />}
      {!id && (
        <main class="phone-list">
          {!list.length && (
            <p class="empty">
              {link.ready ? words.alarms_none : words.loading}
              <span class="quiet">{link.ready && words.alarms_none_why}</span>
            </p>
          )}
          {list.map((alarm) => (
            <PhoneRow key={alarm.id} alarm={alarm} />
          ))}
        </main>
      )}
    </div>
  );
}

function Head() {
  const who = useCell(model.session);
  useCell(language);
  const words = text();
  return (
    <header class="phone-head">
      <span class="phone-who">
        {who.phase === "in" && (
          <>
            <b>{said(who.me)}</b> <span class="quiet">{word("role", who.me.role)}</span>
          </>
        )}
      </span>
      <Now />
      <button
        class="button"
        lang={language.value === "zh" ? "en" : "zh-CN"}
        onClick={() => language.set(language.value === "zh" ? "en" : "zh")}
      >
        {words.language_other}
      </button>
      <button class="button" onClick={() => void signOut()}>
        {words.sign_out}
      </button>
    </header>
  );
}

function PhoneRow({ alarm }: { alarm: AlarmView }) {
  return (
    <button
      class={`phone-row${asks(alarm) ? " is-asking" : ""}${drillClass(alarm)}`}
      data-alarm={alarm.id}
      onClick={() => go("phone", alarm.id)}
    >
      <AlarmMark alarm={alarm} size={44} />
      <span>
        <b>
          <AlarmName alarm={alarm} />
        </b>
        <span class="quiet">{placeAndSubject(alarm)}</span>
        <span class="quiet">{word("response", alarm.response)}</span>
      </span>
      <Age sinceNs={alarm.raised_utc_ns} />
    </button>
  );
}

/** The link of a notice leads here also when the alarm is over: what became of it. */
function Gone({ id }: { id: string }) {
  const loaded = useRefreshed(`phone ${id}`, "", () => api.alarm(id));
  const words = text();
  return (
    <main class="phone-gone">
      <p>{loaded.phase === "there" ? words.phone_over : words.phone_gone}</p>
      {loaded.phase === "there" && (
        <p>
          <b>
            <AlarmName alarm={loaded.value} />
          </b>{" "}
          · {placeAndSubject(loaded.value)}
          {loaded.value.disposition && <> · {word("cause", loaded.value.disposition)}</>}
        </p>
      )}
      <button class="button phone-all" onClick={() => go("phone")}>
        {words.phone_list}
      </button>
    </main>
  );
}

function PhoneAlarm({ alarm, more }: { alarm: AlarmView; more: number }) {
  const detail = useRefreshed(alarm.id, String(alarm.n), () => api.alarm(alarm.id));
  const words = text();
  useEffect(() => {
    document.querySelector(".phone-alarm")?.scrollTo(0, 0);
  }, [alarm.id]);
  return (
    <>
      <main class="phone-alarm" data-panel={alarm.id}>
        <button class="phone-back" onClick={() => go("phone")}>
          ‹ {more > 0 ? fill(words.phone_more, { count: more }) : words.phone_list}
        </button>
        <header class={`phone-title phone-title-${alarm.severity}${drillClass(alarm)}`}>
          <AlarmMark alarm={alarm} size={56} />
          <div>
            <h1>
              <AlarmName alarm={alarm} />
            </h1>
            <p>
              {word("state", alarm.state)} · <Age sinceNs={alarm.raised_utc_ns} />
            </p>
          </div>
        </header>
        <dl class="phone-facts">
          <dt>{words.where}</dt>
          <dd>{placeName(alarm)}</dd>
          <dt>{alarm.stay ? words.person : words.col_who}</dt>
          <dd>{subjectName(alarm)}</dd>
          <dt>{words.raised}</dt>
          <dd class="number">
            {timeOfDay(alarm.raised_utc_ns / 1e6)}
            {alarm.occurrences > 1 && ` · ${fill(words.occurrences, { count: alarm.occurrences })}`}
          </dd>
          <Nearest alarm={alarm} />
        </dl>
        <section class={`do-now do-now-${alarm.severity}`}>
          <h3>{words.do_now}</h3>
          <p>{said(alarm.guidance)}</p>
        </section>
        <Response alarm={alarm} />
        <h3>{words.why}</h3>
        {detail.phase === "loading" && <p class="quiet">{words.detail_loading}</p>}
        {detail.phase === "failed" && (
          <p class="problem">{fill(words.detail_failed, { reason: detail.reason })}</p>
        )}
        {detail.phase === "there" && <Why alarm={detail.value} />}
        {detail.phase === "there" && <Steps detail={detail.value} />}
      </main>
      <Buttons alarm={alarm} />
    </>
  );
}

function Nearest({ alarm }: { alarm: AlarmView }) {
  const site = useCell(model.site);
  const camera = site?.cameras.find((one) => one.device === alarm.camera);
  const words = text();
  return (
    <>
      {alarm.officer && (
        <>
          <dt>{words.nearest}</dt>
          <dd>{staffTitle(alarm.officer)}</dd>
        </>
      )}
      {alarm.camera && (
        <>
          <dt>{words.nearest_camera}</dt>
          <dd>{camera ? `${said(camera)} · ${roomName(camera.room)}` : alarm.camera}</dd>
        </>
      )}
    </>
  );
}

function Steps({ detail }: { detail: AlarmDetail }) {
  return (
    <>
      <h3>{text().course}</h3>
      <ol class="course">
        {detail.history.map((entry) => (
          <li key={entry.n}>
            <time>{timeOfDay(entry.utc_ns / 1e6)}</time>
            <span>
              {word("change", entry.change)}
              {entry.by && <span class="quiet"> {staffTitle(entry.by)}</span>}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}

/** I have it, I am coming, it is over: nothing is shown as done before the server said so. */
function Buttons({ alarm }: { alarm: AlarmView }) {
  const sent = useCell(model.acks).get(alarm.id);
  const sender = useSender();
  useCell(acts);
  const words = text();
  const busy = sender.state.phase === "sending" || sent?.phase === "sending";
  const canCome = mayAsk("come") && !far(alarm, "arrived") && alarm.state !== "shelved";
  const canEnd = mayAsk("contain") && far(alarm, "acknowledged") && !far(alarm, "contained");
  if (!mayAcknowledge()) return <p class="phone-buttons quiet">{words.ack_may_not}</p>;
  return (
    <footer class="phone-buttons">
      {asks(alarm) && (
        <button
          class={`button phone-button ack-button ack-${alarm.severity}`}
          data-do="acknowledge"
          disabled={busy || sent?.phase === "accepted"}
          onClick={() => void acknowledge(alarm)}
        >
          {sent && sent.phase !== "refused" ? word("ack", sent.phase) : words.phone_mine}
        </button>
      )}
      {canCome && (
        <button
          class="button phone-button"
          data-do="come"
          disabled={busy}
          onClick={() => void sender.send({ act: "come", alarm: alarm.id })}
        >
          {words.come}
        </button>
      )}
      {canEnd && (
        <button
          class="button phone-button"
          data-do="contain"
          disabled={busy}
          onClick={() => void sender.send({ act: "contain", alarm: alarm.id })}
        >
          {words.contain}
        </button>
      )}
      {sent?.phase === "refused" && (
        <p class="refusal" role="alert">
          <b>{words.ack_refused}</b> {sent.reason}
        </p>
      )}
      {sender.state.phase === "refused" && <Said state={sender.state} />}
    </footer>
  );
}
