// What /api/staffing takes and tells; times in seconds, shares between 0 and 1.
export const LEVELS = [
  'less_short_abandons',
  'served_of_offered',
  'waited_at_most',
  'served_of_served',
] as const;
export type Level = (typeof LEVELS)[number];

export interface Interval {
  label: string;
  contacts: number;
  handling?: number | null;
  advisers?: number | null;
}

export interface Question {
  intervals: Interval[];
  minutes: number;
  handling: number;
  patience: number | null;
  spread: number | null;
  absent: number;
  target: {
    share: number;
    seconds: number;
    definition: Level;
    most_abandoned: number | null;
    most_occupied: number | null;
  };
}

/** What so many advisers come to; null where nobody comes or the queue never ends. */
export interface Facts {
  advisers: number;
  on_payroll: number;
  load_erlangs: number;
  delayed: number | null;
  wait_seconds: number | null;
  wait_p90_seconds: number | null;
  waiting: number | null;
  abandoned: number | null;
  occupancy: number | null;
  levels: Record<Level, number | null>;
  kept: boolean;
}

export interface Row extends Facts {
  label: string;
  contacts: number;
  handling: number;
}

export interface Answer {
  rows: Row[];
  peak: number;
  adviser_hours: number;
  paid_hours: number;
}

export interface Rule {
  spare: number;
  delayed: number;
  advisers: number;
}

export interface Around {
  points: Facts[];
  rule: Rule | null;
}
