// Pages of whole cards that turn by themselves, for a screen that nobody can touch.
import { type RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { AlarmView } from "../api/types";
import { type Leaf, leaves } from "../state/paging";

/** How long a page stands: long enough to read ten short cards from two metres. */
const STANDS_MS = 6000;
const ONE: Leaf = { start: 0, end: 0, hidden: 0, hiddenP1: 0 };

/** The pages, and whether the cards are drawn closer. */
interface Measured {
  leaves: readonly Leaf[];
  dense: boolean;
}

const EMPTY: Measured = { leaves: [ONE], dense: false };

export interface Turning {
  body: RefObject<HTMLDivElement | null>;
  /** What is left out now, and which page of how many this is. */
  leaf: Leaf;
  page: number;
  pages: number;
  dense: boolean;
}

/**
 * Draws the cards closer when they do not fit, and turns pages when that is not enough. What newly
 * asks is turned to where the first page has it; else its turn comes: a crowd keeps no page away.
 */
export function useLeaves(asking: readonly AlarmView[]): Turning {
  const body = useRef<HTMLDivElement>(null);
  const [found, setFound] = useState<Measured>(EMPTY);
  const [at, setAt] = useState(0);
  const measure = (): void => {
    const next = body.current ? measured(body.current) : EMPTY;
    setFound((known) => (JSON.stringify(known) === JSON.stringify(next) ? known : next));
  };
  useLayoutEffect(measure);
  useEffect(() => {
    const watch = new ResizeObserver(measure);
    if (body.current) watch.observe(body.current);
    return () => watch.disconnect();
  }, []);
  const known = useRef<ReadonlySet<string>>(new Set());
  useLayoutEffect(() => {
    const news = asking.filter(({ id }) => !known.current.has(id));
    known.current = new Set(asking.map(({ id }) => id));
    if (body.current && news.some(({ id }) => fitsFirstPage(body.current!, id))) setAt(0);
  });
  const pages = found.leaves.length;
  useEffect(() => {
    if (pages < 2) return;
    const timer = setTimeout(() => setAt(at + 1), STANDS_MS);
    return () => clearTimeout(timer);
  }, [pages, at]);
  const page = at % pages;
  const leaf = found.leaves[page] ?? ONE;
  useLayoutEffect(() => {
    if (body.current) show(body.current, leaf, pages);
  }, [leaf, pages]);
  return { body, leaf, page, pages, dense: found.dense };
}

/** The column holds the cards in its one child, which moves; what is of another page is cut off. */
function show(body: HTMLDivElement, leaf: Leaf, pages: number): void {
  const shown = leaf.end - leaf.start;
  body.style.clipPath = pages > 1 ? `polygon(0 0, 100% 0, 100% ${shown}px, 0 ${shown}px)` : "";
  const cards = body.firstElementChild as HTMLElement;
  cards.style.transform = `translateY(${-leaf.start}px)`;
}

function fitsFirstPage(body: HTMLDivElement, alarm: string): boolean {
  const cards = [...(body.firstElementChild as HTMLElement).children] as HTMLElement[];
  const card = cards.find(({ dataset }) => dataset["alarm"] === alarm);
  return !!card && card.offsetTop + card.offsetHeight <= body.clientHeight;
}

function measured(body: HTMLDivElement): Measured {
  const column = body.firstElementChild as HTMLElement;
  body.classList.remove("is-dense");
  const dense = column.offsetHeight > body.clientHeight + 1;
  if (dense) body.classList.add("is-dense");
  const cards = [...column.children].map((card) => {
    const { offsetTop, offsetHeight, dataset } = card as HTMLElement;
    const severity = Number(dataset["severity"] ?? 0);
    return { top: offsetTop, bottom: offsetTop + offsetHeight, severity };
  });
  return { leaves: leaves(cards, body.clientHeight), dense };
}
