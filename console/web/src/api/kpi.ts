// The figures of ISA-18.2 table 7, as GET /api/kpis says them.
import type { Bilingual } from "./types";

export interface KpiLine {
  name: string;
  label: Bilingual;
  unit: Bilingual;
  target: number;
  value: number;
  met: boolean;
  /** The value is to be at least the target. */
  least: boolean;
}

export interface Nuisance {
  rule: string;
  label: Bilingual;
  subject: string;
}

export interface Actor extends Nuisance {
  count: number;
  share_pct: number;
}

export interface Judged {
  rule: string;
  label: Bilingual;
  closed: number;
  false: number;
  share_pct: number;
  doubtful: boolean;
}

export interface Flood {
  from_utc_ns: number;
  until_utc_ns: number;
  count: number;
  peak: number;
  first: Nuisance;
}

export interface KpiView {
  from_utc_ns: number;
  until_utc_ns: number;
  days: number;
  told: string;
  annunciated: number;
  kpis: KpiLine[];
  bad_actors: Actor[];
  chattering: Nuisance[];
  fleeting: Nuisance[];
  stale: Nuisance[];
  judged: Judged[];
  floods: Flood[];
  /** Rings of P1 to P4, hour by hour, oldest first. */
  hours: [number, number, number, number][];
}
