// The map: three layers over each other, one layout, clicks to people and rooms.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Level, Site, TrackPoint } from "../api/types";
import { select } from "../state/actions";
import { useCell } from "../state/cell";
import { second } from "../state/clock";
import * as model from "../state/model";
import { people, pictureVersion } from "../state/picture";
import { language, theme } from "../state/settings";
import { said, text, word } from "../text";
import { BaseLayer, NameLayer } from "./BaseLayer";
import { type Pane, inRoom, layOut, ringBox, toMetres, toScreen } from "./geometry";
import { type Measure, type RoomLabel, placeLabels } from "./labels";
import type { Caption } from "./spread";
import { MovingLayer } from "./moving";
import { LostNotes } from "./Lost";
import { Counts, StateLayer } from "./StateLayer";
import { setProbe } from "../state/probe";

export interface MapProps {
  site: Site;
  levels: readonly Level[];
  unit: number;
  titles: boolean;
  track: readonly TrackPoint[];
}

const LABEL_SIZES = [13, 11.5, 10];
/** Only where a unit is two pixels or so: nine of them are still letters. */
const LABEL_SIZE_FINE = 9;
/** Pixels a metre, in units, at which marks have their full size. */
const FULL_MARK_SCALE = 15;

export function MapView({ site, levels, unit, titles, track }: MapProps) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const layer = useRef<MovingLayer | null>(null);
  const size = useSize(box);
  const tongue = useCell(language);
  const shade = useCell(theme);
  const chosen = useCell(model.selection);
  const panes = useMemo(
    () =>
      layOut(site, levels, {
        ...size,
        margin: 16 * unit,
        title: (titles ? 26 : 16) * unit,
      }),
    [site, levels, size, unit, titles],
  );
  const labels = useMemo(() => labelsOf(site, panes, unit), [site, panes, unit, tongue]);
  const names = useMemo(
    () => (titles ? panes.map((pane) => said(pane.level)) : []),
    [panes, titles, tongue],
  );
  useLayoutEffect(() => startLayer(canvas.current as HTMLCanvasElement, layer), []);
  useEffect(() => {
    fitCanvas(canvas.current as HTMLCanvasElement, size);
    layer.current?.show({
      panes,
      captions: captionsOf(site, panes, labels),
      unit: markUnit(panes, unit),
      selected:
        chosen.kind === "stay" || chosen.kind === "staff" ? `${chosen.kind}:${chosen.id}` : "",
      staffWord: (role) => initial(role),
      roleOf: (id) => site.staff.find((one) => one.id === id)?.role ?? "",
    });
  }, [panes, labels, size, unit, chosen, tongue, shade, site]);

  const onClick = (event: MouseEvent): void => {
    const area = (box.current as HTMLDivElement).getBoundingClientRect();
    pick(site, panes, layer.current, event.clientX - area.left, event.clientY - area.top, unit);
  };
  return (
    <div
      class="map"
      ref={box}
      onClick={onClick}
      tabIndex={0}
      role="application"
      aria-label={text().map_hint}
      onKeyDown={(event) => stepPeople(event, layer.current)}
    >
      <svg class="map-svg" width={size.width} height={size.height} aria-hidden="true">
        <BaseLayer site={site} panes={panes} unit={unit} titles={names} />
        <State
          site={site}
          panes={panes}
          unit={unit}
          track={track}
          selectedRoom={chosen.kind === "room" ? chosen.id : ""}
        />
        <NameLayer labels={labels} />
        <CountLayer labels={labels} />
      </svg>
      <canvas class="map-moving" ref={canvas} aria-hidden="true" />
      <LostNotes site={site} panes={panes} unit={unit} />
    </div>
  );
}

/** Where marks must leave the names of rooms readable. */
function captionsOf(site: Site, panes: readonly Pane[], labels: readonly RoomLabel[]) {
  const captions = new Map<string, Caption>();
  for (const { room: id, box } of labels) {
    const room = site.rooms.find((one) => one.id === id);
    const pane = panes.find((one) => one.level.id === room?.level);
    if (!room || !pane) continue;
    const outline = ringBox(room.outer.map(([x, y]) => toScreen(pane, x, y)));
    captions.set(id, { ...box, floorY: outline.y + outline.h });
  }
  return captions;
}

/** On a small plan the marks shrink a little, so that rooms stay visible around them. */
function markUnit(panes: readonly Pane[], unit: number): number {
  const part = (panes[0]?.scale ?? 0) / unit / FULL_MARK_SCALE;
  return unit * Math.min(1.1, Math.max(0.75, part));
}

/** How many detainees each room holds, over the colours too. */
function CountLayer({ labels }: { labels: readonly RoomLabel[] }) {
  const nowMs = useCell(second);
  return <Counts labels={labels} people={people()} nowMs={nowMs} />;
}

