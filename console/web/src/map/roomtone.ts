// Which of five greys a room is filled with: by what it is for, a few percent apart.

const TONES: readonly (readonly [string, readonly string[]])[] = [
  ["way", ["corridor", "stair", "lift", "hall", "lobby", "sally", "exit", "entrance", "vestibule"]],
  ["wet", ["toilet", "shower", "wash", "plant", "store", "tech"]],
  ["hold", ["holding", "cell", "sobering", "juvenile", "rest"]],
  ["talk", ["interview", "interrogation", "lawyer", "ident", "meeting", "questioning"]],
  ["staff", ["control", "staff", "office", "guard", "server", "armoury", "command", "duty"]],
];

/** The tone's name in the style sheet; anything else (intake, search, medical, ...) is a desk. */
export function toneOf(type: string): string {
  const known = type.toLowerCase();
  return TONES.find(([, words]) => words.some((one) => known.includes(one)))?.[0] ?? "desk";
}

export function isStairs(type: string): boolean {
  return /stair|lift/.test(type.toLowerCase());
}
