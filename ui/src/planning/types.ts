// What the server sends and takes: a scenario as its file has it, runs, figures with intervals.

export interface Duration {
  mean?: number | null;
  scv?: number | null;
  values?: number[];
}
export interface Queue {
  id: string;
  requires: Record<string, number>;
  /** One for every interval, or one per interval; null: not known yet. */
  contacts: number | number[] | null;
  handling: Duration | null;
  patience?: Duration | null;
  intents?: Record<string, number>;
  [more: string]: unknown;
}
export interface Pool {
  id: string;
  site: string;
  skills: Record<string, number>;
  staff: number | number[];
  [more: string]: unknown;
}
export interface Alternative {
  name: string;
  outage?: { site: string; from: string; to: string; contacts?: 'return' | 'finish' | 'lost' };
  assistant?: { intent: string; share: number; rest?: number };
  teach?: { skill: string; advisers: number; pool: string; level?: number };
  close?: { site: string };
  policy?: string;
  contacts_factor?: number;
}
export const KINDS = [
  'outage',
  'close',
  'assistant',
  'teach',
  'contacts_factor',
  'policy',
] as const;
export type Kind = (typeof KINDS)[number];

export interface Scenario {
  name: string;
  start?: string;
  hours?: number;
  minutes?: number;
  policy?: string;
  queue: Queue[];
  pool: Pool[];
  alternative?: Alternative[];
  [more: string]: unknown;
}

export const FIGURES = ['service_level', 'mean_wait', 'abandonment', 'occupancy'] as const;
export type FigureName = (typeof FIGURES)[number];
export const VIEWS = ['all', 'queue', 'site', 'interval'] as const;
export type View = (typeof VIEWS)[number];

export interface Figure {
  alternative: string;
  kind: View;
  id: string;
  figure: FigureName;
  mean: number | null;
  low: number | null;
  high: number | null;
  change: number | null;
  change_low: number | null;
  change_high: number | null;
}

export interface RunLine {
  id: string;
  name: string;
  state: 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted';
  created_at: string;
  ended_at: string | null;
  alternatives: string[];
  replications: number;
  seed: number;
  progress: { name: string; place: number; places: number; done: number; of: number } | null;
  problem: { code: string; detail: string } | null;
}
export interface Run extends RunLine {
  scenario: Scenario;
  figures: Figure[] | null;
}
export interface Basis {
  since: string;
  contacts: number;
  days: number;
}
export interface Missing {
  queue: string;
  field: 'contacts' | 'handling' | 'patience';
}
export interface Fault {
  field: string;
  problem: string;
  remedy: string;
  file: string;
  line: number;
}
