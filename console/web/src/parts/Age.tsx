// How long ago, counting up once a second.
import { useCell } from "../state/cell";
import { second, serverNowMs } from "../state/clock";
import { age } from "../text/time";

export function Age({ sinceNs }: { sinceNs: number }) {
  useCell(second);
  return <span class="age">{age(serverNowMs() - sinceNs / 1e6)}</span>;
}
