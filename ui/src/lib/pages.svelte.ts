// A list that the server answers page by page: shown so far, and the next one on demand.
import type { Query } from './api.ts';
import { api } from './session.svelte.ts';

/** What every list answers; `next` null: this was the last page. */
export interface Page<Row> {
  rows: Row[];
  next: string | null;
}
const MOST = 200; // rows that the server gives at once

/** All rows of a list, however many pages they are. */
export async function everyPage<Row>(path: string, query: Query): Promise<Row[]> {
  const rows: Row[] = [];
  let next: string | null = null;
  do {
    const page: Page<Row> = await api.get<Page<Row>>(path, { ...query, limit: MOST, next });
    rows.push(...page.rows);
    next = page.next;
  } while (next !== null);
  return rows;
}

export class Pages<Row, Answer extends Page<Row>> {
  rows = $state.raw<Row[]>([]);
  /** The first page with what it says beside its rows; null until it is there. */
  first = $state.raw<Answer | null>(null);
  next = $state<string | null>(null);
  /** The list is being read anew; what was shown stays in sight. */
  loading = $state(false);
  /** A further page is being read. */
  adding = $state(false);
  problem = $state.raw<unknown>(null);
  #query: Query = {};
  #asked = 0;
  #path: string;
  #size: number;

  constructor(path: string, size = 50) {
    this.#path = path;
    this.#size = size;
  }

  /**
   * Reads the list anew. Under the same `query` as many rows as were shown, so that nothing moves
   * away below whoever reads; under another one its first page. An overtaken answer is dropped.
   */
  async load(query: Query): Promise<void> {
    const same = JSON.stringify(query) === JSON.stringify(this.#query);
    const wanted = same ? Math.max(this.rows.length, this.#size) : this.#size;
    this.#query = query;
    const asked = ++this.#asked;
    [this.loading, this.adding, this.problem] = [true, false, null];
    try {
      const first = await this.#read(null, Math.min(wanted, MOST));
      let [rows, next] = [first.rows, first.next];
      while (next !== null && rows.length < wanted && asked === this.#asked) {
        const page = await this.#read(next, MOST);
        [rows, next] = [[...rows, ...page.rows], page.next];
      }
      if (asked !== this.#asked) return;
      [this.rows, this.next, this.first] = [rows, next, first];
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
      const page = await this.#read(this.next, this.#size);
      if (asked !== this.#asked) return;
      [this.rows, this.next] = [[...this.rows, ...page.rows], page.next];
    } finally {
      if (asked === this.#asked) this.adding = false;
    }
  }

  #read(next: string | null, limit: number): Promise<Answer> {
    return api.get<Answer>(this.#path, { ...this.#query, limit, next });
  }
}
