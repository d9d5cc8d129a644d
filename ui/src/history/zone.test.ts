import { describe, expect, it } from 'vitest';
import { addDays, dayOf, hourOf, isDay, offsetName, startOfDay } from './zone.ts';

describe('days of a site', () => {
  it.each([
    ['2026-03-02', 'Africa/Dakar', '2026-03-02T00:00:00.000Z'],
    ['2026-03-02', 'Africa/Tunis', '2026-03-01T23:00:00.000Z'],
    ['2026-07-14', 'Europe/Lisbon', '2026-07-13T23:00:00.000Z'],
    // Clocks turn during these days; the day starts under the old offset.
    ['2026-03-29', 'Europe/Lisbon', '2026-03-29T00:00:00.000Z'],
    ['2026-10-25', 'Europe/Lisbon', '2026-10-24T23:00:00.000Z'],
    ['2026-03-02', 'America/New_York', '2026-03-02T05:00:00.000Z'],
  ])('%s starts in %s at %s', (day, zone, instant) => {
    expect(startOfDay(day, zone).toISOString()).toBe(instant);
  });

  it('are found back from any instant within them', () => {
    for (const zone of ['Africa/Douala', 'Europe/Lisbon', 'Africa/Casablanca', 'Asia/Tokyo']) {
      for (let day = '2026-01-01'; day < '2027-01-01'; day = addDays(day, 9)) {
        const start = startOfDay(day, zone).getTime();
        expect(dayOf(start, zone)).toBe(day);
        expect(dayOf(start - 1, zone)).toBe(addDays(day, -1));
      }
    }
  });

  it('move on the calendar across months and leap days', () => {
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  });

  it.each([
    ['2026-02-28', true],
    ['2026-02-30', false],
    ['2026-13-01', false],
    ['26-01-01', false],
    ['', false],
    ["2026-01-01'--", false],
  ])('%s is a day: %s', (text, verdict) => {
    expect(isDay(text)).toBe(verdict);
  });

  it('show local hours and name their offset', () => {
    const noon = Date.parse('2026-07-14T12:05:00Z');
    expect(hourOf(noon, 'Africa/Tunis')).toBe('13:05');
    expect(offsetName(noon, 'Africa/Tunis')).toBe('UTC+01:00');
    expect(offsetName(noon, 'Africa/Abidjan')).toBe('UTC');
    expect(offsetName(noon, 'America/St_Johns')).toBe('UTC-02:30');
  });
});
