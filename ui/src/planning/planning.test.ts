// Choices and words of what-ifs, and how figures with intervals are told.
import { describe as group, expect, test } from 'vitest';
import { axisOf } from '../lib/axis.ts';
import { change, changeInterval, tableOf, verdict } from './figures.ts';
import {
  blank,
  clocksOf,
  contactsOf,
  describe,
  kindsFor,
  missingOf,
  sendable,
  unique,
} from './scenario.ts';
import type { Figure, Scenario } from './types.ts';

const DAY: Scenario = {
  name: 'a day',
  start: '22:30',
  hours: 2,
  minutes: 30,
  policy: 'static_priority',
  queue: [
    { id: 'fr', requires: { fr: 3 }, contacts: [1, 2, 3, 4], handling: { mean: 300 } },
    { id: 'pt', requires: { pt: 3 }, contacts: null, handling: null, patience: null },
  ],
  pool: [{ id: 'dakar-fr', site: 'dakar', skills: { fr: 4 }, staff: [3, 5, 5, 2] }],
};
const say = (key: string, values: Record<string, string | number> = {}) =>
  `${key} ${Object.values(values).join(' ')}`;

function figure(over: Partial<Figure>): Figure {
  return {
    ...{ alternative: 'x', kind: 'all', id: '', figure: 'service_level' },
    ...{ mean: 0.8, low: 0.79, high: 0.81, change: 0.02, change_low: 0.01, change_high: 0.03 },
    ...over,
  } as Figure;
}

group('a scenario', () => {
  test('offers what it has to choose from', () => {
    expect(clocksOf(DAY)).toEqual(['22:30', '23:00', '23:30', '24:00']);
    expect(kindsFor(DAY, ['a', 'static_priority'])).toEqual([
      'outage',
      'teach',
      'contacts_factor',
      'policy',
    ]);
    expect(blank('policy', DAY, ['static_priority', 'a']).policy).toBe('a');
    expect(blank('outage', DAY, []).outage).toMatchObject({ site: 'dakar', from: '23:30' });
  });
  test('says what is to be filled in, and sends nothing that is not known', () => {
    expect(contactsOf(DAY)).toBe(10);
    expect(missingOf(DAY).map(({ field }) => field)).toEqual(['contacts', 'handling']);
    expect(sendable(DAY).queue[1]).toEqual({ id: 'pt', requires: { pt: 3 } });
  });
});

group('a what-if', () => {
  test('is told by what it changes', () => {
    const both = { name: '', close: { site: 'tunis' }, contacts_factor: 0.9 };
    expect(describe(both, say, 'en-GB')).toBe('planning.say.close Tunis; planning.say.fewer 10%');
    const taught = { name: '', teach: { skill: 'pt', advisers: 12, pool: 'x' } };
    expect(describe(taught, say, 'fr-FR')).toBe('planning.say.teach 12 portugais');
  });
  test('has a name of its own', () => {
    expect(unique('a', ['a', 'a (2)'])).toBe('a (3)');
    expect(unique('baseline', [])).not.toBe('baseline');
  });
});

group('a figure', () => {
  test('changed for sure when its interval leaves out 0, for better or worse', () => {
    expect(verdict(figure({}))).toBe('better');
    expect(verdict(figure({ figure: 'abandonment' }))).toBe('worse');
    expect(verdict(figure({ figure: 'occupancy' }))).toBe('other');
    expect(verdict(figure({ change_low: -0.01 }))).toBe('chance');
    expect(verdict(figure({ change: 0, change_low: 0, change_high: 0 }))).toBe('none');
    expect(verdict(figure({ change: null }))).toBe('none');
  });
  test('tells its change with a sign, in points or seconds', () => {
    const points = (value: string) => `${value} pt`;
    expect(change(figure({}), 'en-GB', points)).toBe('\u2066+2.0\u2069 pt');
    const wait = figure({ figure: 'mean_wait', change: -3.04, change_low: -4, change_high: -2 });
    expect(change(wait, 'en-GB', points)).toBe('\u2066−3.0\u2069 sec');
    expect(changeInterval(wait, 'en-GB')).toBe('\u2066−4.0 … −2.0\u2069');
  });
  test('stands where it belongs, on a round axis', () => {
    const found = tableOf(
      [figure({ kind: 'queue', id: 'fr' }), figure({})],
      'queue',
      'service_level',
    );
    expect([found.places, found.alternatives]).toEqual([['fr'], ['x']]);
    expect(found.at('fr', 'x')?.mean).toBe(0.8);
    expect(axisOf([0.712, 0.83], { floor: 0, most: 1 })).toEqual([0.7, 0.75, 0.8, 0.85]);
    expect(axisOf([Infinity])).toEqual([0, 1]);
  });
});
