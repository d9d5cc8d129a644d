// Coverage against risk as dots of a curve: equal factors of risk are equal steps.
import type { Dot } from '../components/curve.ts';
import { covered, risk, same } from './shares.ts';
import type { Point } from './types.ts';

/** `current`: the risk in force; `chosen`: the one that is looked at. */
export function dotsOf(points: Point[], current: number, chosen: number, locale: string): Dot[] {
  return points.map((point) => {
    const now = same(point.risk, current);
    const then = same(point.risk, chosen);
    return {
      along: Math.log(point.risk),
      share: point.coverage,
      below: risk(point.risk, locale),
      above: covered(point.coverage, locale),
      filled: now,
      mark: now ? 'first' : then ? 'second' : null,
    };
  });
}
