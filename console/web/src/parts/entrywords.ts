// What an entry's data is called on screen: the words of the acts that wrote it, else its own.
import type { Value } from "../api/record";
import { actWords } from "../state/records";
import { said, text, word } from "../text";
import { dateTime } from "../text/time";
import { roomName, staffName } from "./words";

const NAMES_STAFF: readonly string[] = [
  ..."staff by responsible previous keeper approver watcher officer present officers".split(" "),
  ..."escorts others lead".split(" "),
];
const PREFIXES: Record<string, string> = {
  flag: "flag",
  stage: "stage",
  from: "stage",
  ground: "ground",
};

export function dataName(name: string): string {
  const own = word("data", name);
  return own === name ? (fieldNames().get(name) ?? name) : own;
}

export function actName(act: string): string {
  const form = actWords.value.find((one) => one.act === act);
  return form ? said(form) : act;
}

export function dataValue(name: string, value: Value): string {
  if (typeof value === "boolean") return value ? text().form_yes : text().form_no;
  if (typeof value === "number") {
    return name.endsWith("_utc_ns") ? dateTime(value / 1e6) : String(value);
  }
  const words = value ?? "";
  if (NAMES_STAFF.includes(name) || name === "to")
    return words.split(" ").map(staffName).join(" · ");
  if (name.endsWith("room") || name === "room_plan") return roomName(words);
  if (name === "stage" || name === "from") return `${words} ${word("stage", words)}`.trim();
  if (name === "act") return actName(words);
  const prefix = PREFIXES[name];
  return prefix ? word(prefix, words) : (choiceNames().get(words) ?? known(words));
}

/** Words that only the record writes. */
function known(value: string): string {
  return word("value", value);
}

function fieldNames(): Map<string, string> {
  const found = new Map<string, string>();
  for (const form of actWords.value) {
    for (const field of form.fields) if (!found.has(field.name)) found.set(field.name, said(field));
  }
  return found;
}

function choiceNames(): Map<string, string> {
  const found = new Map<string, string>();
  for (const form of actWords.value) {
    for (const choice of form.fields.flatMap((field) => field.choices)) {
      if (!found.has(choice.value)) found.set(choice.value, said(choice));
    }
  }
  return found;
}
