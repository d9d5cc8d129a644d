// Counts what happens to articles, drafts, gaps and the assistant, by anybody, for those who show them.
import { connection } from '../lib/connection.svelte.ts';
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

  /** Looks now and then by itself while no events come; until the returned function is called. */
  start(): () => void {
    const looking = setInterval(() => {
      if (connection.state !== 'live' && !document.hidden) this.touch();
    }, EVERY_MS);
    return () => {
      clearInterval(looking);
      this.#paced.stop();
    };
  }
}

export const live = new Live();
