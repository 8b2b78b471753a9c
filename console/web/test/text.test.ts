// Both languages say everything, and times read as people read them.
import { beforeEach, expect, test } from "vitest";
import { language } from "../src/state/settings";
import { en } from "../src/text/en";
import { readingName, readingValue } from "../src/text/readings";
import { age, countdown, dateTime, setTimezone, timeOfDay } from "../src/text/time";
import { zh } from "../src/text/zh";

const SECOND_MS = 1000;
const HOUR_MS = 3600 * SECOND_MS;

beforeEach(() => {
  language.set("zh");
  setTimezone("Asia/Shanghai");
});

test("both dictionaries have the same keys, and no empty words", () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
  for (const words of [zh, en]) {
    expect(Object.entries(words).filter(([, value]) => !value.trim())).toEqual([]);
  }
});

test("both languages fill in the same names", () => {
  const names = (words: string): string[] => (words.match(/\{\w+\}/g) ?? []).sort();
  for (const key of Object.keys(zh) as (keyof typeof zh)[]) {
    expect(names(en[key]), key).toEqual(names(zh[key]));
  }
});

test("Chinese words are Chinese: no key was left in English", () => {
  const left = Object.entries(zh).filter(([, value]) => !/[一-鿿]/.test(value));
  expect(left.map(([key]) => key)).toEqual(["language_other"]);
});

test("nobody is called a criminal, in either language", () => {
  const words = JSON.stringify([zh, en]).toLowerCase();
  for (const bad of [
    "prisoner",
    "criminal",
    "offender",
    "suspect",
    "嫌疑",
    "犯人",
    "罪犯",
    "犯罪",
  ]) {
    expect(words).not.toContain(bad);
  }
});

test("an age counts up in at most two units", () => {
  expect(age(12_400)).toBe("12秒");
  expect(age(64 * SECOND_MS)).toBe("1分04秒");
  expect(age(8 * HOUR_MS)).toBe("8时00分");
  expect(age(-500)).toBe("0秒");
  language.set("en");
  expect(age(12_400)).toBe("12 s");
  expect(age(64 * SECOND_MS)).toBe("1 min 04");
});

test("what is left of a limit counts down to the second", () => {
  expect(countdown(HOUR_MS + 2 * SECOND_MS)).toBe("1:00:02");
  expect(countdown(-61 * SECOND_MS)).toBe("0:01:01");
});

test("times are the site's own wall time with seconds", () => {
  const utcMs = Date.UTC(2026, 10, 22, 16, 0, 5);
  expect(timeOfDay(utcMs)).toBe("00:00:05");
  expect(dateTime(utcMs)).toBe("2026-11-23 00:00:05");
  setTimezone("Europe/London");
  expect(timeOfDay(utcMs)).toBe("16:00:05");
});

test("a reading without a translation is shown as it is, never hidden", () => {
  expect(readingName("still for s")).toBe("静止时长（秒）");
  expect(readingName("something new s")).toBe("something new s");
  language.set("en");
  expect(readingName("still for s")).toBe("Still for (s)");
  expect(readingValue(true)).toBe("yes");
});
