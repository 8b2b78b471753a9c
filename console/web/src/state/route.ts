// Which page is shown: the part of the address after #, and who finds which page in the top bar.
import { useEffect, useState } from "preact/hooks";
import { showOnPage } from "./settings";

export type PageName =
  "console" | "intake" | "stays" | "stay" | "track" | "round" | "inspect" | "history" | "wall";

export interface Route {
  page: PageName;
  /** The person a page is about; empty where it is about nobody. */
  id: string;
}

const PAGES: readonly PageName[] = [
  "console",
  "intake",
  "stays",
  "stay",
  "track",
  "round",
  "inspect",
  "history",
  "wall",
];
const STAY = /^[\w.-]{1,64}$/;

/** #/stay/D-0001 -> that person's page; whatever nobody knows is the console. */
export function routeOf(hash: string): Route {
  const [name = "", id = ""] = hash.replace(/^#\/?/, "").split("/");
  const page = PAGES.find((known) => known === name) ?? "console";
  return { page, id: STAY.test(id) ? id : "" };
}

export function hashOf(page: PageName, id = ""): string {
  if (page === "console") return "#/";
  return id ? `#/${page}/${id}` : `#/${page}`;
}

export function go(page: PageName, id = ""): void {
  const hash = hashOf(page, id);
  if (location.hash !== hash) location.hash = hash;
}

const EVERYBODY: readonly PageName[] = ["console", "stays", "round", "history", "wall"];
const OVERSIGHT: readonly PageName[] = ["inspect", "console", "stays", "history"];

/** The tabs of a role, in the order of its work; the first is where its shift begins. */
const TABS: Record<string, readonly PageName[]> = {
  control_room: ["console", "intake", "stays", "round", "history", "wall"],
  custody_officer: ["console", "intake", "stays", "round", "history", "wall"],
  duty_inspector: ["console", "intake", "stays", "round", "history", "wall"],
  guard: ["round", "stays", "console", "history"],
  medical: ["console", "stays", "round", "history"],
  investigator: ["console", "stays", "intake", "history"],
  property_keeper: ["intake", "stays", "console"],
  legal_review: ["stays", "console", "history"],
  supervision: OVERSIGHT,
  prosecutor: OVERSIGHT,
  technician: ["console", "history", "wall"],
};

/** Technicians keep the machines and read no record of anybody. */
export function readsRecords(role: string): boolean {
  return tabsOf(role).includes("stays");
}

export function tabsOf(role: string): readonly PageName[] {
  return TABS[role] ?? EVERYBODY;
}

/** After signing in: where the shift begins, unless the address already says where to go. */
export function openFirstPage(role: string): void {
  const first = tabsOf(role)[0];
  if (first && location.hash.replace(/^#\/?/, "") === "") go(first);
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
