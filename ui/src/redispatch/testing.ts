// Small whole values for the tests of re-dispatch.
import type { Change, Counted, Estimate, Figures, Measure, Outlook, QueueEffect } from './types.ts';

export const change = (over: Partial<Change> = {}): Change => ({
  kind: 'site_dark',
  site: 'tunis',
  queue: null,
  to: null,
  held: 'return',
  levels: 1,
  count: null,
  ...over,
});

/** An estimate whose mean is as sure as its hour. */
export const around = (mean: number, low: number, high: number): Estimate => ({
  mean,
  low,
  high,
  mean_low: low,
  mean_high: high,
});
export const NOTHING: Estimate = {
  mean: null,
  low: null,
  high: null,
  mean_low: null,
  mean_high: null,
};

export const figures = (over: Partial<Figures> = {}): Figures => ({
  service_level: around(0.8, 0.7, 0.9),
  mean_wait_seconds: around(40, 30, 50),
  abandoned: around(4, 2, 6),
  ...over,
});
const NONE: Figures = {
  service_level: around(0, 0, 0),
  mean_wait_seconds: around(0, 0, 0),
  abandoned: around(0, 0, 0),
};

/** An outlook in which each of `differences` is felt by its queue's service level. */
export function outlook(differences: Record<string, number>): Outlook {
  const compared = (by: number) => ({
    without: figures(),
    with: figures(),
    difference: { ...NONE, service_level: around(by, by - 0.01, by + 0.01) },
  });
  return {
    made_at: '2026-03-02T12:00:00Z',
    minutes: 60,
    replications: 40,
    basis: {
      contacts: 1200,
      since: '2026-02-02T00:00:00Z',
      advisers: 30,
      arrivals: 'same_weekday',
      handling: { 'sahla-fr': 'own', 'waha-fr': 'assumed' },
      patience: { 'sahla-fr': 'centre', 'waha-fr': 'assumed' },
    },
    queues: Object.entries(differences).map(([queue, by]) => ({ queue, ...compared(by) })),
    all: compared(0),
  };
}

export const measure = (over: Partial<Measure> = {}): Measure => ({
  id: 'm1',
  change: change(),
  started_at: '2026-03-02T12:00:00Z',
  until: '2026-03-02T13:00:00Z',
  ended_at: null,
  by: 'samira',
  automatic: false,
  reason: '',
  moved: 3,
  predicted: null,
  ...over,
});

export const counted = (over: Partial<Counted> = {}): Counted => ({
  offered: 40,
  answered: 38,
  answered_in_target: 32,
  abandoned: 2,
  counted: 40,
  service_level: 0.8,
  service_level_low: 0.65,
  service_level_high: 0.9,
  mean_wait_seconds: 25,
  ...over,
});

export const effectOf = (after: Counted, predicted: QueueEffect['predicted']): QueueEffect => ({
  queue: 'sahla-fr',
  before: counted(),
  after,
  predicted,
});
