// Who would be told of an alarm that rang now: after how long, and which receivers.
import { useState } from "preact/hooks";
import type { RosterView, ToldView } from "../api/shift";
import type { Severity } from "../api/types";
import { Mark } from "../parts/Mark";
import { fill, said, text, word } from "../text";

const SEVERITIES: readonly Severity[] = [1, 2, 3, 4];

/** The ladder of each severity, and for each list of told codes the receivers of this moment. */
export function ToldNow({ roster }: { roster: RosterView }) {
  const [looked, setLooked] = useState("");
  const words = text();
  const lists = roster.told.filter((one) => matches(one, looked));
  return (
    <section class="card" aria-label={words.told_now}>
      <h2>{words.told_now}</h2>
      <ul class="ladders">
        {SEVERITIES.map((severity) => (
          <li key={severity}>
            <Mark severity={severity} size={24} />
            <Ladder roster={roster} severity={severity} />
          </li>
        ))}
      </ul>
      <label class="field">
        {words.told_find}
        <input value={looked} onInput={(event) => setLooked(event.currentTarget.value)} />
      </label>
      {lists.map((one) => (
        <ToldList key={one.told.join(" ")} list={one} roster={roster} open={lists.length === 1} />
      ))}
    </section>
  );
}

function Ladder({ roster, severity }: { roster: RosterView; severity: number }) {
  const words = text();
  const steps = roster.ladder_s[severity - 1] ?? [];
  if (!steps.length) return <span class="quiet">{words.told_in_house}</span>;
  return (
    <ol class="ladder">
      {steps.map((seconds, index) => (
        <li key={index}>
          <b>{fill(words.tier_number, { tier: index + 1 })}</b>{" "}
          <span class="number quiet">
            {seconds ? fill(words.after_s, { seconds }) : words.at_once}
          </span>
        </li>
      ))}
    </ol>
  );
}

function matches({ told, rules }: ToldView, looked: string): boolean {
  const words = looked.trim().toLowerCase();
  if (!words) return true;
  return rules.some((rule) =>
    [rule.id, rule.label.zh, rule.label.en, ...told].some((one) =>
      one.toLowerCase().includes(words),
    ),
  );
}

interface ToldListProps {
  list: ToldView;
  roster: RosterView;
  open: boolean;
}

function ToldList({ list, roster, open }: ToldListProps) {
  const words = text();
  const tiers = Math.max(...roster.ladder_s.map((steps) => steps.length));
  return (
    <details class="told-list" open={open}>
      <summary>
        {list.told.length
          ? list.told.map((code) => word("told", code)).join(" · ")
          : words.not_recorded}{" "}
        <span class="quiet">{fill(words.rules_count, { count: list.rules.length })}</span>
      </summary>
      <ol class="tiers">
        {list.tiers.slice(0, tiers).map((points, index) => (
          <li key={index}>
            <span class="quiet">{fill(words.tier_number, { tier: index + 1 })}</span>{" "}
            {points.map((id) => pointName(roster, id)).join(" · ") || words.not_recorded}
          </li>
        ))}
      </ol>
      <p class="told-rules">
        {list.rules.map((rule) => (
          <span key={rule.id}>
            <b class="number">{rule.id}</b> {said(rule.label)}
          </span>
        ))}
      </p>
    </details>
  );
}

function pointName(roster: RosterView, id: string): string {
  const point = roster.endpoints.find((one) => one.id === id);
  if (!point) return id;
  const owner = roster.staff.find((one) => one.id === point.staff);
  return owner ? `${said(point)} (${said(owner)})` : said(point);
}
