// What things are called on screen, from the site's plan and the rule's texts.
import type { AlarmView, HistoryEntry, Site, StayView } from "../api/types";
import { serverNowMs } from "../state/clock";
import * as model from "../state/model";
import { said, text, word } from "../text";
import { dateTime } from "../text/time";

/** The subject in words: a pseudonym, a staff member, a door, a sensor. */
export function subjectName(alarm: AlarmView): string {
  const site = model.site.value;
  if (alarm.stay) return alarm.stay;
  if (!site) return alarm.subject;
  switch (alarm.subject_kind) {
    case "staff":
      return staffName(alarm.subject);
    case "door": {
      const door = site.doors.find(
        (one) => one.id === alarm.subject || one.device === alarm.subject,
      );
      return door ? said(door) : alarm.subject;
    }
    case "perimeter":
    case "device": {
      const things = [...site.perimeter, ...site.cameras];
      const thing = things.find((one) => one.device === alarm.subject || one.id === alarm.subject);
      return thing ? said(thing) : alarm.subject;
    }
    case "room":
      return roomName(alarm.subject);
    case "site":
      return text().subject_site;
    default:
      return alarm.subject;
  }
}

/** Where and who in one line; an alarm without a room says only what it is about. */
export function placeAndSubject(alarm: AlarmView): string {
  const subject = subjectName(alarm);
  return alarm.room && said(alarm.room) !== subject ? `${said(alarm.room)} · ${subject}` : subject;
}

export function placeName(alarm: AlarmView): string {
  return alarm.room ? said(alarm.room) : text().unknown_place;
}

export function staffName(id: string): string {
  const member = model.site.value?.staff.find((one) => one.id === id);
  return member ? said(member) : id;
}

export function staffTitle(id: string): string {
  const member = model.site.value?.staff.find((one) => one.id === id);
  return member ? `${said(member)} · ${word("role", member.role)}` : id;
}

export function roomName(id: string): string {
  if (id === "outside") return text().outside;
  const room = model.site.value?.rooms.find((one) => one.id === id);
  return room ? said(room) : id || text().unknown_place;
}

/** The day only where it is not today's. */
export function whenDue(utcMs: number): string {
  const whole = dateTime(utcMs);
  const today = dateTime(serverNowMs()).slice(0, 10);
  return whole.startsWith(today) ? whole.slice(11) : whole.slice(5);
}

export function levelOf(site: Site, room: string): string | undefined {
  return site.rooms.find((one) => one.id === room)?.level;
}

export function stayRoom(stay: StayView): string {
  return stay.room?.id ?? "";
}

/** The engine writes both languages, zh / en, with the incident before them. */
const BOTH = /^(?:[a-z]+:\d+: )?(.*[\u4e00-\u9fff].*?) \/ ([\x20-\x7e]+)$/;

/** What a person wrote stays as it was written. */
export function noteWords({ by, note }: Pick<HistoryEntry, "by" | "note">): string {
  const [, zh, en] = (!by && BOTH.exec(note)) || [];
  return zh && en ? said({ zh, en }) : note;
}
