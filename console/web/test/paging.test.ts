import { expect, test } from "vitest";
import { type Lying, leaves } from "../src/state/paging";

/** Cards of these heights one under the other; the first `p1` of them are P1. */
function column(heights: readonly number[], p1 = 0): Lying[] {
  let top = 0;
  return heights.map((height, index) => {
    const card = { top, bottom: top + height, severity: index < p1 ? 1 : 2 };
    top += height;
    return card;
  });
}

test("cards that fit are one page that leaves nothing out", () => {
  const one = { start: 0, hidden: 0, hiddenP1: 0 };
  expect(leaves(column([100, 100, 100]), 300)).toEqual([{ ...one, end: 300 }]);
  expect(leaves([], 300)).toEqual([{ ...one, end: 0 }]);
});

test("no card is cut: a page begins with the one that the last page had no room for", () => {
  expect(leaves(column([100, 100, 100, 100, 100], 4), 250)).toEqual([
    { start: 0, end: 200, hidden: 3, hiddenP1: 2 },
    { start: 200, end: 400, hidden: 3, hiddenP1: 2 },
    { start: 300, end: 500, hidden: 3, hiddenP1: 3 },
  ]);
});

test("every card is on a page, also one that is higher than the screen", () => {
  const cards = column([80, 400, 60, 60, 200, 90]);
  const pages = leaves(cards, 250);
  expect(pages.map(({ start, end }) => [start, end])).toEqual([
    [0, 80],
    [80, 480],
    [480, 600],
    [600, 800],
    [800, 890],
  ]);
});

test("a card that is no alarm takes its room and is counted nowhere", () => {
  const [incident, ...alarms] = column([100, 100, 100], 3);
  const pages = leaves([{ ...incident!, severity: 0 }, ...alarms], 150);
  expect(pages.map(({ hidden, hiddenP1 }) => [hidden, hiddenP1])).toEqual([
    [2, 2],
    [1, 1],
    [1, 1],
  ]);
});
