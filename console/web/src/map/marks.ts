// How people look on the moving layer: shapes and lines, never colour alone.
import type { Arcs, Severity } from "../api/types";

export interface Palette {
  person: string;
  personText: string;
  officer: string;
  officerText: string;
  quiet: string;
  line: string;
  background: string;
  text: string;
  focus: string;
  onP: string;
  p: Record<Severity, string>;
  font: string;
}

type Draw = CanvasRenderingContext2D;

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    person: token("--person"),
    personText: token("--person-text"),
    officer: token("--officer"),
    officerText: token("--officer-text"),
    quiet: token("--quiet"),
    line: token("--wall"),
    background: token("--background"),
    text: token("--text"),
    focus: token("--focus"),
    onP: token("--on-p"),
    p: { 1: token("--p1"), 2: token("--p2"), 3: token("--p3"), 4: token("--p4") },
    font: token("--font"),
  };
}

export function errorDisc(draw: Draw, x: number, y: number, radius: number, colour: string): void {
  draw.globalAlpha = 0.1;
  draw.fillStyle = colour;
  circle(draw, x, y, radius);
  draw.fill();
  // The rim says how far the error goes where the disc itself is hardly seen.
  draw.globalAlpha = 0.45;
  draw.strokeStyle = colour;
  draw.lineWidth = 1;
  draw.stroke();
  draw.globalAlpha = 1;
}

/** How old a place is, under its faded mark. */
export function ageNote(
  draw: Draw,
  x: number,
  y: number,
  words: string,
  look: { size: number; palette: Palette },
): void {
  draw.font = `600 ${Math.round(look.size)}px ${look.palette.font}`;
  draw.textAlign = "center";
  draw.textBaseline = "top";
  draw.lineJoin = "round";
  draw.strokeStyle = look.palette.background;
  draw.lineWidth = 3;
  draw.strokeText(words, x, y);
  draw.fillStyle = look.palette.text;
  draw.fillText(words, x, y);
}

/** The thin line from a mark that had to move aside to its true place. */
export function leader(
  draw: Draw,
  from: [number, number],
  to: [number, number],
  colour: string,
): void {
  draw.strokeStyle = colour;
  draw.lineWidth = 1;
  draw.beginPath();
  draw.moveTo(...from);
  draw.lineTo(...to);
  draw.stroke();
  draw.fillStyle = colour;
  circle(draw, to[0], to[1], 1.6);
  draw.fill();
}

export function pairLine(
  draw: Draw,
  from: [number, number],
  to: [number, number],
  look: { colour: string; broken: boolean; width: number },
): void {
  draw.strokeStyle = look.colour;
  draw.lineWidth = look.width;
  draw.setLineDash(look.broken ? [look.width * 3, look.width * 3] : []);
  draw.beginPath();
  draw.moveTo(...from);
  draw.lineTo(...to);
  draw.stroke();
  draw.setLineDash([]);
}

export interface MarkLook {
  radius: number;
  fill: string;
  text: string;
  font: string;
  faded: boolean;
}

export function detainee(draw: Draw, x: number, y: number, label: string, look: MarkLook): void {
  draw.globalAlpha = look.faded ? 0.45 : 1;
  draw.fillStyle = look.fill;
  circle(draw, x, y, look.radius);
  draw.fill();
  lettering(draw, x, y, label, look);
  draw.globalAlpha = 1;
}

export function officer(draw: Draw, x: number, y: number, label: string, look: MarkLook): void {
  const half = look.radius * 0.88;
  draw.globalAlpha = look.faded ? 0.45 : 1;
  draw.fillStyle = look.fill;
  draw.beginPath();
  draw.roundRect(x - half, y - half, half * 2, half * 2, half * 0.4);
  draw.fill();
  lettering(draw, x, y, label, look);
  draw.globalAlpha = 1;
}

