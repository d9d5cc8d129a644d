// Where the dots of a curve of shares lie, in CSS pixels, in the reading direction.

/** One dot; `along` counts only beside the other dots'. */
export interface Dot {
  along: number;
  share: number;
  /** What stands below the axis and above the dot; empty: nothing. */
  below: string;
  above?: string;
  filled: boolean;
  /** The one in force or found, and another that is looked at: larger, with a line to the axis. */
  mark: 'first' | 'second' | null;
}
export type Spot = Dot & { x: number; y: number };

export const TALL = 236;
const BOX = { start: 52, end: 24, top: 26, foot: 32 } as const;
const INSET = 22; // the first dot's figure stands clear of the axis

export interface Sheet {
  spots: Spot[];
  /** The ends of the axis: where reading begins, where it ends. */
  start: number;
  end: number;
}

/** `dots` on a sheet `wide` pixels wide, from right to left when `rtl`. */
export function sheetOf(dots: Dot[], wide: number, rtl: boolean): Sheet {
  const places = dots.map(({ along }) => along);
  const [low, high] = [Math.min(...places), Math.max(...places)];
  const room = Math.max(0, wide - BOX.start - BOX.end - 2 * INSET);
  const turned = (x: number): number => (rtl ? wide - x : x);
  const spots = dots.map((dot) => {
    const share = high > low ? (dot.along - low) / (high - low) : 0.5;
    return { ...dot, x: turned(BOX.start + INSET + share * room), y: level(dot.share) };
  });
  return { spots, start: turned(BOX.start), end: turned(wide - BOX.end) };
}

/** The height of a share. */
export const level = (share: number): number => BOX.top + (1 - share) * (TALL - BOX.top - BOX.foot);

export const path = (line: Spot[]): string =>
  line.map(({ x, y }, place) => `${place ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
