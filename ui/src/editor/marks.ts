// Texts cut into pieces where something is marked: personal data, placeholders.
import type { DraftCheck, FieldName, Place } from './types.ts';

export interface Marked {
  text: string;
  /** What is marked here; null for the words in between. */
  kind: string | null;
}

/** The places that `checks` name in one field; `index` is that of a question. */
export function placesIn(
  checks: DraftCheck[],
  field: FieldName,
  index: number | null = null,
): Place[] {
  return checks
    .flatMap(({ places }) => places)
    .filter((place) => place.field === field && (place.index ?? null) === index);
}

/** `text` in pieces; the server counts characters, not UTF-16 units. Overlaps count once. */
export function marked(text: string, places: Place[]): Marked[] {
  const letters = [...text];
  const pieces: Marked[] = [];
  let done = 0;
  for (const { start, end, kind } of places.toSorted((one, other) => one.start - other.start)) {
    const [from, to] = [Math.max(start, done), Math.min(end, letters.length)];
    if (from >= to) continue;
    if (from > done) pieces.push({ text: letters.slice(done, from).join(''), kind: null });
    pieces.push({ text: letters.slice(from, to).join(''), kind });
    done = to;
  }
  if (done < letters.length) pieces.push({ text: letters.slice(done).join(''), kind: null });
  return pieces;
}