/** A second ring around a minor. */
export function minorRing(draw: Draw, x: number, y: number, radius: number, colour: string): void {
  draw.strokeStyle = colour;
  draw.lineWidth = Math.max(1.5, radius * 0.12);
  circle(draw, x, y, radius);
  draw.stroke();
}

const ARC_ORDER = ["pulse", "oxygen", "motion"] as const;
const ARC_GAP = 0.16;

/** Three arcs: thin grey measured, dashed unknown, coloured a rule is active. */
export function bodyRing(
  draw: Draw,
  x: number,
  y: number,
  radius: number,
  arcs: Arcs,
  palette: Palette,
  alarm: string,
): void {
  const third = (Math.PI * 2) / 3;
  ARC_ORDER.forEach((name, index) => {
    const state = arcs[name];
    const from = -Math.PI / 2 + index * third + ARC_GAP;
    draw.strokeStyle = state === "alarm" ? alarm : palette.quiet;
    draw.lineWidth = state === "alarm" ? radius * 0.28 : Math.max(1, radius * 0.09);
    draw.setLineDash(state === "unknown" ? [radius * 0.14, radius * 0.2] : []);
    draw.beginPath();
    draw.arc(x, y, radius, from, from + third - 2 * ARC_GAP);
    draw.stroke();
  });
  draw.setLineDash([]);
}

export function focusRing(draw: Draw, x: number, y: number, radius: number, colour: string): void {
  draw.strokeStyle = colour;
  draw.lineWidth = 2.5;
  circle(draw, x, y, radius);
  draw.stroke();
}

/** The mark of an alarm: triangle 1, diamond 2, square 3, circle 4. */
export function alarmMark(
  draw: Draw,
  x: number,
  y: number,
  size: number,
  severity: Severity,
  look: { palette: Palette; hollow: boolean },
): void {
  const colour = look.palette.p[severity];
  draw.beginPath();
  shape(draw, x, y, size, severity);
  draw.closePath();
  draw.lineJoin = "round";
  draw.strokeStyle = look.palette.background;
  draw.lineWidth = 4;
  draw.stroke();
  draw.fillStyle = look.hollow || severity === 4 ? look.palette.background : colour;
  draw.fill();
  draw.strokeStyle = colour;
  draw.lineWidth = 1.8;
  draw.stroke();
  draw.fillStyle = look.hollow || severity === 4 ? colour : look.palette.onP;
  draw.font = `700 ${Math.round(size * 0.62)}px ${look.palette.font}`;
  draw.textAlign = "center";
  draw.textBaseline = "middle";
  draw.fillText(String(severity), x, y + (severity === 1 ? size * 0.14 : size * 0.03));
}

function shape(draw: Draw, x: number, y: number, size: number, severity: Severity): void {
  const half = size / 2;
  if (severity === 1) {
    draw.moveTo(x, y - half);
    draw.lineTo(x + half * 1.1, y + half * 0.85);
    draw.lineTo(x - half * 1.1, y + half * 0.85);
  } else if (severity === 2) {
    draw.moveTo(x, y - half * 1.1);
    draw.lineTo(x + half * 1.1, y);
    draw.lineTo(x, y + half * 1.1);
    draw.lineTo(x - half * 1.1, y);
  } else if (severity === 3) {
    draw.rect(x - half * 0.85, y - half * 0.85, half * 1.7, half * 1.7);
  } else {
    draw.arc(x, y, half * 0.95, 0, Math.PI * 2);
  }
}

function lettering(draw: Draw, x: number, y: number, label: string, look: MarkLook): void {
  const size = look.radius * (label.length > 2 ? 0.78 : 1.02);
  draw.fillStyle = look.text;
  draw.font = `600 ${Math.round(size)}px ${look.font}`;
  draw.textAlign = "center";
  draw.textBaseline = "middle";
  draw.fillText(label, x, y + size * 0.06);
}

function circle(draw: Draw, x: number, y: number, radius: number): void {
  draw.beginPath();
  draw.arc(x, y, radius, 0, Math.PI * 2);
}
