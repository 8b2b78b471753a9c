// Chooses the page by the address and the session; announces new P1 alarms to screen readers.
import { useEffect, useState } from "preact/hooks";
import { HelpSheet } from "../parts/HelpSheet";
import { TopBar } from "../parts/TopBar";
import { placeName, subjectName } from "../parts/words";
import { topAlarm } from "../state/actions";
import { useCell } from "../state/cell";
import { heldBack, helpOpen } from "../state/keys";
import * as model from "../state/model";
import { language, showOnPage } from "../state/settings";
import { said, text, word } from "../text";
import { setTimezone } from "../text/time";
import { ConsolePage } from "./Console";
import { HistoryPage } from "./History";
import { Asking, Login } from "./Login";
import { WallPage } from "./Wall";

export function App() {
  const session = useCell(model.session);
  const site = useCell(model.site);
  useCell(language);
  const hash = useHash();
  if (site) setTimezone(site.timezone);
  useEffect(() => {
    document.title = site ? said(site) : text().product;
  });
  if (session.phase === "asking" || session.phase === "unreachable") return <Asking />;
  if (session.phase === "out") return <Login expired={session.reason === "expired"} />;
  if (hash.startsWith("#/wall")) return <WallPage />;
  return <Desk page={hash.startsWith("#/history") ? "history" : "console"} />;
}

function Desk({ page }: { page: "console" | "history" }) {
  const help = useCell(helpOpen);
  const held = useCell(heldBack);
  return (
    <div class="frame">
      <TopBar page={page} onHelp={() => helpOpen.set(true)} />
      {page === "history" ? <HistoryPage /> : <ConsolePage />}
      {held && (
        <p class="toast" role="alert">
          {text().ack_new_on_top}
        </p>
      )}
      <Announcer />
      {help && <HelpSheet onClose={() => helpOpen.set(false)} />}
    </div>
  );
}

/** Says a new first P1 to people who listen instead of look. */
function Announcer() {
  useCell(model.alarms);
  useCell(model.acks);
  const top = topAlarm();
  const words =
    top?.severity === 1
      ? `${word("severity", "1")}: ${said(top.label)}, ${placeName(top)}, ${subjectName(top)}`
      : "";
  return (
    <p class="unseen" aria-live="assertive">
      {words}
    </p>
  );
}

function useHash(): string {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const take = (): void => {
      setHash(location.hash);
      showOnPage();
    };
    addEventListener("hashchange", take);
    return () => removeEventListener("hashchange", take);
  }, []);
  return hash;
}
