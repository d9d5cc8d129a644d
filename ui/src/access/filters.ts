// What the log is narrowed to: kept in the address, so that a finding can be sent to a colleague.
import type { Query } from '../lib/api.ts';

export interface Filters {
  q: string;
  account: string;
  action: string;
  kind: string;
  resource: string;
  brand: string;
  outcome: string;
  /** Days in the reader's zone, `2026-03-02`; both are within. */
  from: string;
  to: string;
}

export const NAMES = [
  'q',
  'account',
  'action',
  'kind',
  'resource',
  'brand',
  'outcome',
  'from',
  'to',
] as const;

export function readFilters(query: URLSearchParams): Filters {
  return Object.fromEntries(
    NAMES.map((name) => [name, query.get(name) ?? '']),
  ) as unknown as Filters;
}

/** The address of the page with these filters. */
export function addressOf(filters: Filters): string {
  const query = new URLSearchParams(
    NAMES.filter((name) => filters[name]).map((name) => [name, filters[name]]),
  ).toString();
  return query ? `/access?${query}` : '/access';
}

export const narrowed = (filters: Filters): boolean => NAMES.some((name) => filters[name] !== '');

/** What the server is asked: days become instants, from the first midnight to the one after the last. */
export function asked(filters: Filters): Query {
  const { from, to, ...rest } = filters;
  return { ...rest, from: midnight(from, 0), to: midnight(to, 1) };
}

/** The instant (ISO, UTC) at which the day `later` days after `day` begins for the reader. */
function midnight(day: string, later: number): string | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!match) return null;
  const [year, month, date] = match.slice(1).map(Number) as [number, number, number];
  return new Date(year, month - 1, date + later).toISOString();
}
