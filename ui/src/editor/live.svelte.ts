// Counts what happens to articles, drafts, gaps and the assistant, by anybody, for those who show them.
import { Paced } from '../lib/paced.ts';

const CONCERNS = /^(article|gap|assistant)_/;
const EVERY_MS = 20_000;

class Live {
  /** Grows when what is shown should be read again. */
  changes = $state(0);
  readonly #paced = new Paced(async () => void (this.changes += 1), 1500);

  heard = (type: string): void => {
    if (CONCERNS.test(type)) this.#paced.touch();
  };
  touch = (): void => this.#paced.touch();

  /** Looks now and then by itself, for words that another saved in a draft are no event; until the
   * returned function is called. */
  start(): () => void {
    const looking = setInterval(() => {
      if (!document.hidden) this.touch();
    }, EVERY_MS);
    return () => {
      clearInterval(looking);
      this.#paced.stop();
    };
  }
}

export const live = new Live();
