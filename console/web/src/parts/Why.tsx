// Why an alarm was raised: what was measured against which threshold, under which rule and law.
import type { AlarmDetail, RuleView, Sample } from "../api/types";
import { said, text } from "../text";
import { readingName, readingValue, thresholdName, thresholdValue } from "../text/readings";
import { dateTime, timeOfDay } from "../text/time";

export function Why({ alarm }: { alarm: AlarmDetail }) {
  const words = text();
  const { evidence } = alarm;
  const rule = alarm.rule_text;
  return (
    <div class="why">
      {evidence?.withheld && <p class="quiet">{words.withheld}</p>}
      {evidence && evidence.samples.length > 0 && <Samples samples={evidence.samples} />}
      {evidence && !evidence.samples.length && !evidence.withheld && (
        <p class="quiet">{words.no_evidence}</p>
      )}
      <dl class="facts facts-small">
        {alarm.due_utc_ns > 0 && (
          <>
            <dt>{words.due}</dt>
            <dd class="number">{timeOfDay(alarm.due_utc_ns / 1e6)}</dd>
          </>
        )}
        {evidence?.cause_device && (
          <>
            <dt>{words.cause_device}</dt>
            <dd class="number">
              {evidence.cause_device} #{evidence.cause_boot}.{evidence.cause_seq}
            </dd>
          </>
        )}
        <dt>{words.rule}</dt>
        <dd>
          {alarm.rule} · {said(rule.label)}
        </dd>
        <RuleFacts rule={rule} />
      </dl>
    </div>
  );
}

function RuleFacts({ rule }: { rule: RuleView }) {
  const words = text();
  const basis = said(rule.basis);
  return (
    <>
      {rule.thresholds.length > 0 && (
        <>
          <dt>{words.rule_thresholds}</dt>
          <dd>
            {rule.thresholds.map((one) => (
              <span key={one.key} class="threshold" title={one.key}>
                {thresholdName(one.key, one.meaning)}
                {one.value !== null && <b class="number">{thresholdValue(one.value, one.unit)}</b>}
              </span>
            ))}
          </dd>
        </>
      )}
      <dt>{words.basis}</dt>
      <dd>
        {basis}
        {rule.source && rule.source !== basis && <span class="quiet"> {rule.source}</span>}
      </dd>
    </>
  );
}

function Samples({ samples }: { samples: Sample[] }) {
  const words = text();
  const measured = samples.some((sample) => sample.threshold !== null);
  return (
    <table class="samples">
      <thead>
        <tr>
          <th>{words.sample}</th>
          <th>{words.sample_value}</th>
          {measured && <th>{words.sample_threshold}</th>}
          <th>{words.sample_time}</th>
        </tr>
      </thead>
      <tbody>
        {samples.map((sample, index) => (
          <tr key={`${sample.name}${index}`}>
            <td>{readingName(sample.name)}</td>
            <td class={typeof sample.value === "number" ? "number" : ""}>
              {sample.value === null ? "—" : readingValue(sample.value)}
            </td>
            {measured && (
              <td class="number quiet">
                {sample.threshold === null ? "" : readingValue(sample.threshold)}
              </td>
            )}
            <td class="number quiet">
              {sample.t_ns > 0 && (
                <time title={dateTime(sample.t_ns / 1e6)}>{timeOfDay(sample.t_ns / 1e6)}</time>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
