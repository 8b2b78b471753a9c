// The mark of an alarm: triangle 1, diamond 2, square 3, circle 4; shape, number and colour.
import type { AlarmView, Severity } from "../api/types";
import { asks } from "../state/alarmlist";
import { said, text, word } from "../text";

const SHAPES: Record<Severity, string> = {
  1: "M12 2L23 21H1Z",
  2: "M12 1L23 12L12 23L1 12Z",
  3: "M3 3H21V21H3Z",
  4: "M12 2A10 10 0 1 1 11.99 2Z",
};

/** The same shapes, a little larger: the ring that flashes while the mark itself stays readable. */
const RINGS: Record<Severity, string> = {
  1: "M12 -3.5L28 24.5H-4Z",
  2: "M12 -4L28 12L12 28L-4 12Z",
  3: "M-1 -1H25V25H-1Z",
  4: "M12 -2A14 14 0 1 1 11.99 -2Z",
};

interface MarkProps {
  severity: Severity;
  size: number | string;
  hollow?: boolean;
  flash?: boolean;
}

export function Mark({ severity, size, hollow = false, flash = false }: MarkProps) {
  const outlined = hollow || severity === 4;
  return (
    <svg
      class={`mark mark-${severity}${outlined ? " mark-hollow" : ""}`}
      width={size}
      height={size}
      viewBox="-4 -4 32 32"
      role="img"
      aria-label={word("severity", String(severity))}
    >
      {flash && <path class={`mark-ring flash-${severity}`} d={RINGS[severity]} />}
      <path class="mark-face" d={SHAPES[severity]} />
      <text x="12" y={severity === 1 ? 19 : 16.5}>
        {severity}
      </text>
    </svg>
  );
}

/** The mark of an alarm as it stands: flashing while it asks, hollow once the cause is gone. */
export function AlarmMark({ alarm, size }: { alarm: AlarmView; size: number | string }) {
  const flash = asks(alarm) && alarm.severity <= 2;
  return (
    <Mark
      severity={alarm.severity}
      size={size}
      hollow={alarm.state === "returned"}
      flash={flash && (alarm.state === "unacknowledged" || alarm.severity === 1)}
    />
  );
}

/** In front of everything that is said of a drill; nobody may take it for real, or miss it. */
export function DrillMark() {
  return <b class="drill-mark">{text().drill}</b>;
}

/** What an alarm is called, with the mark of a drill before it. */
export function AlarmName({ alarm }: { alarm: AlarmView }) {
  return (
    <>
      {alarm.drill && <DrillMark />} {said(alarm.label)}
    </>
  );
}

export function drillClass(alarm: AlarmView): string {
  return alarm.drill ? " is-drill" : "";
}
