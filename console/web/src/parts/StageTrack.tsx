// The procedure S0-S17 as a track: where the person has been, is, and may go next.
import type { NextView, RecordView } from "../api/record";
import { openAct } from "../forms/opened";
import { text, word } from "../text";
import { hourMinute } from "../text/time";

export const STAGES: readonly string[] = [
  ..."S0 S1 S2 S3 S4 S5 S6 S7 S8 S9 S10 S11 S12 S13 S13b S14 S15 S16 S17".split(" "),
];

/** When each stage was entered first, from the entries of the record that stand. */
export function entered(record: RecordView): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const entry of record.timeline) {
    const stage = entry.kind === "stage.entered" ? String(entry.data["stage"] ?? "") : "";
    if (stage && !found.has(stage)) found.set(stage, entry.utc_ns);
  }
  if (record.timeline.some((entry) => entry.kind === "stay.booked")) {
    found.set("S0", record.timeline[0]?.utc_ns ?? 0);
  }
  return found;
}

export function StageTrack({ record }: { record: RecordView }) {
  const been = entered(record);
  const ways = new Map(record.next.filter((one) => one.to).map((one) => [one.to, one]));
  return (
    <ol class="track" aria-label={text().stage_track}>
      {STAGES.map((code) => (
        <Stop
          key={code}
          code={code}
          now={record.stay.stage === code}
          atNs={been.get(code) ?? 0}
          way={ways.get(code)}
          stay={record.stay.stay}
        />
      ))}
    </ol>
  );
}

interface StopProps {
  code: string;
  now: boolean;
  atNs: number;
  way: NextView | undefined;
  stay: string;
}

function Stop({ code, now, atNs, way, stay }: StopProps) {
  const state = now ? "stop-now" : atNs ? "stop-been" : "stop-ahead";
  const face = (
    <>
      <b>{code}</b>
      <span class="stop-name">{word("stage", code)}</span>
      <span class="stop-time number">{atNs ? hourMinute(atNs / 1e6) : " "}</span>
    </>
  );
  return (
    <li
      class={`stop ${state}${way ? " stop-next" : ""}`}
      aria-current={now ? "step" : undefined}
      data-stage={code}
    >
      {way ? (
        <button class="stop-face" onClick={() => openAct(stay, way.act, way.to)}>
          {face}
        </button>
      ) : (
        <span class="stop-face">{face}</span>
      )}
    </li>
  );
}
