// What a candidate said, as a fact: the fields of each kind that criteria read.
import type { Fact } from './types.ts';

export interface FieldSpec {
  name: string;
  type: 'text' | 'number' | 'date' | 'month' | 'check' | 'one' | 'some';
  /** Of `one` and `some`; their words are `hiring.<words>.<option>`. */
  options?: readonly string[];
  words?: string;
}
export const LEVELS = ['A1', 'A2', 'B1', 'B2', 'C1', 'C2', 'native'] as const;
export const SPOKEN = ['fr', 'ar', 'en', 'es', 'pt', 'de', 'it', 'nl'] as const;
export const SHIFTS = [
  'night',
  'weekend',
  'early',
  'late',
  'rotating',
  'full_time',
  'part_time',
] as const;
const name: FieldSpec = { name: 'name', type: 'text' };

export const FIELDS: Record<string, readonly FieldSpec[]> = {
  language: [
    { name: 'language', type: 'one', options: SPOKEN },
    { name: 'level', type: 'one', options: ['', ...LEVELS], words: 'level' },
  ],
  experience: [
    { name: 'title', type: 'text' },
    { name: 'start', type: 'month' },
    { name: 'end', type: 'month' },
    { name: 'current', type: 'check' },
    { name: 'contact_centre', type: 'check' },
  ],
  education: [
    { name: 'degree', type: 'text' },
    { name: 'area', type: 'text' },
  ],
  certificate: [name],
  skill: [name],
  tool: [name],
  availability: [{ name: 'from', type: 'date' }],
  shift: [{ name: 'kinds', type: 'some', options: SHIFTS, words: 'shift' }],
  site: [{ name: 'city', type: 'text' }],
  notice: [{ name: 'days', type: 'number' }],
  right_to_work: [{ name: 'country', type: 'text' }],
};
export const KINDS = Object.keys(FIELDS);

export type Values = Record<string, unknown>;
/** A fact as it is sent, with the words of the person and the id of the one that it replaces. */
export interface Said {
  kind: string;
  words: string;
  value: Values;
  instead_of: string;
}

/** The fields of `kind` before anything is written: those of the fact to be mended, or none. */
export function begin(kind: string, fact: Fact | null): Values {
  const read: Values = fact?.kind === kind ? { ...fact.value } : {};
  const empty = { check: false, some: [], number: null } as const;
  for (const { name, type, options } of FIELDS[kind] ?? [])
    read[name] ??= type in empty ? empty[type as keyof typeof empty] : (options?.[0] ?? '');
  return read;
}

/** What is sent: criteria know skills and tools by `id`, countries in capitals, and a level as stated. */
export function finish(kind: string, values: Values): Values {
  const text = (one: unknown): string => String(one ?? '').trim();
  if (kind === 'language') return { ...values, basis: values['level'] ? 'stated' : '' };
  if (kind === 'skill' || kind === 'tool') return { ...values, id: text(values['name']) };
  if (kind === 'right_to_work')
    return { ...values, country: text(values['country']).toUpperCase() };
  return values;
}
