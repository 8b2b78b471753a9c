// Acknowledge: sending, accepted, refused are three different things and look so.
import type { AlarmView } from "../api/types";
import { acknowledge, mayAcknowledge } from "../state/actions";
import { asks } from "../state/alarmlist";
import { useCell } from "../state/cell";
import * as model from "../state/model";
import { text } from "../text";

export function AckButton({ alarm, top }: { alarm: AlarmView; top: boolean }) {
  const sent = useCell(model.acks).get(alarm.id);
  const words = text();
  if (!asks(alarm)) return null;
  if (!mayAcknowledge()) return <p class="quiet">{words.ack_may_not}</p>;
  const busy = sent?.phase === "sending" || sent?.phase === "accepted";
  return (
    <div class="ack">
      <button
        class={`button ack-button ack-${alarm.severity}`}
        disabled={busy}
        aria-busy={sent?.phase === "sending"}
        onClick={(event) => {
          event.stopPropagation();
          void acknowledge(alarm);
        }}
      >
        {label(sent, top)}
      </button>
      {sent?.phase === "refused" && (
        <p class="ack-refused" role="alert">
          <strong>{words.ack_refused}:</strong> {sent.reason}
          {sent.source && <span class="quiet"> ({sent.source})</span>}
        </p>
      )}
    </div>
  );
}

function label(sent: model.AckPhase | undefined, top: boolean): string {
  const words = text();
  switch (sent?.phase) {
    case "sending":
      return words.ack_sending;
    case "accepted":
      return words.ack_accepted;
    case "refused":
      return words.ack_again;
    default:
      return top ? words.ack_key : words.ack;
  }
}
