// Where coverage against risk is drawn: risk on a logarithmic axis, in the reading direction.
import type { Point } from './types.ts';

export const SIZE = { width: 560, height: 230 } as const;
const BOX = { left: 52, right: 28, top: 26, bottom: 34 } as const;
const INSET = 26; // the first point's figure stands clear of the axis

export interface Spot {
  x: number;
  y: number;
  point: Point;
}

/** Points of the curve in user units; from right to left when `rtl`. */
export function spots(points: Point[], rtl: boolean): Spot[] {
  const risks = points.map((point) => Math.log(point.risk));
  const [low, high] = [Math.min(...risks), Math.max(...risks)];
  const wide = SIZE.width - BOX.left - BOX.right;
  return points.map((point, place) => {
    const along = high > low ? (risks[place]! - low) / (high - low) : 0.5;
    const x = BOX.left + INSET + along * (wide - 2 * INSET);
    return { x: rtl ? SIZE.width - x : x, y: level(point.coverage), point };
  });
}

/** The height of a share answered. */
export function level(coverage: number): number {
  return BOX.top + (1 - coverage) * (SIZE.height - BOX.top - BOX.bottom);
}

export const path = (line: Spot[]): string =>
  line.map(({ x, y }, place) => `${place ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');

export const axis = {
  start: (rtl: boolean): number => (rtl ? SIZE.width - BOX.left : BOX.left),
  end: (rtl: boolean): number => (rtl ? BOX.right : SIZE.width - BOX.right),
  foot: SIZE.height - 10,
} as const;
