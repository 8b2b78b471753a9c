// What people keep quiet: shelved alarms, rules out of service, and what waits for a second person.
import type { RetiredView, ShelvedView } from "../api/shift";
import { Said } from "../forms/ActForm";
import { LeftUntil, Waiting } from "../parts/AlarmCare";
import { AlarmMark, AlarmName } from "../parts/Mark";
import { placeAndSubject, staffName } from "../parts/words";
import { useCell } from "../state/cell";
import * as model from "../state/model";
import { acts } from "../state/records";
import { useSender } from "../state/sending";
import { mayAsk, useAside } from "../state/shift";
import { said, text } from "../text";
import { timeOfDay } from "../text/time";
import { Loaded } from "./Loaded";

export function ShelfTab() {
  const asked = useAside();
  useCell(model.site);
  useCell(acts);
  const words = text();
  return (
    <Loaded asked={asked}>
      {(aside) => (
        <div class="shift-columns">
          <section class="card" aria-label={words.shelved}>
            <h2>
              {words.shelved} <span class="quiet number">{aside.shelved.length}</span>
            </h2>
            <Waiting wanted={aside.wanted.filter((one) => one.act === "shelve")} />
            {!aside.shelved.length && <p class="quiet">{words.shelved_none}</p>}
            <div class="lines">
              {aside.shelved.map((one) => (
                <Shelved key={one.alarm.id} shelved={one} />
              ))}
            </div>
          </section>
          <section class="card" aria-label={words.retired}>
            <h2>
              {words.retired} <span class="quiet number">{aside.out_of_service.length}</span>
            </h2>
            <Waiting wanted={aside.wanted.filter((one) => one.act !== "shelve")} />
            {!aside.out_of_service.length && <p class="quiet">{words.retired_none}</p>}
            <div class="lines">
              {aside.out_of_service.map((one) => (
                <Retired key={`${one.rule}:${one.subject}`} retired={one} />
              ))}
            </div>
          </section>
        </div>
      )}
    </Loaded>
  );
}

export function Shelved({ shelved, plain = false }: { shelved: ShelvedView; plain?: boolean }) {
  const { alarm } = shelved;
  const sender = useSender();
  const words = text();
  return (
    <div class="line" data-shelved={alarm.id}>
      <AlarmMark alarm={alarm} size={28} />
      <span class="line-name">
        <b>
          <AlarmName alarm={alarm} />
        </b>
        <span class="quiet">
          {placeAndSubject(alarm)} · {shelved.people.map(staffName).join(" + ")}: {shelved.reason}
        </span>
      </span>
      <span class="line-end">
        <span class="number">{timeOfDay(shelved.until_utc_ns / 1e6)}</span>
        {!plain && <LeftUntil utcNs={shelved.until_utc_ns} />}
        {!plain && mayAsk("unshelve") && (
          <button
            class="button"
            disabled={sender.state.phase === "sending"}
            onClick={() => void sender.send({ act: "unshelve", alarm: alarm.id })}
          >
            {words.unshelve}
          </button>
        )}
      </span>
      {sender.state.phase === "refused" && <Said state={sender.state} />}
    </div>
  );
}

export function Retired({ retired, plain = false }: { retired: RetiredView; plain?: boolean }) {
  const { rule, subject } = retired;
  const sender = useSender();
  const words = text();
  const why = retired.people.length
    ? `${retired.people.map(staffName).join(" + ")}: ${retired.reason}`
    : "";
  return (
    <div class="line" data-retired={`${rule}:${subject}`}>
      <span class="line-name">
        <b>
          {said(retired.label)} · {subject}
        </b>
        <span class="quiet">{[rule, why].filter(Boolean).join(" · ")}</span>
      </span>
      <span class="line-end">
        {retired.until_utc_ns > 0 && (
          <span class="number">{timeOfDay(retired.until_utc_ns / 1e6)}</span>
        )}
        {!plain && <LeftUntil utcNs={retired.until_utc_ns} />}
        {!plain && mayAsk("return_to_service") && (
          <button
            class="button"
            disabled={sender.state.phase === "sending"}
            onClick={() => void sender.send({ act: "return_to_service", rule, subject })}
          >
            {words.put_back}
          </button>
        )}
      </span>
      {sender.state.phase === "refused" && <Said state={sender.state} />}
    </div>
  );
}
