// Figures of a run, found by where they belong, and told with their intervals.
import { axisOf } from '../lib/axis.ts';
import type { Figure, FigureName, View } from './types.ts';

export const BASELINE = 'baseline';
const NONE = '–';

/** What is drawn and listed: places (rows) by alternatives, for one figure. */
export interface Table {
  places: string[];
  alternatives: string[];
  at: (place: string, alternative: string) => Figure | undefined;
}

export function tableOf(figures: Figure[], view: View, figure: FigureName): Table {
  const rows = figures.filter((one) => one.kind === view && one.figure === figure);
  const found = new Map(rows.map((one) => [`${one.id}\n${one.alternative}`, one]));
  return {
    places: [...new Set(rows.map(({ id }) => id))],
    alternatives: [...new Set(rows.map(({ alternative }) => alternative))],
    at: (place, alternative) => found.get(`${place}\n${alternative}`),
  };
}

/** Which figures there are of a view: queues have no occupancy, sites nothing else. */
export const namesOf = (figures: Figure[], view: View): FigureName[] => [
  ...new Set(figures.filter(({ kind }) => kind === view).map(({ figure }) => figure)),
];

export type Verdict = 'better' | 'worse' | 'other' | 'chance' | 'none';

/** What a change is: sure when its interval leaves out 0; occupancy is neither good nor bad. */
export function verdict(one: Figure): Verdict {
  const { change, change_low: low, change_high: high } = one;
  if (change === null) return 'none';
  if (low === null || high === null || (low <= 0 && high >= 0)) {
    return change === 0 && low === 0 && high === 0 ? 'none' : 'chance';
  }
  if (one.figure === 'occupancy') return 'other';
  return change > 0 === (one.figure === 'service_level') ? 'better' : 'worse';
}

const isTime = (figure: FigureName): boolean => figure === 'mean_wait';

/** `82.1 %`, `14.2 s`. */
export function told(value: number | null, figure: FigureName, locale: string): string {
  if (value === null) return NONE;
  return isTime(figure) ? seconds(value, locale) : share(value, locale);
}

/** The interval without its unit: `81.4–82.8`, kept in one direction. */
export function interval(one: Figure, locale: string): string {
  if (one.low === null || one.high === null) return '';
  const most = isTime(one.figure) ? Infinity : 1; // the formula knows no ends, shares and waits do
  return between(Math.max(0, one.low), Math.min(most, one.high), one.figure, locale);
}

/** `+1.2 pt`, `−3.4 s`: `points` is the reader's word for percentage points. */
export function change(one: Figure, locale: string, points: (value: string) => string): string {
  if (one.change === null) return NONE;
  const text = signed(one.change * (isTime(one.figure) ? 1 : 100), locale);
  return isTime(one.figure) ? `\u2066${text}\u2069 ${unit(locale)}` : points(`\u2066${text}\u2069`);
}

export function changeInterval(one: Figure, locale: string): string {
  if (one.change_low === null || one.change_high === null) return '';
  const times = isTime(one.figure) ? 1 : 100;
  return `\u2066${signed(one.change_low * times, locale)} … ${signed(one.change_high * times, locale)}\u2069`;
}

function between(low: number, high: number, figure: FigureName, locale: string): string {
  const times = isTime(figure) ? 1 : 100;
  return `\u2066${decimal(low * times, locale)}–${decimal(high * times, locale)}\u2069`;
}

function signed(value: number, locale: string): string {
  const text = decimal(Math.abs(value), locale);
  return Number(Math.abs(value).toFixed(1)) === 0
    ? decimal(0, locale)
    : `${value < 0 ? '−' : '+'}${text}`;
}

const decimal = (value: number, locale: string): string =>
  new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(
    value,
  );

const seconds = (value: number, locale: string): string =>
  new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: 'second',
    unitDisplay: 'short',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }).format(value);

const unit = (locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'unit', unit: 'second', unitDisplay: 'short' })
    .formatToParts(1)
    .find(({ type }) => type === 'unit')?.value ?? 's';

const share = (value: number, locale: string): string =>
  new Intl.NumberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }).format(value);

/** The axis of `figure` that holds all of `table`: means alone, or with their `intervals`. */
export function axisFor(table: Table, figure: FigureName, intervals: boolean): number[] {
  const values = table.places.flatMap((place) =>
    table.alternatives.flatMap((alternative) => {
      const one = table.at(place, alternative);
      return one ? [one.mean, ...(intervals ? [one.low, one.high] : [])] : [];
    }),
  );
  const known = values.filter((one): one is number => one !== null);
  const time = isTime(figure);
  return axisOf(known, { floor: 0, most: time ? Infinity : 1, least: time ? 1 : 0.01 });
}
