// Each risk has its dot; the one in force and the one that is looked at stand out.
import { expect, test } from 'vitest';
import { dotsOf } from './curve.ts';
import { point } from './testing.ts';

const POINTS = [point(0.01, [], 0), point(0.02, [], 0.4), point(0.04, [], 1)];

test('equal factors of risk are equal steps', () => {
  const [first, second, last] = dotsOf(POINTS, 0.01, 0.01, 'en-GB').map(({ along }) => along);
  expect(second! - first!).toBeCloseTo(last! - second!, 6);
});

test('the risk in force is filled, another that is looked at is marked', () => {
  const told = (chosen: number) =>
    dotsOf(POINTS, 0.01, chosen, 'en-GB').map(({ filled, mark }) => [filled, mark]);
  expect(told(0.04)).toEqual([
    [true, 'first'],
    [false, null],
    [false, 'second'],
  ]);
  expect(told(0.01)[0]).toEqual([true, 'first']);
  expect(dotsOf(POINTS, 0.01, 0.01, 'en-GB')[1]).toMatchObject({ below: '2%', above: '40%' });
});
