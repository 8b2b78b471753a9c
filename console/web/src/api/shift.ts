// Tickets, shelf, incidents, hand-over and roster, as the console's API says them.
import type { AlarmView, Bilingual, Place } from "./types";

export type TicketState =
  "found" | "issued" | "signed" | "fixing" | "fed_back" | "verified" | "closed";

export interface TicketStep {
  step: string;
  allowed: boolean;
  reason: Bilingual | null;
}

export interface TicketView {
  id: string;
  rule: string;
  label: Bilingual | null;
  subject: string;
  alarm: string;
  room: Place | null;
  text: string;
  state: TicketState;
  found_utc_ns: number;
  due_utc_ns: number;
  owner: string;
  by: string;
  note: string;
  /** 0 in time, 1 to 3 overdue: who hears of it. */
  tier: number;
  utc_ns: number;
  steps: TicketStep[];
}

export interface TicketPast {
  state: TicketState;
  by: string;
  utc_ns: number;
  note: string;
  owner: string;
  tier: string;
}

export interface TicketDetail extends TicketView {
  history: TicketPast[];
}

export interface ShelvedView {
  alarm: AlarmView;
  people: string[];
  reason: string;
  until_utc_ns: number;
}

export interface RetiredView {
  rule: string;
  label: Bilingual;
  subject: string;
  people: string[];
  reason: string;
  utc_ns: number;
  until_utc_ns: number;
}

export interface WantedView {
  act: "shelve" | "take_out_of_service";
  alarm: string;
  rule: string;
  subject: string;
  by: string;
  until_utc_ns: number;
}

/** A drill that was announced and has not begun. */
export interface DrillView {
  rule: string;
  label: Bilingual;
  subject: string;
  by: string;
  reason: string;
  until_utc_ns: number;
}

export interface AsideView {
  utc_ns: number;
  shelved: ShelvedView[];
  out_of_service: RetiredView[];
  wanted: WantedView[];
  drills: DrillView[];
}

export interface AsideRule {
  shelve_max_s: number;
  two_people: boolean;
  retirable: boolean;
  wanted: WantedView[];
}

export interface IncidentView {
  id: string;
  n: number;
  kind: string;
  label: Bilingual;
  guidance: Bilingual;
  alarms: string[];
  stay: string;
  utc_ns: number;
}

export interface ReportView {
  id: string;
  by: string;
  utc_ns: number;
  signed_by: string;
  signed_utc_ns: number;
  alarm_count: number;
  ticket_count: number;
  alarms: AlarmView[];
  tickets: TicketView[];
  shelved: ShelvedView[];
  out_of_service: RetiredView[];
}

export interface ReportHead {
  id: string;
  by: string;
  utc_ns: number;
  signed_by: string;
  signed_utc_ns: number;
}

export interface HandOverView {
  now: ReportView;
  waiting: ReportView | null;
  past: ReportHead[];
}

export interface ShiftView extends Bilingual {
  id: string;
  begins: string;
  ends: string;
  days: number[];
  staff: string[];
  running: boolean;
}

export interface MemberView extends Bilingual {
  id: string;
  role: string;
  role_words: Bilingual;
  on_duty: boolean;
  phones: string[];
}

export interface EndpointView extends Bilingual {
  id: string;
  tier: number;
  staff: string;
  language: string;
}

export interface ToldView {
  told: string[];
  rules: { id: string; label: Bilingual; severities: number[] }[];
  tiers: string[][];
}

export interface RosterView {
  utc_ns: number;
  /** When a shift begins or ends next; 0 without shifts. */
  until_utc_ns: number;
  edited: boolean;
  shifts: ShiftView[];
  staff: MemberView[];
  endpoints: EndpointView[];
  severity_max: number;
  ladder_s: number[][];
  told: ToldView[];
}
