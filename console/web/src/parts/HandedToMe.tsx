// Whoever is asked to take a person over reads it on every page until they answer.
import { openAct } from "../forms/opened";
import { useCell } from "../state/cell";
import * as model from "../state/model";
import { acts, useRound } from "../state/records";
import { fill, text } from "../text";
import { staffName } from "./words";

export function HandedToMe() {
  return useCell(acts).has("accept_hand_over") ? <Handed /> : null;
}

function Handed() {
  const who = useCell(model.session);
  const stays = useRound().value?.stays ?? [];
  const me = who.phase === "in" ? who.me.staff : "";
  const mine = stays.filter((one) => one.hand_over_to === me);
  if (!me || !mine.length) return null;
  return (
    <section class="handed" role="status">
      {mine.map((one) => (
        <p key={one.stay}>
          <b>{fill(text().handed_to_me, { stay: one.stay, who: staffName(one.responsible) })}</b>
          <button class="button" onClick={() => openAct(one.stay, "accept_hand_over", "", "stay")}>
            {text().hand_over_accept}
          </button>
        </p>
      ))}
    </section>
  );
}
