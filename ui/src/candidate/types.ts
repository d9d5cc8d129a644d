// What the server sends of a candidate, to that candidate.
import type { Fact, Line, Met, Need } from '../hiring/types.ts';

export interface OwnCriterion {
  criterion: string;
  text: string;
  need: Need;
  weight: number;
  met: Met;
  /** What a recruiter would ask, where it is not stated. */
  ask: string;
  lines: number[];
}
export interface OwnApplication {
  id: string;
  title: string;
  received_at: string;
  points: number;
  open: number;
  total: number;
  criteria: OwnCriterion[];
}
export interface Own {
  language: string;
  reserve: boolean;
  human_asked: boolean;
  retention_months: number;
  applications: OwnApplication[];
  groups: Record<string, string>;
  /** What may be declared. */
  attributes: string[];
  lines: Pick<Line, 'number' | 'text' | 'source'>[];
  facts: Fact[];
  /** Read, and mended or taken back since. */
  replaced: Fact[];
}
