// The map of a trajectory: the way coloured by time, gaps dashed, the person at one instant.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Level, Point, Site, TrackPoint } from "../api/types";
import type { GapView, Trajectory } from "../api/way";
import { memo } from "../parts/memo";
import { useCell } from "../state/cell";
import { language } from "../state/settings";
import { gapAt, indexAt, spanOf } from "../state/way";
import { fill, said, text } from "../text";
import { age } from "../text/time";
import { BaseLayer, NameLayer } from "./BaseLayer";
import { type Pane, layOut, pathOf, toScreen } from "./geometry";
import { labelsOf, useSize } from "./MapView";
import { type Piece, pieced } from "./waypieces";

interface WayMapProps {
  way: Trajectory;
  site: Site;
  atMs: number;
}

/** From this width on the levels stand side by side, as on the wall. */
const ALL_LEVELS_PX = 1800;
const MARK_UNIT_PX = 1_700;

export function WayMap({ way, site, atMs }: WayMapProps) {
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const tongue = useCell(language);
  const at = indexAt(way.points, atMs);
  const here = way.points[at] ?? null;
  const shown = useLevel(site, here?.[3] ?? way.points[0]?.[3] ?? "");
  const all = size.width >= ALL_LEVELS_PX;
  const unit = Math.max(1, Math.min(2, size.width / MARK_UNIT_PX));
  const levels = useMemo(
    () => (all ? site.levels : site.levels.filter((level) => level.id === shown.id)),
    [all, site, shown.id],
  );
  const panes = useMemo(
    () => layOut(site, levels, { ...size, margin: 16 * unit, title: (all ? 26 : 52) * unit }),
    [site, levels, size, unit, all],
  );
  const labels = useMemo(() => labelsOf(site, panes, unit), [site, panes, unit, tongue]);
  const titles = useMemo(
    () => (all ? panes.map((pane) => said(pane.level)) : []),
    [panes, all, tongue],
  );
  const pieces = useMemo(() => pieced(way), [way]);
  return (
    <div class="way-plan" ref={box}>
      <svg class="map-svg" width={size.width} height={size.height} aria-hidden="true">
        <BaseLayer site={site} panes={panes} unit={unit} titles={titles} />
        <NameLayer labels={labels} />
        <Lines way={way} pieces={pieces} panes={panes} unit={unit} />
        <Walked way={way} pieces={pieces} panes={panes} unit={unit} at={at} />
        <Here way={way} site={site} panes={panes} unit={unit} atMs={atMs} here={here} />
      </svg>
      {!all && site.levels.length > 1 && <LevelTabs site={site} shown={shown} />}
      <p class="way-legend quiet">
        {text().way_legend_gap} · {text().way_legend_disc}
      </p>
    </div>
  );
}

interface ShownLevel {
  id: string;
  pinned: boolean;
  pin: (level: string) => void;
}

/** The level the person is on; one that was chosen by hand stays until the person changes it. */
function useLevel(site: Site, own: string): ShownLevel {
  const [pinned, pin] = useState("");
  useEffect(() => pin(""), [own]);
  const known = site.levels.some((level) => level.id === own) ? own : (site.levels[0]?.id ?? "");
  return { id: pinned || known, pinned: pinned !== "" && pinned !== known, pin };
}

function LevelTabs({ site, shown }: { site: Site; shown: ShownLevel }) {
  return (
    <div class="level-tabs" role="tablist">
      {site.levels.map((level: Level) => (
        <button
          key={level.id}
          role="tab"
          class="button"
          aria-selected={level.id === shown.id}
          onClick={() => shown.pin(level.id)}
        >
          {said(level)}
        </button>
      ))}
      {shown.pinned && (
        <button class="button" onClick={() => shown.pin("")}>
          {text().way_level_follow}
        </button>
      )}
    </div>
  );
}

interface LineProps {
  way: Trajectory;
  pieces: readonly Piece[];
  panes: readonly Pane[];
  unit: number;
}

