// The roster: shifts as they are and as they are edited, and who would be told at this moment.
import { Fragment } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { MemberView, RosterView, ShiftView } from "../api/shift";
import { Said } from "../forms/ActForm";
import { Choices } from "../parts/CareForm";
import { type Border, movedAlong } from "../state/borders";
import { useCell } from "../state/cell";
import { acts } from "../state/records";
import { type Sender, useSender } from "../state/sending";
import { dutyChanged, mayAsk, useRoster } from "../state/shift";
import { fill, said, text, word } from "../text";
import { timeOfDay } from "../text/time";
import { Loaded } from "./Loaded";
import { ToldNow } from "./ToldNow";

const DAYS = [1, 2, 3, 4, 5, 6, 7];
/** Asked a little after the hour, so that the answer is that of the new shift. */
const AFTER_MS = 1000;

export function RosterTab() {
  const asked = useRoster();
  useCell(acts);
  useEffect(() => untilNextShift(asked.value), [asked.value]);
  return (
    <Loaded asked={asked}>
      {(roster) => (
        <div class="roster">
          <Shifts roster={roster} />
          <div class="roster-side">
            <OnDuty roster={roster} />
            <ToldNow roster={roster} />
          </div>
        </div>
      )}
    </Loaded>
  );
}

/** Asks again when a shift begins or ends; the wait is between two times of the server's clock. */
function untilNextShift(roster: RosterView | null): (() => void) | undefined {
  if (!roster?.until_utc_ns) return undefined;
  const waitMs = (roster.until_utc_ns - roster.utc_ns) / 1e6;
  const timer = setTimeout(dutyChanged, waitMs + AFTER_MS);
  return () => clearTimeout(timer);
}

function Shifts({ roster }: { roster: RosterView }) {
  const [editing, setEditing] = useState("");
  const [made, setMade] = useState<ShiftView | null>(null);
  const words = text();
  const add = (): void => {
    const id = nextId(roster.shifts);
    setMade({ ...EMPTY, id, zh: "新班次", en: "New shift" });
    setEditing(id);
  };
  const shown = made ? [...roster.shifts.filter((one) => one.id !== made.id), made] : roster.shifts;
  const done = (): void => {
    setEditing("");
    setMade(null);
  };
  return (
    <section class="card" aria-label={words.shifts}>
      <header class="card-head">
        <h2>{words.shifts}</h2>
        {mayAsk("set_shift") && !editing && (
          <button class="button" data-do="new-shift" onClick={add}>
            {words.shift_add}
          </button>
        )}
      </header>
      <p class="quiet">{roster.edited ? words.roster_edited : words.roster_adopted}</p>
      {!shown.length && <p>{words.roster_none}</p>}
      {shown.map((shift) =>
        shift.id === editing ? (
          <ShiftForm
            key={shift.id}
            shift={shift}
            fresh={made?.id === shift.id}
            roster={roster}
            onDone={done}
          />
        ) : (
          <ShiftLine key={shift.id} shift={shift} staff={roster.staff} onEdit={setEditing} />
        ),
      )}
    </section>
  );
}

const EMPTY: ShiftView = {
  id: "",
  zh: "",
  en: "",
  begins: "08:00",
  ends: "20:00",
  days: DAYS,
  staff: [],
  running: false,
};

function nextId(shifts: readonly ShiftView[]): string {
  const taken = new Set(shifts.map((one) => one.id));
  let number = shifts.length + 1;
  while (taken.has(`shift-${number}`)) number += 1;
  return `shift-${number}`;
}

interface ShiftLineProps {
  shift: ShiftView;
  staff: readonly MemberView[];
  onEdit: (id: string) => void;
}

