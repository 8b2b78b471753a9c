// Sign-in: a staff login, the language, and the gesture that lets the browser sound.
import { useEffect, useRef, useState } from "preact/hooks";
import { Toggles } from "../parts/TopBar";
import { allowSound, playTest, soundState } from "../sound/player";
import { signIn } from "../state/actions";
import { useCell } from "../state/cell";
import * as model from "../state/model";
import { text } from "../text";

export function Login({ expired }: { expired: boolean }) {
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  const words = text();
  useEffect(() => first.current?.focus(), []);
  const send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    setBusy(true);
    // The click that signs in is also the gesture that browsers want before they sound.
    void allowSound();
    const refused = await signIn(String(form.get("user")), String(form.get("password")));
    setBusy(false);
    setProblem(refused ?? "");
  };
  return (
    <main class="login">
      <div class="login-tools">
        <Toggles />
      </div>
      <form class="login-card" onSubmit={(event) => void send(event)}>
        <p class="quiet">{words.product}</p>
        <h1>{words.login_title}</h1>
        {expired && <p class="problem">{words.login_expired}</p>}
        <label class="field">
          {words.login_user}
          <input ref={first} name="user" autocomplete="username" required />
        </label>
        <label class="field">
          {words.login_password}
          <input name="password" type="password" autocomplete="current-password" required />
        </label>
        {problem && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <SoundTest />
        <button class="button button-main" disabled={busy}>
          {busy ? words.login_busy : words.login_button}
        </button>
      </form>
    </main>
  );
}

function SoundTest() {
  const state = useCell(soundState);
  const [heard, setHeard] = useState(false);
  const words = text();
  const test = async (): Promise<void> => {
    if (!(await allowSound())) return;
    playTest();
    setHeard(true);
  };
  return (
    <div class="sound-test">
      <p class="quiet">{words.login_sound_why}</p>
      <button class="button" type="button" onClick={() => void test()}>
        {heard && state === "on" ? words.login_sound_again : words.login_sound}
      </button>
      {state === "on" && <span role="status">{words.login_sound_ok}</span>}
    </div>
  );
}

export function Asking() {
  const phase = useCell(model.session).phase;
  return (
    <main class="asking">
      <p role="status">{phase === "unreachable" ? text().retrying : text().loading}</p>
    </main>
  );
}
