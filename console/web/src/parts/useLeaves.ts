// Pages of whole cards that turn by themselves, for a screen that nobody can touch.
import { type RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Leaf, leaves } from "../state/paging";

/** How long a page stands: long enough to read ten short cards from two metres. */
const STANDS_MS = 6000;
const ONE: readonly Leaf[] = [{ start: 0, end: 0, hidden: 0, hiddenP1: 0 }];

export interface Turning {
  body: RefObject<HTMLDivElement | null>;
  /** What is left out now, and which page of how many this is. */
  leaf: Leaf;
  page: number;
  pages: number;
}

/** Draws the cards closer when they do not fit, and turns pages when that is not enough. */
export function useLeaves(): Turning {
  const body = useRef<HTMLDivElement>(null);
  const [found, setFound] = useState<readonly Leaf[]>(ONE);
  const [at, setAt] = useState(0);
  const measure = (): void => {
    const next = body.current ? measured(body.current) : ONE;
    setFound((known) => (JSON.stringify(known) === JSON.stringify(next) ? known : next));
  };
  useLayoutEffect(measure);
  useEffect(() => {
    const watch = new ResizeObserver(measure);
    if (body.current) watch.observe(body.current);
    return () => watch.disconnect();
  }, []);
  const pages = found.length;
  useEffect(() => {
    if (pages < 2) return;
    const timer = setInterval(() => setAt((now) => now + 1), STANDS_MS);
    return () => clearInterval(timer);
  }, [pages]);
  const page = at % pages;
  const leaf = found[page] ?? ONE[0]!;
  useLayoutEffect(() => {
    if (body.current) show(body.current, leaf, pages);
  }, [leaf, pages]);
  return { body, leaf, page, pages };
}

/** The column holds the cards in its one child, which moves; what is of another page is cut off. */
function show(body: HTMLDivElement, leaf: Leaf, pages: number): void {
  const shown = leaf.end - leaf.start;
  body.style.clipPath = pages > 1 ? `polygon(0 0, 100% 0, 100% ${shown}px, 0 ${shown}px)` : "";
  const cards = body.firstElementChild as HTMLElement;
  cards.style.transform = `translateY(${-leaf.start}px)`;
}

function measured(body: HTMLDivElement): Leaf[] {
  const column = body.firstElementChild as HTMLElement;
  body.classList.remove("is-dense");
  if (column.offsetHeight > body.clientHeight + 1) body.classList.add("is-dense");
  const cards = [...column.children].map((card) => {
    const { offsetTop, offsetHeight, dataset } = card as HTMLElement;
    const p1 = dataset["severity"] === "1";
    return { top: offsetTop, bottom: offsetTop + offsetHeight, p1 };
  });
  return leaves(cards, body.clientHeight);
}
