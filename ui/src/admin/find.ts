// Searching thousands of items as people type, and which of them are in sight.
import { folded } from '../lib/format.ts';

export interface Entry<Of> {
  of: Of;
  text: string;
}

/** `items` with the text each is found by, folded once rather than at every key. */
export function indexed<Of>(items: readonly Of[], text: (item: Of) => string): Entry<Of>[] {
  return items.map((of) => ({ of, text: folded(text(of)) }));
}

/** Those whose text holds every word of `query`. */
export function found<Of>(entries: readonly Entry<Of>[], query: string): Of[] {
  const words = folded(query).split(/\s+/).filter(Boolean);
  const kept = words.length
    ? entries.filter(({ text }) => words.every((word) => text.includes(word)))
    : entries;
  return kept.map(({ of }) => of);
}

export interface Sight {
  first: number;
  /** One after the last. */
  end: number;
}

/** Which of `count` rows of `height` are drawn when the list is scrolled to `top`. */
export function inSight(
  count: number,
  height: number,
  top: number,
  view: number,
  spare = 8,
): Sight {
  const first = Math.max(0, Math.floor(top / height) - spare);
  const end = Math.min(count, Math.ceil((top + view) / height) + spare);
  return { first: Math.min(first, end), end };
}
