// A transcript in step with its recording: which turn is spoken, and what of it is marked.
// Letters are counted as the server counts them: one for each character, an emoji too.
import type { QuoteAt, Redaction, TimedWord, Turn } from './types.ts';

/** The turn that is spoken at `now`: the last that has begun, unless it ended long ago; −1: none. */
export function turnAt(turns: Turn[], now: number): number {
  let found = -1;
  for (const [place, turn] of turns.entries()) {
    if (turn.start > now + 0.05) break;
    found = place;
  }
  return found >= 0 && now <= (turns[found]!.end || turns[found]!.start) + 2 ? found : -1;
}

/** The word that is spoken at `now`: the last that has begun, unless a pause follows; −1: none. */
export function wordAt(words: TimedWord[], now: number): number {
  const found = words.findLastIndex(({ start }) => start <= now + 0.02);
  return found >= 0 && now <= words[found]!.end + 0.4 ? found : -1;
}

export interface Piece {
  text: string;
  /** Its first letter in the turn. */
  first: number;
  /** The kind of what was taken out here, or `quote` for what is pointed at. */
  mark: string | null;
}

/** The text of turn `place` in pieces: what was redacted, the quote pointed at, and the rest. */
export function pieces(
  turn: Turn,
  place: number,
  redactions: Redaction[],
  quote: QuoteAt | null,
): Piece[] {
  const marks = redactions
    .filter((one) => one.turn === place && one.end > one.start)
    .map(({ start, end, kind }) => ({ start, end, mark: kind }));
  if (quote?.turn === place) marks.push({ start: quote.start, end: quote.end, mark: 'quote' });
  const letters = [...turn.text];
  const found: Piece[] = [];
  let first = 0;
  const put = (behind: number, mark: string | null): void => {
    const text = letters.slice(first, behind).join('');
    if (text) found.push({ text, first, mark });
    first = Math.max(first, behind);
  };
  for (const { start, end, mark } of cut(marks)) {
    put(start, null);
    put(end, mark);
  }
  put(letters.length, null);
  return found;
}

export interface Spoken {
  text: string;
  /** Which of the turn's words it is; null: what stands between them. */
  word: number | null;
}

/** `piece` cut where the words of its turn begin and end. */
export function spoken(piece: Piece, words: TimedWord[]): Spoken[] {
  const letters = [...piece.text];
  const found: Spoken[] = [];
  let at = 0;
  const put = (behind: number, word: number | null): void => {
    const text = letters.slice(at, behind).join('');
    if (text) found.push({ text, word });
    at = Math.max(at, behind);
  };
  for (const [word, { first, behind }] of words.entries()) {
    if (behind <= piece.first || first >= piece.first + letters.length) continue;
    put(Math.max(0, first - piece.first), null);
    put(behind - piece.first, word);
  }
  put(letters.length, null);
  return found;
}

interface Stretch {
  start: number;
  end: number;
  mark: string;
}

/** Without overlaps: what was redacted stays whole, a quote goes around it. */
function cut(marks: Stretch[]): Stretch[] {
  const redacted = marks.filter(({ mark }) => mark !== 'quote');
  const quoted = marks
    .filter(({ mark }) => mark === 'quote')
    .flatMap((one) => around(one, redacted));
  return [...redacted, ...quoted].sort((one, other) => one.start - other.start);
}

function around(quote: Stretch, redacted: Stretch[]): Stretch[] {
  let left = [quote];
  for (const { start, end } of redacted) {
    left = left.flatMap((one) => [
      { ...one, end: Math.min(one.end, start) },
      { ...one, start: Math.max(one.start, end) },
    ]);
    left = left.filter((one) => one.end > one.start);
  }
  return left;
}
