// The alarm sounds as lists of tones: what to play, when, how loud. Pure data.

export interface Tone {
  at_s: number;
  hz: number;
  length_s: number;
  gain: number;
}

const HIGH_HZ = 988;
const LOW_HZ = 740;

function burst(at_s: number): Tone[] {
  return [
    { at_s, hz: HIGH_HZ, length_s: 0.13, gain: 1 },
    { at_s: at_s + 0.14, hz: LOW_HZ, length_s: 0.13, gain: 1 },
  ];
}

/** Life or escape: three bursts, high then low. */
export const P1: readonly Tone[] = [...burst(0), ...burst(0.4), ...burst(0.8)];
export const P1_EVERY_S = 2.5;

/** Serious: two tones, rising. */
export const P2: readonly Tone[] = [
  { at_s: 0, hz: 587, length_s: 0.22, gain: 0.7 },
  { at_s: 0.26, hz: 784, length_s: 0.3, gain: 0.7 },
];
export const P2_EVERY_S = 10;

/** Compliance: one soft tone, once. */
export const P3: readonly Tone[] = [{ at_s: 0, hz: 523, length_s: 0.4, gain: 0.35 }];

/** This page no longer knows: two low tones, unlike any alarm. */
export const STALE: readonly Tone[] = [
  { at_s: 0, hz: 330, length_s: 0.35, gain: 0.9 },
  { at_s: 0.5, hz: 262, length_s: 0.5, gain: 0.9 },
];
export const STALE_EVERY_S = 5;
