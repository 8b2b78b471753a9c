// Who it is, where, in which step, who answers; and the medical fast track, always within reach.
import type { RecordView } from "../api/record";
import { openAct } from "../forms/opened";
import { useCell } from "../state/cell";
import { second } from "../state/clock";
import { acts } from "../state/records";
import * as model from "../state/model";
import { hashOf } from "../state/route";
import { fill, said, text, word } from "../text";
import { dateTime, timeOfDay } from "../text/time";
import { Age } from "./Age";
import { lawClocks } from "./Clocks";
import { DialRing } from "./Dial";
import { FastTrack } from "./FastTrack";
import { staffName, whenDue } from "./words";

export function StayHead({ record }: { record: RecordView }) {
  const { stay, stage } = record;
  useCell(model.site);
  const words = text();
  return (
    <header class="stay-head">
      <div class="stay-who">
        <p class="quiet">{words.person}</p>
        <h1 class="number">{stay.stay}</h1>
      </div>
      <div class="stay-facts">
        <p class="stay-line">
          <b>
            {stay.stage} {stage ? said(stage) : word("stage", stay.stage || "quick")}
          </b>
          {stage && stage.entered_utc_ns > 0 && (
            <span class="quiet">
              {" "}
              {fill(words.since_time, { time: timeOfDay(stage.entered_utc_ns / 1e6) })} ·{" "}
              <Age sinceNs={stage.entered_utc_ns} />
            </span>
          )}
          <span class="stay-room">{stay.room ? said(stay.room) : words.unknown_place}</span>
          {stay.stage !== "S0" && (
            <a class="link" href={hashOf("track", stay.stay)}>
              {words.way_open}
            </a>
          )}
        </p>
        <p class="stay-line quiet">
          {said(stay.regime_words)} · {fill(words.level_words, { level: stay.level })} ·{" "}
          {words.band} {stay.band || words.not_recorded} · {words.arrived}{" "}
          {stay.arrived_utc_ns ? dateTime(stay.arrived_utc_ns / 1e6) : words.not_arrived}
          {record.case && ` · ${words.case} ${record.case.case}`}
        </p>
        <Marks record={record} />
      </div>
      <Nearest record={record} />
      <Responsible record={record} />
      {stay.open ? (
        <FastTrack stay={stay.stay} stage={stay.stage} />
      ) : (
        <p class="stay-over">{words.stay_over}</p>
      )}
    </header>
  );
}

/** The limit that needs somebody first; a wide page of one person has all clocks beside it. */
function Nearest({ record }: { record: RecordView }) {
  const clock = lawClocks(record)[0];
  if (!clock) return null;
  return (
    <div class="stay-clock" title={dateTime(clock.due_utc_ns / 1e6)}>
      <DialRing clock={clock} size={72} />
      <p>
        <b>{said(clock)}</b>
        <br />
        <span class="number quiet">
          {text().clock_until} {whenDue(clock.due_utc_ns / 1e6)}
        </span>
      </p>
    </div>
  );
}

function Marks({ record }: { record: RecordView }) {
  const { stay } = record;
  const words = text();
  const loud = [
    stay.incident && words.mark_incident,
    stay.restraint && `${words.mark_restraint}: ${word("restraint", stay.restraint)}`,
    stay.held && words.mark_held,
    !stay.interview_fit && words.mark_unfit,
    stay.measure &&
      `${words.mark_measure}: ${word("measure", stay.measure.replace("criminal_", ""))}`,
    stay.exit_until_utc_ns > 0 &&
      fill(words.mark_exit, { time: timeOfDay(stay.exit_until_utc_ns / 1e6) }),
  ].filter(Boolean);
  if (!loud.length && !stay.flags.length) return null;
  return (
    <ul class="chips">
      {stay.flags.map((flag) => (
        <li key={flag}>{word("flag", flag)}</li>
      ))}
      {loud.map((mark) => (
        <li key={String(mark)} class="chip-loud">
          {mark}
        </li>
      ))}
    </ul>
  );
}

/** Never empty; a hand-over stands here until its receiver accepts it. */
function Responsible({ record }: { record: RecordView }) {
  const { stay } = record;
  const known = useCell(acts);
  const who = useCell(model.session);
  useCell(second);
  const words = text();
  const forMe = who.phase === "in" && stay.hand_over_to === who.me.staff;
  return (
    <div class="stay-responsible">
      <div>
        <p class="quiet">{words.responsible}</p>
        <p>
          <b>{stay.responsible ? staffName(stay.responsible) : words.nobody}</b>
        </p>
        {stay.hand_over_to && (
          <p class="handing">{fill(words.handing_over, { who: staffName(stay.hand_over_to) })}</p>
        )}
      </div>
      {stay.hand_over_to ? (
        <>
          {forMe && known.has("accept_hand_over") && (
            <button
              class="button button-main"
              onClick={() => openAct(stay.stay, "accept_hand_over", "", "stay")}
            >
              {words.hand_over_accept}
            </button>
          )}
        </>
      ) : (
        stay.open &&
        known.has("hand_over") && (
          <button class="button" onClick={() => openAct(stay.stay, "hand_over", "", "stay")}>
            {words.hand_over}
          </button>
        )
      )}
    </div>
  );
}
