// The moving layer: people, their error, their pairs. Draws only while something moves.
import type { AlarmView, Person } from "../api/types";
import { asks, worstBy } from "../state/alarmlist";
import { serverNowMs } from "../state/clock";
import * as model from "../state/model";
import { type Glide, everyGlide, placeAt } from "../state/picture";
import { age } from "../text/time";
import { type Pane, toScreen } from "./geometry";
import { LOST_MS } from "./lostness";
import * as marks from "./marks";
import { type Caption, belowCaption, spread } from "./spread";

const FADE_MS = 5_000;
const PAIR_FRESH_MS = 5_000;
const PAIR_SHOWN_M = 8;
const FRAME_MS = 30;

export interface Spot {
  person: Person;
  trueX: number;
  trueY: number;
  x: number;
  y: number;
  radius: number;
  yields: number;
}

export interface Scene {
  panes: readonly Pane[];
  unit: number;
  selected: string;
  captions: ReadonlyMap<string, Caption>;
  staffWord: (role: string) => string;
  roleOf: (staff: string) => string;
}

export class MovingLayer {
  private scene: Scene | null = null;
  private palette: marks.Palette | null = null;
  private spots: Spot[] = [];
  private frame = 0;
  private drawnAtMs = 0;
  /** How often the layer was drawn; a still map must not draw. */
  draws = 0;

  constructor(private readonly canvas: HTMLCanvasElement) {}

  show(scene: Scene): void {
    this.scene = scene;
    this.palette = marks.readPalette(this.canvas);
    this.wake();
  }

