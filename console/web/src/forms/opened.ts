// Which act is open on a person's page: one at a time, chosen from anywhere on the page.
import { Cell } from "../state/cell";
import { go } from "../state/route";

export interface Opened {
  stay: string;
  act: string;
  /** The stage a step leads to, or the clock it is about. */
  to: string;
}

export const opened = new Cell<Opened | null>(null);

/** From another page the person's own page opens first. */
export function openAct(stay: string, act: string, to = "", page?: "stay"): void {
  opened.set({ stay, act, to });
  if (page) go(page, stay);
}

export function closeAct(): void {
  opened.set(null);
}
