// What the administration pages read and write: the centre's nouns as JSON, one item each.

export const KINDS = [
  'skills',
  'sites',
  'brands',
  'queues',
  'advisers',
  'supervisors',
  'calendars',
  'wrap_up_codes',
  'pause_reasons',
  'canned_replies',
  'sampling',
  'retention',
] as const;
export type Kind = (typeof KINDS)[number];

export type Plain = string | number | boolean | null | Plain[] | { [name: string]: Plain };
/** The fields of a noun as the server has them. */
export type Document = { [name: string]: Plain };

export interface Item {
  id: string;
  kind: Kind;
  document: Document;
  /** Counts from 1 per noun; sent back with a change, so that nobody overwrites somebody. */
  revision: number;
  retired: boolean;
}

/** What is missing before the centre can work. */
export interface Lack {
  code: 'none' | 'no_entry' | 'several_entries' | 'unserved';
  kind: Kind;
  id: string | null;
  language?: string;
  count?: number;
  requires?: Levels;
  /** Others could serve it, but this brand lists none of them. */
  by_list_of?: string;
  text: string;
}
export interface Lacks {
  counts: Partial<Record<Kind, number>>;
  lacks: Lack[];
}

export interface FieldChange {
  field: string;
  from: Plain;
  to: Plain;
}
export type What = 'added' | 'changed' | 'retired' | 'restored' | 'reordered';
export interface Change {
  n: number;
  batch: number;
  at: string;
  by: string;
  kind: Kind;
  id: string;
  what: What;
  before: Document | null;
  after: Document | null;
  fields: FieldChange[];
}
export interface Changes {
  changes: Change[];
  next: number | null;
}

/** One noun that a file would change. */
export interface Difference {
  kind: Kind;
  id: string;
  what: What;
  fields?: FieldChange[];
}
export interface Imported {
  applied: boolean;
  diff: Difference[];
  lacks: Lack[];
  batch: number | null;
}

export interface Saved {
  item: Item;
  change: number | null;
  lacks: Lack[];
}
export interface SavedMany {
  items: Item[];
  batch: number | null;
  changes: number[];
  lacks: Lack[];
}

/** What is wrong in a document; `field` lies within it: `target.seconds`, `hours[0].start`. */
export interface Fault {
  field: string;
  problem: string;
  remedy: string;
  file?: string;
  line?: number;
  kind?: Kind;
  id?: string;
}
/** What a refusal tells besides its text. */
export interface Refusal {
  faults?: Fault[];
  current?: Item;
  changes?: Change[];
  contacts?: number;
  /** What still needs the noun as it was. */
  used_by?: { kind: Kind; id: string; field: string }[];
}

export interface Opening {
  days: string[];
  start: string;
  end: string;
}
export type Levels = Record<string, number>;
export type Labels = Record<string, string>;
export interface Target {
  share: number;
  seconds: number;
}
export interface LaterTarget extends Target {
  since: string;
}
export interface Relaxation {
  after_seconds: number;
  requires: Levels;
}
export interface Holiday {
  date: string;
  name: string;
}
