// What a form can tell before it is sent; the server checks everything again and has the last word.
import { isClock } from './clock.ts';
import { isId } from './ids.ts';
import { SPECS, type FieldSpec } from './specs.ts';
import type {
  Document,
  Fault,
  Holiday,
  Kind,
  LaterTarget,
  Opening,
  Plain,
  Relaxation,
  Target,
} from './types.ts';

/** A fault of a field: `key` of the catalogue with its values, or the server's own words. */
export type Trouble =
  { field: string; key: string; values?: Record<string, number> } | { field: string; text: string };

/** Everything wrong in `document` that can be seen without the server. */
export function troubles(kind: Kind, document: Document): Trouble[] {
  return SPECS[kind].fields.flatMap((spec) => {
    const value = document[spec.name] ?? null;
    if (isEmpty(value))
      return spec.optional || spec.type === 'id' ? [] : [at(spec.name, 'required')];
    return CHECKS[spec.type]?.(spec, value) ?? [];
  });
}

const at = (field: string, key: string, values?: Record<string, number>): Trouble => ({
  field,
  key,
  ...(values ? { values } : {}),
});

function isEmpty(value: Plain): boolean {
  if (value === null) return true;
  if (typeof value === 'string') return value.trim() === '';
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

type Check = (spec: FieldSpec, value: Plain) => Trouble[];
const CHECKS: Partial<Record<FieldSpec['type'], Check>> = {
  id: (spec, value) => (isId(String(value)) ? [] : [at(spec.name, 'id')]),
  number: (spec, value) => within(spec.name, value, spec.least ?? 0, spec.most ?? Infinity),
  share: (spec, value) =>
    within(spec.name, percent(value), spec.least ?? 0, spec.most ?? 100, 'percent'),
  hours: (spec, value) => stretches(spec.name, value as unknown as Opening[]),
  target: (spec, value) => target(spec.name, value as unknown as Target),
  later_targets: (spec, value) =>
    (value as unknown as LaterTarget[]).flatMap((one, place) => [
      ...(isDate(one.since) ? [] : [at(`${spec.name}[${place}].since`, 'date')]),
      ...target(`${spec.name}[${place}]`, one),
    ]),
  relaxed: (spec, value) =>
    (value as unknown as Relaxation[]).flatMap((step, place) =>
      within(`${spec.name}[${place}].after_seconds`, step.after_seconds, 1, 2_592_000),
    ),
  days: (spec, value) =>
    (value as unknown as Holiday[]).flatMap((day, place) => [
      ...(isDate(day.date) ? [] : [at(`${spec.name}[${place}].date`, 'date')]),
      ...(day.name.trim() ? [] : [at(`${spec.name}[${place}].name`, 'required')]),
    ]),
  capacity: (spec, value) =>
    Object.entries(value as Record<string, number>).flatMap(([channel, places]) =>
      within(`${spec.name}.${channel}`, places, 1, 100),
    ),
  colour: (spec, value) =>
    /^#[0-9A-Fa-f]{6}$/.test(String(value)) ? [] : [at(spec.name, 'colour')],
};

function within(
  field: string,
  value: Plain,
  least: number,
  most: number,
  key = 'whole',
): Trouble[] {
  const fits = typeof value === 'number' && value >= least && value <= most;
  if (fits && (key !== 'whole' || Number.isInteger(value))) return [];
  const open = most === Infinity;
  return [
    at(field, open ? 'at_least' : key === 'whole' ? 'between' : 'percent', {
      least,
      ...(open ? {} : { most }),
    }),
  ];
}

const percent = (value: Plain): Plain => (typeof value === 'number' ? value * 100 : value);

function target(field: string, { share, seconds }: Target): Trouble[] {
  const fits = typeof share === 'number' && share > 0 && share <= 1;
  return [
    ...(fits ? [] : [at(`${field}.share`, 'percent', { least: 1, most: 100 })]),
    ...within(`${field}.seconds`, seconds, 1, Infinity),
  ];
}

function stretches(field: string, hours: Opening[]): Trouble[] {
  return hours.flatMap((opening, place) => {
    const where = `${field}[${place}]`;
    return [
      ...(opening.days.length ? [] : [at(`${where}.days`, 'days')]),
      ...(isClock(opening.start) ? [] : [at(`${where}.start`, 'clock')]),
      ...(isClock(opening.end, true) && opening.end !== opening.start
        ? []
        : [at(`${where}.end`, 'clock')]),
    ];
  });
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** The server's faults as troubles of their fields. */
export function fromFaults(faults: readonly Fault[]): Trouble[] {
  return faults.map(({ field, problem, remedy }) => ({
    field,
    text: [problem, remedy].filter(Boolean).join('. '),
  }));
}

/** Those of the field `name` and of what lies within it. */
export function of(found: readonly Trouble[], name: string): Trouble[] {
  return found.filter(
    ({ field }) =>
      field === name || (/^[.[]/.test(field.slice(name.length)) && field.startsWith(name)),
  );
}
