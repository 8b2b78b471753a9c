// A room: who is in it, its doors as they stand, its cameras, its alarms.
import { select } from "../state/actions";
import { openByUrgency } from "../state/alarmlist";
import { useCell } from "../state/cell";
import { second, serverNowMs } from "../state/clock";
import * as model from "../state/model";
import { people, pictureVersion } from "../state/picture";
import { isLost } from "../map/lostness";
import { doorState } from "../map/StateLayer";
import type { Person, Room } from "../api/types";
import { fill, said, text, word } from "../text";
import { age } from "../text/time";
import { PanelHead, PersonAlarms } from "./PersonPanel";
import { staffName } from "./words";

export function RoomPanel({ room }: { room: Room }) {
  useCell(pictureVersion);
  useCell(second);
  const things = useCell(model.things);
  const site = useCell(model.site);
  const all = useCell(model.alarms);
  const alarms = openByUrgency(all).filter((alarm) => alarm.room?.id === room.id);
  const inside = people().filter((person) => person.room === room.id);
  const doors = site?.doors.filter((door) => door.rooms.includes(room.id)) ?? [];
  const cameras = site?.cameras.filter((camera) => camera.room === room.id) ?? [];
  const type = site?.room_types?.find((one) => one.id === room.type);
  const words = text();
  return (
    <section class="panel" aria-label={said(room)} data-panel={room.id}>
      <PanelHead kind={type ? said(type) : words.room} name={said(room)} />
      <h3>
        {inside.length ? fill(words.people_in_room, { count: inside.length }) : words.room_empty}
        {room.capacity > 0 && (
          <span class="quiet"> · {fill(words.capacity, { count: room.capacity })}</span>
        )}
      </h3>
      <ul class="people">
        {inside.map((person) => (
          <Inside key={person.key} person={person} />
        ))}
      </ul>
      <PersonAlarms alarms={alarms} />
      <h3>{words.doors}</h3>
      <ul class="plain">
        {doors.map((door) => (
          <li key={door.id}>
            {said(door)} <span class="quiet">{word("door", doorState(things, all, door))}</span>
          </li>
        ))}
      </ul>
      {cameras.length > 0 && (
        <>
          <h3>{words.cameras}</h3>
          <ul class="plain">
            {cameras.map((camera) => (
              <li key={camera.id}>{said(camera)}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Inside({ person }: { person: Person }) {
  const lost = isLost(person, serverNowMs());
  const ago = age(serverNowMs() - person.seen_utc_ns / 1e6);
  return (
    <li>
      <button class="link" onClick={() => select({ kind: person.kind, id: person.id })}>
        {person.kind === "stay" ? person.id : staffName(person.id)}
      </button>
      {lost && <span class="problem"> {fill(text().lost_for, { age: ago })}</span>}
    </li>
  );
}
