// Where moments lie on a row of days.
import type { Cohort, Day } from './types.ts';

const DAY = 86_400;

/** Days from the beginning of the first day to `at`, with its fraction. */
export const placeOf = (at: number, days: Day[]): number =>
  days[0] ? (at - days[0].day) / DAY : 0;

export interface Mark {
  cohort: Cohort;
  from: number;
  wide: number;
}

/** What happened at a moment or for a while, within `days`: what was written down, and hours that
 *  only the numbers show. Groups are no moments. */
export function marksOf(cohorts: Cohort[], days: Day[]): Mark[] {
  const moments = cohorts.filter(
    (one) => one.since !== null && (one.kind === 'hours' ? one.found : one.kind !== 'group'),
  );
  const placed = moments.flatMap((cohort) => {
    const from = placeOf(cohort.since!, days);
    const open = cohort.until === null || cohort.kind === 'change';
    const until = open ? from : placeOf(cohort.until!, days);
    if (days.length === 0 || until < 0 || from > days.length) return [];
    const begin = Math.max(0, from);
    return [{ cohort, from: begin, wide: Math.max(0, Math.min(days.length, until) - begin) }];
  });
  return placed.sort((one, other) => one.from - other.from);
}
