// Finding things as people type: every word somewhere, without accents or case.
import { folded } from './format.ts';

/** A test for texts that hold every word of `query`; an empty query holds for all. */
export function holding(query: string): (...texts: (string | undefined)[]) => boolean {
  const words = folded(query).split(/\s+/).filter(Boolean);
  return (...texts) => {
    const text = folded(texts.join(' '));
    return words.every((word) => text.includes(word));
  };
}
