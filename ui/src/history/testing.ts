// Small whole values for the tests of the history.

import type { Interval } from '../lib/types.ts';

export function interval(over: Partial<Interval> = {}): Interval {
  return {
    start: '2026-03-02T09:00:00Z',
    offered: 8,
    answered: 7,
    answered_in_target: 6,
    abandoned: 1,
    counted: 8,
    service_level: 0.75,
    mean_wait_seconds: 14.25,
    mean_handling_seconds: 301.5,
    opened: 12,
    answered_unconfirmed: 4,
    handed_over: 8,
    ...over,
  };
}
