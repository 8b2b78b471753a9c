// From what the server says of an act to what is asked on screen and what is sent.
import type { Act, ActForm, AskedView, FieldForm, NextView } from "../api/record";
import { instantOf } from "../text/time";
import type { Draft, FieldValue } from "./draft";

/** One thing that a form asks for. */
export interface Question {
  name: string;
  /** Within ``evidence``: its key there. */
  evidence: boolean;
  field: FieldForm;
}

/** What a form does not ask for: it is known already, or it is not for people to fill in. */
export type Known = Readonly<Record<string, FieldValue>>;

/** A form in which every yes or no is asked: nothing counts as answered by being left alone. */
export function explicit(form: ActForm): ActForm {
  const asked = (field: FieldForm): FieldForm =>
    field.type === "truth" ? { ...field, required: true, default: null } : field;
  return { ...form, fields: form.fields.map(asked) };
}

/** The questions of an act, in the order of the server; evidence is asked key by key. */
export function questionsOf(form: ActForm, known: Known, next: NextView | null): Question[] {
  const asked: Question[] = [];
  for (const field of form.fields) {
    if (field.name === "stay" || field.name in known) continue;
    if (field.type === "evidence") {
      asked.push(...(next?.asks ?? []).map((one) => evidenceQuestion(one)));
    } else if (!unusedBy(field, next)) {
      // An entry of the record is chosen from the list, though it is sent as its number.
      const chosen = field.source === "entries" ? { ...field, type: "one" as const } : field;
      // A step in certain rooms asks which; where a position is known the engine goes by that.
      const required = field.required || (field.source === "rooms" && next !== null);
      asked.push({ name: field.name, evidence: false, field: { ...chosen, required } });
    }
  }
  return asked;
}

/** A step that happens anywhere asks for no room. */
function unusedBy(field: FieldForm, next: NextView | null): boolean {
  return next !== null && !field.required && field.source === "rooms" && next.rooms.length === 0;
}

function evidenceQuestion(asked: AskedView): Question {
  const field: FieldForm = {
    name: asked.key,
    type: asked.type,
    zh: asked.zh,
    en: asked.en,
    required: true,
    choices: [],
    source: "",
    default: asked.type === "truth" ? false : "",
    minimum: asked.type === "whole" ? 0 : null,
    maximum: asked.type === "text" ? EVIDENCE_CHARS_MAX : null,
  };
  return { name: asked.key, evidence: true, field };
}

const EVIDENCE_CHARS_MAX = 64;

/** Where a question's answer is kept in the draft: evidence has names of its own. */
export function slotOf(question: Question): string {
  return question.evidence ? `evidence.${question.name}` : question.name;
}

export function valueOf(question: Question, draft: Draft, initial: Known): FieldValue {
  const slot = slotOf(question);
  return draft[slot] ?? initial[slot] ?? startOf(question.field);
}

function startOf(field: FieldForm): FieldValue {
  if (field.type === "choices" || field.type === "many") {
    return Array.isArray(field.default) ? field.default : [];
  }
  // A yes or no that must be given is not given by leaving it alone.
  if (field.type === "truth") return typeof field.default === "boolean" ? field.default : "";
  if (field.type === "instant") return "";
  return field.default === null || Array.isArray(field.default) ? "" : field.default;
}

/** Whether a required answer is missing; a count may be 0, a proof must be yes. */
export function unanswered(question: Question, value: FieldValue): boolean {
  const typed = typeof value === "string" ? value.trim() : "";
  if (question.field.type === "instant" && typed) return Number.isNaN(instantOf(typed));
  if (!question.field.required) return false;
  if (question.evidence && question.field.type === "truth") return value !== true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "string" && typed === "";
}

/** The act as it is sent: only what was answered, in the types the server asks for. */
export function actOf(
  form: ActForm,
  questions: readonly Question[],
  answers: { known: Known; draft: Draft; initial: Known },
): Act {
  const act: Act = { act: form.act, ...answers.known };
  const evidence: Record<string, unknown> = {};
  for (const question of questions) {
    const value = sent(question.field, valueOf(question, answers.draft, answers.initial));
    if (value === undefined) continue;
    if (question.evidence) evidence[question.name] = value;
    else act[question.name] = value;
  }
  if (Object.keys(evidence).length) act["evidence"] = evidence;
  return act;
}

function sent(field: FieldForm, value: FieldValue): unknown {
  if (field.type === "instant") {
    const utcNs = typeof value === "string" && value ? instantOf(value) * 1e6 : 0;
    return utcNs > 0 ? utcNs : undefined;
  }
  if (field.type === "whole") {
    return value === "" || Number.isNaN(Number(value)) ? undefined : Number(value);
  }
  if (typeof value === "string") {
    const words = value.trim();
    return words === "" && !field.required ? undefined : choiceOf(field, words);
  }
  return value;
}

/** An entry of the record is sent as its number. */
function choiceOf(field: FieldForm, words: string): unknown {
  return field.source === "entries" ? Number(words) : words;
}
