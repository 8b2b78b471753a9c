// One person on the check round: big buttons for what is done in person; one press records it.
import { useState } from "preact/hooks";
import type { Act, ActForm as Form, RoundView } from "../api/record";
import { ActForm, Said } from "../forms/ActForm";
import { useCell } from "../state/cell";
import { acts } from "../state/records";
import { go, hashOf } from "../state/route";
import { type Sender, useSender } from "../state/sending";
import { fill, said, text, word } from "../text";
import { FastTrack } from "./FastTrack";
import { lastOf } from "./StayCards";

export interface RoundPanelProps {
  one: RoundView;
  following: RoundView | null;
}

export function RoundPanel({ one, following }: RoundPanelProps) {
  const known = useCell(acts);
  const [note, setNote] = useState("");
  const words = text();
  const may = (act: string): boolean => known.has(act);
  return (
    <section class="round-panel" aria-label={one.stay} data-panel={one.stay}>
      <header class="round-head">
        <div>
          <h1 class="number">{one.stay}</h1>
          <p>
            {one.room ? said(one.room) : words.unknown_place} ·{" "}
            {fill(words.level_words, { level: one.level })}
          </p>
          <p class="round-flags">{one.flags.map((flag) => word("flag", flag)).join(" · ")}</p>
        </div>
        <div class="buttons">
          <a class="button button-link" href={hashOf("stay", one.stay)}>
            {words.open_stay_page}
          </a>
          <button class="button" onClick={() => go("round")}>
            {words.close_panel}
          </button>
        </div>
      </header>
      <FastTrack stay={one.stay} stage={one.stage} />
      {may("record_check") ? (
        <Checking one={one} note={note} />
      ) : (
        <p class="quiet">{words.form_not_mine}</p>
      )}
      {may("offer") && <Offering one={one} note={note} />}
      <label class="field round-note">
        {words.note}
        <textarea
          rows={2}
          maxLength={500}
          value={note}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
      </label>
      <Welfare stay={one.stay} known={known} />
      {following && (
        <button class="button round-following" onClick={() => go("round", following.stay)}>
          {fill(words.round_following, {
            stay: following.stay,
            room: following.room ? said(following.room) : words.unknown_place,
          })}
        </button>
      )}
    </section>
  );
}

const RESPONSES: readonly string[] = ["woke", "spoke", "obeyed", "no_response"];
const SOBRIETY: readonly string[] = ["sober", "not_sober"];

function Checking({ one, note }: { one: RoundView; note: string }) {
  const sender = useSender();
  const words = text();
  const visit = one.checks.find((check) => check.kind === "check.visit");
  const rouse = one.checks.find((check) => check.kind === "check.rouse");
  const check = (kind: string, response: string): Act => ({
    act: "record_check",
    stay: one.stay,
    kind,
    response,
    note,
  });
  return (
    <section class="round-block" aria-label={words.round_check}>
      <h2>
        {words.round_check} {visit && <span class="quiet">{lastOf(visit)}</span>}
      </h2>
      <div class="big-buttons">
        <Big sender={sender} act={check("visit", "")} label={words.round_visit} main />
      </div>
      <h3>
        {words.round_rouse} {rouse && <span>{lastOf(rouse)}</span>}
      </h3>
      <div class="big-buttons">
        {RESPONSES.map((response) => (
          <Big
            key={response}
            sender={sender}
            act={check("rouse", response)}
            label={word("response", response)}
            loud={response === "no_response"}
          />
        ))}
      </div>
      {one.stage === "S13" && (
        <div class="big-buttons">
          {SOBRIETY.map((response) => (
            <Big
              key={response}
              sender={sender}
              act={check("sobriety", response)}
              label={word("response", response)}
            />
          ))}
        </div>
      )}
      <Said state={sender.state} />
    </section>
  );
}

const OFFERS: readonly string[] = ["meal", "drink", "toilet", "bedding"];

function Offering({ one, note }: { one: RoundView; note: string }) {
  const sender = useSender();
  const words = text();
  const meal = one.checks.find((check) => check.kind === "offer.meal");
  return (
    <section class="round-block" aria-label={words.round_offer}>
      <h2>
        {words.round_offer} {meal && <span class="quiet">{lastOf(meal)}</span>}
      </h2>
      <div class="offers">
        {OFFERS.map((what) => (
          <div key={what} class="offer" role="group" aria-label={word("offer", what)}>
            <span>{word("offer", what)}</span>
            <Big
              sender={sender}
              act={{ act: "offer", stay: one.stay, what, taken: true, note }}
              label={words.offer_taken}
            />
            <Big
              sender={sender}
              act={{ act: "offer", stay: one.stay, what, taken: false, note }}
              label={words.offer_refused}
            />
          </div>
        ))}
      </div>
      <Said state={sender.state} />
    </section>
  );
}

interface BigProps {
  sender: Sender;
  act: Act;
  label: string;
  main?: boolean;
  loud?: boolean;
}

function Big({ sender, act, label, main = false, loud = false }: BigProps) {
  return (
    <button
      class={`button big${main ? " button-main" : ""}${loud ? " big-loud" : ""}`}
      disabled={sender.state.phase === "sending"}
      onClick={() => void sender.send(act)}
    >
      {label}
    </button>
  );
}

const WELFARE: readonly string[] = [
  "medical_request",
  "lawyer_request",
  "interpreter_request",
  "complaint",
  "rest",
  "set_level",
];

/** What the person asks for: each opens its short form here. */
function Welfare({ stay, known }: { stay: string; known: ReadonlyMap<string, Form> }) {
  const [open, setOpen] = useState("");
  const forms = WELFARE.flatMap((act) => known.get(act) ?? []);
  const form = forms.find((one) => one.act === open);
  const words = text();
  if (!forms.length) return null;
  return (
    <section class="round-block" aria-label={words.round_asks}>
      <h2>{words.round_asks}</h2>
      <div class="big-buttons">
        {forms.map((one) => (
          <button
            key={one.act}
            class="button big"
            aria-pressed={one.act === open}
            onClick={() => setOpen(one.act === open ? "" : one.act)}
          >
            {said(one)}
          </button>
        ))}
      </div>
      {form && <ActForm key={form.act} form={form} known={{ stay }} />}
    </section>
  );
}
