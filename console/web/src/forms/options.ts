// What a field may be: the choices of the act, or a list of the house that changes.
import type { Choice, FieldForm, KeptView, PeopleView, RecordView } from "../api/record";
import * as model from "../state/model";
import { said, text, word } from "../text";
import { hourMinute, timeOfDay } from "../text/time";
import type { FieldProps } from "./FieldBox";

export interface Option {
  value: string;
  label: string;
  group: string;
}

/** The lists that fields choose from. */
export interface Lists {
  people: PeopleView | null;
  record: RecordView | null;
}

/** The options of a field, those that suit first; an empty group has no heading. */
export function optionsOf({ question, lists, stay, types }: FieldProps): Option[] {
  const { field } = question;
  if (field.choices.length) return field.choices.map(choiceOption);
  if (field.type === "whole") return scale(field);
  const { people, record } = lists;
  switch (field.source) {
    case "stays":
      return [...model.stays.value.keys()].map(plain);
    case "room_types":
      return (model.site.value?.room_types ?? []).map((one) =>
        choiceOption({ ...one, value: one.id }),
      );
    case "items":
      return record ? itemOptions(record) : [];
    case "entries":
      return record ? entryOptions(record) : [];
    default:
      return people ? houseOptions(field, people, { stay, types }) : [];
  }
}

function houseOptions(
  field: FieldForm,
  people: PeopleView,
  { stay, types }: Pick<FieldProps, "stay" | "types">,
): Option[] {
  switch (field.source) {
    case "staff":
      return staffOptions(people);
    case "visitors":
      return visitorOptions(people, stay);
    case "people":
      return [...visitorOptions(people, stay), ...staffOptions(people)];
    case "rooms":
      return roomOptions(people, types);
    case "regimes":
      return people.regimes.map((one) => ({ value: one.id, label: said(one), group: "" }));
    case "clocks":
      return clockOptions(people, stay);
    case "bands":
      return people.bands.map(plain);
    case "cards":
      return people.cards.map(plain);
    case "readers":
      return people.readers.map(plain);
    default:
      return [];
  }
}

function scale({ minimum, maximum }: FieldForm): Option[] {
  const from = minimum ?? 0;
  return Array.from({ length: (maximum ?? from) - from + 1 }, (_, at) => plain(String(from + at)));
}

/** What is still kept; what went to somebody cannot go again. */
function itemOptions(record: RecordView): Option[] {
  return record.items
    .filter((item) => !item.returned)
    .map((item) => ({ value: item.code, label: `${item.what} · ${item.code}`, group: "" }));
}

function entryOptions(record: RecordView): Option[] {
  return [...record.timeline].reverse().map((entry) => ({
    value: String(entry.number),
    label: `#${entry.number} ${timeOfDay(entry.utc_ns / 1e6)} ${said(entry)}`,
    group: "",
  }));
}

function plain(value: string): Option {
  return { value, label: value, group: "" };
}

function choiceOption(choice: Choice): Option {
  return { value: choice.value, label: said(choice), group: "" };
}

/** Whoever is on duty, by role; others are not offered, for they cannot answer for anybody. */
function staffOptions(people: PeopleView): Option[] {
  return people.staff
    .filter((one) => one.on_duty)
    .map((one) => ({
      value: one.id,
      label: `${said(one)} · ${word("rank", one.rank)} · ${one.id}`,
      group: said(one.role_words),
    }));
}

function visitorOptions(people: PeopleView, stay: string): Option[] {
  return people.visitors
    .filter((one) => !one.stay || !stay || one.stay === stay)
    .map((one) => ({
      value: one.badge,
      label: `${said(one)} · ${one.badge}`,
      group: text().form_visitors,
    }));
}

function roomOptions(people: PeopleView, types: readonly string[]): Option[] {
  const rooms = types.length
    ? types.flatMap((type) => people.rooms.filter((room) => room.type === type))
    : people.rooms;
  return rooms.map((room) => ({
    value: room.id,
    label: [said(room), room.stays.join(" "), ...room.kept.map(keptWords)]
      .filter(Boolean)
      .join(" · "),
    group: "",
  }));
}

/** A booking: whoever asks for the room sees who has it, and when. */
function keptWords({ stay, from_utc_ns, until_utc_ns }: KeptView): string {
  const until = until_utc_ns ? hourMinute(until_utc_ns / 1e6) : "";
  return `${text().session_reserved} ${hourMinute(from_utc_ns / 1e6)}–${until} ${stay}`;
}

function clockOptions(people: PeopleView, stay: string): Option[] {
  const regime = model.stays.value.get(stay)?.regime;
  const found = people.regimes.find((one) => one.id === regime);
  return (found?.clocks ?? []).map(choiceOption);
}
