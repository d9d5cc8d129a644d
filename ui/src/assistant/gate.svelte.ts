// A version on its way through the gate: how far it is, and what came of it. One for the page.
import { ApiError } from '../lib/api.ts';
import { connection } from '../lib/connection.svelte.ts';
import { api } from '../lib/session.svelte.ts';
import { Stream } from '../lib/stream.ts';
import type { Outcome, Progress, VersionLine } from './types.ts';

const CHANGING = ['assistant_published', 'assistant_rolled_back'];
const ASK_MS = 600;
const PATIENCE_MS = 10 * 60_000;

export interface Told extends Outcome {
  /** The version that answered before, to go back to; null when there was none. */
  before: number | null;
}

class Gate {
  running = $state(false);
  progress = $state.raw<Progress | null>(null);
  told = $state.raw<Told | null>(null);
  problem = $state.raw<unknown>(null);
  /** Counts changes of the answering version, by anybody, for those who must read it again. */
  changes = $state(0);

  /** Follows the centre's stream until the returned function is called; `also` hears every event's
   *  type, `again` when events may have been missed. */
  follow(
    also: (type: string) => void = () => undefined,
    again: () => void = () => undefined,
  ): () => void {
    const stream = new Stream({
      url: (from) => api.signed('/api/stream', { cursor: from }),
      names: ['event'],
      onFrame: ({ data }) => {
        this.#receive(data as { type: string });
        also((data as { type: string }).type);
      },
      onState: connection.set,
      onResume: () => {
        this.changes += 1;
        again();
      },
    }).open();
    return () => stream.close();
  }

  /** Sends `body` to `path`, which runs the gate; true when a version was published. */
  async run(path: string, body: unknown, before: number | null): Promise<boolean> {
    if (this.running) return false;
    [this.running, this.told, this.problem, this.progress] = [true, null, null, null];
    const asking = setInterval(() => void this.#ask(), ASK_MS);
    try {
      const outcome = await api.post<Outcome>(path, body, PATIENCE_MS);
      this.told = { ...outcome, before };
      return outcome.published;
    } catch (error) {
      this.problem = error;
      return false;
    } finally {
      clearInterval(asking);
      this.running = false;
    }
  }

  /** Lets `version` answer again. Throws ApiError. */
  async rollBack(version: number): Promise<VersionLine> {
    const line = await api.post<VersionLine>('/api/assistant/rollback', { version });
    [this.told, this.problem] = [null, null];
    return line;
  }

  dismiss = (): void => void ([this.told, this.problem] = [null, null]);

  #receive({ type }: { type: string }): void {
    if (CHANGING.includes(type)) this.changes += 1;
  }

  async #ask(): Promise<void> {
    const found = await api.get<Progress>('/api/assistant/gate').catch((error: unknown) => {
      if (error instanceof ApiError) return null; // only the picture of the progress is lost
      throw error;
    });
    if (found?.running && this.running) this.progress = found;
  }
}

export const gate = new Gate();
