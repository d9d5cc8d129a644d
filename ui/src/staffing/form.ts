// What the form holds, as typed, and the question it makes; faults by field.
import { figure } from './figures.ts';
import type { Interval, Level, Question } from './types.ts';

export interface Form {
  contacts: string;
  advisers: string;
  minutes: string;
  handling: string;
  patience: string;
  spread: string;
  share: string;
  seconds: string;
  definition: Level;
  abandoned: string;
  occupied: string;
  absent: string;
}
export type FieldName = Exclude<keyof Form, 'definition'>;
export type Faults = Partial<Record<FieldName, true>>;

export const BLANK: Form = {
  contacts: '600',
  advisers: '',
  minutes: '30',
  handling: '300',
  patience: '180',
  spread: '',
  share: '80',
  seconds: '20',
  definition: 'less_short_abandons',
  abandoned: '',
  occupied: '',
  absent: '30',
};

/** What each field may hold, both ends included; per cent where the question has shares. */
export const LIMITS: Record<FieldName, { least: number; most: number; needed: boolean }> = {
  contacts: { least: 0, most: 10_000_000, needed: true },
  advisers: { least: 1, most: 100_000, needed: false },
  minutes: { least: 1, most: 1440, needed: true },
  handling: { least: 1, most: 86_400, needed: true },
  patience: { least: 1, most: 86_400, needed: false },
  spread: { least: 0.05, most: 3, needed: false },
  share: { least: 0.1, most: 99.9, needed: true },
  seconds: { least: 0, most: 86_400, needed: true },
  abandoned: { least: 0.1, most: 99.9, needed: false },
  occupied: { least: 0.1, most: 99.9, needed: false },
  absent: { least: 0, most: 95, needed: false },
};
const NAMES = Object.keys(LIMITS) as FieldName[];

/** Fields that cannot be read, or lie outside their limits. `day`: contacts come from a table. */
export function faultsOf(form: Form, day: boolean): Faults {
  const wrong = NAMES.filter((name) => !(day && isOfOne(name)) && !holds(form, name));
  if (form.spread.trim() && !form.patience.trim()) wrong.push('spread');
  return Object.fromEntries(wrong.map((name) => [name, true]));
}

const isOfOne = (name: FieldName): boolean => name === 'contacts' || name === 'advisers';

function holds(form: Form, name: FieldName): boolean {
  const { least, most, needed } = LIMITS[name];
  if (!form[name].trim()) return !needed;
  const value = figure(form[name]);
  if (value === null || (name === 'advisers' && !Number.isInteger(value))) return false;
  return value >= least && value <= most;
}

/** The question of a form without faults; of the one interval that it names, or of a day's. */
export function question(form: Form, day: Interval[] | null): Question {
  const value = (name: FieldName) => figure(form[name]);
  const share = (name: FieldName) => {
    const per_cent = value(name);
    return per_cent === null ? null : per_cent / 100;
  };
  const one = { label: '', contacts: value('contacts') ?? 0, advisers: value('advisers') };
  return {
    intervals: day ?? [one],
    minutes: value('minutes') ?? 30,
    handling: value('handling') ?? 300,
    patience: value('patience'),
    spread: value('spread'),
    absent: share('absent') ?? 0,
    target: {
      share: share('share') ?? 0.8,
      seconds: value('seconds') ?? 20,
      definition: form.definition,
      most_abandoned: share('abandoned'),
      most_occupied: share('occupied'),
    },
  };
}
