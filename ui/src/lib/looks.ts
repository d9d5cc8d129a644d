// How series are told apart in drawings: by colour, and by dash for who sees no colours.

export interface Look {
  colour: string;
  dash: string;
}
const LOOKS: Look[] = [
  { colour: 'var(--ink)', dash: 'none' },
  { colour: 'var(--accent)', dash: '7 3' },
  { colour: 'var(--bad)', dash: '2 3' },
  { colour: 'var(--good)', dash: '10 3 2 3' },
  { colour: 'var(--violet-ink)', dash: '5 2 1 2' },
  { colour: 'var(--warn)', dash: '1 4' },
];

/** Of the series at `place`. */
export const lookOf = (place: number): Look => LOOKS[place % LOOKS.length]!;

/** A figure with its interval; null where it is not known. */
export interface Estimate {
  mean: number | null;
  low: number | null;
  high: number | null;
}
export interface Named {
  id: string;
  label: string;
}