function ShiftLine({ shift, staff, onEdit }: ShiftLineProps) {
  const words = text();
  const members = staff.filter((one) => shift.staff.includes(one.id));
  return (
    <div class={`shift-line${shift.running ? " is-running" : ""}`} data-shift={shift.id}>
      <div class="shift-line-head">
        <b>{said(shift)}</b>
        <span class="number">
          {shift.begins}–{shift.ends}
        </span>
        <span class="quiet">{daysWords(shift.days)}</span>
        {shift.running && <span class="running">{words.shift_running}</span>}
        {mayAsk("set_shift") && (
          <button class="button" data-do="edit-shift" onClick={() => onEdit(shift.id)}>
            {words.shift_edit}
          </button>
        )}
      </div>
      <ul class="chips">
        {members.map((one) => (
          <li key={one.id}>
            {said(one)} <span class="quiet">{said(one.role_words)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function daysWords(days: readonly number[]): string {
  if (days.length === DAYS.length) return text().every_day;
  return days.map((day) => word("day", String(day))).join(" ");
}

interface ShiftFormProps {
  shift: ShiftView;
  fresh: boolean;
  roster: RosterView;
  onDone: () => void;
}

function ShiftForm({ shift, fresh, roster, onDone }: ShiftFormProps) {
  const [draft, setDraft] = useState(shift);
  /** Shifts next to it that stay as they are. */
  const [apart, setApart] = useState<readonly string[]>([]);
  const sender = useSender();
  const words = text();
  const put = (part: Partial<ShiftView>): void => setDraft({ ...draft, ...part });
  const along = fresh ? [] : movedAlong(shift, draft, roster.shifts);
  const moving = along.map((one) => one.shift).filter((id) => !apart.includes(id));
  const save = async (people: readonly string[]): Promise<void> => {
    const { zh, en, begins, ends, days } = draft;
    const line = { shift: shift.id, zh, en, begins, ends, days, staff: people };
    const what = { ...line, along: people.length ? moving : [] };
    if ((await sender.send({ act: "set_shift", ...what })) !== null) onDone();
  };
  const ready = draft.zh.trim() && draft.en.trim() && draft.days.length && draft.staff.length;
  return (
    <form
      class="shift-form"
      data-shift-form={shift.id}
      onSubmit={(event) => {
        event.preventDefault();
        void save(draft.staff);
      }}
    >
      <div class="shift-fields">
        <Field label={words.name_zh} value={draft.zh} onChange={(zh) => put({ zh })} />
        <Field label={words.name_en} value={draft.en} onChange={(en) => put({ en })} />
        <Field
          label={words.begins}
          type="time"
          value={draft.begins}
          onChange={(begins) => put({ begins })}
        />
        <Field
          label={words.ends}
          type="time"
          value={draft.ends}
          onChange={(ends) => put({ ends })}
        />
      </div>
      {along.length > 0 && (
        <>
          <p class="quiet">{words.shift_along}</p>
          <Choices
            label={words.shift_along}
            all={along.map((one) => one.shift)}
            chosen={moving}
            name={(id) => hoursWords(id, along, roster.shifts)}
            onChoose={(id) => setApart(toggled(apart, id))}
          />
        </>
      )}
      <Choices
        label={words.days}
        all={DAYS}
        chosen={draft.days}
        name={(day) => word("day", String(day))}
        onChoose={(day) => put({ days: toggled(draft.days, day).sort() })}
      />
      <Members
        staff={roster.staff}
        chosen={draft.staff}
        onChange={(people) => put({ staff: people })}
      />
      <FormEnd
        sender={sender}
        ready={Boolean(ready)}
        onRemove={fresh ? null : () => void save([])}
        onCancel={onDone}
      />
    </form>
  );
}

/** A neighbour by name, with the hours it would have. */
function hoursWords(id: string, along: readonly Border[], shifts: readonly ShiftView[]): string {
  const shift = shifts.find((one) => one.id === id);
  const border = along.find((one) => one.shift === id);
  return shift && border ? `${said(shift)} ${border.begins}–${border.ends}` : id;
}

interface FormEndProps {
  sender: Sender;
  ready: boolean;
  onRemove: (() => void) | null;
  onCancel: () => void;
}

function FormEnd({ sender, ready, onRemove, onCancel }: FormEndProps) {
  const words = text();
  const busy = sender.state.phase === "sending";
  return (
    <>
      <div class="buttons">
        <button class="button button-main" data-do="save-shift" disabled={!ready || busy}>
          {words.shift_save}
        </button>
        <button type="button" class="button" onClick={onCancel}>
          {words.close_cancel}
        </button>
        {onRemove && (
          <button type="button" class="button" disabled={busy} onClick={onRemove}>
            {words.shift_remove}
          </button>
        )}
      </div>
      <Said state={sender.state} />
    </>
  );
}

interface FieldProps {
  label: string;
  value: string;
  type?: "text" | "time";
  onChange: (value: string) => void;
}

function Field({ label, value, type = "text", onChange }: FieldProps) {
  const take = (event: { currentTarget: HTMLInputElement }): void =>
    onChange(event.currentTarget.value);
  return (
    <label class="field">
      {label}
      {type === "time" ? (
        <input type="time" required value={value} onInput={take} />
      ) : (
        <input maxLength={64} required value={value} onInput={take} />
      )}
    </label>
  );
}

function toggled<T>(list: readonly T[], one: T): T[] {
  return list.includes(one) ? list.filter((each) => each !== one) : [...list, one];
}

interface MembersProps {
  staff: readonly MemberView[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

/** Everybody by role; whoever is on the shift is pressed. */
function Members({ staff, chosen, onChange }: MembersProps) {
  const roles = [...new Set(staff.map((one) => one.role))];
  return (
    <div class="members">
      {roles.map((role) => {
        const those = staff.filter((one) => one.role === role);
        return (
          <div key={role} class="members-role">
            <h3>{those[0] && said(those[0].role_words)}</h3>
            <div class="buttons">
              {those.map((one) => (
                <button
                  key={one.id}
                  type="button"
                  class="button"
                  data-member={one.id}
                  aria-pressed={chosen.includes(one.id)}
                  onClick={() => onChange(toggled(chosen, one.id))}
                >
                  {said(one)}
                </button>
              ))}
            </div>
          </div>
        );
      })}
    </div>
  );
}

function OnDuty({ roster }: { roster: RosterView }) {
  const words = text();
  const named = new Set(roster.shifts.flatMap((shift) => shift.staff));
  const roles = [...new Set(roster.staff.map((one) => one.role))];
  const nameOf = (role: string): string => {
    const member = roster.staff.find((one) => one.role === role);
    return member ? said(member.role_words) : role;
  };
  const shown = roles.filter((role) =>
    roster.staff.some((one) => one.role === role && (one.on_duty || named.has(one.id))),
  );
  const others = roles.filter((role) => !shown.includes(role)).map(nameOf);
  return (
    <section class="card" aria-label={words.on_duty_now}>
      <h2>
        {words.on_duty_now}{" "}
        <span class="quiet number">
          {fill(words.as_of, { time: timeOfDay(roster.utc_ns / 1e6) })}
        </span>
      </h2>
      <dl class="facts facts-small on-duty">
        {shown.map((role) => {
          const those = roster.staff.filter((one) => one.role === role && one.on_duty);
          return (
            <Fragment key={role}>
              <dt>{nameOf(role)}</dt>
              <dd>
                {those.length ? (
                  those.map((one) => said(one)).join(" · ")
                ) : (
                  <b class="problem">{words.nobody_on_duty}</b>
                )}
              </dd>
            </Fragment>
          );
        })}
      </dl>
      {others.length > 0 && (
        <p class="quiet">
          {words.not_rostered}: {others.join(" · ")}
        </p>
      )}
    </section>
  );
}
