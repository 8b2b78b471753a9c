// The instant that is looked at, and playing it on; draws a dozen times a second at most.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Span } from "../api/way";
import { type Speed, within } from "./way";

const FRAME_MS = 80;
/** A page that was hidden goes on where it was, and leaps over nothing. */
const LEAP_MS_MAX = 500;

export interface Player {
  atMs: number;
  playing: boolean;
  speed: Speed;
  to: (atMs: number) => void;
  play: (playing: boolean) => void;
  setSpeed: (speed: Speed) => void;
}

/** Begins at the end of the stretch, where the person was seen last; a new one keeps its place. */
export function usePlayer(span: Span, beginMs = 0): Player {
  const [atMs, setAt] = useState(beginMs ? within(beginMs, span) : span[1]);
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState<Speed>(10);
  const now = useRef(atMs);
  const [fromMs, toMs] = span;
  const endMs = useRef(toMs);
  const to = (wanted: number): void => {
    now.current = within(wanted, span);
    setAt(now.current);
  };
  useEffect(() => {
    // Who looked at the newest position goes on looking at the newest.
    to(now.current === endMs.current ? toMs : now.current);
    endMs.current = toMs;
    setPlaying(false);
  }, [fromMs, toMs]);
  useEffect(() => {
    if (!playing) return undefined;
    let lastMs = performance.now();
    const timer = window.setInterval(() => {
      const nowMs = performance.now();
      to(now.current + Math.min(LEAP_MS_MAX, nowMs - lastMs) * speed);
      lastMs = nowMs;
      if (now.current >= toMs) setPlaying(false);
    }, FRAME_MS);
    return () => clearInterval(timer);
  }, [playing, speed, fromMs, toMs]);
  const play = (wanted: boolean): void => {
    // At the end, play means from the beginning.
    if (wanted && now.current >= toMs) to(fromMs);
    setPlaying(wanted);
  };
  return { atMs, playing, speed, to, play, setSpeed };
}
