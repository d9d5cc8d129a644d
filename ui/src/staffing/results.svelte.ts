// What the server answers: the latest question wins, and an older answer stays until it comes.
import { api } from '../lib/session.svelte.ts';
import type { Answer, Around, Question } from './types.ts';

const PATIENCE_MS = 60_000; // a long day of a large centre takes a while to solve

class Asked<T> {
  value = $state.raw<T | null>(null);
  problem = $state.raw<unknown>(null);
  loading = $state(false);
  #turn = 0;
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async ask(question: Question): Promise<void> {
    const turn = ++this.#turn;
    this.loading = true;
    try {
      const value = await api.post<T>(this.#path, question, PATIENCE_MS);
      if (turn === this.#turn) [this.value, this.problem] = [value, null];
    } catch (error) {
      if (turn === this.#turn) [this.value, this.problem] = [null, error];
    } finally {
      if (turn === this.#turn) this.loading = false;
    }
  }

  forget(): void {
    this.#turn += 1;
    this.value = this.problem = null;
    this.loading = false;
  }
}

/** The answers of one page. */
export class Results {
  readonly answer = new Asked<Answer>('/api/staffing');
  readonly around = new Asked<Around>('/api/staffing/curve');
}
