// Files that leave the history page: their names, and the intervals as CSV. The list of contacts
// is written by the server (/api/history.csv), which can send more than a page holds.

import type { Interval } from '../lib/types.ts';
import { dayOf, hourOf } from './zone.ts';

const COLUMNS = [
  'start_utc',
  'local_date',
  'local_time',
  'opened',
  'offered',
  'answered',
  'answered_in_target',
  'abandoned',
  'service_level',
  'mean_wait_seconds',
  'mean_handling_seconds',
  'answered_unconfirmed',
  'handed_over',
] as const;

/** `nawba-contacts-2026-03-02.csv`, `nawba-intervals-sahla-fr-2026-03-01_2026-03-02.csv`. */
export function fileName(
  what: 'contacts' | 'intervals',
  from: string,
  to: string,
  ...narrowed: string[]
): string {
  const days = from === to ? from : `${from}_${to}`;
  const words = narrowed.filter(Boolean).map((word) => word.replace(/[^\p{L}\p{N}-]+/gu, '-'));
  return `${['nawba', what, ...words, days].join('-')}.csv`;
}

/** RFC 4180, with a byte-order mark so that spreadsheets read UTF-8. Absent figures are empty. */
export function intervalsCsv(intervals: Interval[], zone: string): string {
  const lines = intervals.map((interval) => row(interval, zone).map(cell).join(','));
  return `\uFEFF${[COLUMNS.join(','), ...lines].join('\r\n')}\r\n`;
}

function row(interval: Interval, zone: string): (string | number | null)[] {
  const instant = Date.parse(interval.start);
  const local = { local_date: dayOf(instant, zone), local_time: hourOf(instant, zone) };
  const values = { ...interval, ...local, start_utc: interval.start };
  return COLUMNS.map((name) => values[name]);
}

function cell(value: string | number | null): string {
  if (value === null) return '';
  const text = typeof value === 'number' ? String(Math.round(value * 10_000) / 10_000) : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
