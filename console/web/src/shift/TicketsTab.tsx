// Rectification tickets: what must be put right, by whom, until when.
import { useState } from "preact/hooks";
import type { TicketView } from "../api/shift";
import { CareForm, Reason } from "../parts/CareForm";
import { staffName } from "../parts/words";
import { useCell } from "../state/cell";
import { second, serverNowMs } from "../state/clock";
import * as model from "../state/model";
import { acts } from "../state/records";
import { go } from "../state/route";
import { useSender } from "../state/sending";
import { mayAsk, useTickets } from "../state/shift";
import { FILTERS, type Filter, type StateFilter, chosen } from "../state/tickets";
import { said, text, word } from "../text";
import { Loaded } from "./Loaded";
import { Due, TicketPanel } from "./TicketPanel";

export function TicketsTab({ open }: { open: string }) {
  const asked = useTickets();
  useCell(model.site);
  useCell(second);
  const [filter, setFilter] = useState<Filter>({ state: "standing", room: "", mine: false });
  const who = useCell(model.session);
  const me = who.phase === "in" ? who.me.staff : "";
  const words = text();
  return (
    <Loaded asked={asked}>
      {({ tickets }) => {
        const list = chosen(tickets, filter, { me, nowMs: serverNowMs() });
        return (
          <div class={`tickets${open ? " has-open" : ""}`}>
            <section class="tickets-list" aria-label={words.tickets}>
              <Filters tickets={tickets} filter={filter} onChange={setFilter} />
              <NewTicket />
              {!list.length && <p class="empty quiet">{words.tickets_none}</p>}
              <ul class="ticket-rows">
                {list.map((one) => (
                  <Row key={one.id} ticket={one} shown={one.id === open} />
                ))}
              </ul>
            </section>
            {open && <TicketPanel key={open} id={open} />}
          </div>
        );
      }}
    </Loaded>
  );
}

interface FiltersProps {
  tickets: readonly TicketView[];
  filter: Filter;
  onChange: (filter: Filter) => void;
}

function Filters({ tickets, filter, onChange }: FiltersProps) {
  const words = text();
  const rooms = new Map(tickets.flatMap((one) => (one.room ? [[one.room.id, one.room]] : [])));
  return (
    <div class="ticket-filters">
      <select
        aria-label={words.col_state}
        value={filter.state}
        onChange={(event) =>
          onChange({ ...filter, state: event.currentTarget.value as StateFilter })
        }
      >
        {FILTERS.map((one) => (
          <option key={one} value={one}>
            {word("ticket", one)}
          </option>
        ))}
      </select>
      <select
        aria-label={words.room}
        value={filter.room}
        onChange={(event) => onChange({ ...filter, room: event.currentTarget.value })}
      >
        <option value="">{words.all_rooms}</option>
        {[...rooms.values()].map((one) => (
          <option key={one.id} value={one.id}>
            {said(one)}
          </option>
        ))}
      </select>
      <button
        class="button"
        aria-pressed={filter.mine}
        onClick={() => onChange({ ...filter, mine: !filter.mine })}
      >
        {words.tickets_mine}
      </button>
    </div>
  );
}

/** What somebody sees with their own eyes: where, and what is wrong. */
function NewTicket() {
  const [open, setOpen] = useState(false);
  const [room, setRoom] = useState("");
  const [wrong, setWrong] = useState("");
  const sender = useSender();
  const site = useCell(model.site);
  useCell(acts);
  const words = text();
  if (!mayAsk("open_ticket")) return null;
  if (!open) {
    return (
      <button class="button" data-do="new-ticket" onClick={() => setOpen(true)}>
        {words.ticket_new}
      </button>
    );
  }
  const send = async (): Promise<void> => {
    const about = { subject: room, room, text: wrong.trim() };
    const made = await sender.send({ act: "open_ticket", ...about });
    if (!made) return;
    setOpen(false);
    setWrong("");
    go("shift", `tickets.${made}`);
  };
  return (
    <div class="card">
      <CareForm
        name="new-ticket"
        label={words.ticket_open}
        sender={sender}
        ready={room !== "" && wrong.trim() !== ""}
        onSend={send}
        onCancel={() => setOpen(false)}
      >
        <label class="field">
          {words.where}
          <select value={room} onChange={(event) => setRoom(event.currentTarget.value)}>
            <option value="">{words.choose}</option>
            {site?.rooms.map((one) => (
              <option key={one.id} value={one.id}>
                {said(one)}
              </option>
            ))}
          </select>
        </label>
        <Reason label={words.ticket_text} value={wrong} onChange={setWrong} />
      </CareForm>
    </div>
  );
}

function Row({ ticket, shown }: { ticket: TicketView; shown: boolean }) {
  return (
    <li class={shown ? "is-shown" : ""}>
      <button
        class="ticket-row"
        data-ticket={ticket.id}
        onClick={() => go("shift", `tickets.${ticket.id}`)}
      >
        <span class="ticket-id number">{ticket.id}</span>
        <span class="ticket-words">
          <b>{ticket.label ? said(ticket.label) : ticket.text}</b>
          <span class="quiet">
            {[
              ticket.room ? said(ticket.room) : ticket.subject,
              ticket.label && ticket.text,
              ticket.owner && staffName(ticket.owner),
            ]
              .filter(Boolean)
              .join(" · ")}
          </span>
        </span>
        <span class="ticket-end">
          <span class="ticket-state">{word("ticket", ticket.state)}</span>
          <Due ticket={ticket} />
        </span>
      </button>
    </li>
  );
}
