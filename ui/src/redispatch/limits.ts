// What the centre may do by itself, as typed, and what that makes. Pure.
import { number } from '../lib/format.ts';
import type { Kind, Limits } from './types.ts';

export interface LimitForm {
  on: boolean;
  kinds: Kind[];
  at_once: string;
  minutes: string;
  /** Per cent. */
  level_below: string;
  waited_targets: string;
}
export const FIELDS = ['at_once', 'minutes', 'level_below', 'waited_targets'] as const;
export type FieldName = (typeof FIELDS)[number];

/** What each field may hold, both ends included. */
export const BOUNDS: Record<FieldName, { least: number; most: number; whole: boolean }> = {
  at_once: { least: 1, most: 100, whole: true },
  minutes: { least: 1, most: 1440, whole: true },
  level_below: { least: 0, most: 100, whole: false },
  waited_targets: { least: 0.1, most: 1000, whole: false },
};

export function formOf(limits: Limits, locale: string): LimitForm {
  const shown = (value: number) => number(value, locale, 1);
  return {
    on: limits.on,
    kinds: [...limits.kinds],
    at_once: shown(limits.at_once),
    minutes: shown(limits.minutes),
    level_below: shown(limits.level_below * 100),
    waited_targets: shown(limits.waited_targets),
  };
}

/** A field's value; null when it cannot be read or lies outside its bounds. */
export function valueOf(form: LimitForm, name: FieldName): number | null {
  const text = form[name].trim().replace(',', '.');
  if (!/^\d+(\.\d+)?$/.test(text)) return null;
  const value = Number(text);
  const { least, most, whole } = BOUNDS[name];
  return value < least || value > most || (whole && !Number.isInteger(value)) ? null : value;
}

/** The limits of a form without faults; null when there is one, or it is on for no kind. */
export function limitsOf(form: LimitForm): Limits | null {
  const [at_once, minutes, level, waited] = FIELDS.map((name) => valueOf(form, name));
  if (at_once == null || minutes == null || level == null || waited == null) return null;
  if (form.on && !form.kinds.length) return null;
  const { on, kinds } = form;
  return { on, kinds, at_once, minutes, level_below: level / 100, waited_targets: waited };
}
