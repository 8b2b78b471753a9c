// What the record says may come next, made into forms: what is known already, what suits best.
import type { ActForm, NextView, PeopleView, RecordView } from "../api/record";
import type { Known } from "./fields";

/** A step names its stage, a signature its level: the field that offers such a choice is known. */
export function knownOf(form: ActForm, next: NextView | null, stay: string): Known {
  const known: Record<string, string> = form.on_stay ? { stay } : {};
  const chosen = form.fields.find((field) =>
    field.choices.some((choice) => choice.value === next?.to),
  );
  if (chosen && next) known[chosen.name] = next.to;
  return known;
}

export interface Situation {
  record: RecordView;
  people: PeopleView | null;
  /** Staff id of whoever is signed in. */
  me: string;
}

/** The answers that suit best; all of them may be changed. */
export function suggested(form: ActForm, next: NextView | null, at: Situation): Known {
  const found: Record<string, string | string[]> = {};
  for (const field of form.fields) {
    if (field.name === "proof") found["proof"] = "signature";
    if (field.source === "rooms") found[field.name] = roomFor(roomTypes(form, next), at);
    if (field.name === "present" || field.name === "escorts")
      found[field.name] = withThem(next, at);
    if (field.name === "officers") found["officers"] = officersFor(at);
  }
  return found;
}

const SESSIONS: readonly string[] = ["reserve_session", "start_session"];
const INTERVIEW: readonly string[] = ["interview", "juvenile-interview"];

/** The types of room that will do; empty: any. */
export function roomTypes(form: ActForm, next: NextView | null): readonly string[] {
  return SESSIONS.includes(form.act) ? INTERVIEW : (next?.rooms ?? []);
}

/** The room the person is in, if it will do; else an empty one of the first type named. */
function roomFor(types: readonly string[], { record, people }: Situation): string {
  const fits = types.flatMap((type) => (people?.rooms ?? []).filter((room) => room.type === type));
  const here = fits.find((room) => room.id === roomOf(record));
  const room = here ?? fits.find((one) => !one.stays.length) ?? fits[0];
  return types.length ? (room?.id ?? "") : "";
}

/** Where the person is: by position, else by the room of their last step. */
function roomOf(record: RecordView): string {
  const steps = record.timeline.filter((entry) => entry.kind === "stage.entered");
  return record.stay.room?.id ?? steps[steps.length - 1]?.room ?? "";
}

/** Whoever signs is counted by the engine; the responsible officer is with the person as a rule. */
function withThem(next: NextView | null, { record, me }: Situation): string[] {
  const { responsible } = record.stay;
  const wanted = (next?.officers ?? 0) > 0 || (next?.roles.length ?? 0) > 0;
  return wanted && responsible && responsible !== me ? [responsible] : [];
}

function officersFor({ record }: Situation): string[] {
  const running = record.session?.officers ?? [];
  return running.length ? running : record.stay.responsible ? [record.stay.responsible] : [];
}
