// One person in custody: clocks, who answers, the stage, what may be done next, the whole record.
import { useEffect } from "preact/hooks";
import type { RecordView } from "../api/record";
import { closeAct, opened } from "../forms/opened";
import { ActPanel } from "../parts/ActPanel";
import { Checks, Items, Minutes, Requests, Rights, SessionCard } from "../parts/StayCards";
import { Clocks } from "../parts/Clocks";
import { ActMenu, NextSteps } from "../parts/NextSteps";
import { StageTrack } from "../parts/StageTrack";
import { StayAlarms } from "../parts/StayAlarms";
import { StayHead } from "../parts/StayHead";
import { Timeline } from "../parts/Timeline";
import { reasonOf } from "../state/actions";
import { useCell } from "../state/cell";
import { useRecord } from "../state/records";
import { go } from "../state/route";
import type { Asked } from "../state/shared";
import { fill, text } from "../text";

export function StayPage({ id }: { id: string }) {
  const asked = useRecord(id);
  // A form opened for somebody else must never be filled in for this person.
  useEffect(() => {
    if (opened.value && opened.value.stay !== id) closeAct();
  }, [id]);
  return (
    <main class="page stay-page" data-stay={id}>
      <Troubled asked={asked} />
      {asked.value && <StayBody record={asked.value} />}
    </main>
  );
}

/** What is read, or why it cannot be; what was read before stays below. */
export function Troubled({ asked }: { asked: Asked<unknown> }) {
  const words = text();
  if (asked.phase === "there") return null;
  if (asked.phase === "loading") return <p class="empty quiet">{words.record_loading}</p>;
  return (
    <p class="empty problem" role="alert">
      {fill(words.record_failed, { reason: reasonOf(asked.problem) })}{" "}
      <button class="button" onClick={() => go("stays")}>
        {words.nav_stays}
      </button>
    </p>
  );
}

function StayBody({ record }: { record: RecordView }) {
  const what = useCell(opened);
  const mine = what?.stay === record.stay.stay ? what : null;
  return (
    <>
      <StayHead record={record} />
      {record.stay.full && <StageTrack record={record} />}
      {!record.complete && (
        <p class="problem" role="alert">
          {text().record_incomplete}
        </p>
      )}
      <div class="stay-columns">
        <div class="column">
          <Clocks record={record} />
          <Checks record={record} />
          <Rights record={record} />
        </div>
        <div class="column column-wide">
          <StayAlarms stay={record.stay.stay} />
          {mine ? <ActPanel record={record} what={mine} /> : <NextSteps record={record} />}
          <SessionCard record={record} />
          {!mine && <ActMenu record={record} />}
          <Requests record={record} />
          <Items record={record} />
          <Minutes record={record} />
        </div>
        <div class="column">
          <Timeline record={record} />
        </div>
      </div>
    </>
  );
}
