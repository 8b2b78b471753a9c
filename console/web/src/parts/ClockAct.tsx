// An extension or a review of one clock: what it grants, who may, on what ground, until when.
import type { ActForm as Form, FieldForm, RecordClock, RecordView, RungView } from "../api/record";
import { ActForm } from "../forms/ActForm";
import { closeAct } from "../forms/opened";
import { DICTIONARIES, fill, said, text, word } from "../text";
import type { TextKey } from "../text/zh";
import { dateTime, span } from "../text/time";
import { DialRing } from "./Dial";

interface ClockActProps {
  form: Form;
  record: RecordView;
  clock: string;
}

export function ClockAct({ form, record, clock }: ClockActProps) {
  const found = record.clocks.find((one) => one.id === clock);
  if (!found) return <p class="quiet">{text().no_clock}</p>;
  const rung = form.act === "extend_clock" ? found.extension : null;
  const known = { stay: record.stay.stay, clock, ...(rung ? { rung: rung.rung } : {}) };
  return (
    <>
      <div class="extension">
        <DialRing clock={found} size={104} />
        {rung ? <Granted clock={found} rung={rung} /> : <p>{said(found)}</p>}
      </div>
      <ActForm
        form={rung ? withGrounds(form, rung) : form}
        known={known}
        first={["ground", "approver", "evidence", "officer"]}
        onDone={closeAct}
      />
    </>
  );
}

/** From which limit to which, by whom at least, and before when: the limit must not have ended. */
function Granted({ clock, rung }: { clock: RecordClock; rung: RungView }) {
  const words = text();
  return (
    <dl class="facts">
      <dt>{said(clock)}</dt>
      <dd>
        {span(clock.limit_ns)} → <b>{span(rung.limit_ns)}</b>
      </dd>
      <dt>{words.extend_by}</dt>
      <dd>{fill(words.extend_rank, { rank: word("rank", rung.approver) })}</dd>
      <dt>{words.extend_before}</dt>
      <dd class="number">{dateTime(clock.due_utc_ns / 1e6)}</dd>
      <dt>{words.basis}</dt>
      <dd>{said(rung.basis)}</dd>
    </dl>
  );
}

/** The grounds are those the law names for this rung, and the document is asked for as text. */
export function withGrounds(form: Form, rung: RungView): Form {
  const choices = rung.grounds.map((ground) => ({
    value: ground,
    zh: DICTIONARIES.zh[`ground_${ground}` as TextKey] ?? ground,
    en: DICTIONARIES.en[`ground_${ground}` as TextKey] ?? ground,
  }));
  const change = (field: FieldForm): FieldForm => {
    if (field.name === "ground" && choices.length) return { ...field, type: "choice", choices };
    return field.name === "evidence" ? { ...field, ...named("extend_document") } : field;
  };
  return { ...form, fields: form.fields.map(change) };
}

function named(key: TextKey): { zh: string; en: string } {
  return { zh: DICTIONARIES.zh[key], en: DICTIONARIES.en[key] };
}
