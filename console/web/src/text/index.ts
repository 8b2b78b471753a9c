// The words in the language of the moment, and filling in of {names}.
import type { Bilingual } from "../api/types";
import { language } from "../state/settings";
import { en } from "./en";
import { type Dictionary, type TextKey, zh } from "./zh";

export const DICTIONARIES: Record<"zh" | "en", Dictionary> = { zh, en };

export function text(): Dictionary {
  return DICTIONARIES[language.value];
}

/** Puts values into the {names} of a sentence. */
export function fill(sentence: string, values: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The word for a code such as told_CR; a code without a word is shown as it is, never hidden. */
export function word(prefix: string, code: string): string {
  const key = `${prefix}_${code}` as TextKey;
  return text()[key] ?? code;
}

export function said(names: Bilingual): string {
  return names[language.value] || names.en || names.zh;
}
