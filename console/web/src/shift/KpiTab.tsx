// The figures of ISA-18.2 table 7 for this console: target, value, met; and what spoils them.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { api } from "../api/http";
import type { Actor, Flood, Judged, KpiLine, KpiView, Nuisance } from "../api/kpi";
import { useRefreshed } from "../parts/useLoaded";
import { useNews } from "../parts/useNews";
import { fill, said, text, word } from "../text";
import { age, dateTime, timeOfDay } from "../text/time";

const DAYS = [1, 7, 30];
const DAY_NS = 86_400e9;
const TOLD = ["", "CR", "CO", "DI", "G", "HCP", "OIC", "IT"];

export function KpiTab() {
  const [days, setDays] = useState(7);
  const [told, setTold] = useState("");
  const news = useNews();
  const loaded = useRefreshed(`kpis ${days} ${told}`, String(news.turn), () =>
    api.kpis(days, told),
  );
  const words = text();
  return (
    <div class="kpis">
      <div class="ticket-filters">
        <div class="buttons" role="group" aria-label={words.kpi_span}>
          {DAYS.map((one) => (
            <button
              key={one}
              class="button"
              aria-pressed={one === days}
              onClick={() => setDays(one)}
            >
              {fill(words.days_count, { count: one })}
            </button>
          ))}
        </div>
        <select
          aria-label={words.told}
          value={told}
          onChange={(event) => setTold(event.currentTarget.value)}
        >
          {TOLD.map((one) => (
            <option key={one} value={one}>
              {one ? word("told", one) : words.kpi_all}
            </option>
          ))}
        </select>
        <button class="button" data-do="refresh" onClick={news.now}>
          {words.refresh}
        </button>
      </div>
      {loaded.phase === "failed" && (
        <p class="problem" role="alert">
          {fill(words.shift_failed, { reason: loaded.reason })}
        </p>
      )}
      {loaded.phase === "loading" && <p class="empty quiet">{words.record_loading}</p>}
      {loaded.phase === "there" && <Figures view={loaded.value} />}
    </div>
  );
}

function Figures({ view }: { view: KpiView }) {
  const words = text();
  const unmet = view.kpis.filter((one) => !one.met).length;
  return (
    <>
      <p class="quiet">
        {fill(words.kpi_of, {
          count: view.annunciated,
          from: dateTime(view.from_utc_ns / 1e6),
          time: timeOfDay(view.until_utc_ns / 1e6),
        })}
        {view.until_utc_ns - view.from_utc_ns < DAY_NS && ` · ${words.kpi_short}`}
      </p>
      <div class="kpi-columns">
        <section class="card">
          <h2>
            {words.kpi_title}{" "}
            <span class="quiet">
              {unmet ? fill(words.kpi_unmet, { count: unmet }) : words.kpi_all_met}
            </span>
          </h2>
          <table class="plain-table kpi-table">
            <thead>
              <tr>
                <th>{words.kpi_line}</th>
                <th>{words.sample_value}</th>
                <th>{words.kpi_target}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {view.kpis.map((one) => (
                <Line key={one.name} line={one} />
              ))}
            </tbody>
          </table>
          <Hours hours={view.hours} />
        </section>
        <div class="kpi-side">
          <Actors actors={view.bad_actors} />
          <Nuisances title={words.kpi_chattering} list={view.chattering} />
          <Nuisances title={words.kpi_fleeting} list={view.fleeting} />
          <Nuisances title={words.kpi_stale} list={view.stale} />
          <JudgedRules judged={view.judged} />
          <Floods floods={view.floods} />
        </div>
      </div>
    </>
  );
}

function Line({ line }: { line: KpiLine }) {
  const words = text();
  const unit = said(line.unit);
  return (
    <tr class={line.met ? "" : "is-unmet"} data-kpi={line.name}>
      <td>{said(line.label)}</td>
      <td class="number">
        <b>{rounded(line.value)}</b> {unit}
      </td>
      <td class="number quiet">
        {line.least ? "≥" : "≤"} {rounded(line.target)}
      </td>
      <td>{line.met ? <span class="quiet">✓</span> : <b>▲ {words.kpi_over}</b>}</td>
    </tr>
  );
}

function rounded(value: number): string {
  return String(Math.round(value * 100) / 100);
}

const BAR_PX = 64;

