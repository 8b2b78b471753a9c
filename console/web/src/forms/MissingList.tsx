// What stands in the way of an act: each condition with its rule and where the law says so.
import type { MissingView } from "../api/record";
import { openAct } from "./opened";
import { acts } from "../state/records";
import { useCell } from "../state/cell";
import { fill, said, text } from "../text";

export function MissingList({ missing, stay }: { missing: readonly MissingView[]; stay: string }) {
  const known = useCell(acts);
  if (!missing.length) return null;
  return (
    <ul class="missing" aria-label={text().form_missing}>
      {missing.map((one) => {
        const form = one.act ? known.get(one.act) : undefined;
        return (
          <li key={`${one.rule} ${one.en}`}>
            <span class="missing-what">{said(one)}</span>
            <span class="missing-why quiet">
              <span class="rule-chip">{one.rule}</span> {one.source}
            </span>
            {form && stay && (
              <button type="button" class="button" onClick={() => openAct(stay, one.act)}>
                {fill(text().form_do, { act: said(form) })}
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
