// The site's own fences: a quiet outline with a name; who is inside is said beside it.
import type { AlarmView, Fence, Person, Point, Severity, Site } from "../api/types";
import { isOpen } from "../state/alarmlist";
import { said } from "../text";
import { type Pane, inRing, pathOf, ringBox, toScreen } from "./geometry";
import { isLost } from "./lostness";

interface FencesProps {
  site: Site;
  panes: readonly Pane[];
  unit: number;
  people: readonly Person[];
  alarms: ReadonlyMap<string, AlarmView>;
  nowMs: number;
}

const CIRCLE_POINTS = 48;

export function Fences({ site, panes, unit, people, alarms, nowMs }: FencesProps) {
  const fences = site.fences ?? [];
  if (!fences.length) return null;
  const broken = brokenBy(alarms);
  return (
    <g class="fences">
      {panes.flatMap((pane) =>
        fences
          .filter((fence) => !fence.level || fence.level === pane.level.id)
          .map((fence) => {
            const inside = people.filter(
              (person) => !isLost(person, nowMs) && isInside(fence, pane.level.id, person),
            );
            return (
              <Outline
                key={`${pane.level.id} ${fence.id}`}
                fence={fence}
                pane={pane}
                unit={unit}
                inside={inside.filter((person) => person.kind === "stay")}
                severity={worst(inside, broken)}
              />
            );
          }),
      )}
    </g>
  );
}

interface OutlineProps {
  fence: Fence;
  pane: Pane;
  unit: number;
  inside: readonly Person[];
  severity: Severity | 0;
}

function Outline({ fence, pane, unit, inside, severity }: OutlineProps) {
  const rings = [ringOf(fence), ...fence.holes];
  const box = ringBox(ringOf(fence).map(([x, y]) => toScreen(pane, x, y)));
  const state = severity ? ` is-broken-${severity}` : inside.length ? " is-entered" : "";
  const names = inside.map((person) => person.id).join(" ");
  return (
    <g class={`fence fence-${fence.purpose}${state}`} data-fence={fence.id}>
      <path
        d={pathOf(pane, rings)}
        stroke-width={(inside.length ? 2.2 : 1.4) * unit}
        stroke-dasharray={inside.length ? "" : `${6 * unit} ${3 * unit} ${unit} ${3 * unit}`}
      />
      <text x={box.x + box.w} y={box.y - 4 * unit} font-size={11 * unit}>
        {said(fence)}
        {names && ` · ${names}`}
      </text>
    </g>
  );
}

/** The outline in metres; a circle as a ring of points. */
export function ringOf(fence: Fence): Point[] {
  if (!fence.centre) return fence.outer;
  const [x, y] = fence.centre;
  return Array.from({ length: CIRCLE_POINTS }, (_, index): Point => {
    const turn = (2 * Math.PI * index) / CIRCLE_POINTS;
    return [x + fence.radius_m * Math.cos(turn), y + fence.radius_m * Math.sin(turn)];
  });
}

/** Whether the dot lies inside; how sure that is and whether it may, the engine judges (POS-16). */
export function isInside(fence: Fence, level: string, person: Person): boolean {
  if (person.level !== level) return false;
  if (fence.centre) {
    const [x, y] = fence.centre;
    return Math.hypot(person.x_m - x, person.y_m - y) <= fence.radius_m;
  }
  if (!inRing(fence.outer, person.x_m, person.y_m)) return false;
  return !fence.holes.some((hole) => inRing(hole, person.x_m, person.y_m));
}

/** Who has an open alarm of a fence, and how bad it is. */
function brokenBy(alarms: ReadonlyMap<string, AlarmView>): ReadonlyMap<string, Severity> {
  const found = new Map<string, Severity>();
  for (const alarm of alarms.values()) {
    if (alarm.rule === "POS-16" && isOpen(alarm)) found.set(alarm.stay, alarm.severity);
  }
  return found;
}

function worst(inside: readonly Person[], broken: ReadonlyMap<string, Severity>): Severity | 0 {
  const all = inside.flatMap((person) => broken.get(person.id) ?? []);
  return all.length ? (Math.min(...all) as Severity) : 0;
}
