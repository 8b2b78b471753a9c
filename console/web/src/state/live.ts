// Feeds the model from the event stream, and says when what is on screen is no longer true.
import type { IncidentView } from "../api/shift";
import { EventStream } from "../api/stream";
import type { AlarmView, Health, Picture, StayView, Thing } from "../api/types";
import { asks, merged } from "./alarmlist";
import { takeBeat } from "./clock";
import * as model from "./model";
import { forgetPicture, takePicture } from "./picture";
import { forgetRecords, stayChanged, takeRecordNews } from "./records";
import { forgetShift, shiftChanged, takeIncident, takeIncidents } from "./shift";

let stream: EventStream | null = null;

/** `onHello` hears the hash of the configuration in force: on connecting, and when it changes. */
export function openStream(onExpired: () => void, onHello: (sha256: string) => void): void {
  closeStream();
  stream = new EventStream("api/stream", {
    up: () => model.link.update((link) => ({ ...link, open: true })),
    down: (status) => {
      model.link.update((link) => ({ ...link, open: false }));
      if (status === 401) onExpired();
    },
    event: (name, data) => {
      if (name === "hello") onHello((data as { config_sha256: string }).config_sha256);
      else takeEvent(name, data);
    },
  });
  stream.open();
}

export function closeStream(): void {
  stream?.close();
  stream = null;
}

export function forgetEverything(): void {
  model.alarms.set(new Map());
  model.stays.set(new Map());
  model.things.set(new Map());
  model.health.set(null);
  model.acks.set(new Map());
  model.selection.set(model.NOTHING);
  forgetPicture();
  forgetRecords();
  forgetShift();
}

function takeEvent(name: string, data: unknown): void {
  const now = performance.now();
  switch (name) {
    case "alarms":
      takeAllAlarms((data as { alarms: AlarmView[] }).alarms);
      break;
    case "alarm":
      takeAlarm(data as AlarmView);
      break;
    case "stays":
      model.stays.set(byKey((data as { stays: StayView[] }).stays, (stay) => stay.stay));
      stayChanged();
      break;
    case "stay":
      takeStay(data as StayView);
      break;
    case "picture":
      takePictureEvent(data as Picture, now);
      break;
    case "things":
      takeThings((data as { things: Thing[] }).things, true);
      break;
    case "thing":
      takeThings([data as Thing], false);
      break;
    case "record":
      takeRecordNews(data as { stay: string; number: number });
      break;
    case "shift":
      shiftChanged();
      break;
    case "incidents":
      takeIncidents((data as { incidents: IncidentView[] }).incidents);
      break;
    case "incident":
      takeIncident(data as IncidentView);
      break;
    case "health":
      model.health.set(data as Health);
      break;
    case "beat":
      takeBeat((data as { utc_ns: number }).utc_ns);
      model.link.update((link) => ({ ...link, beatAtMs: now }));
      break;
    default: // A newer server may say more than this page knows.
  }
}

/** The full list replaces ours: what the server no longer has open is gone from the screen. */
function takeAllAlarms(list: AlarmView[]): void {
  const known = model.alarms.value;
  const next = new Map<string, AlarmView>();
  for (const alarm of list) {
    const ours = known.get(alarm.id);
    next.set(alarm.id, ours && ours.n > alarm.n ? ours : alarm);
  }
  model.alarms.set(next);
  settleAcks();
  model.link.update((link) => ({ ...link, ready: true }));
}

function takeAlarm(change: AlarmView): void {
  model.alarms.update((all) => merged(all, change));
  settleAcks();
}

/** What the stream shows as answered needs no note of ours any more. */
function settleAcks(): void {
  const open = model.alarms.value;
  const kept = [...model.acks.value].filter(([id]) => {
    const alarm = open.get(id);
    return alarm !== undefined && asks(alarm);
  });
  if (kept.length !== model.acks.value.size) model.acks.set(new Map(kept));
}

function takeStay(stay: StayView): void {
  model.stays.update((all) => {
    const next = new Map(all);
    if (stay.open) next.set(stay.stay, stay);
    else next.delete(stay.stay);
    return next;
  });
  stayChanged();
}

function takePictureEvent(picture: Picture, now: number): void {
  takePicture(picture, now);
  model.link.update((link) => ({ ...link, pictureUtcNs: picture.utc_ns, pictureAtMs: now }));
}

function takeThings(list: Thing[], all: boolean): void {
  model.things.update((known) => {
    const next = new Map(all ? [] : known);
    for (const thing of list) next.set(model.thingKey(thing.kind, thing.id), thing);
    return next;
  });
}

function byKey<T>(list: T[], key: (item: T) => string): ReadonlyMap<string, T> {
  return new Map(list.map((item) => [key(item), item]));
}
