// What the server sends of jobs, intakes and applications.

export const STAGES = [
  'received',
  'to_meet',
  'met',
  'offered',
  'hired',
  'set_aside',
  'withdrawn',
] as const;
export type Stage = (typeof STAGES)[number];
export type Mark = 'met' | 'not_met' | 'open';
export type Need = 'must' | 'should' | 'nice';

/** What may be taken in at all, and how much at once; sizes in bytes. */
export interface Rules {
  in_force: boolean;
  max_file: number;
  max_part: number;
  max_files: number;
}
export interface Job {
  id: string;
  version: number;
  title: string;
  positions: number;
  /** A day; null: none. */
  deadline: string | null;
  state: 'open' | 'closed';
  stages: Partial<Record<Stage, number>>;
  applications: number;
  /** How many of them somebody looked at. */
  opened: number;
  /** How many are scored by an older version of the job. */
  behind: number;
  updated_at: string;
}
export interface JobCriterion {
  id: string;
  kind: string;
  need: Need;
  weight: number;
  text: string;
}
export interface Intake {
  id: string;
  by: string;
  started_at: string;
  ended_at: string | null;
  /** `lost`: said to be running, but nobody does it. */
  state: 'running' | 'stopped' | 'done' | 'lost';
  problem: string | null;
  found: number;
  waiting: number;
  read: number;
  quarantined: number;
  people: number;
  versions: number;
}
export interface JobDetail extends Job {
  text: string;
  sites: string[];
  criteria: JobCriterion[];
  intakes: Intake[];
  scoring: boolean;
  rules: Rules;
}
export interface Aside {
  id: string;
  name: string;
  reason: string;
  message: string;
}
/** One application in the list: what criteria say, and no word of the person. */
export interface Row {
  place: number;
  id: string;
  language: string;
  stage: Stage;
  points: number;
  open: number;
  total: number;
  missed: boolean;
  marks: Record<string, Mark>;
  opened: boolean;
  opened_by_me: boolean;
  human_asked: boolean;
}
export interface Fault {
  field: string;
  problem: string;
  remedy: string;
  line: number;
}
