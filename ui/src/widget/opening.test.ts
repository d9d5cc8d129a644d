import { expect, test } from 'vitest';
import { openingTime } from './opening.ts';

const now = Date.parse('2026-11-22T20:30:00Z'); // Sunday, 21:30 in Casablanca

test.each([
  ['2026-11-22T22:00:00Z', 'fr-FR', /^aujourd’hui, 23:00/],
  ['2026-11-23T08:00:00Z', 'fr-FR', /^demain, 09:00/],
  ['2026-11-24T08:00:00Z', 'fr-FR', /^mardi 24 novembre, 09:00/],
  ['2026-11-24T08:00:00Z', 'en-GB', /^Tuesday,? 24 November, 09:00/],
  ['2026-11-23T08:00:00Z', 'ar-MA', /^غدًا، 09:00/],
])('%s in %s', (iso, locale, expected) => {
  expect(openingTime(iso, now, locale, 'Africa/Casablanca')).toMatch(expected);
});

test('names the zone and follows the visitor, over midnight too', () => {
  const iso = '2026-11-23T08:00:00Z';
  expect(openingTime(iso, now, 'en-GB', 'Asia/Tokyo')).toMatch(/^today, 17:00 .*9/);
  expect(openingTime(iso, now, 'en-GB', 'Africa/Dakar')).toMatch(/^tomorrow, 08:00 GMT/);
});
