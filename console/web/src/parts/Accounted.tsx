// Who is not accounted for, by name: the head count's difference, and who is missing at a muster.
import { useCell } from "../state/cell";
import { type Heads, differs, gatheringOf, headsOf, unexplained } from "../state/headcount";
import * as model from "../state/model";
import { fill, text, word } from "../text";
import { timeOfDay } from "../text/time";
import { thingOf } from "./HeadCount";
import { roomName, staffName } from "./words";

export function Accounted() {
  const things = useCell(model.things);
  useCell(model.site);
  const stays = useCell(model.stays);
  const told = headsOf(thingOf(things, "head_count"));
  const heads = told && differs(told, stays) ? told : null;
  const muster = gatheringOf(thingOf(things, "muster"));
  const words = text();
  return (
    <>
      {muster && (
        <div class="banner banner-loud" data-muster={muster.missing.length}>
          <strong>
            {muster.missing.length || muster.staff.length
              ? fill(words.muster_missing, {
                  detainees: muster.missing.length,
                  staff: muster.staff.length,
                })
              : words.muster_complete}
          </strong>{" "}
          <span>{[...muster.missing, ...muster.staff.map(staffName)].join(" · ")}</span>{" "}
          <span>{fill(words.since_time, { time: timeOfDay(muster.sinceUtcNs / 1e6) })}</span>
        </div>
      )}
      {heads && !muster && (
        <div class="banner banner-part" data-head-count={unexplained(heads, stays).length}>
          <span class="banner-part">
            <strong>{words.head_differs}</strong>{" "}
            {fill(words.head_numbers, {
              register: heads.register,
              here: heads.here,
              behind: heads.behindDoors,
              away: heads.away,
            })}
          </span>
          {differences({ ...heads, missing: unexplained(heads, stays) }).map((line) => (
            <span key={line}>{line}</span>
          ))}
        </div>
      )}
    </>
  );
}

/** Each person or room that makes the count differ, in words. */
export function differences(heads: Heads): string[] {
  return [
    ...heads.missing.map((one) => `${one.stay} ${word("why", one.why)}`),
    ...heads.rooms.map((one) =>
      fill(text().head_room, {
        room: roomName(one.room),
        camera: one.camera,
        tags: one.tags,
        who: one.who || "–",
      }),
    ),
  ];
}
