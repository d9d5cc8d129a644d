// The versions of the assistant: which there were, which one answers, and one of them whole.
import { api } from '../lib/session.svelte.ts';
import type { VersionDetail, VersionLine, Versions } from './types.ts';

class History {
  view = $state.raw<Versions | null>(null);
  problem = $state.raw<unknown>(null);
  readonly current: VersionLine | null = $derived(
    this.view?.versions.find((each) => each.is_current) ?? null,
  );
  /** The one before the version that answers. */
  readonly before: VersionLine | null = $derived(
    this.view?.versions.find((each) => each.number < (this.current?.number ?? 0)) ?? null,
  );

  async load(): Promise<void> {
    try {
      this.view = await api.get<Versions>('/api/assistant/versions');
      this.problem = null;
    } catch (error) {
      this.problem = error;
    }
  }

  read = (number: number): Promise<VersionDetail> =>
    api.get<VersionDetail>(`/api/assistant/versions/${number}`);
}

export const history = new History();
