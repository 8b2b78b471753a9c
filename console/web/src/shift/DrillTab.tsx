// Announcing a drill: the next alarm of a rule at a subject goes every way and counts nowhere.
import { useState } from "preact/hooks";
import { CareForm, Choices, Reason } from "../parts/CareForm";
import { useCell } from "../state/cell";
import * as model from "../state/model";
import { acts } from "../state/records";
import { useSender } from "../state/sending";
import { mayAsk, useRoster } from "../state/shift";
import { fill, said, text } from "../text";
import { Loaded } from "./Loaded";

const MINUTES = [5, 15, 30, 60];
const USUAL = "MOT-08";

export function DrillTab() {
  const asked = useRoster();
  useCell(acts);
  const words = text();
  return (
    <Loaded asked={asked}>
      {({ told }) => {
        const rules = told.flatMap((list) => list.rules);
        rules.sort((a, b) => a.id.localeCompare(b.id));
        return (
          <section class="card drill-card" aria-label={words.shift_drill}>
            <h2>{words.drill_announce}</h2>
            <p class="quiet">{words.drill_why}</p>
            {mayAsk("announce_drill") ? (
              <Announce rules={rules.map((one) => ({ id: one.id, words: said(one.label) }))} />
            ) : (
              <p>{words.drill_may_not}</p>
            )}
          </section>
        );
      }}
    </Loaded>
  );
}

function Announce({ rules }: { rules: readonly { id: string; words: string }[] }) {
  const [rule, setRule] = useState(USUAL);
  const [subject, setSubject] = useState("");
  const [minutes, setMinutes] = useState(MINUTES[1] ?? 1);
  const [reason, setReason] = useState("");
  const sender = useSender();
  const words = text();
  const send = async (): Promise<void> => {
    const what = { rule, subject: subject.trim(), minutes, reason: reason.trim() };
    if ((await sender.send({ act: "announce_drill", ...what })) !== null) setSubject("");
  };
  return (
    <CareForm
      name="drill"
      label={words.drill_announce}
      sender={sender}
      ready={subject.trim() !== "" && reason.trim() !== ""}
      onSend={send}
    >
      <label class="field">
        {words.drill_rule}
        <select value={rule} onChange={(event) => setRule(event.currentTarget.value)}>
          {rules.map((one) => (
            <option key={one.id} value={one.id}>
              {one.id} {one.words}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        {words.drill_subject}
        <input
          list="drill-subjects"
          maxLength={64}
          value={subject}
          onInput={(event) => setSubject(event.currentTarget.value)}
        />
      </label>
      <Subjects />
      <Choices
        label={words.minutes}
        all={MINUTES}
        chosen={[minutes]}
        name={(count) => fill(words.minutes_count, { count })}
        onChoose={setMinutes}
      />
      <Reason label={words.reason} value={reason} onChange={setReason} />
    </CareForm>
  );
}

/** Doors, lines, rooms and staff by name; a spare band is typed. Nobody held is drilled with. */
function Subjects() {
  const site = useCell(model.site);
  const named = [
    ...(site?.doors ?? []),
    ...(site?.perimeter ?? []),
    ...(site?.rooms ?? []),
    ...(site?.staff ?? []),
  ];
  return (
    <datalist id="drill-subjects">
      {named.map((one) => (
        <option key={one.id} value={one.id}>
          {said(one)}
        </option>
      ))}
    </datalist>
  );
}
