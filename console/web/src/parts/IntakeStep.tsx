// One step of the intake: what is done here, what is still missing, and the way on.
import { useState } from "preact/hooks";
import type { NextView, RecordView } from "../api/record";
import { useCell } from "../state/cell";
import { acts } from "../state/records";
import { said, text } from "../text";
import { Demands, StayAct } from "./ActPanel";
import { ItemLine } from "./StayCards";

/** What is done in a stage besides its own evidence, in this order. */
const DONE_HERE: Record<string, readonly string[]> = {
  S0: ["cancel_booking"],
  S3: ["add_item", "seal_item", "no_items"],
  S4: ["bind_band"],
  S5: ["answer_health", "set_level", "medical_request"],
  S6: ["serve_rights", "family_notice", "lawyer_request", "interpreter_request"],
  S13: ["record_check", "bind_band"],
};
/** An act that is needed once stands open until it is done. */
const PROOF: Record<string, (record: RecordView) => boolean> = {
  add_item: () => false,
  seal_item: () => false,
  no_items: (record) => record.nothing_found,
  bind_band: (record) => record.stay.band !== "",
  answer_health: (record) => rightDone(record, "health"),
  serve_rights: (record) => rightDone(record, "notice"),
  family_notice: (record) => rightDone(record, "family"),
};
const OPEN_AT_ONCE: readonly string[] = ["add_item", "bind_band", "answer_health", "serve_rights"];

function rightDone(record: RecordView, key: string): boolean {
  const right = record.rights.find((one) => one.key === key);
  return right?.state === "done" || right?.state === "excepted";
}

export function IntakeStep({ record }: { record: RecordView }) {
  const here = DONE_HERE[record.stay.stage] ?? [];
  return (
    <div class="step-body">
      {record.items.length > 0 && record.stay.stage === "S3" && (
        <ul class="lines">
          {record.items.map((item) => (
            <ItemLine key={item.code} item={item} />
          ))}
        </ul>
      )}
      {here.map((act) => (
        <Here key={act} act={act} record={record} />
      ))}
      <GoOn record={record} />
    </div>
  );
}

function Here({ act, record }: { act: string; record: RecordView }) {
  const form = useCell(acts).get(act);
  const done = PROOF[act]?.(record) ?? false;
  const [open, setOpen] = useState(OPEN_AT_ONCE.includes(act) && !done);
  if (!form || (act === "no_items" && record.items.length)) return null;
  return (
    <section class={`here${done ? " here-done" : ""}`} data-here={act}>
      <button class="here-head" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span class="here-mark" aria-hidden="true">
          {done ? "✓" : open ? "–" : "+"}
        </span>
        <b>{said(form)}</b>
        {done && <span class="quiet">{text().standing_done}</span>}
      </button>
      {open && !(done && act === "no_items") && (
        <StayAct form={form} record={record} next={null} stayOpen />
      )}
    </section>
  );
}

/** The steps that may follow; of several the usual one is open, the others beside it. */
function GoOn({ record }: { record: RecordView }) {
  const ways = record.next.filter((one) => /^S\d/.test(one.to) && one.act !== "fast_track");
  const [chosen, setChosen] = useState("");
  const way = ways.find((one) => one.to === chosen) ?? ways[0];
  const form = useCell(acts).get(way?.act ?? "");
  if (!way) return null;
  return (
    <section class="go-on" aria-label={text().go_on} data-go-on={way.to}>
      <h3>{text().go_on}</h3>
      <div class="buttons" role="group">
        {ways.map((one) => (
          <button
            key={one.to}
            class="button"
            aria-pressed={one.to === way.to}
            onClick={() => setChosen(one.to)}
          >
            {nameOf(one)}
          </button>
        ))}
      </div>
      <Demands next={way} />
      {form ? (
        <StayAct
          form={form}
          record={record}
          next={way}
          label={`${text().go_on} ${nameOf(way)}`}
          remedies={false}
          stayOpen
        />
      ) : (
        <p class="quiet">{text().form_not_mine}</p>
      )}
    </section>
  );
}

function nameOf(next: NextView): string {
  return `${next.to} ${said(next)}`;
}
