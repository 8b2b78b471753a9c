// The desk: alarm list, map, detail; the nearest legal limits along the bottom.
import { useLayoutEffect, useMemo, useState } from "preact/hooks";
import type { AlarmView, Site } from "../api/types";
import { MapView } from "../map/MapView";
import { AlarmList } from "../parts/AlarmList";
import { AlarmPanel } from "../parts/AlarmPanel";
import { Banners, useStale } from "../parts/Banners";
import { Legend } from "../parts/Legend";
import { Limits } from "../parts/Limits";
import { StaffPanel, StayPanel } from "../parts/PersonPanel";
import { RoomPanel } from "../parts/RoomPanel";
import { type TrackState, useTrack } from "../parts/useTrack";
import { levelOf } from "../parts/words";
import { asks, openByUrgency, standingByUrgency } from "../state/alarmlist";
import { useCell } from "../state/cell";
import * as model from "../state/model";
import { personOf } from "../state/picture";
import { said, text } from "../text";
import { shownLevel } from "../state/shown";

/** As in pages.css: from this width on everything at a desk is drawn larger. */
const WIDE_PX = 3000;
const WIDE_UNIT = 1.6;

export function ConsolePage() {
  const all = useCell(model.alarms);
  const site = useCell(model.site);
  const chosen = useCell(model.selection);
  const list = useMemo(() => standingByUrgency(all), [all]);
  const shown = shownAlarm(list, chosen, all);
  const track = useTrack(chosen.kind === "stay" ? chosen.id : "");
  const stale = useStale();
  return (
    <div class={`desk${stale ? " is-stale" : ""}`}>
      <Banners controls />
      <AlarmList alarms={list} shown={shown?.id ?? ""} />
      <section class="desk-map">
        {site ? (
          <DeskMap site={site} shown={shown} chosen={chosen} track={track} />
        ) : (
          <p class="empty quiet">{text().loading}</p>
        )}
      </section>
      <aside class="detail" id="detail" tabIndex={-1}>
        <Detail chosen={chosen} shown={shown} list={list} site={site} track={track} />
      </aside>
      <Limits controls />
    </div>
  );
}

/** What the panel shows: the chosen alarm, else the first that asks for a human. */
function shownAlarm(
  list: readonly AlarmView[],
  chosen: model.Selection,
  all: ReadonlyMap<string, AlarmView>,
): AlarmView | undefined {
  if (chosen.kind === "alarm") {
    const found = all.get(chosen.id);
    if (found) return found;
  }
  return chosen.kind === "none" || chosen.kind === "alarm" ? list[0] : undefined;
}

interface DetailProps {
  chosen: model.Selection;
  shown: AlarmView | undefined;
  list: readonly AlarmView[];
  site: Site | null;
  track: TrackState;
}

function Detail({ chosen, shown, list, site, track }: DetailProps) {
  if (shown) {
    const top = list.find(asks)?.id === shown.id;
    return <AlarmPanel key={shown.id} alarm={shown} top={top} />;
  }
  if (chosen.kind === "stay") return <StayPanel key={chosen.id} id={chosen.id} track={track} />;
  if (chosen.kind === "staff") return <StaffPanel key={chosen.id} id={chosen.id} />;
  const room = chosen.kind === "room" && site?.rooms.find((one) => one.id === chosen.id);
  if (room) return <RoomPanel key={room.id} room={room} />;
  return (
    <div class="detail-empty">
      <p class="empty quiet">{text().map_hint}</p>
      <Legend />
    </div>
  );
}

interface DeskMapProps {
  site: Site;
  shown: AlarmView | undefined;
  chosen: model.Selection;
  track: TrackState;
}

function DeskMap({ site, shown, chosen, track }: DeskMapProps) {
  const level = useCell(shownLevel);
  const wanted = levelOfSelection(site, chosen, shown);
  // Together with the panel: a moment later it would undo a level that was chosen meanwhile.
  useLayoutEffect(() => {
    if (wanted) shownLevel.set(wanted);
  }, [wanted, shown?.id, chosen]);
  const shownId = site.levels.some((one) => one.id === level) ? level : site.levels[0]?.id;
  const levels = useMemo(() => site.levels.filter((one) => one.id === shownId), [site, shownId]);
  const [none] = useState([]);
  const unit = useDeskUnit();
  return (
    <>
      {site.levels.length > 1 && (
        <div class="level-tabs" role="tablist">
          {site.levels.map((one) => (
            <button
              key={one.id}
              role="tab"
              class="button"
              aria-selected={one.id === shownId}
              onClick={() => shownLevel.set(one.id)}
            >
              {said(one)}
              <LevelAlarms site={site} level={one.id} />
            </button>
          ))}
        </div>
      )}
      <MapView
        site={site}
        levels={levels}
        unit={unit}
        titles={false}
        track={track.phase === "there" ? track.value : none}
      />
    </>
  );
}

/** One map unit at a desk: a pixel, and more on a screen of the wall's size. */
function useDeskUnit(): number {
  const [unit, setUnit] = useState(deskUnit());
  useLayoutEffect(() => {
    const take = (): void => setUnit(deskUnit());
    addEventListener("resize", take);
    return () => removeEventListener("resize", take);
  }, []);
  return unit;
}

function deskUnit(): number {
  return innerWidth >= WIDE_PX ? WIDE_UNIT : 1;
}

/** How many open P1 and P2 a level has, so that the other tab is never forgotten. */
function LevelAlarms({ site, level }: { site: Site; level: string }) {
  const all = useCell(model.alarms);
  const count = openByUrgency(all).filter(
    (alarm) => alarm.severity <= 2 && alarm.room && levelOf(site, alarm.room.id) === level,
  );
  if (!count.length) return null;
  return <b class={`badge badge-${count[0]?.severity}`}>{count.length}</b>;
}

function levelOfSelection(
  site: Site,
  chosen: model.Selection,
  shown: AlarmView | undefined,
): string | undefined {
  if (chosen.kind === "room") return levelOf(site, chosen.id);
  if (chosen.kind === "stay" || chosen.kind === "staff") {
    return personOf(`${chosen.kind}:${chosen.id}`)?.level;
  }
  return shown?.room ? levelOf(site, shown.room.id) : undefined;
}
