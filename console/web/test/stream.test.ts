// Events cut out of a byte stream, wherever the network cuts it.
import { expect, test } from "vitest";
import { EventParser } from "../src/api/stream";

type Event = [name: string, data: string, id: string];

function parsed(...pieces: string[]): Event[] {
  const found: Event[] = [];
  const parser = new EventParser((name, data, id) => found.push([name, data, id]));
  for (const piece of pieces) parser.feed(piece);
  return found;
}

const TEXT = 'id: 42\nevent: alarm\ndata: {"n":1}\n\n: a comment\n\nevent: beat\ndata: {}\n\n';

test("an event has its name, its data and its id", () => {
  expect(parsed(TEXT)).toEqual([
    ["alarm", '{"n":1}', "42"],
    ["beat", "{}", ""],
  ]);
});

test("it does not matter where the text is cut", () => {
  const whole = parsed(TEXT);
  for (let at = 1; at < TEXT.length; at += 1) {
    expect(parsed(TEXT.slice(0, at), TEXT.slice(at)), `cut at ${at}`).toEqual(whole);
  }
});

test("carriage returns end lines too, even when one is the last byte of a piece", () => {
  expect(parsed("event: beat\r", "\ndata: {}\r\n\r\n")).toEqual([["beat", "{}", ""]]);
});

test("an event that is not finished is not delivered", () => {
  expect(parsed("event: alarm\ndata: {}\n")).toEqual([]);
});
