import { describe, expect, it } from 'vitest';
import {
  days,
  DEFAULTS,
  fromSearch,
  intervalFor,
  narrowing,
  rangeProblem,
  toQuery,
  toSearch,
} from './filters.ts';
import type { Filters } from './filters.ts';

function filters(over: Partial<Filters>): Filters {
  return { ...DEFAULTS, ...over };
}

describe('filters in the URL', () => {
  it.each<Partial<Filters>>([
    {},
    { preset: 'yesterday' },
    { preset: 'week', brand: 'sahla', queue: 'sahla-fr', interval: 900 },
    { preset: 'custom', from: '2026-03-01', to: '2026-03-09', outcome: 'abandoned' },
    { site: 'tunis', adviser: 'bilal', zone: 'Africa/Tunis', interval: 3600 },
    { adviser: 'é & + ?#' },
  ])('come back as they went: %j', (over) => {
    expect(fromSearch(toSearch(filters(over)))).toEqual(filters(over));
  });

  it('leave the URL bare when nothing is asked', () => {
    expect(toSearch(DEFAULTS)).toBe('');
    expect(toSearch(filters({ preset: 'yesterday' }))).toBe('?day=yesterday');
  });

  it.each([
    '?day=tomorrow',
    '?day=custom',
    '?interval=7',
    '?outcome=contained',
    '?from=2026-03-01',
    '?from=2026-03-09&to=2026-03-01',
    '?from=2026-02-30&to=2026-03-01',
    '?from=2000-01-01&to=2026-01-01',
    '?unknown=1&',
  ])('fall back to the defaults when not understood: %s', (search) => {
    expect(fromSearch(search)).toEqual(DEFAULTS);
  });
});

describe('days asked for', () => {
  const today = '2026-03-02';
  it.each([
    [{ preset: 'today' }, { from: today, to: today }],
    [{ preset: 'yesterday' }, { from: '2026-03-01', to: '2026-03-01' }],
    [{ preset: 'week' }, { from: '2026-02-24', to: today }],
    [
      { preset: 'custom', from: '2026-01-01', to: '2026-01-31' },
      { from: '2026-01-01', to: '2026-01-31' },
    ],
  ] as const)('%j', (over, expected) => {
    expect(days(filters(over), today)).toEqual(expected);
  });

  it('become instants of the zone, the last day whole', () => {
    const query = toQuery(filters({ queue: 'sahla-fr', outcome: 'open' }), today, 'Africa/Tunis');
    expect(query).toEqual({
      from: '2026-03-01T23:00:00.000Z',
      to: '2026-03-02T23:00:00.000Z',
      interval: '1800',
      queue: 'sahla-fr',
      outcome: 'open',
    });
  });

  it('span 23 hours on the day clocks go forward', () => {
    const asked = filters({ preset: 'custom', from: '2026-03-29', to: '2026-03-29' });
    const query = toQuery(asked, today, 'Europe/Lisbon');
    expect(Date.parse(query['to']!) - Date.parse(query['from']!)).toBe(23 * 3_600_000);
  });
});

describe('a custom range', () => {
  it.each([
    ['', '2026-03-01', 'incomplete'],
    ['2026-03-02', '2026-03-01', 'backwards'],
    ['2026-01-01', '2026-03-04', 'too_long'],
    ['2026-01-01', '2026-03-03', null],
    ['2026-03-01', '2026-03-01', null],
  ] as const)('%s to %s: %s', (from, to, problem) => {
    expect(rangeProblem(from, to)).toBe(problem);
  });
});

describe('narrowing', () => {
  it('counts filters, not days or intervals', () => {
    expect(narrowing(filters({ preset: 'week', interval: 900, zone: 'UTC' }))).toBe(0);
    expect(narrowing(filters({ brand: 'sahla', outcome: 'open' }))).toBe(2);
  });
});

describe('intervals', () => {
  it.each([
    ['2026-03-01', '2026-03-01', 900, 900],
    ['2026-03-01', '2026-03-15', 900, 900],
    ['2026-03-01', '2026-03-16', 900, 1800],
    ['2026-01-01', '2026-03-03', 900, 3600],
    ['2026-03-01', '2026-03-01', 3600, 3600],
  ])('of %s to %s, asked %d, are %d seconds', (from, to, interval, used) => {
    expect(intervalFor(filters({ preset: 'custom', from, to, interval }), '2026-03-20')).toBe(used);
  });
});
