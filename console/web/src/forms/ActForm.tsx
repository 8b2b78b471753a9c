// An act as a form: what it asks, what is missing, the button, and beside it what the server said.
import { useEffect, useRef, useState } from "preact/hooks";
import type { ActForm as Form, NextView } from "../api/record";
import { usePeople } from "../state/records";
import { useCell } from "../state/cell";
import { type Sending, useSender } from "../state/sending";
import { said, text } from "../text";
import { FieldBox } from "./FieldBox";
import { MissingList } from "./MissingList";
import { draftOf, drafts, forget, write } from "./draft";
import {
  type Known,
  type Question,
  actOf,
  questionsOf,
  slotOf,
  unanswered,
  valueOf,
} from "./fields";

export interface ActFormProps {
  form: Form;
  /** What the page knows already: the stay, the stage to go to. */
  known: Known;
  /** What suits best and may be changed. */
  initial?: Known;
  next?: NextView | null;
  label?: string;
  /** Questions that stand in front; all others follow in the server's order. */
  first?: readonly string[];
  /** Questions nobody asks here. */
  without?: readonly string[];
  /** Told what the engine answered, e.g. the pseudonym of a new stay. */
  onDone?: (result: string) => void;
  onCancel?: () => void;
}

const NONE: Known = {};

export function ActForm(props: ActFormProps) {
  const { form, known, initial = NONE, next = null, onCancel } = props;
  const key = keyOf(form, known);
  useCell(drafts);
  const draft = draftOf(key);
  const people = usePeople().value;
  const sender = useSender();
  const [checked, setChecked] = useState(false);
  const box = useRef<HTMLFormElement>(null);
  const questions = asked(props);
  const missing = checked ? questions.filter((one) => isMissing(one, draft, initial)) : [];
  useEffect(() => {
    if (missing.length)
      box.current?.querySelector<HTMLElement>(".is-missing :is(input,select,button)")?.focus();
  }, [checked]);
  const send = async (): Promise<void> => {
    const open = questions.some((one) => isMissing(one, draft, initial));
    setChecked(open);
    if (open) return;
    const result = await sender.send(actOf(form, questions, { known, draft, initial }));
    if (result === null) return;
    forget(key);
    setChecked(false);
    props.onDone?.(result);
  };
  return (
    <form
      ref={box}
      class="act-form"
      data-act={form.act}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {next && <MissingList missing={next.missing} stay={String(known["stay"] ?? "")} />}
      <div class="asks">
        {questions.map((question) => (
          <FieldBox
            key={slotOf(question)}
            question={question}
            value={valueOf(question, draft, initial)}
            missing={missing.includes(question)}
            people={people}
            stay={String(known["stay"] ?? "")}
            types={question.field.source === "rooms" && next ? next.rooms : []}
            onChange={(value) => write(key, slotOf(question), value)}
          />
        ))}
      </div>
      <SendRow
        label={props.label ?? said(form)}
        state={sender.state}
        blocked={next !== null && !next.allowed}
        onCancel={onCancel}
      />
    </form>
  );
}

function keyOf(form: Form, known: Known): string {
  return [form.act, known["stay"] ?? "", known["to"] ?? "", known["code"] ?? ""].join(" ");
}

function asked({ form, known, next = null, first = [], without = [] }: ActFormProps): Question[] {
  const all = questionsOf(form, known, next).filter((one) => !without.includes(one.name));
  const place = (one: Question): number => {
    const at = first.indexOf(one.name);
    return at < 0 ? first.length + LAST.indexOf(one.name) + 1 : at;
  };
  return all
    .map((question, index) => ({ question, index }))
    .sort((a, b) => place(a.question) - place(b.question) || a.index - b.index)
    .map(({ question }) => question);
}

/** When it happened and a remark stand at the end of every form. */
const LAST: readonly string[] = ["at_utc_ns", "note"];

function isMissing(
  question: Question,
  draft: Parameters<typeof valueOf>[1],
  initial: Known,
): boolean {
  return unanswered(question, valueOf(question, draft, initial));
}

interface SendRowProps {
  label: string;
  state: Sending;
  blocked: boolean;
  onCancel: (() => void) | undefined;
}

function SendRow({ label, state, blocked, onCancel }: SendRowProps) {
  const words = text();
  const sending = state.phase === "sending";
  return (
    <div class="send-row">
      <button class="button button-main" disabled={blocked || sending} aria-busy={sending}>
        {sending ? words.ack_sending : label}
      </button>
      {onCancel && (
        <button type="button" class="button" onClick={onCancel}>
          {words.form_back}
        </button>
      )}
      {blocked && <p class="quiet">{words.form_not_yet}</p>}
      <Said state={state} />
    </div>
  );
}

/** What the server said: beside the button, with rule and source; it stays until the next try. */
export function Said({ state }: { state: Sending }) {
  const words = text();
  if (state.phase === "refused") {
    return (
      <p class="refusal" role="alert">
        <b>{words.ack_refused}</b> {state.reason}
        {(state.rule || state.source) && (
          <span class="refusal-why">
            {state.rule && <span class="rule-chip">{state.rule}</span>} {state.source}
          </span>
        )}
      </p>
    );
  }
  if (state.phase === "done") {
    const result = state.answer.result ?? "";
    return (
      <p class={`accepted${result === "not proven" ? " accepted-but" : ""}`} role="status">
        {result === "not proven" ? words.form_not_proven : words.form_recorded}
      </p>
    );
  }
  return null;
}
