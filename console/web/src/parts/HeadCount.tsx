// How many people the register says are here, and how many bands say so.
import { useCell } from "../state/cell";
import { second, serverNowMs } from "../state/clock";
import * as model from "../state/model";
import { people, pictureVersion } from "../state/picture";
import { isLost } from "../map/lostness";
import { text } from "../text";

export function HeadCount() {
  useCell(pictureVersion);
  useCell(second);
  const stays = useCell(model.stays);
  const words = text();
  const register = [...stays.values()].filter((stay) => stay.open).length;
  const bands = people().filter(
    (person) => person.kind === "stay" && !isLost(person, serverNowMs()),
  ).length;
  const differs = register !== bands;
  return (
    <div class={`head-count${differs ? " differs" : ""}`} title={differs ? words.head_differs : ""}>
      <span class="quiet">{words.head_register}</span> <b class="number">{register}</b>
      <span class="quiet">{words.head_bands}</span> <b class="number">{bands}</b>
      {differs && (
        <span class="differs-mark" role="img" aria-label={words.head_differs}>
          ≠
        </span>
      )}
    </div>
  );
}
