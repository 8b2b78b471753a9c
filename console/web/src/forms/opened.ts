// Which act is open on a person's page: one at a time, chosen from anywhere on the page.
import { Cell } from "../state/cell";

export interface Opened {
  stay: string;
  act: string;
  /** The stage a step leads to. */
  to: string;
}

export const opened = new Cell<Opened | null>(null);

export function openAct(stay: string, act: string, to = ""): void {
  opened.set({ stay, act, to });
}

export function closeAct(): void {
  opened.set(null);
}
