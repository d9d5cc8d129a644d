import { describe, expect, it } from 'vitest';
import { points, totals, trimmed } from './series.ts';
import { interval } from './testing.ts';

const quiet = {
  opened: 0,
  offered: 0,
  answered: 0,
  answered_in_target: 0,
  abandoned: 0,
  counted: 0,
  answered_unconfirmed: 0,
  handed_over: 0,
  service_level: null,
  mean_wait_seconds: null,
  mean_handling_seconds: null,
};
const at = (hour: string, over = {}) => interval({ start: `2026-03-02T${hour}:00Z`, ...over });

describe('points', () => {
  it('leave out the silent night but not the silent lunch', () => {
    const day = [
      at('07:00', quiet),
      at('08:00'),
      at('09:00', quiet),
      at('10:00'),
      at('11:00', quiet),
    ];
    expect(trimmed(day).map((each) => each.start.slice(11, 13))).toEqual(['08', '09', '10']);
    expect(trimmed([at('07:00', quiet)])).toEqual([]);
    expect(points([], 'UTC')).toEqual([]);
  });

  it('are labelled in the site’s time, with the day only when there are several', () => {
    expect(points([at('08:00')], 'Africa/Tunis').map((each) => each.label)).toEqual(['09:00']);
    const two = [at('08:00'), interval({ start: '2026-03-03T08:00:00Z' })];
    expect(points(two, 'Africa/Tunis').map((each) => each.label)).toEqual([
      '02/03 09:00',
      '03/03 09:00',
    ]);
  });
});

describe('totals', () => {
  it('weigh waits by the contacts answered', () => {
    const sums = totals([
      at('08:00', { answered: 1, mean_wait_seconds: 100 }),
      at('09:00', { answered: 9, mean_wait_seconds: 10 }),
      at('10:00', quiet),
    ]);
    expect(sums.mean_wait_seconds).toBe(19);
    expect(sums.answered).toBe(10);
  });

  it('take the level from sums, not from the mean of levels', () => {
    const sums = totals([
      at('08:00', { counted: 1, answered_in_target: 0, service_level: 0 }),
      at('09:00', { counted: 9, answered_in_target: 9, service_level: 1 }),
    ]);
    expect(sums.service_level).toBe(0.9);
  });

  it('say nothing where nothing was offered', () => {
    expect(totals([at('08:00', quiet)])).toMatchObject({
      service_level: null,
      mean_wait_seconds: null,
    });
  });
});
