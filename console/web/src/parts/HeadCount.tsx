// How many people the register says are here, and how they are accounted for.
import type { Thing } from "../api/types";
import { useCell } from "../state/cell";
import { second, serverNowMs } from "../state/clock";
import { differs, headsOf } from "../state/headcount";
import * as model from "../state/model";
import { people, pictureVersion } from "../state/picture";
import { isLost } from "../map/lostness";
import { text } from "../text";

interface Counted {
  register: number;
  bands: number;
  behindDoors: number;
  away: number;
  differs: boolean;
}

export function HeadCount() {
  useCell(pictureVersion);
  useCell(second);
  const counted = useCounted();
  const words = text();
  const title = counted.differs ? words.head_differs : "";
  return (
    <div class={`head-count${counted.differs ? " differs" : ""}`} title={title}>
      <Count label={words.head_register} count={counted.register} />
      <Count label={words.head_bands} count={counted.bands} />
      {counted.behindDoors > 0 && <Count label={words.head_behind} count={counted.behindDoors} />}
      {counted.away > 0 && <Count label={words.head_away} count={counted.away} />}
      {counted.differs && (
        <span class="differs-mark" role="img" aria-label={words.head_differs}>
          ≠
        </span>
      )}
    </div>
  );
}

function Count({ label, count }: { label: string; count: number }) {
  return (
    <>
      <span class="quiet">{label}</span> <b class="number">{count}</b>
    </>
  );
}

/** The engine's own count where it told one, else register and bands as this page has them. */
function useCounted(): Counted {
  const stays = useCell(model.stays);
  const told = headsOf(thingOf(useCell(model.things), "head_count"));
  const register = [...stays.values()].filter((stay) => stay.open && stay.stage !== "S0").length;
  if (told && told.register === register) {
    return { ...told, bands: told.here, differs: differs(told, stays) };
  }
  const bands = people().filter(
    (person) => person.kind === "stay" && !isLost(person, serverNowMs()),
  ).length;
  return { register, bands, behindDoors: 0, away: 0, differs: register !== bands };
}

/** The one thing of a kind that the whole site has. */
export function thingOf(things: ReadonlyMap<string, Thing>, kind: string): Thing | undefined {
  return [...things.values()].find((thing) => thing.kind === kind);
}
