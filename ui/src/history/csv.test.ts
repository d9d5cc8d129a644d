import { describe, expect, it } from 'vitest';
import { fileName, intervalsCsv } from './csv.ts';
import { interval } from './testing.ts';

describe('file names', () => {
  it('say what, where and which days', () => {
    expect(fileName('contacts', '2026-03-02', '2026-03-02')).toBe('nawba-contacts-2026-03-02.csv');
    expect(fileName('intervals', '2026-03-01', '2026-03-02', '', 'sahla-fr')).toBe(
      'nawba-intervals-sahla-fr-2026-03-01_2026-03-02.csv',
    );
  });

  it('never carry a path', () => {
    expect(fileName('contacts', '2026-03-02', '2026-03-02', '../../etc')).toBe(
      'nawba-contacts--etc-2026-03-02.csv',
    );
  });
});

describe('intervals as CSV', () => {
  const text = intervalsCsv(
    [interval(), interval({ service_level: null, mean_wait_seconds: null })],
    'Africa/Tunis',
  );
  const lines = text.replace('\uFEFF', '').trimEnd().split('\r\n');

  it('has a head and a line each, all as wide', () => {
    expect(lines).toHaveLength(3);
    expect(new Set(lines.map((line) => line.split(',').length))).toEqual(new Set([13]));
  });

  it('carries UTC and local times, rounded figures, and nothing for what is unknown', () => {
    expect(lines[1]).toBe('2026-03-02T09:00:00Z,2026-03-02,10:00,12,8,7,6,1,0.75,14.25,301.5,4,8');
    expect(lines[2]).toBe('2026-03-02T09:00:00Z,2026-03-02,10:00,12,8,7,6,1,,,301.5,4,8');
  });

  it('starts with a byte-order mark and ends with a line end', () => {
    expect(text.startsWith('\uFEFFstart_utc,')).toBe(true);
    expect(text.endsWith('\r\n')).toBe(true);
  });
});
