// A transcript in step with its recording: which turn is spoken, and what of it is marked.
import type { QuoteAt, Redaction, Turn } from './types.ts';

/** The turn that is spoken at `now`: the last that has begun, unless it ended long ago; −1: none. */
export function turnAt(turns: Turn[], now: number): number {
  let found = -1;
  for (const [place, turn] of turns.entries()) {
    if (turn.start > now + 0.05) break;
    found = place;
  }
  return found >= 0 && now <= (turns[found]!.end || turns[found]!.start) + 2 ? found : -1;
}

export interface Piece {
  text: string;
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
  const found: Piece[] = [];
  let at = 0;
  for (const { start, end, mark } of cut(marks)) {
    if (start > at) found.push({ text: turn.text.slice(at, start), mark: null });
    found.push({ text: turn.text.slice(start, end), mark });
    at = end;
  }
  if (at < turn.text.length) found.push({ text: turn.text.slice(at), mark: null });
  return found.filter(({ text }) => text !== '');
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
