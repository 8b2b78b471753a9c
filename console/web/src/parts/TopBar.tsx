// The bar over the desk pages: who is on shift, head count, health, sound, language, theme.
import { useState } from "preact/hooks";
import { signOut } from "../state/actions";
import { useCell } from "../state/cell";
import { second, serverNowMs } from "../state/clock";
import * as model from "../state/model";
import { type PageName, hashOf, tabsOf } from "../state/route";
import { language, theme } from "../state/settings";
import { said, text, word } from "../text";
import { day, timeOfDay } from "../text/time";
import { HeadCount } from "./HeadCount";
import { HealthLamps } from "./HealthLamps";
import { Search } from "./Search";
import { SoundControl } from "./SoundControl";

export function TopBar({ page, onHelp }: { page: PageName; onHelp: () => void }) {
  const who = useCell(model.session);
  const site = useCell(model.site);
  const words = text();
  return (
    <header class="top-bar">
      <strong class="site-name">{site ? said(site) : words.product}</strong>
      <Tabs page={page} role={who.phase === "in" ? who.me.role : ""} />
      <Search />
      <HeadCount />
      <HealthLamps />
      <Now />
      <SoundControl />
      <Toggles />
      <button
        class="button help-button"
        onClick={onHelp}
        aria-label={words.help}
        title={words.help}
      >
        ?
      </button>
      {who.phase === "in" && (
        <div class="shift">
          <span>
            <b>{said(who.me)}</b>
            <span class="quiet">{word("role", who.me.role)}</span>
          </span>
          <button class="button" onClick={() => void signOut()}>
            {words.sign_out}
          </button>
        </div>
      )}
    </header>
  );
}

/** The pages of a role; a person's own page belongs to the list of everybody. */
function Tabs({ page, role }: { page: PageName; role: string }) {
  const shown = page === "stay" || page === "track" ? "stays" : page;
  return (
    <nav class="tabs" aria-label={text().product}>
      {tabsOf(role).map((name) => (
        <a key={name} href={hashOf(name)} aria-current={name === shown ? "page" : undefined}>
          {word("nav", name)}
        </a>
      ))}
    </nav>
  );
}

export function Now() {
  useCell(second);
  const nowMs = serverNowMs();
  return (
    <time class="now" dateTime={new Date(nowMs).toISOString()}>
      <b class="number">{timeOfDay(nowMs)}</b>
      <span class="quiet number">{day(nowMs)}</span>
    </time>
  );
}

export function Toggles() {
  const shade = useCell(theme);
  useCell(language);
  const words = text();
  const [, again] = useState(0);
  const change = (act: () => void): void => {
    act();
    again((count) => count + 1);
  };
  return (
    <>
      <button
        class="button"
        lang={language.value === "zh" ? "en" : "zh-CN"}
        onClick={() => change(() => language.set(language.value === "zh" ? "en" : "zh"))}
      >
        {words.language_other}
      </button>
      <button
        class="button theme-button"
        onClick={() => change(() => theme.set(shade === "dark" ? "light" : "dark"))}
      >
        {shade === "dark" ? words.theme_to_light : words.theme_to_dark}
      </button>
    </>
  );
}
