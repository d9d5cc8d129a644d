// Where advisers against service level are drawn, in the reading direction.
import type { Facts, Level } from './types.ts';

export const SIZE = { width: 560, height: 240 } as const;
const BOX = { left: 52, right: 20, top: 18, bottom: 36 } as const;

export interface Spot {
  x: number;
  y: number;
  point: Facts;
}

/** Points of the curve in user units, from right to left when `rtl`; without a level, left out. */
export function spots(points: Facts[], level: Level, rtl: boolean): Spot[] {
  const numbers = points.map((point) => point.advisers);
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const wide = SIZE.width - BOX.left - BOX.right;
  return points.flatMap((point) => {
    const share = point.levels[level];
    if (share === null) return [];
    const along = high > low ? (point.advisers - low) / (high - low) : 0.5;
    const x = BOX.left + along * wide;
    return [{ x: rtl ? SIZE.width - x : x, y: height(share), point }];
  });
}

/** The height of a share. */
export function height(share: number): number {
  return BOX.top + (1 - share) * (SIZE.height - BOX.top - BOX.bottom);
}

export const path = (line: Spot[]): string =>
  line.map(({ x, y }, place) => `${place ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');

/** Which spots carry their number below: not more than eight, evenly apart, the answer always and
 *  those beside it not, where they would touch. */
export function ticks(line: Spot[], found: number): Spot[] {
  const apart = Math.ceil(line.length / 8);
  const at = Math.max(
    0,
    line.findIndex(({ point }) => point.advisers === found),
  );
  return line.filter((_, place) => (place - at) % apart === 0);
}

export const axis = {
  start: (rtl: boolean): number => (rtl ? SIZE.width - BOX.left : BOX.left),
  end: (rtl: boolean): number => (rtl ? BOX.right : SIZE.width - BOX.right),
  foot: SIZE.height - 12,
} as const;
