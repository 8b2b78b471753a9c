// What the marks of alarms and on the map mean.
import type { Severity } from "../api/types";
import { text, word } from "../text";
import { Mark } from "./Mark";

const SEVERITIES: readonly Severity[] = [1, 2, 3, 4];

export function Legend() {
  const words = text();
  return (
    <>
      <h3>{words.legend}</h3>
      <ul class="legend">
        {SEVERITIES.map((severity) => (
          <li key={severity}>
            <Mark severity={severity} size={24} /> {word("severity", String(severity))}
          </li>
        ))}
        <li>{words.mark_detainee}</li>
        <li>{words.mark_staff}</li>
        <li>{words.mark_minor}</li>
        <li>{words.mark_pair}</li>
        <li>{words.mark_lost}</li>
      </ul>
    </>
  );
}
