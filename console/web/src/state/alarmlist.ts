// The order in which alarms ask for a human: pure functions over what the server said.
import type { AlarmView } from "../api/types";
import type { AckPhase } from "./model";

const OPEN_STATES: ReadonlySet<string> = new Set(["unacknowledged", "acknowledged", "returned"]);

const OVER_STATES: ReadonlySet<string> = new Set(["normal", "closed", "out_of_service"]);

/** Not over: on the list, shelved, or put aside under its root. */
export function isKept(alarm: AlarmView): boolean {
  return !OVER_STATES.has(alarm.state);
}

export function isOpen(alarm: AlarmView): boolean {
  return OPEN_STATES.has(alarm.state);
}

/** Somebody must still answer: raised and not acknowledged, whether or not the cause is gone. */
export function asks(alarm: AlarmView): boolean {
  return alarm.state === "unacknowledged" || alarm.state === "returned";
}

/** Unanswered first, worst first, oldest first; then answered ones, worst first, newest first. */
export function byUrgency(a: AlarmView, b: AlarmView): number {
  if (asks(a) !== asks(b)) return asks(a) ? -1 : 1;
  if (a.severity !== b.severity) return a.severity - b.severity;
  // Nobody waits behind a drill.
  if (a.drill !== b.drill) return a.drill ? 1 : -1;
  const age = a.raised_utc_ns - b.raised_utc_ns;
  if (age !== 0) return asks(a) ? age : -age;
  return a.id < b.id ? -1 : 1;
}

export function openByUrgency(all: ReadonlyMap<string, AlarmView>): AlarmView[] {
  return [...all.values()].filter(isOpen).sort(byUrgency);
}

/** Whether an alarm is shown under another one, which is still there; a P1 stands for itself. */
export function isUnder(alarm: AlarmView, all: ReadonlyMap<string, AlarmView>): boolean {
  return alarm.root !== "" && alarm.severity > 1 && all.has(alarm.root);
}

/** The open alarms that stand for themselves: the others are counted under their roots. */
export function standingByUrgency(all: ReadonlyMap<string, AlarmView>): AlarmView[] {
  return openByUrgency(all).filter((alarm) => !isUnder(alarm, all));
}

/**
 * The wall's own cards in order: the first `most`, and every P1 that asks besides. What an incident
 * names is shown there, except a P1 and the first of all. More than fit turn by in pages.
 */
export function wallCards(
  standing: readonly AlarmView[],
  inEvents: ReadonlySet<string>,
  most: number,
): AlarmView[] {
  const first = standing.find(asks);
  return standing
    .filter((one) => one.severity <= 2)
    .filter((one) => one.severity === 1 || one === first || !inEvents.has(one.id))
    .filter((one, index) => index < most || (one.severity === 1 && asks(one)));
}

/**
 * What the wall only counts: without a card, and named by no incident. Incidents drawn close name
 * nothing.
 */
export function wallRest(
  standing: readonly AlarmView[],
  cards: readonly AlarmView[],
  inEvents: ReadonlySet<string>,
  dense: boolean,
): AlarmView[] {
  return standing.filter((one) => !cards.includes(one) && (dense || !inEvents.has(one.id)));
}

/** What is shown under an alarm, or kept quiet by it. */
export function childrenOf(root: string, all: ReadonlyMap<string, AlarmView>): AlarmView[] {
  return [...all.values()].filter((one) => one.root === root && isUnder(one, all)).sort(byUrgency);
}

/** Takes in a change; an older change of the same alarm never overwrites a newer one. */
export function merged(
  all: ReadonlyMap<string, AlarmView>,
  change: AlarmView,
): ReadonlyMap<string, AlarmView> {
  const known = all.get(change.id);
  if (known && known.n > change.n) return all;
  const next = new Map(all);
  if (isKept(change)) next.set(change.id, change);
  else next.delete(change.id);
  return next;
}

/** Which severities must sound: unanswered, and no answer of ours was accepted meanwhile. */
export function sounding(
  all: ReadonlyMap<string, AlarmView>,
  acks: ReadonlyMap<string, AckPhase>,
): { p1: boolean; p2: boolean } {
  let p1 = false;
  let p2 = false;
  for (const alarm of all.values()) {
    if (alarm.severity > 2 || !asks(alarm)) continue;
    if (acks.get(alarm.id)?.phase === "accepted") continue;
    if (alarm.severity === 1) p1 = true;
    else p2 = true;
  }
  return { p1, p2 };
}

/** The alarm by which each room or person is drawn: the worst real one, else the worst drill. */
export function worstBy(
  alarms: ReadonlyMap<string, AlarmView>,
  keyOf: (alarm: AlarmView) => string | undefined,
): ReadonlyMap<string, AlarmView> {
  const worst = new Map<string, AlarmView>();
  for (const alarm of alarms.values()) {
    const key = keyOf(alarm);
    if (!key || !isOpen(alarm)) continue;
    const known = worst.get(key);
    if (!known || rank(alarm) < rank(known)) worst.set(key, alarm);
  }
  return worst;
}

function rank(alarm: AlarmView): number {
  return (alarm.drill ? 100 : 0) + alarm.severity * 2 + (asks(alarm) ? 0 : 1);
}
