// The layer between: doors, perimeter, rooms with alarms, head counts, lost people, a track.
import type { AlarmView, Door, Person, Room, Site, Thing, TrackPoint } from "../api/types";
import { drillClass } from "../parts/Mark";
import { asks, isOpen, worstBy } from "../state/alarmlist";
import { thingKey } from "../state/model";
import { Fences } from "./Fences";
import { type Pane, lineOf, pathOf, toScreen } from "./geometry";
import type { RoomLabel } from "./labels";
import { LostRooms } from "./Lost";
import { isLost } from "./lostness";
import { Track } from "./Track";

export interface StateProps {
  site: Site;
  panes: readonly Pane[];
  unit: number;
  alarms: ReadonlyMap<string, AlarmView>;
  things: ReadonlyMap<string, Thing>;
  people: readonly Person[];
  selectedRoom: string;
  track: readonly TrackPoint[];
  nowMs: number;
}

export function StateLayer(props: StateProps) {
  const { site, panes, unit, alarms } = props;
  const rooms = worstBy(alarms, (alarm) => (alarm.severity <= 2 ? alarm.room?.id : ""));
  return (
    <g class="map-state">
      {panes.map((pane) => (
        <g key={pane.level.id}>
          {site.rooms
            .filter((room) => room.level === pane.level.id && rooms.has(room.id))
            .map((room) => (
              <AlarmRoom
                key={room.id}
                room={room}
                pane={pane}
                alarm={rooms.get(room.id) as AlarmView}
                unit={unit}
              />
            ))}
          {site.rooms
            .filter((room) => room.id === props.selectedRoom && room.level === pane.level.id)
            .map((room) => (
              <Chosen key={room.id} room={room} pane={pane} site={site} unit={unit} />
            ))}
          {site.perimeter
            .filter((line) => line.level === pane.level.id)
            .map((line) => (
              <path
                key={line.id}
                d={lineOf(pane, line.line)}
                fill="none"
                class={`perimeter perimeter-${perimeterState(props.things, line)}`}
              />
            ))}
          {site.doors
            .filter((door) => door.level === pane.level.id && hasState(door))
            .map((door) => (
              <DoorLeaf
                key={door.id}
                door={door}
                pane={pane}
                unit={unit}
                state={doorState(props.things, alarms, door)}
              />
            ))}
          <Track points={props.track} pane={pane} unit={unit} />
        </g>
      ))}
      <Fences {...props} />
      <LostRooms {...props} />
    </g>
  );
}

/** A door without a sensor has no state that anybody could know: it is only a gap. */
function hasState(door: Door): boolean {
  return Boolean(door.device);
}

export type DoorLook = "open" | "closed" | "locked" | "forced" | "unknown";

export function doorState(
  things: ReadonlyMap<string, Thing>,
  alarms: ReadonlyMap<string, AlarmView>,
  door: Door,
): DoorLook {
  for (const alarm of alarms.values()) {
    if (alarm.rule !== "ACC-01" || !isOpen(alarm)) continue;
    if (alarm.subject === door.id || alarm.subject === door.device) return "forced";
  }
  const thing =
    things.get(thingKey("door", door.id)) ?? things.get(thingKey("door", door.device ?? ""));
  if (!thing) return "unknown";
  if (thing.state["forced"] === true) return "forced";
  if (thing.state["contact"] === "open") return "open";
  if (thing.state["contact"] !== "closed") return "unknown";
  return thing.state["lock"] === "locked" ? "locked" : "closed";
}

export function perimeterState(
  things: ReadonlyMap<string, Thing>,
  line: { id: string; device: string },
): string {
  const thing =
    things.get(thingKey("perimeter", line.device)) ?? things.get(thingKey("perimeter", line.id));
  return String(thing?.state["status"] ?? "unknown");
}

interface RoomProps {
  room: Room;
  pane: Pane;
  unit: number;
}

function AlarmRoom({ room, pane, unit, alarm }: RoomProps & { alarm: AlarmView }) {
  const flash = asks(alarm) ? ` flash-${alarm.severity}` : "";
  return (
    <path
      d={pathOf(pane, [room.outer])}
      class={`room-alarm room-alarm-${alarm.severity}${flash}${drillClass(alarm)}`}
      stroke-width={3 * unit}
    />
  );
}

function Chosen({ room, pane, unit, site }: RoomProps & { site: Site }) {
  const cameras = site.cameras.filter((camera) => camera.room === room.id);
  return (
    <g>
      {cameras
        .filter((camera) => camera.field?.length)
        .map((camera) => (
          <path key={camera.id} d={pathOf(pane, [camera.field ?? []])} class="camera-field" />
        ))}
      {cameras.map((camera) => {
        const [x, y] = toScreen(pane, ...camera.at);
        return <circle key={camera.id} cx={x} cy={y} r={3 * unit} class="camera" />;
      })}
      <path d={pathOf(pane, [room.outer])} class="room-chosen" stroke-width={2.5 * unit} />
    </g>
  );
}

function DoorLeaf({
  door,
  pane,
  unit,
  state,
}: {
  door: Door;
  pane: Pane;
  unit: number;
  state: DoorLook;
}) {
  const [a, b] = door.line.map(([x, y]) => toScreen(pane, x, y)) as [
    [number, number],
    [number, number],
  ];
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const middle = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] as const;
  // An open leaf stands at sixty degrees to its frame.
  const swung = [a[0] + dx * 0.5 - dy * 0.87, a[1] + dy * 0.5 + dx * 0.87] as const;
  const end = state === "open" || state === "forced" ? swung : b;
  const half = 2.6 * unit;
  return (
    <g class={`door door-${state}`} data-door={door.id}>
      <path
        d={`M${a[0]} ${a[1]}L${end[0]} ${end[1]}`}
        stroke-width={(state === "forced" ? 3.5 : 1.6) * unit}
      />
      {state === "locked" && (
        <rect
          x={middle[0] - half}
          y={middle[1] - half}
          width={half * 2}
          height={half * 2}
          rx={unit}
        />
      )}
      {state === "forced" && (
        <path d={cross(middle[0], middle[1], 6 * unit)} stroke-width={3 * unit} />
      )}
    </g>
  );
}

function cross(x: number, y: number, arm: number): string {
  return `M${x - arm} ${y - arm}L${x + arm} ${y + arm}M${x - arm} ${y + arm}L${x + arm} ${y - arm}`;
}

interface CountsProps {
  labels: readonly RoomLabel[];
  people: readonly Person[];
  nowMs: number;
}

export function Counts({ labels, people, nowMs }: CountsProps) {
  const counts = new Map<string, number>();
  for (const person of people) {
    if (person.kind !== "stay" || isLost(person, nowMs)) continue;
    counts.set(person.room, (counts.get(person.room) ?? 0) + 1);
  }
  return (
    <>
      {labels
        .filter((label) => label.count && counts.has(label.room))
        .map((label) => (
          <text
            key={label.room}
            class="room-count"
            x={label.count?.x}
            y={label.count?.y}
            font-size={label.size}
          >
            {counts.get(label.room)}
          </text>
        ))}
    </>
  );
}
