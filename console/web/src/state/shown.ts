// Which level the desk map shows.
import { Cell } from "./cell";
import { site } from "./model";

export const shownLevel = new Cell("");

export function nextLevel(): void {
  const levels = site.value?.levels ?? [];
  const at = levels.findIndex((level) => level.id === shownLevel.value);
  shownLevel.set(levels[(at + 1) % Math.max(1, levels.length)]?.id ?? "");
}
