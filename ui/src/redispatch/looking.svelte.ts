// The preview of one change: which contacts move, at once; what it would come to, when it is known.
import { api } from '../lib/session.svelte.ts';
import type { Change, Outlook, Preview } from './types.ts';

/** The server bounds an outlook; the first after an update compiles what plays it. */
const PATIENCE_MS = 300_000;

export class Looking {
  preview = $state.raw<Preview | null>(null);
  outlook = $state.raw<Outlook | null>(null);
  /** Why there is no outlook. */
  why = $state<Preview['outlook_why']>(null);
  /** The outlook is being computed. */
  computing = $state(false);
  problem = $state.raw<unknown>(null);
  /** Why the outlook could not be read, though the list could. */
  lost = $state.raw<unknown>(null);
  #asked = 0;

  /** Asks for the list, then for the outlook; what an earlier question answers late is dropped. */
  async look(change: Change, minutes: number): Promise<void> {
    const asked = ++this.#asked;
    this.#clear();
    const isOld = () => asked !== this.#asked;
    try {
      const found = await this.#ask(change, minutes, false);
      if (isOld()) return;
      [this.preview, this.computing] = [found, true];
    } catch (error) {
      if (!isOld()) this.problem = error;
      return;
    }
    await this.#compute(change, minutes, isOld);
  }

  /** Forgets what is under way. */
  stop(): void {
    this.#asked += 1;
    this.#clear();
  }

  async #compute(change: Change, minutes: number, isOld: () => boolean): Promise<void> {
    try {
      const found = await this.#ask(change, minutes, true);
      if (!isOld()) [this.outlook, this.why] = [found.outlook, found.outlook_why];
    } catch (error) {
      if (!isOld()) this.lost = error;
    } finally {
      if (!isOld()) this.computing = false;
    }
  }

  #ask(change: Change, minutes: number, outlook: boolean): Promise<Preview> {
    return api.post<Preview>('/api/redispatch/preview', { change, minutes, outlook }, PATIENCE_MS);
  }

  #clear(): void {
    [this.preview, this.outlook, this.why, this.problem, this.lost] = [
      null,
      null,
      null,
      null,
      null,
    ];
    this.computing = false;
  }
}
