// The medical fast track: one tap, from any page about a person; nothing asks, nothing blocks it.
import { Said } from "../forms/ActForm";
import { acts } from "../state/records";
import { useCell } from "../state/cell";
import { useSender } from "../state/sending";
import { text } from "../text";

/** Stages in which there is nobody to bring to a doctor, or they are there already. */
const NOBODY_HERE: readonly string[] = ["S0", "S12", "S15", "S17"];

export function FastTrack({ stay, stage }: { stay: string; stage: string }) {
  const may = useCell(acts).has("fast_track");
  const sender = useSender();
  const words = text();
  if (!may) return null;
  const there = stage === "S12";
  const phase = sender.state.phase;
  if (NOBODY_HERE.includes(stage) && !there) return null;
  return (
    <div class="fast-track">
      <button
        class="button fast-track-button"
        disabled={there || phase === "sending"}
        aria-busy={phase === "sending"}
        onClick={(event) => {
          event.stopPropagation();
          void sender.send({ act: "fast_track", stay });
        }}
      >
        <CrossMark />
        {there
          ? words.fast_track_there
          : phase === "sending"
            ? words.ack_sending
            : words.fast_track}
      </button>
      {phase === "refused" && <Said state={sender.state} />}
    </div>
  );
}

function CrossMark() {
  return (
    <svg class="cross" viewBox="0 0 20 20" aria-hidden="true">
      <path d="M7 1h6v6h6v6h-6v6H7v-6H1V7h6z" />
    </svg>
  );
}
