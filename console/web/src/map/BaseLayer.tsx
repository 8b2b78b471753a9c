// The still layer: rooms, walls, names. Rendered anew only for another size, site or language.
import { memo } from "../parts/memo";
import type { Room, Site } from "../api/types";
import { type Pane, lineOf, pathOf, toScreen } from "./geometry";
import { LEADING, type RoomLabel } from "./labels";
import { isStairs, toneOf } from "./roomtone";

export interface BaseProps {
  site: Site;
  panes: readonly Pane[];
  unit: number;
  titles: readonly string[];
}

export const BaseLayer = memo(function BaseLayer({ site, panes, unit, titles }: BaseProps) {
  return (
    <g class="map-base">
      {panes.map((pane, index) => (
        <g key={pane.level.id}>
          {titles[index] && (
            <text
              class="map-level"
              x={pane.box.x + 14 * unit}
              y={pane.box.y + 22 * unit}
              font-size={15 * unit}
            >
              {titles[index]}
            </text>
          )}
          {site.rooms
            .filter((room) => room.level === pane.level.id)
            .map((room) => (
              <path
                key={room.id}
                data-room={room.id}
                d={pathOf(pane, [room.outer, ...(room.holes ?? [])])}
                class={`room room-${toneOf(room.type)}`}
                fill-rule="evenodd"
                stroke-width={1.2 * unit}
              />
            ))}
          {site.rooms
            .filter((room) => room.level === pane.level.id && isStairs(room.type))
            .map((room) => (
              <Treads key={room.id} pane={pane} room={room} />
            ))}
          {site.zones
            .filter((zone) => levelOf(site, zone.room) === pane.level.id)
            .filter((zone) => zone.kind === "bed" || zone.kind === "desk")
            .map((zone) => (
              <path
                key={zone.id}
                d={pathOf(pane, [zone.outer])}
                class="zone"
                stroke-width={0.8 * unit}
              />
            ))}
          {site.doors
            .filter((door) => door.level === pane.level.id)
            .map((door) => (
              <path
                key={door.id}
                d={lineOf(pane, door.line)}
                class="door-gap"
                stroke-width={4.5 * unit}
              />
            ))}
        </g>
      ))}
    </g>
  );
});

/** The names stand over the colours of alarms: a room in alarm is the one to be read. */
export const NameLayer = memo(function NameLayer({ labels }: { labels: readonly RoomLabel[] }) {
  return (
    <g class="map-names">
      {labels.map((label) => (
        <Name key={label.room} label={label} />
      ))}
    </g>
  );
});

function Name({ label }: { label: RoomLabel }) {
  return (
    <text class="room-name" data-label={label.room} font-size={label.size}>
      {label.lines.map((line, index) => (
        <tspan key={line} x={label.x} y={label.y + index * label.size * LEADING}>
          {line}
        </tspan>
      ))}
    </text>
  );
}

/** Stairs are hatched across their longer side. */
function Treads({ pane, room }: { pane: Pane; room: Room }) {
  const corners = room.outer.map(([x, y]) => toScreen(pane, x, y));
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const along = x1 - x0 > y1 - y0;
  const count = Math.max(3, Math.round((along ? x1 - x0 : y1 - y0) / (0.45 * pane.scale)));
  const treads: string[] = [];
  for (let step = 1; step < count; step += 1) {
    const x = x0 + ((x1 - x0) * step) / count;
    const y = y0 + ((y1 - y0) * step) / count;
    treads.push(along ? `M${x} ${y0}V${y1}` : `M${x0} ${y}H${x1}`);
  }
  return <path class="treads" d={treads.join("")} />;
}

function levelOf(site: Site, room: string): string | undefined {
  return site.rooms.find((one) => one.id === room)?.level;
}
