// An act as a form: what it asks, what is missing, the button, and beside it what the server said.
import { useEffect, useRef, useState } from "preact/hooks";
import type { ActForm as Form, NextView, RecordView } from "../api/record";
import { usePeople } from "../state/records";
import { useCell } from "../state/cell";
import { type Sending, useSender } from "../state/sending";
import { fill, said, text } from "../text";
import { FieldBox } from "./FieldBox";
import { MissingList } from "./MissingList";
import { draftOf, drafts, forget, write } from "./draft";
import { roomTypes } from "./steps";
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
  /** Whether what is missing offers the act that gives it: not where that act stands nearby. */
  remedies?: boolean;
  /** Told what the engine answered, e.g. the pseudonym of a new stay. */
  onDone?: (result: string) => void;
  record?: RecordView;
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
  /** How often the button was pressed with an answer missing. */
  const [tries, setTries] = useState(0);
  const frame = useRef<HTMLFormElement>(null);
  const questions = asked(props);
  const missing = tries > 0 ? questions.filter((one) => isMissing(one, draft, initial)) : [];
  useEffect(() => {
    if (missing.length)
      frame.current?.querySelector<HTMLElement>(".is-missing :is(input,select,button)")?.focus();
  }, [tries]);
  const send = async (): Promise<void> => {
    const open = questions.some((one) => isMissing(one, draft, initial));
    setTries(open ? tries + 1 : 0);
    if (open) return;
    const result = await sender.send(actOf(form, questions, { known, draft, initial }));
    if (result === null) return;
    forget(key);
    props.onDone?.(result);
  };
  const stay = String(known["stay"] ?? "");
  const isMore = (one: Question): boolean => APART.includes(one.name) && !one.field.required;
  const usual = questions.filter((one) => !isMore(one));
  const more = questions.filter(isMore);
  const box = (question: Question) => (
    <FieldBox
      key={slotOf(question)}
      question={question}
      value={valueOf(question, draft, initial)}
      missing={missing.includes(question)}
      lists={{ people, record: props.record ?? null }}
      stay={stay}
      types={question.field.source === "rooms" ? roomTypes(form, next) : []}
      onChange={(value) => write(key, slotOf(question), value)}
    />
  );
  return (
    <form
      ref={frame}
      class="act-form"
      data-act={form.act}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {next && <MissingList missing={next.missing} stay={props.remedies === false ? "" : stay} />}
      <div class="asks">{usual.map(box)}</div>
      {more.length > 0 && (
        <details class="more" open={more.some((one) => slotOf(one) in draft)}>
          <summary>{text().form_more}</summary>
          <div class="asks">{more.map(box)}</div>
        </details>
      )}
      <SendRow
        label={props.label ?? fill(text().form_submit, { act: said(form) })}
        state={sender.state}
        blocked={next !== null && !next.allowed}
        onCancel={onCancel}
      />
    </form>
  );
}

function keyOf(form: Form, known: Known): string {
  return [
    form.act,
    known["stay"] ?? "",
    known["to"] ?? known["level"] ?? known["clock"] ?? "",
  ].join(" ");
}

function asked({ form, known, next = null, first = [], without = [] }: ActFormProps): Question[] {
  const all = questionsOf(form, known, next).filter((one) => !without.includes(one.name));
  const place = (one: Question): number => {
    const at = first.indexOf(one.name);
    if (one.evidence) return -1;
    return at < 0 ? first.length + LAST.indexOf(one.name) + 1 : at;
  };
  return all
    .map((question, index) => ({ question, index }))
    .sort((a, b) => place(a.question) - place(b.question) || a.index - b.index)
    .map(({ question }) => question);
}

/** How it is proven, when it happened and a remark stand at the end of every form. */
const LAST: readonly string[] = ["proof", "at_utc_ns", "note"];

const APART: readonly string[] = ["at_utc_ns", "note"];

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
