// What the pages know, one cell a thing. Only the stream and answers from the server write here.
import type { AlarmView, Health, Me, Site, StayView, Thing } from "../api/types";
import { Cell } from "./cell";

export type Session =
  | { phase: "asking" }
  | { phase: "unreachable" }
  | { phase: "out"; reason: "none" | "expired" }
  | { phase: "in"; me: Me };

export interface Link {
  /** Bytes flow: the stream is open. */
  open: boolean;
  /** The first full state has arrived. */
  ready: boolean;
  beatAtMs: number;
  pictureUtcNs: number;
  pictureAtMs: number;
}

export type AckPhase =
  | { phase: "sending" }
  | { phase: "accepted" }
  | { phase: "refused"; reason: string; source: string };

export type Selection =
  | { kind: "none" }
  | { kind: "alarm"; id: string }
  | { kind: "stay"; id: string }
  | { kind: "staff"; id: string }
  | { kind: "room"; id: string };

export const NOTHING: Selection = { kind: "none" };

export const session = new Cell<Session>({ phase: "asking" });
export const site = new Cell<Site | null>(null);
export const alarms = new Cell<ReadonlyMap<string, AlarmView>>(new Map());
export const stays = new Cell<ReadonlyMap<string, StayView>>(new Map());
export const things = new Cell<ReadonlyMap<string, Thing>>(new Map());
export const health = new Cell<Health | null>(null);
export const acks = new Cell<ReadonlyMap<string, AckPhase>>(new Map());
export const selection = new Cell<Selection>(NOTHING);
export const link = new Cell<Link>({
  open: false,
  ready: false,
  beatAtMs: 0,
  pictureUtcNs: 0,
  pictureAtMs: 0,
});

export function thingKey(kind: string, id: string): string {
  return `${kind}:${id}`;
}
