// One question of a form: its label, its control, and a word when the answer is missing.
import { useEffect } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { serverNowMs } from "../state/clock";
import { fill, said, text } from "../text";
import { fieldTime } from "../text/time";
import type { FieldValue } from "./draft";
import type { Question } from "./fields";
import { type Lists, type Option, optionsOf } from "./options";

const TILES_MAX = 6;
const LONG_CHARS = 200;

export interface FieldProps {
  question: Question;
  value: FieldValue;
  /** It is needed and was not given when the person pressed the button. */
  missing: boolean;
  lists: Lists;
  stay: string;
  /** Room types, where only some rooms will do. */
  types: readonly string[];
  onChange: (value: FieldValue) => void;
}

export function FieldBox(props: FieldProps) {
  const { field } = props.question;
  const id = `field-${props.question.evidence ? "evidence-" : ""}${props.question.name}`;
  const single = ["text", "instant", "one"].includes(field.type) || isTyped(props);
  const hint = hintOf(props);
  const name = (
    <>
      {said(field)}
      {mayStayEmpty(props) && <span class="quiet"> · {text().form_optional}</span>}
    </>
  );
  const inner = (
    <>
      <Control {...props} id={id} />
      {hint && <p class="ask-hint quiet">{hint}</p>}
      {props.missing && (
        <p class="ask-missing" role="alert">
          {text().form_missing_one}
        </p>
      )}
    </>
  );
  return (
    <div class={`ask ask-${field.type}${props.missing ? " is-missing" : ""}`} data-ask={field.name}>
      {single ? (
        <label class="ask-name" for={id}>
          {name}
        </label>
      ) : (
        <p class="ask-name" id={`${id}-name`}>
          {name}
        </p>
      )}
      {inner}
    </div>
  );
}

/** A choice that begins with an answer is never empty; to say that it may be would be noise. */
function mayStayEmpty({ question: { field }, value }: FieldProps): boolean {
  return !field.required && value !== true && (value === "" || !ANSWERED.includes(field.type));
}

const ANSWERED: readonly string[] = ["choice", "truth", "whole"];

function isTyped(props: FieldProps): boolean {
  return props.question.field.type === "whole" && !isScale(props);
}

function hintOf({ question, value }: FieldProps): string {
  const { maximum, type } = question.field;
  const length = typeof value === "string" ? value.length : 0;
  if (type !== "text" || maximum === null || length < maximum * 0.8) return "";
  return fill(text().form_chars_left, { count: maximum - length });
}

function Control(props: FieldProps & { id: string }) {
  const { field, evidence } = props.question;
  switch (field.type) {
    case "choice":
    case "one":
      return <OneOf {...props} />;
    case "whole":
      return isScale(props) ? <OneOf {...props} /> : <Typed {...props} />;
    case "choices":
      return <SomeOf {...props} />;
    case "many":
      return <Named {...props} />;
    case "truth":
      return evidence ? <Tick {...props} /> : <YesNo {...props} />;
    case "instant":
      return <Instant {...props} />;
    default:
      return <Typed {...props} />;
  }
}

/** A number out of a handful, such as the observation level, is pressed and not typed. */
function isScale({ question }: FieldProps): boolean {
  const { minimum, maximum } = question.field;
  return minimum !== null && maximum !== null && maximum - minimum < TILES_MAX;
}

type ControlProps = FieldProps & { id: string };

