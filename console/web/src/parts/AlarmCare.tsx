// What people do with an alarm beyond acknowledging: go there, contain, put aside, make a ticket.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Act } from "../api/record";
import type { AlarmDetail, AlarmView } from "../api/types";
import type { AsideRule, WantedView } from "../api/shift";
import { Said } from "../forms/ActForm";
import { select } from "../state/actions";
import { useCell } from "../state/cell";
import { second, serverNowMs } from "../state/clock";
import * as model from "../state/model";
import { acts } from "../state/records";
import { go } from "../state/route";
import { useSender } from "../state/sending";
import { mayAsk } from "../state/shift";
import { fill, said, text, word } from "../text";
import { countdown, timeOfDay } from "../text/time";
import { CareForm, Choices, Reason } from "./CareForm";
import { AlarmName } from "./Mark";
import { roomName, staffName, subjectName } from "./words";

const RESPONSES = ["raised", "notified", "acknowledged", "arrived", "contained", "closed"] as const;

/** How far people are with it; that somebody arrived is proved by a card near the place. */
export function Response({ alarm }: { alarm: AlarmView }) {
  const at = RESPONSES.indexOf(alarm.response as (typeof RESPONSES)[number]);
  return (
    <ol class="response" aria-label={text().response}>
      {RESPONSES.map((name, index) => (
        <li
          key={name}
          class={index <= at ? "is-done" : ""}
          aria-current={index === at ? "step" : undefined}
        >
          {word("response", name)}
        </li>
      ))}
    </ol>
  );
}

export function far(alarm: AlarmView, response: (typeof RESPONSES)[number]): boolean {
  return RESPONSES.indexOf(alarm.response as never) >= RESPONSES.indexOf(response);
}

/** "I am coming" and "the danger is over": the two words from the spot. */
export function Going({ alarm }: { alarm: AlarmView }) {
  const sender = useSender();
  useCell(acts);
  const words = text();
  const busy = sender.state.phase === "sending";
  const canGo = mayAsk("come") && !far(alarm, "arrived") && alarm.state !== "shelved";
  const canUndo =
    mayAsk("take_back_acknowledge") && alarm.state === "acknowledged" && !far(alarm, "arrived");
  const canEnd = mayAsk("contain") && far(alarm, "acknowledged") && !far(alarm, "contained");
  return (
    <div class="going">
      <Response alarm={alarm} />
      {alarm.officer && (
        <p class="quiet">
          {words.nearest}: <b>{staffName(alarm.officer)}</b>
        </p>
      )}
      {(canGo || canEnd || canUndo) && (
        <div class="buttons">
          {canGo && (
            <button
              class="button"
              disabled={busy}
              data-do="come"
              onClick={() => void sender.send({ act: "come", alarm: alarm.id })}
            >
              {words.come}
            </button>
          )}
          {canEnd && (
            <button
              class="button"
              disabled={busy}
              data-do="contain"
              onClick={() => void sender.send({ act: "contain", alarm: alarm.id })}
            >
              {words.contain}
            </button>
          )}
          {canUndo && (
            <button
              class="button"
              disabled={busy}
              data-do="take-back"
              onClick={() => void sender.send({ act: "take_back_acknowledge", alarm: alarm.id })}
            >
              {words.take_back}
            </button>
          )}
        </div>
      )}
      {sender.state.phase === "refused" && <Said state={sender.state} />}
    </div>
  );
}

type Open = "" | "shelve" | "retire" | "ticket";

/** Where it belongs, how it is put aside, and the ticket it may need. */
export function AlarmCare({ alarm, detail }: { alarm: AlarmView; detail: AlarmDetail }) {
  const [open, setOpen] = useState<Open>("");
  useCell(acts);
  const words = text();
  const shelved = alarm.state === "shelved";
  const close = (): void => setOpen("");
  return (
    <section class="care" aria-label={words.care}>
      <Root alarm={alarm} />
      <Seen alarm={alarm} />
      {shelved && <OnShelf alarm={alarm} />}
      <Waiting wanted={detail.aside.wanted} />
      <div class="buttons">
        {!shelved && mayAsk("shelve") && (
          <Tool name="shelve" open={open} onOpen={setOpen}>
            {words.shelve}
          </Tool>
        )}
        {detail.aside.retirable && mayAsk("take_out_of_service") && (
          <Tool name="retire" open={open} onOpen={setOpen}>
            {words.retire}
          </Tool>
        )}
        {mayAsk("open_ticket") && (
          <Tool name="ticket" open={open} onOpen={setOpen}>
            {words.make_ticket}
          </Tool>
        )}
      </div>
      {open === "shelve" && <Shelve alarm={alarm} rule={detail.aside} onDone={close} />}
      {open === "retire" && <Retire alarm={alarm} onDone={close} />}
      {open === "ticket" && <MakeTicket alarm={alarm} onDone={close} />}
    </section>
  );
}

interface ToolProps {
  name: Open;
  open: Open;
  onOpen: (name: Open) => void;
  children: ComponentChildren;
}

function Tool({ name, open, onOpen, children }: ToolProps) {
  return (
    <button
      class="button"
      data-do={name}
      aria-pressed={open === name}
      onClick={() => onOpen(open === name ? "" : name)}
    >
      {children}
    </button>
  );
}