type StateOwn = Omit<Parameters<typeof StateLayer>[0], "alarms" | "things" | "people" | "nowMs">;

/** Re-renders by itself once a second and on news, without touching the still layer. */
function State(props: StateOwn) {
  const alarms = useCell(model.alarms);
  const things = useCell(model.things);
  const nowMs = useCell(second);
  return <StateLayer {...props} alarms={alarms} things={things} people={people()} nowMs={nowMs} />;
}

/** One character for the role in an officer's square. */
function initial(role: string): string {
  const name = word("role", role);
  return language.value === "zh"
    ? (INITIALS_ZH[role] ?? name.slice(0, 1))
    : (INITIALS_EN[role] ?? name.slice(0, 2));
}

const INITIALS_ZH: Record<string, string> = {
  guard: "看",
  control_room: "监",
  custody_officer: "值",
  duty_inspector: "领",
  investigator: "办",
  medical: "医",
  legal_review: "法",
  supervision: "督",
  prosecutor: "检",
  property_keeper: "物",
  technician: "技",
};
const INITIALS_EN: Record<string, string> = {
  guard: "G",
  control_room: "CR",
  custody_officer: "CO",
  duty_inspector: "DI",
  investigator: "IN",
  medical: "M",
  legal_review: "LE",
  supervision: "SU",
  prosecutor: "PR",
  property_keeper: "PK",
  technician: "T",
};

/** The names of rooms, each placed inside its own. */
export function labelsOf(site: Site, panes: readonly Pane[], unit: number) {
  const ruler = document.createElement("canvas").getContext("2d");
  if (!ruler) return [];
  const family = getComputedStyle(document.documentElement).getPropertyValue("--font");
  const measure: Measure = (words, size) => {
    ruler.font = `500 ${size}px ${family}`;
    return ruler.measureText(words).width;
  };
  const fine = unit >= 1.5 ? [LABEL_SIZE_FINE] : [];
  const sizes = [...LABEL_SIZES, ...fine].map((size) => size * unit);
  return panes.flatMap((pane) => {
    const rooms = site.rooms.filter((room) => room.level === pane.level.id);
    return placeLabels(pane, rooms, said, measure, sizes);
  });
}

function startLayer(canvas: HTMLCanvasElement, ref: { current: MovingLayer | null }): () => void {
  const layer = new MovingLayer(canvas);
  ref.current = layer;
  setProbe({ people: () => layer.where(), draws: () => layer.draws });
  const stops = [pictureVersion, model.alarms, second].map((cell) =>
    cell.watch(() => layer.wake()),
  );
  return () => {
    for (const stop of stops) stop();
    layer.stop();
  };
}

function fitCanvas(canvas: HTMLCanvasElement, size: { width: number; height: number }): void {
  const ratio = Math.min(2, window.devicePixelRatio || 1);
  canvas.width = Math.round(size.width * ratio);
  canvas.height = Math.round(size.height * ratio);
}

/** The size of an element, followed as it changes. */
export function useSize(box: { current: HTMLDivElement | null }): {
  width: number;
  height: number;
} {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = box.current as HTMLDivElement;
    const take = (): void => {
      const { clientWidth: width, clientHeight: height } = element;
      setSize((old) => (old.width === width && old.height === height ? old : { width, height }));
    };
    take();
    const observer = new ResizeObserver(take);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return size;
}

function pick(
  site: Site,
  panes: readonly Pane[],
  layer: MovingLayer | null,
  x: number,
  y: number,
  unit: number,
): void {
  const person = layer?.nearest(x, y, 22 * unit);
  if (person) return select({ kind: person.kind, id: person.id });
  for (const pane of panes) {
    const [x_m, y_m] = toMetres(pane, x, y);
    const { box } = pane;
    if (x < box.x || x > box.x + box.w || y < box.y || y > box.y + box.h) continue;
    const room = site.rooms.find((one) => one.level === pane.level.id && inRoom(one, x_m, y_m));
    if (room) return select({ kind: "room", id: room.id });
  }
  select(model.NOTHING);
}

/** Left and right walk from person to person, so that the map needs no mouse. */
function stepPeople(event: KeyboardEvent, layer: MovingLayer | null): void {
  const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  const spots = layer?.where() ?? [];
  if (!step || !spots.length) return;
  event.preventDefault();
  const chosen = model.selection.value;
  const at = spots.findIndex(
    (spot) => spot.person.kind === chosen.kind && spot.person.id === chosen.id,
  );
  const next = spots[(at + step + spots.length) % spots.length];
  if (next) select({ kind: next.person.kind, id: next.person.id });
}
