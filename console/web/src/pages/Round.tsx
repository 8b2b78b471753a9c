// The check round, made for a tablet in one hand: who is due next stands first, one tap opens.
import { useState } from "preact/hooks";
import type { RoundView } from "../api/record";
import { DueWords } from "../parts/Dial";
import { RoundPanel } from "../parts/RoundPanel";
import { RowAlarms } from "./Stays";
import { Troubled } from "./Stay";
import { useCell } from "../state/cell";
import { second, serverNowMs } from "../state/clock";
import * as model from "../state/model";
import { useRound } from "../state/records";
import { go } from "../state/route";
import { fill, said, text, word } from "../text";

/** Owed and nearest first; whoever is owed nothing last, in the order of their numbers. */
export function inOrder(stays: readonly RoundView[]): RoundView[] {
  const due = (one: RoundView): number => one.due_utc_ns || Number.MAX_VALUE;
  return [...stays].sort((a, b) => due(a) - due(b) || (a.stay < b.stay ? -1 : 1));
}

const SOON_MS = 5 * 60_000;

/** How loudly a row asks: late, soon, later, or nothing owed. */
export function urgencyOf(dueUtcNs: number, nowMs: number): "late" | "soon" | "later" | "none" {
  if (!dueUtcNs) return "none";
  const leftMs = dueUtcNs / 1e6 - nowMs;
  return leftMs < 0 ? "late" : leftMs < SOON_MS ? "soon" : "later";
}

export function RoundPage({ id }: { id: string }) {
  const asked = useRound();
  useCell(model.site);
  const [flagged, setFlagged] = useState(false);
  const stays = inOrder(asked.value?.stays ?? []).filter((one) => one.stage !== "S0");
  const shown = flagged ? stays.filter((one) => one.level > 1 || one.flags.length) : stays;
  const chosen = stays.find((one) => one.stay === id);
  const following = shown[shown.findIndex((one) => one.stay === id) + 1] ?? null;
  const words = text();
  return (
    <main class={`page round-page${chosen ? " has-chosen" : ""}`}>
      <section class="round-list" aria-label={words.round_title}>
        <header class="page-head">
          <h1>
            {words.round_title} <span class="quiet number">{stays.length}</span>
          </h1>
          <div class="buttons" role="group">
            <button class="button" aria-pressed={!flagged} onClick={() => setFlagged(false)}>
              {words.filter_all}
            </button>
            <button class="button" aria-pressed={flagged} onClick={() => setFlagged(true)}>
              {words.round_at_risk}
            </button>
          </div>
        </header>
        <Troubled asked={asked} />
        {asked.phase === "there" && !shown.length && (
          <p class="empty quiet">{stays.length ? words.round_none_risk : words.stays_none}</p>
        )}
        <ol>
          {shown.map((one) => (
            <RoundRow key={one.stay} one={one} shown={one.stay === id} />
          ))}
        </ol>
      </section>
      {chosen ? (
        <RoundPanel key={chosen.stay} one={chosen} following={following} />
      ) : (
        <p class="round-hint empty quiet">{shown.length > 0 && words.round_hint}</p>
      )}
    </main>
  );
}

function RoundRow({ one, shown }: { one: RoundView; shown: boolean }) {
  useCell(second);
  const urgency = urgencyOf(one.due_utc_ns, serverNowMs());
  const first = one.checks.find((check) => check.due_utc_ns === one.due_utc_ns && check.due_utc_ns);
  const words = text();
  return (
    <li>
      <button
        class={`round-row round-${urgency}`}
        data-round={one.stay}
        aria-current={shown}
        onClick={() => go("round", one.stay)}
      >
        <span class="round-who">
          <b class="number">{one.stay}</b>
          <span>{one.room ? said(one.room) : words.unknown_place}</span>
        </span>
        <span class="round-what">
          <span>{first ? said(first) : words.check_not_owed}</span>
          <span class="quiet">
            {fill(words.level_words, { level: one.level })}
            {one.flags.length > 0 &&
              ` · ${one.flags.map((flag) => word("flag", flag)).join(" · ")}`}
          </span>
        </span>
        <RowAlarms stay={one.stay} />
        <span class="round-due">
          {one.due_utc_ns ? <DueWords utcNs={one.due_utc_ns} /> : <span class="quiet">—</span>}
        </span>
      </button>
    </li>
  );
}
