// Over the whole page: what is no longer true, and what is down, by name.
import type { ComponentChildren } from "preact";
import { useCell } from "../state/cell";
import { second, serverNowMs } from "../state/clock";
import { failedItself, type Warning, warnings } from "../state/freshness";
import * as model from "../state/model";
import { allowSound, soundState } from "../sound/player";
import { language } from "../state/settings";
import { fill, text, word } from "../text";
import { age, timeOfDay } from "../text/time";
import { Accounted } from "./Accounted";
import { DrillBanner } from "./DrillBanner";

export function Banners({ controls }: { controls: boolean }) {
  useCell(second);
  const link = useCell(model.link);
  const health = useCell(model.health);
  const sound = useCell(soundState);
  const found = warnings(link, health, performance.now(), serverNowMs());
  const loud = found.filter((warning) => warning.kind !== "part_down");
  const parts = found.filter((warning) => warning.kind === "part_down");
  return (
    <div class="banners" role="status" aria-live="assertive">
      {loud.map((warning) => (
        <Loud key={warning.kind} warning={warning} />
      ))}
      {parts.length > 0 && (
        <Banner look="part">
          {parts.map((warning) => (
            <PartDown
              key={warning.kind === "part_down" ? warning.part : ""}
              warning={warning}
              found={found}
            />
          ))}
        </Banner>
      )}
      <DrillBanner />
      <Accounted />
      {sound === "blocked" && <SoundBlocked controls={controls} />}
    </div>
  );
}

/** Whether the data on screen is old: the page then dims what it shows. */
export function useStale(): boolean {
  useCell(second);
  const link = useCell(model.link);
  const health = useCell(model.health);
  return warnings(link, health, performance.now(), serverNowMs()).some(
    ({ kind }) => kind === "stale" || kind === "offline",
  );
}

function Loud({ warning }: { warning: Warning }) {
  const words = text();
  switch (warning.kind) {
    case "offline":
      return (
        <Banner look="loud">
          <strong>{words.offline}</strong> <span>{words.offline_do}</span>
        </Banner>
      );
    case "engine_down":
      return (
        <Banner look="loud">
          <strong>{words.engine_down}</strong> <span>{words.engine_down_do}</span>
        </Banner>
      );
    case "stale":
    case "stale_picture":
      return (
        <Banner look="loud">
          <strong>{words[warning.kind]}</strong> <span>{sinceWords(warning.since)}</span>
        </Banner>
      );
    default:
      return null;
  }
}

function sinceWords(sinceMs: number): string {
  if (!sinceMs) return text().never_seen;
  const ago = age(serverNowMs() - sinceMs);
  return fill(text().stale_since, { time: timeOfDay(sinceMs), age: ago });
}

/** What a part that is down takes away, and what goes on without it. */
const MEANS: Record<string, () => string> = {
  journal: () => text().means_journal,
  broker: () => text().means_broker,
  postgres: () => text().means_postgres,
  valkey: () => text().means_valkey,
  live: () => text().means_valkey,
  notifier: () => text().means_notifier,
  console: () => text().means_console,
};

function PartDown({ warning, found }: { warning: Warning; found: readonly Warning[] }) {
  if (warning.kind !== "part_down") return null;
  const since = fill(text().since_time, { time: timeOfDay(warning.sinceUtcNs / 1e6) });
  const consequence = failedItself(warning.part, found) && MEANS[warning.part]?.();
  return (
    <span class="banner-part" title={language.value === "zh" ? warning.detailZh : warning.detail}>
      <strong>{fill(text().part_down, { part: word("part", warning.part) })}</strong>
      {warning.sinceUtcNs > 0 && ` ${since}`}
      {consequence && <span class="banner-means">{consequence}</span>}
    </span>
  );
}

function SoundBlocked({ controls }: { controls: boolean }) {
  const words = text();
  return (
    <Banner look="sound">
      <strong>{words.sound_blocked}</strong>
      {controls ? (
        <button class="button" onClick={() => void allowSound()}>
          {words.sound_blocked_do}
        </button>
      ) : (
        <span>{words.sound_blocked_do}</span>
      )}
    </Banner>
  );
}

function Banner({ look, children }: { look: string; children: ComponentChildren }) {
  return <div class={`banner banner-${look}`}>{children}</div>;
}
