// Starts the pages.
import { render } from "preact";
import { App } from "./pages/App";
import { startSound } from "./sound/player";
import { watchForSound } from "./sound/watch";
import { resumeSession } from "./state/actions";
import { startClock } from "./state/clock";
import { startKeys } from "./state/keys";
import { setProbe } from "./state/probe";
import { startSettings } from "./state/settings";
import "./style/tokens.css";
import "./style/base.css";
import "./style/desk.css";
import "./style/panels.css";
import "./style/map.css";
import "./style/wall.css";

setProbe({});
startSettings();
startClock();
startSound();
watchForSound();
startKeys();
render(<App />, document.getElementById("app") as HTMLElement);
void resumeSession();
