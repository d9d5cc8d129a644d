// What the history page shows for its filters: intervals, and contacts page by page.
import { api } from '../lib/session.svelte.ts';
import type { Query } from '../lib/api.ts';
import type { ContactRow, History, Interval } from '../lib/types.ts';

const PAGE = 50;

export class Results {
  rows = $state.raw<ContactRow[]>([]);
  intervals = $state.raw<Interval[]>([]);
  total = $state(0);
  next = $state<string | null>(null);
  /** The first page of new filters is being read; the old result stays in sight, dimmed. */
  loading = $state(true);
  /** A further page is being read. */
  adding = $state(false);
  problem = $state.raw<unknown>(null);
  #query: Query = {};
  #asked = 0;

  /** Reads the first page for `query`; an answer overtaken by a later question is dropped. */
  async load(query: Query): Promise<void> {
    this.#query = query;
    const asked = ++this.#asked;
    [this.loading, this.adding, this.problem] = [true, false, null];
    try {
      const found = await api.get<History>('/api/history', { ...query, limit: PAGE });
      if (asked !== this.#asked) return;
      this.rows = found.rows;
      this.intervals = found.intervals;
      this.total = found.total;
      this.next = found.next;
    } catch (error) {
      if (asked === this.#asked) this.problem = error;
    }
    if (asked === this.#asked) this.loading = false;
  }

  again = (): Promise<void> => this.load(this.#query);

  /** Appends the next page. Throws ApiError. */
  async more(): Promise<void> {
    if (this.next === null || this.adding) return;
    const asked = this.#asked;
    this.adding = true;
    try {
      const query = { ...this.#query, limit: PAGE, next: this.next };
      const found = await api.get<History>('/api/history', query);
      if (asked !== this.#asked) return;
      const known = new Set(this.rows.map((row) => row.id));
      this.rows = [...this.rows, ...found.rows.filter((row) => !known.has(row.id))];
      this.next = found.next;
    } finally {
      if (asked === this.#asked) this.adding = false;
    }
  }
}
