// How many of the customer's words I have not seen, per contact.
import type { ContactRow } from '../lib/types.ts';
import { ReadMarks } from './read.ts';

export class Unread {
  counts = $state.raw<Record<string, number>>({});
  readonly total = $derived(Object.values(this.counts).reduce((sum, count) => sum + count, 0));
  readonly #marks = new ReadMarks();

  /** The contact is open and in sight: nothing in it is unread. */
  seen(row: ContactRow): void {
    if (row.last_message) this.#marks.mark(row.id, row.last_message.at);
    if (this.counts[row.id]) this.counts = { ...this.counts, [row.id]: 0 };
  }

  add(contact: string): void {
    this.counts = { ...this.counts, [contact]: (this.counts[contact] ?? 0) + 1 };
  }

  /** Keeps the counts of `rows`; a word written since the contact was last seen counts one. */
  take(rows: ContactRow[], inSight: string | null): void {
    const count = (row: ContactRow): number => {
      if (row.id === inSight) return 0;
      const last = row.last_message;
      const fresh = last?.author === 'customer' && this.#marks.isAfter(row.id, last.at);
      return this.counts[row.id] || (fresh ? 1 : 0);
    };
    this.counts = Object.fromEntries(rows.map((row) => [row.id, count(row)]));
    this.#marks.prune(rows.map((row) => row.id));
  }
}
