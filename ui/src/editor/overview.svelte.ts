// What waits in each part: open gaps, drafts to approve, approved changes not yet published.
import type { Query } from '../lib/api.ts';
import { api } from '../lib/session.svelte.ts';
import { Reading } from '../lib/reading.svelte.ts';
import type { Articles, DraftLine, Gaps } from './types.ts';

class Overview {
  readonly gaps = new Reading<Gaps>();
  readonly drafts = new Reading<{ drafts: DraftLine[] }>();
  readonly waiting = new Reading<Articles>();
  readonly open: number | undefined = $derived(this.gaps.value?.counts.open);
  readonly to_approve: number | undefined = $derived(
    this.drafts.value?.drafts.filter(({ may }) => may.decide).length,
  );
  readonly unpublished: number | undefined = $derived(this.waiting.value?.waiting);

  async load(brand: string): Promise<void> {
    const read = <T>(path: string, query: Query = {}) => {
      return () => api.get<T>(`/api/knowledge/${path}`, { brand, ...query });
    };
    await Promise.all([
      this.gaps.load(read('gaps', { state: 'open' })),
      this.drafts.load(read('drafts')),
      this.waiting.load(read('articles', { status: 'waiting', limit: 1 })),
    ]);
  }
}

export const overview = new Overview();