/** The whole way, faint, and its gaps; the same for every instant. */
const Lines = memo(function Lines({ way, pieces, panes, unit }: LineProps) {
  return (
    <g class="way-lines" stroke-width={1.6 * unit}>
      {panes.map((pane) => (
        <g key={pane.level.id}>
          {pieces
            .filter((piece) => piece.level === pane.level.id)
            .map((piece) => (
              <path
                key={piece.from}
                class="way-line"
                d={pathThrough(pane, way.points.slice(piece.from, piece.to + 1))}
                style={{ stroke: colourAt(way, middleOf(way, piece)) }}
              />
            ))}
          {way.gaps.map((gap) => (
            <GapLine key={gap.begin_utc_ns} way={way} gap={gap} pane={pane} unit={unit} />
          ))}
        </g>
      ))}
    </g>
  );
});

/** A gap on the map: from where the person was lost to where they were found. */
function GapLine({
  way,
  gap,
  pane,
  unit,
}: {
  way: Trajectory;
  gap: GapView;
  pane: Pane;
  unit: number;
}) {
  const last = way.points[indexAt(way.points, gap.begin_utc_ns / 1e6)];
  const next = way.points[indexAt(way.points, gap.end_utc_ns / 1e6)];
  if (!last || !next || last === next || last[3] !== pane.level.id || next[3] !== last[3]) {
    return null;
  }
  return (
    <path
      class="way-gap"
      d={pathThrough(pane, [last, next])}
      stroke-width={2 * unit}
      stroke-dasharray={`${2 * unit} ${5 * unit}`}
    />
  );
}

/** What was walked up to the instant, bright. */
function Walked({ way, pieces, panes, unit, at }: LineProps & { at: number }) {
  return (
    <g class="way-walked" stroke-width={2.8 * unit}>
      {panes.map((pane) => (
        <g key={pane.level.id}>
          {pieces
            .filter((piece) => piece.level === pane.level.id && piece.from < at)
            .map((piece) => (
              <path
                key={piece.from}
                class="way-line"
                d={pathThrough(pane, way.points.slice(piece.from, Math.min(piece.to, at) + 1))}
                style={{ stroke: colourAt(way, middleOf(way, piece)) }}
              />
            ))}
        </g>
      ))}
    </g>
  );
}

interface HereProps extends WayMapProps {
  panes: readonly Pane[];
  unit: number;
  here: TrackPoint | null;
}

/** The person at the instant: a dot with its error, or in a gap the room where they were last. */
function Here({ way, site, panes, unit, atMs, here }: HereProps) {
  const pane = panes.find((one) => one.level.id === here?.[3]);
  if (!here || !pane) return null;
  const gap = gapAt(way.gaps, atMs);
  const [x, y] = toScreen(pane, here[1], here[2]);
  const room = site.rooms.find((one) => one.id === here[4]);
  if (gap) {
    const lost = age(atMs - gap.begin_utc_ns / 1e6);
    return (
      <g class="way-lost">
        {room && (
          <path
            class="lost"
            d={pathOf(pane, [room.outer])}
            stroke-width={2.5 * unit}
            stroke-dasharray={`${7 * unit} ${5 * unit}`}
          />
        )}
        <circle cx={x} cy={y} r={9 * unit} stroke-width={2 * unit} />
        <text x={x} y={y - 14 * unit} font-size={13 * unit}>
          ? {way.stay} {fill(text().way_lost, { age: lost })}
        </text>
      </g>
    );
  }
  return (
    <g class="way-here" data-room={here[4]} data-level={here[3]}>
      <circle class="way-disc" cx={x} cy={y} r={Math.max(1, here[5] * pane.scale)} />
      <circle class="way-dot" cx={x} cy={y} r={4 * unit} />
      <text
        x={x}
        y={y - Math.max(10 * unit, here[5] * pane.scale + 6 * unit)}
        font-size={13 * unit}
      >
        {way.stay}
      </text>
    </g>
  );
}

/** The colour of an instant between the first and the last shown; the slider wears the same. */
function colourAt(way: Trajectory, atMs: number): string {
  const [fromMs, toMs] = spanOf(way);
  const part = Math.round(((atMs - fromMs) / Math.max(1, toMs - fromMs)) * 100);
  return `color-mix(in oklab, var(--way-new) ${part}%, var(--way-old))`;
}

function middleOf(way: Trajectory, piece: Piece): number {
  return ((way.points[(piece.from + piece.to) >> 1] as TrackPoint)[0] ?? 0) / 1e6;
}

function pathThrough(pane: Pane, points: readonly TrackPoint[]): string {
  const places = points.map((point): Point => toScreen(pane, point[1], point[2]));
  return `M${places.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}`;
}
