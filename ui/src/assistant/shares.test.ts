// What a risk changes, and figures that never flatter.
import { describe, expect, test } from 'vitest';
import {
  covered,
  coversTraffic,
  effect,
  lacking,
  leastCases,
  risk,
  riskOf,
  told,
  seen,
  totals,
  upper,
  withPoint,
} from './shares.ts';
import { point, row, silent } from './testing.ts';

const plain = (text: string): string => text.replace(/\s/gu, ' ');

describe('a risk typed by a person', () => {
  test.each([
    ['5', 0.05],
    ['2,5', 0.025],
    [' 2.5 % ', 0.025],
    ['0.1%', 0.001],
    ['12٪', 0.12],
  ])('%s is read', (text, share) => expect(riskOf(text)).toBeCloseTo(share, 9));

  test.each(['', '0', '50', '-1', 'cinq', '0,05', '1,234', '5 % ou 6'])('%s is none', (text) =>
    expect(riskOf(text)).toBeNull(),
  );
});

describe('figures', () => {
  test('a bound is never shown lower, a coverage never higher, than it is', () => {
    expect(upper(0.04601, 'en-GB')).toBe('4.7%');
    expect(upper(0.046, 'en-GB')).toBe('4.6%');
    expect(upper(null, 'en-GB')).toBe('–');
    expect(covered(535 / 537, 'en-GB')).toBe('99%');
    expect(covered(1, 'en-GB')).toBe('100%');
    expect(covered(0.29, 'en-GB')).toBe('29%'); // 0.29 * 100 is 28.999…
    expect(plain(risk(0.0025, 'fr-FR'))).toBe('0,25 %');
  });

  test('the least number of faultless cases is that of the design', () => {
    expect([0.05, 0.02, 0.01].map(leastCases)).toEqual([59, 149, 299]);
  });

  test('totals count each case once', () => {
    const rows = [row(), row({ group: 'roaming', answered: 60, wrong: 2 })];
    expect(totals(rows)).toEqual({ asked: 200, answered: 150, wrong: 3 });
    expect(totals([])).toEqual({ asked: 0, answered: 0, wrong: 0 });
  });

  test('a claim on traffic needs every row to make it', () => {
    expect(coversTraffic([row({ covers: 'traffic' }), row({ covers: 'traffic' })])).toBe(true);
    expect(coversTraffic([row({ covers: 'traffic' }), row()])).toBe(false);
    expect(coversTraffic([])).toBe(false);
  });

  test('what a group lacks counts both kinds of cases', () => {
    expect(lacking(silent({ missing: 36, missing_oos: 4 }))).toBe(40);
  });

  test('a row without cases is left out unless it is the only one', () => {
    const none = silent({ group: 'others', cases: 0 });
    expect(told([row(), none])).toEqual([row()]);
    expect(told([none])).toEqual([none]);
  });
});

describe('the effect of another risk', () => {
  test('groups go silent and start to answer', () => {
    const now = point(0.05, [row(), silent({ group: 'roaming' })]);
    const then = point(0.1, [silent(), row({ group: 'roaming' })]);
    expect(effect({ language: 'fr', now, then })).toEqual({
      silent: ['invoices'],
      speaking: ['roaming'],
    });
  });

  test('a group that is judged with the others goes by their row', () => {
    const now = point(0.05, [row(), row({ group: 'others' })]);
    const same = point(0.02, [row({ group: 'others' })]);
    expect(effect({ language: 'fr', now, then: same })).toEqual({ silent: [], speaking: [] });
    const mute = point(0.01, [silent({ group: 'others' })]);
    expect(effect({ language: 'fr', now, then: mute }).silent).toEqual(['invoices', 'others']);
  });
});

test('that cases were read anew is no change to look for', () => {
  const change = { kind: 'article', name: 'a', was: null, now: 'version 1' };
  expect(seen([change, { ...change, kind: 'calibration' }])).toEqual([change]);
});

test('a point takes its place by risk and replaces the one that is there', () => {
  const points = [point(0.01, []), point(0.05, [], 0.7)];
  expect(withPoint(points, point(0.03, [])).map((each) => each.risk)).toEqual([0.01, 0.03, 0.05]);
  expect(withPoint(points, point(0.05, [], 0.6)).map((each) => each.coverage)).toEqual([0.8, 0.6]);
  expect(withPoint(points, null)).toEqual(points);
});
