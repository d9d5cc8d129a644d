// The live list of open contacts: what a supervisor narrows it to and the order it comes in.

import { folded } from '../lib/format.ts';
import type { ContactRow, ContactState } from '../lib/types.ts';

export interface ContactFilters {
  brand: string; // '' means any
  queue: string;
  site: string;
  state: ContactState | '';
  unanswered: boolean; // only where the last word is the customer's
  words: string; // in the names of the customer or of who holds it, or the start of its id
}

export const NO_FILTERS: ContactFilters = {
  brand: '',
  queue: '',
  site: '',
  state: '',
  unanswered: false,
  words: '',
};

/** True when something narrows the list. */
export function narrowed(filters: ContactFilters): boolean {
  return Object.values(filters).some(Boolean);
}

/** Those that pass, waiting first by age, then the others from the oldest. */
export function listed(rows: ContactRow[], filters: ContactFilters): ContactRow[] {
  return rows.filter((row) => passes(row, filters)).sort(oldestFirst);
}

/** Since when the age shown beside a contact counts: its wait, else its opening. */
export function ageSince(row: ContactRow): string {
  return row.state === 'waiting' ? (row.waiting_since ?? row.opened_at) : row.opened_at;
}

function passes(row: ContactRow, filters: ContactFilters): boolean {
  return (
    (!filters.brand || row.brand === filters.brand) &&
    (!filters.queue || row.queue === filters.queue) &&
    (!filters.site || row.site === filters.site) &&
    (!filters.state || row.state === filters.state) &&
    (!filters.unanswered || row.unanswered) &&
    hasWords(row, filters.words)
  );
}

function hasWords(row: ContactRow, words: string): boolean {
  const wanted = folded(words).trim();
  if (!wanted) return true;
  const names = [row.customer_name, row.lead?.name, ...row.joined.map((each) => each.name)];
  return (
    folded(row.id).startsWith(wanted) || names.some((name) => folded(name ?? '').includes(wanted))
  );
}

function oldestFirst(a: ContactRow, b: ContactRow): number {
  return (
    rank(a) - rank(b) || Date.parse(ageSince(a)) - Date.parse(ageSince(b)) || (a.id < b.id ? -1 : 1)
  );
}

function rank(row: ContactRow): number {
  return row.state === 'waiting' ? 0 : 1;
}
