// Gaps and changes of room as rows; a click goes there. POS-14 names the long gaps.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { GapView, RoomChange, Trajectory } from "../api/way";
import { type Row, rowAt, rowsOf, spanOf, within } from "../state/way";
import { fill, said, text, word } from "../text";
import { dateTime, day, span, timeOfDay } from "../text/time";
import { staffName } from "./words";

interface RowsProps {
  way: Trajectory;
  atMs: number;
  onJump: (atMs: number) => void;
}

export function WayRows({ way, atMs, onJump }: RowsProps) {
  const words = text();
  const [onlyGaps, setOnlyGaps] = useState(false);
  const all = useMemo(() => rowsOf(way), [way]);
  const rows = onlyGaps ? all.filter((row) => row.kind === "gap") : all;
  const current = rowAt(rows, atMs);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    bringIntoView(list.current);
  }, [current]);
  return (
    <section class="way-rows" aria-label={words.way_rows}>
      <header class="pane-head">
        <h2>{words.way_rows}</h2>
        <button
          class="button"
          aria-pressed={onlyGaps}
          onClick={() => setOnlyGaps((wanted) => !wanted)}
        >
          {words.way_only_gaps}
        </button>
      </header>
      <Summary way={way} />
      {!rows.length && <p class="quiet way-none">{words.way_rows_none}</p>}
      <ol ref={list}>
        {rows.map((row, index) => (
          <li key={`${row.kind}-${row.atMs}`}>
            <button
              class={`way-row way-row-${row.kind}`}
              aria-current={index === current}
              onClick={() => onJump(within(row.atMs + (row.kind === "gap" ? 1 : 0), spanOf(way)))}
            >
              <RowTime row={row} way={way} />
              {row.kind === "gap" ? <Gap gap={row.gap} /> : <Room change={row.change} />}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Scrolls the list alone: the page and what stands above it stay where they are. */
function bringIntoView(list: HTMLElement | null): void {
  const row = list?.querySelector<HTMLElement>('[aria-current="true"]');
  if (!list || !row) return;
  const top = row.offsetTop - list.offsetTop;
  const below = top + row.offsetHeight - list.clientHeight;
  list.scrollTop = Math.min(top, Math.max(list.scrollTop, below));
}

/** How many gaps, how many of them by the rule, and how much of the way is drawn. */
function Summary({ way }: { way: Trajectory }) {
  const words = text();
  const limit = span(way.gap_ns);
  const long = way.gaps.filter((gap) => gap.rule).length;
  const gaps = way.gaps.length
    ? fill(words.way_gap_count, { count: way.gaps.length, long, limit })
    : fill(words.way_gap_none, { limit: span(way.lost_ns) });
  const counts = fill(words.way_counts, {
    fixes: way.fix_count,
    points: way.points.length,
    step: way.step_ns / 1e9,
  });
  return (
    <p class="quiet way-summary">
      {gaps}
      {way.fix_count > 0 && (
        <>
          <br />
          {counts}
        </>
      )}
    </p>
  );
}

function RowTime({ row, way }: { row: Row; way: Trajectory }) {
  const [fromMs, toMs] = spanOf(way);
  const sameDay = day(fromMs) === day(toMs) && day(row.atMs) === day(fromMs);
  return <time class="number">{sameDay ? timeOfDay(row.atMs) : dateTime(row.atMs).slice(5)}</time>;
}

function Gap({ gap }: { gap: GapView }) {
  const words = text();
  const where = gap.room ? fill(words.way_gap_last, { room: said(gap.room) }) : words.way_gap_never;
  const after = gap.open
    ? words.way_gap_open
    : gap.found && fill(words.way_gap_found, { room: said(gap.found) });
  return (
    <span class="way-row-words">
      <b>
        {titleOf(gap)} <span class="number">{span(gap.end_utc_ns - gap.begin_utc_ns)}</span>
        {gap.rule && <em class="way-rule">{gap.rule}</em>}
      </b>
      <span>
        {where}
        {after ? ` · ${after}` : ""}
      </span>
      <span class="quiet">{word("reason", gap.reason)}</span>
      {gap.rule && !gap.alarms.length && <span class="quiet">{words.way_gap_no_alarm}</span>}
      {gap.alarms.map((alarm) => (
        <span key={alarm.id} class="quiet">
          {alarm.rule} {said(alarm.label)} · {word("state", alarm.state)}
          {alarm.by && ` · ${staffName(alarm.by)}`}
          {alarm.note && ` · ${alarm.note}`}
        </span>
      ))}
    </span>
  );
}

/** What the record explains is no gap of the rule, however long it is. */
function titleOf(gap: GapView): string {
  const words = text();
  if (gap.rule) return words.way_gap;
  const known = gap.reason === "exit" || gap.reason === "no_band";
  return known ? words.way_gap_known : words.way_gap_short;
}

function Room({ change }: { change: RoomChange }) {
  const words = text();
  return (
    <span class="way-row-words">
      {change.before
        ? fill(words.way_room, { before: said(change.before), room: said(change.room) })
        : fill(words.way_room_first, { room: said(change.room) })}
    </span>
  );
}
