// Words and marks can be read on both themes (WCAG 2.2: 4.5:1 for text, 3:1 for marks).
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const css = readFileSync(new URL("../src/style/tokens.css", import.meta.url), "utf8");

function tokens(theme: string): Map<string, string> {
  const block = css.split(`[data-theme="${theme}"] {`)[1]?.split("}")[0] ?? "";
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map((m) => [m[1]!, m[2]!]));
}

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const GROUNDS = ["background", "surface", "raised"];
const WASHES = ["p1-wash", "p2-wash", "p3-wash"];
const ROOMS = ["room-way", "room-wet", "room-desk", "room-talk", "room-hold", "room-staff"];
const MARKS = ["p1", "p2", "p3", "p4"];

function least(theme: string, fronts: string[], grounds: string[]): [number, string] {
  const colours = tokens(theme);
  const pairs = fronts.flatMap((front) => grounds.map((ground) => [front, ground] as const));
  const found = pairs.map(([front, ground]): [number, string] => [
    contrast(colours.get(front) ?? "", colours.get(ground) ?? ""),
    `${theme}: ${front} on ${ground}`,
  ]);
  return found.reduce((a, b) => (a[0] < b[0] ? a : b));
}

for (const theme of ["dark", "light"]) {
  test(`${theme}: text is readable everywhere it stands`, () => {
    for (const [fronts, grounds] of [
      [["text", "quiet"], GROUNDS],
      [["text"], WASHES],
      [["quiet"], ROOMS],
      [["on-p"], MARKS],
      [
        ["p1", "p2", "p3"],
        ["background", "surface"],
      ],
      [["p2"], ["p2-wash"]],
      [["person-text"], ["person"]],
      [["officer-text"], ["officer"]],
    ] as const) {
      const [ratio, pair] = least(theme, [...fronts], [...grounds]);
      expect(ratio, pair).toBeGreaterThanOrEqual(4.5);
    }
  });

  test(`${theme}: marks and focus stand out from everything behind them`, () => {
    const grounds = [...GROUNDS, ...ROOMS];
    const [ratio, pair] = least(theme, [...MARKS, "focus", "person", "officer"], grounds);
    expect(ratio, pair).toBeGreaterThanOrEqual(3);
  });
}

test("only tokens.css names a colour", () => {
  const files = [
    ...["base", "marks", "login", "desk", "list", "limits", "panels", "map", "wall"],
    ...["forms", "pages", "intake", "clocks", "stay", "round", "narrow"],
  ];
  for (const file of files) {
    const text = readFileSync(new URL(`../src/style/${file}.css`, import.meta.url), "utf8");
    expect(text.match(/#[0-9a-f]{3,8}\b/gi), file).toBeNull();
  }
});
