// Where incidents and changes lie on a row of days.
import { expect, test } from 'vitest';
import { marksOf } from './days.ts';
import type { Cohort, Day } from './types.ts';

const DAY = 86_400;
const days = [0, 1, 2, 3].map((day) => ({ day: day * DAY }) as Day);
const one = (over: Partial<Cohort>): Cohort =>
  ({ kind: 'incident', found: true, since: DAY, until: 2 * DAY, ...over }) as Cohort;

test('stand in their order, a change at its moment, within the days', () => {
  const cohorts = [
    one({ since: 1.5 * DAY, until: 9 * DAY }),
    one({ kind: 'change', since: DAY, until: null }),
    one({ kind: 'group', since: DAY }),
    one({ since: 5 * DAY, until: 6 * DAY }),
  ];
  expect(marksOf(cohorts, days).map(({ from, wide }) => [from, wide])).toEqual([
    [1, 0],
    [1.5, 2.5],
  ]);
});

test('that only the numbers show are there when they stood the test', () => {
  const hours = [one({ kind: 'hours', found: false }), one({ kind: 'hours', found: true })];
  expect(marksOf(hours, days)).toHaveLength(1);
  expect(marksOf(hours, [])).toEqual([]);
});
