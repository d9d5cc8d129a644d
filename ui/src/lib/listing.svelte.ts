// A list that the server gives page by page, for filters that change: the first page of new
// filters replaces what is shown, further pages are added, an overtaken answer is dropped.
import type { Query } from './api.ts';

export interface Portion<Row> {
  rows: Row[];
  next: string | null;
  total?: number;
}

export class Listing<Row extends { id: string }> {
  rows = $state.raw<Row[]>([]);
  total = $state<number | null>(null);
  next = $state<string | null>(null);
  /** The first page of new filters is being read; the old result stays in sight. */
  loading = $state(true);
  /** A further page is being read. */
  adding = $state(false);
  problem = $state.raw<unknown>(null);
  readonly #read: (query: Query) => Promise<Portion<Row>>;
  #query: Query = {};
  #asked = 0;

  /** `read` fetches one portion: `after` in its query is the cursor that the one before ended with. */
  constructor(read: (query: Query) => Promise<Portion<Row>>) {
    this.#read = read;
  }

  async load(query: Query): Promise<void> {
    this.#query = query;
    const asked = ++this.#asked;
    [this.loading, this.adding, this.problem] = [true, false, null];
    try {
      const found = await this.#read(query);
      if (asked !== this.#asked) return;
      [this.rows, this.next, this.total] = [found.rows, found.next, found.total ?? null];
    } catch (error) {
      if (asked === this.#asked) this.problem = error;
    }
    if (asked === this.#asked) this.loading = false;
  }

  again = (): Promise<void> => this.load(this.#query);

  /** Appends the next page. Throws ApiError. */
  async more(): Promise<void> {
    if (this.next === null || this.adding || this.loading) return;
    const asked = this.#asked;
    this.adding = true;
    try {
      const found = await this.#read({ ...this.#query, after: this.next });
      if (asked !== this.#asked) return;
      const known = new Set(this.rows.map((row) => row.id));
      this.rows = [...this.rows, ...found.rows.filter((row) => !known.has(row.id))];
      this.next = found.next;
    } finally {
      if (asked === this.#asked) this.adding = false;
    }
  }

  /** Puts `row` in the place of the one with its id, or first when there is none. */
  put(row: Row): void {
    const at = this.rows.findIndex(({ id }) => id === row.id);
    this.rows = at < 0 ? [row, ...this.rows] : this.rows.with(at, row);
  }
}
