// One lamp a part: quiet when it works, loud and named when it does not.
import { useCell } from "../state/cell";
import * as model from "../state/model";
import { text, word } from "../text";

const ORDER = ["engine", "journal", "broker", "postgres", "valkey", "live", "notifier"] as const;

export function HealthLamps({ named = false }: { named?: boolean }) {
  const health = useCell(model.health);
  const words = text();
  if (!health) return <div class="lamps quiet">{words.health_unknown}</div>;
  const parts = ORDER.filter((part) => health.parts[part]);
  const bad = parts.filter((part) => !health.parts[part]?.ok);
  return (
    <div class="lamps" role="img" aria-label={bad.length ? words.health_bad : words.health_ok}>
      {parts.map((part) => (
        <span
          key={part}
          class={`lamp${health.parts[part]?.ok ? "" : " lamp-bad"}`}
          title={word("part", part)}
        >
          <i />
          {(named || !health.parts[part]?.ok) && word("part", part)}
        </span>
      ))}
    </div>
  );
}
