// What a field may be: the choices of the act, or a list of the house that changes.
import type { Choice, PeopleView } from "../api/record";
import * as model from "../state/model";
import { said, text, word } from "../text";
import type { FieldProps } from "./FieldBox";

export interface Option {
  value: string;
  label: string;
  group: string;
}

/** The options of a field, those that suit first; an empty group has no heading. */
export function optionsOf({ question, people, stay, types }: FieldProps): Option[] {
  const { field } = question;
  if (field.choices.length) return field.choices.map(choiceOption);
  if (field.source === "stays") return [...model.stays.value.keys()].map(plain);
  if (!people) return [];
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
    ? people.rooms.filter((room) => types.includes(room.type))
    : people.rooms;
  return rooms.map((room) => ({
    value: room.id,
    label: room.stays.length ? `${said(room)} · ${room.stays.join(" ")}` : said(room),
    group: "",
  }));
}

function clockOptions(people: PeopleView, stay: string): Option[] {
  const regime = model.stays.value.get(stay)?.regime;
  const found = people.regimes.find((one) => one.id === regime);
  return (found?.clocks ?? []).map(choiceOption);
}
