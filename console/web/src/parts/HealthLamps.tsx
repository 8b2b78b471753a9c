// One lamp a part, named on the wall; at a desk the banner below names what is down.
import { useCell } from "../state/cell";
import * as model from "../state/model";
import { fill, text, word } from "../text";

const ORDER = ["engine", "journal", "broker", "postgres", "valkey", "live", "notifier"] as const;

export function HealthLamps({ named = false }: { named?: boolean }) {
  const health = useCell(model.health);
  const words = text();
  if (!health) return <div class="lamps quiet">{words.health_unknown}</div>;
  const lamps = ORDER.filter((part) => health.parts[part]);
  const bad = lamps.filter((part) => !health.parts[part]?.ok);
  const parts = bad.map((part) => word("part", part)).join(", ");
  return (
    <div
      class="lamps"
      role="img"
      aria-label={bad.length ? fill(words.health_bad, { parts }) : words.health_ok}
    >
      {lamps.map((part) => (
        <span
          key={part}
          class={`lamp${health.parts[part]?.ok ? "" : " lamp-bad"}`}
          title={word("part", part)}
        >
          <i />
          {named && word("part", part)}
        </span>
      ))}
    </div>
  );
}
