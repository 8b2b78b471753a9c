// The little of a browser that modules touch when they are loaded: storage and media queries.
const kept = new Map<string, string>();

Object.assign(globalThis, {
  localStorage: {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
  },
  matchMedia: () => ({ matches: false }),
});
