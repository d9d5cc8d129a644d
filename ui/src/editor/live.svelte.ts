// Counts what happens to articles, drafts, gaps and the assistant, by anybody, for those who show them.
import { Paced } from '../lib/paced.ts';

const CONCERNS = /^(article|draft|gap|assistant)/;

class Live {
  /** Grows when what is shown should be read again. */
  changes = $state(0);
  readonly #paced = new Paced(async () => void (this.changes += 1), 1500);

  heard = (type: string): void => {
    if (CONCERNS.test(type)) this.#paced.touch();
  };
  touch = (): void => this.#paced.touch();
  stop = (): void => this.#paced.stop();
}

export const live = new Live();
