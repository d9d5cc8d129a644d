// Advisers against service level as dots of a curve.
import type { Dot } from '../components/curve.ts';
import { number } from '../lib/format.ts';
import type { Facts, Level } from './types.ts';

const MOST = 8; // numbers that have room below the axis

/** Dots of all `points` that have a level; numbered below are not more than eight, evenly apart, the
 *  answer (`found`) always and those beside it not, where they would touch. */
export function dotsOf(points: Facts[], level: Level, found: number, locale: string): Dot[] {
  const known = points.flatMap((point) => {
    const share = point.levels[level];
    return share === null ? [] : [{ point, share }];
  });
  const apart = Math.ceil(known.length / MOST);
  const at = Math.max(
    0,
    known.findIndex(({ point }) => point.advisers === found),
  );
  return known.map(({ point, share }, place) => ({
    along: point.advisers,
    share,
    below: (place - at) % apart === 0 ? number(point.advisers, locale) : '',
    filled: point.kept,
    mark: point.advisers === found ? 'first' : null,
  }));
}
