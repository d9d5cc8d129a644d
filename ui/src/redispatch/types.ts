// Re-dispatch as the server tells it. Times are ISO 8601 UTC, durations seconds, shares 0 to 1.

export const KINDS = ['site_dark', 'widen_queue', 'move_waiting'] as const;
export type Kind = (typeof KINDS)[number];
export type Held = 'return' | 'finish';

export interface Change {
  kind: Kind;
  site: string | null;
  queue: string | null;
  to: string | null;
  /** What becomes of contacts held at a site that goes dark. */
  held: Held;
  /** Up to how many levels of a skill may lack, to answer a widened queue. */
  levels: number;
  /** At most so many are moved, the longest wait first; null: all. */
  count: number | null;
}

/** What is expected of this very hour; all null when nobody would come. */
export interface Estimate {
  mean: number | null;
  /** Where the hour itself will fall with 95 %, not only its mean. */
  low: number | null;
  high: number | null;
  /** The 95 % interval of the mean. */
  mean_low: number | null;
  mean_high: number | null;
}
export const FIGURES = ['service_level', 'mean_wait_seconds', 'abandoned'] as const;
export type Figure = (typeof FIGURES)[number];
export type Figures = Record<Figure, Estimate>;
export interface Compared {
  without: Figures;
  with: Figures;
  difference: Figures;
}
/** What an outlook rests on. */
export interface Basis {
  contacts: number;
  since: string | null;
  advisers: number;
  /** Where the expected arrivals come from. */
  arrivals: 'same_weekday' | 'last_hour' | 'none';
  /** By queue: what handling times and patience were taken from. */
  handling: Record<string, 'own' | 'fitted' | 'centre' | 'assumed'>;
  patience: Record<string, 'own' | 'centre' | 'assumed'>;
}
export interface Outlook {
  made_at: string;
  minutes: number;
  replications: number;
  basis: Basis;
  queues: (Compared & { queue: string })[];
  /** Null for who sees a part of the centre only. */
  all: Compared | null;
}

export interface Measure {
  id: string;
  change: Change;
  started_at: string;
  until: string | null;
  ended_at: string | null;
  by: string;
  /** Applied by the centre itself, within its limits. */
  automatic: boolean;
  reason: string;
  moved: number;
  predicted: Outlook | null;
}
export interface Suggestion {
  change: Change;
  why: 'queue_misses_target' | 'nobody_serves' | 'site_silent' | 'site_closes';
  queue: string | null;
  site: string | null;
}
export interface Limits {
  on: boolean;
  kinds: Kind[];
  at_once: number;
  minutes: number;
  level_below: number;
  waited_targets: number;
}
export interface Price {
  queue: string;
  contacts_per_hour: number;
  /** Contacts an hour that would go unserved if one more an hour came to this queue. */
  price: number;
  /** Contacts an hour that go unserved already. */
  short: number;
}
export interface State {
  at: string;
  measures: Measure[];
  suggestions: Suggestion[];
  automatic: Limits;
  prices: Price[] | null;
}

export interface Moving {
  contact: string;
  queue: string;
  to: string | null;
  state: 'held' | 'offered' | 'waiting';
  adviser: string | null;
  waited_seconds: number;
  becomes: 'waits_again' | 'moves' | 'finishes';
}
export interface Preview {
  contacts: Moving[];
  counts: { held: number; offered: number; waiting: number };
  advisers: number;
  outlook: Outlook | null;
  outlook_why: 'no_history' | 'planning_busy' | null;
}

/** What was counted in a stretch of time. */
export interface Counted {
  offered: number;
  answered: number;
  answered_in_target: number;
  abandoned: number;
  /** What the level divides by. */
  counted: number;
  service_level: number | null;
  service_level_low: number | null;
  service_level_high: number | null;
  mean_wait_seconds: number | null;
}
export interface QueueEffect {
  queue: string;
  before: Counted;
  after: Counted;
  predicted: { with: Figures; without: Figures } | null;
}
export interface Effect {
  measure: Measure;
  minutes_passed: number;
  queues: QueueEffect[];
}