/** What rang hour by hour, worst at the bottom; 30 in an hour is the line not to pass. */
function Hours({ hours }: { hours: KpiView["hours"] }) {
  const words = text();
  const shown = hours.slice(-168);
  const top = Math.max(30, ...shown.map((one) => one.reduce((sum, count) => sum + count, 0)));
  if (shown.length < 2) return null;
  return (
    <figure class="kpi-hours">
      <figcaption class="quiet">
        {fill(words.kpi_hours, { count: shown.length, most: top })}
      </figcaption>
      <svg viewBox={`0 0 ${shown.length} ${BAR_PX}`} preserveAspectRatio="none" role="img">
        {shown.map((hour, index) => (
          <Bar key={index} hour={hour} x={index} scale={BAR_PX / top} />
        ))}
        <line
          x1="0"
          x2={shown.length}
          y1={BAR_PX - (30 * BAR_PX) / top}
          y2={BAR_PX - (30 * BAR_PX) / top}
          vector-effect="non-scaling-stroke"
        />
      </svg>
    </figure>
  );
}

function Bar({ hour, x, scale }: { hour: readonly number[]; x: number; scale: number }) {
  let below = 0;
  return (
    <>
      {hour.map((count, index) => {
        const height = count * scale;
        below += height;
        return (
          <rect
            key={index}
            class={`bar-${index + 1}`}
            x={x + 0.05}
            y={BAR_PX - below}
            width={0.9}
            height={height}
          />
        );
      })}
    </>
  );
}

interface ListProps {
  title: string;
  count: number;
  children: ComponentChildren;
}

/** A list that says none in words: nothing found is an answer too. */
function List({ title, count, children }: ListProps) {
  return (
    <section class="card">
      <h2>
        {title} <span class="quiet number">{count}</span>
      </h2>
      {count ? <div class="lines">{children}</div> : <p class="quiet">{text().kpi_none}</p>}
    </section>
  );
}

function Name({ one }: { one: Nuisance }) {
  return (
    <span class="line-name">
      <b>{said(one.label)}</b>
      <span class="quiet">
        {one.rule} · {one.subject}
      </span>
    </span>
  );
}

function Actors({ actors }: { actors: readonly Actor[] }) {
  const words = text();
  return (
    <List title={words.kpi_actors} count={actors.length}>
      {actors.map((one) => (
        <div key={`${one.rule}:${one.subject}`} class="line">
          <Name one={one} />
          <span class="line-end number">
            {fill(words.kpi_times, { count: one.count })} · {rounded(one.share_pct)} %
          </span>
        </div>
      ))}
    </List>
  );
}

function Nuisances({ title, list }: { title: string; list: readonly Nuisance[] }) {
  return (
    <List title={title} count={list.length}>
      {list.map((one) => (
        <div key={`${one.rule}:${one.subject}`} class="line">
          <Name one={one} />
        </div>
      ))}
    </List>
  );
}

function JudgedRules({ judged }: { judged: readonly Judged[] }) {
  const words = text();
  return (
    <List title={words.kpi_false} count={judged.length}>
      {judged.map((one) => (
        <div key={one.rule} class={`line${one.doubtful ? " line-late" : ""}`}>
          <span class="line-name">
            <b>{said(one.label)}</b>
            <span class="quiet">{one.rule}</span>
          </span>
          <span class="line-end number">
            {fill(words.kpi_false_of, { count: one.false, closed: one.closed })} ·{" "}
            {rounded(one.share_pct)} %
          </span>
        </div>
      ))}
    </List>
  );
}

function Floods({ floods }: { floods: readonly Flood[] }) {
  const words = text();
  return (
    <List title={words.kpi_floods} count={floods.length}>
      {floods.map((one) => (
        <div key={one.from_utc_ns} class="line">
          <span class="line-name">
            <b class="number">{dateTime(one.from_utc_ns / 1e6)}</b>
            <span class="quiet">
              {words.kpi_first}: {said(one.first.label)} · {one.first.subject}
            </span>
          </span>
          <span class="line-end number">
            {fill(words.kpi_flood_of, { count: one.count, peak: one.peak })} ·{" "}
            {age((one.until_utc_ns - one.from_utc_ns) / 1e6)}
          </span>
        </div>
      ))}
    </List>
  );
}
