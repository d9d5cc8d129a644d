// The curve stays in its box and is read in the direction of the page.
import { expect, test } from 'vitest';
import { axis, level, path, SIZE, spots } from './curve.ts';
import { point } from './testing.ts';

const POINTS = [point(0.01, [], 0), point(0.02, [], 0.4), point(0.1, [], 1)];

test('risk runs from left to right, coverage upwards, inside the box', () => {
  const [first, second, last] = spots(POINTS, false);
  expect(first!.x).toBeLessThan(second!.x);
  expect(second!.x).toBeLessThan(last!.x);
  expect([first!.y, last!.y]).toEqual([level(0), level(1)]);
  expect(second!.y).toBeLessThan(first!.y);
  for (const { x, y } of [first!, last!]) {
    expect(x).toBeGreaterThan(axis.start(false));
    expect(x).toBeLessThan(axis.end(false));
    expect(y).toBeGreaterThan(0);
    expect(y).toBeLessThan(SIZE.height);
  }
});

test('equal factors of risk are equal steps', () => {
  const steps = spots(
    [0.01, 0.02, 0.04].map((risk) => point(risk, [])),
    false,
  );
  expect(steps[1]!.x - steps[0]!.x).toBeCloseTo(steps[2]!.x - steps[1]!.x, 6);
});

test('in a page that is read from right to left the curve is its mirror image', () => {
  const mirrored = spots(POINTS, true).map(({ x }) => SIZE.width - x);
  spots(POINTS, false).forEach(({ x }, place) => expect(mirrored[place]).toBeCloseTo(x, 6));
});

test('a single point stands in the middle', () => {
  expect(spots([point(0.05, [])], false)[0]!.x).toBeCloseTo(
    (axis.start(false) + axis.end(false)) / 2,
  );
  expect(path(spots([point(0.05, [], 1)], false))).toMatch(/^M[\d.]+ [\d.]+$/);
});
