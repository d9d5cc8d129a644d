import { describe, expect, it } from 'vitest';
import { clock, grown, isoDuration, secondsSince, serverOffset } from './ages';

const NOON = Date.parse('2026-03-02T12:00:00Z');

describe('ages', () => {
  it('follow the server clock, not this machine’s', () => {
    const fastByAMinute = NOON + 60_000;
    const offset = serverOffset('2026-03-02T12:00:00Z', fastByAMinute);
    expect(offset).toBe(-60_000);
    expect(secondsSince('2026-03-02T11:59:30Z', fastByAMinute + offset)).toBe(30);
  });

  it('never run backwards when an event is younger than the last reading', () => {
    expect(secondsSince('2026-03-02T12:00:05Z', NOON)).toBe(0);
  });

  it('grow between two readings', () => {
    expect(grown(42.7, '2026-03-02T12:00:00Z', NOON + 3_400)).toBe(45);
    expect(grown(null, '2026-03-02T12:00:00Z', NOON + 3_400)).toBeNull();
  });

  it.each([
    [0, '0:00'],
    [7.9, '0:07'],
    [72, '1:12'],
    [3599, '59:59'],
    [3600, '1:00:00'],
    [37_384, '10:23:04'],
    [-3, '0:00'],
  ])('%d seconds read %s', (seconds, text) => {
    expect(clock(seconds)).toBe(text);
  });

  it('are durations for machines too', () => {
    expect(isoDuration(72.4)).toBe('PT72S');
  });
});
