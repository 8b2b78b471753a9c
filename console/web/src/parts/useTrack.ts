// The track of the selected detainee: asked once, and again each ten seconds while shown.
import { api } from "../api/http";
import type { TrackPoint } from "../api/types";
import { useCell } from "../state/cell";
import { second } from "../state/clock";
import { type Loaded, useRefreshed } from "./useLoaded";

export type TrackState = Loaded<TrackPoint[]> | { phase: "none" };

const AGAIN_MS = 10_000;

export function useTrack(stay: string): TrackState {
  const turn = Math.floor(useCell(second) / AGAIN_MS);
  const loaded = useRefreshed(stay, String(turn), async () => (await api.track(stay)).points);
  return stay ? loaded : { phase: "none" };
}
