// Tickets, shelf, hand-over, roster and incidents: what is new, and the lists asked for again.
import { api } from "../api/http";
import type { AsideView, HandOverView, IncidentView, RosterView, TicketView } from "../api/shift";
import type { AlarmView } from "../api/types";
import { isOpen } from "./alarmlist";
import { Cell } from "./cell";
import * as model from "./model";
import { acts } from "./records";
import { type Asked, Shared, useShared } from "./shared";

/** Grows whenever the server says that one of these lists changed. */
export const shiftVersion = new Cell(0);
export const incidents = new Cell<ReadonlyMap<string, IncidentView>>(new Map());

export function shiftChanged(): void {
  shiftVersion.update((count) => count + 1);
}

export function takeIncidents(list: IncidentView[]): void {
  incidents.set(new Map(list.map((one) => [one.id, one])));
  // A page that was away may have missed more than incidents.
  shiftChanged();
}

export function takeIncident(news: IncidentView): void {
  const known = incidents.value.get(news.id);
  if (known && known.n > news.n) return;
  incidents.update((all) => new Map(all).set(news.id, news));
}

/** An incident with those of its alarms that are still open; without one it is over. */
export interface OpenIncident {
  incident: IncidentView;
  alarms: AlarmView[];
}

export function openIncidents(
  known: ReadonlyMap<string, IncidentView>,
  alarms: ReadonlyMap<string, AlarmView>,
): OpenIncident[] {
  return [...known.values()]
    .map((incident) => ({
      incident,
      alarms: incident.alarms
        .map((id) => alarms.get(id))
        .filter((one): one is AlarmView => one !== undefined && isOpen(one)),
    }))
    .filter((one) => one.alarms.length > 0);
}

/** Whether the reader's role may ask for an act; the server decides, the page only offers it. */
export function mayAsk(act: string): boolean {
  return acts.value.has(act);
}

/** How many alarms there are is part of what a shift hands over. */
const handOverVersion = new Cell(0);
let alarmCount = 0;

shiftVersion.watch(() => handOverVersion.update((count) => count + 1));
model.alarms.watch(() => {
  if (model.alarms.value.size === alarmCount) return;
  alarmCount = model.alarms.value.size;
  handOverVersion.update((count) => count + 1);
});

/** Who is on duty changes with the hour too, without any news. */
const rosterVersion = new Cell(0);

shiftVersion.watch(dutyChanged);

export function dutyChanged(): void {
  rosterVersion.update((count) => count + 1);
}

const tickets = new Shared<{ tickets: TicketView[] }>(() => api.tickets(), shiftVersion);
const aside = new Shared<AsideView>(() => api.aside(), shiftVersion);
const handOver = new Shared<HandOverView>(() => api.handOver(), handOverVersion);
const roster = new Shared<RosterView>(() => api.roster(), rosterVersion);

export function useTickets(): Asked<{ tickets: TicketView[] }> {
  return useShared(tickets);
}

export function useAside(): Asked<AsideView> {
  return useShared(aside);
}

export function useHandOver(): Asked<HandOverView> {
  return useShared(handOver);
}

export function useRoster(): Asked<RosterView> {
  return useShared(roster);
}

/** Signing out leaves nothing behind. */
export function forgetShift(): void {
  incidents.set(new Map());
  for (const list of [tickets, aside, handOver, roster]) list.forget();
}
