// What this browser remembers: language, theme, loudness. Never anything about a person.
import type { Language } from "../api/types";
import { Cell } from "./cell";

export type Theme = "dark" | "light";

/** P1 cannot be muted: below this part of full loudness nobody can turn it. */
export const VOLUME_FLOOR_PCT = 40;

export const language = new Cell<Language>(stored("language", ["zh", "en"], "zh"));
export const theme = new Cell<Theme>(stored("theme", ["dark", "light"], "dark"));
export const volumePct = new Cell(storedVolume());
export const softMuted = new Cell(stored("softMuted", ["no", "yes"], "no") === "yes");

export function startSettings(): void {
  language.watch(() => keep("language", language.value));
  theme.watch(() => keep("theme", theme.value));
  volumePct.watch(() => keep("volumePct", String(volumePct.value)));
  softMuted.watch(() => keep("softMuted", softMuted.value ? "yes" : "no"));
  language.watch(showOnPage);
  theme.watch(showOnPage);
  showOnPage();
}

/** The wall is always dark: it hangs in a dim room. */
export function showOnPage(): void {
  const onWall = location.hash.startsWith("#/wall");
  const root = document.documentElement;
  root.lang = language.value === "zh" ? "zh-CN" : "en";
  root.dataset["theme"] = onWall ? "dark" : theme.value;
}

function stored<T extends string>(name: string, allowed: readonly T[], otherwise: T): T {
  const value = localStorage.getItem(`custody.${name}`);
  return allowed.find((candidate) => candidate === value) ?? otherwise;
}

function storedVolume(): number {
  const value = Number(localStorage.getItem("custody.volumePct") ?? 80);
  return value >= VOLUME_FLOOR_PCT && value <= 100 ? value : 80;
}

function keep(name: string, value: string): void {
  localStorage.setItem(`custody.${name}`, value);
}
