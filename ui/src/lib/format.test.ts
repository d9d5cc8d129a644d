import { describe, expect, test } from 'vitest';
import {
  chance,
  date,
  dateTime,
  elapsed,
  fileSize,
  folded,
  initials,
  number,
  percent,
  percentInterval,
  since,
  unbroken,
  span,
  time,
} from './format.ts';

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('durations', () => {
  test.each([
    [0, '0:00'],
    [7.9, '0:07'],
    [245, '4:05'],
    [3729, '1:02:09'],
    [-3, '0:00'],
  ])('%d s as a clock', (seconds, text) => {
    expect(elapsed(seconds)).toBe(text);
  });
  test.each([
    [45, '45 s'],
    [190, '3 min'],
    [3600, '1 h'],
    [4800, '1 h 20 min'],
  ])('%d s in words', (seconds, text) => {
    expect(plain(span(seconds, 'fr-FR'))).toBe(text);
  });
  test('since a moment', () => {
    expect(since('2026-03-01T10:00:00Z', Date.parse('2026-03-01T10:01:30Z'))).toBe(90);
  });
});

describe('times', () => {
  test('are told in the zone of the site', () => {
    expect(time('2026-07-01T10:05:00Z', 'fr-FR', 'Africa/Tunis')).toBe('11:05');
    expect(time('2026-07-01T23:05:00Z', 'en-GB', 'Africa/Abidjan')).toBe('23:05');
  });
  test('have Latin digits in Arabic', () => {
    expect(time('2026-07-01T10:05:00Z', 'ar-MA', 'UTC')).toContain('10:05');
    expect(dateTime('2026-07-01T10:05:00Z', 'ar-MA', 'UTC')).toMatch(/1.*10:05/);
  });
  test('and dates name the day', () => {
    expect(plain(date('2026-07-01T10:05:00Z', 'fr-FR', 'UTC'))).toBe('1 juil. 2026');
  });
});

describe('figures', () => {
  test('shares, with nothing to divide', () => {
    expect(plain(percent(0.824, 'fr-FR'))).toBe('82 %');
    expect(percent(null, 'fr-FR')).toBe('–');
  });
  test('how likely something is, which is never certain', () => {
    expect(plain(chance(0.987, 'fr-FR'))).toBe('99 %');
    expect(plain(chance(0.9999, 'fr-FR'))).toBe('\u2066> 99 %\u2069');
    expect(chance(0, 'en-GB')).toBe('0%');
  });
  test('shares with their interval', () => {
    expect(plain(percentInterval(0.82, 0.741, 0.878, 'en-GB')).replace(/[\u2066\u2069]/g, '')).toBe(
      '82% (74–88)',
    );
    expect(percentInterval(null, null, null, 'en-GB')).toBe('–');
  });
  test('numbers and sizes', () => {
    expect(number(1234.56, 'en-GB', 1)).toBe('1,234.6');
    expect(plain(fileSize(1_250_000, 'en-GB'))).toBe('1.3 MB');
    expect(plain(fileSize(800, 'en-GB'))).toBe('1 kB');
  });
});

describe('names', () => {
  test.each([
    ['Amal Bennani', 'AB'],
    ['Fatou', 'F'],
    ['ليلى بن علي', 'لع'],
    ['', '?'],
    ['João da Silva', 'JS'],
  ])('%s', (name, text) => {
    expect(initials(name)).toBe(text);
  });
  test('are found without accents', () => {
    expect(folded('Éléonore')).toBe('eleonore');
    expect(folded('أحمد')).toBe(folded('احمد'));
  });
});

test('French punctuation stays beside its word', () => {
  expect(unbroken('Attention : « oui » ou non ?')).toBe('Attention\u00a0: «\u00a0oui\u00a0» ou non\u00a0?');
  expect(unbroken('Note: no change, قف ؟')).toBe('Note: no change, قف ؟');
});
