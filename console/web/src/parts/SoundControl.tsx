// Loudness with a floor, quiet for the soft tones, a test. P1 has no mute.
import { useEffect, useRef, useState } from "preact/hooks";
import { allowSound, playTest, soundState } from "../sound/player";
import { useCell } from "../state/cell";
import { VOLUME_FLOOR_PCT, softMuted, volumePct } from "../state/settings";
import { text } from "../text";

export function SoundControl() {
  const [open, setOpen] = useState(false);
  const state = useCell(soundState);
  const volume = useCell(volumePct);
  const muted = useCell(softMuted);
  const box = useRef<HTMLDivElement>(null);
  const words = text();
  useEffect(() => {
    const outside = (event: PointerEvent): void => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, []);
  return (
    <div class="sound" ref={box} onKeyDown={(event) => event.key === "Escape" && setOpen(false)}>
      <button class="button" aria-expanded={open} onClick={() => setOpen(!open)}>
        {words.sound} <b class="number">{state === "on" ? `${volume}%` : "✕"}</b>
      </button>
      {open && (
        <div class="popover" role="group" aria-label={words.sound}>
          <label class="field">
            {words.sound_volume}
            <input
              type="range"
              min={VOLUME_FLOOR_PCT}
              max={100}
              step={5}
              value={volume}
              onInput={(event) => volumePct.set(Number(event.currentTarget.value))}
            />
          </label>
          <p class="quiet">{words.sound_floor}</p>
          <label class="choice">
            <input
              type="checkbox"
              checked={muted}
              onChange={(event) => softMuted.set(event.currentTarget.checked)}
            />{" "}
            {words.sound_mute_soft}
          </label>
          <button class="button" onClick={() => void allowSound().then((on) => on && playTest())}>
            {words.sound_test}
          </button>
        </div>
      )}
    </div>
  );
}
