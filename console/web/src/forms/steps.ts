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
    if (field.source === "rooms") found[field.name] = roomFor(next, at);
    if (field.name === "present" || field.name === "escorts")
      found[field.name] = withThem(next, at);
    if (field.name === "officers") found["officers"] = officersFor(at);
  }
  return found;
}

/** The room the person is in, if it will do; else an empty one of the first type named. */
function roomFor(next: NextView | null, { record, people }: Situation): string {
  const types = next?.rooms ?? [];
  const fits = types.flatMap((type) => (people?.rooms ?? []).filter((room) => room.type === type));
  const here = fits.find((room) => room.id === record.stay.room?.id);
  const room = here ?? fits.find((one) => !one.stays.length) ?? fits[0];
  return types.length ? (room?.id ?? "") : "";
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
