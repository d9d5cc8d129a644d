// What a publication did to the gaps: which it closed, which came back. Kept while the page is open.
import { api } from '../lib/session.svelte.ts';
import type { GapLine, GapState, Gaps } from './types.ts';

export interface Moved {
  closed: GapLine[];
  reopened: GapLine[];
}

/** The gaps whose state a publication changed, from what they were to what they are. */
export function moved(was: Map<string, GapState>, now: GapLine[]): Moved {
  const before = (gap: GapLine): GapState | undefined => was.get(gap.id);
  return {
    closed: now.filter((gap) => gap.state === 'closed' && (before(gap) ?? 'closed') !== 'closed'),
    reopened: now.filter(
      (gap) => gap.reopened && gap.state === 'open' && (before(gap) ?? 'open') !== 'open',
    ),
  };
}

class Closing {
  #was: Map<string, GapState> | null = null;
  told = $state.raw<Moved | null>(null);

  /** Remembers how the gaps stand now; call before the gate runs. */
  async begin(): Promise<void> {
    this.told = null;
    this.#was = new Map((await this.#read()).map(({ id, state }) => [id, state]));
  }

  /** Compares with what was remembered; the house may need a few seconds to settle the gaps. */
  async look(): Promise<void> {
    if (this.#was) this.told = moved(this.#was, await this.#read());
  }

  async #read(): Promise<GapLine[]> {
    return (await api.get<Gaps>('/api/knowledge/gaps', { state: 'all' })).gaps;
  }
}

export const closing = new Closing();
