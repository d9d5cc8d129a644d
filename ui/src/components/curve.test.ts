// The curve stays on its sheet, however wide, and is read in the direction of the page.
import { expect, test } from 'vitest';
import { level, path, sheetOf, TALL, type Dot } from './curve.ts';

const dot = (along: number, share: number): Dot => ({
  along,
  share,
  below: '',
  filled: false,
  mark: null,
});
const DOTS = [dot(1, 0), dot(2, 0.4), dot(5, 1)];

test.each([320, 640, 1200])('runs from left to right and upwards on %i pixels', (wide) => {
  const { spots, start, end } = sheetOf(DOTS, wide, false);
  const [first, second, last] = spots;
  expect(start).toBeLessThan(first!.x);
  expect(last!.x).toBeLessThan(end);
  expect((second!.x - first!.x) / (last!.x - first!.x)).toBeCloseTo(1 / 4, 6);
  expect([first!.y, last!.y]).toEqual([level(0), level(1)]);
  expect(level(0)).toBeLessThan(TALL);
  expect(level(1)).toBeGreaterThan(0);
});

test('in a page that is read from right to left the curve is its mirror image', () => {
  const [here, there] = [sheetOf(DOTS, 500, false), sheetOf(DOTS, 500, true)];
  expect(there.spots.map(({ x }) => 500 - x)).toEqual(here.spots.map(({ x }) => x));
  expect([500 - there.start, 500 - there.end]).toEqual([here.start, here.end]);
});

test('a single dot stands in the middle', () => {
  const { spots } = sheetOf([dot(3, 1)], 500, false);
  expect(spots[0]!.x).toBeCloseTo((52 + 500 - 24) / 2, 6);
  expect(path(spots)).toMatch(/^M[\d.]+ [\d.]+$/);
});
