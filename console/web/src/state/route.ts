// Which page is shown: the part of the address after #, and who finds which page in the top bar.
import { useEffect, useState } from "preact/hooks";
import { showOnPage } from "./settings";

export type PageName =
  | "console"
  | "intake"
  | "stays"
  | "stay"
  | "track"
  | "round"
  | "shift"
  | "inspect"
  | "history"
  | "wall"
  | "phone";

export interface Route {
  page: PageName;
  /** What a page is about: a person, a tab, an alarm; empty where it is about nothing. */
  id: string;
}

const PAGES: readonly PageName[] = [
  "console",
  "intake",
  "stays",
  "stay",
  "track",
  "round",
  "shift",
  "inspect",
  "history",
  "wall",
  "phone",
];
/** A person, a tab with what it opens, or an alarm: MOT-08:D-0003:1. */
const OPENED = /^[\w.:-]{1,160}$/;

/** #/stay/D-0001 -> that person's page; whatever nobody knows is the console. */
export function routeOf(hash: string): Route {
  const [name = "", id = ""] = hash.replace(/^#\/?/, "").split("/");
  const page = PAGES.find((known) => known === name) ?? "console";
  return { page, id: OPENED.test(id) ? id : "" };
}

export function hashOf(page: PageName, id = ""): string {
  if (page === "console") return "#/";
  return id ? `#/${page}/${id}` : `#/${page}`;
}

export function go(page: PageName, id = ""): void {
  const hash = hashOf(page, id);
  if (location.hash !== hash) location.hash = hash;
}

const EVERYBODY: readonly PageName[] = ["console", "stays", "round", "shift", "history", "wall"];
const OVERSIGHT: readonly PageName[] = ["inspect", "console", "stays", "shift", "history"];

/** The tabs of a role, in the order of its work; the first is where its shift begins. */
const TABS: Record<string, readonly PageName[]> = {
  control_room: ["console", "intake", "stays", "round", "shift", "history", "wall"],
  custody_officer: ["console", "intake", "stays", "round", "shift", "history", "wall"],
  duty_inspector: ["console", "intake", "stays", "round", "shift", "history", "wall"],
  guard: ["round", "stays", "console", "shift", "history"],
  medical: ["console", "stays", "round", "shift", "history"],
  investigator: ["console", "stays", "intake", "shift", "history"],
  property_keeper: ["intake", "stays", "console", "shift"],
  legal_review: ["stays", "console", "shift", "history"],
  supervision: OVERSIGHT,
  prosecutor: OVERSIGHT,
  technician: ["console", "shift", "history", "wall"],
};

/** Technicians keep the machines and read no record of anybody. */
export function readsRecords(role: string): boolean {
  return tabsOf(role).includes("stays");
}

export function tabsOf(role: string): readonly PageName[] {
  return TABS[role] ?? EVERYBODY;
}

/**
 * Whether a role has use for a page; a person's pages are for whoever reads records. Phones and
 * walls stay what they are, whoever signs in there.
 */
export function usesPage(role: string, page: PageName): boolean {
  if (page === "phone" || page === "wall") return true;
  if (page === "stay" || page === "track") return readsRecords(role);
  return tabsOf(role).includes(page);
}

/**
 * After signing in: where the shift begins, unless the address already says where to go. Somebody
 * else's session may have ended on a page that is not this role's.
 */
export function openFirstPage(role: string): void {
  const first = isPhone() ? "phone" : tabsOf(role)[0];
  const asked = location.hash.replace(/^#\/?/, "") !== "";
  if (first && !(asked && usesPage(role, routeOf(location.hash).page))) go(first);
}

/** A duty officer's telephone: one alarm at a time, whatever the role. */
export function isPhone(): boolean {
  return Math.min(innerWidth, innerHeight) < 500;
}

export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const take = (): void => {
      setHash(location.hash);
      showOnPage();
    };
    addEventListener("hashchange", take);
    return () => removeEventListener("hashchange", take);
  }, []);
  return routeOf(hash);
}
