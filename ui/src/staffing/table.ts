// The intervals of a day as a spreadsheet or a CSV file gives them.
import { figure } from './figures.ts';
import type { Interval } from './types.ts';

export const MOST_INTERVALS = 300;
const MOST_CONTACTS = 10_000_000;

export interface Fault {
  /** Counted from 1. */
  line: number;
  why: 'contacts' | 'handling' | 'columns' | 'many';
}
export interface Table {
  intervals: Interval[];
  faults: Fault[];
}

/** One interval a line: contacts; or time and contacts; or time, contacts and handling time (s).
 *  Tabs, semicolons or commas between them; a first line of headings is passed over. */
export function readTable(text: string): Table {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const separator = separatorOf(lines);
  const table: Table = { intervals: [], faults: [] };
  lines.forEach((line, place) => {
    if (!line.trim()) return;
    const cells = split(line, separator);
    if (isHeading(cells, table)) return;
    const read = readLine(cells);
    if (typeof read === 'string') table.faults.push({ line: place + 1, why: read });
    else if (table.intervals.length === MOST_INTERVALS)
      table.faults = [{ line: place + 1, why: 'many' }];
    else table.intervals.push(read);
  });
  return table;
}

function separatorOf(lines: string[]): string {
  const has = (mark: string) => lines.some((line) => line.includes(mark));
  return has('\t') ? '\t' : has(';') ? ';' : ',';
}

const split = (line: string, separator: string): string[] =>
  line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));

/** The first line, if it is all words: a time in it would make it an interval gone wrong. */
function isHeading(cells: string[], table: Table): boolean {
  const first = table.intervals.length === 0 && table.faults.length === 0;
  return first && cells.every((cell) => /^[^\p{N}]*\p{L}[^\p{N}]*$/u.test(cell));
}

function readLine(cells: string[]): Interval | Fault['why'] {
  if (cells.length > 3) return 'columns';
  const [label, counted, timed] = cells.length === 1 ? ['', ...cells] : cells;
  const contacts = figure(counted ?? '');
  if (contacts === null || contacts < 0 || contacts > MOST_CONTACTS) return 'contacts';
  if (!timed) return { label: (label ?? '').slice(0, 80), contacts };
  const handling = figure(timed);
  if (handling === null || handling < 1 || handling > 86_400) return 'handling';
  return { label: (label ?? '').slice(0, 80), contacts, handling };
}
