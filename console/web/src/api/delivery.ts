// What became of notices, as GET /api/deliveries says it.
import type { Bilingual, Place, Severity } from "./types";

export type DeliveryState = "pending" | "sent" | "given_up";

export interface DeliveryView {
  id: string;
  alarm: string;
  rule: string;
  severity: Severity;
  label: Bilingual;
  subject: string;
  room: Place | null;
  reason: string;
  tier: number;
  endpoint: string;
  name: Bilingual;
  channel: string;
  state: DeliveryState;
  attempts: number;
  taken_utc_ns: number;
  first_utc_ns: number;
  ended_utc_ns: number;
  error: string;
  drill: boolean;
}

export interface ChannelView {
  endpoint: string;
  name: Bilingual;
  channel: string;
  tier: number;
  told: string[];
  language: string;
  staff: string;
  pending: number;
  sent: number;
  given_up: number;
  sent_utc_ns: number;
  waiting_utc_ns: number;
  failing: boolean;
}

export interface DeliveryList {
  deliveries: DeliveryView[];
  channels: ChannelView[];
}
