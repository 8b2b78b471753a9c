// The intake desk: a person arrives and is taken through S1-S7, step by step, nothing forgotten.
import { useEffect, useState } from "preact/hooks";
import type { RecordView } from "../api/record";
import { ActForm } from "../forms/ActForm";
import { forget } from "../forms/draft";
import { IntakeStep } from "../parts/IntakeStep";
import { Clocks } from "../parts/Clocks";
import { StayHead } from "../parts/StayHead";
import { entered } from "../parts/StageTrack";
import { useCell } from "../state/cell";
import * as model from "../state/model";
import { acts, useRecord, useRound } from "../state/records";
import { go, hashOf } from "../state/route";
import { said, text, word } from "../text";
import { hourMinute } from "../text/time";
import { Troubled } from "./Stay";

export const INTAKE: readonly string[] = ["S0", "S1", "S2", "S3", "S4", "S5", "S6", "S7", "S13"];
const STEPS: readonly string[] = ["S1", "S2", "S3", "S4", "S5", "S6", "S7"];

export function IntakePage({ id }: { id: string }) {
  const round = useRound();
  const waiting = (round.value?.stays ?? []).filter((one) => INTAKE.includes(one.stage));
  const words = text();
  return (
    <main class="page intake-page">
      <aside class="intake-list" aria-label={words.intake_waiting}>
        <a class="button button-main intake-new" href={hashOf("intake")} aria-current={!id}>
          {words.intake_new}
        </a>
        <h2>
          {words.intake_waiting} <span class="quiet number">{waiting.length}</span>
        </h2>
        {!waiting.length && <p class="quiet">{words.intake_none}</p>}
        <ul>
          {waiting.map((one) => (
            <li key={one.stay}>
              <a
                class="intake-person"
                href={hashOf("intake", one.stay)}
                aria-current={one.stay === id ? "page" : undefined}
              >
                <b class="number">{one.stay}</b>
                <span>
                  {one.stage} {word("stage", one.stage)}
                </span>
                <span class="quiet">{one.room ? said(one.room) : words.unknown_place}</span>
              </a>
            </li>
          ))}
        </ul>
      </aside>
      {id ? <IntakeOf key={id} id={id} /> : <Arrival />}
    </main>
  );
}

/** S1: who arrives under which regime; or somebody who is only announced (S0). */
function Arrival() {
  const known = useCell(acts);
  const [booking, setBooking] = useState(false);
  const seen = useNewStay();
  const form = known.get(booking ? "book_stay" : "register");
  const words = text();
  return (
    <section class="intake-main" aria-label={words.intake_new}>
      <header class="page-head">
        <h1>{booking ? words.intake_book : words.intake_new}</h1>
        <div class="buttons">
          <button class="button" aria-pressed={!booking} onClick={() => setBooking(false)}>
            {words.intake_arrived}
          </button>
          <button class="button" aria-pressed={booking} onClick={() => setBooking(true)}>
            {words.intake_book}
          </button>
        </div>
      </header>
      {form ? (
        <div class="card">
          <ActForm
            key={form.act}
            form={form}
            known={NOTHING}
            first={FIRST}
            label={booking ? words.intake_book_do : words.intake_open}
            onDone={(result) => {
              forget(form.act);
              seen(result);
            }}
          />
        </div>
      ) : (
        <p class="empty quiet">{words.form_not_mine}</p>
      )}
    </section>
  );
}

const NOTHING = {};
const FIRST: readonly string[] = [
  "regime",
  "arrived_utc_ns",
  "expected_utc_ns",
  "responsible",
  "case",
];

/** The engine answers with the pseudonym; its page opens as soon as the stream knows the person. */
function useNewStay(): (stay: string) => void {
  const [wanted, setWanted] = useState("");
  const stays = useCell(model.stays);
  useEffect(() => {
    if (wanted && stays.has(wanted)) go("intake", wanted);
  }, [wanted, stays]);
  return setWanted;
}

function IntakeOf({ id }: { id: string }) {
  const asked = useRecord(id);
  const record = asked.value;
  return (
    <section class="intake-main" data-stay={id}>
      <Troubled asked={asked} />
      {record && (
        <>
          <StayHead record={record} />
          <div class="intake-columns">
            <ol class="intake-steps">
              {STEPS.map((code) => (
                <Step key={code} code={code} record={record} />
              ))}
              <IntakeEnd record={record} />
            </ol>
            <Clocks record={record} />
          </div>
        </>
      )}
    </section>
  );
}

function Step({ code, record }: { code: string; record: RecordView }) {
  const { stage } = record.stay;
  const now = stage === code || (code === "S1" && stage === "S0");
  const atNs = entered(record).get(code) ?? 0;
  const look = now ? "step-now" : atNs ? "step-been" : "step-ahead";
  return (
    <li class={`intake-step ${look}`} aria-current={now ? "step" : undefined} data-step={code}>
      <header class="step-head">
        <span class="step-mark" aria-hidden="true">
          {atNs > 0 && !now ? "✓" : code}
        </span>
        <h2>
          {atNs > 0 && !now && <span class="stage-code">{code}</span>} {word("stage", code)}
        </h2>
        {atNs > 0 && <span class="quiet number">{hourMinute(atNs / 1e6)}</span>}
      </header>
      {now && <IntakeStep record={record} />}
    </li>
  );
}

/** After S7 the person is in holding; whatever else happens is on their own page. */
function IntakeEnd({ record }: { record: RecordView }) {
  const { stay, stage } = record.stay;
  if (STEPS.includes(stage) || stage === "S0") return null;
  return (
    <li class="intake-step step-now" data-step="end">
      <header class="step-head">
        <span class="step-mark" aria-hidden="true">
          →
        </span>
        <h2>
          {stage} {word("stage", stage)}
        </h2>
      </header>
      <p>{text().intake_over}</p>
      <a class="button button-main button-link" href={hashOf("stay", stay)}>
        {text().open_stay_page}
      </a>
    </li>
  );
}
