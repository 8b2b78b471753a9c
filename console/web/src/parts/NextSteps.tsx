// What may be done next for a person, and what stands in the way; every other act by subject.
import type { ActForm, NextView, RecordView } from "../api/record";
import { openAct } from "../forms/opened";
import { useCell } from "../state/cell";
import { acts } from "../state/records";
import { fill, said, text, word } from "../text";

/** Acts with a place of their own, for machines, or that the record itself offers in their time. */
const ELSEWHERE: readonly string[] = [
  ..."fast_track swipe register book_stay open_stay close_stay cancel_booking take_step".split(" "),
  ..."release transfer hand_over_received sign_review decide return_from_exit".split(" "),
  ..."hand_over accept_hand_over extend_clock hold_review postpone_review".split(" "),
  ..."reserve_session start_session pause_session resume_session close_session".split(" "),
  "end_session",
];

export function NextSteps({ record }: { record: RecordView }) {
  const words = text();
  const ways = record.next.filter((one) => one.act !== "fast_track");
  const ready = ways.filter((one) => one.allowed && one.mine);
  const others = ways.filter((one) => !(one.allowed && one.mine));
  return (
    <section class="card next" aria-label={words.next_title}>
      <h2>{words.next_title}</h2>
      {!ways.length && <p class="quiet">{words.next_none}</p>}
      <ul class="next-list">
        {[...ready, ...others].map((one) => (
          <Way key={`${one.act} ${one.to}`} next={one} stay={record.stay.stay} />
        ))}
      </ul>
    </section>
  );
}

function Way({ next, stay }: { next: NextView; stay: string }) {
  const words = text();
  const ready = next.allowed && next.mine;
  // Whoever only reads knows it from the page; to say it at every step would be noise.
  const acting = useCell(acts).size > 0;
  return (
    <li class={`way${ready ? " way-ready" : ""}`} data-next={`${next.act} ${next.to}`.trim()}>
      <button class="way-button" onClick={() => openAct(stay, next.act, next.to)}>
        <span class="way-name">
          {/^S\d/.test(next.to) && <span class="stage-code">{next.to}</span>} {said(next)}
        </span>
        <span class="way-state quiet">{stateOf(next)}</span>
      </button>
      {next.missing.length > 0 && (
        <ul class="way-missing">
          {next.missing.map((one) => (
            <li key={one.en}>
              {said(one)} <span class="quiet">{one.source}</span>
            </li>
          ))}
        </ul>
      )}
      {!next.mine && acting && <p class="way-missing quiet">{words.next_not_mine}</p>}
    </li>
  );
}

function stateOf(next: NextView): string {
  const words = text();
  if (!next.allowed) return fill(words.next_missing, { count: next.missing.length });
  const asks = next.asks.length;
  return asks ? fill(words.next_asks, { count: asks }) : words.next_ready;
}

/** Every act on a person that the reader's role may ask for, by subject. */
export function ActMenu({ record }: { record: RecordView }) {
  const known = useCell(acts);
  const taken = new Set([...ELSEWHERE, ...record.next.map((one) => one.act)]);
  const groups = new Map<string, ActForm[]>();
  for (const form of known.values()) {
    if (!form.on_stay || taken.has(form.act)) continue;
    if (form.act === "change_session" && !record.session) continue;
    groups.set(form.group, [...(groups.get(form.group) ?? []), form]);
  }
  if (!groups.size || !record.stay.open) return null;
  return (
    <section class="card act-menu" aria-label={text().acts_title}>
      <h2>{text().acts_title}</h2>
      {[...groups].map(([group, forms]) => (
        <div key={group} class="act-group">
          <h3>{word("group", group)}</h3>
          <div class="buttons">
            {forms.map((form) => (
              <button
                key={form.act}
                class="button"
                data-offer={form.act}
                onClick={() => openAct(record.stay.stay, form.act)}
              >
                {said(form)}
              </button>
            ))}
          </div>
        </div>
      ))}
    </section>
  );
}
