import { describe, expect, it } from 'vitest';
import { age, grown, isoDuration } from './ages.ts';

const NOON = Date.parse('2026-03-02T12:00:00Z');

describe('ages', () => {
  it('are whole seconds', () => {
    expect(age('2026-03-02T11:59:29.600Z', NOON)).toBe(30);
  });

  it('never run backwards when an event is younger than the last reading', () => {
    expect(age('2026-03-02T12:00:05Z', NOON)).toBe(0);
  });

  it('grow between two readings', () => {
    expect(grown(42.7, '2026-03-02T12:00:00Z', NOON + 3_400)).toBe(45);
    expect(grown(42.7, '2026-03-02T12:00:00Z', NOON - 900)).toBe(42);
    expect(grown(null, '2026-03-02T12:00:00Z', NOON + 3_400)).toBeNull();
  });

  it('are durations for machines too', () => {
    expect(isoDuration(72.4)).toBe('PT72S');
    expect(isoDuration(-1)).toBe('PT0S');
  });
});
