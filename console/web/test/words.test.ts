import "./browser";
import { expect, test } from "vitest";
import { noteWords } from "../src/parts/words";
import { language } from "../src/state/settings";

test("a note of the engine is read in the reader's language, without its incident's number", () => {
  const note = "escape:1: 疑似脱逃 / Escape";
  language.set("en");
  expect(noteWords({ by: "", note })).toBe("Escape");
  language.set("zh");
  expect(noteWords({ by: "", note })).toBe("疑似脱逃");
});

test("what a person wrote stays as it was written", () => {
  for (const language_ of ["en", "zh"] as const) {
    language.set(language_);
    for (const note of [
      "seen",
      "door 3 / door 4",
      "已到场",
      "候问3 / 候问4",
      "已送医 / 120 called 03:10",
    ]) {
      expect(noteWords({ by: "s-001", note })).toBe(note);
    }
  }
});