/** The alarm behind this one. */
function Root({ alarm }: { alarm: AlarmView }) {
  const root = useCell(model.alarms).get(alarm.root);
  if (!root) return null;
  return (
    <p>
      {text().shown_under}{" "}
      <button class="link" onClick={() => select({ kind: "alarm", id: root.id })}>
        <AlarmName alarm={root} /> · {subjectName(root)}
      </button>
    </p>
  );
}

/** The camera that sees the place. */
function Seen({ alarm }: { alarm: AlarmView }) {
  const site = useCell(model.site);
  const camera = site?.cameras.find((one) => one.device === alarm.camera);
  if (!alarm.camera) return null;
  return (
    <p class="quiet">
      {text().nearest_camera}: <b>{camera ? said(camera) : alarm.camera}</b>
      {camera && ` · ${roomName(camera.room)}`}
    </p>
  );
}

export function LeftUntil({ utcNs }: { utcNs: number }) {
  useCell(second);
  const leftMs = utcNs / 1e6 - serverNowMs();
  return <b class="number">{countdown(Math.max(0, leftMs))}</b>;
}

function OnShelf({ alarm }: { alarm: AlarmView }) {
  const sender = useSender();
  const words = text();
  return (
    <div class="on-shelf">
      <p>
        {words.shelved_until} <b class="number">{timeOfDay(alarm.until_utc_ns / 1e6)}</b> ·{" "}
        <LeftUntil utcNs={alarm.until_utc_ns} />
      </p>
      {mayAsk("unshelve") && (
        <button
          class="button"
          data-do="unshelve"
          disabled={sender.state.phase === "sending"}
          onClick={() => void sender.send({ act: "unshelve", alarm: alarm.id })}
        >
          {words.unshelve}
        </button>
      )}
      <Said state={sender.state} />
    </div>
  );
}

/** The first of two people has asked; whoever is second sees by whom and how long it holds. */
export function Waiting({ wanted }: { wanted: readonly WantedView[] }) {
  const words = text();
  useCell(second);
  const now = serverNowMs();
  const still = wanted.filter((one) => one.until_utc_ns / 1e6 > now);
  return (
    <>
      {still.map((one) => (
        <p key={`${one.act} ${one.alarm} ${one.subject}`} class="wanted" role="status">
          {fill(one.act === "shelve" ? words.wanted_shelve : words.wanted_retire, {
            who: staffName(one.by),
          })}{" "}
          <LeftUntil utcNs={one.until_utc_ns} />
        </p>
      ))}
    </>
  );
}

const MINUTES = [5, 10, 30, 60, 120, 240, 480];
const HOURS = [1, 4, 8, 24, 72];

interface FormProps {
  alarm: AlarmView;
  onDone: () => void;
}

function Shelve({ alarm, rule, onDone }: FormProps & { rule: AsideRule }) {
  const words = text();
  const most = fill(words.shelve_most, { minutes: Math.round(rule.shelve_max_s / 60) });
  return (
    <ForAWhile
      name="shelve"
      label={words.shelve_send}
      why={`${rule.two_people ? words.shelve_two : words.shelve_why} ${most}`}
      unit="minutes"
      lengths={MINUTES.filter((minutes) => minutes * 60 <= rule.shelve_max_s)}
      act={{ act: "shelve", alarm: alarm.id }}
      onDone={onDone}
    />
  );
}

function Retire({ alarm, onDone }: FormProps) {
  const words = text();
  const { rule, subject } = alarm;
  return (
    <ForAWhile
      name="retire"
      label={words.retire_send}
      why={fill(words.retire_why, { rule, subject: subjectName(alarm) })}
      unit="hours"
      lengths={HOURS}
      act={{ act: "take_out_of_service", rule, subject }}
      onDone={onDone}
    />
  );
}

interface ForAWhileProps {
  name: string;
  label: string;
  why: string;
  unit: "minutes" | "hours";
  lengths: readonly number[];
  act: Act;
  onDone: () => void;
}

/** For how long and why. */
function ForAWhile({ name, label, why, unit, lengths, act, onDone }: ForAWhileProps) {
  const [length, setLength] = useState(lengths[0] ?? 1);
  const [reason, setReason] = useState("");
  const sender = useSender();
  const words = text();
  const send = async (): Promise<void> => {
    const done = await sender.send({ ...act, [unit]: length, reason });
    if (done === "") onDone();
  };
  return (
    <CareForm name={name} label={label} sender={sender} ready={reason.trim() !== ""} onSend={send}>
      <p class="quiet">{why}</p>
      <Choices
        label={words[unit]}
        all={lengths}
        chosen={[length]}
        name={(count) => fill(words[`${unit}_count`], { count })}
        onChoose={setLength}
      />
      <Reason label={words.reason} value={reason} onChange={setReason} />
    </CareForm>
  );
}

function MakeTicket({ alarm, onDone }: FormProps) {
  const [wrong, setWrong] = useState(said(alarm.label));
  const sender = useSender();
  const words = text();
  const room = alarm.room && alarm.room.id !== "outside" ? alarm.room.id : "";
  const send = async (): Promise<void> => {
    const about = { rule: alarm.rule, subject: alarm.subject, alarm: alarm.id, room };
    const made = await sender.send({ act: "open_ticket", ...about, text: wrong.trim() });
    if (!made) return;
    onDone();
    go("shift", `tickets.${made}`);
  };
  return (
    <CareForm
      name="ticket"
      label={words.ticket_open}
      sender={sender}
      ready={wrong.trim() !== ""}
      onSend={send}
    >
      <Reason label={words.ticket_text} value={wrong} onChange={setWrong} />
    </CareForm>
  );
}
