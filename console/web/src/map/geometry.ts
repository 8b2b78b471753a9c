// Plane geometry of the map: boxes, points in rooms, metres to pixels.
import type { Level, Point, Ring, Room, Site } from "../api/types";

export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** One level's place on the screen: pixels = offset + metres * scale, north up. */
export interface Pane {
  level: Level;
  box: Box;
  scale: number;
  originX: number;
  originY: number;
}

export function toScreen(pane: Pane, x_m: number, y_m: number): Point {
  return [pane.originX + x_m * pane.scale, pane.originY - y_m * pane.scale];
}

export function toMetres(pane: Pane, x: number, y: number): Point {
  return [(x - pane.originX) / pane.scale, (pane.originY - y) / pane.scale];
}

export function ringBox(points: readonly Point[]): Box {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x, y, w: Math.max(...xs) - x, h: Math.max(...ys) - y };
}

export function boxesOverlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/** Even-odd rule. */
export function inRing(ring: readonly Point[], x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [xi, yi] = ring[i] as Point;
    const [xj, yj] = ring[j] as Point;
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

export function inRoom(room: Room, x_m: number, y_m: number): boolean {
  if (!inRing(room.outer, x_m, y_m)) return false;
  return !(room.holes ?? []).some((hole) => inRing(hole, x_m, y_m));
}

/** The pixels of a level's plan: everything drawn on it, in metres. */
export function levelExtent(site: Site, level: string): Box {
  const points: Point[] = [];
  for (const room of site.rooms) if (room.level === level) points.push(...room.outer);
  for (const line of site.perimeter) if (line.level === level) points.push(...line.line);
  return points.length ? ringBox(points) : { x: 0, y: 0, w: 1, h: 1 };
}

export interface PaneOptions {
  width: number;
  height: number;
  margin: number;
  /** Height of the line with the level's name above its plan. */
  title: number;
}

interface Cells {
  scale: number;
  /** Width and height of each level's cell, in the order of the levels. */
  sizes: { w: number; h: number }[];
}

/** Lays the levels out beside or above each other, whichever draws them larger. */
export function layOut(site: Site, levels: readonly Level[], options: PaneOptions): Pane[] {
  if (!levels.length || options.width < 50 || options.height < 50) return [];
  const extents = levels.map((level) => levelExtent(site, level.id));
  const left = Math.min(...extents.map(({ x }) => x));
  const right = Math.max(...extents.map(({ x, w }) => x + w));
  // One scale and one west edge for all storeys, so that what is above each other looks so.
  const aligned = extents.map(({ y, h }) => ({ x: left, y, w: right - left, h }));
  const above = stacked(aligned, options);
  const beside = sideBySide(aligned, options);
  return above.scale > beside.scale
    ? panesAbove(levels, aligned, above, options)
    : panesBeside(levels, aligned, beside, options);
}

function stacked(extents: readonly Box[], options: PaneOptions): Cells {
  const width = Math.max(...extents.map(({ w }) => w));
  const height = extents.reduce((sum, { h }) => sum + h, 0);
  const fixed = extents.length * (options.margin + options.title);
  const scale = Math.min(
    (options.width - 2 * options.margin) / width,
    (options.height - fixed) / height,
  );
  const spare = (options.height - fixed - height * scale) / extents.length;
  const sizes = extents.map(({ h }) => ({
    w: options.width,
    h: h * scale + options.margin + options.title + spare,
  }));
  return { scale, sizes };
}

function sideBySide(extents: readonly Box[], options: PaneOptions): Cells {
  const width = extents.reduce((sum, { w }) => sum + w, 0);
  const height = Math.max(...extents.map(({ h }) => h));
  const fixed = extents.length * 2 * options.margin;
  const scale = Math.min(
    (options.width - fixed) / width,
    (options.height - options.margin - options.title) / height,
  );
  const spare = (options.width - fixed - width * scale) / extents.length;
  const sizes = extents.map(({ w }) => ({
    w: w * scale + 2 * options.margin + spare,
    h: options.height,
  }));
  return { scale, sizes };
}

/** The upper storey stands above the lower one. */
function panesAbove(
  levels: readonly Level[],
  extents: readonly Box[],
  { scale, sizes }: Cells,
  options: PaneOptions,
): Pane[] {
  let bottom = options.height;
  return levels.map((level, index) => {
    const { w, h } = sizes[index] as { w: number; h: number };
    bottom -= h;
    return paneIn({ x: 0, y: bottom, w, h }, level, extents[index] as Box, scale, options);
  });
}

function panesBeside(
  levels: readonly Level[],
  extents: readonly Box[],
  { scale, sizes }: Cells,
  options: PaneOptions,
): Pane[] {
  let left = 0;
  return levels.map((level, index) => {
    const { w, h } = sizes[index] as { w: number; h: number };
    const box = { x: left, y: 0, w, h };
    left += w;
    return paneIn(box, level, extents[index] as Box, scale, options);
  });
}

function paneIn(box: Box, level: Level, extent: Box, scale: number, options: PaneOptions): Pane {
  const freeX = box.w - extent.w * scale;
  const freeY = box.h - options.title - options.margin - extent.h * scale;
  return {
    level,
    box,
    scale,
    originX: box.x + freeX / 2 - extent.x * scale,
    originY: box.y + options.title + freeY / 2 + (extent.y + extent.h) * scale,
  };
}

export function pathOf(pane: Pane, rings: readonly Ring[]): string {
  return rings
    .map((ring) => {
      const points = ring.map(([x, y]) => toScreen(pane, x, y).map(round).join(" "));
      return `M${points.join("L")}Z`;
    })
    .join("");
}

export function lineOf(pane: Pane, points: readonly Point[]): string {
  return `M${points.map(([x, y]) => toScreen(pane, x, y).map(round).join(" ")).join("L")}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
