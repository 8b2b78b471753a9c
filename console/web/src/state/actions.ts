// What a person does here: sign in and out, acknowledge, close, select.
import { ApiRefusal, NoAnswer, api } from "../api/http";
import type { AlarmView } from "../api/types";
import { text } from "../text";
import { asks, standingByUrgency } from "./alarmlist";
import { closeStream, forgetEverything, openStream } from "./live";
import * as model from "./model";
import { loadActs } from "./records";
import { go, openFirstPage } from "./route";
import { language } from "./settings";

const RETRY_MS = 2000;

/** Who may do more than read (the server decides; the page only does not offer the rest). */
const MAY_ACKNOWLEDGE = new Set([
  "control_room",
  "custody_officer",
  "duty_inspector",
  "guard",
  "medical",
]);
const MAY_CLOSE = new Set(["control_room", "custody_officer", "duty_inspector"]);

export function mayAcknowledge(): boolean {
  const { value } = model.session;
  return value.phase === "in" && MAY_ACKNOWLEDGE.has(value.me.role);
}

export function mayClose(): boolean {
  const { value } = model.session;
  return value.phase === "in" && MAY_CLOSE.has(value.me.role);
}

export async function resumeSession(): Promise<void> {
  try {
    const me = await api.me();
    model.session.set({ phase: "in", me });
    await enter();
  } catch (problem) {
    if (problem instanceof ApiRefusal && problem.status === 401) {
      model.session.set({ phase: "out", reason: "none" });
      return;
    }
    model.session.set({ phase: "unreachable" });
    setTimeout(() => void resumeSession(), RETRY_MS);
  }
}

/** Returns the reason in words when the server refuses, null when signed in. */
export async function signIn(user: string, password: string): Promise<string | null> {
  try {
    const me = await api.login(user, password);
    openFirstPage(me.role);
    model.session.set({ phase: "in", me });
    await enter();
    return null;
  } catch (problem) {
    return reasonOf(problem);
  }
}

export async function signOut(): Promise<void> {
  closeStream();
  forgetEverything();
  go("console");
  model.session.set({ phase: "out", reason: "none" });
  await api.logout().catch((problem: unknown) => {
    if (!(problem instanceof ApiRefusal) && !(problem instanceof NoAnswer)) throw problem;
  });
}

export async function loadSite(): Promise<void> {
  try {
    model.site.set(await api.site());
  } catch (problem) {
    if (!(problem instanceof ApiRefusal) && !(problem instanceof NoAnswer)) throw problem;
    setTimeout(() => void loadSite(), RETRY_MS);
  }
}

async function enter(): Promise<void> {
  openStream(expired, adopted);
  await Promise.all([loadSite(), loadActs()]);
}

/** Another configuration came into force: rooms, doors and fences may be others now. */
function adopted(sha256: string): void {
  const known = model.site.value;
  if (known && known.config_sha256 !== sha256) void loadSite();
}

function expired(): void {
  closeStream();
  forgetEverything();
  model.session.set({ phase: "out", reason: "expired" });
}

/** Sends the acknowledgement; nothing is shown as done before the server said so. */
export async function acknowledge(alarm: AlarmView, note = ""): Promise<void> {
  const sent = model.acks.value.get(alarm.id)?.phase;
  if (sent === "sending" || sent === "accepted" || !asks(alarm)) return;
  setAck(alarm.id, { phase: "sending" });
  try {
    const answer = await api.acknowledge(alarm.id, note);
    if (answer.accepted) setAck(alarm.id, { phase: "accepted" });
    else setAck(alarm.id, refused(answer.reason ?? "", answer.source ?? ""));
  } catch (problem) {
    setAck(alarm.id, refused(reasonOf(problem), ""));
  }
}

/** Returns the reason in words when refused, null when closed. */
export async function closeAlarm(
  id: string,
  cause: string,
  action: string,
): Promise<string | null> {
  try {
    const answer = await api.close(id, { cause, action });
    return answer.accepted ? null : [answer.reason, answer.source].filter(Boolean).join(" · ");
  } catch (problem) {
    return reasonOf(problem);
  }
}

/** The alarm that key A answers: the first that still asks and that we have not answered. */
export function topAlarm(): AlarmView | null {
  const list = standingByUrgency(model.alarms.value);
  return list.find((alarm) => asks(alarm) && !answered(alarm.id)) ?? null;
}

export function select(next: model.Selection): void {
  model.selection.set(next);
}

function answered(id: string): boolean {
  const phase = model.acks.value.get(id)?.phase;
  return phase === "sending" || phase === "accepted";
}

function setAck(id: string, phase: model.AckPhase): void {
  model.acks.update((all) => new Map(all).set(id, phase));
}

function refused(reason: string, source: string): model.AckPhase {
  return { phase: "refused", reason: reason || text().ack_refused_no_reason, source };
}

export function reasonOf(problem: unknown): string {
  if (problem instanceof ApiRefusal) return problem.text(language.value);
  if (problem instanceof NoAnswer) return text().no_answer;
  throw problem;
}
