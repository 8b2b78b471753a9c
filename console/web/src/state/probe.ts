// What the browser tests and a technician's console may look at: counts and places, nothing more.
import { played } from "../sound/player";

export interface Probe {
  played: typeof played;
  people: () => readonly { person: { key: string }; x: number; y: number }[];
  draws: () => number;
}

declare global {
  interface Window {
    custodyProbe: Probe;
  }
}

export function setProbe(part: Partial<Probe>): void {
  const nothing: Probe = { played, people: () => [], draws: () => 0 };
  window.custodyProbe = Object.assign(window.custodyProbe ?? nothing, part);
}
