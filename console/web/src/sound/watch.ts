// Decides what must sound from the alarms and the freshness of the page.
import { asks, sounding } from "../state/alarmlist";
import { second, serverNowMs } from "../state/clock";
import { soundsStale, warnings } from "../state/freshness";
import * as model from "../state/model";
import { allowSound, playP3, soundState, wantSounds } from "./player";

const GESTURES = ["pointerdown", "keydown", "touchend"] as const;
const toned = new Set<string>();

export function watchForSound(): void {
  for (const cell of [model.alarms, model.acks, model.link, model.health, second]) {
    cell.watch(decide);
  }
  model.alarms.watch(toneNewP3);
  for (const gesture of GESTURES) document.addEventListener(gesture, onGesture);
}

function decide(): void {
  if (model.session.value.phase !== "in") {
    wantSounds({ p1: false, p2: false, stale: false });
    return;
  }
  const { p1, p2 } = sounding(model.alarms.value, model.acks.value);
  const found = warnings(model.link.value, model.health.value, performance.now(), serverNowMs());
  wantSounds({ p1, p2, stale: soundsStale(found) });
}

function toneNewP3(): void {
  for (const alarm of model.alarms.value.values()) {
    const name = `${alarm.id} ${alarm.raised_utc_ns}`;
    if (alarm.severity !== 3 || toned.has(name)) continue;
    toned.add(name);
    if (model.link.value.ready && asks(alarm)) playP3();
  }
}

/** Any touch of the page turns sound on: nobody should have to look for the button. */
function onGesture(): void {
  if (soundState.value === "blocked") void allowSound();
}
