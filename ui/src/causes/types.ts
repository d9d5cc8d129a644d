// What a diagnosis says of a stretch of recorded contacts, worded in the language it was asked in.
// Times are seconds since 1970 (UTC), shares and effects fractions.
import type { Cause } from '../listening/types.ts';

export interface CauseShare {
  cause: Cause;
  /** Failures of which one is sure enough to say it, and their share. */
  verdicts: number;
  share: number;
  /** The sum of the probabilities. */
  expected: number;
}
export interface Day {
  day: number;
  contacts: number;
  failed: number;
  /** Failures by verdict; one of several causes counts in parts. */
  verdicts: Partial<Record<Cause, number>>;
}
export const KINDS = ['incident', 'change', 'hours', 'group'] as const;
export interface Cohort {
  id: string;
  kind: (typeof KINDS)[number];
  what: string;
  since: number | null;
  until: number | null;
  /** How much larger a share failed than of contacts alike. */
  effect: number;
  low: number;
  high: number;
  q_value: number;
  n: number;
  failures: number;
  /** Whether it stood the test. */
  found: boolean;
  cause: Cause;
  placebo: { of: number; as_bad: number } | null;
  would_change: string;
}
export interface Person {
  who: string;
  intent: string | null;
  contacts: number;
  failures: number;
  effect: number;
  low: number;
  high: number;
  probability: number;
  evidence: string;
}
export interface Report {
  since: number;
  until: number;
  contacts: number;
  failed: number;
  causes: CauseShare[];
  days: Day[];
  cohorts: Cohort[];
  people: {
    named: boolean;
    sure: number;
    /** From which size on a person is spoken of. */
    threshold: { contacts: number; failures: number; weeks: number };
    found: Person[];
    /** Nobody is shown, because the purpose of scoring is not in force or the reader's sites. */
    withheld: boolean;
  };
  unknown: { failures: number; apart: number; would_change: string };
  notes: { code: string; text: string }[];
}
export interface Diagnosis {
  id: string;
  made_at: string;
  report: Report;
}
/** `diagnosis` null: none was made. */
export interface CausesView {
  diagnosis: Diagnosis | null;
  running: boolean;
  problem: string | null;
  known: Known;
}
/** How many lines the tables of other systems have; 0: none was given. */
export interface Known {
  incidents: number;
  versions: number;
}
export interface CauseContact {
  id: string;
  contact: string;
  started_at: string | null;
  verdict: string;
  p_human: number;
  p_technology: number;
  p_process: number;
  p_none: number;
  evidence: string;
}
