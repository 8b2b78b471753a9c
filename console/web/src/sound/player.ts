// Plays the alarm sounds with Web Audio, and knows whether the browser lets it.
import { Cell } from "../state/cell";
import { VOLUME_FLOOR_PCT, softMuted, volumePct } from "../state/settings";
import { P1, P1_EVERY_S, P2, P2_EVERY_S, P3, STALE, STALE_EVERY_S, type Tone } from "./tones";

export interface Wanted {
  p1: boolean;
  p2: boolean;
  stale: boolean;
}

type Repeated = keyof Wanted;

const LEAD_S = 0.03;
const AHEAD_S = 1.5;
const PUMP_MS = 500;

/** "on" once the browser lets us sound; "blocked" until a person touches the page. */
export const soundState = new Cell<"blocked" | "on">("blocked");

/** How many of each sound were given to the audio hardware; tests and the help sheet read it. */
export const played = { p1: 0, p2: 0, p3: 0, stale: 0 };

let context: AudioContext | null = null;
let wanted: Wanted = { p1: false, p2: false, stale: false };
const nextAt_s = { p1: 0, p2: 0, stale: 0 };
/** Tones given to the hardware that may still be to come: answered alarms fall silent at once. */
const pending: Record<Repeated, OscillatorNode[]> = { p1: [], p2: [], stale: [] };

export function startSound(): void {
  context = new AudioContext({ latencyHint: "interactive" });
  context.onstatechange = showState;
  showState();
  setInterval(pump, PUMP_MS);
}

/** Call from a gesture. Resolves to whether sound is allowed now. */
export async function allowSound(): Promise<boolean> {
  await context?.resume();
  showState();
  pump();
  return context?.state === "running";
}

export function wantSounds(next: Wanted): void {
  wanted = next;
  pump();
}

/** Also called on every beat of the stream: hidden tabs slow timers down, not the network. */
export function pump(): void {
  if (context?.state !== "running") return;
  const { p1, p2, stale } = wanted;
  repeat("p1", p1, P1, P1_EVERY_S);
  // One sound at a time: a P1 says more than anything below it.
  repeat("stale", stale && !p1, STALE, STALE_EVERY_S);
  repeat("p2", p2 && !p1 && !stale && !softMuted.value, P2, P2_EVERY_S);
}

export function playP3(): void {
  if (context?.state !== "running" || softMuted.value || wanted.p1) return;
  played.p3 += 1;
  schedule(context, P3, context.currentTime + LEAD_S);
}

export function playTest(): void {
  if (context?.state === "running") schedule(context, P1, context.currentTime + LEAD_S);
}

function repeat(name: Repeated, on: boolean, tones: readonly Tone[], every_s: number): void {
  if (!context) return;
  const now_s = context.currentTime;
  if (!on) {
    nextAt_s[name] = 0;
    for (const voice of pending[name].splice(0)) voice.stop();
    return;
  }
  if (nextAt_s[name] === 0) nextAt_s[name] = now_s + LEAD_S;
  while (nextAt_s[name] < now_s + AHEAD_S) {
    pending[name] = schedule(context, tones, Math.max(nextAt_s[name], now_s + LEAD_S));
    played[name] += 1;
    nextAt_s[name] = Math.max(nextAt_s[name], now_s) + every_s;
  }
}

function schedule(audio: AudioContext, tones: readonly Tone[], start_s: number): OscillatorNode[] {
  const loudness = Math.max(volumePct.value, VOLUME_FLOOR_PCT) / 100;
  return tones.map((tone) => {
    const from_s = start_s + tone.at_s;
    const until_s = from_s + tone.length_s;
    const voice = audio.createOscillator();
    const gain = audio.createGain();
    voice.type = "triangle";
    voice.frequency.value = tone.hz;
    // Soft edges: a hard one clicks, and clicks are tiring at 3 a.m.
    gain.gain.setValueAtTime(0, from_s);
    gain.gain.linearRampToValueAtTime(tone.gain * loudness, from_s + 0.012);
    gain.gain.setValueAtTime(tone.gain * loudness, until_s - 0.03);
    gain.gain.linearRampToValueAtTime(0, until_s);
    voice.connect(gain).connect(audio.destination);
    voice.start(from_s);
    voice.stop(until_s + 0.01);
    return voice;
  });
}

function showState(): void {
  soundState.set(context?.state === "running" ? "on" : "blocked");
}
