// The form of an act that asks for a reason: its fields, its button, and what the server said.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Said } from "../forms/ActForm";
import type { Sender } from "../state/sending";
import { text } from "../text";

interface CareFormProps {
  name: string;
  label: string;
  sender: Sender;
  ready: boolean;
  onSend: () => Promise<void>;
  onCancel?: () => void;
  children: ComponentChildren;
}

export function CareForm(props: CareFormProps) {
  const { name, label, sender, ready, onSend, onCancel, children } = props;
  const words = text();
  const frame = useRef<HTMLFormElement>(null);
  useEffect(() => frame.current?.scrollIntoView({ block: "nearest" }), []);
  const first =
    sender.state.phase === "done" && sender.state.answer.result === "second person needed";
  return (
    <form
      ref={frame}
      class="care-form"
      data-care={name}
      onSubmit={(event) => {
        event.preventDefault();
        void onSend();
      }}
    >
      {children}
      <div class="buttons">
        <button class="button button-main" disabled={!ready || sender.state.phase === "sending"}>
          {label}
        </button>
        {onCancel && (
          <button type="button" class="button" onClick={onCancel}>
            {words.close_cancel}
          </button>
        )}
      </div>
      {first ? (
        <p class="wanted" role="status">
          {words.second_needed}
        </p>
      ) : (
        <Said state={sender.state} />
      )}
    </form>
  );
}

interface ReasonProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

export function Reason({ label, value, onChange }: ReasonProps) {
  return (
    <label class="field">
      {label}
      <textarea
        rows={2}
        maxLength={500}
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}

interface ChoicesProps<T> {
  label: string;
  all: readonly T[];
  chosen: readonly T[];
  name: (one: T) => string;
  onChoose: (one: T) => void;
  children?: ComponentChildren;
}

/** Buttons of which some are pressed. */
export function Choices<T extends string | number>(props: ChoicesProps<T>) {
  const { label, all, chosen, name, onChoose, children } = props;
  return (
    <div class="buttons" role="group" aria-label={label}>
      {all.map((one) => (
        <button
          key={one}
          type="button"
          class="button"
          aria-pressed={chosen.includes(one)}
          onClick={() => onChoose(one)}
        >
          {name(one)}
        </button>
      ))}
      {children}
    </div>
  );
}
