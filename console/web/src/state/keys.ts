// The keys of the desk. Every one is listed in the help sheet.
import * as actions from "./actions";
import { standingByUrgency } from "./alarmlist";
import { Cell } from "./cell";
import * as model from "./model";
import { hashOf, tabsOf } from "./route";
import { nextLevel } from "./shown";

/** A new alarm on top within this time of the key: the person has not seen it, so ask again. */
const UNSEEN_MS = 700;

export const helpOpen = new Cell(false);
/** True for a moment after key A was held back because the top had just changed. */
export const heldBack = new Cell(false);

let topId = "";
let topSinceMs = 0;
let heldTimer = 0;

export function startKeys(): void {
  document.addEventListener("keydown", onKey);
  for (const cell of [model.alarms, model.acks]) cell.watch(watchTop);
}

function watchTop(): void {
  const id = actions.topAlarm()?.id ?? "";
  if (id === topId) return;
  // The next in line after an acknowledgement was on screen all along; a newcomer was not.
  const arrived = topId === "" || model.acks.value.get(topId) === undefined;
  const still = model.alarms.value.has(topId);
  topSinceMs = arrived && still ? performance.now() : 0;
  topId = id;
}

function onKey(event: KeyboardEvent): void {
  if (model.session.value.phase !== "in") return;
  if (location.hash.startsWith("#/phone")) return;
  if (location.hash.startsWith("#/wall")) {
    if (event.key === "Escape") go("#/");
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  // The sheet says a moment later that it was closed; the dialog itself knows at once.
  if (document.querySelector("dialog[open]") && event.key !== "?") return;
  if (/^[1-9]$/.test(event.key)) return toTab(Number(event.key) - 1);
  const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act || act() === false) return;
  event.preventDefault();
}

const KEYS: Record<string, () => boolean | void> = {
  a: acknowledgeTop,
  j: () => step(1),
  k: () => step(-1),
  Enter: openChosen,
  m: toMap,
  h: () => go(location.hash === "#/history" ? "#/" : "#/history"),
  "/": toSearch,
  "?": () => helpOpen.set(!helpOpen.value),
  Escape: back,
};

function acknowledgeTop(): void {
  const top = actions.topAlarm();
  if (!top || !actions.mayAcknowledge()) return;
  if (performance.now() - topSinceMs < UNSEEN_MS) {
    holdBack();
    return;
  }
  void actions.acknowledge(top);
}

function holdBack(): void {
  heldBack.set(true);
  clearTimeout(heldTimer);
  heldTimer = window.setTimeout(() => heldBack.set(false), 4000);
}

function step(by: number): void {
  const list = standingByUrgency(model.alarms.value);
  if (!list.length) return;
  go("#/");
  const chosen = model.selection.value;
  const at = chosen.kind === "alarm" ? list.findIndex((alarm) => alarm.id === chosen.id) : 0;
  const next = list[Math.min(list.length - 1, Math.max(0, at + by))];
  if (next) actions.select({ kind: "alarm", id: next.id });
}

/** Enter on a button or link is the browser's own; anywhere else it opens the chosen alarm. */
function openChosen(): boolean | void {
  const focused = document.activeElement;
  if (focused && focused !== document.body && focused.matches("button, a, input, summary"))
    return false;
  document.getElementById("detail")?.focus();
}

function toMap(): void {
  go("#/");
  const map = document.querySelector<HTMLElement>(".map");
  if (document.activeElement === map) nextLevel();
  else map?.focus();
}

/** The tabs of the top bar from the left. */
function toTab(at: number): void {
  const { value } = model.session;
  const page = value.phase === "in" ? tabsOf(value.me.role)[at] : undefined;
  if (page) go(hashOf(page));
}

function toSearch(): void {
  document.getElementById("search")?.focus();
}

function back(): void {
  actions.select(model.NOTHING);
  (document.activeElement as HTMLElement | null)?.blur();
}

function go(hash: string): void {
  if (location.hash !== hash) location.hash = hash;
}

function isTyping(target: EventTarget | null): boolean {
  // A slider takes arrows, not letters: on it key A must still answer an alarm.
  const fields = "input:not([type=range]), textarea, select";
  return target instanceof HTMLElement && target.matches(fields);
}
