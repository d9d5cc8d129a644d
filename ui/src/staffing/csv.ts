// The answer as a file: one line an interval, for a spreadsheet.
import { LEVELS, type Row } from './types.ts';

const COLUMNS = [
  'interval',
  'contacts',
  'handling_seconds',
  'load_erlangs',
  'advisers',
  'on_payroll',
  ...LEVELS,
  'mean_wait_seconds',
  'wait_p90_seconds',
  'abandoned',
  'occupancy',
  'target_kept',
] as const;

/** RFC 4180, with a byte-order mark so that spreadsheets read UTF-8. Absent figures are empty. */
export function answerCsv(rows: Row[]): string {
  const lines = [COLUMNS, ...rows.map(values)].map((line) => line.map(cell).join(','));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

function values(row: Row): (string | number | boolean | null)[] {
  return [
    row.label,
    row.contacts,
    row.handling,
    row.load_erlangs,
    row.advisers,
    row.on_payroll,
    ...LEVELS.map((name) => row.levels[name]),
    row.wait_seconds,
    row.wait_p90_seconds,
    row.abandoned,
    row.occupancy,
    row.kept,
  ];
}

function cell(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(Math.round(value * 10_000) / 10_000);
  const text = inert(String(value));
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Text that a spreadsheet would run as a formula is kept as text. */
const inert = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
