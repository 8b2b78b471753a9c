// People whose place is not known: a dashed room, and over the moving layer the words for it.
import type { Person, Site } from "../api/types";
import { useCell } from "../state/cell";
import { second } from "../state/clock";
import { people } from "../state/picture";
import { age } from "../text/time";
import { type Pane, pathOf, ringBox, toScreen } from "./geometry";
import { lostByRoom } from "./lostness";

interface LostProps {
  site: Site;
  panes: readonly Pane[];
  unit: number;
}

type RoomsProps = LostProps & { people: readonly Person[]; nowMs: number };

export function LostRooms({ site, panes, people: all, nowMs, unit }: RoomsProps) {
  const byRoom = lostByRoom(all, nowMs);
  const dashes = `${7 * unit} ${5 * unit}`;
  return (
    <>
      {site.rooms
        .filter((room) => byRoom.has(room.id))
        .map((room) => {
          const pane = panes.find((one) => one.level.id === room.level);
          const d = pane && pathOf(pane, [room.outer]);
          return d ? (
            <path
              key={room.id}
              class="lost"
              d={d}
              stroke-width={2.5 * unit}
              stroke-dasharray={dashes}
            />
          ) : null;
        })}
    </>
  );
}

/** "? D-0417 40 s" on the lower edge of the room in which the person was seen last. */
export function LostNotes({ site, panes, unit }: LostProps) {
  const nowMs = useCell(second);
  const byRoom = lostByRoom(people(), nowMs);
  return (
    <div class="lost-notes" aria-hidden="true">
      {site.rooms
        .filter((room) => byRoom.has(room.id))
        .map((room) => {
          const pane = panes.find((one) => one.level.id === room.level);
          if (!pane) return null;
          const box = ringBox(room.outer.map(([x, y]) => toScreen(pane, x, y)));
          return (
            <span
              key={room.id}
              style={{
                left: `${box.x + box.w / 2}px`,
                top: `${box.y + box.h}px`,
                fontSize: `${12 * unit}px`,
              }}
            >
              {(byRoom.get(room.id) ?? [])
                .map((person) => `? ${person.id} ${age(nowMs - person.seen_utc_ns / 1e6)}`)
                .join(" · ")}
            </span>
          );
        })}
    </div>
  );
}
