// The act that is open on a person's page: what the law asks for, the form, and the way back.
import type { ActForm as Form, NextView, RecordView } from "../api/record";
import { ActForm } from "../forms/ActForm";
import { explicit } from "../forms/fields";
import { MissingList } from "../forms/MissingList";
import { type Opened, closeAct } from "../forms/opened";
import { knownOf, suggested } from "../forms/steps";
import { useCell } from "../state/cell";
import * as model from "../state/model";
import { acts, usePeople } from "../state/records";
import { fill, said, text, word } from "../text";
import { ClockAct } from "./ClockAct";
import { staffName } from "./words";

export function nextOf(record: RecordView, what: Opened): NextView | null {
  const same = record.next.filter((one) => one.act === what.act);
  return same.find((one) => one.to === what.to) ?? (what.to ? null : (same[0] ?? null));
}

export function ActPanel({ record, what }: { record: RecordView; what: Opened }) {
  const form = useCell(acts).get(what.act);
  const next = nextOf(record, what);
  const title = next ? said(next) : form ? said(form) : what.act;
  return (
    <section class="card act-panel" aria-label={title} data-open-act={what.act}>
      <header class="card-head">
        <h2>
          {CODED.test(what.to) && <span class="stage-code">{what.to}</span>} {title}
        </h2>
        <button class="button" onClick={closeAct}>
          {text().form_back}
        </button>
      </header>
      {next && <Demands next={next} />}
      {form && CLOCK_ACTS.includes(what.act) && what.to ? (
        <ClockAct form={form} record={record} clock={what.to} />
      ) : form ? (
        <StayAct
          form={form}
          record={record}
          next={next}
          label={fill(text().form_submit, { act: title })}
        />
      ) : (
        <NotMine next={next} record={record} />
      )}
    </section>
  );
}

const CODED = /^S\d|^[A-Z]+-/;
const CLOCK_ACTS: readonly string[] = ["extend_clock", "hold_review", "postpone_review"];

interface StayActProps {
  form: Form;
  record: RecordView;
  next: NextView | null;
  label?: string;
  without?: readonly string[];
  first?: readonly string[];
  remedies?: boolean;
  stayOpen?: boolean;
}

/** Questionnaires about a person's health: a no is an answer, silence is none. */
const EXPLICIT: readonly string[] = ["answer_health", "medical_seen"];

/** One act on this person, with what is known and what suits best filled in. */
export function StayAct({ form, record, next, stayOpen = false, ...more }: StayActProps) {
  const people = usePeople().value;
  const who = useCell(model.session);
  const me = who.phase === "in" ? who.me.staff : "";
  return (
    <ActForm
      key={`${form.act} ${next?.to ?? ""}`}
      form={EXPLICIT.includes(form.act) ? explicit(form) : form}
      known={knownOf(form, next, record.stay.stay)}
      initial={suggested(form, next, { record, people, me })}
      next={next}
      record={record}
      {...more}
      {...(stayOpen ? {} : { onDone: closeAct })}
    />
  );
}

/** What a step asks for besides its evidence: officers, roles, rooms, and where that is written. */
export function Demands({ next }: { next: NextView }) {
  const words = text();
  const asked = [
    next.officers > 0 && fill(words.need_officers, { count: next.officers }),
    next.roles.length > 0 &&
      fill(words.need_roles, { roles: next.roles.map((role) => word("role", role)).join(" / ") }),
  ].filter(Boolean);
  return <p class="demands quiet">{[...asked, said(next.basis)].filter(Boolean).join(" · ")}</p>;
}

function NotMine({ next, record }: { next: NextView | null; record: RecordView }) {
  return (
    <>
      {next && <MissingList missing={next.missing} stay="" />}
      <p class="quiet">
        {text().form_not_mine}
        {record.stay.responsible && ` ${text().responsible}: ${staffName(record.stay.responsible)}`}
      </p>
    </>
  );
}
