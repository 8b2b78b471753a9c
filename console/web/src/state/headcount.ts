// The head count and the muster as the engine tells them: numbers, and who is not accounted for.
import type { StayView, Thing } from "../api/types";

export interface Missing {
  stay: string;
  /** outside, no_band or no_fix. */
  why: string;
}

export interface Miscount {
  room: string;
  camera: number;
  tags: number;
  /** Who should be there by their bands, as the engine names them. */
  who: string;
}

export interface Heads {
  register: number;
  here: number;
  behindDoors: number;
  away: number;
  missing: Missing[];
  rooms: Miscount[];
  agreed: boolean;
}

export interface Gathering {
  sinceUtcNs: number;
  missing: string[];
  staff: string[];
}

const ROOM = /^(\S+) camera (-?\d+) tags (\d+)(?: \((.*)\))?$/;

/** The count as told; null while nobody has told one. */
export function headsOf(thing: Thing | undefined): Heads | null {
  if (!thing) return null;
  const { state } = thing;
  return {
    register: Number(state["register"] ?? 0),
    here: Number(state["here"] ?? 0),
    behindDoors: Number(state["behind_doors"] ?? 0),
    away: Number(state["away"] ?? 0),
    missing: parts(state["missing"]).map((one) => {
      const [stay = one, ...why] = one.split(" ");
      return { stay, why: why.join("_") };
    }),
    rooms: parts(state["rooms"]).flatMap((one) => {
      const found = ROOM.exec(one);
      if (!found) return [];
      const [, room = "", camera = "", tags = "", who = ""] = found;
      return [{ room, camera: Number(camera), tags: Number(tags), who }];
    }),
    agreed: state["agreed"] === true,
  };
}

/** Stages before the band is on: who comes in has none yet, and PAIR-01 watches over the time. */
const UNBANDED: readonly string[] = ["S1", "S2", "S3", "S4", "S13"];

/** Who is not accounted for and has no good reason. */
export function unexplained(heads: Heads, stays: ReadonlyMap<string, StayView>): Missing[] {
  return heads.missing.filter(
    (one) => one.why !== "no_band" || !UNBANDED.includes(stays.get(one.stay)?.stage ?? ""),
  );
}

/** Whether the count asks for somebody to look. */
export function differs(heads: Heads, stays: ReadonlyMap<string, StayView>): boolean {
  return heads.rooms.length > 0 || unexplained(heads, stays).length > 0;
}

/** An evacuation that goes on; null while there is none. */
export function gatheringOf(thing: Thing | undefined): Gathering | null {
  if (!thing || thing.state["active"] !== true) return null;
  return {
    sinceUtcNs: Number(thing.state["since_utc_ns"] ?? 0),
    missing: words(thing.state["missing"]),
    staff: words(thing.state["missing_staff"]),
  };
}

function parts(value: unknown): string[] {
  return typeof value === "string" && value ? value.split("; ") : [];
}

function words(value: unknown): string[] {
  return typeof value === "string" && value ? value.split(" ") : [];
}
