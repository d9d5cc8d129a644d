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
/** Somebody who agreed to be called; `application` is their newest. */
export interface InReserve {
  candidate: string;
  application: string | null;
  language: string;
  marks: Record<string, Mark>;
  missed: boolean;
}
/** Who of the reserve could be called; the counts are of all, the rows the best of them. */
export interface Reserve {
  people: number;
  meet_all: number;
  miss_none: number;
  criteria: JobCriterion[];
  rows: InReserve[];
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
export type Met = 'met' | 'not_met' | 'not_stated';
export interface Fact {
  id: string;
  kind: string;
  /** The fields of its kind: docs/hiring-facts.md. */
  value: Record<string, unknown>;
  lines: number[];
  quote: string;
  /** In [0, 1]; below a half a person is asked to look. */
  confidence: number;
}
/** Edges in points from the top left corner of a page that counts from 1. */
export interface Box {
  page: number;
  left: number;
  top: number;
  right: number;
  bottom: number;
}
export interface Line {
  number: number;
  text: string;
  /** `hidden`: nobody sees it on the page; `said`: stated afterwards. */
  source: 'text' | 'ocr' | 'hidden' | 'said';
  bold: boolean;
  block: number;
  box: Box | null;
}
export interface CvDocument {
  id: string;
  kind: string;
  language: string;
  reader: string;
  order_confidence: number;
  notes: { warning: string; lines: number[]; detail: string }[];
  pages: { number: number; width: number; height: number }[];
  lines: Line[];
  facts: Fact[];
  /** Read, and taken back or mended since. */
  replaced: Fact[];
}
export interface Answer {
  criterion: string;
  text: string;
  need: Need;
  weight: number;
  met: Met;
  found: string;
  /** The question to put, where it is not stated. */
  ask: string;
  lines: number[];
}
export interface Entry {
  id: string;
  at: string;
  by: string;
  what: 'scored' | 'opened' | 'stage' | 'note' | 'explained';
  words: string;
  stage: Stage | null;
  points: number | null;
  total: number | null;
  version: number | null;
}
export interface Application {
  id: string;
  job: string;
  stage: Stage;
  masked: boolean;
  points: number;
  open: number;
  total: number;
  versions: { version: number; rules: string; reader: string };
  scored_at: string;
  candidate: {
    id: string;
    language: string;
    reserve: boolean;
    human_asked_at: string | null;
    link_ends_at: string | null;
  };
  document: CvDocument | null;
  criteria: Answer[];
  log: Entry[];
  documents: {
    id: string;
    name: string | null;
    kind: string;
    received_at: string;
    current: boolean;
  }[];
}
export interface GroupRate {
  group: string[];
  people: number;
  taken: number;
  rate: number;
  rate_interval: number[];
  /** To the group taken most often; null for that group. */
  ratio: number | null;
  ratio_interval: (number | null)[] | null;
  verdict: string;
}
export interface Comparison {
  attributes: string[];
  people: number;
  not_declared: number;
  confidence: number;
  groups: GroupRate[];
  left_out: { group: string[]; people: number }[];
}
/** Counts alone: who declared what is nowhere in it. */
export interface Fairness {
  people: number;
  taken: number;
  declared: Record<string, number>;
  fewest: number;
  comparisons: Comparison[];
}