  wake(): void {
    if (!this.frame) this.frame = requestAnimationFrame((now) => this.onFrame(now));
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  /** The person whose mark is nearest to a point on the canvas, if any is within reach. */
  nearest(x: number, y: number, reach: number): Person | null {
    let best: Spot | null = null;
    let bestDistance = reach;
    for (const spot of this.spots) {
      const distance = Math.hypot(spot.x - x, spot.y - y);
      if (distance <= bestDistance) {
        best = spot;
        bestDistance = distance;
      }
    }
    return best?.person ?? null;
  }

  /** Where each person is drawn; for tests and for the keyboard. */
  where(): readonly Spot[] {
    return this.spots;
  }

  private onFrame(now: number): void {
    this.frame = 0;
    if (now - this.drawnAtMs < FRAME_MS) {
      this.wake();
      return;
    }
    this.drawnAtMs = now;
    if (this.draw(now)) this.wake();
  }

  /** Draws once; returns whether anything is still on its way. */
  private draw(nowMs: number): boolean {
    const draw = this.canvas.getContext("2d");
    if (!draw || !this.scene || !this.palette) return false;
    this.draws += 1;
    const ratio = this.canvas.width / Math.max(1, this.canvas.clientWidth);
    draw.setTransform(ratio, 0, 0, ratio, 0, 0);
    draw.clearRect(0, 0, this.canvas.clientWidth, this.canvas.clientHeight);
    const alarms = worstByStay();
    const { moves, flashes } = this.placeAll(performance.now(), alarms);
    const lit = Math.floor(nowMs / 500) % 2 === 0;
    this.drawDiscs(draw);
    this.drawPairs(draw, alarms);
    for (const spot of this.spots) this.drawPerson(draw, spot, alarms.get(spot.person.id), lit);
    return moves || flashes;
  }

  private placeAll(
    nowMs: number,
    alarms: ReadonlyMap<string, AlarmView>,
  ): { moves: boolean; flashes: boolean } {
    const { panes, unit } = this.scene as Scene;
    const byLevel = new Map(panes.map((pane) => [pane.level.id, pane]));
    const lostBefore = serverNowMs() - LOST_MS;
    let moves = false;
    let flashes = false;
    this.spots = [];
    for (const glide of everyGlide()) {
      const pane = byLevel.get(glide.person.level);
      if (!pane || glide.person.seen_utc_ns / 1e6 < lostBefore) continue;
      moves = this.place(glide, pane, nowMs, unit) || moves;
      const alarm = alarms.get(glide.person.id);
      flashes ||= alarm !== undefined && asks(alarm) && alarm.severity <= 2;
    }
    // Same order each frame, so that marks which share a spot do not trade places.
    this.spots.sort((a, b) => (a.person.key < b.person.key ? -1 : 1));
    spread(this.spots, 3 * unit);
    return { moves, flashes };
  }

  private place(glide: Glide, pane: Pane, nowMs: number, unit: number): boolean {
    const place = placeAt(glide, nowMs);
    const [x, y] = toScreen(pane, place.x_m, place.y_m);
    const base = glide.person.kind === "stay" ? 11 : 9.5;
    const radius = base * unit * (glide.person.arcs ? 1.36 : 1.1);
    const yields = glide.person.kind === "stay" ? 1 : 4;
    const spot = { person: glide.person, trueX: x, trueY: y, x, y, radius, yields };
    const caption = (this.scene as Scene).captions.get(glide.person.room);
    if (caption) spot.y += belowCaption(spot, caption);
    this.spots.push(spot);
    return place.moves;
  }

  private drawDiscs(draw: CanvasRenderingContext2D): void {
    const { panes } = this.scene as Scene;
    const palette = this.palette as marks.Palette;
    const scale = panes[0]?.scale ?? 1;
    for (const { person, trueX, trueY } of this.spots) {
      const colour = person.kind === "stay" ? palette.person : palette.officer;
      marks.errorDisc(draw, trueX, trueY, person.accuracy_m * scale, colour);
    }
  }

  private drawPairs(draw: CanvasRenderingContext2D, alarms: ReadonlyMap<string, AlarmView>): void {
    const { selected, unit, panes } = this.scene as Scene;
    const palette = this.palette as marks.Palette;
    const staff = new Map(this.spots.map((spot) => [spot.person.key, spot]));
    const near = PAIR_SHOWN_M * (panes[0]?.scale ?? 1);
    for (const spot of this.spots) {
      if (spot.person.kind !== "stay" || !spot.person.responsible) continue;
      const other = staff.get(`staff:${spot.person.responsible}`);
      if (!other || other.person.level !== spot.person.level) continue;
      const unattended = alarms.get(spot.person.id)?.rule === "PAIR-02";
      const chosen = selected === spot.person.key || selected === other.person.key;
      const distance = Math.hypot(spot.x - other.x, spot.y - other.y);
      if (distance > near && !chosen && !unattended) continue;
      marks.pairLine(draw, [spot.x, spot.y], [other.x, other.y], {
        colour: unattended ? palette.p[2] : palette.quiet,
        broken: unattended || !fresh(spot.person) || !fresh(other.person),
        width: (chosen || unattended ? 2 : 1.2) * unit,
      });
    }
  }

  private drawPerson(
    draw: CanvasRenderingContext2D,
    spot: Spot,
    alarm: AlarmView | undefined,
    lit: boolean,
  ): void {
    const { unit, selected, staffWord, roleOf } = this.scene as Scene;
    const palette = this.palette as marks.Palette;
    const { person, x, y } = spot;
    if (Math.hypot(x - spot.trueX, y - spot.trueY) > 3 * unit) {
      marks.leader(draw, [x, y], [spot.trueX, spot.trueY], palette.quiet);
    }
    const agedMs = serverNowMs() - person.seen_utc_ns / 1e6;
    const faded = agedMs > FADE_MS;
    const font = palette.font;
    if (person.kind === "staff") {
      const look = { radius: 9.5 * unit, fill: palette.officer, text: palette.officerText };
      marks.officer(draw, x, y, staffWord(roleOf(person.id)), { ...look, font, faded });
    } else {
      const look = { radius: 11 * unit, fill: palette.person, text: palette.personText };
      marks.detainee(draw, x, y, shortPseudonym(person.id), { ...look, font, faded });
      if (person.minor) marks.minorRing(draw, x, y, 18.5 * unit, palette.person);
      if (person.arcs) {
        const colour = palette.p[alarm?.severity ?? 2];
        marks.bodyRing(draw, x, y, 14.5 * unit, person.arcs, palette, colour);
      }
    }
    if (faded)
      marks.ageNote(draw, x - 6 * unit, y + 15 * unit, age(agedMs), { size: 10 * unit, palette });
    if (selected === person.key) marks.focusRing(draw, x, y, 22 * unit, palette.focus);
    if (alarm) this.drawAlarm(draw, spot, alarm, lit);
  }

  private drawAlarm(
    draw: CanvasRenderingContext2D,
    { x, y }: Spot,
    alarm: AlarmView,
    lit: boolean,
  ): void {
    const { unit } = this.scene as Scene;
    const palette = this.palette as marks.Palette;
    const asking = asks(alarm) && alarm.severity <= 2;
    if (asking) {
      draw.globalAlpha = lit || stillMotion.matches ? 1 : 0.3;
      marks.focusRing(draw, x, y, 20 * unit, palette.p[alarm.severity]);
      draw.globalAlpha = 1;
    }
    const look = { palette, hollow: alarm.state === "returned" };
    // Below right: above it would cover the name of the room.
    marks.alarmMark(draw, x + 16 * unit, y + 10 * unit, 18 * unit, alarm.severity, look);
  }
}

const stillMotion = matchMedia("(prefers-reduced-motion: reduce)");

/** D-0417 becomes 417: what fits into a circle and still names one person here. */
export function shortPseudonym(stay: string): string {
  return stay.replace(/^D-0*/, "");
}

function fresh(person: Person): boolean {
  return serverNowMs() - person.seen_utc_ns / 1e6 <= PAIR_FRESH_MS;
}

/** The worst open alarm of each stay. */
export function worstByStay(): ReadonlyMap<string, AlarmView> {
  return worstBy(model.alarms.value, (alarm) => alarm.stay);
}
