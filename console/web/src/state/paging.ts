// Cards that do not all fit are shown in pages of whole cards: pure functions over their places.

/** A card as it lies in its column, in pixels from the column's top. */
export interface Lying {
  top: number;
  bottom: number;
  /** The alarm's, by which what is not on the page is counted; 0 for a card that is no alarm. */
  severity: number;
}

/** The part of the column that a page shows, and how many alarms it leaves out. */
export interface Leaf {
  start: number;
  end: number;
  hiddenP1: number;
  hidden: number;
}

/** A rounded pixel more is not a card cut off. */
const SLACK_PX = 1;

/** The pages of a column of this height: whole cards, and as many on the last as have room. */
export function leaves(cards: readonly Lying[], height: number): Leaf[] {
  const found: Leaf[] = [];
  const end = cards[cards.length - 1]?.bottom ?? 0;
  const room = height + SLACK_PX;
  let next: Lying | undefined = cards[0];
  while (next) {
    const start: number =
      end - next.top <= room && found.length ? lastStart(cards, room) : next.top;
    next = cards.find((card) => card.top > start && card.bottom - start > room);
    found.push(leaf(cards, start, next?.top ?? end));
  }
  return found.length ? found : [{ start: 0, end: 0, hidden: 0, hiddenP1: 0 }];
}

/** The earliest card from which everything to the end has room. */
function lastStart(cards: readonly Lying[], room: number): number {
  const end = cards[cards.length - 1]?.bottom ?? 0;
  return cards.find((card) => end - card.top <= room)?.top ?? 0;
}

function leaf(cards: readonly Lying[], start: number, end: number): Leaf {
  const out = cards.filter((card) => card.severity && (card.top < start || card.top >= end));
  const hiddenP1 = out.filter(({ severity }) => severity === 1).length;
  return { start, end, hidden: out.length, hiddenP1 };
}
