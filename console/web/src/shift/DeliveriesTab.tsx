// What became of notices: each channel's health, receipts and attempts, dead letters sent again.
import { useState } from "preact/hooks";
import { api } from "../api/http";
import type { ChannelView, DeliveryState, DeliveryView } from "../api/delivery";
import { CareForm, Choices, Reason } from "../parts/CareForm";
import { DrillMark, Mark } from "../parts/Mark";
import { useRefreshed } from "../parts/useLoaded";
import { useNews } from "../parts/useNews";
import { staffName } from "../parts/words";
import { useCell } from "../state/cell";
import { second, serverNowMs } from "../state/clock";
import * as model from "../state/model";
import { acts } from "../state/records";
import { useSender } from "../state/sending";
import { mayAsk } from "../state/shift";
import { fill, said, text, word } from "../text";
import { age, dateTime, timeOfDay } from "../text/time";

const STATES: readonly (DeliveryState | "")[] = ["", "given_up", "pending", "sent"];

export function DeliveriesTab() {
  const [state, setState] = useState<DeliveryState | "">("");
  const [endpoint, setEndpoint] = useState("");
  const news = useNews();
  useCell(model.site);
  const loaded = useRefreshed(`deliveries ${state} ${endpoint}`, String(news.turn), () =>
    api.deliveries(state, endpoint),
  );
  const words = text();
  const refresh = (
    <button class="button" data-do="refresh" onClick={news.now}>
      {words.refresh}
    </button>
  );
  if (loaded.phase === "failed") {
    return (
      <p class="problem" role="alert">
        {fill(words.shift_failed, { reason: loaded.reason })} {refresh}
      </p>
    );
  }
  if (loaded.phase === "loading") return <p class="empty quiet">{words.record_loading}</p>;
  const { channels, deliveries } = loaded.value;
  return (
    <div class="deliveries">
      <ul class="channels">
        {channels.map((one) => (
          <Channel
            key={one.endpoint}
            channel={one}
            chosen={one.endpoint === endpoint}
            onChoose={() => setEndpoint(one.endpoint === endpoint ? "" : one.endpoint)}
          />
        ))}
      </ul>
      <Choices
        label={words.col_state}
        all={STATES}
        chosen={[state]}
        name={(one) => word("delivery", one || "all")}
        onChoose={setState}
      >
        {refresh}
      </Choices>
      {!deliveries.length && <p class="empty quiet">{words.deliveries_none}</p>}
      {deliveries.length > 0 && (
        <table class="plain-table deliveries-table">
          <thead>
            <tr>
              <th>{words.col_time}</th>
              <th>{words.col_alarm}</th>
              <th>{words.delivery_to}</th>
              <th>{words.delivery_attempts}</th>
              <th>{words.col_state}</th>
            </tr>
          </thead>
          <tbody>
            {deliveries.map((one) => (
              <Row key={`${one.id} ${one.endpoint}`} delivery={one} onSent={news.now} />
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

interface ChannelProps {
  channel: ChannelView;
  chosen: boolean;
  onChoose: () => void;
}

function Channel({ channel, chosen, onChoose }: ChannelProps) {
  useCell(second);
  const words = text();
  const waitsMs = channel.waiting_utc_ns ? serverNowMs() - channel.waiting_utc_ns / 1e6 : 0;
  return (
    <li>
      <button
        class={`channel card${channel.failing ? " is-failing" : ""}`}
        data-channel={channel.endpoint}
        aria-pressed={chosen}
        onClick={onChoose}
      >
        <b>{said(channel.name)}</b>
        <span class="quiet">
          {[
            fill(words.tier_number, { tier: channel.tier }),
            word("channel", channel.channel),
            channel.staff && staffName(channel.staff),
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
        {channel.failing && (
          <span class="ticket-late">{fill(words.channel_failing, { age: age(waitsMs) })}</span>
        )}
        <span class="number">
          {fill(words.channel_counts, { sent: channel.sent, pending: channel.pending })}
          {channel.given_up > 0 && (
            <b class="problem"> · {fill(words.channel_dead, { count: channel.given_up })}</b>
          )}
        </span>
        <span class="quiet number">
          {channel.sent_utc_ns > 0 &&
            fill(words.channel_last, { time: timeOfDay(channel.sent_utc_ns / 1e6) })}
        </span>
      </button>
    </li>
  );
}

interface RowProps {
  delivery: DeliveryView;
  onSent: () => void;
}

function Row({ delivery, onSent }: RowProps) {
  const words = text();
  const name = said(delivery.name) || delivery.endpoint;
  return (
    <tr data-delivery={delivery.id}>
      <td class="number">
        {delivery.taken_utc_ns > 0 ? dateTime(delivery.taken_utc_ns / 1e6) : "—"}
      </td>
      <td>
        <span class="delivery-alarm">
          <Mark severity={delivery.severity} size={22} />
          <span>
            {delivery.drill && <DrillMark />} {said(delivery.label)}{" "}
            <span class="quiet">
              {[delivery.room && said(delivery.room), delivery.subject].filter(Boolean).join(" · ")}
            </span>
          </span>
        </span>
      </td>
      <td>
        {name}{" "}
        <span class="quiet">
          {fill(words.tier_number, { tier: delivery.tier })} · {word("notice", delivery.reason)}
        </span>
      </td>
      <td class="number">{delivery.attempts}</td>
      <td>
        <Standing delivery={delivery} onSent={onSent} />
      </td>
    </tr>
  );
}

/** When it arrived and how long that took; or why not, and the button that sends it again. */
function Standing({ delivery, onSent }: RowProps) {
  const tookMs = (delivery.ended_utc_ns - delivery.first_utc_ns) / 1e6;
  return (
    <>
      <span class={delivery.state === "given_up" ? "problem" : ""}>
        {word("delivery", delivery.state)}
        {delivery.state === "sent" && delivery.ended_utc_ns > 0 && (
          <span class="quiet number">
            {" "}
            {timeOfDay(delivery.ended_utc_ns / 1e6)} ·{" "}
            {tookMs < 1000 ? `${Math.max(0, Math.round(tookMs))} ms` : age(tookMs)}
          </span>
        )}
      </span>
      {delivery.error && delivery.state !== "sent" && (
        <span class="delivery-error quiet">{delivery.error}</span>
      )}
      {delivery.state === "given_up" && <Again delivery={delivery} onSent={onSent} />}
    </>
  );
}

function Again({ delivery, onSent }: RowProps) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const sender = useSender();
  useCell(acts);
  const words = text();
  const resend = async (): Promise<void> => {
    const what = { act: "resend_notice", notice: delivery.id, reason: reason.trim() };
    if ((await sender.send(what)) !== null) onSent();
  };
  if (!mayAsk("resend_notice")) return null;
  if (!open) {
    return (
      <button class="button" data-do="resend" onClick={() => setOpen(true)}>
        {words.delivery_again}
      </button>
    );
  }
  return (
    <CareForm
      name="resend"
      label={words.delivery_again}
      sender={sender}
      ready={reason.trim() !== ""}
      onSend={resend}
      onCancel={() => setOpen(false)}
    >
      <Reason label={words.reason} value={reason} onChange={setReason} />
    </CareForm>
  );
}
