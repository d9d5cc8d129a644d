// What the server sends about the assistant: versions, their thresholds and reports, decisions.

/** The threshold of one group of one brand and language; null: assist-only. Shares are in [0, 1]. */
export interface Row {
  brand: string;
  language: string;
  group: string;
  risk: number;
  oos_share: number;
  threshold: number | null;
  bound: number | null; // upper limit (95 %) of the share wrong among answers
  verdict: string; // kept, too_few, too_wrong
  cases: number;
  asked: number;
  answered: number;
  wrong: number;
  oos_cases: number;
  oos_answered: number;
  missing: number;
  missing_oos: number;
  covers: string; // "traffic" or "this set"
  coverage: number;
}
export interface Point {
  risk: number;
  coverage: number;
  wrong_upper: number | null;
  missing: number;
  groups: Row[];
}
export interface Coverage {
  version: number;
  brand: string;
  language: string;
  risk: number;
  oos_share: number;
  points: Point[]; // empty: no case of this brand and language
}
export interface Preview {
  language: string;
  now: Point;
  then: Point;
}
export interface Check {
  name: string;
  tried: number;
  failed: number;
  passed: boolean;
  examples: string[];
  remedy: string;
  notes: string[];
}
export interface Report {
  document: string;
  passed: boolean;
  seconds: number;
  checks: Check[];
  text: string;
}
/** What came out of the gate. */
export interface Outcome {
  published: boolean;
  version: number | null;
  report: Report | null;
}
export interface Moved extends Outcome {
  preview: Preview[];
}
export interface Progress {
  running: boolean;
  step: string;
  place: number; // from 1
  steps: number;
  done: number; // cases read, of `of`
  of: number;
}
export interface VersionLine {
  number: number;
  id: string;
  published_at: string;
  published_by: string;
  is_current: boolean;
  articles: number;
  flows: number;
  answering: number;
  thresholds: number;
}
export interface Versions {
  current: number | null;
  versions: VersionLine[];
}
export interface Change {
  kind: string;
  name: string;
  was: string | null;
  now: string | null;
}
export interface VersionDetail extends VersionLine {
  report: Report;
  rows: Row[];
  changes: Change[];
}
export interface Retrieved {
  article: string;
  version: number;
  language: string;
  score: number;
  margin: number;
}
export type Did = 'answered' | 'withheld' | 'handed_over' | 'said' | 'solved' | 'silent';
/** What a language model had to do with a turn: codes, no words. */
export interface Asked {
  came: 'worded' | 'verbatim' | 'refused' | 'proposed' | 'nothing';
  reason: string;
  failed: string[]; // checks that its sentences failed
  sentences: number;
  milliseconds: number; // that the turn waited for it
  flow: string | null;
}
/** Why one turn went as it did; `message` is the customer's message that it was about. */
export interface Decided {
  message: string;
  at: string;
  why: string;
  did: Did;
  language: string;
  reason: string | null;
  retrieved: Retrieved[];
  readings: { intent: string; score: number }[];
  /** Articles that the customer was asked to choose from; `chosen`: the one taken of the last. */
  choices: string[];
  chosen: string | null;
  /** Several questions of one message, by their characters in the customer's words. */
  parts: { start: number; end: number; did: Did; article: string | null; score: number | null }[];
  group: string | null;
  threshold: number | null;
  version: number | null;
  milliseconds: number;
  asked: Asked | null; // null: no model is set, or it was not needed
}
