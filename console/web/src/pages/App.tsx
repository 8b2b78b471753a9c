// Chooses the page by the address and the session; announces new P1 alarms to screen readers.
import { useEffect } from "preact/hooks";
import { AlarmStrip } from "../parts/AlarmStrip";
import { Banners } from "../parts/Banners";
import { HandedToMe } from "../parts/HandedToMe";
import { HelpSheet } from "../parts/HelpSheet";
import { TopBar } from "../parts/TopBar";
import { placeName, subjectName } from "../parts/words";
import { topAlarm } from "../state/actions";
import { useCell } from "../state/cell";
import { heldBack, helpOpen } from "../state/keys";
import * as model from "../state/model";
import { type Route, useRoute } from "../state/route";
import { language } from "../state/settings";
import { said, text, word } from "../text";
import { setTimezone } from "../text/time";
import { ConsolePage } from "./Console";
import { HistoryPage } from "./History";
import { InspectPage } from "./Inspect";
import { IntakePage } from "./Intake";
import { Asking, Login } from "./Login";
import { PhonePage } from "./Phone";
import { RoundPage } from "./Round";
import { ShiftPage } from "./Shift";
import { StayPage } from "./Stay";
import { StaysPage } from "./Stays";
import { TrackPage } from "./Track";
import { WallPage } from "./Wall";

export function App() {
  const session = useCell(model.session);
  const site = useCell(model.site);
  useCell(language);
  const route = useRoute();
  if (site) setTimezone(site.timezone);
  useEffect(() => {
    document.title = site ? said(site) : text().product;
  });
  if (session.phase === "asking" || session.phase === "unreachable") return <Asking />;
  if (session.phase === "out") return <Login expired={session.reason === "expired"} />;
  if (route.page === "wall") return <WallPage />;
  if (route.page === "phone") return <PhonePage id={route.id} />;
  return <Desk route={route} />;
}

function Desk({ route }: { route: Route }) {
  const help = useCell(helpOpen);
  const held = useCell(heldBack);
  return (
    <div class="frame">
      <TopBar page={route.page} onHelp={() => helpOpen.set(true)} />
      {route.page === "console" ? (
        <ConsolePage />
      ) : (
        <div class="sheet-page">
          <Banners controls />
          <AlarmStrip />
          <HandedToMe />
          <Shown route={route} />
        </div>
      )}
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

function Shown({ route }: { route: Route }) {
  switch (route.page) {
    case "intake":
      return <IntakePage id={route.id} />;
    case "stay":
      return <StayPage key={route.id} id={route.id} />;
    case "track":
      return <TrackPage key={route.id} opened={route.id} />;
    case "stays":
      return <StaysPage />;
    case "round":
      return <RoundPage id={route.id} />;
    case "shift":
      return <ShiftPage id={route.id} />;
    case "inspect":
      return <InspectPage />;
    default:
      return <HistoryPage />;
  }
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
