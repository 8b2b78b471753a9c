// The sheet of keys and marks.
import { useEffect, useRef } from "preact/hooks";
import { text } from "../text";
import { Legend } from "./Legend";

export function HelpSheet({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const words = text();
  useEffect(() => dialog.current?.showModal(), []);
  const keys: [string[], string][] = [
    [["A"], words.key_a],
    [["J", "K"], words.key_jk],
    [["Enter"], words.key_enter],
    [["M"], words.key_m],
    [["H"], words.key_h],
    [["1 … 9"], words.key_pages],
    [["/"], words.key_slash],
    [["Esc"], words.key_esc],
    [["?"], words.key_q],
    [["Space", "[", "]"], words.key_way],
  ];
  return (
    <dialog ref={dialog} class="sheet" aria-label={words.help_title} onClose={onClose}>
      <header class="pane-head">
        <h2>{words.help_title}</h2>
        <button class="button" autofocus onClick={() => dialog.current?.close()}>
          {words.help_close}
        </button>
      </header>
      <dl class="keys">
        {keys.map(([names, meaning]) => (
          <div key={meaning}>
            <dt>
              {names.map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <Legend />
    </dialog>
  );
}
