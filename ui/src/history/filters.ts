// What the history page asks for. The page's URL is the only place where it is kept: a link sent
// to a colleague, a reload and the back button show the same contacts.

import { addDays, isDay, startOfDay } from './zone.ts';

export const PRESETS = ['today', 'yesterday', 'week', 'custom'] as const;
export type Preset = (typeof PRESETS)[number];

export const INTERVALS = [900, 1800, 3600] as const; // seconds
export const OUTCOMES = ['answered_unconfirmed', 'handed_over', 'abandoned', 'open'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const LONGEST_RANGE = 62; // days
const MOST_INTERVALS = 1500; // more cannot be told apart on a screen, and the server refuses 2000

export interface Filters {
  preset: Preset;
  from: string; // first day, `YYYY-MM-DD`; meant only when the preset is custom
  to: string; // last day, included
  zone: string; // '' means the zone of the site filtered on, else the viewer's site
  brand: string; // '' means any, here and below
  queue: string;
  site: string;
  adviser: string;
  outcome: Outcome | '';
  interval: number;
}

export const DEFAULTS: Filters = {
  preset: 'today',
  from: '',
  to: '',
  zone: '',
  brand: '',
  queue: '',
  site: '',
  adviser: '',
  outcome: '',
  interval: 1800,
};

const WORDS = ['brand', 'queue', 'site', 'adviser', 'zone'] as const;

/** The filters in a query string; what is missing or not understood takes its default. */
export function fromSearch(search: string): Filters {
  const params = new URLSearchParams(search);
  const filters: Filters = { ...DEFAULTS };
  for (const name of WORDS) filters[name] = params.get(name) ?? '';
  filters.outcome = OUTCOMES.find((each) => each === params.get('outcome')) ?? '';
  filters.interval = INTERVALS.find((each) => String(each) === params.get('interval')) ?? 1800;
  return { ...filters, ...daysFrom(params) };
}

/** The shortest query string that `fromSearch` reads back as the same filters; '' for defaults. */
export function toSearch(filters: Filters): string {
  const params = new URLSearchParams();
  if (filters.preset === 'custom') {
    params.set('from', filters.from);
    params.set('to', filters.to);
  } else if (filters.preset !== DEFAULTS.preset) params.set('day', filters.preset);
  for (const name of WORDS) if (filters[name]) params.set(name, filters[name]);
  if (filters.outcome) params.set('outcome', filters.outcome);
  if (filters.interval !== DEFAULTS.interval) params.set('interval', String(filters.interval));
  const text = params.toString();
  return text && `?${text}`;
}

/** First and last day asked for, both included, when it is `today` there. */
export function days(filters: Filters, today: string): { from: string; to: string } {
  if (filters.preset === 'custom') return { from: filters.from, to: filters.to };
  const to = filters.preset === 'yesterday' ? addDays(today, -1) : today;
  return { from: filters.preset === 'week' ? addDays(today, -6) : to, to };
}

/** The seconds of an interval: the one asked for, or the next that a range this long allows. */
export function intervalFor(filters: Filters, today: string): number {
  const { from, to } = days(filters, today);
  const span = (Date.parse(to) - Date.parse(from)) / 1000 + 86_400;
  const fits = INTERVALS.find((each) => each >= filters.interval && span / each <= MOST_INTERVALS);
  return fits ?? Math.max(...INTERVALS);
}

/** The query of /api/history: instants in UTC, empty filters left out. */
export function toQuery(filters: Filters, today: string, zone: string): Record<string, string> {
  const { from, to } = days(filters, today);
  const query: Record<string, string> = {
    from: startOfDay(from, zone).toISOString(),
    to: startOfDay(addDays(to, 1), zone).toISOString(),
    interval: String(intervalFor(filters, today)),
  };
  for (const name of ['brand', 'queue', 'site', 'adviser', 'outcome'] as const) {
    if (filters[name]) query[name] = filters[name];
  }
  return query;
}

/** How many filters narrow the result, days and interval apart. */
export function narrowing(filters: Filters): number {
  const { brand, queue, site, adviser, outcome } = filters;
  return [brand, queue, site, adviser, outcome].filter(Boolean).length;
}

/** Why a custom range cannot be asked for, or null. */
export function rangeProblem(
  from: string,
  to: string,
): 'incomplete' | 'backwards' | 'too_long' | null {
  if (!isDay(from) || !isDay(to)) return 'incomplete';
  if (from > to) return 'backwards';
  return addDays(from, LONGEST_RANGE) <= to ? 'too_long' : null;
}

function daysFrom(params: URLSearchParams): Pick<Filters, 'preset' | 'from' | 'to'> {
  const from = params.get('from') ?? '';
  const to = params.get('to') ?? '';
  if (rangeProblem(from, to) === null) return { preset: 'custom', from, to };
  const preset = PRESETS.find((each) => each === params.get('day') && each !== 'custom');
  return { preset: preset ?? DEFAULTS.preset, from: '', to: '' };
}
