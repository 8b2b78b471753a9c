// Everybody in custody, a row a person, whatever is due next comes first.
import type { RoundView } from "../api/record";
import type { StayView } from "../api/types";
import { AlarmMark } from "../parts/Mark";
import { DueWords } from "../parts/Dial";
import { Left, Ring } from "../parts/Limits";
import { staffName } from "../parts/words";
import { asks, openByUrgency } from "../state/alarmlist";
import { useCell } from "../state/cell";
import * as model from "../state/model";
import { useRound } from "../state/records";
import { go, hashOf } from "../state/route";
import { fill, said, text, word } from "../text";
import { dateTime } from "../text/time";
import { Troubled } from "./Stay";

interface Row {
  stay: string;
  view: StayView | undefined;
  round: RoundView | undefined;
}

/** Due next first: the nearer of the legal limit and the next check. */
export function byDue(a: Row, b: Row): number {
  return dueOf(a) - dueOf(b) || (a.stay < b.stay ? -1 : 1);
}

function dueOf(row: Row): number {
  const limit = row.view?.clock?.limit_utc_ns || Number.MAX_VALUE;
  const check = row.round?.due_utc_ns || Number.MAX_VALUE;
  return Math.min(limit, check);
}

export function StaysPage() {
  const stays = useCell(model.stays);
  useCell(model.site);
  const asked = useRound();
  const rounds = new Map((asked.value?.stays ?? []).map((one) => [one.stay, one]));
  const ids = new Set([...stays.keys(), ...rounds.keys()]);
  const rows = [...ids]
    .map((stay) => ({ stay, view: stays.get(stay), round: rounds.get(stay) }))
    .sort(byDue);
  const words = text();
  return (
    <main class="page stays-page">
      <header class="page-head">
        <h1>
          {words.stays_title} <span class="quiet number">{rows.length}</span>
        </h1>
      </header>
      {asked.phase === "failed" && <Troubled asked={asked} />}
      {!rows.length && <p class="empty quiet">{words.stays_none}</p>}
      {rows.length > 0 && (
        <table class="stays-table">
          <thead>
            <tr>
              <th>{words.person}</th>
              <th>{words.stage}</th>
              <th>{words.room}</th>
              <th>{words.legal_clock}</th>
              <th>{words.next_check}</th>
              <th>{words.level}</th>
              <th>{words.responsible}</th>
              <th>{words.alarms}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <StayRow key={row.stay} row={row} />
            ))}
          </tbody>
        </table>
      )}
    </main>
  );
}

function StayRow({ row }: { row: Row }) {
  const { view, round } = row;
  const words = text();
  const room = view?.room ?? round?.room;
  const flags = view?.flags ?? round?.flags ?? [];
  const responsible = view?.responsible ?? round?.responsible ?? "";
  const stage = round?.stage ?? "";
  return (
    <tr class="stays-row" data-stay={row.stay} onClick={() => go("stay", row.stay)}>
      <td>
        <a class="stays-name number" href={hashOf("stay", row.stay)}>
          {row.stay}
        </a>
        <span class="stays-flags">{flags.map((flag) => word("flag", flag)).join(" · ")}</span>
      </td>
      <td>
        {stage ? (
          `${stage} ${word("stage", stage)}`
        ) : (
          <span class="quiet">{words.stage_quick}</span>
        )}
      </td>
      <td>{room ? said(room) : <span class="quiet">{words.unknown_place}</span>}</td>
      <td>
        {view?.clock ? (
          <span class="stays-clock" title={dateTime(view.clock.limit_utc_ns / 1e6)}>
            <Ring stay={view} />
            <Left stay={view} />
          </span>
        ) : (
          <span class="quiet">{words.no_clock}</span>
        )}
      </td>
      <td>
        {round?.due_utc_ns ? (
          <>
            <DueWords utcNs={round.due_utc_ns} /> <NextName round={round} />
          </>
        ) : (
          "—"
        )}
      </td>
      <td class="number">{round ? fill(words.level_short, { level: round.level }) : "—"}</td>
      <td>{responsible ? staffName(responsible) : <b class="problem">{words.nobody}</b>}</td>
      <td>
        <RowAlarms stay={row.stay} />
      </td>
    </tr>
  );
}

function NextName({ round }: { round: RoundView }) {
  const first = round.checks.find((check) => check.due_utc_ns === round.due_utc_ns);
  return first ? <span class="quiet">{said(first)}</span> : null;
}

const MARKS_MAX = 4;

export function RowAlarms({ stay }: { stay: string }) {
  const alarms = openByUrgency(useCell(model.alarms)).filter((alarm) => alarm.stay === stay);
  return (
    <span class="row-alarms">
      {alarms.slice(0, MARKS_MAX).map((alarm) => (
        <span key={alarm.id} title={said(alarm.label)} class={asks(alarm) ? "" : "is-answered"}>
          <AlarmMark alarm={alarm} size={28} />
        </span>
      ))}
      {alarms.length > MARKS_MAX && <span class="quiet">+{alarms.length - MARKS_MAX}</span>}
    </span>
  );
}