function Typed({ id, question, value, onChange }: ControlProps) {
  const { type, maximum, minimum } = question.field;
  const shared = {
    id,
    value: String(value),
    autocomplete: "off",
    onInput: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
  if (type === "whole") {
    return (
      <input
        {...shared}
        class="ask-number"
        type="number"
        inputMode="numeric"
        min={minimum ?? undefined}
        max={maximum ?? undefined}
        step={1}
      />
    );
  }
  if (maximum !== null && maximum >= LONG_CHARS) {
    return <textarea {...shared} rows={2} maxLength={maximum} />;
  }
  return <input {...shared} type="text" maxLength={maximum ?? undefined} />;
}

/** A few choices are tiles to press, many are a list. */
function OneOf(props: ControlProps) {
  const { id, question, value, onChange } = props;
  const options = optionsOf(props);
  if (question.field.type !== "one" && options.length <= TILES_MAX) {
    return (
      <Tiles labelledBy={`${id}-name`}>
        {options.map((option) => (
          <Tile
            key={option.value}
            on={String(value) === option.value}
            onPress={() => onChange(option.value)}
          >
            {option.label}
          </Tile>
        ))}
      </Tiles>
    );
  }
  return (
    <select id={id} value={String(value)} onChange={(event) => onChange(event.currentTarget.value)}>
      <option value="">{options.length ? text().form_choose : text().form_nothing_there}</option>
      {grouped(options).map(([group, members]) =>
        group ? (
          <optgroup key={group} label={group}>
            <Options options={members} />
          </optgroup>
        ) : (
          <Options key="" options={members} />
        ),
      )}
    </select>
  );
}

function Options({ options }: { options: readonly Option[] }) {
  return (
    <>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </>
  );
}

function grouped(options: readonly Option[]): [string, Option[]][] {
  const groups = new Map<string, Option[]>();
  for (const option of options) {
    groups.set(option.group, [...(groups.get(option.group) ?? []), option]);
  }
  return [...groups];
}

function SomeOf(props: ControlProps) {
  const chosen = listOf(props.value);
  const toggle = (value: string): void => {
    const off = chosen.includes(value);
    props.onChange(off ? chosen.filter((one) => one !== value) : [...chosen, value]);
  };
  return (
    <Tiles labelledBy={`${props.id}-name`}>
      {optionsOf(props).map((option) => (
        <Tile
          key={option.value}
          on={chosen.includes(option.value)}
          onPress={() => toggle(option.value)}
        >
          {option.label}
        </Tile>
      ))}
    </Tiles>
  );
}

/** Several people: whoever is named stands above, the list adds one more. */
function Named(props: ControlProps) {
  const chosen = listOf(props.value);
  const options = optionsOf(props);
  const words = text();
  const left = options.filter((option) => !chosen.includes(option.value));
  return (
    <div class="named">
      {chosen.length > 0 && (
        <ul class="named-list">
          {chosen.map((one) => (
            <li key={one}>
              {options.find((option) => option.value === one)?.label ?? one}
              <button
                type="button"
                class="named-off"
                aria-label={`${words.form_take_out} ${one}`}
                onClick={() => props.onChange(chosen.filter((other) => other !== one))}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
      <select
        id={props.id}
        aria-labelledby={`${props.id}-name`}
        value=""
        onChange={(event) => {
          const added = event.currentTarget.value;
          if (added) props.onChange([...chosen, added]);
        }}
      >
        <option value="">{words.form_add_person}</option>
        {grouped(left).map(([group, members]) => (
          <optgroup key={group} label={group}>
            <Options options={members} />
          </optgroup>
        ))}
      </select>
    </div>
  );
}

function YesNo({ id, value, onChange }: ControlProps) {
  const words = text();
  return (
    <Tiles labelledBy={`${id}-name`}>
      <Tile on={value === true} onPress={() => onChange(true)}>
        {words.form_yes}
      </Tile>
      <Tile on={value === false} onPress={() => onChange(false)}>
        {words.form_no}
      </Tile>
    </Tiles>
  );
}

function Tick({ id, value, onChange }: ControlProps) {
  return (
    <Tiles labelledBy={`${id}-name`}>
      <Tile on={value === true} onPress={() => onChange(value !== true)}>
        {value === true ? text().form_done : text().form_mark_done}
      </Tile>
    </Tiles>
  );
}

const AGO_MIN: readonly number[] = [0, 5, 15, 60];

/** Now, unless the person says when: typed as it is read everywhere here, or some minutes ago. */
function Instant({ id, question, value, onChange }: ControlProps) {
  const words = text();
  const ago = (minutes: number): void => onChange(fieldTime(serverNowMs() - minutes * 60_000));
  useEffect(() => {
    if (question.field.required && value === "") ago(0);
  }, []);
  return (
    <div class="instant">
      <input
        id={id}
        type="text"
        inputMode="numeric"
        autocomplete="off"
        maxLength={19}
        placeholder={question.field.required ? "2026-01-31 14:03:27" : words.form_now}
        value={String(value).replace("T", " ")}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      {AGO_MIN.map((minutes) => (
        <button key={minutes} type="button" class="button" onClick={() => ago(minutes)}>
          {minutes ? fill(words.form_ago, { minutes }) : words.form_now}
        </button>
      ))}
    </div>
  );
}

function Tiles({ labelledBy, children }: { labelledBy: string; children: ComponentChildren }) {
  return (
    <div class="tiles" role="group" aria-labelledby={labelledBy}>
      {children}
    </div>
  );
}

interface TileProps {
  on: boolean;
  onPress: () => void;
  children: ComponentChildren;
}

export function Tile({ on, onPress, children }: TileProps) {
  return (
    <button type="button" class="tile" aria-pressed={on} onClick={onPress}>
      <span class="tile-mark" aria-hidden="true">
        {on ? "✓" : ""}
      </span>
      {children}
    </button>
  );
}

function listOf(value: FieldValue): string[] {
  return Array.isArray(value) ? value : [];
}
