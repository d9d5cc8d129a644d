// Which fields each noun has, how they are edited, and what a new one begins with.
import { freeId } from './ids.ts';
import type { Document, Kind, Levels } from './types.ts';

export type FieldType =
  | 'text'
  | 'long'
  | 'id'
  | 'ref'
  | 'calendars'
  | 'languages'
  | 'language'
  | 'labels'
  | 'colour'
  | 'share'
  | 'number'
  | 'flag'
  | 'zone'
  | 'country'
  | 'hours'
  | 'levels'
  | 'capacity'
  | 'target'
  | 'later_targets'
  | 'relaxed'
  | 'advisers'
  | 'days'
  | 'purpose';

export interface FieldSpec {
  name: string;
  type: FieldType;
  /** May stay empty. */
  optional?: boolean;
  /** The kind a `ref` points to. */
  of?: Kind;
  /** Bounds of a number; of a share in per cent. */
  least?: number;
  most?: number;
  unit?: 'seconds' | 'months';
  /** Folded away under "More settings": it has a good default. */
  more?: boolean;
  /** A short field stands beside its neighbour. */
  half?: boolean;
  /** A line of `admin.hint.<name>` stands below it. */
  hint?: boolean;
}

export interface KindSpec {
  fields: readonly FieldSpec[];
  /** A new id, when the name cannot give one. */
  stem: string;
  joint?: string;
  /** The operator chooses the order. */
  ordered?: boolean;
  single?: boolean;
}

const NAME: FieldSpec = { name: 'name', type: 'text' };
const ID: FieldSpec = { name: 'id', type: 'id', hint: true, more: true };
const LABELS: FieldSpec = { name: 'labels', type: 'labels' };
const ZONE: FieldSpec = { name: 'timezone', type: 'zone' };
const HOURS: FieldSpec = { name: 'hours', type: 'hours', optional: true };
const CALENDARS: FieldSpec = { name: 'calendars', type: 'calendars', optional: true, hint: true };
const SITE: FieldSpec = { name: 'site', type: 'ref', of: 'sites' };
const BRAND: FieldSpec = { name: 'brand', type: 'ref', of: 'brands', half: true };
const LANGUAGE: FieldSpec = { name: 'language', type: 'language', half: true };
const seconds = (name: string, least: number): FieldSpec => ({
  name, type: 'number', unit: 'seconds', least, more: true, half: true, hint: true,
}); // prettier-ignore
const months = (name: string): FieldSpec => ({
  name, type: 'number', unit: 'months', least: 1, most: 600, half: true, hint: true,
}); // prettier-ignore

export const RETENTION = [
  'conversations_months',
  'recordings_months',
  'analysis_months',
  'training_months',
  'access_log_months',
  'scoring_log_months',
  'candidates_months',
] as const;

export const SPECS: Record<Kind, KindSpec> = {
  skills: { stem: 'skill', fields: [NAME, ID] },
  sites: {
    stem: 'site',
    fields: [NAME, { name: 'country', type: 'country', half: true }, { ...ZONE, half: true }, HOURS, CALENDARS, ID],
  }, // prettier-ignore
  brands: {
    stem: 'brand',
    fields: [
      NAME,
      { name: 'languages', type: 'languages', hint: true },
      { name: 'assistant_name', type: 'text', half: true, hint: true },
      { name: 'colour', type: 'colour', half: true, hint: true },
      { ...ZONE },
      { name: 'names', type: 'labels', optional: true, hint: true },
      { name: 'assistant_names', type: 'labels', optional: true, hint: true },
      { name: 'advisers', type: 'advisers', optional: true, hint: true, more: true },
      { name: 'holdout_share', type: 'share', least: 0, most: 50, hint: true, more: true },
      seconds('inactivity_warning_seconds', 1),
      seconds('inactivity_close_seconds', 1),
      ID,
    ],
  },
  queues: {
    stem: 'queue',
    fields: [
      BRAND,
      LANGUAGE,
      NAME,
      { name: 'entry', type: 'flag', hint: true },
      { name: 'requires', type: 'levels', hint: true },
      { name: 'target', type: 'target', hint: true },
      HOURS,
      { ...CALENDARS },
      { ...ZONE, more: true },
      seconds('wrap_up_seconds', 0),
      { ...seconds('same_adviser_seconds', 0), most: 3600 },
      { name: 'priority', type: 'number', least: 0, most: 100, hint: true, more: true, half: true },
      { name: 'reserved', type: 'number', least: 0, most: 100, hint: true, more: true, half: true },
      { name: 'relaxed', type: 'relaxed', optional: true, hint: true, more: true },
      { name: 'later_targets', type: 'later_targets', optional: true, hint: true, more: true },
      ID,
    ],
  },
  advisers: {
    stem: 'adviser',
    joint: '.',
    fields: [NAME, SITE, { name: 'skills', type: 'levels', optional: true, hint: true }, { name: 'capacity', type: 'capacity', hint: true }, { ...ID, hint: true }],
  }, // prettier-ignore
  supervisors: { stem: 'supervisor', joint: '.', fields: [NAME, SITE, ID] },
  calendars: {
    stem: 'calendar',
    fields: [NAME, { name: 'country', type: 'country', optional: true }, { name: 'days', type: 'days', optional: true }, ID],
  }, // prettier-ignore
  wrap_up_codes: { stem: 'code', ordered: true, fields: [LABELS, ID] },
  pause_reasons: { stem: 'reason', ordered: true, fields: [LABELS, ID] },
  canned_replies: {
    stem: 'reply',
    fields: [BRAND, LANGUAGE, { name: 'shortcut', type: 'text', hint: true }, { name: 'text', type: 'long' }, ID],
  }, // prettier-ignore
  sampling: {
    stem: 'sampling',
    fields: [
      { name: 'purpose', type: 'purpose' },
      { name: 'queue', type: 'ref', of: 'queues', optional: true, hint: true },
      { name: 'share', type: 'share', least: 0, most: 100 },
      ID,
    ],
  },
  retention: { stem: 'retention', single: true, fields: RETENTION.map(months) },
};

/** The words an id is made from, before there is one. */
export function idSource(kind: Kind, document: Document): string {
  const labels = (document.labels ?? {}) as Record<string, string>;
  if (kind === 'wrap_up_codes' || kind === 'pause_reasons')
    return labels.en || labels.fr || Object.values(labels).find(Boolean) || '';
  if (kind === 'canned_replies')
    return `${document.brand}-${document.language}-${document.shortcut}`;
  if (kind === 'sampling') return [document.purpose, document.queue].filter(Boolean).join('-');
  if (kind === 'queues') return queueId(document);
  return String(document.name ?? '');
}

/** Queues are called after their brand and language; the skill beyond these tells them apart. */
function queueId(document: Document): string {
  if (document.entry) return `${document.brand}-${document.language}`;
  const own = new Set([document.brand, document.language]);
  const extra = Object.keys((document.requires ?? {}) as Levels).filter((id) => !own.has(id));
  return [document.brand, ...extra.slice(0, 1), document.language].join('-');
}

/** The id that `document` gets when nobody chooses one. */
export function proposedId(kind: Kind, document: Document, taken: ReadonlySet<string>): string {
  const { stem, joint = '-' } = SPECS[kind];
  return freeId(idSource(kind, document), taken, stem, joint);
}
